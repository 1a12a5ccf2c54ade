"""Messages name the log and the store as the user named them, not the folder that is the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventlog.sqlite.log import SqliteLog
from tests.e2e.newsroom_command import ROOT, command

STORIES = ROOT / "examples" / "mudslide"
DEFAULT = "newsroom-data"


@pytest.fixture
def log_url(tmp_path: Path) -> str:
    (tmp_path / "house").mkdir()
    return f"sqlite://{tmp_path / 'house' / 'log.sqlite'}"


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"chdb://{tmp_path / 'house' / 'store'}"


def told(*arguments: str | Path, code: int, environment: dict[str, str] | None = None) -> str:
    """All that the command says; it ends with the code."""
    done = command(*arguments, environment=environment)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    assert DEFAULT not in said
    return said


def test_a_log_that_is_not_there(log_url: str, store_url: str) -> None:
    for asked in (["replay", "--store", store_url], ["dead-letters"], ["dead-letters", "replay"]):
        assert log_url in told(*asked, "--log", log_url, code=1)


def test_a_store_that_is_not_there(store_url: str) -> None:
    for asked in (["timeline"], ["figures"], ["sql", "SELECT 1"]):
        assert store_url in told(*asked, "--store", store_url, code=1)


def test_a_folder_that_cannot_be_made_is_to_be_named_by_the_same_option(tmp_path: Path, log_url: str) -> None:
    (tmp_path / "file").touch()
    inside = tmp_path / "file" / "folder" / "log.sqlite"
    assert "with --log" in told("ingest", STORIES, "--log", f"sqlite://{inside}", code=1)
    SqliteLog(Path(log_url.removeprefix("sqlite://"))).close()
    assert "with --store" in told("sink", "--log", log_url, "--store", f"chdb://{inside}", code=1)


def test_a_run_says_where_its_rows_are(log_url: str, store_url: str) -> None:
    environment = {"NEWSROOM_LOG": log_url, "NEWSROOM_STORE": store_url}
    said = told("run", STORIES, code=1, environment=environment)  # nobody told the day
    assert f"--log {log_url}" in said
    assert f"rows written to the store at {store_url}" in said


def test_recovery_says_where(log_url: str, store_url: str) -> None:
    assert f"newsroom dead-letters --log {log_url}" in told("ingest", STORIES, "--log", log_url, code=1)
    again = told("dead-letters", "replay", "--date", "2026-03-14", "--log", log_url, code=0)
    assert f"newsroom work --log {log_url}" in again
    assert store_url in told("replay", "--log", log_url, "--store", store_url, code=0)
