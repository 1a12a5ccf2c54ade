"""Whether a worker lives, whether it is ready, and how far each of its partitions is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from schemas.topics import INTAKE
from streams.faust.partition import Partition
from telemetry.endpoints import ServiceHealth
from telemetry.outages import Outage


class PartitionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one partition of intake stands with the worker that holds it."""

    partition: int
    state: Literal["rebuilding", "working"]
    next_offset: int | None  # the first input that is not done
    end_offset: int | None  # where the partition ended when last looked at
    processed_at: float | None  # when the last input was done, seconds since 1970
    stalled_seconds: float  # how long inputs have waited without any of them being done; 0 when none waits


class WorkerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker is. `problems` say in words what keeps it from its work; without any it is `ready`: it holds its
    partitions, their memories stand, and the log is there. `alive`: to be started again would not help."""

    problems: tuple[str, ...]
    ready: bool
    alive: bool
    partitions: tuple[PartitionStatus, ...]
    stopped: bool = False  # for good, by bad inputs
    failed_attempts: int  # to reach the log, in a row until now; of the part that failed most often


class Health:
    """Told of assignments and of where partitions end; answers from any thread, without waiting.

    While the log is away nothing stands still but what waits for it; a standstill counts from when it is back.
    """

    def __init__(self, stalled_seconds: float, log: Outage) -> None:
        self._limit = stalled_seconds
        self._log = log
        self._partitions: tuple[Partition, ...] | None = None
        self.stopped_by: str | None = None  # why it does nothing more, until it is started again
        self._without_since = time.monotonic()
        self._ends: dict[int, int] = {}

    def assigned(self, partitions: tuple[Partition, ...]) -> None:
        """The worker holds these partitions, maybe none."""
        self._partitions = partitions

    def unassigned(self) -> None:
        """The worker waits to be told which partitions it holds."""
        if self._partitions is not None:
            self._partitions, self._without_since = None, time.monotonic()

    def ends(self, ends: dict[int, int]) -> None:
        """Where the partitions end at present: to have nothing to do is no standstill."""
        self._ends = ends
        now = time.monotonic()
        for partition in self._partitions or ():
            if not self._waits(partition):
                partition.progressed_at = now

    def status(self) -> WorkerStatus:
        """The worker's health at this moment."""
        now = time.monotonic()
        if self.stopped_by is not None:
            return WorkerStatus(problems=(self.stopped_by,), ready=False, alive=True, partitions=(),
                                failed_attempts=self._log.attempts, stopped=True)
        away = self._log.problem()
        partitions = tuple(self._status_of(partition, now) for partition in self._partitions or ())
        stalled = () if away is not None else self._standstills(partitions, now)
        problems = (*(() if away is None else (away,)), *(stalled or self._unready(partitions)))
        return WorkerStatus(
            problems=problems, ready=not problems, alive=not stalled, partitions=partitions,
            failed_attempts=self._log.attempts,
        )

    def _standstills(self, partitions: Sequence[PartitionStatus], now: float) -> tuple[str, ...]:
        if self._partitions is None:
            without = now - max(self._without_since, self._log.back_at)
            return (f"no partitions assigned for {without:.0f} s",) if without > self._limit else ()
        return tuple(f"{_standstill(each)} for {each.stalled_seconds:.0f} s" for each in partitions
                     if each.stalled_seconds > self._limit)

    def _unready(self, partitions: Sequence[PartitionStatus]) -> tuple[str, ...]:
        if self._partitions is None:
            return ("it waits to be told which partitions it holds",)
        rebuilding = [str(each.partition) for each in partitions if each.state == "rebuilding"]
        return (f"it rebuilds the memory of partitions {', '.join(rebuilding)}",) if rebuilding else ()

    def _status_of(self, partition: Partition, now: float) -> PartitionStatus:
        end, upto = self._ends.get(partition.number), partition.next_offset
        since = max(partition.progressed_at, self._log.back_at)
        return PartitionStatus(
            partition=partition.number, state="working" if partition.ready else "rebuilding",
            next_offset=upto, end_offset=end, processed_at=partition.processed_at,
            stalled_seconds=now - since if self._waits(partition) else 0.0,
        )

    def _waits(self, partition: Partition) -> bool:
        """Whether there is something to do: inputs that are not done, or a memory to rebuild."""
        end = self._ends.get(partition.number)
        return not partition.ready or partition.at_work or (end is not None and end > (partition.next_offset or 0))


def _standstill(status: PartitionStatus) -> str:
    if status.state == "working":
        return f"{INTAKE}/{status.partition} waits at {status.next_offset}"
    return f"the rebuilding of {INTAKE}/{status.partition} gets nowhere"


def health_of(status: WorkerStatus) -> ServiceHealth:
    """What every service tells of itself."""
    return ServiceHealth(status.problems, status.alive)


def as_json(status: WorkerStatus) -> Any:
    """The status in JSON's types."""
    return msgspec.to_builtins(status)
