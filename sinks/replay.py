"""Builds the store anew from the log, beside the tables that are read meanwhile, and then swaps.

Recorded times come from the log, so the new tables equal what the writer made. Killed before the swap,
the old tables stand as they were; killed during it, each table is either whole and old or whole and new.
The next replay clears away what was left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from eventlog.port import EventLog, TopicPartition
from sinks.rows import COLUMNS
from sinks.store import Store
from sinks.writer import Failure, batch_of, insert, read_records, sources

_SUFFIX = "__rebuild"
_RECORDS_PER_BATCH = 10_000


class Replayed(NamedTuple):
    rows: int
    failures: list[Failure]  # records that no row can be made of


def replay(
    log: EventLog, store: Store, *, group: str = "sink", records_per_batch: int = _RECORDS_PER_BATCH,
    on_progress: Callable[[int], None] | None = None,
) -> Replayed:
    """Rebuild all tables from what the log holds now and set the group's offsets to it.

    `on_progress` is told the number of rows of each batch after its insert. No other writer may write
    meanwhile. Raises LogError and StoreError; the old tables are then still there.
    """
    _drop_leftovers(store)
    for table in COLUMNS:
        store.command(f"CREATE TABLE {table}{_SUFFIX} AS {table}")
    replayed, offsets = _fill(log, store, records_per_batch, on_progress)
    for table in COLUMNS:
        store.command(f"EXCHANGE TABLES {table} AND {table}{_SUFFIX}")
    log.commit(group, offsets)
    _drop_leftovers(store)
    return replayed


def _fill(
    log: EventLog, store: Store, records_per_batch: int, on_progress: Callable[[int], None] | None
) -> tuple[Replayed, dict[TopicPartition, int]]:
    """Write everything on the log into the new tables; also gives the offsets behind it."""
    positions = dict.fromkeys(sources(log), 0)
    rows = 0
    failures: list[Failure] = []
    while True:
        batch = batch_of(read_records(log, positions, records_per_batch))
        if batch.empty:
            return Replayed(rows, failures), positions
        insert(store, batch, _SUFFIX)
        positions |= batch.offsets
        rows += batch.rows
        failures += batch.failures
        if on_progress:
            on_progress(batch.rows)


def _drop_leftovers(store: Store) -> None:
    for table in COLUMNS:
        store.command(f"DROP TABLE IF EXISTS {table}{_SUFFIX} SYNC")
