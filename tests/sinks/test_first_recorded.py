"""An event that stands twice on the log: what it says counts once, from the first time that the log took it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.events import Event
from schemas.ids import digest
from schemas.records import NewRecord, Record, TopicPartition
from sinks.replay import replay
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store
from sinks.writer import Batching, write_rows
from tests.builders import cause
from tests.forms import example_count, forms
from tests.sinks.events import NOON, claimed, filed, minutes, reconciled, record, redone, relinked, ruled, withdrawn
from tests.sinks.test_writer import content

EVENTS: dict[str, Event] = {
    "updates": filed("Five died."), "claims": claimed(value=5), "claims_withdrawn": withdrawn("c", "u"),
    "figures": reconciled(5, 1), "rulings": ruled(), "relinkings": relinked(), "reprocessed": redone(3),
}
SAID = "SELECT best FROM figure_history WHERE recorded_at <= {at:DateTime64(3)} ORDER BY step DESC LIMIT 1"


def take(store: Store, event: Event, at: dt.datetime) -> None:
    table, [row] = rows_of(event, at)
    store.insert(table, COLUMNS[table], [row])


def recorded(store: Store, table: str) -> list[object]:
    return [at for (at,) in store.query(f"SELECT recorded_at FROM {table} FINAL ORDER BY recorded_at").rows]


@pytest.mark.parametrize("step", forms(5, 1))
@pytest.mark.parametrize("merged", [False, True], ids=["as written", "merged after each"])
@pytest.mark.parametrize("table", COLUMNS)
def test_the_first_time_stays_whatever_the_order_of_writing(store: Store, table: str, merged: bool, step: int) -> None:
    for order in list(itertools.permutations((1, 2, 3)))[::step]:
        for minute in order:
            take(store, EVENTS[table], NOON + minutes(minute))
            if merged:
                store.command(f"OPTIMIZE TABLE {table} FINAL")
        assert recorded(store, table) == [NOON + minutes(1)]
        store.command(f"TRUNCATE TABLE {table}")


def test_microseconds_count(store: Store) -> None:
    for micros in (501, 500, 502):
        take(store, EVENTS["figures"], NOON + dt.timedelta(microseconds=micros))
    assert recorded(store, "figures") == [NOON + dt.timedelta(microseconds=500)]


@pytest.mark.parametrize("step", forms(5, 1))
def test_newer_rules_come_first_then_the_first_of_the_causes(store: Store, step: int) -> None:
    """An input that stands twice on the log may be decided twice, once it has left the desk's memory: the ids of what
    follows are the same, and the first decision counts. An event decided again by newer rules has the same id, too."""
    same = {"event_id": reconciled(5, 1).event_id}
    versions = [(1, 7, 50, 10), (2, 3, 40, 20), (2, 3, 40, 30), (2, 2, 60, 5)]
    for order in list(itertools.permutations(versions))[::step]:
        for rules, offset, best, minute in order:
            take(store, reconciled(best, offset, pipeline_version=rules, **same), NOON + minutes(minute))
        assert store.query("SELECT best, recorded_at FROM figures FINAL").rows == [(60, NOON + minutes(5))]
        store.command("TRUNCATE TABLE figures")


def test_what_we_said_at_one_o_clock_is_answered_by_the_first_record(store: Store) -> None:
    take(store, reconciled(5, 1), NOON)
    take(store, reconciled(6, 2), NOON + minutes(30))
    take(store, reconciled(6, 2), NOON + minutes(90))  # a worker that came back said it again
    take(store, reconciled(5, 1), NOON + minutes(91))
    store.command("OPTIMIZE TABLE figures FINAL")
    assert store.query(SAID, {"at": NOON + minutes(15)}).rows == [(5,)]
    assert store.query(SAID, {"at": NOON + minutes(60)}).rows == [(6,)]
    assert store.query("SELECT step, best, recorded_at FROM figure_history ORDER BY step").rows == [
        (1, 5, NOON), (2, 6, NOON + minutes(30)),
    ]


class TestAnyOrder:
    @settings(max_examples=example_count(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 59)), min_size=1, max_size=12))
    def test_each_event_keeps_its_earliest_time(
        self, shared_store: Store, taken: list[tuple[int, int]]
    ) -> None:
        for n, minute in taken:
            take(shared_store, reconciled(n, n), NOON + minutes(minute))
        first = {n: min(m for k, m in taken if k == n) for n, _ in taken}
        rows = shared_store.query("SELECT best, recorded_at FROM figures FINAL ORDER BY best").rows
        shared_store.command("TRUNCATE TABLE figures")
        assert rows == [(n, NOON + minutes(minute)) for n, minute in sorted(first.items())]


class TwiceOnTheLog:
    """A log that holds its records and, later on, all of them again: as Kafka after a writer that tried again."""

    def __init__(self, new: list[NewRecord]) -> None:
        self._records = {
            topic: [
                Record(topic, 0, offset, each.key, each.id, each.type, each.value, NOON + minutes(offset))
                for offset, each in enumerate([each for each in new if each.topic == topic] * 2)
            ]
            for topic in ("timeline", "claims", "figures")
        }
        self._committed: dict[tuple[str, int], int] = {}

    def identity(self) -> str:
        return "twice"

    def append(self, records: object, **options: object) -> None:
        raise AssertionError("nothing is written here")

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        return self._records[topic][offset : offset + limit]

    def partitions(self, topic: str) -> int:
        return 1

    def latest(self, topic: str, partition: int) -> int:
        return len(self._records[topic])

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: self.latest(*place) for place in partitions}

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 0)

    def committed(self, group: str, topic: str, partition: int) -> int:
        return self._committed.get((topic, partition), 0)

    def commit(self, group: str, offsets: object) -> None:
        self._committed |= dict(offsets)  # type: ignore[call-overload]

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("size", [2, 3, 100])
def test_a_replay_of_a_log_with_repetitions_gives_the_same_tables(store: Store, tmp_path: Path, size: int) -> None:
    log = TwiceOnTheLog([record(reconciled(n, n)) for n in range(5)] + [record(filed(f"{n} died.")) for n in range(5)])
    for _ in write_rows(log, store, batching=Batching(size)):
        pass
    before = content(store)
    assert recorded(store, "figures") == [NOON + minutes(n) for n in range(5)]
    replay(log, store, records_per_batch=size + 1)
    assert content(store) == before


def test_an_update_that_came_again_after_its_recall_stays_recalled(store: Store) -> None:
    """Its receipt is decided once more when the desk has forgotten it: a later row of an earlier event."""
    first = filed("Five died.")
    take(store, first, NOON)
    recalled = msgspec.structs.replace(
        first, event_id=digest("filed", "recall"), disposition="withdrawn", caused_by=cause(50))
    take(store, recalled, NOON + minutes(10))
    take(store, msgspec.structs.replace(first, caused_by=cause(100)), NOON + minutes(20))
    assert store.query("SELECT disposition, recorded_at FROM timeline").rows == [("withdrawn", NOON)]
