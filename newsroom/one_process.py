"""The embedded runner: intake, desks and sink in one process, with a SQLite log and an embedded store.

A batch of inputs, their outputs and the offsets commit in one transaction of the log; writes to the store are
idempotent and have an offset of their own. So a crash at any moment loses nothing, and running again goes on
where the log stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from eventlog.hand_over import HandOver
from eventlog.port import EventLog
from eventlog.reading import LostRecords, lost_records, read_all
from producers.intake.taking import intake_records
from schemas.events import DeadLetter, Event, UpdateReceived, UpdateWithdrawn
from schemas.records import Record, TopicPartition
from schemas.topics import DEAD_LETTERS, FIGURES, INTAKE, SINK_GROUP, WORK_GROUP
from sinks.store import Row, Store
from sinks.writer import Batching, write_rows
from streams.desk.bad_inputs import BadInputLimit
from streams.desk.desk import Desk
from streams.desk.memory import NO_LIMIT, Memory
from streams.desk.traffic import Windows
from telemetry.stages import Stages

NO_ROWS = "the store has no rows of them, and `newsroom replay` cannot bring them back while the log misses them"
REBUILD_PAGE = 2000

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Decided(NamedTuple):
    """Inputs of a partition whose outputs the log has."""

    partition: int
    events: Sequence[Event]  # that the outputs encode
    before: Windows  # how much the partition's memory held
    after: Windows


class Watcher:
    """What the parts tell while they work; override what is of interest."""

    def took(self, events: Sequence[Event]) -> None:
        """The log has updates and dead letters of the intake."""

    def rebuilding(self) -> None:
        """A memory is being rebuilt; told again and again while that lasts."""

    def decided(self, batch: Decided) -> None:
        """Inputs were decided and the log has what follows."""

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        """The store acknowledged rows of a table."""

    def unwritable(self, records: int) -> None:
        """So many records have no row: they are in dead_letters."""

    def missing(self, group: str, lost: LostRecords) -> None:
        """The log no longer has records that the group had still to read, or to rebuild a memory from."""


class Worked(NamedTuple):
    inputs: int
    dead_letters: int
    updates: int = 0  # of the inputs those that came in for the first time


class Desks:
    """The working part: decides what stands on intake. Every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, new_desk: Callable[[], Desk], stages: Stages, batch: int, watcher: Watcher | None = None,
        limit: BadInputLimit = NO_LIMIT, hand_over: HandOver | None = None,
    ) -> None:
        """What `hand_over` has of the inputs need not be decoded; it gets the events that the outputs encode."""
        self._limit = limit
        self._hand_over = hand_over or HandOver(0)
        self._log = log
        self._new_desk = new_desk
        self._watcher = watcher or Watcher()
        self._stages = stages
        self._batch = batch
        self._memories: dict[int, Memory] = {}  # by partition
        self._stands: dict[int, tuple[int, int]] = {}  # by partition: where intake and figures stood after our batch

    def work(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """Decide all of intake that is not decided yet. Raises LogError; the memory is then thrown away.

        Raises TooManyBadInputs once what comes before them is decided and committed. Once `stopped` is true no further
        batch is begun.
        """
        inputs = dead = updates = 0
        for partition in range(self._log.partitions(INTAKE)):
            while not stopped():
                offset = self._log.committed(WORK_GROUP, INTAKE, partition)
                records = self._log.read(INTAKE, partition, offset, self._batch)
                if not records:
                    break
                if records[0].offset > offset:
                    self._tell_gone({TopicPartition(INTAKE, partition): offset}, "these inputs were never decided")
                worked = self._work_on(partition, records)
                inputs, dead = inputs + worked.inputs, dead + worked.dead_letters
                updates += worked.updates
        return Worked(inputs, dead, updates)

    def _work_on(self, partition: int, records: Sequence[Record]) -> Worked:
        stand = records[0].offset, self._log.latest(FIGURES, partition)
        if partition not in self._memories or self._stands[partition] != stand:  # another decided since
            with self._stages("rebuilding"):
                self._memories[partition] = self._rebuilt(partition, records[0].offset)
        memory = self._memories[partition]
        before, events = memory.windows(), list[Event]()
        with self._stages("deciding"):
            outputs, count, too_many_bad = memory.decide_all(records, events.extend)
        if count:
            done = records[count - 1].offset + 1
            try:
                with self._stages("log commit"):
                    self._log.append(outputs, group=WORK_GROUP, offsets={TopicPartition(INTAKE, partition): done})
                self._stands[partition] = done, self._log.latest(FIGURES, partition)
            except BaseException:
                self._memories.clear()
                raise
            self._hand_over.keep(zip(outputs, events, strict=True))
            self._watcher.decided(Decided(partition, events, before, memory.windows()))
        if too_many_bad is not None:
            raise too_many_bad
        return Worked(count, sum(decided.topic == DEAD_LETTERS for decided in outputs),
                      sum(record.type == UpdateReceived.__name__ for record in records[:count]))

    def _rebuilt(self, partition: int, committed: int) -> Memory:
        """The desks as they stood at the committed offset: what later inputs caused is decided again."""
        memory = Memory(self._new_desk, self._limit, self._hand_over.event_of)

        def read(topic: str, start: int) -> Iterator[Record]:
            for count, record in enumerate(read_all(self._log, topic, partition, start=start, batch=REBUILD_PAGE)):
                if count % REBUILD_PAGE == 0:
                    self._watcher.rebuilding()
                yield record

        starts = memory.rebuild(read, committed, _warn_of)
        self._tell_gone({TopicPartition(topic, partition): start for topic, start in starts.items()},
                        "the memory was rebuilt without them")
        return memory

    def _tell_gone(self, wanted: Mapping[TopicPartition, int], what: str) -> None:
        for lost in lost_records(self._log, wanted):
            logger.error("%s: %s", lost, what)
            self._watcher.missing(WORK_GROUP, lost)


class OneProcess:
    """Drives the parts in turn; every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, store: Store, new_desk: Callable[[], Desk], stages: Stages, batch: int,
        watcher: Watcher | None = None, limit: BadInputLimit = NO_LIMIT,
    ) -> None:
        self._log = log
        self._store = store
        self._stages = stages
        self._batch = batch
        self._watcher = watcher or Watcher()
        self._hand_over = HandOver()
        self.work = Desks(log, new_desk, stages, batch, self._watcher, limit, self._hand_over).work

    def take(
        self, events: Sequence[UpdateReceived | UpdateWithdrawn], dead_letters: Sequence[DeadLetter] = ()
    ) -> None:
        """Append to intake; what the log already holds is kept once. Raises LogError."""
        records = intake_records(events, dead_letters)
        with self._stages("log commit"):
            self._log.append(records)
        self._hand_over.keep(zip(records, [*events, *dead_letters], strict=True))
        self._watcher.took([*events, *dead_letters])

    def sink(self) -> Worked:
        """Write all that the log holds for the store. Raises StoreError or LogError."""
        rows = dead = 0
        for batch in write_rows(
            self._log, self._store, batching=Batching(self._batch * 4), steps=self._measured,
            inserted=self._watcher.inserted, missing=self._missing, event_of=self._hand_over.event_of,
        ):  # fmt: skip
            self._watcher.unwritable(len(batch.unwritable))
            rows, dead = rows + batch.rows, dead + len(batch.unwritable)
        self._hand_over.clear()  # all of the log is read by now: what is left was not asked for
        return Worked(rows, dead)

    def _missing(self, lost: LostRecords) -> None:
        logger.error("%s: %s", lost, NO_ROWS)
        self._watcher.missing(SINK_GROUP, lost)

    def _measured(self, stage: str, step: Callable[[], T], /) -> T:
        with self._stages(stage):
            return step()


def _warn_of(record: Record, why: str) -> None:
    logger.warning("%s/%s@%s is passed over: %s", record.topic, record.partition, record.offset, why)
