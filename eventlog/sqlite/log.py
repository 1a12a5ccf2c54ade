"""The log of an installation of one machine: one SQLite file.

Beyond what the port promises: records and a group's offsets go in together or not at all, and an event
that its partition already holds is not stored again (the later one is skipped without a word). Kafka
cannot promise the latter, so readers must be idempotent whichever log they read.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from eventlog.partitioner import partition_of
from eventlog.port import LogError
from eventlog.sqlite import clock as clocks
from eventlog.sqlite.clock import EPOCH, JUMP_SECONDS, ClockDoubted, Seen, Uptime
from eventlog.sqlite.file import OFFSET_BITS, explain, identity_of, open_file
from schemas.records import NewRecord, Record, TopicPartition

logger = logging.getLogger(__name__)

_OFFSETS = 1 << OFFSET_BITS

_INSERT = f"""
    INSERT INTO records (at, key, id, type, value, recorded_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (at >> {OFFSET_BITS}, id) DO NOTHING
"""  # noqa: S608 - a constant
_READ = (
    "SELECT at, key, id, type, value, recorded_at FROM records WHERE at >= ? AND at < ? ORDER BY at LIMIT ?"
)
_FIRST = "SELECT at FROM records WHERE at >= ? AND at < ? ORDER BY at LIMIT 1"
_LAST = "SELECT at FROM records WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT 1"
_STAMP = "UPDATE stamp SET last_recorded_at = ?"
_SEEN = "SELECT last_recorded_at, wall, run, up FROM stamp LEFT JOIN clock"
_SEE = "INSERT OR REPLACE INTO clock VALUES (1, ?, ?, ?)"
_AHEAD = """
    CREATE TEMP TABLE ahead AS
    SELECT recorded_at AS old, ? + row_number() OVER (ORDER BY recorded_at) AS new
    FROM (SELECT DISTINCT recorded_at FROM records WHERE recorded_at > ?)
"""
_STAMP_ANEW = """
    UPDATE records SET recorded_at = (SELECT new FROM ahead WHERE old = recorded_at) WHERE recorded_at > ?
"""
_COMMITTED = "SELECT next_offset FROM offsets WHERE consumer_group = ? AND stream = ?"
_COMMIT = (
    "INSERT INTO offsets (consumer_group, stream, next_offset) VALUES (?, ?, ?) "
    "ON CONFLICT (consumer_group, stream) DO UPDATE SET next_offset = excluded.next_offset"
)


class SqliteLog:
    """An `EventLog` in one file. One thread uses it; each process and thread opens its own.

    Any number of processes may read while one writes. Writers take turns by the append: who waits longer
    than `busy_seconds` for its turn gets a LogError. With `read_only` the log must be there, and SQLite
    alone may put its `-shm` and `-wal` companions beside it.

    `recorded_at` grows from append to append. It is the time of `clock` (nanoseconds since 1970, UTC), or, while
    that is behind by no more than `jump_seconds`, a microsecond after the last. An append by a clock that is further
    behind, or further ahead than it can have got since (`up`), is refused: see `accept_clock`.
    """

    def __init__(
        self, path: str | Path, *, read_only: bool = False, busy_seconds: float = 5.0,
        clock: Callable[[], int] = time.time_ns, up: Callable[[], Uptime] = clocks.uptime,
        jump_seconds: float = JUMP_SECONDS,
    ) -> None:
        """Open the log, or make it. Raises LogError when it cannot be used; the message says why."""
        self.path = Path(path)
        self._read_only = read_only
        self._see = partial(clocks.see, clock, up)
        self._jump = round(jump_seconds * 1_000_000)
        self._told_behind = False
        self._connection = open_file(self.path, read_only=read_only, busy_seconds=busy_seconds)
        self._streams: dict[tuple[str, int], int] = {}
        for stream, topic, partition in self._rows("SELECT stream, topic, partition FROM partitions"):
            self._streams[topic, partition] = stream
        self._partitions = Counter(topic for topic, _ in self._streams)

    def identity(self) -> str:
        """128 random bits in hexadecimal, made with the file; empty for an older one, opened for reading only."""
        try:
            return identity_of(self._connection)
        except sqlite3.Error as error:
            raise explain(self.path, error) from error

    def append(
        self, records: Sequence[NewRecord], *, group: str | None = None,
        offsets: Mapping[TopicPartition, int] | None = None,
    ) -> None:
        """Append the records and, with `group`, commit its `offsets`, in one transaction.

        A record whose id its partition holds already is skipped. Records of one append share one
        `recorded_at`. Raises LogError, having kept nothing, when the log did not take them, so also while the
        clock cannot be trusted.
        """
        if offsets and group is None:
            raise ValueError("offsets are committed for a group: name it")
        if not records and not offsets:
            return
        with self._transaction():
            if records:
                self._insert(records)
            if group is not None and offsets:
                self._set_offsets(group, offsets)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        """Up to `limit` records from `offset` on, in order; an empty list at the end. Never waits."""
        if offset < 0 or limit < 0:
            raise ValueError(f"offset and limit are 0 or more, not {offset} and {limit}")
        base = self._base(topic, partition)
        return [
            Record(
                topic, partition, at - base, key, stored if type(stored) is str else stored.hex(), kind,
                value, EPOCH + dt.timedelta(microseconds=recorded_at),
            )
            for at, key, stored, kind, value, recorded_at in self._rows(
                _READ, base + offset, base + _OFFSETS, limit
            )
        ]

    def partitions(self, topic: str) -> int:
        """The number of partitions the topic was made with."""
        if topic not in self._partitions:
            raise LogError(f"the log {self.path} has no topic {topic!r}, only {', '.join(self._partitions)}")
        return self._partitions[topic]

    def latest(self, topic: str, partition: int) -> int:
        """The offset that the partition's next record will get."""
        base = self._base(topic, partition)
        return self._end(base) - base

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """`latest` of each of the partitions."""
        return {place: self.latest(*place) for place in partitions}

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset of the first record that each partition has; 0 without any."""
        bases = {place: self._base(*place) for place in partitions}
        first = {place: self._rows(_FIRST, base, base + _OFFSETS) for place, base in bases.items()}
        return {place: int(rows[0][0]) - bases[place] if rows else 0 for place, rows in first.items()}

    def committed(self, group: str, topic: str, partition: int) -> int:
        """The next offset the group will read; 0 when it has committed none."""
        rows = self._rows(_COMMITTED, group, self._base(topic, partition) >> OFFSET_BITS)
        return int(rows[0][0]) if rows else 0

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the group's offsets. Raises LogError when the log did not take them."""
        self.append((), group=group, offsets=offsets)

    def accept_clock(self) -> int:
        """Take the clock as right; how many records had a later stamp. Raises LogError.

        These get the last stamps before now, in their order: what was said at any time before now stays the same.
        """
        with self._transaction():
            now = self._see()
            (good,) = self._rows("SELECT ifnull(max(recorded_at), 0) FROM records WHERE recorded_at <= ?", now.wall)[0]
            (ahead,) = self._rows("SELECT count(DISTINCT recorded_at) FROM records WHERE recorded_at > ?", now.wall)[0]
            self._rows("DROP TABLE IF EXISTS temp.ahead")
            self._rows(_AHEAD, max(good, now.wall - ahead), now.wall)
            found = self._connection.execute(_STAMP_ANEW, (now.wall,)).rowcount
            self._rows("DROP TABLE temp.ahead")
            self._rows("UPDATE stamp SET last_recorded_at = (SELECT ifnull(max(recorded_at), 0) FROM records)")
            self._rows(_SEE, now.wall, *now.up)
        return found

    def close(self) -> None:
        """Close the file; the log cannot be used afterwards. Closing twice is harmless."""
        self._connection.close()

    def _insert(self, records: Sequence[NewRecord]) -> None:
        execute = self._connection.execute
        recorded_at = self._stamped()
        ends: dict[int, int] = {}
        for record in records:
            base = self._base(record.topic, partition_of(record.key, self.partitions(record.topic)))
            at = ends[base] if base in ends else self._end(base)
            row = (at, record.key, _stored(record.id), record.type, record.value, recorded_at)
            ends[base] = at + execute(_INSERT, row).rowcount

    def _stamped(self) -> int:
        """The stamp of what is being appended. Raises LogError."""
        now = self._see()
        ((last, wall, *run),) = self._rows(_SEEN)
        before = Seen(wall, Uptime(*run)) if wall is not None else None
        try:
            stamp = clocks.stamp(last, before, now, self._jump)
        except ClockDoubted as doubt:
            raise LogError(
                f"the log {self.path} {doubt}: one of the two is wrong, so nothing of this batch was kept; set the "
                "clock right or, if it is right now, say so with `newsroom accept-clock`"
            ) from doubt
        if clocks.is_behind(last, now.wall) and not self._told_behind:
            self._told_behind = True
            logger.warning("the machine's clock is %.0f s behind the last record of the log %s: until it has caught "
                           "up, records are stamped a microsecond apart", (last - now.wall) / 1_000_000, self.path)
        self._rows(_STAMP, stamp)
        self._rows(_SEE, now.wall, *now.up)
        return stamp

    def _set_offsets(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        for (topic, partition), offset in offsets.items():
            stream = self._base(topic, partition) >> OFFSET_BITS
            self._connection.execute(_COMMIT, (group, stream, offset))

    def _base(self, topic: str, partition: int) -> int:
        """Where the partition's offset 0 stands among all records."""
        try:
            return self._streams[topic, partition] << OFFSET_BITS
        except KeyError:
            count = self.partitions(topic)
            raise LogError(f"topic {topic!r} has partitions 0 to {count - 1}, not {partition}") from None

    def _end(self, base: int) -> int:
        """Where the partition's next record will stand."""
        rows = self._rows(_LAST, base, base + _OFFSETS)
        return int(rows[0][0]) + 1 if rows else base

    # rows of SQLite are of any type; each caller knows its columns
    def _rows(self, sql: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise explain(self.path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._read_only:
            raise LogError(f"the log {self.path} was opened for reading only")
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise explain(self.path, error) from error


def _stored(name: str) -> bytes | str:
    """A hexadecimal id as half as many bytes; any other as it is, which SQLite never takes for the same."""
    try:
        raw = bytes.fromhex(name)
    except ValueError:
        return name
    return raw if raw.hex() == name else name
