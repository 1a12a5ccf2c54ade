"""The sink as a service, with stores and logs that are away, refuse or hang."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from eventlog.kafka.log import KafkaLog
from eventlog.port import EventLog, LogError
from eventlog.reading import lag
from eventlog.retrying import Waits
from eventlog.sqlite.log import SqliteLog
from schemas.codec import decode
from schemas.dead_letters import LONGEST_PAYLOAD
from schemas.events import DeadLetter, Event
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DERIVED_TOPICS, SINK_GROUP
from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrate
from sinks.replay import replay
from sinks.rows import COLUMNS
from sinks.service import Away, SinkSettings, SinkWatcher, run_sink
from sinks.store import Result, Row, Store, StoreError, StoreUnavailable
from sinks.writer import Batching, Wrote, write_rows
from sinks.written import OWN_TABLES
from tests.sinks.events import claimed, filed, reconciled, record, withdrawn
from tests.sinks.test_writer import content, counts

BATCHING = Batching(records=50, seconds=0.01, poll_seconds=0.005)
FAST = SinkSettings(BATCHING, Waits(first=0.001, longest=0.004))
LONG_ENOUGH = 120.0  # seconds


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    opened = SqliteLog(tmp_path / "log.sqlite")
    yield opened
    opened.close()


def events(first: int, last: int) -> list[NewRecord]:
    """Four derived events of each number, on one of two desks."""
    found = []
    for n in range(first, last):
        of_n: list[Event] = [filed(f"{n} died."), claimed(value=n), withdrawn(f"c{n}", "u", n), reconciled(n, n)]
        found += [record(event, "PE" if n % 2 else "IT") for event in of_n]
    return found


def rows_of_each(number: int) -> dict[str, int]:
    """What `counts` gives once so many of them are written."""
    return dict.fromkeys(COLUMNS, 0) | dict.fromkeys(("updates", "claims", "claims_withdrawn", "figures"), number)


def behind(log: SqliteLog) -> int:
    return sum(sum(lag(log, SINK_GROUP, topic).values()) for topic in DERIVED_TOPICS)


class Until(SinkWatcher):
    """Remembers what it is told, and stops the sink when it has nothing left to do or `enough` says so."""

    def __init__(self, enough: Callable[[Until], bool] = lambda _: False) -> None:
        self.stop = threading.Event()
        self.batches: list[Wrote] = []
        self.waits: list[tuple[str, float, int]] = []
        self._enough = enough

    def wrote(self, batch: Wrote) -> None:
        self.batches.append(batch)
        self._look()

    def waiting(self, of: Away, reason: str, seconds: float, attempt: int) -> None:
        self.waits.append((reason, seconds, attempt))
        self._look()

    def idle(self) -> None:
        self.stop.set()

    def _look(self) -> None:
        if self._enough(self):
            self.stop.set()


class Faulty:
    """A store of which every insert of rows first goes through `before`; it keeps count of them."""

    def __init__(self, store: Store, before: Callable[[int], None]) -> None:
        self._store = store
        self._before = before
        self.inserts = 0

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if table not in OWN_TABLES:
            self.inserts += 1
            self._before(self.inserts)
        self._store.insert(table, columns, rows)

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        return self._store.query(sql, parameters)

    def command(self, sql: str) -> None:
        raise AssertionError("a sink changes nothing")

    def close(self) -> None:
        """It is closed by whoever opened it."""


def sink(log: EventLog, store: Store, watcher: Until, settings: SinkSettings = FAST) -> Until:
    run_sink(log, store, SINK_GROUP, watcher.stop, settings, watcher)
    return watcher


def test_writes_what_is_there_and_says_so(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 40))
    told = sink(log, store, Until())
    assert sum(batch.rows for batch in told.batches) == 160
    assert max(batch.rows for batch in told.batches) <= BATCHING.records
    assert counts(store) == rows_of_each(40)
    assert behind(log) == 0
    assert told.waits == []


def test_what_is_written_is_what_the_embedded_runner_writes(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 20))
    sink(log, store, Until())
    ours = content(store)
    for table in (*ours, *OWN_TABLES):
        store.command(f"TRUNCATE TABLE {table}")
    assert list(write_rows(log, store, "other"))
    assert content(store) == ours


def test_a_batch_waits_for_others_until_it_is_old_or_large(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 2))

    def append_more() -> None:
        again = SqliteLog(log.path)
        again.append(events(2, 4))
        again.close()

    appended = threading.Timer(0.3, append_more)
    appended.start()
    told = sink(log, store, Until(), FAST._replace(batching=BATCHING._replace(records=16, seconds=LONG_ENOUGH)))
    appended.join()
    assert [batch.rows for batch in told.batches] == [16]


def test_a_batch_is_bounded_in_bytes(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 200))
    told = sink(log, store, Until(), FAST._replace(batching=BATCHING._replace(records=10_000, bytes=1, seconds=LONG_ENOUGH)))
    assert sum(batch.rows for batch in told.batches) == 800
    assert max(batch.rows for batch in told.batches) <= 250


def test_a_store_that_is_away_is_waited_for_and_nothing_more_is_read(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 100))

    def away(insert: int) -> None:
        if insert <= 12:
            assert behind(log) == 400, "an offset was committed before its insert was acknowledged"
            raise StoreUnavailable("it is away")

    faulty = Faulty(store, away)
    told = sink(log, faulty, Until())
    assert [attempt for _, _, attempt in told.waits] == list(range(1, 13))
    assert {reason for reason, _, _ in told.waits} == {"it is away"}
    assert counts(store) == rows_of_each(100)
    assert behind(log) == 0


def test_a_store_that_comes_back_in_an_older_state_is_not_written_on(log: SqliteLog, store: Store) -> None:
    """A batch behind what it lost would hide the loss: the sink ends, and the next one begins where the store stands."""
    log.append(events(0, 100))
    told = Until()

    def put_back_an_old_copy(_insert: int) -> None:
        if told.batches and not told.waits:
            for table in (*COLUMNS, *OWN_TABLES):
                store.command(f"TRUNCATE TABLE {table}")
            raise StoreUnavailable("the store is away")

    with pytest.raises(StoreError, match="older state"):
        sink(log, Faulty(store, put_back_an_old_copy), told)
    assert len(told.waits) == 1
    sink(log, store, Until())
    assert counts(store) == rows_of_each(100)
    assert behind(log) == 0


def test_waits_double_to_their_limit_and_differ(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 1))

    def away(insert: int) -> None:
        if insert <= 40:
            raise StoreUnavailable("it is away")

    told = sink(log, Faulty(store, away), Until(), FAST._replace(waits=Waits(first=0.001, longest=0.008)))
    limits = [min(0.008, 0.001 * 2**n) for n in range(40)]
    waits = [seconds for _, seconds, _ in told.waits]
    assert all(limit / 2 <= wait <= limit for wait, limit in zip(waits, limits, strict=True))
    assert len({wait / limit for wait, limit in zip(waits, limits, strict=True)}) > 20


def test_an_insert_that_went_through_without_its_answer_is_not_doubled(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 30))

    class AnswerLost(Faulty):
        def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
            super().insert(table, columns, rows)
            if self.inserts % 2:
                raise StoreUnavailable("the answer was lost")

    sink(log, AnswerLost(store, lambda _: None), Until())
    assert counts(store) == rows_of_each(30)
    assert store.query("SELECT count(), uniqExact(update_id) FROM timeline").rows == [(30, 30)]


def test_what_a_retry_cannot_cure_ends_the_sink_and_commits_nothing(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 1))
    store.command("RENAME TABLE claims TO elsewhere")
    with pytest.raises(StoreError, match="claims"):
        sink(log, store, Until())
    assert behind(log) == 4
    store.command("RENAME TABLE elsewhere TO claims")
    sink(log, store, Until())
    assert counts(store) == rows_of_each(1)


def test_a_log_that_is_away_is_waited_for(log: SqliteLog, store: Store) -> None:
    rng = random.Random(7)

    class Flaky(SqliteLog):
        def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
            self._may_fail()
            return super().ends(partitions)

        def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
            self._may_fail()
            return super().read(topic, partition, offset, limit)

        def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
            self._may_fail()
            super().commit(group, offsets)

        def _may_fail(self) -> None:
            if rng.random() < 0.1:
                raise LogError("the broker is away")

    log.append(events(0, 300))
    flaky = Flaky(log.path)
    told = sink(flaky, store, Until())
    flaky.close()
    assert told.waits
    assert counts(store) == rows_of_each(300)


def test_a_look_at_a_log_without_news_is_one_question(log: SqliteLog, store: Store) -> None:
    asked: list[str] = []

    class Counting(SqliteLog):
        def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
            asked.append(f"records of {topic}/{partition}")
            return super().read(topic, partition, offset, limit)

        def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
            asked.append("ends")
            return super().ends(partitions)

    log.append(events(0, 20))
    counting = Counting(log.path)
    sink(counting, store, Until())
    asked.clear()
    sink(counting, store, Until())
    counting.close()
    assert asked == ["ends"]


def test_records_without_a_row_become_dead_letters_before_the_offsets_move(log: SqliteLog, store: Store) -> None:
    poison = NewRecord("claims", "PE", "x", "FigureClaimed", b"rubbish")
    log.append([*events(0, 1), poison, *events(1, 2)])
    told = sink(log, store, Until())
    [failure] = [failure for batch in told.batches for failure in batch.unwritable]
    [kept] = log.read("dead_letters", 0, 0, 10)
    letter = decode(kept.type, kept.value)
    assert isinstance(letter, DeadLetter)
    assert (letter.payload, letter.stage, letter.reason, letter.source) == (b"rubbish", "writing", "malformed", kept.key)
    assert letter.detail == failure.reason
    assert letter.origin is not None
    assert (letter.origin.topic, letter.origin.offset) == ("claims", failure.record.offset)
    assert counts(store)["claims"] == 2
    assert behind(log) == 0


def test_a_dead_letter_written_again_has_the_same_id(log: SqliteLog, store: Store) -> None:
    log.append([NewRecord("claims", "PE", "x", "FigureClaimed", b"rubbish")])
    sink(log, store, Until())
    log.commit(SINK_GROUP, {TopicPartition("claims", n): 0 for n in range(log.partitions("claims"))})
    sink(log, store, Until())
    assert len({kept.id for kept in log.read("dead_letters", 0, 0, 10)}) == 1


def test_of_a_huge_record_the_beginning_is_kept(log: SqliteLog, store: Store) -> None:
    huge = b"rubbish " * 1_500_000
    log.append([NewRecord("claims", "PE", "x", "FigureClaimed", huge)])
    sink(log, store, Until())
    [kept] = log.read("dead_letters", 0, 0, 10)
    letter = decode(kept.type, kept.value)
    assert isinstance(letter, DeadLetter)
    assert (letter.payload, letter.payload_bytes) == (huge[:LONGEST_PAYLOAD], len(huge))


@pytest.mark.parametrize("waits", [0, 3])
def test_stops_when_asked_while_the_store_is_away(log: SqliteLog, store: Store, waits: int) -> None:
    log.append(events(0, 10))

    def away(_: int) -> None:
        raise StoreUnavailable("it is away")

    patient = FAST._replace(waits=Waits(first=0.01, longest=LONG_ENOUGH))
    told = sink(log, Faulty(store, away), Until(lambda told: len(told.waits) > waits), patient)
    assert told.batches == []
    assert behind(log) == 40


def test_an_insert_that_hangs_is_cut_some_seconds_after_the_stop(log: SqliteLog, store: Store) -> None:
    log.append(events(0, 10))
    watcher, cut = Until(), threading.Event()

    def hang(_: int) -> None:
        watcher.stop.set()
        assert cut.wait(LONG_ENOUGH)
        raise StoreUnavailable("the store was left")

    run_sink(log, Faulty(store, hang), SINK_GROUP, watcher.stop, FAST._replace(stop_seconds=0.2), watcher, interrupt=cut.set)
    assert cut.is_set()
    assert behind(log) == 40


def test_from_kafka_over_the_wire_each_event_counts_once_from_its_first_record(kafka_url: str, front_url: str) -> None:
    store = ClickHouseStore(front_url)
    migrate(store)
    log = KafkaLog(kafka_url)
    log.append(events(0, 50))
    partitions = [TopicPartition("figures", n) for n in range(log.partitions("figures"))]
    first = {r.id: r.recorded_at for where in partitions for r in log.read(*where, 0, 1000)}
    time.sleep(0.01)  # Kafka's clock ticks in milliseconds
    log.append([*events(0, 50), NewRecord("claims", "PE", "x", "FigureClaimed", b"rubbish")])
    told = sink(log, store, Until())
    assert sum(batch.rows for batch in told.batches) == 400
    assert dict(store.query("SELECT event_id, recorded_at FROM figures FINAL").rows) == first  # type: ignore[arg-type]
    assert counts(store) == rows_of_each(50)
    assert len(log.read("dead_letters", 0, 0, 10)) == 1
    assert sum(sum(lag(log, SINK_GROUP, topic).values()) for topic in DERIVED_TOPICS) == 0
    before = content(store)
    assert replay(log, store, group=SINK_GROUP).rows == 400
    assert content(store) == before
    log.close()
    store.close()
