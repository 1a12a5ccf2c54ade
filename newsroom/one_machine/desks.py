"""The desks of all partitions in this process, one partition after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from eventlog.hand_over import HandOver
from eventlog.port import EventLog
from newsroom.one_machine.keeping import Keeping
from newsroom.one_machine.rebuilding import make_anew
from newsroom.one_machine.told import WITHOUT, Watcher, Worked
from schemas.events import Event
from schemas.records import Record
from schemas.topics import INTAKE
from streams.desk.bad_inputs import BadInputLimit
from streams.desk.desk import Desk
from streams.desk.memory import NO_LIMIT, Memory
from telemetry.stages import Stages

logger = logging.getLogger(__name__)


class Desks:
    """The working part: decides what stands on intake. Every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, new_desk: Callable[[], Desk], stages: Stages, batch: int, watcher: Watcher | None = None,
        limit: BadInputLimit = NO_LIMIT, hand_over: HandOver | None = None,
    ) -> None:
        """What `hand_over` has of the inputs need not be decoded; it gets the events that the outputs encode."""
        hand_over = hand_over or HandOver(0)
        self._new_memory = partial(Memory, new_desk, limit, hand_over.event_of)
        self._log = log
        self._watcher = watcher or Watcher()
        self._stages = stages
        self._batch = batch
        self._keeping = Keeping(log, hand_over, stages, self._watcher)
        self._memories: dict[int, Memory] = {}  # by partition
        self._stands: dict[int, tuple[int, int]] = {}  # by partition: where the log stood after our batch

    def work(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """Decide all of intake that is not decided yet. Raises LogError; the memory is then thrown away.

        Raises TooManyBadInputs once what comes before them is decided and committed. Once `stopped` is true no further
        batch is begun.
        """
        worked = Worked()
        for partition in range(self._log.partitions(INTAKE)):
            while not stopped():
                stand = self._keeping.stand(partition)
                records = self._keeping.next_inputs(partition, stand[0], self._batch)
                if not records:
                    break
                worked += self._work_on(partition, stand, records)
        return worked

    def go_on(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """The same: nothing stays in hand."""
        return self.work(stopped)

    def forget(self) -> None:
        """Throw the memories away: another decides from now on."""
        self._memories.clear()

    def end(self) -> None:
        """Nothing to let go."""

    def _work_on(self, partition: int, stand: tuple[int, int], records: Sequence[Record]) -> Worked:
        if partition not in self._memories or self._stands[partition] != stand:  # another decided since
            with self._stages("rebuilding"):
                self._memories[partition] = self._rebuilt(partition, records[0].offset)
        memory = self._memories[partition]
        before, events = memory.windows(), list[Event]()
        with self._stages("deciding"):
            outputs, count, too_many_bad = memory.decide_all(records, events.extend)
        worked = Worked()
        if count:
            try:
                worked = self._keeping.keep(partition, records[:count], outputs, events, before, memory.windows())
                self._stands[partition] = self._keeping.stand(partition)
            except BaseException:
                self._memories.clear()
                raise
        if too_many_bad is not None:
            raise too_many_bad
        return worked

    def _rebuilt(self, partition: int, committed: int) -> Memory:
        memory = self._new_memory()
        lost = make_anew(memory, self._log, partition, committed, self._watcher.rebuilding, logger.warning)
        self._keeping.tell_gone(lost, WITHOUT)
        return memory
