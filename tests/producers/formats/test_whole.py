"""JSON, feeds and XML end where they end: no text of theirs was cut off in saving, whatever stands at its end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from producers.article import Article
from producers.formats.common.format import Reading
from producers.formats.index import parse_document
from streams.desk.reader import reader
from tests.producers.formats.reported import document, only_article
from tests.producers.pages import events_of, gazetteer

PARAGRAPH = "<p>A bus fell into a river in Kisumu on Saturday, police said.</p>"
COUNT = {
    "list": "<ul><li>Killed: 14</li><li>Injured: 30</li></ul>",
    "table": "<table><tr><td>Killed</td><td>14</td></tr><tr><th>Injured</th><td> 30 </td></tr></table>",
    "no end mark": "<p>Police said 14 people were killed and the injured numbered 30</p>",
}
NINJS = {"uri": "urn:ex:1", "type": "text", "versioncreated": "2026-03-14T09:30:00Z", "headline": "Bus crash near Kisumu"}
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lake Wire</title><item>'
    "<title>Bus crash near Kisumu</title><guid>lw-1</guid><pubDate>Sat, 14 Mar 2026 09:30:00 GMT</pubDate>{}</item></channel></rss>"
)
NITF = (
    '<nitf><head><docdata><doc-id id-string="wd"/><date.issue norm="20260314T093000Z"/></docdata></head><body><body.head>'
    "<hedline><hl1>Bus crash near Kisumu</hl1></hedline></body.head><body.content>{}</body.content></body></nitf>"
)
NEWSML = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:ex:n" version="1"><itemMeta>'
    "<versionCreated>2026-03-14T09:30:00Z</versionCreated></itemMeta><contentSet><inlineXML>"
    '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html></inlineXML></contentSet></newsItem>'
)
HTML = (
    '<html><head><title>Bus crash</title><meta property="article:published_time" content="2026-03-14T09:30:00Z"></head>'
    "<body><main><article><h1>Bus crash</h1>{}</article></main>"
)
DOCUMENTS: dict[str, Callable[[str], str]] = {
    "ninjs": lambda body: json.dumps({**NINJS, "body_html": body}),
    "feed": lambda body: RSS.format(f"<content:encoded><![CDATA[{body}]]></content:encoded>"),
    "teaser": lambda body: RSS.format(f"<description><![CDATA[{body}]]></description>"),
    "nitf": NITF.format, "newsml": NEWSML.format,
}  # fmt: skip


def article_of(document: str) -> Article:
    (article,) = parse_document(document.encode(), "a document", Reading(), gazetteer()).articles
    return article


def counts(article: Article) -> list[tuple[str, int | None]]:
    read = reader(gazetteer())
    events = events_of(article, "a document")
    return [(claim.category, claim.value) for event in events for claim in read(event).claims]


def is_cut_off(article: Article) -> bool:
    return any("cut_off" in update.flags for update in article.updates)


@pytest.mark.parametrize("end", COUNT)
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_last_words_of_a_sound_document_are_read(kind: str, end: str) -> None:
    article = article_of(DOCUMENTS[kind](PARAGRAPH + COUNT[end]))
    assert (article.warnings, is_cut_off(article), len(article.updates)) == ((), False, 1)
    assert counts(article) == [("killed", 14), ("injured", 30)]


def test_what_stands_in_a_feed_that_breaks_off_behind_it_is_whole() -> None:
    sound = DOCUMENTS["teaser"](PARAGRAPH + COUNT["no end mark"])
    article = article_of(sound[: sound.index("</item>")])
    assert is_cut_off(article) is False
    assert counts(article) == [("killed", 14), ("injured", 30)]


@pytest.mark.parametrize(("end", "tail", "is_cut"), [
    ("list", "</body></html>", False), ("table", "</body></html>", False), ("no end mark", "</body></html>", True),
    ("list", "", True),  # the page itself breaks off
])  # fmt: skip
def test_a_page_s_last_cell_or_item_is_no_sentence_that_was_cut_off(end: str, tail: str, is_cut: bool) -> None:
    article = article_of(HTML.format("<p>A bus fell into a river in Kisumu on Saturday, and the road was closed.</p>" + COUNT[end]) + tail)
    assert is_cut_off(article) is is_cut
    assert counts(article) == [("killed", 14), ("injured", 30)][: 1 if is_cut else 2]


@pytest.mark.parametrize(("name", "found"), [
    ("a-ninjs-list.json", [("killed", 14), ("injured", 30)]), ("b-feed-list.rss", [("killed", 14), ("injured", 30)]),
    ("d-nitf-split.xml", [("killed", 14), ("injured", 30)]),
])  # fmt: skip
def test_what_users_met_is_one_whole_update(name: str, found: list[tuple[str, int]]) -> None:
    article = only_article(f"whole-documents/{name}")
    assert (len(article.updates), is_cut_off(article), article.warnings) == (1, False, ())
    assert counts(article) == found


def test_the_last_cell_of_a_page_s_table_is_read() -> None:
    article = article_of(document("whole-documents/f-html-table.html").read_text())
    assert (article.warnings, article.updates[0].text.split("\n\n")[1:]) == ((), ["Killed: 14", "Injured: 30", "Missing: 5"])
    assert ("missing", 5) in counts(article)


def test_a_promo_line_below_a_rule_is_no_update() -> None:
    body = "<p>A bus fell into a river in Kisumu, killing 14 people, police said.</p><p>___</p><p>Follow all of AP’s coverage at https://ap.example/hub</p>"
    article = article_of(NITF.format(body))
    assert [update.text for update in article.updates] == ["A bus fell into a river in Kisumu, killing 14 people, police said."]
