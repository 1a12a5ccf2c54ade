"""What the one process and its parts tell the metrics, against what log and store then hold."""

from __future__ import annotations

import datetime as dt
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from eventlog.port import EventLog, LogError
from eventlog.sqlite.log import SqliteLog
from newsroom.commands.run import DEMO_DAY, run_stories
from newsroom.services.ingest import take_in
from newsroom.services.watching import RowMetrics, Vitals, WindowMetrics, of_one_process, vitals
from newsroom.settings import Settings
from newsroom.wiring import open_log, open_store
from producers.formats.common.format import Reading
from sinks.rows import COLUMNS, rows_of
from sinks.writer import write_rows
from streams.desk.traffic import Windows
from telemetry.metrics import Metrics
from telemetry.stages import Stages
from tests.e2e.newsroom_command import ROOT, command
from tests.sinks.events import reconciled

STORIES = ROOT / "examples" / "mudslide"


def value(metrics: Metrics, name: str, **labels: str) -> float:
    """The sum of the series with these labels."""
    return sum(sample.value for family in metrics.registry.collect() for sample in family.samples
               if sample.name == name and labels.items() <= sample.labels.items())


def settings(folder: Path) -> Settings:
    return Settings(data=folder / "data")


@pytest.fixture
def told(tmp_path: Path) -> Vitals:
    """What a run of the demo told."""
    told, of = vitals("run"), settings(tmp_path)
    run_stories([str(STORIES)], of, Stages(timed=told.metrics.stage), Reading(day=DEMO_DAY),
                of_one_process(told))
    return told


def test_the_counts_are_those_of_the_store(told: Vitals, tmp_path: Path) -> None:
    with open_store(settings(tmp_path)) as store:
        row: Any = store.query(
            "SELECT (SELECT count() FROM updates FINAL), (SELECT count() FROM claims FINAL), "
            "(SELECT count() FROM figures FINAL), (SELECT count() FROM timeline WHERE disposition = 'duplicate')").rows[0]
    updates, claims, figures, duplicates = row
    for name, expected in {"newsroom_updates_ingested_total": updates, "newsroom_updates_filed_total": updates,
                           "newsroom_claims_total": claims, "newsroom_figures_total": figures,
                           "newsroom_store_rows_total": updates + claims + figures,
                           "newsroom_received_to_stored_seconds_count": updates,
                           "newsroom_published_to_stored_seconds_count": updates}.items():
        assert value(told.metrics, name) == expected, name
    assert value(told.metrics, "newsroom_updates_filed_total", disposition="duplicate") == duplicates
    assert value(told.metrics, "newsroom_dead_letters_total") == 0
    assert value(told.metrics, "newsroom_window_entries", window="duplicates") == updates
    assert value(told.metrics, "newsroom_stage_seconds_count", stage="other") == 0, "every stage has its name"
    assert told.health().ready


def test_what_is_written_again_is_not_told_as_slow(told: Vitals, tmp_path: Path) -> None:
    with open_log(settings(tmp_path)) as log, open_store(settings(tmp_path)) as store:
        rows = RowMetrics(told.metrics, log)
        before = value(told.metrics, "newsroom_received_to_stored_seconds_count")
        for _ in range(2):
            store.command("TRUNCATE TABLE written")
            assert list(write_rows(log, store, inserted=rows.inserted))
        assert value(told.metrics, "newsroom_received_to_stored_seconds_count") == 2 * before, "once by this process"


def test_disputes_that_the_store_holds_are_taken_up(tmp_path: Path) -> None:
    now, metrics = dt.datetime.now(dt.UTC), Metrics("sink", version="1", pipeline_version=1)
    with open_log(settings(tmp_path)) as log, open_store(settings(tmp_path)) as store:
        for step, hours in enumerate((50, 2, 1)):
            at = now - dt.timedelta(hours=hours)
            table, [row] = rows_of(reconciled(5 + step, step, disputed=hours < 50, updated_at=at), at)
            store.insert(table, COLUMNS[table], [row])
        RowMetrics(metrics, log).begin(store)
    assert value(metrics, "newsroom_figures_disputed", policy="house") == 1
    assert value(metrics, "newsroom_longest_dispute_seconds", policy="house") == pytest.approx(7200, abs=600)


