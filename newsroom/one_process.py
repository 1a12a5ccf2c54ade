"""The embedded runner: intake, desks and sink in one process, with a SQLite log and an embedded store.

A batch of inputs, their outputs and the offsets commit in one transaction of the log; writes to the store are
idempotent and have an offset of their own. So a crash at any moment loses nothing, and running again goes on
where the log stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from eventlog.port import EventLog, NewRecord, Record, TopicPartition
from eventlog.reading import read_all
from schemas.events import DeadLetter, Event, UpdateReceived
from sinks.service import dead_letter
from sinks.writer import Writer
from streams.desk import Desk
from streams.work import DEAD_LETTERS, INTAKE, WORK_GROUP, Memory, Stored, output
from telemetry.stages import Stages

REBUILD_PAGE = 2000

logger = logging.getLogger(__name__)


class Worked(NamedTuple):
    inputs: int
    dead_letters: int


class Desks:
    """The working part: decides what stands on intake. Every method may be repeated after a crash."""

    def __init__(self, log: EventLog, new_desk: Callable[[], Desk], stages: Stages, batch: int) -> None:
        self._log = log
        self._new_desk = new_desk
        self._stages = stages
        self._batch = batch
        self._memories: dict[int, Memory] = {}  # by partition

    def work(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """Decide all of intake that is not decided yet. Raises LogError; the memory is then thrown away.

        Once `stopped` is true no further batch is begun.
        """
        inputs = dead = 0
        for partition in range(self._log.partitions(INTAKE)):
            while not stopped():
                offset = self._log.committed(WORK_GROUP, INTAKE, partition)
                records = self._log.read(INTAKE, partition, offset, self._batch)
                if not records:
                    break
                worked = self._work_on(partition, records)
                inputs, dead = inputs + worked.inputs, dead + worked.dead_letters
        return Worked(inputs, dead)

    def _work_on(self, partition: int, records: Sequence[Record]) -> Worked:
        if partition not in self._memories:
            with self._stages("rebuilding"):
                self._memories[partition] = self._rebuilt(partition, records[0].offset)
        memory = self._memories[partition]
        with self._stages("deciding"):
            outputs = [NewRecord(*decided) for record in records for decided in memory.decide(record)]
        try:
            with self._stages("log commit"):
                behind = {TopicPartition(INTAKE, partition): records[-1].offset + 1}
                self._log.append(outputs, group=WORK_GROUP, offsets=behind)
        except BaseException:
            self._memories.clear()
            raise
        return Worked(len(records), sum(decided.topic == DEAD_LETTERS for decided in outputs))

    def _rebuilt(self, partition: int, committed: int) -> Memory:
        """The desks as they stood at the committed offset: what later inputs caused is decided again."""
        memory = Memory(self._new_desk)

        def read(topic: str, start: int) -> Iterator[Record]:
            return read_all(self._log, topic, partition, start=start, batch=REBUILD_PAGE)

        memory.rebuild(read, committed, _warn_of)
        return memory


class OneProcess:
    """Drives the parts in turn; every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, writer: Writer, new_desk: Callable[[], Desk], stages: Stages, batch: int
    ) -> None:
        self._log = log
        self._writer = writer
        self._stages = stages
        self._batch = batch
        self.work = Desks(log, new_desk, stages, batch).work

    def take(self, updates: Iterable[UpdateReceived], dead_letters: Iterable[DeadLetter] = ()) -> None:
        """Append to intake; an update the log already holds is kept once. Raises LogError."""
        records = [record_of(update, update.desk) for update in updates]
        records += [record_of(letter, letter.source) for letter in dead_letters]
        with self._stages("log commit"):
            self._log.append(records)

    def sink(self) -> Worked:
        """Write all that the log holds for the store. Raises StoreError or LogError."""
        rows = dead = 0
        while True:
            with self._stages("log read"):
                batch = self._writer.read(self._batch * 4)
            if batch.empty:
                return Worked(rows, dead)
            with self._stages("store insert"):
                self._writer.insert(batch)
            with self._stages("log commit"):
                letters = [dead_letter(failure) for failure in batch.failures]
                if letters:
                    self._log.append(letters)
                self._writer.commit(batch)
            rows, dead = rows + batch.rows, dead + len(batch.failures)


def record_of(event: Event, key: str) -> NewRecord:
    """The event as a record for the topic it belongs on."""
    return NewRecord(*output(event, key))


def _warn_of(record: Stored, why: str) -> None:
    logger.warning("%s/%s@%s is passed over: %s", record.topic, record.partition, record.offset, why)
