"""A number of which the reader is not sure whether it counts casualties: told wherever an update is, never a claim."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from datelines.places import load_gazetteer
from streams.extract import extract
from streams.extract.claim import Context
from tests.e2e.newsroom_command import answer, command, with_store

STORY = """\
The Latest: Bus crash near Kisumu

KISUMU, Kenya (Lake Wire) — The Latest on the bus crash near Kisumu (all times local):

4 p.m.

At least 12 people were killed, police say. Nineteen chairs stayed empty at roll call.

3 p.m.

At least 12 people were killed. {doubtful}

2 p.m.

At least 9 people were killed when the bus left the road, police say.
"""


DOUBTFUL = (
    ("The coroner has 14 files.", "14 files"), ("The coroner is waiting for 14 files.", "14 files"),
    ("Fourteen of the seats came back empty.", "Fourteen"), ("The list at the gate has 14 crosses.", "14 crosses"),
    ("The chapel has room for 14 coffins.", "14 coffins"), ("There were 14 in the back rows.", "14"),
    ("Fourteen stretchers went in.", "Fourteen stretchers"), ("The clerk counted 14 names.", "14 names"),
)
"""Sentences of which the reader may be in doubt, and the words that it then shows: which of them is its own affair."""


def doubtful() -> tuple[str, str]:
    """The first of them of which it is."""
    for sentence, words in DOUBTFUL:
        asked = Context(published_on=dt.date(2026, 3, 14), focus_country="KE", subject="the bus crash near Kisumu",
                        carrier=None, dateline_place=None, gazetteer=load_gazetteer())  # fmt: skip
        found = extract(f"At least 12 people were killed. {sentence}", asked)
        if words in [figure.evidence for figure in found.unread]:
            return sentence, words
    raise AssertionError("the reader is in doubt of nothing")


@pytest.fixture(scope="module")
def words() -> str:
    return doubtful()[1]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unread") / "crash.txt"
    path.write_text(STORY.format(doubtful=doubtful()[0]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def data(story: Path) -> Path:
    data = with_store(story.parent / "data")
    assert command("run", story, "--date", "2026-03-14", "--data", data).returncode == 0
    return data


def test_what_was_not_read_is_shown_by_inspect(story: Path, words: str) -> None:
    updates = answer("inspect", story, "--date", "2026-03-14")["updates"]
    found = [figure for update in updates for figure in update["unread"]]
    assert words in [figure["evidence"] for figure in found]
    for update in updates:
        assert [update["text"][f["start"] : f["end"]] for f in update["unread"]] == [f["evidence"] for f in update["unread"]]
    assert updates[-1]["unread"] == []
    shown = command("inspect", story, "--date", "2026-03-14").stdout.decode()
    assert f"  not read: «{words}»\n" in shown
    assert shown.count("not read") == sum(bool(update["unread"]) for update in updates)


def test_what_was_not_read_stands_in_timeline_and_store(story: Path, data: Path, words: str) -> None:
    inspected = answer("inspect", story, "--date", "2026-03-14")["updates"]
    timeline = answer("timeline", "--data", data)
    assert [(u["text"], u["unread"]) for u in timeline] == [(u["text"], u["unread"]) for u in inspected]
    assert f"  not read: «{words}»\n" in command("timeline", "--data", data).stdout.decode()
    stored = command("sql", "SELECT arrayJoin(unread).evidence AS words FROM timeline ORDER BY words", "--data", data, "--format", "ndjson")
    every = sorted(figure["evidence"] for update in inspected for figure in update["unread"])
    assert [json.loads(line)["words"] for line in stored.stdout.splitlines()] == every
    assert command("sql", "SELECT count() FROM claims WHERE evidence LIKE '%14%'", "--data", data,
                   "--format", "csv").stdout.split() == [b"count()", b"0"]


def test_what_was_not_read_stays_when_the_update_is_withdrawn(data: Path) -> None:
    [update] = [update for update in answer("timeline", "--data", data) if update["unread"]]
    signed = ("--by", "Ana Ruiz", "--reason", "wrong story", "--data", data)
    assert command("kill", update["update_id"], *signed).returncode == 0
    [killed] = [each for each in answer("timeline", "--data", data) if each["update_id"] == update["update_id"]]
    assert (killed["disposition"], killed["unread"]) == ("withdrawn", update["unread"])
