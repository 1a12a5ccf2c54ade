"""The store on a server, over the wire: to today's engine behind the front, and to real servers where they are."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.events import Event, UnreadFigure
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate, migrations
from sinks.queries import figures, timeline
from sinks.replay import replay
from sinks.rows import COLUMNS, EARLIEST, LATEST, rows_of
from sinks.store import Store, StoreError, StoreUnavailable
from sinks.writer import write_rows
from tests.contracts.store import StoreContract
from tests.servers.clickhouse import ClickHouseFront, OldClickHouse, OnOldServer
from tests.servers.clickhouse_fixtures import OWN_SERVER
from tests.servers.process import free_ports
from tests.sinks.events import NOON, claimed, filed, minutes, reconciled, record, voice, withdrawn
from tests.sinks.test_first_recorded import EVENTS as ONE_OF_EACH
from tests.sinks.test_first_recorded import TwiceOnTheLog
from tests.sinks.test_writer import content

TIMES = "CREATE TABLE times (n UInt64, at DateTime64(3, 'UTC'), maybe Nullable(DateTime64(6, 'UTC'))) " \
        "ENGINE = MergeTree ORDER BY n"


@pytest.fixture
def server(front_url: str) -> Iterator[ClickHouseStore]:
    store = ClickHouseStore(front_url)
    yield store
    store.close()


class TestOverTheWire(StoreContract):
    @pytest.fixture
    def store(self, server: ClickHouseStore) -> Store:
        return server


class TestCompressed(StoreContract):
    @pytest.fixture
    def store(self, front_url: str) -> Iterator[Store]:
        opened = ClickHouseStore(f"{front_url}?compression=lz4")
        yield opened
        opened.close()


class TestOwnServer(StoreContract):
    __test__ = OWN_SERVER in os.environ

    @pytest.fixture
    def store(self, own_clickhouse: ClickHouseStore) -> Iterator[Store]:
        yield own_clickhouse
        own_clickhouse.close()


def test_our_migrations_queries_and_replay_work_on_it(server: ClickHouseStore) -> None:
    assert migrate(server) == migrations()
    assert migrate(server) == []
    events: list[Event] = [filed("Five died.", unread=(UnreadFigure(evidence="Five", start=0, end=4),)), claimed(value=5), withdrawn("c", "u"), reconciled(5, 1, voices=()),
              reconciled(6, 2, voices=(voice("Mayor", 6), voice(None, None, high=None)))]
    for event in events:
        table, [row] = rows_of(event, NOON)
        server.insert(table, COLUMNS[table], [row])
    [entry], [figure] = timeline(server), figures(server)
    assert (entry["text"], figure["best"]) == ("Five died.", 6)
    assert {said["claimant"] for said in figure["claimants"]} == {"Mayor", None}
    assert entry["unread"] == [{"evidence": "Five", "start": 0, "end": 4}]
    log = TwiceOnTheLog([])
    assert replay(log, server).rows == 0
    assert content(server) == {table: [] for table in COLUMNS}


def test_both_stores_hold_the_same_after_the_same(server: ClickHouseStore, store: Store) -> None:
    migrate(server)
    news = [record(event) for event in (*ONE_OF_EACH.values(), reconciled(None, 3, voices=()), claimed(value=7))]
    for each in (server, store):
        assert list(write_rows(TwiceOnTheLog(news), each))
    assert content(server) == content(store)
    assert any(content(store).values())


@pytest.mark.parametrize("moment", [
    EARLIEST, dt.datetime(1903, 3, 3, 3, 3, 3, 3_000, tzinfo=dt.UTC), NOON + dt.timedelta(milliseconds=1),
    dt.datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=dt.UTC),
    dt.datetime(2290, 7, 1, 1, 1, 1, 337_000, tzinfo=dt.UTC), LATEST,
    dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
])
def test_times_come_back_as_they_were_to_the_end_of_the_scale(server: ClickHouseStore, moment: dt.datetime) -> None:
    server.command(TIMES)
    server.insert("times", ("n", "at", "maybe"), [(1, moment, None), (2, moment, NOON)])
    [first, second] = server.query("SELECT at, maybe, toString(at) FROM times ORDER BY n").rows
    assert first[:2] == (moment, None)
    assert second[1] == NOON
    assert first[2] == f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3]
    assert isinstance(first[0], dt.datetime)
    assert first[0].tzinfo is dt.UTC


def test_a_time_without_zone_is_refused(server: ClickHouseStore) -> None:
    server.command(TIMES)
    with pytest.raises(StoreError, match="times"):
        server.insert("times", ("n", "at"), [(1, NOON.replace(tzinfo=None))])
    assert server.query("SELECT count() FROM times").rows == [(0,)]


@pytest.mark.parametrize(("kind", "value"), [
    ("String", "it's \\ % {a:String} \n\t\0 'quoted' \\N NULL é 🚑"), ("Nullable(String)", None),
    ("Nullable(String)", "NULL"), ("Int64", -(2**63)), ("Float64", 0.5), ("Bool", True), ("Array(String)", ["a'b", ""]),
    ("DateTime64(6)", NOON), ("LowCardinality(String)", ""),
])
def test_parameters_arrive_as_they_are(server: ClickHouseStore, kind: str, value: object) -> None:
    assert server.query(f"SELECT {{a:{kind}}} AS a", {"a": value}).rows == [(value,)]


@pytest.mark.parametrize(("ask", "answer"), [
    ("SELECT map('a', toDateTime64('2026-03-14 12:00:00.25', 3, 'Asia/Beirut'))",
     {"a": dt.datetime(2026, 3, 14, 10, 0, 0, 250_000, tzinfo=dt.UTC)}),
    ("SELECT [toDateTime('2026-03-14 12:00:00')]", [dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)]),
    ("SELECT CAST(('x', 1), 'Tuple(`a b` String, n Nullable(Int8))')", {"a b": "x", "n": 1}),
    ("SELECT (1, NULL)", (1, None)),
    ("SELECT CAST('a, (b', 'Enum8(\\'a, (b\\' = 1)')", "a, (b"),
])
def test_answers_of_any_type_are_readable(server: ClickHouseStore, ask: str, answer: object) -> None:
    assert server.query(ask).rows == [(answer,)]


def test_threads_take_turns(server: ClickHouseStore) -> None:
    server.command("CREATE TABLE things (n UInt64) ENGINE = MergeTree ORDER BY n")

    def insert(n: int) -> None:
        for k in range(10):
            server.insert("things", ("n",), [(n * 10 + k,)])

    threads = [threading.Thread(target=insert, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert server.query("SELECT uniqExact(n), count() FROM things").rows == [(40, 40)]


def test_a_server_that_is_not_there_may_come_back(tmp_path: Path) -> None:
    front = ClickHouseFront(tmp_path / "front")
    store = ClickHouseStore(f"{front.url}?connect_timeout=1")
    with pytest.raises(StoreUnavailable, match="cannot be reached") as error:
        store.query("SELECT 1")
    assert "\n" not in str(error.value)
    front.start()
    try:
        store.create_database()
        assert store.query("SELECT 1").rows == [(1,)]
        front.restart()
        assert store.query("SELECT 2").rows == [(2,)]
        front.kill()
        with pytest.raises(StoreUnavailable):
            store.query("SELECT 3")
    finally:
        store.close()
        front.kill()


def test_another_host_takes_over(clickhouse_front: ClickHouseFront, front_url: str) -> None:
    [nobody] = free_ports(1)
    store = ClickHouseStore(f"clickhouse://127.0.0.1:{nobody}/newsroom?alt_hosts=127.0.0.1:{clickhouse_front.port}")
    assert store.query("SELECT 1").rows == [(1,)]
    store.close()


def test_a_call_that_hangs_can_be_cut(server: ClickHouseStore) -> None:
    began = time.monotonic()
    threading.Timer(0.5, server.interrupt).start()
    with pytest.raises(StoreUnavailable, match="was left"):
        server.query("SELECT sleep(3)")
    assert time.monotonic() - began < 3  # it did not wait for the answer
    with pytest.raises(StoreUnavailable, match="was left"):
        server.query("SELECT 1")


def test_overload_passes_and_a_wrong_statement_does_not(server: ClickHouseStore) -> None:
    too_much = "SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 1000000"
    server.command("SET max_memory_usage = 0")
    with pytest.raises(StoreUnavailable):
        server.command(too_much)
    with pytest.raises(StoreError) as error:
        server.query("SELECT nonsense")
    assert not isinstance(error.value, StoreUnavailable)


def test_a_database_that_is_missing_is_named(clickhouse_front: ClickHouseFront, front_url: str) -> None:
    store = ClickHouseStore(f"clickhouse://127.0.0.1:{clickhouse_front.port}/nowhere")
    with pytest.raises(StoreError, match="nowhere"):
        store.query("SELECT 1")
    store.close()


def test_a_wrong_password_is_refused_and_never_shown(tmp_path: Path) -> None:
    right_one, wrong_one = "right horse", "wrong horse"
    front = ClickHouseFront(tmp_path / "front", password=right_one)
    front.start()
    try:
        wrong = ClickHouseStore(front.url, password=wrong_one)
        with pytest.raises(StoreError, match="Authentication failed") as error:
            wrong.create_database()
        assert "horse" not in str(error.value)
        assert not isinstance(error.value, StoreUnavailable)
        right = ClickHouseStore(front.url, password=right_one)
        right.create_database()
        assert right.query("SELECT 1").rows == [(1,)]
        for store in (wrong, right):
            store.close()
    finally:
        front.kill()


class TestOldServer:
    """A real server's wire, its errors, and what a kill leaves; not today's SQL."""

    CREATE = "CREATE TABLE things (n UInt64, s String) ENGINE = ReplacingMergeTree(n) ORDER BY s"

    @pytest.fixture
    def old(self, old_url: str) -> Iterator[ClickHouseStore]:
        store = ClickHouseStore(f"{old_url}?compression=lz4")
        yield store
        store.close()

    def test_inserts_one_block_and_answers(self, old: ClickHouseStore) -> None:
        old.command(self.CREATE)
        old.insert("things", ("n", "s"), [(n, f"é{n}") for n in range(100_000)])
        assert old.query("SELECT count(), uniqExact(_part), max(s) FROM things").rows == [(100_000, 1, "é99999")]
        assert old.query("SELECT n, s FROM things WHERE n < 0") == (("n", "s"), ("UInt64", "String"), [])

    @pytest.mark.parametrize("write", ["INSERT INTO things SELECT 1, 'x'", "DROP TABLE things", "SET readonly = 0"])
    def test_a_question_cannot_write(self, old: ClickHouseStore, write: str) -> None:
        old.command(self.CREATE)
        with pytest.raises(StoreError):
            old.query(write)
        with pytest.raises(StoreError, match="readonly"):
            old._run("writing as a reader", old._reader, lambda: old._reader.execute(write))

    def test_parameters_are_refused_with_the_reason(self, old: ClickHouseStore) -> None:
        with pytest.raises(StoreError, match=r"too old for parameters: it has to be 22\.8 or newer"):
            old.query("SELECT {a:String}", {"a": "x"})

    @pytest.mark.parametrize(("ask", "passing"), [
        ("SELECT * FROM no_such_table", False), ("SELECT nonsense", False), ("SELEC", False),
        ("SELECT sleepEachRow(1) FROM numbers(3) SETTINGS max_execution_time = 1, max_block_size = 1", True),
        ("SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 1000000", True),
    ])
    def test_errors_are_one_line_and_told_apart(self, old: ClickHouseStore, ask: str, passing: bool) -> None:
        with pytest.raises(StoreError) as error:
            old.command(ask)
        assert isinstance(error.value, StoreUnavailable) == passing
        assert "\n" not in str(error.value)
        assert "Stack trace" not in str(error.value)

    def test_too_many_parts_pass(self, old: ClickHouseStore) -> None:
        old.command("CREATE TABLE things (n UInt64) ENGINE = MergeTree ORDER BY n "
                    "SETTINGS parts_to_throw_insert = 1, parts_to_delay_insert = 1")
        old.insert("things", ("n",), [(1,)])
        with pytest.raises(StoreUnavailable, match="Too many parts"):
            old.insert("things", ("n",), [(2,)])

    def test_what_was_acknowledged_survives_kills(self, old: ClickHouseStore, old_clickhouse: OldClickHouse) -> None:
        old.command(self.CREATE)
        for n in range(5):
            old.insert("things", ("n", "s"), [(n, f"{n}/{k}") for k in range(1_000)])
            old_clickhouse.restart()
        assert old.query("SELECT count() FROM things FINAL").rows == [(5_000,)]

    def test_our_tables_take_our_rows(self, old_url: str) -> None:
        old = OnOldServer(old_url)
        old.make_tables()
        for event in (*ONE_OF_EACH.values(), reconciled(7, 2, voices=())):
            table, [row] = rows_of(event, NOON + minutes(1))
            for _ in range(2):
                old.insert(table, COLUMNS[table], [row])
        assert old.query("SELECT best, recorded_at FROM figures FINAL ORDER BY best").rows == [
            (5, NOON + minutes(1)), (7, NOON + minutes(1)),
        ]
        old.close()

