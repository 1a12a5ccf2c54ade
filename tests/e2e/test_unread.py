"""A number of which the reader is not sure whether it counts casualties: told wherever an update is, never a claim."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import answer, command, with_store

STORY = """\
The Latest: Bus crash near Kisumu

KISUMU, Kenya (Lake Wire) — The Latest on the bus crash near Kisumu (all times local):

4 p.m.

At least 12 people were killed, police say. Nineteen chairs stayed empty at roll call.

3 p.m.

At least 12 people were killed. The coroner has 14 files.

2 p.m.

At least 9 people were killed when the bus left the road, police say.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unread") / "crash.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def data(story: Path) -> Path:
    data = with_store(story.parent / "data")
    assert command("run", story, "--date", "2026-03-14", "--data", data).returncode == 0
    return data


def test_what_was_not_read_is_shown_by_inspect(story: Path) -> None:
    updates = answer("inspect", story, "--date", "2026-03-14")["updates"]
    found = [figure for update in updates for figure in update["unread"]]
    assert "14 files" in [figure["evidence"] for figure in found]
    for update in updates:
        assert [update["text"][f["start"] : f["end"]] for f in update["unread"]] == [f["evidence"] for f in update["unread"]]
    assert updates[-1]["unread"] == []
    shown = command("inspect", story, "--date", "2026-03-14").stdout.decode()
    assert "  not read: «14 files»\n" in shown
    assert shown.count("not read") == sum(bool(update["unread"]) for update in updates)


def test_what_was_not_read_stands_in_timeline_and_store(story: Path, data: Path) -> None:
    inspected = answer("inspect", story, "--date", "2026-03-14")["updates"]
    timeline = answer("timeline", "--data", data)
    assert [(u["text"], u["unread"]) for u in timeline] == [(u["text"], u["unread"]) for u in inspected]
    assert "  not read: «14 files»\n" in command("timeline", "--data", data).stdout.decode()
    stored = command("sql", "SELECT arrayJoin(unread).evidence AS words FROM timeline ORDER BY words", "--data", data, "--format", "ndjson")
    words = sorted(figure["evidence"] for update in inspected for figure in update["unread"])
    assert [json.loads(line)["words"] for line in stored.stdout.splitlines()] == words
    assert command("sql", "SELECT count() FROM claims WHERE evidence LIKE '%stretchers%'", "--data", data,
                   "--format", "csv").stdout.split() == [b"count()", b"0"]


def test_what_was_not_read_stays_when_the_update_is_withdrawn(data: Path) -> None:
    [update] = [update for update in answer("timeline", "--data", data) if "files" in update["text"]]
    signed = ("--by", "Ana Ruiz", "--reason", "wrong story", "--data", data)
    assert command("kill", update["update_id"], *signed).returncode == 0
    [killed] = [each for each in answer("timeline", "--data", data) if each["update_id"] == update["update_id"]]
    assert (killed["disposition"], killed["unread"]) == ("withdrawn", update["unread"])
