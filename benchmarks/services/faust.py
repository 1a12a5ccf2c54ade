"""Updates per second through Faust workers at full rate, beside another checkout, peers and Faust's own ceiling.

Usage: python -m benchmarks.services.faust [--updates N] [--runs N] [--workers 1 2] [--against DIR] [--peers]
                                           [--ceiling] [--seconds N]

Needs what the tests' broker needs (Java, Maven). Broker, workers and this program share the machine. Workers hold
their partitions and have decided a fifth of the updates when all others are put on intake; the clock runs until the
last output is on the log. The sides take turns, each run with fresh processes and topics. `--peers` installs Bytewax
and Quix Streams in a temporary folder. `--seconds`: the latency at 50 updates/s, from the broker's time of the input
to the broker's time of its last output, the first three seconds left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.generated import pages
from benchmarks.services.peers.full_rate import Course, Rate, until_held
from benchmarks.services.peers.sides import HERE, ROOT, Running, Side, own, peers
from datelines.places import load_gazetteer
from eventlog.kafka.log import KafkaLog
from eventlog.reading import lag, read_all
from producers.intake.taking import Reading, read_stories
from schemas.codec import decode, encode
from schemas.records import NewRecord
from schemas.topics import DERIVED_TOPICS, INTAKE, WORK_GROUP
from telemetry.stages import Stages
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.topics import empty_topics

LIBRARIES = ("faust-streaming", "aiokafka", "kafka-python", "fastavro", "msgspec")
CEILINGS = {
    "none": ("no_engine.py", "The desks alone"),
    "empty": ("bare_faust.py", "Faust alone, an agent that does nothing"),
    "forward": ("bare_faust.py", "Faust alone, an agent that forwards"),
}
"""Role -> what runs in it, and what it is."""
UPDATES_PER_SECOND = 50
COLD_SECONDS = 3  # in which tables are loaded at their first use


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=4_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--against", type=Path, help="another checkout with its own .venv")
    parser.add_argument("--peers", action="store_true", help="beside Bytewax and Quix Streams")
    parser.add_argument("--ceiling", action="store_true", help="beside the desks alone, and Faust alone")
    parser.add_argument("--seconds", type=int, default=0, help="of a run that measures latency")
    asked = parser.parse_args()
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    records = _records(asked.updates)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {libraries}; {len(records)} updates, "
          f"load average at the start {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        sides = _sides(asked, Path(folder, "peers"))
        broker = KafkaBroker(Path(folder))
        broker.start()
        try:
            course = Course(broker, records)
            for role in CEILINGS if asked.ceiling else ():
                print(_ceiling(role, course.url, records), flush=True)
            _compare(course, sides, asked.runs)
            if asked.seconds:
                print(_latency(course.url, records[: UPDATES_PER_SECOND * asked.seconds]))
        finally:
            broker.stop()


def _sides(asked: argparse.Namespace, folder: Path) -> list[Side]:
    checkouts = {"now": ROOT} | ({"before": asked.against.resolve()} if asked.against else {})
    sides = [own(checkout, f"{name}, {workers} worker{'s' * (workers > 1)}", workers)
             for workers in asked.workers for name, checkout in checkouts.items()]
    return sides + (peers(folder) if asked.peers else [])


def _compare(course: Course, sides: list[Side], runs: int) -> None:
    rates: dict[Side, list[Rate]] = {side: [] for side in sides}
    for _ in range(runs):
        for side in sides:
            rates[side].append(course.run(side))
            print(f"   {side.name}: {_in_words(rates[side][-1:])}", flush=True)
    print(f"median (lowest to highest) of {runs} runs, load average at the end {os.getloadavg()[0]:.1f}")
    for side, found in rates.items():
        print(f"{side.name:20} {_in_words(found)}")


def _in_words(rates: list[Rate]) -> str:
    told = [each for rate in rates for each in rate.told if each.get("batches")]
    batches = sum(each["batches"] for each in told)
    return "; ".join([
        f"{_spread([r.updates_per_second for r in rates])} updates/s",
        f"µs of CPU per update: worker {_spread([r.worker_cpu * 1e6 for r in rates])}, "
        f"broker {_spread([r.broker_cpu * 1e6 for r in rates])}",
        *([f"{sum(each['inputs'] for each in told) / batches:.0f} inputs a batch"] if told else []),
    ])


def _spread(values: list[float]) -> str:
    middle = f"{statistics.median(values):,.0f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.0f} to {max(values):,.0f})"

def _ceiling(role: str, url: str, records: list[NewRecord]) -> str:
    empty_topics(url)
    log = KafkaLog(url)
    log.append(records)
    log.close()
    script, what = CEILINGS[role]
    done = subprocess.run([sys.executable, "-P", HERE / script, role, url, str(len(records))],
                          stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    told = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return (f"{what}: {len(records) / told['seconds']:,.0f} updates/s, "
            f"{told['cpu'] / len(records) * 1e6:,.0f} µs of CPU per update")


def _records(updates: int) -> list[NewRecord]:
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
    with tempfile.TemporaryDirectory() as folder:
        for page in pages(updates):
            Path(folder, page.name).write_text(page.text, encoding="utf-8")
        return [
            NewRecord(INTAKE, update.desk, update.event_id, "UpdateReceived", encode(update))
            for batch in read_stories([folder], reading, load_gazetteer(), Stages(), 500) for update in batch.updates
        ]


def _latency(url: str, records: list[NewRecord]) -> str:
    empty_topics(url)
    running, log = Running(own(ROOT, "now", 1), url), KafkaLog(url)
    try:
        until_held(running)
        started = time.monotonic()
        for number, record in enumerate(records):
            time.sleep(max(0.0, started + number / UPDATES_PER_SECOND - time.monotonic()))
            log.append([record])
        while sum(lag(log, WORK_GROUP, INTAKE).values()):
            running.check()
            time.sleep(0.1)
    finally:
        running.end()
    answered: dict[tuple[int, int], Any] = {}
    for topic in DERIVED_TOPICS:
        for partition in range(log.partitions(topic)):
            for found in read_all(log, topic, partition):
                cause: Any = decode(found.type, found.value).caused_by  # type: ignore[union-attr]
                place = (cause.partition, cause.offset)
                answered[place] = max(answered.get(place, found.recorded_at), found.recorded_at)
    given = [record for partition in range(log.partitions(INTAKE)) for record in read_all(log, INTAKE, partition)]
    log.close()
    warm = min(record.recorded_at for record in given) + dt.timedelta(seconds=COLD_SECONDS)
    waits = [(answered[record.partition, record.offset] - record.recorded_at).total_seconds()
             for record in given if record.recorded_at > warm]
    centiles = statistics.quantiles(waits, n=100)
    return (f"input to last output at {UPDATES_PER_SECOND} updates/s: p50 {centiles[49] * 1e3:.0f} ms, "
            f"p99 {centiles[98] * 1e3:.0f} ms, longest {max(waits) * 1e3:.0f} ms ({len(waits)} updates)")


if __name__ == "__main__":
    main()
