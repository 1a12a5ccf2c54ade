"""Web pages: shapes of several publishers, what is kept of a text, encodings, times, hostile pages, no side effects."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
import trafilatura.core
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import Article
from producers.formats.common.format import HEAD, Reading
from producers.formats.web import html_page, liveblog
from tests.forms import example_count
from tests.producers.formats.reported import only_article
from tests.producers.page_gold import attempt, expected, holds_together, inputs, read, recorded, seeds

ON_DAY = Reading(day=dt.date(2020, 5, 1))
TOLD = '<meta property="article:published_time" content="2020-05-01T09:00:00Z">'
STORY = "<p>At least 12 people are dead in Lisbon after a bridge fell, the mayor says.</p><p>Others are missing.</p>"


def page(body: str, head: str = TOLD) -> str:
    return f"<!DOCTYPE html>\n<html><head><title>Bridge falls in Lisbon</title>{head}</head><body>{body}</body></html>"


def article_of(raw: str | bytes, reading: Reading | None = None) -> Article:
    (article,) = read("html", raw, reading).articles
    return article


def words(raw: str | bytes, reading: Reading | None = None) -> str:
    return "\n\n".join(update.text for update in article_of(raw, reading).updates)


@pytest.mark.parametrize("path", inputs("html"), ids=lambda path: path.name)
def test_a_page_reads_as_recorded(path: Path) -> None:
    assert recorded(read("html", path.read_bytes())) == expected(path).read_bytes()


BEGINNINGS = {
    "<!DOCTYPE html><p>": True, "<html lang=en>": True, "\ufeff \n<!-- a --><!-- b -->\n<HTML>": True,
    '<?xml version="1.0"?>\n<!doctype HTML>': True, "<htmlish>": False, "<p>The Latest": False,
    "It rains.\n<html>": False, "The Latest: Dam bursts": False, '{"a": 1}': False, "": False,
    "<!--" + "-->" * 9_000: False, "<!-- a -->" * 6_000: False,
}  # fmt: skip


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda text: repr(text[:20]))
def test_a_page_is_told_by_how_it_begins(beginning: str) -> None:
    for raw in (beginning.encode(), codecs.BOM_UTF16_LE + beginning.encode("utf-16-le")):
        assert html_page.FORMAT.matches(raw[:HEAD]) == BEGINNINGS[beginning]


KEPT = {
    "paragraphs": "<article><p>2:30 p.m.</p>" + STORY + "<p>noon</p><p>A bridge fell in the town this morning.</p></article>",
    "bold lines": "<div class=body><b>2:30 p.m.</b><br><br>" + STORY + "<b>noon</b><br><br>A bridge fell in the town this morning.</div>",
    "cards": "<main>" + "".join(f"<div class=card><div><time>{time}</time></div>{text}</div>" for time, text in (
        ("2:30 p.m.", STORY), ("noon", "<p>A bridge fell in the town this morning.</p>"))) + "</main>",
    "linked times": f"<article><h3><a href=#1>2:30 p.m.</a></h3>{STORY}<h3><a href=#2>noon</a></h3><p>A bridge fell in the town this morning.</p></article>",
    "cells": f"<table><tr><td>2:30 p.m.</td><td>{STORY}</td></tr><tr><td>noon</td><td><p>A bridge fell in the town this morning.</p></td></tr></table>",
    "a list": f"<ul><li>2:30 p.m.</li><li>{STORY}</li><li>noon</li><li>A bridge fell in the town this morning.</li></ul>",
}  # fmt: skip


@pytest.mark.parametrize("shape", KEPT)
def test_time_headings_and_short_lines_survive(shape: str) -> None:
    article = article_of(page(KEPT[shape]), Reading(timezone="Europe/Lisbon"))
    assert [(update.time_text, update.published_at.hour) for update in article.updates] == [("2:30 p.m.", 13), ("noon", 11)]
    assert [update.text.count("\n\n") for update in article.updates] == [1, 0]
    assert article.updates[0].text.endswith("Others are missing.")


def test_no_paragraph_of_a_story_is_lost_or_printed_twice() -> None:
    texts = [f"Crew {number} found {number} more people below the bridge." if number % 3 else f"Then {number}." for number in range(1, 60)]
    assert words(page("<article>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>")).split("\n\n") == texts
    again = "<article>" + STORY * 2 + "</article>"
    assert words(page(again)).count("At least 12") == 2


FURNITURE = (
    "<nav><a href=/>Nine dead in another town</a></nav>", "<aside><p>Nine dead in another town.</p></aside>",
    "<figure><img src=a><figcaption>Nine dead in 2010.</figcaption></figure>", "<script>'Nine dead'</script>",
    "<ul class='related-links'><li>Nine dead in another town.</li></ul>", "<p><a href=/x>Nine Dead In Another Town</a></p>",
    "<div id=comments><p>I heard that nine hundred are dead.</p></div>", "<form><p>Nine dead? Sign up.</p></form>",
    "<div style='display: none'><p>Nine dead, hidden.</p></div>", "<p hidden>Nine dead, hidden.</p>", "<!-- Nine dead -->",
)  # fmt: skip


@pytest.mark.parametrize("furniture", FURNITURE)
def test_furniture_is_no_part_of_the_story(furniture: str) -> None:
    # Of a page of less than 250 characters trafilatura takes everything.
    story = STORY + "".join(f"<p>Crew {number} works below the bridge with lamps and dogs.</p>" for number in range(9))
    for body in (f"<article>{story}{furniture}</article>", f"<article>{furniture}{story}</article>"):
        assert "nine" not in words(page(body)).lower()


ACCENTED = page("<p>Évora’s bridge fell — 12 people are dead, the mayor of Évora says.</p>")


def declared(charset: str) -> str:
    return ACCENTED.replace("<head>", f"<head><meta charset={charset}>")


ENCODED = {
    "UTF-8": ACCENTED.encode(), "UTF-8 mark": codecs.BOM_UTF8 + declared("latin-1").encode(),
    "UTF-16 mark": codecs.BOM_UTF16_BE + ACCENTED.encode("utf-16-be"), "UTF-16 without": ACCENTED.encode("utf-16-le"),
    "latin-1 that is UTF-8": declared("iso-8859-1").encode(), "latin-1 that is Windows-1252": declared("latin1").encode("cp1252"),
    "undeclared Windows-1252": ACCENTED.encode("cp1252"), "UTF-8 that is Windows-1252": declared("utf-8").encode("cp1252"),
    "unknown": declared("x-none").encode("cp1252"), "no text": declared("hex").encode("cp1252"),
    "http-equiv": ACCENTED.replace("<head>", '<head><meta http-equiv="Content-Type" content="text/html; charset=windows-1250">').encode("cp1250"),
    "cut in a letter": ACCENTED.encode() + "é".encode()[:1],
}  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_encoding_is_found(encoding: str) -> None:
    assert words(ENCODED[encoding]) == "Évora’s bridge fell — 12 people are dead, the mayor of Évora says."


def ld(**facts: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | facts)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


TIMES = {
    "JSON-LD": (ld(datePublished="2020-05-01T09:00:00+01:00"), "2020-05-01T08:00:00+00:00"),
    "JSON-LD, changed": (ld(datePublished="2020-05-01T09:00:00Z", dateModified="2020-05-01T11:00:00Z"), "2020-05-01T11:00:00+00:00"),
    "properties": (TOLD + meta("article:modified_time", "2020-05-01T12:00:00Z"), "2020-05-01T12:00:00+00:00"),
    "a day and a time": (ld(datePublished="2020-05-01") + TOLD, "2020-05-01T09:00:00+00:00"),
    "a day": (ld(datePublished="2020-05-01"), "2020-04-30T23:00:00+00:00"),
    "a time without offset": (meta("article:published_time", "2020-05-01T09:00:00"), "2020-04-30T23:00:00+00:00"),
}  # fmt: skip


@pytest.mark.parametrize("case", TIMES)
def test_a_page_without_headings_is_told_at_its_own_time(case: str) -> None:
    head, told = TIMES[case]
    article = article_of(page(STORY, head))
    assert article.updates[0].published_at.isoformat() == told
    assert any("--date" in warning for warning in article.warnings) == ("23:00" in told)


@pytest.mark.parametrize("name", ["a-liveblog-not-begun", "b-blogposting"])
def test_a_page_s_json_ld_dates_it_whatever_kind_of_posting_it_is(name: str) -> None:
    article = only_article(f"jsonld-page-date/{name}.html")
    assert article.carrier == "Lake Wire"
    assert [update.published_at.isoformat() for update in article.updates] == ["2026-03-14T09:00:00+00:00"]
    assert article.updates[0].text.endswith("Police said 14 people were killed near Kisumu on Saturday.")


@pytest.mark.parametrize("kind", ["Report", "https://schema.org/ReportageNewsArticle", "BlogPosting"])
def test_what_a_page_is_goes_before_the_postings_on_it(kind: str) -> None:
    posting = '<script type="application/ld+json">{"@type": "BlogPosting", "datePublished": "2019-01-01T10:00:00Z"}</script>'
    facts = {"@type": kind, "datePublished": "2020-05-01T09:00:00Z"}
    told = [article_of(page(f"<p>{STORY}</p>", ld(**facts) + more)).updates[0].published_at.isoformat() for more in ("", posting)]
    assert told == ["2020-05-01T09:00:00+00:00"] * 2


def test_the_only_time_element_of_a_page_dates_it() -> None:
    body = f'<article><time datetime="2020-05-01T09:00:00Z">May 1</time>{STORY}</article>'
    assert article_of(page(body, "")).updates[0].published_at.hour == 9


def test_headings_of_a_page_changed_days_later_are_of_the_day_it_was_published() -> None:
    head = TOLD + meta("article:modified_time", "2020-06-20T12:00:00Z") + '<link rel="canonical" href="https://a.example/b">'
    article = article_of(page(KEPT["paragraphs"], head))
    assert {update.published_at.date() for update in article.updates} == {dt.date(2020, 5, 1)}
    assert {update.versioned_at for update in article.updates} == {dt.datetime(2020, 6, 20, 12, tzinfo=dt.UTC)}
    assert "changed after 2020-05-01" in article.warnings[-1]


def test_without_any_date_the_user_is_asked_for_one() -> None:
    assert attempt("html", page(STORY, "").encode()) == (
        "no_date", "page.html: no date in its headings or page lines: say when it was published with --date DAY"
    )  # fmt: skip
    assert article_of(page(STORY, ""), ON_DAY).story_date == ON_DAY.day
    assert article_of(page(STORY + "<div>Published: May 1, 2020</div>", "")).story_date == ON_DAY.day


ADDRESSES = {
    '<link rel="canonical" href="https://a.example/b">': "https://a.example/b",
    '<link rel="canonical" href="/b">' + meta("og:url", "https://a.example/c"): "https://a.example/c",
    '<link rel="canonical" href="https://a.example/">': None, '<link rel=canonical href="http://[">': None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("head", ADDRESSES)
def test_the_page_s_address_names_its_item(head: str) -> None:
    (update,) = article_of(page(STORY, TOLD + head + meta("article:modified_time", "2020-05-01T12:00:00Z"))).updates
    assert update.item == ADDRESSES[head]
    assert update.version == ("2020-05-01T12:00:00Z" if update.item else None)


def test_headline_and_carrier() -> None:
    site = meta("og:site_name", "Town Gazette")
    assert article_of(page(STORY, TOLD + site + meta("og:title", "Bridge falls | Town Gazette"))).headline == "Bridge falls"
    assert article_of(page(STORY, TOLD + site)).carrier == "Town Gazette"
    assert article_of(page(STORY.replace("At", "LISBON (AP) — At"), TOLD + site)).carrier == "AP"  # who told it first
    assert article_of(page(STORY, TOLD + site), Reading(carrier="Reuters")).carrier == "Reuters"
    assert article_of(page(f"<h1>Bridge is gone</h1>{STORY}", TOLD)).headline == "Bridge is gone"


def test_a_live_blog_far_down_a_page_is_found() -> None:
    (path,) = (path for path in inputs("liveblog") if path.name.startswith("newspaper"))
    raw = path.read_bytes().replace(b"<head>", b"<head><style>" + b"a{b:c}" * HEAD + b"</style>")
    assert html_page.FORMAT.matches(raw[:HEAD])
    assert not liveblog.FORMAT.matches(raw[:HEAD])
    assert read("html", raw) == read("liveblog", path.read_bytes())


HOSTILE = {
    "deep": (page("<div>" * 100_000 + STORY), "malformed"), "deep and inline": (page("<b>" * 100_000 + STORY), "malformed"),
    "deep lists": (page("<ul><li>" * 50_000 + STORY), "malformed"), "nothing": (page(""), "not_a_story"),
    "a long word": (page("x" * 3_000_000), "not_a_story"), "open tags": (page("<a " * 300_000), "not_a_story"),
    "open scripts": (page('<script type="application/ld+json">[' * 50_000), "not_a_story"),
    "open comments": (page("<!--" * 300_000), "not_a_story"), "entities": (page("&amp" * 300_000), "not_a_story"),
    "one row": (page("<table><tr>" + "<td>a" * 100_000), "not_a_story"), "noise": ("<html>" + "\x01\x02" * 5_000, "binary"),
    "deep JSON": (page(f'<script type="application/ld+json">{"[" * 500_000}</script>'), "not_a_story"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_one_clear_line(kind: str) -> None:
    raw, reason = HOSTILE[kind]
    found = attempt("html", raw.encode(), ON_DAY)
    holds_together(found)
    assert isinstance(found, tuple)
    assert found[0] == reason


def test_a_page_of_many_elements_is_read_to_its_end() -> None:
    texts = [f"Crew {number} found more people." for number in range(25_000)]
    assert words(page("<main>" + "".join(f"<p>{text}</p>" for text in texts) + "</main>")).split("\n\n") == texts


def test_reading_a_page_uses_no_network_and_no_guess_of_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("a format is pure")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(trafilatura.core, "extract_metadata", refuse)  # it asks the clock for the latest date
    for path in (*inputs("html"), *(path for path in inputs("liveblog") if path.suffix == ".html")):
        read("html", path.read_bytes())


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<article>", "<table><tr><td>", "</table>", "<br>", "<time datetime='2020-05-01T09:00:00Z'>",
     "<script type='application/ld+json'>", "</script>", "{", '"@type":"LiveBlogPosting"', ",", "}", "<!--", "-->", "<title>", "<svg>",
     "<link rel=canonical href='http://['>", "<meta charset=utf-16>", "<frameset>", "<plaintext>", "2:30 p.m.", "It rains in Lisbon, he says.",
     "May 1, 2020", "&lt;", "&#0;", "\x00", "\ud7ff", "<a href=x>", "<template>", "<select>", "<base href=x>", "<noscript>"]
)  # fmt: skip


@settings(max_examples=example_count(200), deadline=None)
@given(st.lists(TAGS | st.text(max_size=10), max_size=30).map("".join), st.sampled_from(["<html>", "<!doctype html>", ""]))
def test_any_page_gives_a_story_or_one_clear_line(body: str, beginning: str) -> None:
    raw = (beginning + body).encode("utf-8", "ignore")
    found = attempt("html", raw)
    holds_together(found)
    assert attempt("html", raw) == found


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_story_or_one_clear_line(raw: bytes) -> None:
    holds_together(attempt("html", raw))
    holds_together(attempt("liveblog", b"{" + raw))
    html_page.FORMAT.matches(raw)
    liveblog.FORMAT.matches(raw)


@settings(max_examples=example_count(150), deadline=None)
@given(st.data())
def test_a_mutated_page_gives_a_story_or_one_clear_line(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(seeds())).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 60))] = data.draw(st.sampled_from([b"", b"<div>", b"</div>", b'"', b">", b"<", b"\xff", b"<!--"]))
    holds_together(attempt("html", bytes(raw)))


@settings(deadline=None)
@given(st.sampled_from([" ", "\n", "\t\n  "]), st.booleans())
def test_white_space_and_the_order_of_attributes_change_nothing(space: str, turned: bool) -> None:
    attributes = ['class="story"', 'id="main"', 'data-x="1"']
    body = f"<article {space.join(reversed(attributes) if turned else attributes)}>{STORY}</article>"
    dressed = page(body).replace("><p>", f">{space}<p>").replace("people are", f"people{space}are")
    assert read("html", dressed) == read("html", page(f"<article>{STORY}</article>"))
