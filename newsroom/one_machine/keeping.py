"""What was decided goes on the log, with the offset behind its inputs, in one step."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from eventlog.hand_over import HandOver
from eventlog.port import EventLog
from eventlog.reading import LostRecords, lost_records
from newsroom.one_machine.told import Decided, Watcher, Worked
from schemas.events import Event, UpdateReceived
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DEAD_LETTERS, FIGURES, INTAKE, WORK_GROUP
from streams.desk.traffic import Windows
from telemetry.stages import Stages

logger = logging.getLogger(__name__)


class Keeping:
    """Keeps decisions, and tells whether the log still stands where it left it."""

    def __init__(self, log: EventLog, hand_over: HandOver, stages: Stages, watcher: Watcher) -> None:
        self._log = log
        self._hand_over = hand_over
        self._stages = stages
        self._watcher = watcher

    def stand(self, partition: int) -> tuple[int, int]:
        """The offset of the next input that nobody has decided, and the end of its figures: another that decides moves
        them. Raises LogError."""
        return self._log.committed(WORK_GROUP, INTAKE, partition), self._log.latest(FIGURES, partition)

    def next_inputs(self, partition: int, offset: int, most: int) -> list[Record]:
        """The inputs from there on; what the log no longer has is told of. Raises LogError."""
        records = self._log.read(INTAKE, partition, offset, most)
        if records and records[0].offset > offset:
            self.tell_gone(lost_records(self._log, {TopicPartition(INTAKE, partition): offset}),
                           "these inputs were never decided")
        return records

    def keep(
        self, partition: int, inputs: Sequence[Record], outputs: Sequence[NewRecord], events: Sequence[Event],
        before: Windows, after: Windows,
    ) -> Worked:
        """Append what follows from the inputs, of which there is at least one. Raises LogError."""
        done = {TopicPartition(INTAKE, partition): inputs[-1].offset + 1}
        with self._stages("log commit"):
            self._log.append(outputs, group=WORK_GROUP, offsets=done)
        self._hand_over.keep(zip(outputs, events, strict=True))
        self._watcher.decided(Decided(partition, events, before, after))
        return Worked(len(inputs), sum(output.topic == DEAD_LETTERS for output in outputs),
                      sum(record.type == UpdateReceived.__name__ for record in inputs))

    def tell_gone(self, lost: Sequence[LostRecords], what: str) -> None:
        """Say what the log no longer has, and what that means."""
        for each in lost:
            logger.error("%s: %s", each, what)
            self._watcher.missing(WORK_GROUP, each)
