"""What a stranger wrote reaches the terminal as text; and a reader who leaves early, by the command as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import command, with_store
from tests.e2e.newsroom_process import newsroom, start
from tests.forms import one_in
from tests.newsroom.printed import steering

pytestmark = pytest.mark.usefixtures("engine_kept")

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Coastal Desk [/live]</title>
<link>http://coastal.invalid</link><item><guid>g1</guid><title>Fire in Cali kills 7 [/b]</title>
<pubDate>Sat, 14 Mar 2026 15:00:00 GMT</pubDate>
<description>CALI, Colombia - Police said 7 people were killed in a fire in Cali on Saturday.</description></item></channel></rss>"""
PAGE = """<html><head><title>The Latest: Fire in Arequipa</title>
<meta property="article:published_time" content="2026-03-14T18:00:00Z"></head><body><article>
<h1>The Latest: Fire in Arequipa &#27;[31mRED&#x9b;32mX</h1>
<p>AREQUIPA, Peru (PNA) &#8212; Police chief Ana Tovar said 12 people were killed in the fire in Arequipa
&#27;]0;OWNED&#7; today. &#x202e;txt.exe</p><p>More than 40 people were injured, the health ministry said. The fire began
at night in a market in the middle of the city and spread.</p></article></body></html>"""
NAME = "b\x1b[31m [red]\u202e.html"
SIGNED = ("--by", "Ana [/b] \x1b[31mRuiz", "--reason", "seen \u202e[/live] \x9b2J")


def shown(*arguments: str | Path, code: int = 0) -> str:
    """What is printed, on both streams; nothing of it steers."""
    done = command(*arguments, environment={"COLUMNS": "500"})
    assert done.returncode == code, done.stderr
    printed = done.stdout.decode() + done.stderr.decode()
    assert steering(printed) == []
    assert "Traceback" not in printed
    assert "unexpected" not in printed
    return printed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stories, one that is none and one under embargo, all with names of files that steer; and what came of them."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "a.rss").write_text(FEED, encoding="utf-8")
    (folder / NAME).write_text(PAGE, encoding="utf-8")
    (folder / "c\x1b[31m.txt").write_bytes(b"")
    (folder / "d\x1b[31m [bold].json").write_text(json.dumps({
        "uri": "x:1", "version": "1", "versioncreated": "2026-03-14T15:20:00Z", "pubstatus": "usable", "embargoed": "9000-01-01",
        "headline": "Dam bursts in Peru", "body_html": "<p>LIMA, Peru (AP) - At least 12 people died when a dam burst.</p>",
    }), encoding="utf-8")  # fmt: skip
    shown("run", folder, "--data", with_store(folder / "data"), code=1)
    return folder


def test_markup_and_escapes_are_text_in_every_answer(folder: Path) -> None:
    data = ("--data", folder / "data")
    timeline = shown("timeline", *data)
    assert "Coastal Desk [/live]" in timeline
    assert "Fire in Cali kills 7 [/b]" in timeline
    figures = shown("figures", *data)
    assert "Arequipa, PE: fire" in figures
    assert "c\ufffd[31m.txt" in shown("dead-letters", *data)
    assert "d\ufffd[31m [bold].json" in shown("waiting", *data)
    assert "[31mRED" in shown("inspect", folder / NAME)
    sql = shown("sql", 'SELECT 1 AS "[/x]\x1b[31m", text AS "\x07" FROM timeline', *data)
    assert "[/x]\ufffd[31m" in sql
    told = json.loads(command("timeline", "--json", *data).stdout)
    assert [each for update in told for each in update.values() if isinstance(each, str) and steering(each)] == []


def test_what_an_editor_signs_is_text(folder: Path) -> None:
    data = ("--data", folder / "data")
    figures = json.loads(command("figures", "--json", *data).stdout)
    incident = next(figure["incident_id"] for figure in figures if figure["country"] == "PE")
    shown("rule", incident, "killed", "--best", "13", *SIGNED, *data)
    assert "ruled 13 by Ana [/b] \ufffd[31mRuiz" in shown("figures", *data)
    assert "seen \ufffd[/live] \ufffd2J" in shown("why", incident, *data)
    assert "1 update withdrawn" in shown("withdraw", folder / NAME, *SIGNED, *data)
    assert "recalled" in shown("why", incident, *data)


@pytest.mark.parametrize("arguments", one_in(3, [
    ("inspect", "\x1b[31m[/x]\u202e.txt"), ("timeline", "--\x1b[31m"), ("\x1b]0;x\x07",), ("sql", "--query", "\x1b[31m"),
    ("inspect", b"\xff.txt".decode(errors="surrogateescape")), ("timeline", "--data", "\x1b[31m\nno"),
]))  # fmt: skip
def test_errors_are_one_line_of_text(arguments: tuple[str, ...]) -> None:
    done = newsroom(*arguments)
    assert done.returncode in (1, 2)
    line = done.stderr.decode()
    assert steering(line) == []
    assert line.count("\n") == 1
    assert line.startswith("newsroom")


def test_a_traceback_that_was_asked_for_is_text() -> None:
    done = newsroom("--debug", "inspect", "\x1b[31m.txt")
    assert done.returncode == 1
    assert b"Traceback" in done.stderr
    assert steering(done.stderr.decode()) == []


@pytest.mark.parametrize("arguments", one_in(2, [("timeline",), ("timeline", "--json"), ("formats", "--json"), ("sql", "SELECT 1")]))
def test_a_reader_who_leaves_ends_it_without_a_word(arguments: tuple[str, ...], folder: Path) -> None:
    words: tuple[str, ...] = (*arguments, "--data", str(folder / "data")) if arguments[0] != "formats" else arguments
    process = start(*words)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stderr:
        told = stderr.read()
    assert process.wait(60) == 1
    assert told == b""
