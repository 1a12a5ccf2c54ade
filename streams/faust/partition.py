"""One partition of intake that this worker holds: its memory, what waits to be decided, and the order of things.

DecidedBatch by batch: decide, send the outputs, wait until they are acknowledged, and only then let the offset be
committed. Any crash between two of these leaves inputs that are decided again, to the same bytes. What fails
throws the memory away; it is rebuilt from the log and the batch is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
from aiokafka.errors import KafkaError

from eventlog.kafka.framing import AS_IT_IS, Framing
from eventlog.port import LogError
from eventlog.reading import LostRecords
from eventlog.retrying import Waits
from schemas.dead_letters import letter_of_record, record_of_letter
from schemas.events import Event
from schemas.records import NewRecord, Record
from schemas.topics import INTAKE, WORK_GROUP
from streams.desk.bad_inputs import TooManyBadInputs
from streams.desk.memory import Decisions, Memory
from streams.desk.traffic import Windows
from streams.faust.log import Abandoned, LogThread, gone_inputs, read_inputs, rebuild
from streams.faust.outbox import REFUSALS, Outbox

_PAUSES = Waits(first=0.2, longest=5.0)

logger = logging.getLogger(__name__)


class DecidedBatch(NamedTuple):
    """What became of some inputs of one partition, once their outputs were acknowledged."""

    partition: int
    inputs: Sequence[Record]
    outputs: Sequence[NewRecord]
    deciding_seconds: float
    sending_seconds: float
    events: Sequence[Event] = ()  # that the outputs encode
    before: Windows = Windows()  # how much the partition's memory held
    after: Windows = Windows()


class Ports(msgspec.Struct, frozen=True):
    """What a partition works with; all partitions of a worker share it."""

    new_memory: Callable[[], Memory]
    log: LogThread
    outbox: Outbox
    done: Callable[[int, int], None]  # partition, the next offset: may be committed
    observe: Callable[[DecidedBatch], None]
    failed: Callable[[str, int], None]  # why the log did not do what this partition asked of it; it is tried again
    answered: Callable[[int], None]  # it does again
    stopped: Callable[[TooManyBadInputs], None]  # nothing more may be decided
    rebuilt: Callable[[float], None]  # seconds that a memory took
    missing: Callable[[LostRecords], None]  # records that were still to be read, and are no longer on the log
    framing: Framing = AS_IT_IS
    group: str = WORK_GROUP
    batch: int = 100
    linger_seconds: float = 0.0


class Partition:
    """Runs until it is closed. `progressed_at` (monotonic seconds) tells when it last got anywhere."""

    def __init__(self, number: int, ports: Ports) -> None:
        self.number = number
        self.next_offset: int | None = None  # of the first input whose outputs are not known to be safe
        self.processed_at: float | None = None  # when the last input was done, seconds since 1970
        self.progressed_at = time.monotonic()
        self.at_work = False  # whether it has inputs in hand
        self._ports = ports
        self._memory: Memory | None = None
        self._refused: dict[int, str] = {}  # inputs of which some output is refused for good, and why
        self._waiting: deque[Record] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether its memory stands."""
        return self._memory is not None

    def start(self, crash: Callable[[BaseException], None]) -> None:
        """Take up work at the committed offset; a memory that stands there already is kept.

        `crash` is told what this partition cannot survive.
        """
        self._waiting.clear()
        self._room.set()
        self._closing = False
        self.progressed_at = time.monotonic()
        self._task = asyncio.create_task(self._run(), name=f"{INTAKE}/{self.number}")
        self._task.add_done_callback(lambda task: _tell(task, crash))

    async def put(self, inputs: Iterable[Record]) -> None:
        """Hand over the next inputs; waits while enough of them wait. What comes while closed is dropped."""
        await self._room.wait()
        if self._closing:
            return
        self._waiting.extend(inputs)
        if len(self._waiting) >= 2 * self._ports.batch:
            self._room.clear()
        self._changed.set()

    async def close(self, seconds: float) -> None:
        """End after the batch in hand; when that takes longer than `seconds`, in the midst of it."""
        self._closing = True
        self._changed.set()
        self._room.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=seconds)
            if not self._task.done():
                self._task.cancel()
                await asyncio.wait([self._task])
                self._memory = None  # it may hold what never reached the log
            self._task = None
        self._waiting.clear()

    async def _run(self) -> None:
        # not `retrying`: this waits without a thread, and what it tries again depends on where it failed
        pauses = _PAUSES.seconds()
        moved = False  # whether the committed offset was compared with where the memory stands
        inputs: list[Record] = []
        one_by_one = False  # after the log refused some output of theirs for good, until it is known of which
        while not self._closing:
            try:
                if not moved:
                    await self._stand_at_committed()
                    moved = True
                if self._memory is None:
                    await self._rebuild()
                if not inputs:
                    self._ports.answered(self.number)
                    inputs = await self._next_inputs()
                self.at_work = bool(inputs)
                if inputs:
                    await self._work(inputs[:1] if one_by_one else inputs, alone=one_by_one)
                    inputs = inputs[1:] if one_by_one else []
                    one_by_one, pauses, self.at_work = one_by_one and bool(inputs), _PAUSES.seconds(), False
            except Abandoned:
                return
            except TooManyBadInputs as too_many:
                self._ports.stopped(too_many)
                return
            except (KafkaError, LogError) as error:
                if isinstance(error, REFUSALS) and inputs and not (one_by_one and inputs[0].offset in self._refused):
                    if one_by_one:
                        self._refused[inputs[0].offset] = _in_words(error)
                    one_by_one, self._memory = True, None
                    self._ports.outbox.reset()
                    continue
                self._ports.failed(f"{INTAKE}/{self.number} is begun again: {_in_words(error)}", self.number)
                self._memory = None
                self._ports.outbox.reset()
                await self._pause(next(pauses))

    async def _stand_at_committed(self) -> None:
        group, number = self._ports.group, self.number
        committed = await self._ports.log.call(lambda log: log.committed(group, INTAKE, number))
        missing = await self._ports.log.call(partial(gone_inputs, partition=number, start=committed))
        for lost in missing:
            committed = lost.end
            self._pass_over(lost)
        if committed != self.next_offset:
            self._memory = None
            self.next_offset = committed

    def _pass_over(self, lost: LostRecords) -> None:
        logger.error("%s: these inputs were never decided", lost)
        self._ports.missing(lost)
        self._ports.done(self.number, lost.end)

    async def _rebuild(self) -> None:
        number, committed, memory = self.number, self.next_offset or 0, self._ports.new_memory()
        started = time.monotonic()
        await self._ports.outbox.open()
        missing = await self._ports.log.call(
            lambda log: rebuild(log, number, committed, memory, self._still_wanted)
        )
        self._memory = memory
        for lost in missing:
            logger.error("%s: the memory was rebuilt without them", lost)
            self._ports.missing(lost)
        self.progressed_at = time.monotonic()
        self._ports.rebuilt(self.progressed_at - started)
        logger.info(
            "%s/%s stands at %s, rebuilt in %.2f s", INTAKE, number, committed, self.progressed_at - started
        )

    def _still_wanted(self) -> bool:
        self.progressed_at = time.monotonic()
        return not self._closing

    async def _next_inputs(self) -> list[Record]:
        """The inputs that come next; none when the partition is closing or they are done already."""
        while not self._waiting and not self._closing:
            self._changed.clear()
            await self._changed.wait()
        if len(self._waiting) < self._ports.batch and not self._closing:
            await asyncio.sleep(self._ports.linger_seconds)  # a fetch may hold but one: let some come
        if self._closing:
            return []
        inputs = [self._waiting.popleft() for _ in range(min(self._ports.batch, len(self._waiting)))]
        self._room.set()
        return await self._without_gaps(inputs)

    async def _without_gaps(self, inputs: list[Record]) -> list[Record]:
        """The inputs that are not done yet; what Faust passed over is read from the log."""
        start = self.next_offset or 0
        inputs = [record for record in inputs if record.offset >= start]
        if inputs and inputs[-1].offset - start >= len(inputs):
            number, end = self.number, inputs[-1].offset + 1
            found = await self._ports.log.call(lambda log: read_inputs(log, number, start, end))
            if not found or found[0].offset > start:
                for lost in await self._ports.log.call(lambda log: gone_inputs(log, number, start)):
                    self._pass_over(lost)
                    self.next_offset = lost.end
            if len(found) > len(inputs):
                logger.warning("%s/%s: %s of the inputs from %s to %s came from the log, not by Faust",
                               INTAKE, number, len(found) - len(inputs), start, end - 1)
                return found
        return inputs

    async def _work(self, inputs: Sequence[Record], *, alone: bool) -> None:
        assert self._memory is not None  # noqa: S101
        started = time.perf_counter()
        framing = self._ports.framing
        read = [msgspec.structs.replace(r, value=framing.incoming(r.type, r.value)) for r in inputs]
        before, events = self._memory.windows(), list[Event]()
        if refused := self._refused.get(inputs[0].offset):
            outputs, count, too_many_bad = self._given_up(inputs[0], refused, events)
        else:
            outputs, count, too_many_bad = self._memory.decide_all(read, events.extend)
        decided = time.perf_counter()
        if inputs := inputs[:count]:
            framed = [msgspec.structs.replace(o, value=framing.outgoing(o.type, o.value)) for o in outputs]
            await self._ports.outbox.send(framed, self.number, alone=alone)
            sent = time.perf_counter()
            self.next_offset = inputs[-1].offset + 1
            self.progressed_at, self.processed_at = time.monotonic(), time.time()
            self._ports.done(self.number, self.next_offset)
            self._ports.observe(DecidedBatch(
                self.number, inputs, outputs, decided - started, sent - decided, events, before, self._memory.windows()
            ))
        if refused:
            del self._refused[inputs[0].offset]
            self._memory = None  # as every later memory, it must hold those of its outputs that the log did take
        if too_many_bad is not None:
            raise too_many_bad

    def _given_up(self, record: Record, why: str, events: list[Event]) -> Decisions:
        """A dead letter for an input whose outputs the log will not take; its bytes are on the log."""
        letter = letter_of_record(record, "deciding", "refused_by_log", f"an output of it is refused: {why}")
        events.append(letter)
        logger.error("%s is a dead letter, for the log will never take what follows from it: %s", letter.source, why)
        return Decisions([record_of_letter(msgspec.structs.replace(letter, payload=b""))], 1)

    async def _pause(self, seconds: float) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                while not self._closing:
                    await self._changed.wait()
                    self._changed.clear()
        except TimeoutError:
            pass


def _in_words(error: KafkaError | LogError) -> str:
    """Some of aiokafka's errors say nothing but their name."""
    return str(error) or type(error).__name__


def _tell(task: asyncio.Task[None], crash: Callable[[BaseException], None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        crash(error)
