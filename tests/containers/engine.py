"""Docker's engine for tests: Debian's `docker.io`, with a socket and folders of its own.

It changes nothing of the firewall but for one rule of ours, so that whatever else runs on this machine stays as it was:
containers reach each other on their project's network and are reached at published ports; outwards they reach nothing.
Builds use the host's network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.servers.process import START_SECONDS, ServerUnavailable

_PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"  # Debian's first: it has builds without a plugin
_STOP_SECONDS = 90
_SOURCE = "apt-get install docker.io"


class Failed(Exception):
    """A command of Docker's or Compose's that ended with an error; the message has it and what it said."""


class Engine:
    """One dockerd. It ends in good order with the process that started it, its containers first."""

    def __init__(self, folder: Path) -> None:
        """`folder` gets its socket, data and log. Raises ServerUnavailable."""
        if os.geteuid() != 0:
            raise ServerUnavailable("Docker's engine needs root")
        self._dockerd, self._docker = debians("dockerd", _SOURCE), debians("docker", _SOURCE)
        self._iptables = debians("iptables", "apt-get install iptables")
        self._setpriv = debians("setpriv", "apt-get install util-linux")
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOCKER_", "COMPOSE_"))}
        self.environment = {**kept, "DOCKER_HOST": f"unix://{folder}/docker.sock", "DOCKER_BUILDKIT": "1",
                            "DOCKER_CONFIG": str(folder / "config")}
        self._process: subprocess.Popen[bytes] | None = None
        self._let_through: list[str] = []

    def start(self) -> None:
        """Raises ServerUnavailable with the end of its log when it does not answer within START_SECONDS."""
        with (self.folder / "dockerd.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._setpriv, "--pdeathsig", "TERM", self._dockerd, "--host", self.environment["DOCKER_HOST"],
                 "--data-root", self.folder / "data", "--exec-root", self.folder / "exec",
                 "--pidfile", self.folder / "pid", "--iptables=false", "--ip6tables=false", "--ip-forward=false",
                 "--ip-masq=false", "--bridge=none",
                 # a containerd that runs already is used: its containers of another Docker stay apart from ours
                 "--containerd-namespace", "newsroom-tests", "--containerd-plugins-namespace", "newsroom-tests-plugins"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log_text = (self.folder / "dockerd.log").read_text(errors="replace")
                self.stop()
                raise ServerUnavailable(f"dockerd did not start:\n{log_text[-2000:]}")
            time.sleep(0.2)

    def docker(self, *words: str | Path, timeout: float = 300) -> str:
        """What the command printed. Raises Failed."""
        return run([self._docker, *map(str, words)], self.environment, timeout)

    def let_through(self, bridge: str) -> None:
        """Let containers on this bridge reach each other even where another Docker has the firewall drop the rest."""
        self._let_through = ["FORWARD", "--in-interface", bridge, "--out-interface", bridge, "--jump", "ACCEPT"]
        run([self._iptables, "--wait", "--insert", *self._let_through], self.environment, 60)

    def stop(self) -> None:
        """End it and containerd, its child; what it mounted is unmounted by itself. Harmless when it does not run."""
        if self._process is None:
            return
        if self._let_through:
            run([self._iptables, "--wait", "--delete", *self._let_through], self.environment, 60)
            self._let_through = []
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                os.kill(int((self.folder / "exec/containerd/containerd.pid").read_text()), signal.SIGKILL)
        self._process = None

    def _answers(self) -> bool:
        with contextlib.suppress(Failed):
            return bool(self.docker("version", "--format", "{{.Server.Version}}", timeout=30))
        return False


def debians(name: str, source: str) -> str:
    """The program's path. Raises ServerUnavailable, with `source` as advice."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        raise ServerUnavailable(f"no {name}: {source}")
    return found


def run(words: list[str], environment: dict[str, str], timeout: float) -> str:
    """What a command printed. Raises Failed, with the end of what it said."""
    try:
        done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=timeout)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{' '.join(words)}: not done within {timeout:.0f} s") from late
    if done.returncode:
        raise Failed(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout
