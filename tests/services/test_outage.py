"""A broker that goes away and comes back: every service says so in few lines, is not ready meanwhile, and is again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers.kafka_broker import KafkaBroker
from tests.services.conftest import House
from tests.services.running import Service, wait_until

STORY = Path(__file__).parents[2] / "examples" / "mudslide" / "cpn-the-latest.txt"
LINES = 4  # what libraries say first, that it is away, that it still is, that it is back


def lines(service: Service) -> list[dict[str, Any]]:
    return [json.loads(line) for line in service.logged().splitlines()]


def about_the_outage(service: Service, before: int) -> list[dict[str, Any]]:
    """What was logged since but for the work itself."""
    work = {"decided", "written", "taken in"}
    return [line for line in lines(service)[before:] if line["message"] not in work and "stands at" not in line["message"]
            and "assigned" not in line["message"]]


@pytest.mark.timeout(400)
def test_services_say_so_wait_and_are_ready_again(house: House, kafka_broker: KafkaBroker, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    producer = Service("ingest", [str(spool), "--date", "2026-03-14", "--every", "1", "--log", house.log_url,
                                  "--data", str(tmp_path / "data")], tmp_path / "ingest.log")
    services = (producer, house.worker, house.sink)
    try:
        wait_until(lambda: all(service.ask("readyz")[0] == 200 for service in services), 120, "all are ready")
        before = [len(lines(service)) for service in services]
        kafka_broker.kill()
        wait_until(lambda: all(service.ask("readyz")[0] == 503 for service in services), 60, "none is ready")
        for service in services:
            _, told = service.ask("readyz")
            assert any(problem.startswith("the log is away for ") for problem in told["problems"]), service.name
            assert service.ask("healthz")[0] == 200, f"{service.name} need not be started again"
        (spool / "story.txt").write_bytes(STORY.read_bytes())
        wait_until(lambda: all(any("for 6" in line["message"] for line in lines(service)) for service in services), 120,
                   "it is said again after a minute")
        kafka_broker.start()
        wait_until(lambda: all(service.ask("readyz")[0] == 200 for service in services), 120, "all are ready again")
        wait_until(lambda: '"written"' in house.sink.logged(), 120, "what came meanwhile is through")
        for service, seen in zip(services, before, strict=True):
            told_of = about_the_outage(service, seen)
            assert len(told_of) <= LINES, told_of
            ours = [line["message"] for line in told_of if "away" in line]
            assert ours[0].startswith("the log is away: ")
            assert ours[-1].startswith("the log is back after ")
    finally:
        producer.kill()
