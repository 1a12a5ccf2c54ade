"""Seconds from an update's arrival on the log to its row in the store, through the services, at a steady rate.

Usage: python -m benchmarks.services.latency [--rate UPDATES_PER_SECOND] [--seconds N]

Starts a real broker, a worker, a sink and the test front of the store; asks the store every 20 ms which updates it has.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.generated import pages
from datelines.places import load_gazetteer
from eventlog.kafka.connection import connect
from eventlog.kafka.log import KafkaLog
from eventlog.kafka.topics import ensure_topics
from producers.intake.taking import Reading, read_stories
from schemas.events import UpdateReceived
from schemas.records import record_of
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from telemetry.stages import Stages
from tests.servers.clickhouse import ClickHouseFront
from tests.servers.kafka_broker import KafkaBroker
from tests.services.running import Service, wait_until, work, work_lag

ASK_EVERY_SECONDS = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-latency-") as name:
        folder = Path(name)
        broker, front = KafkaBroker(folder / "kafka"), ClickHouseFront(folder / "store")
        try:
            broker.start()
            front.start()
            seconds = _measure(folder, broker, front, asked.rate, asked.seconds)
        finally:
            front.kill()
            broker.stop()
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(seconds)} updates at {asked.rate:g} a second: p50 {cuts[49]:.3f} s, p95 {cuts[94]:.3f} s, "
          f"p99 {cuts[98]:.3f} s, longest {max(seconds):.3f} s")


def _measure(folder: Path, broker: KafkaBroker, front: ClickHouseFront, rate: float, seconds: float) -> list[float]:
    url = f"kafka://{broker.address}"
    ensure_topics(connect(url), replication=1)
    store = ClickHouseStore(front.url)
    store.create_database()
    migrate(store)
    updates = _updates(folder, int(rate * seconds))
    services = [
        work(url, folder / "work.log"),
        Service("sink", ["--log", url, "--store", front.url], folder / "sink.log"),
    ]
    log = KafkaLog(url)
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    try:
        log.append([record_of(updates[0], updates[0].desk)])  # so that everybody is up before it counts
        wait_until(lambda: work_lag(log) == 0 and bool(_ids(store)), 60, "the services are up")
        began = time.monotonic()
        for n, update in enumerate(updates[1:]):
            while (ahead := began + n / rate - time.monotonic()) > 0:
                _looked(store, seen)
                time.sleep(min(ahead, ASK_EVERY_SECONDS))
            log.append([record_of(update, update.desk)])
            sent[update.update_id] = time.monotonic()
        wait_until(lambda: sent.keys() <= set(_looked(store, seen)), 60, "all written")
    finally:
        for service in services:
            service.stop()
        log.close()
    return [seen[update_id] - at for update_id, at in sent.items()]


def _updates(folder: Path, count: int) -> list[UpdateReceived]:
    stories = folder / "stories"
    stories.mkdir()
    for page in pages(count + 1):
        (stories / page.name).write_text(page.text, encoding="utf-8")
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
    batches = read_stories([str(stories)], reading, load_gazetteer(), Stages(), count + 100)
    return [update for batch in batches for update in batch.updates][: count + 1]


def _looked(store: ClickHouseStore, seen: dict[str, float]) -> dict[str, float]:
    """When each update was first seen in the store, as of now."""
    for update_id in _ids(store):
        seen.setdefault(update_id, time.monotonic())
    return seen


def _ids(store: ClickHouseStore) -> list[str]:
    return [str(row[0]) for row in store.query("SELECT DISTINCT update_id FROM updates").rows]


if __name__ == "__main__":
    main()
