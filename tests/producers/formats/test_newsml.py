"""NewsML-G2: specimens of three agencies to the last word, versions, statuses and embargoes, one item never hiding others.

The specimens are held to the structure that the IPTC publishes (tests/producers/xml_structure.py says where that is
from): its XML Schema comes with no package and is not in this repository.
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
from producers.formats.wires.newsml import FORMAT
from producers.formats.wires.xml_reading import dateline_place
from tests.forms import example_count
from tests.producers import xml_gold
from tests.producers.formats.reported import only_article
from tests.producers.xml_gold import expected, read, recorded, specimens
from tests.producers.xml_mutants import reads_the_same_twice, texts
from tests.producers.xml_structure import NEWSML, NITF, faults

SPECIMENS = specimens("newsml")
TOLD = dt.datetime(2026, 3, 14, 15, 20, tzinfo=dt.UTC)
XHTML = (
    "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body>"
    "<p>LIMA, Peru (AP) - At least 12 people died when a dam burst.</p></body></html></inlineXML>"
)


def item(
    *, guid: str = "urn:x:1", version: str = "2", told: str = "2026-03-14T15:20:00Z", meta: str = "", about: str = "<headline>Dam bursts in Peru</headline>",
    content: str = XHTML, kind: str = "<itemClass qcode='ninat:text'/>",
) -> str:  # fmt: skip
    return (
        f"<newsItem guid='{guid}' version='{version}' standard='NewsML-G2' standardversion='2.35'><itemMeta>{kind}<provider literal='AP'/>"
        f"<versionCreated>{told}</versionCreated>{meta}</itemMeta><contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f"<newsMessage><header/><itemSet>{''.join(items)}</itemSet></newsMessage>"


only, refusal = partial(xml_gold.only, FORMAT), partial(xml_gold.refusal, FORMAT)


@pytest.mark.parametrize(("element", "carrier"), [
    ("<provider qcode='nprov:LIG'><name>Agenzia Ligure</name></provider>", "Agenzia Ligure"),
    ("<provider qcode='nprov:AFP'><name>Agence France Presse</name></provider>", "AFP"), ("<provider qcode='nprov:LIG'/>", "LIG"),
])  # fmt: skip
def test_a_name_goes_before_a_code_that_is_no_known_agency_s(element: str, carrier: str) -> None:
    assert only(item().replace("<provider literal='AP'/>", element).replace("(AP) ", "")).carrier == carrier


@pytest.mark.parametrize(("provider", "carrier"), [
    ("qcode='nprov:AFP'", "AFP"), ("uri='http://cv.iptc.org/newscodes/newsprovider/TIDE'", "TIDE"),
    ("uri='https://tidewire.example'", "tidewire.example"), ("uri='https://www.tidewire.example/en'", "tidewire.example"),
    ("uri='https://tidewire.example:8080/org#7'", "tidewire.example"), ("uri='urn:newsprovider:TIDE'", "TIDE"),
    ("uri='http://['", None), ("uri='https://tidewire.example/about' literal='Tide Wire'", "Tide Wire"),
])  # fmt: skip
def test_an_address_without_a_name_stands_for_its_site(provider: str, carrier: str | None) -> None:
    assert only(item().replace("literal='AP'", provider).replace("(AP) ", "")).carrier == carrier


@pytest.mark.parametrize("name", ["a-about", "b-index", "d-query"])
def test_a_page_of_the_provider_s_site_is_not_its_name(name: str) -> None:
    assert only_article(f"provider-uri/{name}.xml").carrier == "tidewire.example"


def test_a_flash_is_told_in_its_description() -> None:
    told = "<headline>Dam</headline><description role='drol:caption'>A dam.</description><description>Police said 12 people died.</description>"
    assert only(item(about=told, content="")).updates[0].text == "Police said 12 people died."


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_reads_as_recorded(path: Path) -> None:
    assert FORMAT.matches(path.read_bytes()[:65536])
    assert recorded(FORMAT, path) == expected("newsml")[path.name]


def test_every_specimen_is_recorded() -> None:
    assert sorted(expected("newsml")) == [path.name for path in SPECIMENS]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_has_the_published_structure(path: Path) -> None:
    assert not list(faults(read_xml(path.read_bytes(), path.name), {**NITF, **NEWSML}))


def test_the_structure_tells_faults() -> None:
    wrong = read_xml(b"<newsItem guid='a'><contentSet/><itemMeta><pubStatus/><itemClass/><headline/></itemMeta></newsItem>", "a")
    assert sorted(faults(wrong, NEWSML)) == [
        "headline in itemMeta", "itemMeta without provider", "itemMeta without versionCreated", "newsItem without @standard",
        "newsItem without @standardversion", "order in itemMeta: pubStatus itemClass headline", "order in newsItem: contentSet itemMeta",
    ]  # fmt: skip


def test_an_item_names_itself_and_its_version() -> None:
    (update,) = only(item(guid="urn:x:7", version="9")).updates
    assert (update.item, update.version, update.published_at, update.versioned_at) == ("urn:x:7", "9", TOLD, TOLD)


CODES = ["qcode='stat:{}'", "qcode='pubst:{}'", "qcode='{}'", "uri='http://cv.iptc.org/newscodes/pubstatusg2/{}'", "uri='http://x.example/s#{}'", "literal='{}'"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("status", ["withheld", "canceled", "Canceled", "cancelled"])
def test_a_withheld_or_canceled_item_recalls_its_versions(code: str, status: str) -> None:
    meta = f"<pubStatus {code.format(status)}/>"
    bare = f"<newsItem guid='urn:x:1' version='3'><itemMeta><versionCreated>2026-03-14T15:20:00Z</versionCreated>{meta}</itemMeta></newsItem>"
    for raw in (item(version="3", meta=meta), item(version="3", meta=meta, about="", content=""), bare):
        article = only(raw)
        assert article.updates == ()
        (recall,) = article.recalls
        assert (recall.item, recall.version, recall.recalled_at) == ("urn:x:1", "3", TOLD)
        assert recall.reason.lower().startswith("its publisher marked it ")
        assert article.embargoed_until is None


def test_a_recall_gives_the_publishers_words() -> None:
    (recall,) = only(item(meta="<pubStatus qcode='stat:canceled'/><edNote>KILL:\n  not true.</edNote>")).recalls
    assert recall.reason == "KILL: not true."


@pytest.mark.parametrize("code", CODES)
def test_a_usable_item_is_told(code: str) -> None:
    assert only(item(meta=f"<pubStatus {code.format('usable')}/>")).updates


@pytest.mark.parametrize("status", ["<pubStatus qcode='stat:draft'/>", "<pubStatus/>", "<pubStatus>gone</pubStatus>"])
def test_an_unknown_status_is_refused(status: str) -> None:
    assert refusal(item(meta=status)).reason == "malformed"


CORRECTIONS = {
    "signal": ("<signal qcode='sig:correction'/>", True),
    "signal of a provider": ("<signal qcode='apsig:Correction'/>", True),
    "signal by address": ("<signal uri='http://cv.iptc.org/newscodes/signal/correction'/>", True),
    "update": ("<signal qcode='sig:update'/>", False),
    "nothing": ("", False),
    "CORRECTS": ("<edNote>CORRECTS the toll.</edNote>", True),
    "Corrects": ("<edNote>Eds: Corrects spelling of Ica.</edNote>", True),
    "CORRECTION": ("<edNote>CORRECTION - the toll is 12</edNote>", True),
    "second sentence": ("<edNote>Adds quotes. Corrects the toll.</edNote>", True),
    "second note": ("<edNote>Adds quotes.</edNote><edNote>Correction: the toll is 12.</edNote>", True),
    "no label": ("<edNote>Adds that nothing needs correction so far.</edNote>", False),
    "updates": ("<edNote>UPDATES with the correct time of the news conference.</edNote>", False),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_is_labelled_by_signal_or_note(name: str) -> None:
    meta, corrects = CORRECTIONS[name]
    (update,) = only(item(meta=meta)).updates
    assert update.notice == ("correction" if corrects else "none")


EMBARGOES = {
    "<embargoed>2026-03-15T00:01:00+01:00</embargoed>": dt.datetime(2026, 3, 14, 23, 1, tzinfo=dt.UTC),
    "<embargoed>2001-01-01T00:00:00Z</embargoed>": dt.datetime(2001, 1, 1, tzinfo=dt.UTC),  # past or not: no clock here
    "<embargoed/>": HELD,
    "<pubStatus qcode='stat:embargoed'/>": HELD,
    "<embargoed>2026-03-15T00:01:00Z</embargoed><pubStatus qcode='stat:embargoed'/>": dt.datetime(2026, 3, 15, 0, 1, tzinfo=dt.UTC),
    "": None,
}


@pytest.mark.parametrize("meta", EMBARGOES)
def test_an_embargo_is_told(meta: str) -> None:
    article = only(item(meta=meta))
    assert article.embargoed_until == EMBARGOES[meta]
    assert article.updates


@pytest.mark.parametrize("printed", ["soon", "2026-03-15", "2026-03-15T00:01:00", "2026-02-30T00:01:00Z"])
def test_an_embargo_that_cannot_be_read_is_never_let_out(printed: str) -> None:
    article = only(item(meta=f"<embargoed>{printed}</embargoed>"))
    assert article.updates
    assert article.embargoed_until == HELD
    assert article.warnings[-1].startswith(f"its embargo «{printed}» is no time with an offset: held")


TIMES = {
    "2026-03-14T15:20:00Z": TOLD, "2026-03-14T15:20:00+00:00": TOLD, "2026-03-14T16:20:00+01:00": TOLD,
    "2026-03-14T10:20:00.123-05:00": TOLD, "20260314T152000Z": TOLD, "20260314T102000-0500": TOLD, " 2026-03-14T15:20Z\n": TOLD,
    "2026-03-14T20:50:00+05:30": TOLD,
}  # fmt: skip


@pytest.mark.parametrize("printed", TIMES)
def test_times_are_read_in_both_forms_of_iso_8601(printed: str) -> None:
    (update,) = only(item(told=printed)).updates
    assert update.published_at == TIMES[printed]


@pytest.mark.parametrize(
    "printed",
    ["", "yesterday", "2026-03-14T15:20:00", "2026-02-30T15:20:00Z", "2026-03-14T25:00:00Z", "0001-01-01T00:00:00+14:00", "2026-03-14T15:20:00+99:00", "9999-12-31T23:59:59-05:00"],
)  # fmt: skip
def test_a_time_that_cannot_be_placed_is_refused(printed: str) -> None:
    for meta in ("", "<pubStatus qcode='stat:canceled'/>"):
        assert refusal(item(told=printed, meta=meta)).reason == "no_date"


def test_what_the_user_says_places_a_time() -> None:
    (update,) = only(item(told="2026-03-14T16:20:00"), Reading(timezone="Europe/Berlin")).updates
    assert update.published_at == TOLD
    (update,) = only(item(told="?"), Reading(day=dt.date(2026, 3, 14), timezone="UTC")).updates
    assert (update.published_at, update.flags) == (dt.datetime(2026, 3, 14, tzinfo=dt.UTC), ("day_only",))


def test_a_day_without_a_clock_gives_the_day_only() -> None:
    article = only(item(told="2026-03-14"))
    (update,) = article.updates
    assert article.story_date == dt.date(2026, 3, 14)
    assert (update.published_at, update.flags) == (dt.datetime(2026, 3, 14, 5, tzinfo=dt.UTC), ("day_only",))  # Lima
    (recall,) = only(item(told="2026-03-14", meta="<pubStatus qcode='stat:canceled'/>")).recalls
    assert recall.recalled_at == dt.datetime(2026, 3, 14, 23, 59, 59, 999999, tzinfo=dt.UTC)  # with all that was told on it


def test_one_broken_item_never_hides_the_others() -> None:
    parsed = read(FORMAT, message(item(guid="a", told="?"), item(guid="b"), item(guid="c", meta="<pubStatus qcode='s:x'/>"),
                                  item(guid="d", content=""), item(guid=""), item(guid="f")))  # fmt: skip
    assert [article.updates[0].item for article in parsed.articles] == ["b", "f"]
    assert [each.reason for each in parsed.refused] == ["no_date", "malformed", "empty", "malformed"]
    assert all(each.message.startswith("wire.xml: ") for each in parsed.refused)
    assert "item a" in parsed.refused[0].message


def test_what_is_no_text_is_left_out_with_a_warning() -> None:
    picture = item(guid="p", kind="<itemClass uri='http://cv.iptc.org/newscodes/ninature/picture'/>")
    parsed = read(FORMAT, message("<packageItem guid='g'/>", picture, item(), picture, "<conceptItem/>"))
    assert not parsed.refused
    (article,) = parsed.articles
    assert article.warnings[-1] == (
        "items of the message that are no text were left out: 1 of packageItem, 2 of class picture, 1 of conceptItem"
    )
    assert refusal(message(picture)).reason == "not_a_story"
    assert refusal(picture).reason == "not_a_story"
    assert refusal("<packageItem guid='g'/>").reason == "not_a_story"
    assert refusal(message()).reason == "empty"
    assert refusal("<newsMessage/>").reason == "empty"


def test_plain_data_and_namespaces_of_any_prefix() -> None:
    plain = "<inlineData contenttype='text/plain'>LIMA, Peru (AP) - At least 12 people died\nwhen a dam burst.</inlineData>"
    expected_text = "At least 12 people died when a dam burst."
    named = item(content=plain).replace("<newsItem", "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'")
    prefixed = item(content=plain).replace("</", "</\0").replace("<", "<g:").replace("<g:/\0", "</g:")
    prefixed = prefixed.replace("<g:newsItem", "<g:newsItem xmlns:g='http://iptc.org/std/nar/2006-10-01/'")
    for raw in (item(content=plain), named, prefixed):
        assert only(raw).updates[0].text == expected_text
    assert refusal(item(content="<inlineData encoding='encd:base64'>QQ==</inlineData>")).reason == "malformed"


def test_the_main_headline_and_the_standing_words_of_a_slug() -> None:
    about = "<slugline>PERU-DAM/ (UPDATE 3)</slugline><headline role='hlr:sub'>B</headline><headline role='hlr:main'>A dam bursts</headline>"
    article = only(item(about=about))
    assert (article.headline, article.subject, article.story) == ("A dam bursts", "PERU-DAM", "peru-dam")
    again = only(item(about=about.replace("(UPDATE 3)", "(UPDATE 4, CORRECTED)")))
    assert again.story == article.story
    assert only(item(about="<headline role='hlr:sub'>Dam news</headline>")).headline == "Dam news"


@pytest.mark.parametrize(("dateline", "place"), [
    ("LIMA, Peru, March 14 (Example) --", "LIMA, Peru"), ("TOKYO, March 14, Kyodo -", "TOKYO"),
    ("MOSCOW, March 14. /TASS/.", "MOSCOW"), ("Tegucigalpa, 14 Mar (EFE).-", "Tegucigalpa"), ("Mar del Plata, Argentina", "Mar del Plata, Argentina"),
])  # fmt: skip
def test_a_dateline_s_own_element_names_a_place(dateline: str, place: str) -> None:
    assert dateline_place(dateline) == place


def test_a_slug_or_dateline_without_end_is_none() -> None:
    # patterns that look for what stands at the end of one must not be tried from each of its characters
    about = f"<slugline>{'/-' * 1_000_000}x</slugline><headline>Dam bursts</headline><dateline>{' -' * 1_000_000}x</dateline>"
    assert only(item(about=about)).subject == "Dam bursts"


def test_a_rolling_file_is_one_item_with_time_headings() -> None:
    body = "<p>LIMA, Peru (AP) - The Latest on the dam in Peru (all times local):</p><p><b>10:10 a.m.</b></p><p>Twelve people died, police say.</p><p>9 a.m.</p><p>A dam burst.</p>"
    article = only(item(content=f"<inlineXML><div>{body}</div></inlineXML>", about="<slugline>Peru-Dam</slugline>"))
    assert article.subject == "the dam in Peru"
    assert [update.published_at.hour for update in article.updates] == [15, 14]
    assert {update.item for update in article.updates} == {"urn:x:1"}
    assert {update.versioned_at for update in article.updates} == {TOLD}


@pytest.mark.parametrize(
    "head",
    [b"<rss version='2.0'>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<html xmlns='http://www.w3.org/1999/xhtml'>", b"<!DOCTYPE html><html>", b"<nitf>",
     b"<NewsML>", b"The Latest: <newsItem>", b"<!-- <newsItem> --><rss>", b"", b"{}"],
)  # fmt: skip
def test_other_documents_are_not_taken(head: bytes) -> None:
    assert not FORMAT.matches(head)


def test_documents_are_told_by_their_root() -> None:
    for root in (b"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>", b"<?xml version='1.0'?>\n<!-- a -->\n<g2:newsItem xmlns:g2='x'>", b"\xef\xbb\xbf<packageItem>"):
        assert FORMAT.matches(root)


@pytest.mark.parametrize("raw", ["", "<rss/>", "<nitf/>", "<newsItem", "<!DOCTYPE newsItem [<!ENTITY a 'b'>]><newsItem guid='&a;'/>", "<newsItem/>", "The Latest"])
def test_what_is_no_newsml_is_refused(raw: str) -> None:
    assert refusal(raw).reason == "malformed"


PARTS = st.sampled_from(
    ["<newsItem guid='a'>", "</newsItem>", "<itemMeta>", "</itemMeta>", "<versionCreated>2026-03-14T15:20:00Z</versionCreated>", "<pubStatus qcode=':'/>",
     "<embargoed>", "</embargoed>", "<contentSet><inlineXML>", "</inlineXML></contentSet>", "<nitf><body><body.content>", "</body.content></body></nitf>", "<p>At least 12 people died.</p>",
     "<inlineData>noon</inlineData>", "<table><tr><td>", "</td></tr></table>", "9999-12-31T23:59:59Z", "\ufeff", "&#x85;", "12:15 p.m."]
)  # fmt: skip


@given(texts(PARTS))
@settings(max_examples=example_count(200))
def test_any_text_gives_the_same_story_or_refusal_twice(text: str) -> None:
    reads_the_same_twice(FORMAT, f"<newsMessage><itemSet>{text}</itemSet></newsMessage>")
