"""`newsroom run` with somebody watching its stages: the process that the crash tests kill.

Usage: python -m tests.crash.driver DATA STORIES STAGE_FILE TARGET NTH hold|go

Writes the stage it is in to STAGE_FILE (shared memory, so that it survives the kill). When stage TARGET begins
for the NTH time, says so on stdout; with "hold" and between two stages it then waits for the kill, for a short stage
is seldom hit from outside.
"""

from __future__ import annotations

import mmap
import sys
import time
from pathlib import Path

from newsroom.commands.run import run_stories
from newsroom.settings import Settings
from telemetry.stages import BETWEEN, Stages

WIDTH = 16


class Watcher:
    def __init__(self, stage_file: str, target: str, nth: int, *, hold: bool) -> None:
        with open(stage_file, "r+b") as file:
            self._shared = mmap.mmap(file.fileno(), WIDTH)
        self._target, self._left, self._hold = target, nth, hold or target == BETWEEN

    def __call__(self, stage: str) -> None:
        self._shared[:] = stage.encode().ljust(WIDTH)
        if stage == self._target:
            self._left -= 1
            if self._left == 0:
                print("here", flush=True)
                if self._hold:
                    time.sleep(5)


def main() -> None:
    data, stories, stage_file, target, nth, hold = sys.argv[1:]
    watcher = Watcher(stage_file, target, int(nth), hold=hold == "hold")
    settings = Settings(data=Path(data), batch=100)
    began = time.perf_counter()
    started: list[float] = []

    def observe(stage: str) -> None:
        if not started:
            started.append(time.perf_counter() - began)
        watcher(stage)

    run_stories([stories], settings, Stages(observe))
    watcher("done")
    print(f"start-up {started[0]:.2f} s, run {time.perf_counter() - began:.2f} s", flush=True)


if __name__ == "__main__":
    main()
