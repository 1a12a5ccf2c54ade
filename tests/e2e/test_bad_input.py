"""What a user can get wrong: one clear line, the right exit code, nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from benchmarks.generated import pages
from tests.e2e.newsroom_command import answer, command, with_store
from tests.e2e.newsroom_process import newsroom, start
from tests.forms import forms

STORY = (
    "The Latest: Rain in the hills\n\n"
    "BERGEN, Norway (HNA) — The Latest on the mudslide in Norway (all times local):\n\n"
    "2:30 p.m.\n\nPolice say at least four people died in the mudslide in Bergen.\n"
)
UNDATED = STORY
NO_CITY = STORY.replace("BERGEN, Norway", "VARNHOLT")


def one_line(stderr: bytes) -> str:
    lines = stderr.decode().strip().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    return lines[0]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


USAGE = [
    (["run"], "PATH"),
    (["run", "x.txt", "--date", "yesterday"], "YYYY-MM-DD"),
    (["run", "x.txt", "--timezone", "Mars/Olympus"], "Asia/Beirut"),
    (["figures", "--policy", "vibes"], "house"),
    (["figures", "--frobnicate"], "--frobnicate"),
    (["figures", "--as-of", "teatime"], "2026-03-14T21:30Z"),
    (["figures", "--as-of", "2026-03-14", "--at", "2026-03-14"], "--at"),
    (["rule", "65baf0e2", "killed", "--by", "A", "--reason", "b"], "--best"),
    (["rule", "65baf0e2", "kiled", "--best", "3", "--by", "A", "--reason", "b"], "killed"),
    (["rule", "65baf0e2", "killed", "--best", "3", "--by", "A"], "--reason"),
    (["incidents", "merge", "65baf0e2", "--by", "A", "--reason", "b"], "two"),
    (["incidents", "split", "65baf0e2", "--by", "A", "--reason", "b"], "--update"),
    (["tell"], "tell"),
    (["timeline", "--limit", "none"], "--limit"),
]


@pytest.mark.parametrize(("arguments", "told"), USAGE, ids=[" ".join(a) for a, _ in USAGE])
def test_wrong_words_are_usage_errors(arguments: list[str], told: str) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert told in one_line(done.stderr)


@pytest.mark.parametrize("arguments", [["run"], ["incidents", "merge", "65baf0e2", "--by", "A", "--reason", "b"]])
def test_a_process_says_and_ends_with_the_same(arguments: list[str]) -> None:
    done, here = newsroom(*arguments), command(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == here


NO_STORY = [
    ("empty", b"", "empty"),
    ("binary", bytes(range(256)) * 40, "NUL bytes"),
    ("undated", UNDATED.encode(), "--date"),
]


@pytest.mark.parametrize(("name", "raw", "told"), NO_STORY, ids=[name for name, _, _ in NO_STORY])
def test_what_is_no_story_is_said_kept_and_does_not_stop_the_others(
    name: str, raw: bytes, told: str, tmp_path: Path
) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "a-bad.txt").write_bytes(raw)
    (stories / "b-good.txt").write_text("Published: March 14, 2026\n\n" + STORY, encoding="utf-8")
    assert told in one_line(command("inspect", stories / "a-bad.txt").stderr)
    done = command("run", stories, "--data", with_store(tmp_path / "data"))
    assert done.returncode == 1
    messages = done.stderr.decode()
    assert "a-bad.txt" in messages
    assert told in messages
    assert "is kept as a dead letter: see" in messages
    assert [(figure["category"], figure["best"]) for figure in answer("figures", "--data", tmp_path / "data")] == [
        ("killed", 4)]
    (letter,) = answer("dead-letters", "--data", tmp_path / "data")
    assert letter["source"].endswith("a-bad.txt")
    assert letter["bytes"] == len(raw)


def test_a_hundred_megabytes_are_refused_without_being_read_into_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        for _ in range(100):
            file.write(b"All work and no news makes a dull page. " * 26215)
    done = command("inspect", large, "--date", "2026-03-14")
    assert done.returncode == 1
    assert "too large" in one_line(done.stderr)


def test_a_dateline_nobody_knows_asks_for_the_zone(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(NO_CITY.replace(" in Norway", "").replace("Bergen", "Varnholt"), encoding="utf-8")
    done = command("inspect", path, "--date", "2026-03-14")
    assert done.returncode == 1
    assert "--timezone" in one_line(done.stderr)
    assert command("inspect", path, "--date", "2026-03-14", "--timezone", "Europe/Oslo").returncode == 0


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    done = command("run", tmp_path / "nowhere.txt", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "nowhere.txt" in done.stderr.decode()


def test_data_that_is_not_there_yet(tmp_path: Path) -> None:
    for words in (["timeline"], ["figures"], ["sql", "SELECT 1"], ["replay"], ["dead-letters"]):
        done = command(*words, "--data", tmp_path / "nothing")
        assert done.returncode == 1
        assert "newsroom run" in one_line(done.stderr)
        assert not (tmp_path / "nothing").exists()


def test_a_data_folder_that_cannot_be_made(story: Path) -> None:
    done = command("run", story, "--date", "2026-03-14", "--data", story / "inside-a-file")
    assert done.returncode == 1
    assert "--data" in one_line(done.stderr)


def test_a_query_that_would_write_is_refused(story: Path, tmp_path: Path) -> None:
    assert command("run", story, "--date", "2026-03-14", "--data", with_store(tmp_path / "data")).returncode == 0
    for query in ("DROP TABLE updates", "INSERT INTO updates (event_id) VALUES ('x')", "SELECT nonsense FROM"):
        done = command("sql", query, "--data", tmp_path / "data")
        assert done.returncode == 1
        one_line(done.stderr)
    assert answer("sql", "SELECT count() AS n FROM updates", "--data", tmp_path / "data") == [{"n": 1}]


def test_a_log_from_a_newer_version_is_refused(story: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert command("run", story, "--date", "2026-03-14", "--data", data).returncode == 0
    with sqlite3.connect(data / "log.sqlite") as log:
        log.execute("PRAGMA user_version = 999")
    done = command("run", story, "--date", "2026-03-14", "--data", data)
    assert done.returncode == 1
    assert "newer" in one_line(done.stderr)


def test_a_setting_in_the_environment_that_makes_no_sense(story: Path) -> None:
    done = command("inspect", story, environment={"NEWSROOM_BATCH": "many"})
    assert done.returncode == 2
    assert "NEWSROOM_BATCH" in one_line(done.stderr)


@pytest.mark.parametrize("updates", forms(500, 4000))
def test_readers_get_an_answer_or_a_clear_line_while_a_run_is_writing(updates: int, tmp_path: Path) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    for page in pages(updates):
        (stories / page.name).write_text(page.text, encoding="utf-8")
    data = tmp_path / "data"
    writing = start("run", stories, "--data", data)
    answers = set()
    try:
        while writing.poll() is None:
            if not (data / "store").exists():
                continue
            done = command("figures", "--data", data, environment={"NEWSROOM_STORE_WAIT_SECONDS": "0.2"})
            answers.add(done.returncode)
            if done.returncode:
                assert "in use by process" in one_line(done.stderr)
    finally:
        writing.communicate()
    assert writing.returncode == 0
    assert 1 in answers
    assert newsroom("figures", "--data", data).returncode == 0
