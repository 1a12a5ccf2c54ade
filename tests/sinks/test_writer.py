from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventlog.port import NewRecord, TopicPartition
from eventlog.sqlite.log import SqliteLog
from schemas.codec import encode
from schemas.events import Event
from sinks.rows import COLUMNS
from sinks.store import Store, StoreError
from sinks.writer import TOPICS_WRITTEN, Writer
from tests.sinks.events import claimed, filed, received, reconciled, record, redone, relinked, ruled, withdrawn

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
    assert TOPICS_WRITTEN == ("timeline", "claims", "figures")


def test_events_become_rows_of_their_tables(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    written = Writer(log, store).write_available(100)
    assert (written.rows, written.failures) == (10, [])
    assert counts(store) == COUNTS


def test_recorded_times_are_those_of_the_log(log: SqliteLog, store: Store) -> None:
    log.append([record(EVENTS[0])])
    Writer(log, store).write_available(100)
    source = next(p for p in range(log.partitions("timeline")) if log.latest("timeline", p))
    [taken] = log.read("timeline", source, 0, 1)
    assert store.query("SELECT recorded_at FROM updates").rows == [(taken.recorded_at,)]


def test_what_was_written_is_not_read_again(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    assert Writer(log, store).write_available(100).rows == 10
    assert Writer(log, store).read(100).empty
    log.append([record(filed("Seven died."))])
    assert Writer(log, store).write_available(100).rows == 1


def test_small_batches_come_to_the_same(log: SqliteLog, store: Store) -> None:
    log.append([record(event, key) for event in EVENTS for key in ("PE", "IT")])
    writer = Writer(log, store)
    sizes = []
    while not (batch := writer.read(2)).empty:
        writer.insert(batch)
        writer.commit(batch)
        sizes.append(batch.rows)
    assert sum(sizes) == 20
    assert max(sizes) <= 2
    assert counts(store) == COUNTS


def test_a_busy_partition_does_not_starve_the_others(log: SqliteLog, store: Store) -> None:
    log.append([record(filed(f"{n} died.")) for n in range(200)] + [record(reconciled(5, 1))])
    writer = Writer(log, store)
    rounds = len(TOPICS_WRITTEN) * log.partitions("figures")
    for _ in range(rounds):
        writer.write_available(1)
    assert counts(store)["figures"] == 1
    assert counts(store)["updates"] < 200


def test_a_crash_between_insert_and_commit_changes_nothing(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    crashed = Writer(log, store)
    crashed.insert(crashed.read(100))
    before = content(store)
    assert Writer(log, store).write_available(100).rows == 10
    assert content(store) == before
    assert Writer(log, store).read(100).empty


def test_a_store_that_refuses_leaves_the_offsets(log: SqliteLog, store: Store) -> None:
    log.append([record(event) for event in EVENTS])
    store.command("RENAME TABLE claims TO elsewhere")
    with pytest.raises(StoreError, match="claims"):
        Writer(log, store).write_available(100)
    store.command("RENAME TABLE elsewhere TO claims")
    assert Writer(log, store).write_available(100).rows == 10
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
    written = Writer(log, store).write_available(100)
    [failure] = written.failures
    assert failure.record.value == broken.value
    assert failure.record.topic == "claims"
    assert why in failure.reason
    assert "\n" not in failure.reason
    assert counts(store)["claims"] == 2
    assert Writer(log, store).read(100).empty


def test_failures_alone_move_the_offset_too(log: SqliteLog, store: Store) -> None:
    log.append([NewRecord("figures", "PE", "x", "FigureReconciled", b"rubbish")])
    written = Writer(log, store).write_available(100)
    assert (written.rows, len(written.failures)) == (0, 1)
    assert Writer(log, store).read(100).empty


def test_groups_have_offsets_of_their_own(log: SqliteLog, store: Store) -> None:
    log.append([record(EVENTS[0])])
    assert Writer(log, store, group="a").write_available(100).rows == 1
    batch = Writer(log, store, group="b").read(100)
    assert batch.rows == 1
    [(source, offset)] = batch.offsets.items()
    assert source == TopicPartition("timeline", source.partition)
    assert offset == 1
