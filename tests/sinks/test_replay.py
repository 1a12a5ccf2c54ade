from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eventlog.sqlite.log import SqliteLog
from schemas.events import Event
from schemas.records import NewRecord
from sinks.replay import replay
from sinks.store import Store, StoreError
from sinks.writer import Batching, write_rows
from tests.sinks.events import claimed, filed, reconciled, record, redone, relinked, ruled, withdrawn
from tests.sinks.test_writer import content, counts, written

ROUNDS = 40


def leftovers(store: Store) -> list[tuple[object, ...]]:
    return store.query("SELECT name FROM system.tables WHERE name LIKE '%rebuild%'").rows


def filled(path: Path) -> SqliteLog:
    """A log of 280 derived events, seven of each round, on two desks."""
    opened = SqliteLog(path)
    for n in range(ROUNDS):
        events: list[Event] = [
            filed(f"{n} died."), claimed(value=n), withdrawn(f"c{n}", "u", n), reconciled(n, n), ruled(n, n),
            relinked(n), redone(n, version=1),
        ]
        opened.append([record(event, "PE" if n % 2 else "IT") for event in events])
    return opened


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    opened = filled(tmp_path / "log.sqlite")
    yield opened
    opened.close()


def write_all(log: SqliteLog, store: Store) -> None:
    for _ in write_rows(log, store, batching=Batching(50)):
        pass


@pytest.mark.parametrize("size", [7, 10_000])
def test_tables_are_equal_recorded_times_included(log: SqliteLog, store: Store, size: int) -> None:
    write_all(log, store)
    before = content(store)
    replayed = replay(log, store, records_per_batch=size)
    assert content(store) == before
    assert (replayed.rows, replayed.unwritable) == (7 * ROUNDS, [])
    assert leftovers(store) == []


def test_what_was_lost_or_damaged_is_there_again(log: SqliteLog, store: Store) -> None:
    write_all(log, store)
    before = content(store)
    store.command("TRUNCATE TABLE figures")
    store.command("ALTER TABLE claims DELETE WHERE value > 10 SETTINGS mutations_sync = 2")
    store.command("ALTER TABLE updates UPDATE text = 'forged' WHERE 1 SETTINGS mutations_sync = 2")
    assert content(store) != before
    replay(log, store)
    assert content(store) == before


def test_the_new_tables_are_kept_as_the_old_ones_were(log: SqliteLog, store: Store) -> None:
    kept = ("SELECT name, engine_full, sorting_key FROM system.tables "
            "WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name")
    packed = ("SELECT table, name, type, compression_codec FROM system.columns WHERE database = currentDatabase() "
              "AND table = 'figures' ORDER BY position")
    before = store.query(kept).rows, store.query(packed).rows
    replay(log, store)
    assert (store.query(kept).rows, store.query(packed).rows) == before
    assert [name for _, name, _, codec in before[1] if codec == "CODEC(ZSTD(1))"]


def test_the_writer_goes_on_behind_what_was_replayed(log: SqliteLog, store: Store) -> None:
    next(write_rows(log, store, batching=Batching(10)))
    replay(log, store)
    assert list(write_rows(log, store)) == []
    log.append([record(filed("One more died."))])
    assert written(log, store) == 1
    assert counts(store)["updates"] == ROUNDS + 1


def test_the_views_read_the_new_tables(log: SqliteLog, store: Store) -> None:
    replay(log, store)
    assert store.query("SELECT best FROM current_figures").rows == [(ROUNDS - 1,)]


def test_progress_is_told_batch_by_batch(log: SqliteLog, store: Store) -> None:
    told: list[int] = []
    replay(log, store, records_per_batch=50, on_progress=told.append)
    assert sum(told) == 7 * ROUNDS
    assert max(told) <= 50


def test_an_empty_log_empties_the_store(tmp_path: Path, log: SqliteLog, store: Store) -> None:
    write_all(log, store)
    nothing = SqliteLog(tmp_path / "empty.sqlite")
    assert replay(nothing, store).rows == 0
    nothing.close()
    assert set(counts(store).values()) == {0}


def test_records_without_a_row_are_handed_back(log: SqliteLog, store: Store) -> None:
    log.append([NewRecord("figures", "PE", "x", "FigureReconciled", b"rubbish")])
    replayed = replay(log, store)
    assert [failure.record.value for failure in replayed.unwritable] == [b"rubbish"]
    assert replayed.rows == 7 * ROUNDS


def test_leftovers_of_a_killed_replay_are_cleared_away(log: SqliteLog, store: Store) -> None:
    store.command("CREATE TABLE figures__rebuild (n UInt8) ENGINE = MergeTree ORDER BY n")
    replay(log, store)
    assert leftovers(store) == []
    assert counts(store)["figures"] == ROUNDS


def test_a_store_that_refuses_leaves_the_old_tables(log: SqliteLog, store: Store) -> None:
    write_all(log, store)
    before = content(store)

    def refuse(rows: int) -> None:
        store.command("DROP TABLE IF EXISTS figures__rebuild SYNC")

    with pytest.raises(StoreError, match="figures__rebuild"):
        replay(log, store, records_per_batch=10, on_progress=refuse)
    assert content(store) == before
