"""From the log to the store: micro-batches of rows, with an offset of their own.

A batch is inserted first and its offsets are committed afterwards. After a crash in between it is inserted
again, and the tables collapse what they already had: the store ends up the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from eventlog.port import EventLog, Record, TopicPartition
from schemas.codec import CodecError, decode
from schemas.topics import TOPICS
from sinks.rows import COLUMNS, RowError, row_of
from sinks.store import Row, Store

TOPICS_WRITTEN = tuple(topic.name for topic in TOPICS if "sinks.writer" in topic.read_by)

Inserted: TypeAlias = Callable[[str, Sequence[Row], float], None]
"""Told a table, the rows that the store acknowledged for it, and the seconds that it took."""


class Failure(NamedTuple):
    """A record that no row can be made of, and why, in one line."""

    record: Record
    reason: str


class Batch(NamedTuple):
    """What some records of the log come to: rows by table, failures, and the offsets behind them."""

    rows_of: dict[str, list[Row]]
    failures: list[Failure]
    offsets: dict[TopicPartition, int]

    @property
    def rows(self) -> int:
        return sum(map(len, self.rows_of.values()))

    @property
    def empty(self) -> bool:
        """True when nothing was left to read."""
        return not self.offsets


class Written(NamedTuple):
    rows: int
    failures: list[Failure]


class Writer:
    """Writes the derived topics into the store under the offsets of a consumer group.

    `read`, `insert` and `commit` are the steps of `write_available`, for whoever wants to do something in
    between, such as keeping the failures before their offsets are committed.
    """

    def __init__(self, log: EventLog, store: Store, group: str = "sink") -> None:
        self._log = log
        self._store = store
        self._group = group
        self._sources = sources(log)
        self._next = 0  # where the next batch starts, so that a busy partition cannot starve the others

    def read(self, limit: int) -> Batch:
        """Rows of up to `limit` records from the committed offsets on. Raises LogError."""
        order = self._sources[self._next :] + self._sources[: self._next]
        self._next = (self._next + 1) % len(self._sources)
        committed = {source: self._log.committed(self._group, *source) for source in order}
        return batch_of(read_records(self._log, committed, limit))

    def insert(self, batch: Batch, inserted: Inserted = lambda *_: None) -> None:
        """One block per table, of each of which `inserted` is told.

        Raises StoreError; then nothing is committed and reading again repeats it.
        """
        for table, rows in batch.rows_of.items():
            insert_block(self._store, table, rows, inserted)

    def commit(self, batch: Batch) -> None:
        """Call after `insert`, and after the failures are kept elsewhere. Raises LogError."""
        if batch.offsets:
            self._log.commit(self._group, batch.offsets)

    def write_available(self, limit: int) -> Written:
        """Read, insert, commit; zero rows and no failures: nothing was left. Raises LogError, StoreError."""
        batch = self.read(limit)
        self.insert(batch)
        self.commit(batch)
        return Written(batch.rows, batch.failures)


def sources(log: EventLog) -> list[TopicPartition]:
    """All partitions of the topics that the store is made of."""
    return [TopicPartition(topic, n) for topic in TOPICS_WRITTEN for n in range(log.partitions(topic))]


def read_records(log: EventLog, positions: Mapping[TopicPartition, int], limit: int) -> list[Record]:
    """Up to `limit` records in all, from the positions on, one partition after the other."""
    records: list[Record] = []
    ends = log.ends(positions)  # on Kafka every reading costs a question: it is asked only where something is
    for source, offset in positions.items():
        if len(records) >= limit:
            break
        if offset < ends[source]:
            records += log.read(*source, offset, limit - len(records))
    return records


def batch_of(records: Sequence[Record]) -> Batch:
    """The records as rows; one that cannot be decoded or has no row becomes a failure."""
    batch = Batch({}, [], {})
    for record in records:
        try:
            table, row = row_of(decode(record.type, record.value), record.recorded_at)
        except (CodecError, RowError) as error:
            batch.failures.append(Failure(record, str(error)))
        else:
            batch.rows_of.setdefault(table, []).append(row)
        batch.offsets[TopicPartition(record.topic, record.partition)] = record.offset + 1
    return batch


def insert_block(store: Store, table: str, rows: Sequence[Row], inserted: Inserted) -> None:
    """Insert the rows and tell of it. Raises StoreError."""
    began = time.perf_counter()
    store.insert(table, COLUMNS[table], rows)
    inserted(table, rows, time.perf_counter() - began)


def insert(store: Store, batch: Batch, suffix: str = "") -> None:
    """Insert the rows, one block per table, into the tables named with the suffix. Raises StoreError."""
    for table, rows in batch.rows_of.items():
        store.insert(table + suffix, COLUMNS[table], rows)
