"""Deciding everything again on Kafka: never beside a worker, and a worker that starts afterwards goes on from there."""

from __future__ import annotations

import pytest

from eventlog.kafka.log import KafkaLog
from tests.e2e.newsroom_command import ROOT, answer, command
from tests.e2e.newsroom_process import without_recorded_times
from tests.services.conftest import House
from tests.services.running import sink_lag, wait_until, work, work_lag

STORIES = ROOT / "examples" / "mudslide"
DAY = ("--date", "2026-03-14")


@pytest.mark.timeout(600)
def test_reprocess_supersedes_what_faust_decided_and_faust_goes_on(house: House) -> None:
    first, *later = sorted(STORIES.glob("*.txt"))

    def settled() -> None:
        log = KafkaLog(house.log_url)
        wait_until(lambda: work_lag(log) == 0 and sink_lag(log) == 0, 120, "all decided and written")
        log.close()

    command("ingest", first, *DAY, "--log", house.log_url)
    settled()
    said = figures(house)
    refused = command("reprocess", "--all", "--log", house.log_url)
    assert refused.returncode == 1
    (line,) = refused.stderr.decode().splitlines()
    assert line.endswith("nothing was decided again: stop every `newsroom work` first")
    assert house.worker.stop()[0] == 0

    assert b"decided everything already" in command("reprocess", "--log", house.log_url).stdout
    done = command("reprocess", "--all", "--log", house.log_url)
    assert done.returncode == 0, done.stderr.decode()
    settled()
    assert figures(house) == said
    (redone,) = answer("sql", "SELECT count() AS marks FROM reprocessed FINAL", "--store", house.store_url)
    assert redone["marks"] == 1

    worker = work(house.log_url, house.worker.log_file.with_name("work-2.log"))
    try:
        command("ingest", *later, *DAY, "--log", house.log_url)
        settled()
        data = house.worker.log_file.with_name("data")
        command("run", first, *DAY, "--data", data)
        command("run", *later, *DAY, "--data", data)
        assert figures(house) == without_recorded_times(answer("figures", "--policy", "all", "--data", data))
    finally:
        worker.stop()


def figures(house: House) -> list[dict[str, object]]:
    return without_recorded_times(answer("figures", "--policy", "all", "--store", house.store_url))
