"""A partition's memory, made anew from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eventlog.port import EventLog
from eventlog.reading import LostRecords, lost_records, read_all
from schemas.records import Record, TopicPartition
from streams.desk.memory import Memory

REBUILD_PAGE = 2000


def make_anew(
    memory: Memory, log: EventLog, partition: int, committed: int,
    going_on: Callable[[], None], passed_over: Callable[[str], None],
) -> list[LostRecords]:
    """Have a new memory stand as it stood at the committed offset: what later inputs caused is decided again.

    Returns what the log no longer has of what it was to be made of. `going_on` is called again and again meanwhile;
    `passed_over` is told each record that cannot be read, in a line. Raises LogError.
    """
    def read(topic: str, start: int) -> Iterator[Record]:
        for count, record in enumerate(read_all(log, topic, partition, start=start, batch=REBUILD_PAGE)):
            if count % REBUILD_PAGE == 0:
                going_on()
            yield record

    def unreadable(record: Record, why: str) -> None:
        passed_over(f"{record.topic}/{record.partition}@{record.offset} is passed over: {why}")

    starts = memory.rebuild(read, committed, unreadable)
    return lost_records(log, {TopicPartition(topic, partition): start for topic, start in starts.items()})
