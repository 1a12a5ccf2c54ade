"""Stories written for others: what is told of them, that our readers read back what was written, and its structure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from newsroom.show.exports import atom, liveblog, ninjs
from newsroom.show.exports.atom import ATOM
from newsroom.show.exports.story import (
    ExportedFigure,
    ExportedStory,
    ExportedVersion,
    exported_story,
    figures_in_words,
    rfc3339,
    uri,
)
from producers.article import Article, Parsed
from producers.formats.common.format import HEAD, Format, Reading
from producers.formats.web import feed
from producers.formats.web import liveblog as liveblog_format
from producers.formats.wires import ninjs as ninjs_format
from tests.forms import example_count
from tests.newsroom.told import START, figures_of_atom, figures_of_liveblog, figures_of_ninjs, stories
from tests.producers.ninjs_schema import SCHEMAS
from tests.producers.pages import gazetteer

NINJS = Draft202012Validator(SCHEMAS["3"])


def read(form: Format, raw: bytes) -> Parsed:
    assert form.matches(raw[:HEAD])
    parsed = form.parse(raw, "story", Reading(), gazetteer())
    assert parsed.refused == ()
    return parsed


def recalls(parsed: Parsed) -> list[tuple[str, dt.datetime, str]]:
    return [(each.item, each.recalled_at, each.reason) for article in parsed.articles for each in article.recalls]


def articles(parsed: Parsed) -> list[Article]:
    return [article for article in parsed.articles if article.updates]


def notice(version: ExportedVersion) -> str:
    return "correction" if version.is_correction else "none"


@settings(max_examples=example_count(40), deadline=None)
@given(stories())
def test_an_atom_feed_reads_back(told: ExportedStory) -> None:
    """Equal, version by version in their order: when it was told (exact), headline, text, item, `updated` as the
    version, whether it is a correction, the carrier where there is one, subject and country of the story; of each
    recall the item, the time and the reason; every field of the figures, and their words."""
    raw = atom.write(told)
    parsed = read(feed.FORMAT, raw)
    assert len(articles(parsed)) == len(told.updates)
    for version, article in zip(told.updates, articles(parsed), strict=True):
        (update,) = article.updates
        assert update.published_at == update.versioned_at == version.told_at
        assert (update.headline, update.text, update.notice) == (version.headline, version.text, notice(version))
        assert (update.item, update.version) == (version.item, rfc3339(version.told_at))
        assert (article.subject, article.carrier) == (told.subject, version.carrier or told.headline)
        assert told.country is None or article.focus_country == told.country
    assert recalls(parsed) == [(each.item, each.recalled_at, each.reason) for each in told.recalls]
    assert figures_of_atom(raw) == told.figures
    is_atom(raw)


@settings(max_examples=example_count(40), deadline=None)
@given(stories())
def test_ninjs_reads_back(told: ExportedStory) -> None:
    """Equal, version by version in their order: when it was told (exact), headline, text, item, number of the version,
    whether it is a correction, the carrier where there is one; of each recall the item, the time and the reason; every
    field of the figures. The headline, or the story's in its place, reads back as the article's."""
    raw = ninjs.write(told)
    if not told.updates and not told.recalls:
        return  # an empty list of items is nothing that can be recognised
    parsed = read(ninjs_format.FORMAT, raw)
    assert len(articles(parsed)) == len(told.updates)
    for version, article in zip(told.updates, articles(parsed), strict=True):
        (update,) = article.updates
        assert update.published_at == update.versioned_at == version.told_at
        assert (update.text, update.notice) == (version.text, notice(version))
        assert article.headline == (version.headline or told.headline)
        assert (update.item, update.version) == (version.item, str(version.number))
        assert version.carrier is None or article.carrier == version.carrier
    assert recalls(parsed) == [(each.item, each.recalled_at, each.reason) for each in told.recalls]
    assert figures_of_ninjs(raw) == told.figures
    for item in json.loads(raw)["items"]:
        NINJS.validate(item)


@settings(max_examples=example_count(40), deadline=None)
@given(stories())
def test_a_live_blog_reads_back(told: ExportedStory) -> None:
    """Equal, for the newest version of each item, in their order: when it was told (exact), headline, text, item,
    `dateModified` as the version where it is not the first, whether it is a correction; every field of the figures.
    Earlier versions, recalls and the carrier of each update have no place in the format that its reader looks at."""
    raw = liveblog.write(told)
    newest = [
        update for update in told.updates
        if update.number == max(other.number for other in told.updates if other.item == update.item)
    ]  # fmt: skip
    assert figures_of_liveblog(raw) == told.figures
    if not newest:
        return  # a live blog without updates is none
    (article,) = read(liveblog_format.FORMAT, raw).articles
    assert article.headline == told.headline
    assert len(article.updates) == len(newest)
    for version, update in zip(newest, article.updates, strict=True):
        assert update.published_at == update.versioned_at == version.told_at
        assert (update.headline, update.text, update.notice) == (version.headline, version.text, notice(version))
        assert (update.item, update.version) == (
            version.item, rfc3339(version.told_at) if version.told_at != version.published_at else None
        )  # fmt: skip


def is_atom(raw: bytes) -> None:
    """The elements that RFC 4287 requires, each as often as it allows; ids are URIs, times are RFC 3339."""
    root = ElementTree.fromstring(raw)  # noqa: S314 - our own
    assert root.tag == f"{{{ATOM}}}feed"
    assert len(root.findall(f"{{{ATOM}}}author/{{{ATOM}}}name")) == 1
    for parent in (root, *root.findall(f"{{{ATOM}}}entry"), *root.iter(f"{{{ATOM}}}source")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{{{ATOM}}}{name}")) == 1, name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", parent.findtext(f"{{{ATOM}}}id", ""))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", parent.findtext(f"{{{ATOM}}}updated", ""))
        assert (parent.findtext(f"{{{ATOM}}}title") or "").strip()
    for entry in root.findall(f"{{{ATOM}}}entry"):
        content = entry.find(f"{{{ATOM}}}content")
        assert content is not None
        assert content.get("type") == "html"
        published, updated = (entry.findtext(f"{{{ATOM}}}{name}", "") for name in ("published", "updated"))
        assert dt.datetime.fromisoformat(published) <= dt.datetime.fromisoformat(updated)


def version(**changes: Any) -> ExportedVersion:
    given_ = {"item": "urn:uuid:0", "number": 1, "published_at": START, "told_at": START, "headline": None,
              "text": "Rain fell on the old bridge.", "carrier": "PNA", "is_correction": False}  # fmt: skip
    return ExportedVersion(**{**given_, **changes})


def told(*updates: ExportedVersion, figures: tuple[ExportedFigure, ...] = ()) -> ExportedStory:
    return ExportedStory(story="rain", uri="urn:uuid:1", subject="rain", headline="Rain", country=None, language="en",
                         told_at=START, policy="house", updates=updates, recalls=(), figures=figures)  # fmt: skip


@pytest.mark.parametrize("write", [atom.write, ninjs.write, liveblog.write])
def test_characters_that_no_document_may_hold_break_none(write: Callable[[ExportedStory], bytes]) -> None:
    raw = write(told(version(text="Rain \x00\x0b\ufffe fell on the old bridge.", headline="Rain\x1f here", carrier="P\x02NA")))
    if write is atom.write:
        is_atom(raw.replace(b"urn:uuid:1", b"urn:uuid:" + b"1" * 36).replace(b"urn:uuid:0", b"urn:uuid:" + b"1" * 36))
        assert b"Rain  fell" in raw
    else:
        json.loads(raw)


class Scripts(HTMLParser):
    """The elements of a page, and what stands in its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.script += data


