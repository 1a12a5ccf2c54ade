"""What time a log stamps its records with: the machine's, as long as that makes sense beside what was seen before.

A wrong clock shows in two ways. Behind the last stamp: then that one was too late or the clock is too early. Ahead
of it: a log may have lain still that long, so the clock is held against how long the machine has been up; that
tells nothing once the machine was started again, and then only a leap of more than a year is doubted.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
JUMP_SECONDS = 900.0

_LONGEST_REST = 366 * 86_400 * 1_000_000
_TOLD_FROM = 1_000_000
_BOOT_ID, _UPTIME = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/uptime")
_PROCESS = os.urandom(16).hex()


class Uptime(NamedTuple):
    """How long something has been running that no clock can set: `micros` compare within one `run` only."""

    run: str
    micros: int


class Seen(NamedTuple):
    """Both clocks at one moment."""

    wall: int  # microseconds since 1970, UTC
    up: Uptime


class ClockDoubted(Exception):
    """The machine's clock cannot be right, or the last stamp was not; says what was found, not what to do."""


def uptime() -> Uptime:
    """Of the machine where it tells, sleep included; else of this process."""
    try:
        run, up = _BOOT_ID.read_text(), _UPTIME.read_text()
    except OSError:
        return Uptime(_PROCESS, time.monotonic_ns() // 1_000)
    return Uptime(run.strip(), round(float(up.split()[0]) * 1_000_000))


def stamp(last: int, before: Seen | None, now: Seen, jump: int) -> int:
    """The next stamp, later than the `last` (0: none), microseconds. Raises ClockDoubted beyond `jump` microseconds.

    `before` is what was seen when something was last stamped.
    """
    if last - now.wall > jump:
        raise ClockDoubted(f"was written to at {_told(last)}, and the machine's clock says {_told(now.wall)}")
    if before is not None and before.up.run == now.up.run:
        passed = now.up.micros - before.up.micros
        if now.wall - before.wall - passed > jump:
            raise ClockDoubted(f"was written to {dt.timedelta(microseconds=passed)} ago, at {_told(before.wall)}, and "
                               f"the machine's clock says {_told(now.wall)}")
    else:
        known = max(last, before.wall if before is not None else 0)
        if known and now.wall - known > _LONGEST_REST:
            raise ClockDoubted(f"was last written to at {_told(known)}, and the machine's clock says {_told(now.wall)}")
    return max(now.wall, last + 1)


def is_behind(last: int, now: int) -> bool:
    """Whether the clock is behind the last stamp by more than a person need not know."""
    return last - now > _TOLD_FROM


def see(clock: Callable[[], int], up: Callable[[], Uptime]) -> Seen:
    """`clock` gives nanoseconds since 1970."""
    return Seen(clock() // 1_000, up())


def _told(micros: int) -> str:
    return f"{EPOCH + dt.timedelta(microseconds=micros):%Y-%m-%d %H:%M:%S} UTC"
