"""The log as the rest of the house sees it: append, read from an offset, commit, latest.

Guarantees every adapter gives (`tests/contracts/eventlog.py` runs them against each):
records of one key keep their order within one partition; an acknowledged record survives a crash;
a reader sees only acknowledged records, in offset order; a group's committed offset is the next to read;
no two logs have one identity, and a log keeps its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from schemas.records import NewRecord, Record, TopicPartition


class EventLog(Protocol):
    """A partitioned, append-only log with consumer groups."""

    def identity(self) -> str:
        """What no other log has, whatever its address: made with it, and kept in every copy of it.

        Empty for a SQLite log of an older version that nobody has opened for writing since. Raises LogError.
        """

    def append(
        self, records: Sequence[NewRecord], *, group: str | None = None,
        offsets: Mapping[TopicPartition, int] | None = None,
    ) -> None:
        """Append the records and, with `group`, commit its `offsets` with them.

        All or nothing where the log has transactions (SQLite); elsewhere (Kafka) the offsets are committed
        after every record is acknowledged. Raises LogError when the log did not take them, RecordsRefused when to
        try again is in vain (Kafka).
        """

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        """Up to `limit` records from `offset` on; an empty list at the end. Never waits."""

    def partitions(self, topic: str) -> int:
        """The number of partitions of the topic."""

    def latest(self, topic: str, partition: int) -> int:
        """The offset that the next record will get."""

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """`latest` of each of the partitions, at the price of one question."""

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset of the first record that each partition still has; where its next one will stand without any.

        Above 0 where records were taken off: by Kafka's retention, or by hand.
        """

    def committed(self, group: str, topic: str, partition: int) -> int:
        """The next offset the group will read; 0 when it has committed none."""

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the group's offsets. Raises LogError when the log did not take them."""

    def close(self) -> None: ...


class LogError(Exception):
    """The log could not be opened, read or written; the message says what, where and what to do."""


class LogAddressError(LogError):
    """What was given as the address of a log is none, or how it is reached does not fit together."""


class RecordsRefused(LogError):
    """The log will never take these records, whose `records` say why; all others of the append are on it, in order.
    No offset was committed."""

    def __init__(self, message: str, records: Sequence[tuple[NewRecord, str]]) -> None:
        super().__init__(message)
        self.records = records
