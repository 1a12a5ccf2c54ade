"""What metrics cost: added microseconds of processor time per update of the one process, from interleaved pairs.

Two pipelines, each with a log of its own and both with one store, take the same updates in turn, batch by batch: one
with metrics, as `newsroom run --metrics-port` does, one without. A pair is one batch in both; every other pair
begins with the other pipeline. Counted is the time of the pipeline's thread, which the other load of the machine does
not make longer as it does the time of the clock. The interval is a bootstrap's of the median difference.

Usage: python -m benchmarks.metrics [--pairs N] [--batch UPDATES]
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.generated import pages
from datelines.places import load_gazetteer
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_desk
from newsroom.services.watching import of_one_process, vitals
from newsroom.settings import Settings
from newsroom.wiring import open_store
from producers.intake.taking import Reading, read_stories
from schemas.events import UpdateReceived
from telemetry.stages import Stages

RESAMPLES = 10_000
BATCH = 500
WARMING = 4  # batches that are not counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--batch", type=int, default=50)
    asked = parser.parse_args()
    updates = _updates((asked.pairs + WARMING) * asked.batch)
    batches = [updates[start : start + asked.batch] for start in range(0, len(updates), asked.batch)]
    with tempfile.TemporaryDirectory(prefix="newsroom-metrics-") as folder:
        without, watched = _measure(Path(folder), batches)
    added = [a - b for a, b in zip(watched, without, strict=True)]
    low, high = _interval(added)
    base, more = statistics.median(without), statistics.median(added)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(added)} pairs of {asked.batch} updates: without metrics {base:.0f} µs of processor an update, "
          f"with them {more:+.1f} µs (95 %: {low:+.1f} to {high:+.1f}), {100 * more / base:+.2f} %")


def _updates(count: int) -> list[UpdateReceived]:
    with tempfile.TemporaryDirectory(prefix="newsroom-metrics-") as folder:
        for page in pages(count):
            (Path(folder) / page.name).write_text(page.text, encoding="utf-8")
        reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
        batches = read_stories([folder], reading, load_gazetteer(), Stages(), 2 * count)
        return [update for batch in batches for update in batch.updates][:count]


def _measure(folder: Path, batches: Sequence[Sequence[UpdateReceived]]) -> tuple[list[float], list[float]]:
    """Microseconds per update of each batch, without metrics and with them."""
    settings, told, gazetteer = Settings(data=folder / "data"), vitals("run"), load_gazetteer()
    took: tuple[list[float], list[float]] = [], []
    with (
        open_store(settings) as store, closing(SqliteLog(folder / "plain.sqlite")) as plain,
        closing(SqliteLog(folder / "watched.sqlite")) as watched,
    ):
        pipelines = (
            OneProcess(plain, store, new_desk(gazetteer), Stages(), BATCH),
            OneProcess(watched, store, new_desk(gazetteer), Stages(timed=told.metrics.stage), BATCH,
                       of_one_process(told)(watched, store)),
        )
        for number, batch in enumerate(batches):
            for which in (number % 2, 1 - number % 2):
                took[which].append(_microseconds(pipelines[which], batch))
    return took[0][WARMING:], took[1][WARMING:]


def _microseconds(pipeline: OneProcess, updates: Sequence[UpdateReceived]) -> float:
    """Processor time per update of this thread, collections of garbage left out."""
    gc.collect(1)
    gc.disable()
    try:
        began = time.thread_time()
        pipeline.take(updates)
        pipeline.work()
        pipeline.sink()
        return (time.thread_time() - began) / len(updates) * 1e6
    finally:
        gc.enable()


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % of the median, by resampling."""
    rng = random.Random(6)
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES)]


if __name__ == "__main__":
    main()
