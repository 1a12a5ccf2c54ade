"""A worker and a sink on empty servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.newsroom_command import command
from tests.servers.clickhouse import ClickHouseFront
from tests.services.running import Service, work


class House(NamedTuple):
    log_url: str
    store_url: str
    store: ClickHouseFront
    worker: Service
    sink: Service


@pytest.fixture
def house(kafka_url: str, front_url: str, clickhouse_front: ClickHouseFront, tmp_path: Path) -> Iterator[House]:
    assert command("migrate", "--store", front_url).returncode == 0
    running = House(
        kafka_url, front_url, clickhouse_front,
        work(kafka_url, tmp_path / "work.log"),
        Service("sink", ["--log", kafka_url, "--store", front_url], tmp_path / "sink.log"),
    )
    yield running
    for service in (running.worker, running.sink):
        if service.process.poll() is None:
            service.kill()
