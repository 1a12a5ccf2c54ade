"""The log beside Faust: one thread of its own that rebuilds memories and reads what Faust does not tell."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from eventlog.port import EventLog, LogError
from eventlog.reading import LostRecords, lost_records, read_all
from schemas.records import Record, TopicPartition
from schemas.topics import INTAKE
from streams.desk.memory import Memory

_PAGE = 2_000

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Abandoned(Exception):
    """A rebuilding whose result nobody waits for any more."""


class LogThread:
    """A log that is opened, used and closed in one thread, for a log may be used by one thread only."""

    def __init__(self, open_log: Callable[[], EventLog], name: str) -> None:
        self._open_log = open_log
        self._log: EventLog | None = None
        self._ended = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, task: Callable[[EventLog], T]) -> T:
        """Run the task with the log, after those that came before. Raises what it raises; once closed, LogError."""
        if self._ended:
            raise LogError("the log is closed: the worker ends")
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._run, task)

    async def close(self) -> None:
        """Close the log once the tasks that were begun are done; those that wait are given up."""
        self._ended = True
        self._executor.shutdown(wait=False, cancel_futures=True)
        await asyncio.get_running_loop().run_in_executor(None, self._closed)

    def _run(self, task: Callable[[EventLog], T]) -> T:
        if self._log is None:
            self._log = self._open_log()
        return task(self._log)

    def _closed(self) -> None:
        self._executor.shutdown(wait=True)
        if self._log is not None:
            self._log.close()


def rebuild(
    log: EventLog, partition: int, committed: int, memory: Memory, go_on: Callable[[], bool]
) -> list[LostRecords]:
    """Have an empty memory hold the desks of a partition as they stood at the committed offset, from the log's derived
    topics; what of these the log no longer has.

    `go_on` is asked at every page and ends it with Abandoned. Raises LogError.
    """

    def read(topic: str, start: int) -> Iterator[Record]:
        return _while(read_all(log, topic, partition, start=start, batch=_PAGE), go_on)

    starts = memory.rebuild(read, committed, _warn_of)
    return lost_records(log, {TopicPartition(topic, partition): start for topic, start in starts.items()})


def read_inputs(log: EventLog, partition: int, start: int, end: int) -> list[Record]:
    """The inputs with `start` <= offset < `end`. Raises LogError."""
    return list(read_all(log, INTAKE, partition, start=start, end=end))


def gone_inputs(log: EventLog, partition: int, start: int) -> list[LostRecords]:
    """What the log no longer has of the inputs from `start` on. Raises LogError."""
    return lost_records(log, {TopicPartition(INTAKE, partition): start})


def _while(records: Iterable[Record], go_on: Callable[[], bool]) -> Iterator[Record]:
    for count, record in enumerate(records):
        if count % _PAGE == 0 and not go_on():
            raise Abandoned
        yield record


def _warn_of(record: Record, why: str) -> None:
    logger.warning("%s/%s@%s is passed over: %s", record.topic, record.partition, record.offset, why)