def test_windows_of_several_partitions_are_added_up_until_they_are_given_away() -> None:
    metrics = Metrics("work", version="1", pipeline_version=1)
    windows = WindowMetrics(metrics)
    windows.tell(3, Windows(), Windows(updates=10, incidents=2))
    windows.tell(4, Windows(5, 1, 100, 50), Windows(4, 1, 102, 51))
    assert value(metrics, "newsroom_window_entries", window="duplicates") == 14
    assert value(metrics, "newsroom_window_evictions_total", window="duplicates") == 2
    assert value(metrics, "newsroom_window_evictions_total", window="incidents") == 1
    windows.keep({4})
    assert value(metrics, "newsroom_window_entries", window="duplicates") == 4
    assert value(metrics, "newsroom_window_evictions_total", window="duplicates") == 2


def test_a_source_tells_its_newest_item_and_one_that_is_not_there_fails(tmp_path: Path) -> None:
    told, of, gone = vitals("ingest"), settings(tmp_path), str(tmp_path / "gone")
    with open_log(of) as log:
        take_in(log, [str(STORIES), gone], Reading(day=DEMO_DAY), 500, threading.Event(), told)
    newest = value(told.metrics, "newsroom_source_newest_item_timestamp_seconds", source=str(STORIES))
    assert dt.datetime.fromtimestamp(newest, dt.UTC) == dt.datetime(2026, 3, 15, 2, 40, tzinfo=dt.UTC)
    assert value(told.metrics, "newsroom_source_polls_total", source=str(STORIES), outcome="ok") == 1
    assert value(told.metrics, "newsroom_source_polls_total", source=gone, outcome="failed") == 1
    assert value(told.metrics, "newsroom_dead_letters_total", stage="reading") == 1
    assert value(told.metrics, "newsroom_updates_ingested_total") == 13


def test_a_log_that_is_away_is_told_by_the_producer_until_it_took_the_batch(tmp_path: Path) -> None:
    told, of = vitals("ingest"), settings(tmp_path)
    with open_log(of) as log:
        away = AwayOnce(log, told)
        take_in(away, [str(STORIES)], Reading(day=DEMO_DAY), 500, threading.Event(), told)
    assert away.ready_meanwhile is False
    assert value(told.metrics, "newsroom_retries_total", of="log") == 1
    assert value(told.metrics, "newsroom_failed_attempts", of="log") == 0
    assert value(told.metrics, "newsroom_updates_ingested_total") == 13, "counted once"


class AwayOnce(SqliteLog):
    """A real log whose first append fails."""

    def __init__(self, log: EventLog, told: Vitals) -> None:
        self._real, self._told = log, told
        self.ready_meanwhile: bool | None = None

    def append(self, records: Any, **_: Any) -> None:
        if self.ready_meanwhile is None:
            self.ready_meanwhile = True
            raise LogError("away")
        self.ready_meanwhile = self._told.health().ready
        self._real.append(records)


def test_the_one_process_serves_its_pages_while_it_runs(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "newsroom", "run", "-", "--date", "2026-03-14", "--data", tmp_path / "data",
         "--metrics-port", "0"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:
        assert running.stderr is not None
        served = running.stderr.readline()
        where = re.search(rb"http://127.0.0.1:(\d+)/metrics", served)
        page = asked(int(where[1]), "metrics") if where else None
        alive = asked(int(where[1]), "healthz") if where else None
        out, rest = running.communicate((STORIES / "pna-the-latest.txt").read_bytes(), timeout=120)
    assert page, served + rest
    assert 'newsroom_build_info{' in page
    assert 'service="run"' in page
    assert alive
    assert running.returncode == 0, rest
    assert b"1 file read" in out


def asked(port: int, page: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return None


@pytest.mark.parametrize("words", [
    ["run", STORIES], ["ingest", STORIES], ["work"], ["sink"],
], ids=["run", "ingest", "work", "sink"])
def test_a_taken_port_is_one_line_and_nothing_is_begun(words: list[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = command(*words, "--data", tmp_path / "data", "--metrics-port", port)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert f"127.0.0.1:{port}: Address already in use" in line
    assert "--metrics-port" in line
    assert not (tmp_path / "data").exists()
