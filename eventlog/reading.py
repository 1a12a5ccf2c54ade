"""What every reader of a log needs, whichever log it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from eventlog.port import EventLog
from schemas.counted import counted
from schemas.records import Record, TopicPartition


def lag(log: EventLog, group: str, topic: str) -> dict[int, int]:
    """How many records of the topic the group has still to read, by partition."""
    ends = log.ends([TopicPartition(topic, partition) for partition in range(log.partitions(topic))])
    return {place.partition: end - log.committed(group, *place) for place, end in ends.items()}


def has_unread_before(log: EventLog, group: str, topic: str, moment: dt.datetime) -> bool:
    """Whether the group has still to read a record of the topic that the log took by that moment."""
    unread = (log.read(topic, n, log.committed(group, topic, n), 1) for n in range(log.partitions(topic)))
    return any(record.recorded_at <= moment for records in unread for record in records)


class LostRecords(NamedTuple):
    """Records that were taken off the log before they were read: those from `start` on, up to `end`."""

    source: TopicPartition
    start: int
    end: int

    @property
    def records(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        are = "is" if self.records == 1 else "are"
        return (f"{counted(self.records, 'record')} of {self.source.topic}/{self.source.partition}, from {self.start} "
                f"on, {are} gone from the log (retention or delete-records)")


def lost_records(log: EventLog, wanted: Mapping[TopicPartition, int]) -> list[LostRecords]:
    """What the log no longer has of all from the offsets `wanted` on. Raises LogError."""
    return [LostRecords(source, wanted[source], start) for source, start in log.starts(wanted).items()
            if wanted[source] < start]


def read_all(
    log: EventLog, topic: str, partition: int, *, start: int = 0, end: int | None = None, batch: int = 1_000
) -> Iterator[Record]:
    """The records with `start` <= offset < `end`, in order, holding at most `batch` of them in memory.

    `end` None stops where the partition ended when the reading began, so it ends even while others write.
    """
    stop = log.latest(topic, partition) if end is None else end
    while start < stop:
        records = log.read(topic, partition, start, min(batch, stop - start))
        if not records:
            return
        yield from records
        start = records[-1].offset + 1
