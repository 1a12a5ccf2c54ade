"""What the store keeps of itself: how far it has written which log, and how many events its tables hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from eventlog.port import EventLog
from schemas.records import TopicPartition
from schemas.topics import DERIVED_TOPICS
from sinks.rows import COLUMNS
from sinks.store import Store

OWN_TABLES = ("counted", "written")  # in this order behind the tables of rows: what says that they are there comes last
EXACT_UP_TO = 2_000_000  # rows of a table, repeated ones included: counted in well under a second

_WRITTEN = ("log_id", "topic", "partition", "next_offset", "record_id", "written_at")
_COUNTED = ("name", "rows", "counted_at")
_POSITIONS = """
SELECT log_id, topic, partition, max(next_offset), argMax(record_id, next_offset) FROM written
GROUP BY log_id, topic, partition ORDER BY log_id, topic, partition
"""


class StorePosition(NamedTuple):
    """The first record of a partition that the store does not have, and the id of the one before it ('': not known)."""

    next_offset: int
    record_id: str


def sources(log: EventLog) -> list[TopicPartition]:
    """All partitions of the topics that the store is made of."""
    return [TopicPartition(topic, n) for topic in DERIVED_TOPICS for n in range(log.partitions(topic))]


def store_positions(store: Store) -> dict[str, dict[TopicPartition, StorePosition]]:
    """How far the store has written, by the identity of the log. Raises StoreError."""
    found: dict[str, dict[TopicPartition, StorePosition]] = {}
    for log_id, topic, partition, next_offset, record_id in store.query(_POSITIONS).rows:
        source = TopicPartition(str(topic), int(str(partition)))
        found.setdefault(str(log_id), {})[source] = StorePosition(int(str(next_offset)), str(record_id))
    return found


def keep_positions(
    store: Store, log_id: str, positions: Mapping[TopicPartition, StorePosition], *, suffix: str = ""
) -> None:
    """Say that the store has all rows of the log up to these positions. Raises StoreError."""
    now = dt.datetime.now(dt.UTC)
    store.insert(f"written{suffix}", _WRITTEN, [(log_id, *source, *position, now)
                                                for source, position in positions.items()])


def rows_in_all(store: Store, *, suffix: str = "") -> dict[str, int]:
    """How many rows each table has, repeated ones included; costs nothing. Raises StoreError."""
    return _of_each(store, "count()", COLUMNS, suffix)


def events_counted(store: Store, in_all: Mapping[str, int], *, suffix: str = "") -> dict[str, int]:
    """How many events each table holds, but for those that are too large to be counted. Raises StoreError."""
    small = {table: rows for table, rows in in_all.items() if rows <= EXACT_UP_TO}
    return dict.fromkeys(small, 0) | _of_each(store, "uniqExact(sipHash64(event_id))", filter(small.get, small), suffix)


def keep_counts(store: Store, *, suffix: str = "") -> None:
    """Count what the tables hold now and keep what changed. Raises StoreError."""
    now, kept = dt.datetime.now(dt.UTC), _counts_kept(store, suffix)
    counts = events_counted(store, rows_in_all(store, suffix=suffix), suffix=suffix)
    changed = [(name, rows, now) for name, rows in counts.items() if kept.get(name) != rows]
    store.insert(f"counted{suffix}", _COUNTED, changed)


def lost_rows(store: Store) -> dict[str, int]:
    """How many of the events that the tables were seen to hold are gone, by table; at the least. Raises StoreError."""
    kept, in_all = _counts_kept(store), rows_in_all(store)
    present = in_all | events_counted(store, in_all)
    lost = {name: rows - present[name] for name, rows in kept.items() if name in present}
    return {name: rows for name, rows in lost.items() if rows > 0}


def _counts_kept(store: Store, suffix: str = "") -> dict[str, int]:
    rows = store.query(f"SELECT name, argMax(rows, counted_at) FROM counted{suffix} GROUP BY name").rows  # noqa: S608 - our own
    return {str(name): int(str(count)) for name, count in rows}


def _of_each(store: Store, number: str, tables: Iterable[str], suffix: str) -> dict[str, int]:
    """The number that each table gives, asked at once."""
    asked = " UNION ALL ".join(f"SELECT '{table}', {number} FROM {table}{suffix}" for table in tables)  # noqa: S608 - our own
    return {str(table): int(str(answer)) for table, answer in store.query(asked).rows} if asked else {}
