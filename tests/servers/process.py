"""What all servers for tests share: a process on loopback ports with its data in a folder, started and ended by us."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 180  # on a machine with much else to do
STOP_SECONDS = 20
_NEVER_GIVEN_BY_THE_SYSTEM = range(20_000, 32_000)  # unless somebody set its range of ports anew
_SHARES = 16  # of those ports: each process that runs tests takes from its own


class ServerUnavailable(Exception):
    """The real server cannot be had here; the message says why and what would help."""


class ServerProcess(ABC):
    """A server that may be started, stopped, killed and started again, and keeps its ports and data meanwhile.

    It ends with the thread that started it (where `setpriv` is at hand), so that a killed test run leaves no server
    behind: start it from the main thread. Only its own process id is ever signalled. What it puts into a temporary
    folder stays in `folder`.
    """

    def __init__(self, folder: Path, *, ports: int = 1) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.port, *self.other_ports = free_ports(ports)
        self.start_seconds = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it; run in its folder, with the checkout on Python's path."""

    def answers(self) -> bool:
        """Whether it serves, asked until it does: here, whether it takes a connection."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    @property
    def pid(self) -> int:
        """Its process id. Raises RuntimeError when it was not started."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers. Raises ServerUnavailable when it does not within START_SECONDS."""
        started = time.monotonic()
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dying_with_us(), *self.command()], stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
                cwd=self.folder, env={**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT)},
            )
        try:
            while not self.answers():
                if not self.running or time.monotonic() - started > START_SECONDS:
                    raise ServerUnavailable(f"{type(self).__name__} did not start:\n{self.log_tail()}")
                time.sleep(0.1)
        except BaseException:
            self.kill()
            raise
        self.start_seconds = time.monotonic() - started

    def stop(self) -> None:
        """End it in good order; kill it when it takes too long. Harmless when it does not run."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone. Harmless when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def restart(self) -> None:
        """Kill it, then start it on the same data and ports."""
        self.kill()
        self.start()

    def log_tail(self, lines: int = 20) -> str:
        """The last lines that it wrote."""
        log = self.folder / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nobody uses at this moment, all different.

    None is of those that the system gives to whoever asks for any port, nor of those that another process of the same
    test run takes from: either would get it meanwhile. Nor is one given twice: who asked before may not listen yet.
    """
    share = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SHARES
    own = _NEVER_GIVEN_BY_THE_SYSTEM[share::_SHARES]
    if len(_given) > len(own) // 2:
        _given.clear()  # those of long ago are in use or free again
    left = [port for port in own if port not in _given]
    with contextlib.ExitStack() as held:
        ports: list[int] = []
        for port in random.sample(left, len(left)):
            if len(ports) == count:
                _given.update(ports)
                return ports
            with contextlib.suppress(OSError):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
                ports.append(port)
    raise ServerUnavailable(f"no {count} free ports on loopback between {_NEVER_GIVEN_BY_THE_SYSTEM}")


def _dying_with_us() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL") if setpriv else ()
