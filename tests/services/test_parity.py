"""The same intake gives the same tables through services on real servers as through the one process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.generated import pages
from eventlog.kafka.log import KafkaLog
from tests.e2e.newsroom_process import ROOT, answer, newsroom, without_recorded_times
from tests.services.conftest import House
from tests.services.running import sink_lag, wait_until, work_lag

GENERATED = 5000
WITHOUT_CAUSES = "EXCEPT (recorded_at, cause_partition, cause_offset)"
TABLES = ("updates", "claims", "figures")


def stories_of(name: str, folder: Path) -> list[Path]:
    if name == "demo":
        return [ROOT / "examples" / "mudslide"]
    if name == "gold":
        return [ROOT / "tests" / "gold" / "dev" / "text"]
    folder.mkdir()
    for page in pages(GENERATED):
        (folder / page.name).write_text(page.text, encoding="utf-8")
    return [folder]


def tables(*where: str | Path) -> dict[str, list[dict[str, Any]]]:
    """Every table in a fixed order, recorded times left out: with the causes, for intake is the same."""
    return {
        table: answer("sql", f"SELECT * EXCEPT recorded_at FROM {table} FINAL ORDER BY ALL", *where)
        for table in TABLES
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["demo", "gold", "generated"])
def test_services_and_the_one_process_give_equal_tables(
    name: str, house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = stories_of(name, tmp_path / "stories")
    day = ["--date", "2026-03-14"]
    newsroom("run", *stories, *day, "--data", tmp_path / "data", timeout=600)
    took_in = newsroom("ingest", *stories, *day, "--log", house.log_url, timeout=600)
    assert took_in.returncode in (0, 1), took_in.stderr.decode()
    log = KafkaLog(house.log_url)
    try:
        seconds = wait_until(lambda: work_lag(log) == 0, 300, "all of intake decided")
        wait_until(lambda: sink_lag(log) == 0, 120, "all rows written")
    finally:
        log.close()
    for service in (house.worker, house.sink):
        code, took = service.stop()
        assert code == 0, service.logged()
        assert took < 10, f"{service.name} took {took:.1f} s to stop"
    expected, found = tables("--data", tmp_path / "data"), tables("--store", house.store_url)
    with capsys.disabled():
        print(f"\n{name}: {', '.join(f'{len(rows)} {table}' for table, rows in expected.items())}, "
              f"decided {seconds:.1f} s after they were taken in")
    assert found == expected


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["demo", "gold"])
def test_another_interleaving_of_the_intake_ends_in_the_same_current_figures(
    name: str, house: House, tmp_path: Path
) -> None:
    stories = stories_of(name, tmp_path / "stories")
    day = ["--date", "2026-03-14"]
    newsroom("run", *stories, *day, "--data", tmp_path / "data")
    files = sorted(path for folder in stories for path in folder.glob("*.txt"))
    for half in (files[1::2], files[::2]):
        newsroom("ingest", *half[::-1], *day, "--log", house.log_url)
    log = KafkaLog(house.log_url)
    wait_until(lambda: work_lag(log) == 0 and sink_lag(log) == 0, 120, "all decided and written")
    log.close()
    assert current("--store", house.store_url) == current("--data", tmp_path / "data")


def current(*where: str | Path) -> list[dict[str, Any]]:
    """Current figures under every policy, without when they came to be."""
    return without_recorded_times(answer("figures", "--policy", "all", *where))
