"""Builds the store anew from the log, beside the tables that are read meanwhile, and then swaps.

Recorded times come from the log, so the new tables equal what the writer made. Killed before the swap,
the old tables stand as they were; killed during it, each table is either whole and old or whole and new.
The next replay clears away what was left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from eventlog.port import EventLog
from eventlog.reading import LostRecords
from schemas.topics import SINK_GROUP
from sinks.rows import COLUMNS
from sinks.store import Store
from sinks.writer import Batching, Unwritable, write_rows
from sinks.written import OWN_TABLES, StorePosition, keep_counts, keep_positions, sources

_SUFFIX = "__rebuild"
_RECORDS_PER_BATCH = 10_000
_TABLES = (*COLUMNS, *OWN_TABLES)


class Replayed(NamedTuple):
    rows: int
    unwritable: list[Unwritable]


def replay(
    log: EventLog, store: Store, *, group: str = SINK_GROUP, records_per_batch: int = _RECORDS_PER_BATCH,
    on_progress: Callable[[int], None] = lambda _: None, missing: Callable[[LostRecords], None] = lambda _: None,
) -> Replayed:
    """Rebuild all tables from what the log holds now and set the store's positions and the group's offsets to it.

    `on_progress` is told the number of rows of each batch after its insert, `missing` what the log no longer has. No
    other writer may write meanwhile. Raises LogError and StoreError; the old tables are then still there.
    """
    _drop_leftovers(store)
    for table in _TABLES:
        store.command(f"CREATE TABLE {table}{_SUFFIX} AS {table}")
    positions = dict.fromkeys(sources(log), StorePosition(0, ""))
    rows, unwritable = 0, list[Unwritable]()
    for batch in write_rows(log, store, None, batching=Batching(records_per_batch), suffix=_SUFFIX,
                            missing=missing):
        positions |= batch.positions
        rows += batch.rows
        unwritable += batch.unwritable
        on_progress(batch.rows)
    keep_counts(store, suffix=_SUFFIX)
    keep_positions(store, log.identity(), positions, suffix=_SUFFIX)
    for table in _TABLES:
        store.command(f"EXCHANGE TABLES {table} AND {table}{_SUFFIX}")
    log.commit(group, {source: position.next_offset for source, position in positions.items()})
    _drop_leftovers(store)
    return Replayed(rows, unwritable)


def _drop_leftovers(store: Store) -> None:
    for table in _TABLES:
        store.command(f"DROP TABLE IF EXISTS {table}{_SUFFIX} SYNC")
