from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from eventlog.port import EventLog
from eventlog.sqlite.log import SqliteLog
from schemas.codec import encode
from schemas.events import Event
from schemas.records import NewRecord, TopicPartition
from schemas.topics import CLAIMS, DEAD_LETTERS, DERIVED_TOPICS, FIGURES, TIMELINE
from sinks.agreement import Names, agree
from sinks.rows import COLUMNS
from sinks.store import Store, StoreError
from sinks.writer import Batching, write_rows
from tests.sinks.events import claimed, filed, received, reconciled, record, redone, relinked, ruled, withdrawn

T = TypeVar("T")

EVENTS: list[Event] = [
    filed("Five died."), filed("Six died."), claimed(value=5), claimed(value=6), withdrawn("c", "u"),
    reconciled(5, 1), reconciled(6, 2), ruled(), relinked(), redone(3),
]
COUNTS = {
    "updates": 2, "claims": 2, "claims_withdrawn": 1, "figures": 2, "rulings": 1, "relinkings": 1, "reprocessed": 1,
}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    opened = SqliteLog(tmp_path / "log.sqlite")
    yield opened
    opened.close()


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, each once."""
    return {
        table: store.query(f"SELECT {', '.join(f'`{c}`' for c in columns)} FROM {table} FINAL ORDER BY ALL").rows
        for table, columns in COLUMNS.items()
    }


def counts(store: Store) -> dict[str, int]:
    return {table: len(rows) for table, rows in content(store).items()}


def test_writes_the_topics_that_it_is_named_as_reader_of() -> None:
    assert DERIVED_TOPICS == ("timeline", "claims", "figures")


def written(log: EventLog, store: Store) -> int:
    """Writes all that is there; how many rows."""
    return sum(batch.rows for batch in write_rows(log, store))


def test_events_become_rows_of_their_tables(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    [batch] = write_rows(log, store)
    assert (batch.rows, batch.unwritable) == (10, [])
    assert counts(store) == COUNTS


@pytest.mark.parametrize("steps_done", range(1, 6))
def test_a_store_that_was_killed_in_its_first_batch_still_belongs_to_its_log(
    log: SqliteLog, store: Store, steps_done: int
) -> None:
    log.append([record(event) for event in EVENTS])
    left = [steps_done]

    def dies(stage: str, step: Callable[[], T], /) -> T:
        done = step()
        left[0] -= stage == "store insert"
        if not left[0]:
            raise KeyboardInterrupt
        return done

    with pytest.raises(KeyboardInterrupt):
        list(write_rows(log, store, steps=dies))
    assert agree(log, store, Names("the log", "the store", "")).had == 0
    written(log, store)
    assert counts(store) == COUNTS


def test_recorded_times_are_those_of_the_log(log: SqliteLog, store: Store) -> None:
    log.append([record(EVENTS[0])])
    written(log, store)
    source = next(p for p in range(log.partitions(TIMELINE)) if log.latest(TIMELINE, p))
    [taken] = log.read(TIMELINE, source, 0, 1)
    assert store.query("SELECT recorded_at FROM updates").rows == [(taken.recorded_at,)]


def test_what_was_written_is_not_read_again(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    assert written(log, store) == 10
    assert list(write_rows(log, store)) == []
    log.append([record(filed("Seven died."))])
    assert written(log, store) == 1


def test_small_batches_come_to_the_same(log: SqliteLog, store: Store) -> None:
    log.append([record(event, key) for event in EVENTS for key in ("PE", "IT")])
    sizes = [batch.rows for batch in write_rows(log, store, batching=Batching(2))]
    assert sum(sizes) == 20
    assert max(sizes) <= 2
    assert counts(store) == COUNTS


def test_a_busy_partition_does_not_starve_the_others(log: SqliteLog, store: Store) -> None:
    log.append([record(filed(f"{n} died.")) for n in range(200)] + [record(reconciled(5, 1))])
    batches = write_rows(log, store, batching=Batching(1))
    for _ in range(len(DERIVED_TOPICS) * log.partitions(FIGURES)):
        next(batches)
    assert counts(store)["figures"] == 1
    assert counts(store)["updates"] < 200


@pytest.mark.parametrize("killed_at", [1, 2, 3], ids=["dead letters", "commit", "read again"])
def test_a_crash_between_two_steps_changes_nothing(log: SqliteLog, store: Store, killed_at: int) -> None:
    """Once the rows are in the store; the store and the log then hold the same as without the crash."""
    log.append([*(record(event) for event in EVENTS), NewRecord(CLAIMS, "PE", "x", "FigureClaimed", b"rubbish")])
    seen: list[str] = []

    def crashing(stage: str, step: Callable[[], T], /) -> T:
        if "store insert" in seen and stage != "store insert":
            seen.append(stage)
            if len([each for each in seen if each != "store insert"]) == killed_at:
                raise KeyboardInterrupt
        elif stage == "store insert":
            seen.append(stage)
        return step()

    with pytest.raises(KeyboardInterrupt):
        list(write_rows(log, store, steps=crashing))
    before = content(store)
    assert written(log, store) == (10 if killed_at == 1 else 0)
    assert content(store) == before
    assert list(write_rows(log, store)) == []
    assert len(log.read(DEAD_LETTERS, 0, 0, 10)) == 1


def test_a_store_that_refuses_leaves_the_offsets(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    store.command("RENAME TABLE claims TO elsewhere")
    with pytest.raises(StoreError, match="claims"):
        written(log, store)
    store.command("RENAME TABLE elsewhere TO claims")
    assert written(log, store) == 10
    assert counts(store) == COUNTS


@pytest.mark.parametrize(("broken", "why"), [
    (NewRecord("claims", "PE", "x", "FigureClaimed", encode(EVENTS[2])[:-3]), "too early"),
    (NewRecord("claims", "PE", "x", "FigureClaimed", b"rubbish"), "not Avro"),
    (NewRecord("claims", "PE", "x", "ClaimPainted", encode(EVENTS[2])), "newer version"),
    (NewRecord("claims", "PE", "x", "UpdateReceived", encode(received("Five died."))), "no table"),
    (record(claimed(published_at=dt.datetime(1815, 6, 18, tzinfo=dt.UTC))), "1900"),
], ids=["cut", "rubbish", "unknown type", "wrong topic", "time out of range"])
def test_a_record_without_a_row_is_handed_back_and_stops_nothing(
    log: SqliteLog, store: Store, broken: NewRecord, why: str
) -> None:
    log.append([record(EVENTS[2]), broken, record(EVENTS[3])])
    [batch] = write_rows(log, store)
    [failure] = batch.unwritable
    assert failure.record.value == broken.value
    assert failure.record.topic == "claims"
    assert why in failure.reason
    assert "\n" not in failure.reason
    assert counts(store)["claims"] == 2
    assert list(write_rows(log, store)) == []


def test_failures_alone_move_the_offset_too(log: SqliteLog, store: Store) -> None:
    log.append([NewRecord("figures", "PE", "x", "FigureReconciled", b"rubbish")])
    [batch] = write_rows(log, store)
    assert (batch.rows, len(batch.unwritable)) == (0, 1)
    assert list(write_rows(log, store)) == []


def test_the_store_says_where_it_goes_on_and_the_group_only_how_far_it_is(log: SqliteLog, store: Store) -> None:
    log.append([record(EVENTS[0])])
    [batch] = write_rows(log, store, "a")
    [(source, position)] = batch.positions.items()
    assert source == TopicPartition(TIMELINE, source.partition)
    assert position == (1, EVENTS[0].event_id)
    assert log.committed("a", *source) == 1
    log.commit("a", {source: 0})
    assert list(write_rows(log, store, "a")) == []
    assert list(write_rows(log, store, "b")) == []
    assert (log.committed("a", *source), log.committed("b", *source)) == (1, 1)


def test_without_a_group_all_is_written_and_nothing_is_kept_on_the_log(log: SqliteLog, store: Store) -> None:
    log.append([record(EVENTS[0]), NewRecord(CLAIMS, "PE", "x", "FigureClaimed", b"rubbish")])
    for _ in range(2):
        [batch] = write_rows(log, store, None)
        assert (batch.rows, len(batch.unwritable)) == (1, 1)
    assert log.latest(DEAD_LETTERS, 0) == 0
    assert written(log, store) == 1
