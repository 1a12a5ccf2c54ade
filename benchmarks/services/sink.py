"""Rows per second of the sink, from the log to a store on a server, beside clickhouse-driver alone.

The server is one that --url names, else the embedded engine behind the native protocol, on this machine.
"log to rows" is what comes before any store: reading the log, decoding Avro, making rows.

Usage: python -m benchmarks.services.sink [--updates N] [--runs N] [--url clickhouse://user@host:port/database]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from clickhouse_driver import Client

from eventlog.sqlite.log import SqliteLog
from schemas.events import Event
from schemas.topics import SINK_GROUP
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from sinks.rows import COLUMNS
from sinks.service import SinkSettings, SinkWatcher, run_sink
from sinks.store import Row
from sinks.writer import Batching, RowBatch, read_records
from sinks.written import sources
from tests.servers.clickhouse import ClickHouseFront
from tests.sinks.events import NOON, claimed, filed, minutes, reconciled, record, voice

LIBRARIES = ("clickhouse-driver", "chdb-core", "fastavro", "msgspec")
PASSWORD = os.environ.get("NEWSROOM_STORE_PASSWORD", "")
DESKS = ("PE", "TR", "TH", "GH", "NO", "PH", "PK", "DK")
TEXT = "Crews have reopened the road to the site, and buses are running again on two lines. " * 4
Blocks: TypeAlias = list[tuple[str, list[Row]]]


class _WhenIdle(SinkWatcher):
    def __init__(self) -> None:
        self.stop = threading.Event()

    def idle(self) -> None:
        self.stop.set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--url", help="a server whose tables may be emptied; its password in NEWSROOM_STORE_PASSWORD")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder, _store(asked.url, Path(folder)) as store:
        migrate(store)
        log = _filled_log(Path(folder), asked.updates)
        blocks = [block for batch in _batches(log, Batching().records) for block in batch.rows_of.items()]
        results: dict[str, list[float]] = {"log to rows": [], "driver alone": [], "store alone": [], "sink": []}
        for _ in range(asked.runs):
            rows, seconds = _read_only(log)
            results["log to rows"].append(rows / seconds)
            results["driver alone"].append(rows / _driver_alone(blocks, store))
            results["store alone"].append(rows / _store_alone(blocks, store))
            results["sink"].append(rows / _sink(log, store))
        log.close()
    _print(rows, results)


@contextlib.contextmanager
def _store(url: str | None, folder: Path) -> Iterator[ClickHouseStore]:
    front = None
    if url is None:
        front = ClickHouseFront(folder / "front")
        front.start()
        url = front.url
    store = ClickHouseStore(url, password=PASSWORD)
    try:
        store.create_database()
        yield store
    finally:
        store.close()
        if front is not None:
            front.kill()


def _filled_log(folder: Path, updates: int) -> SqliteLog:
    """A log with what desks make of that many updates: every third one carries a claim that moves four figures."""
    log = SqliteLog(folder / "log.sqlite")
    policies = ("house", "ucdp", "acled", "gtd")
    for first in range(0, updates, 1_000):
        events: list[Event] = []
        for n in range(first, min(updates, first + 1_000)):
            events.append(filed(f"{n}: {TEXT}", NOON + minutes(n)))
            if n % 3 == 0:
                voices = tuple(voice(f"Claimant {k}", n + k) for k in range(6))
                events.append(claimed(value=n))
                events += [reconciled(n, n, policy=policy, voices=voices) for policy in policies]
        log.append([record(event, DESKS[k % len(DESKS)]) for k, event in enumerate(events)])
    return log


def _batches(log: SqliteLog, size: int) -> Iterator[RowBatch]:
    positions = dict.fromkeys(sources(log), 0)
    while records := read_records(log, positions, size):
        batch = RowBatch()
        batch.add(records)
        positions |= {source: position.next_offset for source, position in batch.positions.items()}
        yield batch


def _read_only(log: SqliteLog) -> tuple[int, float]:
    """How many rows the log comes to, and the seconds it takes to make them, without any store."""
    began = time.perf_counter()
    rows = sum(batch.rows for batch in _batches(log, Batching().records))
    return rows, time.perf_counter() - began


def _driver_alone(blocks: Blocks, store: ClickHouseStore) -> float:
    """Seconds that the bare driver takes for the rows, in the same blocks as the sink's."""
    _empty(store)
    address = store.address
    driver = Client(address.host, port=address.port, database=address.database, user=address.user,
                    password=PASSWORD, **address.driver_options)
    driver.execute("SELECT 1")
    began = time.perf_counter()
    for table, rows in blocks:
        names = ", ".join(f"`{name}`" for name in COLUMNS[table])
        driver.execute(f"INSERT INTO {table} ({names}) VALUES", rows)
    seconds = time.perf_counter() - began
    driver.disconnect()
    return seconds


def _store_alone(blocks: Blocks, store: ClickHouseStore) -> float:
    """Seconds that our store takes for them."""
    _empty(store)
    began = time.perf_counter()
    for table, rows in blocks:
        store.insert(table, COLUMNS[table], rows)
    return time.perf_counter() - began


def _sink(log: SqliteLog, store: ClickHouseStore) -> float:
    """Seconds from the start of the service until it has nothing left to do."""
    _empty(store)
    log.commit(SINK_GROUP, dict.fromkeys(sources(log), 0))
    watcher = _WhenIdle()
    began = time.perf_counter()
    run_sink(log, store, SINK_GROUP, watcher.stop, SinkSettings(Batching(seconds=0.05)), watcher)
    return time.perf_counter() - began


def _empty(store: ClickHouseStore) -> None:
    for table in COLUMNS:
        store.command(f"TRUNCATE TABLE {table}")


def _print(rows: int, results: dict[str, list[float]]) -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{library} {version(library)}" for library in LIBRARIES))
    runs = len(results["sink"])
    print(f"{f'{rows} rows, rows/s':24}{'median':>12}{'min':>12}{'max':>12}   ({runs} runs)")
    for name, values in results.items():
        print(f"{name:24}{statistics.median(values):12.0f}{min(values):12.0f}{max(values):12.0f}")


if __name__ == "__main__":
    main()
