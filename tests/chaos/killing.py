"""Real processes of the real command, killed with SIGKILL at a moment: after some time, or once files changed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ENDLESS = ("ingest --every", "work", "sink")
"""Commands that never end by themselves."""

_LOOK_SECONDS = 0.01
_LONGEST_SECONDS = 600.0
_KINDS = ("log", "log", "ledger", "store", "store", "store")


class Moment(NamedTuple):
    """When to kill: `seconds` after the start, or after the n-th change of a kind of files."""

    seconds: float
    changed: str | None = None
    times: int = 0


class Ended(NamedTuple):
    code: int  # -9: killed
    told: str  # on stderr

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


NEVER = Moment(_LONGEST_SECONDS)


def some_moment(rng: random.Random, calm_seconds: float, *, by_time: bool = False) -> Moment:
    """Within what a calm run takes; four of five times at a change of log, ledger or store, unless `by_time`."""
    if by_time or rng.random() < 0.2:
        return Moment(rng.uniform(0.02, 1.0) * calm_seconds)
    kind = rng.choice(_KINDS)
    most = {"log": 7, "ledger": 3}.get(kind, 12)
    return Moment(rng.choice((0.0, 0.0, 0.005, 0.03, 0.1)), kind, rng.randrange(1, most))


def run_newsroom(arguments: Sequence[str | Path], data: Path, moment: Moment = NEVER, cap: float | None = None) -> Ended:
    """Run the command and kill it at the moment if it is still there, or at the latest after `cap` seconds."""
    before = _signature(data, moment.changed)
    began, changes, due = time.monotonic(), 0, None if moment.changed else moment.seconds
    with subprocess.Popen(
        [sys.executable, "-m", "newsroom", *map(str, arguments)], cwd=ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "NEWSROOM_HEALTH_PORT": "0"},
    ) as process:
        while process.poll() is None:
            passed = time.monotonic() - began
            if due is None and (now := _signature(data, moment.changed)) != before:
                before, changes = now, changes + 1
                due = passed + moment.seconds if changes == moment.times else None
            if passed >= min(_LONGEST_SECONDS if due is None else due, cap or _LONGEST_SECONDS):
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(_LOOK_SECONDS)
        _, told = process.communicate()
    return Ended(process.returncode, told.decode(errors="replace"))


def _signature(data: Path, kind: str | None) -> tuple[object, ...]:
    if kind is None:
        return ()
    return tuple(map(_stamp, _watched(data, kind)))


def _watched(data: Path, kind: str) -> Iterable[Path]:
    if kind == "store":
        clickhouse = data / "store" / "clickhouse"
        return [clickhouse / "metadata" / "newsroom", *sorted(clickhouse.glob("store/*/*"))]
    return [data / f"{kind}.sqlite-wal", data / f"{kind}.sqlite"]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
