"""One run of a side at full rate on a real broker."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.services.peers.sides import Running, Side, cpu_seconds
from eventlog.kafka.log import KafkaLog
from eventlog.reading import lag
from schemas.records import NewRecord, TopicPartition
from schemas.topics import DEAD_LETTERS, DERIVED_TOPICS, INTAKE, WORK_GROUP
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.topics import empty_topics

PARTITIONS = 12
WARMING = 0.2  # share of the updates that are not counted: caches fill, and memories
LOOK_SECONDS = 0.1
LONGEST_SECONDS = 900.0


class Rate(NamedTuple):
    """What a run showed; times are seconds of processor time for one update."""

    updates_per_second: float
    worker_cpu: float
    broker_cpu: float
    told: list[dict[str, Any]]


class Course:
    """The updates that every run goes through, and how many outputs the desks of a checkout make of them."""

    def __init__(self, broker: KafkaBroker, records: list[NewRecord]) -> None:
        self._broker = broker
        self.url = f"kafka://{broker.address}"
        warm = round(WARMING * len(records))
        self._parts = (records[:warm], records[warm:])
        self._outputs: dict[object, list[int]] = {}  # by checkout, after the warming part and after all

    def run(self, side: Side) -> Rate:
        """A run of the side. Raises RuntimeError when it does not do what it should."""
        if side.checkout not in self._outputs:  # told by the offsets that our worker commits, in a run of its own
            self._outputs[side.checkout] = []
            self._run(side)
        return self._run(side)

    def _run(self, side: Side) -> Rate:
        empty_topics(self.url)
        log, known = KafkaLog(self.url), self._outputs[side.checkout]
        running = Running(side, self.url)
        try:
            if side.is_faust:
                until_held(running)
            for number, part in enumerate(self._parts):
                worker, broker = running.cpu_seconds(), cpu_seconds(self._broker.pid)
                began = time.monotonic()
                log.append(part)
                if number < len(known):
                    _until(lambda: _outputs(log) >= known[number], running)  # noqa: B023
                else:
                    _until(lambda: sum(lag(log, WORK_GROUP, INTAKE).values()) == 0, running)
                    known.append(_outputs(log))
                took = time.monotonic() - began
            spent = sum(running.cpu_seconds()) - sum(worker)
            of_broker = cpu_seconds(self._broker.pid) - broker
            told = running.end()
            if _outputs(log) != known[-1] or _ends(log, DEAD_LETTERS):
                raise RuntimeError(f"{side.name}: {_outputs(log)} outputs where {known[-1]} are due, "
                                   f"{_ends(log, DEAD_LETTERS)} dead letters")
        finally:
            running.end()
            log.close()
        updates = len(self._parts[-1])
        return Rate(updates / took, spent / updates, of_broker / updates, told)


def until_held(running: Running) -> None:
    """Wait until the workers hold every partition. Raises RuntimeError as above."""
    _until(lambda: running.held() == PARTITIONS, running)


def _outputs(log: KafkaLog) -> int:
    return sum(_ends(log, topic) for topic in DERIVED_TOPICS)


def _ends(log: KafkaLog, topic: str) -> int:
    return sum(log.ends([TopicPartition(topic, number) for number in range(log.partitions(topic))]).values())


def _until(holds: Callable[[], bool], running: Running) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not holds():
        running.check()
        if time.monotonic() > deadline:
            raise RuntimeError(f"not done within {LONGEST_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)
