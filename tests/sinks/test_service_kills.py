"""The sink in a process of its own, over the wire, while it and its store are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from eventlog.sqlite.log import SqliteLog
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from tests.servers.clickhouse import ClickHouseFront, ClickHouseServer, OldClickHouse, OnOldServer
from tests.sinks.test_service import LONG_ENOUGH, behind, events

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
KILLS: Sequence[int] = range(12) if os.environ.get("NEWSROOM_TEST_SERVERS") == "1" else (0, 1, 6, 7, 9)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    opened = SqliteLog(tmp_path / "log.sqlite")
    yield opened
    opened.close()


class SinkProcess:
    """`tests.sinks.sink_process`, with what it says read in the background."""

    def __init__(self, log: SqliteLog, server: ClickHouseServer) -> None:
        kind = ["old"] if isinstance(server, OldClickHouse) else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sinks.sink_process", str(log.path), server.url, *kind],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.strip())

    def waits(self) -> list[str]:
        return [line for line in self.said if line.startswith("waiting")]

    def inserting(self) -> bool:
        return self.said[-1:] == ["inserting"]

    def stop(self) -> int:
        wait_for(lambda: bool(self.said))  # else it may not yet know the signal
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join(10)


def wait_for(truth: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG_ENOUGH
    while not truth():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def migrated(server: ClickHouseServer) -> ClickHouseStore:
    if isinstance(server, OldClickHouse):
        store: ClickHouseStore = OnOldServer(server.url)
        store.create_database()
        store.make_tables()  # type: ignore[attr-defined]
    else:
        store = ClickHouseStore(server.url)
        store.create_database()
        migrate(store)
    return store


@pytest.fixture(params=["front", "old server"])
def own_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ClickHouseServer]:
    """A server that only this test uses, and may kill."""
    if request.param == "old server":
        request.getfixturevalue("old_clickhouse")  # skips where there is none
        server: ClickHouseServer = OldClickHouse(tmp_path / "server")
    else:
        server = ClickHouseFront(tmp_path / "server")
    server.start()
    yield server
    server.kill()


def test_kills_of_store_and_sink_lose_and_double_nothing(log: SqliteLog, own_server: ClickHouseServer) -> None:
    """While events come in, store and sink are killed, in turn at any moment and within an insert."""
    rng = random.Random(20260314)
    store = migrated(own_server)
    running = SinkProcess(log, own_server)
    made, waits, within = 0, 0, {"store": 0, "sink": 0}
    for kill in KILLS:
        if frozen := kill in (6, 7):  # the store, before the insert begins: so that it is not over before the kill
            wait_for(lambda: running.said[-1:] == ["idle"])  # noqa: B023 - it is called at once
            os.kill(own_server.pid, signal.SIGSTOP)
        log.append(events(made, made + 250))
        made += 250
        victim = ("store", "sink")[kill % 2]
        if kill < 8:
            wait_for(running.inserting)
        else:
            time.sleep(rng.uniform(0.0, 0.5))
        if victim == "store":
            within[victim] += frozen and running.inserting()  # of any other insert's answer nobody knows
            own_server.kill()
            log.append(events(made, made + 50))
            made += 50
            time.sleep(rng.uniform(0.3, 0.6))
            own_server.start()
        else:
            running.kill()
            within[victim] += running.inserting()
            waits += len(running.waits())
            if frozen:
                os.kill(own_server.pid, signal.SIGCONT)
            running = SinkProcess(log, own_server)
    wait_for(lambda: behind(log) == 0)
    assert running.stop() == 0
    print(f"within an insert: {within}; waits: {waits + len(running.waits())}")
    assert min(within.values()) >= 1
    assert waits + len(running.waits()) > 0
    for table in ("updates", "claims", "claims_withdrawn", "figures"):
        assert store.query(f"SELECT count(), uniqExact(event_id) FROM {table} FINAL").rows == [(made, made)]
    store.close()


def test_a_store_away_for_seconds_is_waited_for_without_haste(log: SqliteLog, own_server: ClickHouseServer) -> None:
    store = migrated(own_server)
    log.append(events(0, 30))
    running = SinkProcess(log, own_server)
    wait_for(lambda: behind(log) == 0)
    own_server.kill()
    began = time.monotonic()
    log.append(events(30, 60))
    wait_for(lambda: len(running.waits()) >= 8)
    away = time.monotonic() - began
    assert behind(log) == 120
    own_server.start()
    wait_for(lambda: behind(log) == 0)
    assert running.stop() == 0
    assert away > 1.7  # seven waits: 0.05, 0.1, 0.2, 0.4, 0.8, 1 and 1 seconds, each halved at the most
    assert all("cannot be reached" in line or "failed" in line for line in running.waits())
    assert store.query("SELECT count() FROM updates FINAL").rows == [(60,)]
    store.close()


def test_stops_in_good_order_while_the_store_is_away(log: SqliteLog, own_server: ClickHouseServer) -> None:
    store = migrated(own_server)
    running = SinkProcess(log, own_server)
    wait_for(lambda: "idle" in running.said)
    own_server.kill()
    log.append(events(0, 30))
    wait_for(lambda: len(running.waits()) > 2)
    assert running.stop() == 0
    assert behind(log) == 120
    store.close()
