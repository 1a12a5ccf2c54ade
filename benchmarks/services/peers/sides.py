"""The sides that are compared: what drives the desks, how it is started, and the processor time that it took."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from pathlib import Path
from typing import Any, NamedTuple

from tests.servers.process import free_ports

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ENDING_SECONDS = 60.0


class Side(NamedTuple):
    """`script` of this folder, run by `python` on the code of `checkout` in so many processes."""

    name: str
    script: str
    workers: int = 1
    checkout: Path = ROOT
    python: str = sys.executable

    @property
    def is_faust(self) -> bool:
        """Whether it is a worker of the house, with pages that tell how it is."""
        return self.script == "on_faust.py"


def own(checkout: Path, name: str, workers: int) -> Side:
    """The worker of a checkout by its own `.venv`, or by our own where it has none."""
    python = checkout / ".venv" / "bin" / "python"
    return Side(name, "on_faust.py", workers, checkout, str(python) if python.exists() else sys.executable)


def peers(folder: Path) -> list[Side]:
    """Bytewax and Quix Streams, installed into the folder; what the product needs they find where it is installed."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
                    "-r", HERE / "requirements.txt"], check=True)
    home = next(folder.glob("lib/python*/site-packages"))
    (home / "product.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    scripts = {"Bytewax": "on_bytewax.py", "Quix Streams": "on_quix.py"}
    return [Side(name, script, python=str(python)) for name, script in scripts.items()]


class Running:
    """The processes of a side, until `end`."""

    def __init__(self, side: Side, url: str) -> None:
        self._side = side
        self._ports = free_ports(side.workers) if side.is_faust else []
        of_each = [[url, str(port)] for port in self._ports] or [[url.removeprefix("kafka://")]]
        self._processes = [
            subprocess.Popen(
                [side.python, "-P", str(HERE / side.script), *arguments], stdout=subprocess.PIPE, text=True,
                cwd=side.checkout, env={**os.environ, "PYTHONPATH": str(side.checkout)},
            )
            for arguments in of_each
        ]

    def held(self) -> int:
        """How many partitions its workers hold and are ready for, if all hold some."""
        held = []
        for port in self._ports:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                    held.append(len(json.load(answer)["partitions"]))
            except (urllib.error.HTTPError, OSError):
                return 0
        return sum(held) if all(held) else 0

    def check(self) -> None:
        """Raises RuntimeError when a process has ended by itself."""
        for process in self._processes:
            if process.poll() is not None:
                raise RuntimeError(f"{self._side.name} ended with {process.returncode}")

    def cpu_seconds(self) -> list[float]:
        """Processor time so far, by process."""
        return [cpu_seconds(process.pid) for process in self._processes]

    def end(self) -> list[dict[str, Any]]:
        """End them; what each worker of the house tells in the end, of others an empty dict. The second time: none."""
        processes, self._processes = self._processes, []
        for process in processes:
            process.send_signal(signal.SIGTERM)
        told = []
        for process in processes:
            try:
                printed, _ = process.communicate(timeout=ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                printed, _ = process.communicate()
            lines = [line for line in printed.splitlines() if line.startswith("{")]
            told.append(json.loads(lines[-1]) if lines else {})
        return told


def cpu_seconds(pid: int) -> float:
    """Processor time of a process with all of its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
