"""A worker that meets more bad inputs than it may stops, says why, and leaves the rest on the log."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from eventlog.kafka.log import KafkaLog
from eventlog.port import EventLog
from eventlog.sqlite.log import SqliteLog
from schemas.records import NewRecord
from schemas.topics import DEAD_LETTERS, INTAKE, WORK_GROUP
from tests.servers.process import free_ports
from tests.services.running import Service, wait_until

BAD = 40
MOST = 25


def append_bad(log: EventLog) -> None:
    log.append([NewRecord(INTAKE, "PE", f"{n:032x}", "UpdateReceived", b"nothing of ours") for n in range(BAD)])


def committed(log: EventLog) -> int:
    return sum(log.committed(WORK_GROUP, INTAKE, number) for number in range(log.partitions(INTAKE)))


class Worker(Service):
    def __init__(self, url: str, logs: Path, most: int = MOST) -> None:
        port = str(free_ports(1)[0])  # Faust takes no 0
        super().__init__("work", ["--log", url], logs, {
            "NEWSROOM_HEALTH_PORT": port, "NEWSROOM_BAD_INPUTS_IN_A_ROW": str(most),
        })

    def metric(self, name: str) -> float:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port()}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.partition(" ")[2]) for line in lines if line.startswith(f"{name} "))


def stops_and_goes_on_when_told_to(url: str, log: EventLog, tmp_path: Path) -> None:
    append_bad(log)
    first = Worker(url, tmp_path / "first.log")
    why = f"{MOST} inputs in a row of intake/"
    wait_until(lambda: any(why in problem for problem in first.ask("readyz")[1]["problems"]), 90, "it says so")
    status, told = first.ask("readyz")
    assert (status, told["ready"], told["alive"]) == (503, False, True)
    assert "Too many bad inputs" in told["problems"][0]
    assert first.ask("healthz")[0] == 200, "started again, it would go on with what is bad"
    assert first.metric("newsroom_stopped_by_bad_inputs") == 1
    wait_until(lambda: committed(log) == MOST, 30, "what was handled is committed")
    assert first.stop()[0] == 0
    assert first.logged().count(why) == 1, "one line"
    assert committed(log) == log.latest(DEAD_LETTERS, 0) == MOST
    second = Worker(url, tmp_path / "second.log", most=0)
    wait_until(lambda: committed(log) == BAD, 90, "told to go on, it does")
    assert second.stop()[0] == 0
    assert log.latest(DEAD_LETTERS, 0) == BAD


@pytest.mark.timeout(300)
def test_on_sqlite(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    stops_and_goes_on_when_told_to(f"sqlite://{tmp_path}/log.sqlite", log, tmp_path)
    log.close()


@pytest.mark.timeout(300)
def test_on_kafka(kafka_url: str, tmp_path: Path) -> None:
    log = KafkaLog(kafka_url)
    stops_and_goes_on_when_told_to(kafka_url, log, tmp_path)
    log.close()
