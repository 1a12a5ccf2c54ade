"""What metrics cost: added microseconds of processor time per update of the one process, from interleaved pairs.

A pair takes the same updates through intake, desks and sink twice, each time in a fresh folder: with metrics, as
`newsroom run --metrics-port` does, and without. Every other pair begins with the other one. Counted is the time of
the pipeline's thread, which the other load of the machine does not make longer as it does the time of the clock. The
interval is a bootstrap's of the median difference.

Usage: python -m benchmarks.metrics [--pairs N] [--updates N]
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
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generated import pages
from datelines.places import load
from eventlog.port import EventLog
from newsroom.one_process import Watcher
from newsroom.settings import Settings
from newsroom.stories import Reading, read_stories
from newsroom.telling import of_one_process, vitals
from newsroom.wiring import one_process
from schemas.events import UpdateReceived
from sinks.store import Store
from telemetry.stages import Stages

RESAMPLES = 10_000
BATCH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=24)
    parser.add_argument("--updates", type=int, default=1_000)
    asked = parser.parse_args()
    updates = _updates(asked.updates)
    _microseconds(updates, watched=False)  # so that caches are as warm for the first as for the others
    with_metrics, without = list[float](), list[float]()
    for pair in range(asked.pairs):
        for watched in (pair % 2 == 0, pair % 2 == 1):
            (with_metrics if watched else without).append(_microseconds(updates, watched=watched))
    added = [a - b for a, b in zip(with_metrics, without, strict=True)]
    low, high = _interval(added)
    base = statistics.median(without)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{asked.pairs} pairs of {len(updates)} updates in batches of {BATCH}: without metrics {base:.0f} µs of "
          f"processor an update, with them {statistics.median(added):+.1f} µs (95 %: {low:+.1f} to {high:+.1f}), "
          f"{100 * statistics.median(added) / base:+.2f} %")


def _updates(count: int) -> list[UpdateReceived]:
    with tempfile.TemporaryDirectory(prefix="newsroom-metrics-") as folder:
        for page in pages(count):
            (Path(folder) / page.name).write_text(page.text, encoding="utf-8")
        reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
        batches = read_stories([folder], reading, load(), Stages(), 2 * count)
        return [update for batch in batches for update in batch.updates][:count]


def _microseconds(updates: Sequence[UpdateReceived], *, watched: bool) -> float:
    """Processor time per update of this thread."""
    stages = Stages()
    watcher: Callable[[EventLog, Store], Watcher] = lambda *_: Watcher()  # noqa: E731
    if watched:
        told = vitals("run")
        stages, watcher = Stages(timed=told.metrics.stage), of_one_process(told)
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-metrics-") as folder,
        one_process(Settings(data=Path(folder), batch=BATCH), stages, watcher) as pipeline,
    ):
        gc.collect()
        began = time.thread_time()
        for start in range(0, len(updates), BATCH):
            pipeline.take(updates[start : start + BATCH])
            pipeline.work()
            pipeline.sink()
        return (time.thread_time() - began) / len(updates) * 1e6


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % of the median, by resampling."""
    rng = random.Random(6)
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES)]


if __name__ == "__main__":
    main()
