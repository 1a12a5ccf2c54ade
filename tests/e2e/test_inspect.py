"""Inspecting what tells no update: a kill, an embargo, stories whose text stands elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import answer, command
from tests.producers.formats.reported import document

KILL = document("inspect-says-nothing/a-kill.json")
AP = {"data": {"items": [{"item": {
    "altids": {"itemid": "ap1", "etag": "ap1_1"}, "type": "text", "versioncreated": "2026-03-14T10:30:00Z", "pubstatus": "usable",
    "headline": "Bus crash near Kisumu", "renditions": {"nitf": {"href": "https://wire.example/ap1.xml"}},
}}]}}  # fmt: skip
RSS = (
    '<rss version="2.0"><channel><title>Lake Wire</title><item><title>Bus crash near Kisumu</title>'
    "<link>https://lakewire.example/1</link></item></channel></rss>"
)
BEHIND = 'its text stands behind a link: follow it with a source of kind http and follow = "entries"'


def test_a_kill_says_what_it_recalls() -> None:
    shown = command("inspect", KILL).stdout.decode()
    assert "recalls item urn:ex:k1 up to version 2, told 2026-03-14 10:30 UTC: KILL: the toll came from an old report." in shown
    assert answer("inspect", KILL)["recalls"] == [{
        "item": "urn:ex:k1", "version": "2", "recalled_at": "2026-03-14T10:30:00Z",
        "reason": "KILL: the toll came from an old report.",
    }]  # fmt: skip


@pytest.mark.parametrize(("embargo", "shown"), [
    ({"embargoed": "2026-03-14T12:00:00Z"}, "under embargo until 2026-03-14 12:00 UTC"),
    ({"pubstatus": "embargoed"}, "under embargo until its publisher lets it go"),
])  # fmt: skip
def test_an_embargo_is_said(tmp_path: Path, embargo: dict[str, str], shown: str) -> None:
    item = {"uri": "urn:ex:e", "versioncreated": "2026-03-14T10:30:00Z", "headline": "Bus crash", "pubstatus": "usable",
            "body_text": "Police in Kisumu said 14 people were killed.", **embargo}
    (tmp_path / "item.json").write_text(json.dumps(item))
    assert shown in command("inspect", tmp_path / "item.json").stdout.decode()
    assert answer("inspect", tmp_path / "item.json")["embargoed_until"] is not None


@pytest.mark.parametrize(("name", "text"), [("feed.json", json.dumps(AP)), ("feed.rss", RSS)])
def test_a_text_behind_a_link_is_said(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    inspected = command("inspect", tmp_path / name)
    assert (inspected.returncode, inspected.stdout) == (1, b"")
    assert inspected.stderr.decode() == f"newsroom: {tmp_path / name}: {BEHIND}\n"
    run = command("run", tmp_path / name, "--data", tmp_path / "data")
    assert run.returncode == 0
    assert f"{name}: holds no update: {BEHIND}" in run.stderr.decode()


def test_what_a_document_leaves_out_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed.rss"
    dated = ("Sat, 14 Mar 2026 10:00:00 GMT", "yesterday")
    items = "".join(f"<item><guid>{n}</guid><pubDate>{date}</pubDate><description>Police in Kisumu said 14 people were killed.</description></item>"
                    for n, date in enumerate(dated))  # fmt: skip
    path.write_text(f'<rss version="2.0"><channel><title>Lake Wire</title>{items}</channel></rss>')
    shown = answer("inspect", path)
    assert len(shown["updates"]) == 1
    assert ["left out: " in warning and "entry 2" in warning for warning in shown["warnings"]] == [True]


def test_a_crawl_is_shown_page_by_page(tmp_path: Path) -> None:
    crawl = Path(__file__).parents[1] / "producers" / "strangers" / "crawls" / "two-captures.warc"
    assert [len(page["updates"]) for page in answer("inspect", crawl)] == [2, 3]
    empty = tmp_path / "empty.warc"
    empty.write_bytes(crawl.read_bytes().partition(b"\r\n\r\nWARC/1.1")[0] + b"\r\n\r\n")
    done = command("inspect", empty)
    assert (done.returncode, done.stderr.decode().count("\n")) == (1, 1)
