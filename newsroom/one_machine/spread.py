"""The desks of all partitions spread over processes: each partition is one's, so its inputs stay in order.

Only this process writes. What a process answers is kept as if it had been decided here, so the log gets the same
records in the same order; where another has decided meanwhile, or a process was killed, what was in hand is given
again to a memory that is rebuilt.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import NamedTuple

from eventlog.port import EventLog, LogError
from eventlog.reading import lag
from newsroom.one_machine.desks import Desks
from newsroom.one_machine.keeping import Keeping
from newsroom.one_machine.process import (
    Deciding,
    Done,
    Job,
    LeftOutOfMemory,
    LogAway,
    LogLacks,
    MakeWorkshop,
    Rebuilding,
)
from newsroom.one_machine.told import WITHOUT, Watcher, Worked
from schemas.codec import decode
from schemas.topics import INTAKE, WORK_GROUP
from streams.desk.bad_inputs import TooManyBadInputs
from telemetry.stages import Stages

FEW = 1_000
"""Inputs that this process decides alone: another one takes a second of a core to start."""

DEATHS = 3  # one after the other, without anything decided between them
_BATCHES_IN_HAND = 4  # of a process: one is decided while others wait, for batches are no even loads

logger = logging.getLogger(__name__)


class ProcessesFailed(Exception):
    """Processes cannot decide; one line says why and what to do."""


class Hire(NamedTuple):
    """How many processes decide, and what each is made of."""

    processes: int
    make: MakeWorkshop


class SpreadDesks:
    """Decides as `Desks` does, and by processes once there is much to do. Every method may be repeated after a crash.

    One that is dead is replaced. Raises LogError, TooManyBadInputs, and ProcessesFailed when they die again and again.
    """

    def __init__(
        self, log: EventLog, here: Desks, keeping: Keeping, hire: Hire, stages: Stages, batch: int, watcher: Watcher,
        few: int = FEW,
    ) -> None:
        """`here` decides the first `few` inputs."""
        self._log = log
        self._here = here
        self._few = few
        self._keeping = keeping
        self._hire = hire
        self._stages = stages
        self._batch = batch
        self._watcher = watcher
        self._processes: list[Deciding] = []
        self._started = self._deaths = 0
        self._of: dict[int, int] = {}  # partition -> place of its process
        self._next: dict[int, int] = {}  # by partition: the next input to give, as far as its memory stands
        self._stands: dict[int, tuple[int, int]] = {}  # by partition: where the log stood after what was kept last

    def work(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """Decide all of intake that is not decided yet. Once `stopped` is true no further batch is kept: what is in
        hand stays there until this is called again, or is decided by whoever works next."""
        worked = self.go_on(stopped)
        while self._in_hand() and not stopped():
            worked += self._hear(wait_for_it=True)
            worked += self._give(stopped)
        return worked

    def go_on(self, stopped: Callable[[], bool] = lambda: False) -> Worked:
        """Have all that is new on intake decided, and keep what is done by now: some of it may stay in hand."""
        if not self._processes:
            waiting = sum(lag(self._log, WORK_GROUP, INTAKE).values())
            if waiting <= self._few:
                worked = self._here.work(stopped)
                self._few -= worked.inputs
                return worked
            self._here.forget()
            self._processes = [self._new_process() for _ in range(self._hire.processes)]
            self._of = self._dealt()
        worked = self._give(stopped)
        worked += self._hear(wait_for_it=False)
        return worked

    def end(self) -> None:
        """Let the processes go; what they have in hand is decided by whoever works next."""
        for process in self._processes:
            process.end()
        self._processes.clear()
        self._next.clear()

    def _new_process(self) -> Deciding:
        self._started += 1
        return Deciding(self._started, self._hire.make)

    def _in_hand(self) -> bool:
        return any(process.in_hand for process in self._processes)

    def _give(self, stopped: Callable[[], bool]) -> Worked:
        worked = Worked()
        for partition in range(self._log.partitions(INTAKE)):
            while not stopped():
                process = self._processes[self._of[partition]]
                while sum(len(each.job.records) for each in process.in_hand) >= _BATCHES_IN_HAND * self._batch:
                    worked += self._hear(wait_for_it=True)
                    process = self._processes[self._of[partition]]  # it may have died
                fresh = partition not in self._next
                stand = self._keeping.stand(partition) if fresh else self._stands[partition]
                start = stand[0] if fresh else self._next[partition]
                records = self._keeping.next_inputs(partition, start, self._batch)
                if not records:
                    break
                self._stands[partition] = stand
                self._next[partition] = records[-1].offset + 1
                try:
                    process.give(Job(partition, fresh, records))
                except OSError:
                    self._lost(process)
        return worked

    def _dealt(self) -> dict[int, int]:
        """The place of each partition's process: the largest first, each to who has least, by what intake holds."""
        inputs = {partition: self._log.latest(INTAKE, partition) for partition in range(self._log.partitions(INTAKE))}
        loads, places = [0] * len(self._processes), {}
        for partition in sorted(inputs, key=lambda partition: (-inputs[partition], partition)):
            place = loads.index(min(loads))
            loads[place] += inputs[partition]
            places[partition] = place
        return places

    def _hear(self, *, wait_for_it: bool) -> Worked:
        worked = Worked()
        busy = {process.connection: process for process in self._processes if process.in_hand}
        for connection in wait(list(busy), None if wait_for_it else 0):
            process = next(process for each, process in busy.items() if each is connection)
            try:
                told, answered = process.hear()
            except (EOFError, OSError):
                self._lost(process)
                continue
            match told:
                case Done():
                    self._deaths = 0
                    if answered is not None and answered.wanted:
                        worked += self._done(told, answered.job)
                case Rebuilding():
                    self._watcher.rebuilding()
                case LogLacks():
                    self._keeping.tell_gone([told.lost], WITHOUT)
                case LeftOutOfMemory():
                    logger.warning("%s", told.line)
                case LogAway():
                    self.end()
                    raise LogError(told.why)
        return worked

    def _done(self, told: Done, job: Job) -> Worked:
        partition, worked = told.partition, Worked()
        self._stages.took("rebuilding", told.rebuilding_seconds)
        self._stages.took("deciding", told.deciding_seconds)
        if self._keeping.stand(partition) != self._stands[partition]:  # another decided since
            self._forget(partition)
            return worked
        if told.inputs:
            events = [decode(output.type, output.value) for output in told.outputs]
            try:
                worked = self._keeping.keep(partition, job.records[: told.inputs], told.outputs, events, told.before,
                                            told.after)
                self._stands[partition] = self._keeping.stand(partition)
            except BaseException:
                self.end()
                raise
        if told.too_many_bad is not None:
            self.end()
            raise TooManyBadInputs(told.too_many_bad)
        return worked

    def _forget(self, partition: int) -> None:
        """Have the partition begun again at the committed offset, with its memory rebuilt."""
        self._next.pop(partition, None)
        for process in self._processes:
            for each in process.in_hand:
                each.wanted = each.wanted and each.job.partition != partition

    def _lost(self, process: Deciding) -> None:
        """Replace a process that is gone. Raises ProcessesFailed when that does not help."""
        place = self._processes.index(process)
        code = process.end(wait=True)
        if code is None or code >= 0:
            self.end()
            raise ProcessesFailed("a process that decides failed with the error above: this is a fault of newsroom, "
                                  "report it")
        died = f"a process that decides was ended by {signal.Signals(-code).name}"
        self._deaths += 1
        if self._deaths >= DEATHS:
            self.end()
            raise ProcessesFailed(f"{died}, {DEATHS} times: see whether memory is short, or say --workers 1")
        logger.warning("%s: another takes its place", died)
        self._processes[place] = self._new_process()
        for partition in [each for each, its in self._of.items() if its == place]:
            self._next.pop(partition, None)