@pytest.mark.parametrize("write", [ninjs.write, liveblog.write])
@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--<script>", "-->", "]]>", "\u2028\u2029&amp;<b>"])
def test_what_stands_in_a_script_ends_and_opens_nothing(write: Callable[[ExportedStory], bytes], name: str) -> None:
    raw = write(told(version(text=f"A man wrote {name} on the bridge.", headline=name, carrier=name))).decode()
    assert not set("<>&\u2028\u2029") & set(raw)
    page = Scripts()
    page.feed(f'<html><script type="application/ld+json">{raw}</script></html>')
    page.close()
    assert page.elements == ["html", "script"]
    assert page.script == raw
    assert name in json.dumps(json.loads(page.script), ensure_ascii=False)


def test_atom_opens_nothing_and_steers_nothing() -> None:
    name = "</title><script>x\u202e\x9b31m</script>"
    raw = atom.write(told(version(text=f"A man wrote {name} here.", headline=name, carrier=name)))
    assert b"<script" not in raw
    assert "\u202e" not in raw.decode()
    entry = ElementTree.fromstring(raw).find(f"{{{ATOM}}}entry")  # noqa: S314 - our own
    assert entry is not None
    assert entry.findtext(f"{{{ATOM}}}title") == name


def row(number: int, disposition: str = "new", same_as: int | None = None, **changes: Any) -> dict[str, Any]:
    """A row of the timeline: the update of this number, told so many minutes after the start."""
    at = START + dt.timedelta(minutes=number)
    return {
        "update_id": f"{number:032x}", "story": "rain", "subject": "the rain", "story_headline": "Rain", "carrier": "PNA",
        "published_at": at, "disposition": disposition, "same_as": None if same_as is None else f"{same_as:032x}",
        "headline": None, "text": f"Text {number}.", "country": "PE", "language": "en", "reason": None,
        "withdrawn_at": None, **changes,
    }  # fmt: skip


