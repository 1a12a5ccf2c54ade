"""One process that decides: it holds the memories of some partitions, and only reads the log.

It is told inputs and tells what follows from them. What it holds can be made anew from the log, so it may be killed
at any moment. Messages are MessagePack, for pickling a record takes ten times as long.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeAlias

import msgspec

from eventlog.port import EventLog, LogError
from eventlog.reading import LostRecords
from newsroom.one_machine.rebuilding import make_anew
from producers.spawned import Spawned
from schemas.records import NewRecord, Record
from streams.desk.memory import Memory
from streams.desk.traffic import Windows


class Workshop(NamedTuple):
    """What a process that decides is made of."""

    new_memory: Callable[[], Memory]
    log: EventLog  # for reading only


MakeWorkshop: TypeAlias = Callable[[], contextlib.AbstractContextManager[Workshop]]
"""Called in the new process, so it is a function of a module, with values that can be pickled."""


class Job(msgspec.Struct, tag=True, array_like=True):
    """The next inputs of a partition; with `fresh` its memory is first rebuilt as it stood before them."""

    partition: int
    fresh: bool
    records: list[Record]


class Done(msgspec.Struct, tag=True, array_like=True):
    """What follows from the first `inputs` of a job; from all of them, but where too many were bad."""

    partition: int
    outputs: list[NewRecord]
    inputs: int
    too_many_bad: str | None
    before: Windows
    after: Windows
    rebuilding_seconds: float
    deciding_seconds: float


class Rebuilding(msgspec.Struct, tag=True, array_like=True):
    """A memory is being rebuilt; told again and again while that lasts."""


class LogLacks(msgspec.Struct, tag=True, array_like=True):
    """The log no longer has these, which the memory was to be rebuilt from."""

    lost: LostRecords


class LeftOutOfMemory(msgspec.Struct, tag=True, array_like=True):
    """A record that could not be read while a memory was rebuilt, and why, in one line."""

    line: str


class LogAway(msgspec.Struct, tag=True, array_like=True):
    """The log could not be read, and why: the process ends."""

    why: str


Told: TypeAlias = Done | Rebuilding | LogLacks | LeftOutOfMemory | LogAway

_encode = msgspec.msgpack.encode
_read_job = msgspec.msgpack.Decoder(Job).decode
_read_told = msgspec.msgpack.Decoder(Told).decode


class InHand(msgspec.Struct):
    """A job that was given and is not answered; who no longer wants the answer says so."""

    job: Job
    wanted: bool = True


class Deciding(Spawned):
    """A process that decides, as it is seen by the one that started it."""

    def __init__(self, number: int, make: MakeWorkshop) -> None:
        super().__init__(f"desks-{number}", _serve, make)
        self.in_hand: deque[InHand] = deque()

    def give(self, job: Job) -> None:
        """Raises OSError when it has died."""
        self.in_hand.append(InHand(job))
        self.connection.send_bytes(_encode(job))

    def hear(self) -> tuple[Told, InHand | None]:
        """What it says next and, where that is done, of which work. Raises EOFError, OSError when it has died."""
        told: Told = _read_told(self.connection.recv_bytes())
        return told, self.in_hand.popleft() if isinstance(told, Done) else None


def _serve(connection: Connection, make: MakeWorkshop) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # who started it ends it
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    # by a thread, for who gives the next job must not wait while this process tells of the last
    threading.Thread(target=_listen, args=(connection, jobs), daemon=True).start()
    with contextlib.suppress(OSError):  # nobody hears any more: there is nothing left to do
        try:
            _work(connection, make, jobs)
        except LogError as error:
            connection.send_bytes(_encode(LogAway(str(error))))


def _work(connection: Connection, make: MakeWorkshop, jobs: queue.SimpleQueue[Job | None]) -> None:
    with make() as workshop:
        desks = _Desks(workshop, lambda told: connection.send_bytes(_encode(told)))
        while (job := jobs.get()) is not None:
            desks.do(job)


def _listen(connection: Connection, jobs: queue.SimpleQueue[Job | None]) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            jobs.put(_read_job(connection.recv_bytes()))
    jobs.put(None)


class _Desks:
    def __init__(self, workshop: Workshop, tell: Callable[[Told], None]) -> None:
        self._workshop = workshop
        self._tell = tell
        self._memories: dict[int, Memory] = {}

    def do(self, job: Job) -> None:
        began = time.perf_counter()
        if job.fresh:
            self._memories[job.partition] = self._rebuilt(job.partition, job.records[0].offset)
        rebuilt, memory = time.perf_counter(), self._memories[job.partition]
        before = memory.windows()
        outputs, inputs, too_many_bad = memory.decide_all(job.records)
        told = str(too_many_bad) if too_many_bad is not None else None
        self._tell(Done(job.partition, outputs, inputs, told, before, memory.windows(), rebuilt - began,
                        time.perf_counter() - rebuilt))

    def _rebuilt(self, partition: int, committed: int) -> Memory:
        memory = self._workshop.new_memory()
        lost = make_anew(memory, self._workshop.log, partition, committed, lambda: self._tell(Rebuilding()),
                       lambda line: self._tell(LeftOutOfMemory(line)))
        for each in lost:
            self._tell(LogLacks(each))
        return memory
