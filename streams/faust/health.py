"""Whether a worker lives, whether it is ready, and how far each of its partitions is."""

from __future__ import annotations

import time
from typing import Any, Literal

import msgspec

from schemas.topics import INTAKE
from streams.faust.partition import Partition


class PartitionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one partition of intake stands with the worker that holds it."""

    partition: int
    state: Literal["rebuilding", "working"]
    next_offset: int | None  # the first input that is not done
    end_offset: int | None  # where the partition ended when last looked at
    processed_at: float | None  # when the last input was done, seconds since 1970
    stalled_seconds: float  # how long inputs have waited without any of them being done; 0 when none waits


class WorkerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`problems` is empty for a worker that lives; `ready` says that it holds its partitions, memories rebuilt."""

    problems: tuple[str, ...]
    ready: bool
    partitions: tuple[PartitionStatus, ...]
    failed_attempts: int = 0  # to reach the log, in a row until now; of the part that failed most often


class Health:
    """Told of assignments and of where partitions end; answers from any thread, without waiting."""

    def __init__(self, stalled_seconds: float) -> None:
        self._limit = stalled_seconds
        self._partitions: tuple[Partition, ...] | None = None
        self._without_since = time.monotonic()
        self._ends: dict[int, int] = {}
        self._unseen = 0  # attempts in a row to see the ends that failed

    def assigned(self, partitions: tuple[Partition, ...]) -> None:
        """The worker holds these partitions, maybe none."""
        self._partitions = partitions

    def unassigned(self) -> None:
        """The worker waits to be told which partitions it holds."""
        if self._partitions is not None:
            self._partitions, self._without_since = None, time.monotonic()

    def ends(self, ends: dict[int, int]) -> None:
        """Where the partitions end at present: to have nothing to do is no standstill."""
        self._ends, self._unseen = ends, 0
        now = time.monotonic()
        for partition in self._partitions or ():
            if not self._waits(partition):
                partition.progressed_at = now

    def unseen(self) -> int:
        """The log could not be asked where they end; how many times in a row."""
        self._unseen += 1
        return self._unseen

    def status(self) -> WorkerStatus:
        """The worker's health at this moment."""
        now = time.monotonic()
        if self._partitions is None:
            without = now - self._without_since
            problems = (f"no partitions assigned for {without:.0f} s",) if without > self._limit else ()
            return WorkerStatus(problems=problems, ready=False, partitions=(), failed_attempts=self._unseen)
        statuses = tuple(self._status_of(partition, now) for partition in self._partitions)
        return WorkerStatus(
            problems=tuple(
                f"{INTAKE}/{each.partition} waits at {each.next_offset} for {each.stalled_seconds:.0f} s"
                for each in statuses if each.stalled_seconds > self._limit
            ),
            ready=all(each.state == "working" for each in statuses),
            partitions=statuses,
            failed_attempts=max([self._unseen, *(partition.failed_attempts for partition in self._partitions)]),
        )

    def _status_of(self, partition: Partition, now: float) -> PartitionStatus:
        end, upto = self._ends.get(partition.number), partition.next_offset
        return PartitionStatus(
            partition=partition.number, state="working" if partition.ready else "rebuilding",
            next_offset=upto, end_offset=end, processed_at=partition.processed_at,
            stalled_seconds=now - partition.progressed_at if self._waits(partition) else 0.0,
        )

    def _waits(self, partition: Partition) -> bool:
        """Whether there is something to do: inputs that are not done, or a memory to rebuild."""
        end = self._ends.get(partition.number)
        return not partition.ready or (end is not None and end > (partition.next_offset or 0))


def as_json(status: WorkerStatus) -> Any:
    """The status in JSON's types."""
    return msgspec.to_builtins(status)