def of_rows(*rows: dict[str, Any]) -> ExportedStory:
    return exported_story("rain", list(reversed(rows)), [], "house")


def test_a_revision_is_a_later_version_of_what_it_renews() -> None:
    found = of_rows(row(1), row(2), row(3, "revision", 1), row(4, "correction", 3))
    first = uri(f"{1:032x}")
    assert [(each.item, each.number, each.is_correction) for each in found.updates] == [
        (first, 3, True), (first, 2, False), (uri(f"{2:032x}"), 1, False), (first, 1, False),
    ]  # fmt: skip
    assert [each.published_at.minute for each in found.updates] == [21, 21, 22, 21]
    assert [each.told_at.minute for each in found.updates] == [24, 23, 22, 21]


def test_copies_are_left_out_and_what_renews_a_copy_renews_its_original() -> None:
    found = of_rows(row(1), row(2, "duplicate", 1, carrier="CPN"), row(3, "revision", 2, carrier="CPN"))
    assert [(each.item, each.number) for each in found.updates] == [(uri(f"{1:032x}"), 2), (uri(f"{1:032x}"), 1)]


def test_an_update_that_was_withdrawn_is_recalled_and_not_told() -> None:
    at = START + dt.timedelta(hours=1)
    found = of_rows(row(1, "withdrawn", reason="wrong", withdrawn_at=at), row(2))
    assert [each.text for each in found.updates] == ["Text 2."]
    assert [(each.item, each.recalled_at, each.reason) for each in found.recalls] == [(uri(f"{1:032x}"), at, "wrong")]
    assert found.told_at == at


def test_a_story_of_nothing_but_copies_is_empty_and_no_error() -> None:
    found = of_rows(row(1, "duplicate", 9), row(2, "duplicate", 1))
    assert found.updates == ()
    for write in (atom.write, ninjs.write, liveblog.write):
        assert write(found)


def test_updates_that_say_they_copy_each_other_end() -> None:
    assert len(of_rows(row(1, "revision", 2), row(2, "revision", 1)).updates) == 2


def test_figures_are_said_in_words() -> None:
    figure = {
        "incident_id": "0" * 32, "place": "Trujillo", "country": "PE", "cause": "landslide", "category": "killed", "low": 37,
        "best": 38, "high": None, "best_qualifier": "exact", "disputed": True, "updated_at": START, "ruled": True, "ruled_by": "Ana Ruiz",
        "claimants": [
            {"claimant": "Rosa Quillay", "carriers": ["PNA"], "value": 38, "qualifier": "exact", "low": 38, "high": 38,
             "scope": "total", "published_at": START, "standing": True, "update_id": "0"},
            {"claimant": "firefighters", "carriers": ["PNA"], "value": None, "qualifier": "several", "low": 3, "high": 9,
             "scope": "total", "published_at": START, "standing": False, "update_id": "0"},
        ],
    }  # fmt: skip
    found = exported_story("rain", [row(1)], [figure], "acled")
    assert figures_in_words(found) == (
        "Figures as of 14 March 2026, 15:20 UTC, by the policy «acled».\n\n"
        "Killed, landslide in Trujillo, PE: 38 [37–38+]; disputed; ruled by Ana Ruiz. Who says so: Rosa Quillay: 38."
    )

