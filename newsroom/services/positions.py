"""Tells the metrics how far the groups of the house are: what waits on each partition, and when it last moved.

Whoever runs this tells of all partitions of the groups, also of those that a worker held which is gone. So the
sink tells of the workers, and a killed worker is seen by its lag.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from eventlog.port import EventLog
from eventlog.retrying import Stopped, Waits, retrying
from schemas.records import TopicPartition
from schemas.topics import DERIVED_TOPICS, INTAKE, SINK_GROUP, WORK_GROUP
from telemetry.metrics import Metrics

GROUPS: Mapping[str, Sequence[str]] = {WORK_GROUP: (INTAKE,), SINK_GROUP: DERIVED_TOPICS}
EVERY_SECONDS = 5.0

logger = logging.getLogger(__name__)


class LogPositions:
    """Looks at a log and tells `metrics`; remembers the offsets between two looks."""

    def __init__(self, metrics: Metrics, groups: Mapping[str, Sequence[str]] = GROUPS) -> None:
        self._metrics = metrics
        self._groups = groups
        self._before: dict[tuple[str, str, int], int] = {}

    def look(self, log: EventLog) -> None:
        """Tell where every group stands now. Raises LogError."""
        topics = {topic for read in self._groups.values() for topic in read}
        ends = log.ends([TopicPartition(topic, n) for topic in topics for n in range(log.partitions(topic))])
        for group, read in self._groups.items():
            for (topic, partition), end in ends.items():
                if topic in read:
                    self._tell((group, topic, partition), log.committed(group, topic, partition), end)

    def _tell(self, where: tuple[str, str, int], next_offset: int, end: int) -> None:
        self._metrics.position(*where, next_offset, end)
        if next_offset > self._before.get(where, next_offset):
            self._metrics.processed(*where)
        self._before[where] = next_offset


@contextlib.contextmanager
def telling_positions(
    open_log: Callable[[], AbstractContextManager[EventLog]], metrics: Metrics, every: float = EVERY_SECONDS
) -> Iterator[None]:
    """Look every so many seconds, in a thread with a log of its own, while the block runs.

    A log that is away is tried again at the next look; the gauges keep what was last seen.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_look_on, args=(open_log, LogPositions(metrics), every, stop), name="positions",
                              daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=every)


def _look_on(
    open_log: Callable[[], AbstractContextManager[EventLog]], positions: LogPositions, every: float,
    stop: threading.Event,
) -> None:
    def look() -> None:
        with open_log() as log:
            while not stop.is_set():
                positions.look(log)
                stop.wait(every)

    with contextlib.suppress(Stopped):
        retrying(look, stop, _Unseen(), Waits(every, every))


class _Unseen:
    """Tells that nobody knows how far the groups are."""

    def failed(self, error: Exception, _attempt: int, _seconds: float) -> None:
        logger.warning("cannot see how far the groups are", extra={"error": str(error)})

    def recovered(self) -> None:
        """Nothing: the gauges tell it."""
