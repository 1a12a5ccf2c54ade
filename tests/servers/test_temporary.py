"""What servers and services put into a temporary folder stays in the test's own, also when they are killed."""

from __future__ import annotations

from pathlib import Path

from eventlog.kafka.log import KafkaLog
from tests.contracts.eventlog import records
from tests.servers.kafka_broker import KafkaBroker
from tests.services.running import wait_until, work


def test_what_a_broker_unpacks_is_in_its_folder(kafka_broker: KafkaBroker, kafka_url: str) -> None:
    log = KafkaLog(kafka_url)
    log.append(records(10))  # compressed, so that the broker needs its library
    log.close()
    assert list(kafka_broker.temporary.glob("*lz4*"))


def test_a_worker_that_is_killed_leaves_nothing_behind(kafka_url: str, tmp_path: Path) -> None:
    worker = work(kafka_url, tmp_path / "work.log")
    try:
        wait_until(lambda: "assigned" in worker.logged(), 60, "it works")
    finally:
        worker.kill()
    assert list((tmp_path / "tmp").iterdir()) == []
