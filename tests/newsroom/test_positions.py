"""How far the groups are, as the metrics tell it from a real log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eventlog.port import EventLog, LogError
from eventlog.sqlite.log import SqliteLog
from newsroom.services.positions import GROUPS, LogPositions, looking_at_log
from newsroom.services.watching import vitals
from newsroom.settings import Settings
from schemas.records import TopicPartition
from telemetry.endpoints import ServiceHealth
from telemetry.metrics import Metrics
from tests.builders import filed, received
from tests.sinks.events import record


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("sink", version="1", pipeline_version=1)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "log.sqlite")
    yield log
    log.close()


def told_of(metrics: Metrics, name: str, group: str, topic: str, partition: int) -> float | None:
    return metrics.registry.get_sample_value(name, {"group": group, "topic": topic, "partition": str(partition)})


def lag(metrics: Metrics, group: str, topic: str) -> float:
    return sum(sample.value for family in metrics.registry.collect() for sample in family.samples
               if sample.name == "newsroom_consumer_lag_records"
               and (sample.labels["group"], sample.labels["topic"]) == (group, topic))


def busy(log: SqliteLog) -> int:
    """The partition of intake that holds anything."""
    [partition] = [number for number in range(log.partitions("intake")) if log.latest("intake", number)]
    return partition


def test_what_nobody_has_done_yet_waits_for_its_group(metrics: Metrics, log: SqliteLog) -> None:
    log.append([record(received("a")), record(received("b")), record(filed("a"))])
    LogPositions(metrics).look(log)
    assert lag(metrics, "work", "intake") == 2
    assert lag(metrics, "sink", "timeline") == 1
    assert lag(metrics, "sink", "claims") == 0


def test_moving_on_is_seen_and_standing_still_is_not(metrics: Metrics, log: SqliteLog) -> None:
    log.append([record(received("a")), record(received("b"))])
    partition, positions = busy(log), LogPositions(metrics)
    positions.look(log)
    assert told_of(metrics, "newsroom_last_processed_timestamp_seconds", "work", "intake", partition) is None
    log.commit("work", {TopicPartition("intake", partition): 1})
    before = time.time()
    positions.look(log)
    moved = told_of(metrics, "newsroom_last_processed_timestamp_seconds", "work", "intake", partition)
    assert moved is not None
    assert moved >= before
    assert told_of(metrics, "newsroom_consumer_next_offset", "work", "intake", partition) == 1
    positions.look(log)
    assert told_of(metrics, "newsroom_last_processed_timestamp_seconds", "work", "intake", partition) == moved


def test_the_groups_are_those_that_read_the_topics() -> None:
    from schemas.topics import TOPICS

    read = {topic.name for topic in TOPICS if "sinks.writer" in topic.read_by}
    assert set(GROUPS["sink"]) == read
    assert set(GROUPS) == {"work", "sink"}


def test_a_log_that_is_away_is_told_and_looked_at_again(tmp_path: Path) -> None:
    told, asked = vitals("sink"), Settings(data=tmp_path / "data")
    told.pulse.beat()
    health: list[ServiceHealth] = []

    def look(log: EventLog) -> None:
        health.append(told.health())
        if len(health) < 3:
            raise LogError("no route to it")
        log.append([record(received("a"))])

    with looking_at_log(asked, told, look, every=0.01):
        wait_for(lambda: len(health) > 3)
    assert [each.ready for each in health[:4]] == [True, False, False, True]
    assert health[1].alive
    assert health[1].problems == ("the log is away for 0 s: no route to it",)
    assert told.metrics.registry.get_sample_value("newsroom_retries_total", {"of": "log"}) == 2
    assert told.metrics.registry.get_sample_value("newsroom_failed_attempts", {"of": "log"}) == 0


def wait_for(truth: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not truth():
        assert time.monotonic() < deadline
        time.sleep(0.01)
