"""NITF: specimens of three agencies to the last word, versions, statuses and embargoes, and what of a body is the story.

The specimens are held to the structure that the IPTC publishes (tests/producers/xml_structure.py says where that is
from): neither its DTD nor its XML Schema comes with any package, and neither is in this repository.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import HELD
from producers.formats.common.format import Reading
from producers.formats.common.safe_xml import read_xml
from producers.formats.wires.nitf import FORMAT
from tests.forms import example_count
from tests.producers import xml_gold
from tests.producers.xml_gold import expected, recorded, specimens
from tests.producers.xml_mutants import reads_the_same_twice, texts
from tests.producers.xml_structure import NITF, faults

SPECIMENS = specimens("nitf")
TOLD = dt.datetime(2026, 3, 14, 15, 20, tzinfo=dt.UTC)
BODY = "<p>LIMA, Peru (AP) - At least 12 people died when a dam burst.</p>"


def document(
    *, status: str = "", docdata: str = "<doc-id id-string='x1'/><date.issue norm='20260314T152000Z'/><du-key version='2'/>", head: str = "", more: str = "",
    body: str = BODY,
) -> str:  # fmt: skip
    managed = f" management-status='{status}'" if status else ""
    return (
        f"<nitf><head><docdata{managed}>{docdata}{more}</docdata></head><body><body.head><hedline><hl1>Dam bursts in Peru</hl1></hedline>{head}"
        f"</body.head><body.content>{body}</body.content></body></nitf>"
    )


def issued(norm: str, more: str = "") -> str:
    return f"<doc-id id-string='x1'/><date.issue norm='{norm}'/>{more}"


only, refusal = partial(xml_gold.only, FORMAT), partial(xml_gold.refusal, FORMAT)


def test_a_paper_s_name_stands_for_who_carries_it() -> None:
    raw = document(body="<p>At least 12 people died.</p>").replace("</docdata>", "</docdata><pubdata type='print' name='The Riverside Post'/>")
    assert only(raw).carrier == "The Riverside Post"
    assert only(raw.replace("<pubdata", "<x/><pubdata").replace("At least", "LIMA, Peru (AP) - At least")).carrier == "The Riverside Post"


def text(body: str) -> str:
    return only(document(body=BODY + body)).updates[0].text.partition("\n\n")[2]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_reads_as_recorded(path: Path) -> None:
    assert FORMAT.matches(path.read_bytes()[:65536])
    assert recorded(FORMAT, path) == expected("nitf")[path.name]


def test_every_specimen_is_recorded() -> None:
    assert sorted(expected("nitf")) == [path.name for path in SPECIMENS]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_has_the_published_structure(path: Path) -> None:
    assert not list(faults(read_xml(path.read_bytes(), path.name), NITF))


def test_a_document_names_its_item_and_version() -> None:
    (update,) = only(document()).updates
    assert (update.item, update.version, update.published_at, update.versioned_at) == ("x1", "2", TOLD, TOLD)
    (update,) = only(document(docdata="<doc-id id-string='x1' regsrc='AP'/><date.issue norm='20260314T152000Z'/><du-key generation='5'/>")).updates
    assert (update.item, update.version) == ("AP:x1", "5")
    (update,) = only(document(docdata="<date.issue norm='20260314T152000Z'/>").replace("<nitf>", "<nitf uno='u:1'>")).updates
    assert (update.item, update.version) == ("u:1", None)
    (update,) = only(document(docdata="<date.issue norm='20260314T152000Z'/>")).updates
    assert (update.item, update.versioned_at) == (None, None)


@pytest.mark.parametrize("status", ["withheld", "canceled", "CANCELED", "cancelled"])
def test_a_withheld_or_canceled_document_recalls_its_versions(status: str) -> None:
    data = issued("20260314T152000Z", "<du-key version='3'/>")
    bare = f"<nitf><head><docdata management-status='{status}'>{data}</docdata></head><body/></nitf>"
    for raw in (document(status=status, docdata=data), bare):
        article = only(raw)
        assert article.updates == ()
        (recall,) = article.recalls
        assert (recall.item, recall.version, recall.recalled_at) == ("x1", "3", TOLD)
        assert recall.reason == f"Its publisher marked it {'withheld' if status == 'withheld' else 'canceled'}."
    (recall,) = only(document(status=status, more="<ed-msg info='KILL: not true.'/>")).recalls
    assert recall.reason == "KILL: not true."


def test_what_recalls_must_say_what() -> None:
    assert refusal(document(status="canceled", docdata="<date.issue norm='20260314T152000Z'/>")).reason == "malformed"


def test_a_document_may_recall_another() -> None:
    managed = document(docdata=issued("20260314T152000Z")).replace("<docdata", "<docdata management-doc-idref='x0' management-idref-status='{}'")
    (recall,) = only(managed.format("canceled")).recalls
    assert (recall.item, recall.version, recall.recalled_at) == ("x0", None, TOLD)
    assert recall.reason == "Its publisher marked it canceled by x1."
    assert only(managed.format("canceled")).updates
    assert only(managed.format("usable")).recalls == ()
    assert refusal(managed.format("lost")).reason == "malformed"


def test_an_unknown_status_is_refused() -> None:
    assert refusal(document(status="draft")).reason == "malformed"


CORRECTIONS = {
    "<correction info='The toll is 12.' id-string='x1'/>": True, "<correction/>": True, "<ed-msg info='CORRECTS the toll.'/>": True,
    "<ed-msg msg-type='info' info='Adds quotes. Correction: the toll is 12.'/>": True, "<ed-msg info='UPDATES the toll.'/>": False, "<ed-msg/>": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("more", CORRECTIONS)
def test_a_correction_is_labelled_by_its_element_or_a_message(more: str) -> None:
    (update,) = only(document(more=more)).updates
    assert update.notice == ("correction" if CORRECTIONS[more] else "none")


EMBARGOES: dict[tuple[str, str], dt.datetime | None] = {
    ("", ""): None,
    ("usable", "20260314T152000Z"): None,
    ("usable", "20260313T152000Z"): None,
    ("usable", "20260313"): None,
    ("usable", "20260315T060000+0100"): dt.datetime(2026, 3, 15, 5, tzinfo=dt.UTC),
    ("", "2026-03-15T00:00:00-05:00"): dt.datetime(2026, 3, 15, 5, tzinfo=dt.UTC),
    ("embargoed", "20260315T000000-0500"): dt.datetime(2026, 3, 15, 5, tzinfo=dt.UTC),
    ("embargoed", "20260314T150000Z"): dt.datetime(2026, 3, 14, 15, tzinfo=dt.UTC),
    ("embargoed", ""): HELD,
}


@pytest.mark.parametrize(("status", "release"), EMBARGOES)
def test_a_release_after_the_issue_is_an_embargo(status: str, release: str) -> None:
    more = f"<date.release norm='{release}'/>" if release else ""
    article = only(document(status=status, more=more))
    assert article.embargoed_until == EMBARGOES[status, release]
    assert article.updates


@pytest.mark.parametrize("release", ["soon", "20260315", "20260315T060000"])
def test_a_release_that_cannot_be_read_is_never_let_out(release: str) -> None:
    for status in ("", "usable", "embargoed"):
        article = only(document(status=status, more=f"<date.release norm='{release}'/>"))
        assert article.updates
        assert article.embargoed_until == HELD
        assert article.warnings[-1].startswith(f"its embargo «{release}» is no time with an offset: held")


@pytest.mark.parametrize("norm", ["20260314T152000Z", "20260314T102000-0500", "2026-03-14T16:20:00+01:00", "20260314152000Z", "20260314T1520Z", "20260314T152000.5Z"])
def test_times_are_read_in_both_forms_of_iso_8601(norm: str) -> None:
    (update,) = only(document(docdata=issued(norm))).updates
    assert update.published_at == TOLD


@pytest.mark.parametrize("norm", ["", "today", "20260314T152000", "20260230T152000Z", "20260314T256000Z", "2026-0314", "00000000T000000Z"])
def test_a_time_that_cannot_be_placed_is_refused(norm: str) -> None:
    assert refusal(document(docdata=issued(norm))).reason == "no_date"
    assert refusal(document(docdata=issued(norm), status="canceled")).reason == "no_date"


def test_no_time_at_all_is_refused() -> None:
    assert refusal(document(docdata="<doc-id id-string='x1'/>")).reason == "no_date"
    assert refusal(f"<nitf><body><body.content>{BODY}</body.content></body></nitf>").reason == "no_date"
    (update,) = only(f"<nitf><body><body.content>{BODY}</body.content></body></nitf>", Reading(day=dt.date(2026, 3, 14))).updates
    assert update.flags == ("day_only",)


@pytest.mark.parametrize("norm", ["20260314", "2026-03-14", "20260314T000000-0500", "20260314000000-0500", "20260314T000000", "2026-03-14Z"])
def test_a_day_without_a_clock_gives_the_day_only(norm: str) -> None:
    (update,) = only(document(docdata=issued(norm))).updates
    assert (update.published_at, update.flags) == (dt.datetime(2026, 3, 14, 5, tzinfo=dt.UTC), ("day_only",))  # Lima
    (update,) = only(document(docdata=issued(norm)), Reading(day=dt.date(2026, 3, 20))).updates
    assert update.published_at.date() == dt.date(2026, 3, 20)


def test_captions_and_what_surrounds_the_story_are_no_part_of_it() -> None:
    beside = (
        "<media media-type='image'><media-reference source='a'/><media-caption><p>FILE: 400 died in 2007.</p></media-caption></media>"
        "<note type='npa'><body.content><p>Editors: 30 more to come.</p></body.content></note>"
        "<block><byline>By <person>Inés Quispe</person></byline><p>Rescuers <em>are</em> at work<br/>in Ica.</p></block>"
    )
    assert text(beside) == "Rescuers are at work in Ica."
    end = document(body=BODY).replace("</body></nitf>", "<body.end><tagline>More than 90 journalists.</tagline></body.end></body></nitf>")
    assert "90" not in only(end).updates[0].text


def test_tables_and_lists_become_lines() -> None:
    table = "<table><caption>The dead</caption><tr><th>Town</th><th>Dead</th></tr><tr><td><p>Ica</p></td><td>7</td></tr></table>"
    assert text(f"{table}<ul><li>Five are men.</li><li>Two are not known.</li></ul>").split("\n\n") == [
        "The dead", "Town | Dead", "Ica: 7", "Five are men.", "Two are not known.",
    ]  # fmt: skip
    assert text("<nitf-table><nitf-table-metadata><nitf-table-summary><p>9 dead</p></nitf-table-summary></nitf-table-metadata><table><tr><td>Ica</td></tr></table></nitf-table>") == "Ica"


def test_all_bodies_of_a_document_are_read() -> None:
    raw = document().replace("</body.content>", "</body.content><body.content><p>Three are missing.</p></body.content>")
    assert only(raw).updates[0].text.endswith("Three are missing.")


def test_an_abstract_stands_in_for_a_body() -> None:
    article = only(document(body="", head="<abstract><p>At least 12 people died when a dam burst.</p></abstract>"))
    assert article.updates[0].text == "At least 12 people died when a dam burst."
    assert refusal(document(body="")).reason == "empty"


DATELINES = [
    "<dateline><location><city>Lima</city>, <country>Peru</country></location></dateline>", "<dateline><location>LIMA, Peru</location></dateline>",
    "<dateline>LIMA, Peru, March 14 (Example) --</dateline>",
]  # fmt: skip


@pytest.mark.parametrize("head", DATELINES)
def test_the_dateline_gives_the_place(head: str) -> None:
    article = only(document(head=head, body="<p>At least 12 people died when a dam burst.</p>"))
    assert article.dateline.resolved is not None
    assert article.dateline.resolved.name == "Lima"
    assert article.timezone == "America/Lima"


def test_where_it_happened_is_the_country_it_is_about() -> None:
    assert only(document(more="<evloc iso-cc='bo'/>")).focus_country == "BO"
    assert only(document(more="<evloc iso-cc='BOL'/>")).focus_country == "PE"


@pytest.mark.parametrize("head", [b"<rss>", b"<feed>", b"<html>", b"<!DOCTYPE html><html>", b"<newsItem><nitf/>", b"<nitfs>", b"The Latest <nitf>", b"", b"<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf>"])
def test_other_documents_are_not_taken(head: bytes) -> None:
    assert not FORMAT.matches(head)


def test_documents_are_told_by_their_root() -> None:
    for root in (b"<nitf>", b"<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'>\n<nitf version='-//IPTC//DTD NITF 3.4//EN'>", b"<n:nitf xmlns:n='http://iptc.org/std/NITF/2006-10-18/'>"):
        assert FORMAT.matches(root)


@pytest.mark.parametrize("raw", ["", "<rss/>", "<nitf", "<newsItem guid='a'/>", "<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf>&a;</nitf>", "The Latest"])
def test_what_is_no_nitf_is_refused(raw: str) -> None:
    assert refusal(raw).reason == "malformed"


PARTS = st.sampled_from(
    ["<head><docdata>", "</docdata></head>", "<date.issue norm='20260314T152000Z'/>", "<date.issue norm='20260314'/>", "<doc-id id-string='&#10;'/>", "<body>", "</body>",
     "<body.content>", "</body.content>", "<p>At least 12 people died.</p>", "<p>", "</p>", "<hr/>", "<br/>", "<td>", "</td>", "noon", "<note type='npa'>", "</note>", "<pre>\n\n 1 \n</pre>"]
)  # fmt: skip


@given(texts(PARTS))
@settings(max_examples=example_count(200))
def test_any_text_gives_the_same_story_or_refusal_twice(text: str) -> None:
    reads_the_same_twice(FORMAT, f"<nitf>{text}</nitf>")
