"""From the log to the store: the one loop that writes rows.

Five steps: read, make rows, insert, keep what has no row as dead letters, commit: to the store itself, which says where
the next batch begins, and to the log, where the group's offsets only tell how far it is. After a crash between two of
them the batch is inserted again, and the tables collapse what they already had: the store ends up the same.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

import msgspec

from eventlog.port import EventLog
from eventlog.reading import LostRecords, lost_records
from eventlog.refusals import append_or_keep
from schemas.codec import CodecError
from schemas.dead_letters import letter_of_record, record_of_letter
from schemas.events import Event
from schemas.records import Record, TopicPartition, event_in
from schemas.topics import SINK_GROUP
from sinks.rows import COLUMNS, RowError, rows_of
from sinks.store import Row, Store, StoreError
from sinks.written import StorePosition, keep_positions, sources, store_positions

_READ_AT_A_TIME = 250  # records; between two readings the size of a batch and its age are looked at

T = TypeVar("T")

Inserted: TypeAlias = Callable[[str, Sequence[Row], float], None]
"""Told a table, the rows that the store acknowledged for it, and the seconds that it took."""

EventOf: TypeAlias = Callable[[Record], Event]
"""The event of a record. Raises CodecError."""


class Unwritable(NamedTuple):
    """A record that no row can be made of, and why, in one line."""

    record: Record
    reason: str


class RowBatch(msgspec.Struct):
    """What some records of the log come to: rows by table, those without a row, and the offsets behind them."""

    rows_of: dict[str, list[Row]] = msgspec.field(default_factory=dict)
    unwritable: list[Unwritable] = msgspec.field(default_factory=list)
    positions: dict[TopicPartition, StorePosition] = msgspec.field(default_factory=dict)  # behind the records
    records: int = 0
    bytes: int = 0  # of the records' values

    @property
    def rows(self) -> int:
        return sum(map(len, self.rows_of.values()))

    def add(self, records: Sequence[Record], event_of: EventOf = event_in) -> None:
        """The records as rows; one that cannot be decoded or has no row is unwritable."""
        for record in records:
            try:
                table, rows = rows_of(event_of(record), record.recorded_at)
            except (CodecError, RowError) as error:
                self.unwritable.append(Unwritable(record, str(error)))
            else:
                self.rows_of.setdefault(table, []).extend(rows)
            position = StorePosition(record.offset + 1, record.id)
            self.positions[TopicPartition(record.topic, record.partition)] = position
        self.records += len(records)
        self.bytes += sum(len(record.value) for record in records)


class Wrote(NamedTuple):
    """A batch that the store has and whose offsets are committed."""

    rows: int
    unwritable: list[Unwritable]  # they are in dead_letters
    seconds: float  # from its first record to the commit
    positions: dict[TopicPartition, StorePosition]  # that the store has now


class Batching(NamedTuple):
    """A batch is written when it has `records` or `bytes`, or `seconds` after its first record was read."""

    records: int = 10_000
    bytes: int = 32 * 1024 * 1024
    seconds: float = 0.25
    poll_seconds: float = 0.25  # one question to each broker, a millisecond or two


BATCHING = Batching()


class Steps(Protocol):
    """Runs a step of the loop, which it may measure or try again; what it raises ends the loop."""

    def __call__(self, stage: str, step: Callable[[], T], /) -> T: ...


def _at_once(_stage: str, step: Callable[[], T], /) -> T:
    return step()


def write_rows(
    log: EventLog, store: Store, group: str | None = SINK_GROUP, *, batching: Batching = BATCHING,
    stop: threading.Event | None = None, steps: Steps = _at_once, inserted: Inserted = lambda *_: None,
    idle: Callable[[], None] = lambda: None, missing: Callable[[LostRecords], None] = lambda _: None, suffix: str = "",
    event_of: EventOf = event_in, beside: bool = False,
) -> Iterator[Wrote]:
    """Write what the log holds for the store into the tables named with the suffix; each batch, once it is done.

    It begins where the store says that it stands with this log (`sinks.agreement` says whether it may). Without `stop`
    it ends when nothing is left. With it, it tells `idle` and waits for more until that is set. `missing` is told what
    the log no longer has of what comes next; it is passed over. `group` None: from the first record on, and nothing is
    kept, neither in the store nor on the log. `event_of` is for who has just written some of the events and need not
    decode them. `beside`: into a store of one's own beside that of the sink: it keeps where it stands, and nothing is
    written to the log, whose dead letters are the sink's. Raises LogError, StoreError; nothing of that batch is
    committed then.
    """
    log_id = steps("log read", log.identity)
    written = {} if group is None else steps("store read", partial(_written, store, log_id))
    source = _Source(log, written, batching, stop, steps, missing, event_of)
    if group is not None and not beside:
        steps("log commit", partial(_mirror, log, group, written))
    while stop is None or not stop.is_set():
        began = time.monotonic()
        batch = source.next_batch()
        if not batch.positions:
            if stop is None:
                return
            if not stop.is_set():
                idle()
                stop.wait(batching.poll_seconds)
            continue
        # 3. insert
        if group is not None and not written:  # whose the rows are must be known before the first of them is there
            written = dict.fromkeys(sources(log), StorePosition(0, ""))
            steps("store insert", partial(keep_positions, store, log_id, written))
        for table, rows in batch.rows_of.items():
            told = partial(inserted, table)
            steps("store insert", _Insert(store, table + suffix, COLUMNS[table], rows, told, written, log_id))
        if group is not None:
            # 4. dead letters: what has no row must be kept before it is passed
            if not beside and batch.unwritable:
                letters = [letter_of_record(record, "writing", "malformed", why) for record, why in batch.unwritable]
                steps("log commit", partial(append_or_keep, log, [*map(record_of_letter, letters)]))
            # 5. commit
            steps("store insert", partial(keep_positions, store, log_id, batch.positions))
            written = {**written, **batch.positions}
            if not beside:
                offsets = {place: position.next_offset for place, position in batch.positions.items()}
                steps("log commit", partial(log.commit, group, offsets))
        yield Wrote(batch.rows, batch.unwritable, time.monotonic() - began, batch.positions)


class _Source:
    """The records that come next, as batches of rows."""

    def __init__(
        self, log: EventLog, written: Mapping[TopicPartition, StorePosition], batching: Batching,
        stop: threading.Event | None, steps: Steps, missing: Callable[[LostRecords], None], event_of: EventOf,
    ) -> None:
        self._log = log
        self._event_of = event_of
        self._missing = missing
        self._batching = batching
        self._stop = stop
        self._steps = steps
        # in the order in which they are read next
        self._positions = {place: written[place].next_offset if place in written else 0 for place in sources(log)}
        self._look = True  # whether the log still has what comes next is to be looked at

    def next_batch(self) -> RowBatch:
        """All that there is, up to a batch; with a stop, what comes until the batch is old enough, too."""
        batch = RowBatch()
        if self._look:
            self._pass_over_gone(batch)
        if self._stop is None:
            self._take(batch, self._batching.records)
            return batch
        began = 0.0
        while batch.records < self._batching.records and batch.bytes < self._batching.bytes:
            before = batch.records
            self._take(batch, min(_READ_AT_A_TIME, self._batching.records - before))
            if not batch.records:
                break
            if not before:
                began = time.monotonic()
            left = began + self._batching.seconds - time.monotonic()
            if left <= 0 or self._stop.is_set():
                break
            if batch.records == before:
                self._stop.wait(min(left, self._batching.poll_seconds))
        return batch

    def _take(self, batch: RowBatch, limit: int) -> None:
        def take() -> list[Record]:
            records = read_records(self._log, self._positions, limit)  # 1. read
            if any(offset > self._positions[source] for source, offset in _firsts(records).items()):
                self._pass_over_gone(batch)
            batch.add(records, self._event_of)  # 2. rows
            return records

        for record in self._steps("log read", take):
            # what was read goes to the end, so that a busy partition cannot starve the others
            source = TopicPartition(record.topic, record.partition)
            self._positions.pop(source)
            self._positions[source] = record.offset + 1

    def _pass_over_gone(self, batch: RowBatch) -> None:
        """Go on where the log does, and say what it no longer has; the store passes over it with the batch."""
        for lost in self._steps("log read", partial(lost_records, self._log, self._positions)):
            self._positions[lost.source] = lost.end
            batch.positions[lost.source] = StorePosition(lost.end, "")
            self._missing(lost)
        self._look = False


def _firsts(records: Sequence[Record]) -> dict[TopicPartition, int]:
    """The first offset of each partition."""
    return {TopicPartition(record.topic, record.partition): record.offset for record in reversed(records)}


def _mirror(log: EventLog, group: str, written: Mapping[TopicPartition, StorePosition]) -> None:
    """Have the group stand where the store does, should the one before have died between the two."""
    differ = {place: position.next_offset for place, position in written.items()
              if position.next_offset != log.committed(group, *place)}
    if differ:
        log.commit(group, differ)


def _written(store: Store, log_id: str) -> dict[TopicPartition, StorePosition]:
    return store_positions(store).get(log_id, {})


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


class _Insert:
    """An insert that may be tried again; not, however, into a store that was put back to an older state meanwhile."""

    def __init__(
        self, store: Store, table: str, columns: Sequence[str], rows: Sequence[Row],
        inserted: Callable[[Sequence[Row], float], None], written: Mapping[TopicPartition, StorePosition], log_id: str,
    ) -> None:
        self._store, self._table, self._columns, self._rows = store, table, columns, rows
        self._inserted, self._written, self._log_id = inserted, written, log_id
        self._again = False

    def __call__(self) -> None:
        if self._again:
            stands = _written(self._store, self._log_id)
            nowhere = StorePosition(0, "")
            if any(stands.get(place, nowhere).next_offset < before.next_offset
                   for place, before in self._written.items()):
                raise StoreError("the store was put back to an older state while it was away: start the sink again, "
                                 "which fills it from where it stands")
        began, self._again = time.perf_counter(), True
        self._store.insert(self._table, self._columns, self._rows)
        self._inserted(self._rows, time.perf_counter() - began)
