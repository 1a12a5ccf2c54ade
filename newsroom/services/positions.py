"""Tells the metrics how far the groups of the house are: what waits on each partition, and when it last moved.

Whoever runs this tells of all partitions of the groups, also of those that a worker held which is gone. So the
sink tells of the workers, and a killed worker is seen by its lag.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from eventlog.port import EventLog
from eventlog.retrying import Stopped, Waits, retrying
from newsroom.services.watching import AwayWatcher, Vitals
from newsroom.settings import Settings, on_kafka
from newsroom.wiring import open_log
from schemas.records import TopicPartition
from schemas.topics import DERIVED_TOPICS, INTAKE, SINK_GROUP, WORK_GROUP
from telemetry.beside import running_beside
from telemetry.metrics import Metrics

GROUPS: Mapping[str, Sequence[str]] = {WORK_GROUP: (INTAKE,), SINK_GROUP: DERIVED_TOPICS}
EVERY_SECONDS = 5.0
LOOK_SECONDS = 5.0
"""How long a look may take until the log counts as away: with those between two looks, well within 15."""


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


def telling_positions(settings: Settings, told: Vitals) -> AbstractContextManager[None]:
    """Tell where the groups stand while the block runs. The gauges keep what was last seen of a log that is away."""
    return looking_at_log(settings, told, LogPositions(told.metrics).look)


def watching_log(settings: Settings, told: Vitals) -> AbstractContextManager[None]:
    """See whether Kafka is there while the block runs, also while there is nothing to be told to it.

    A SQLite log is a file, which is not asked for that.
    """
    return looking_at_log(settings, told, _end_of_intake) if on_kafka(settings) else contextlib.nullcontext()


def looking_at_log(
    settings: Settings, told: Vitals, look: Callable[[EventLog], None], every: float = EVERY_SECONDS
) -> AbstractContextManager[None]:
    """Look every so many seconds, in a thread with a log of its own, while the block runs. A log that is away is told
    within two looks, and tried again."""
    away = AwayWatcher(told, "log", "watching", works=False)

    def look_until(stop: threading.Event) -> None:
        def look_again() -> None:
            with open_log(settings, seconds=LOOK_SECONDS) as log:
                while not stop.is_set():
                    look(log)
                    away.recovered()
                    stop.wait(every)

        with contextlib.suppress(Stopped):
            retrying(look_again, stop, away, Waits(every, every))

    return running_beside(look_until, "watching the log", every)


def _end_of_intake(log: EventLog) -> None:
    log.latest(INTAKE, 0)
