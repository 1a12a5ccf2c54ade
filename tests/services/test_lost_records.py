"""What Kafka's retention took before it was read, and a cluster that was made anew, are told: real processes."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.structs import TopicPartition as KafkaPartition

from eventlog.kafka.connection import connect
from eventlog.kafka.log import KafkaLog
from eventlog.partitioner import partition_of
from schemas.records import TopicPartition, record_of
from schemas.topics import DESK_PARTITIONS, INTAKE, TIMELINE
from tests.builders import NOON, minutes, received
from tests.e2e.newsroom_process import newsroom
from tests.servers.process import free_ports
from tests.servers.topics import empty_topics
from tests.services.running import Service, sink_lag, wait_until, work_lag

pytest_plugins = ["tests.servers.plugin"]

LONG_ENOUGH = 90.0
PARTITION = partition_of("PE", DESK_PARTITIONS)


@pytest.fixture
def log(kafka_url: str) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka_url)
    yield log
    log.close()


def take_in(log: KafkaLog, first: int, last: int) -> None:
    log.append([record_of(received(f"{n + 2} people died.", NOON + minutes(n)), "PE") for n in range(first, last)])


def delete_records(url: str, topic: str, below: int) -> None:
    with connect(url).admin("delete records") as admin:
        admin.delete_records({KafkaPartition(topic, PARTITION): below})


class Watched:
    """A service with its pages."""

    def __init__(self, name: str, arguments: list[str], folder: Path) -> None:
        self.port = free_ports(1)[0]
        self.service = Service(name, arguments, folder / f"{name}.log", {"NEWSROOM_HEALTH_PORT": str(self.port)})

    def gone(self, group: str, topic: str) -> float:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as page:
            wanted = f'newsroom_records_gone_total{{group="{group}",topic="{topic}"}} '
            return sum(float(line.removeprefix(wanted)) for line in page.read().decode().splitlines()
                       if line.startswith(wanted))


def test_inputs_and_rows_that_are_gone_are_told_and_counted(log: KafkaLog, kafka_url: str, tmp_path: Path) -> None:
    take_in(log, 0, 5)
    delete_records(kafka_url, INTAKE, 3)
    worker = Watched("work", ["--log", kafka_url], tmp_path)
    wait_until(lambda: work_lag(log) == 0, LONG_ENOUGH, "decided")
    assert f"3 records of intake/{PARTITION}, from 0 on, are gone" in worker.service.logged()
    assert worker.gone("work", INTAKE) == 3
    assert log.latest(TIMELINE, PARTITION) == 2
    assert worker.service.stop()[0] == 0

    delete_records(kafka_url, TIMELINE, 1)
    delete_records(kafka_url, INTAKE, 5)
    store = f"chdb://{tmp_path / 'store'}"
    sink = Watched("sink", ["--log", kafka_url, "--store", store], tmp_path)
    wait_until(lambda: sink_lag(log) == 0, LONG_ENOUGH, "written")
    assert f"1 record of timeline/{PARTITION}, from 0 on, is gone" in sink.service.logged()
    assert "`newsroom replay` cannot bring them back" in sink.service.logged()
    assert sink.gone("sink", TIMELINE) == 1
    assert sink.service.stop()[0] == 0
    assert newsroom("sql", "SELECT text FROM updates", "--store", store).stdout.decode().count("people died") == 1

    take_in(log, 5, 6)
    worker = Watched("work", ["--log", kafka_url], tmp_path)
    wait_until(lambda: work_lag(log) == 0, LONG_ENOUGH, "decided")
    assert "the memory was rebuilt without them" in worker.service.logged()
    assert worker.gone("work", TIMELINE) == 1
    assert worker.gone("work", INTAKE) == 0  # those that are gone were decided before
    assert worker.service.stop()[0] == 0


def test_a_store_of_a_cluster_that_was_made_anew_is_refused(log: KafkaLog, kafka_url: str, tmp_path: Path) -> None:
    take_in(log, 0, 3)
    worker = Watched("work", ["--log", kafka_url], tmp_path)
    wait_until(lambda: work_lag(log) == 0, LONG_ENOUGH, "decided")
    worker.service.stop()
    asked = ["--log", kafka_url, "--store", f"chdb://{tmp_path / 'store'}"]
    assert newsroom("replay", *asked).returncode == 0
    assert log.committed("sink", *TopicPartition(TIMELINE, PARTITION)) == 3
    empty_topics(kafka_url)
    sink = newsroom("sink", *asked)
    assert sink.returncode == 1
    line = sink.stderr.decode().splitlines()[-1]
    assert "was written from another log" in line
    assert f"`newsroom replay {' '.join(asked)}`" in line
