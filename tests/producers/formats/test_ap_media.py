"""The AP Media API's JSON: feeds, items, revisions, recalls, embargoes, texts behind links, and what is never raised.

No schema of the API is published; the fixtures have the fields, types and values of its documentation (Content
Metadata Fields, Feed, Item Metadata, The Latest).
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from producers.article import HELD, Article
from producers.formats.common.format import HEAD, Link
from producers.formats.wires.ap_media import FORMAT
from tests.producers import wire_gold

INPUTS = wire_gold.inputs("ap")
NITF = {"nitf": {"rel": "Story", "format": "NITF", "href": "https://api.ap.example/media/v/content/x1/download?type=text&copy=2"}}
ADDRESS = NITF["nitf"]["href"]
BASE: dict[str, Any] = {
    "uri": "https://api.ap.example/media/v/content/x1", "altids": {"itemid": "x1", "etag": "x1_0a"}, "version": 2,
    "type": "text", "versioncreated": "2024-03-04T17:45:00Z", "pubstatus": "usable", "headline": "Fire kills six",
    "body_nitf": "<nitf><body><body.content><p>HILO, Hawaii (AP) — Police said six people died.</p></body.content></body></nitf>",
}  # fmt: skip
LINKED = {key: value for key, value in BASE.items() if key != "body_nitf"} | {"renditions": NITF}


def one(**changes: Any) -> Article:
    parsed = wire_gold.parse_value(FORMAT, {"item": {**BASE, **changes}})
    assert not parsed.refused
    return parsed.articles[0]


def links(*items: Any, **data: Any) -> tuple[Link, ...]:
    return FORMAT.links(json.dumps({"data": {"items": [{"item": item} for item in items], **data}}).encode())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_document_reads_as_recorded(path: Path) -> None:
    raw = path.read_bytes()
    assert wire_gold.recorded(wire_gold.parse(FORMAT, raw)) == wire_gold.expected(path).read_bytes()
    assert FORMAT.matches(raw[:HEAD])


def test_every_document_is_recorded() -> None:
    assert [path.name for path in INPUTS] == sorted(path.name for path in (INPUTS[0].parent / "expected").iterdir())


@pytest.mark.parametrize(
    "wrap",
    [lambda item: item, lambda item: [item], lambda item: {"item": item}, lambda item: [{"item": item}],
     lambda item: {"data": {"item": item}}, lambda item: {"data": {"items": [{"item": item, "meta": {}}]}},
     lambda item: {"data": {"items": {"item": item}}}, lambda item: {"items": [item]}],
)  # fmt: skip
def test_an_item_in_each_wrapper(wrap: Any) -> None:
    assert wire_gold.parse_value(FORMAT, wrap(BASE)).articles == (one(),)


def test_revisions_are_versions_of_one_item() -> None:
    update = one().updates[0]
    assert (update.item, update.version) == ("x1", "2")
    assert update.versioned_at == update.published_at == dt.datetime(2024, 3, 4, 17, 45, tzinfo=dt.UTC)
    assert one(version=0).updates[0].version == "0"
    assert one(version=None).updates[0].version == "x1_0a"
    assert one(version="7").updates[0].version == "7"


def test_the_latest_keeps_its_subject_when_its_headline_changes() -> None:
    signals = ["newscontent", "Derived", "DerivedLatest"]
    first = one(title="Hawaii Fire-The Latest", headline="The Latest: Fire burns", signals=signals)
    second = one(title="Hawaii Fire-The Latest", headline="The Latest: Six dead in fire", signals=signals)
    assert {(each.subject, each.story) for each in (first, second)} == {("Hawaii Fire", "hawaii-fire")}
    assert one(title="US Hawaii Fire").subject == "Fire kills six"


@pytest.mark.parametrize(
    ("changes", "notice"),
    [({"editorialtypes": ["Corrective"]}, "correction"), ({"editorialtypes": "Correction"}, "correction"),
     ({"editorialrole": "Correction"}, "correction"), ({"signals": ["correction"]}, "correction"),
     ({"ednote": "Eds: UPDATES: Adds quotes. CORRECTS toll."}, "correction"), ({"ednote": "CORRECTION"}, "correction"),
     ({"editorialtypes": ["Writethru"]}, "none"), ({"editorialtypes": ["Clarification"]}, "none"), ({"ednote": "Adds."}, "none")],
)  # fmt: skip
def test_a_correction(changes: dict[str, Any], notice: str) -> None:
    assert one(**changes).updates[0].notice == notice


@pytest.mark.parametrize(
    "changes",
    [{"pubstatus": "withheld"}, {"pubstatus": "canceled"}, {"editorialtypes": ["Kill"]}, {"editorialtypes": ["Lead", "Withhold"]},
     {"editorialtypes": ["Kill"], "pubstatus": "embargoed"}, {"editorialtypes": ["Elimination"]}, {"editorialtypes": ["Disregard", "Advisory"]}, {"pubstatus": "canceled", "embargoed": "x"}],
)  # fmt: skip
@pytest.mark.parametrize("bare", [True, False])
def test_a_recall(changes: dict[str, Any], bare: bool) -> None:
    gone = dict.fromkeys(("body_nitf", "headline", "type", "uri") if bare else ())
    article = one(**gone, **changes)
    assert article.updates == ()
    assert [(recall.item, recall.version, recall.recalled_at) for recall in article.recalls] == [
        ("x1", "2", dt.datetime(2024, 3, 4, 17, 45, tzinfo=dt.UTC))
    ]
    assert (article.recalls[0].reason.startswith("Its publisher"), article.embargoed_until) == (True, None)


@pytest.mark.parametrize(
    ("changes", "until"),
    [({}, None), ({"embargoed": "2024-03-05T00:01:00Z"}, dt.datetime(2024, 3, 5, 0, 1, tzinfo=dt.UTC)),
     ({"embargoed": "2024-03-05T00:01:00"}, dt.datetime(2024, 3, 5, 0, 1, tzinfo=dt.UTC)),
     ({"embargoed": "2024-03-05T00:01:00Z", "pubstatus": "embargoed"}, dt.datetime(2024, 3, 5, 0, 1, tzinfo=dt.UTC)),
     ({"pubstatus": "embargoed"}, HELD), ({"editorialtypes": ["HoldForRelease"]}, HELD), ({"embargoed": "noon"}, HELD)],
)  # fmt: skip
def test_an_embargo(changes: dict[str, Any], until: dt.datetime | None) -> None:
    assert one(**changes).embargoed_until == until


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"pubstatus": "unknown"}, "malformed"), ({"pubstatus": 3}, "malformed"), ({"altids": None}, "malformed"),
     ({"altids": {"etag": "x"}}, "malformed"), ({"versioncreated": None}, "no_date"), ({"versioncreated": "noon"}, "no_date"),
     ({"body_nitf": None}, "empty"), ({"body_nitf": "<p> </p>"}, "empty"), ({"body_nitf": "<p>***</p>"}, "not_a_story")],
)  # fmt: skip
def test_a_broken_item_does_not_hide_the_others(changes: dict[str, Any], reason: str) -> None:
    parsed = wire_gold.parse_value(FORMAT, {"data": {"items": [{"item": {**BASE, **changes}}, {"item": BASE}, {"item": None}]}})
    assert [each.reason for each in parsed.refused] == [reason, "malformed"]
    assert parsed.articles == (one(),)


@pytest.mark.parametrize(
    ("changes", "carrier"),
    [({}, "AP"), ({"provider": "AP"}, "AP"), ({"infosource": [{"name": "Associated Press"}]}, "AP"),
     ({"infosource": [{"name": "The Harbour Post"}], "provider": "AP"}, "The Harbour Post"), ({"infosource": {}, "provider": []}, "AP")],
)  # fmt: skip
def test_a_carrier(changes: dict[str, Any], carrier: str) -> None:
    assert one(**changes).carrier == carrier


def test_the_dateline_location_places_a_text_without_a_dateline() -> None:
    city = {"city": "Antofagasta", "countrycode": "CHL", "countryname": "Chile", "countryareaname": "Antofagasta"}
    body = "<p>Police said six people died.</p>"
    assert one(body_nitf=body, datelinelocation=city).timezone == "America/Santiago"
    american = {"city": "Hilo", "countrycode": "USA", "countryname": "United States", "countryareaname": "Hawaii"}
    assert one(body_nitf=body, datelinelocation=american).timezone == "Pacific/Honolulu"


def test_a_text_behind_a_link_is_a_link_and_no_refusal() -> None:
    for others in ([], [{**BASE, "type": "picture"}]):
        parsed = wire_gold.parse_value(FORMAT, {"data": {"items": [{"item": item} for item in (LINKED, *others)]}})
        assert (parsed.articles, parsed.refused) == ((), ())
    assert links(LINKED, BASE) == (Link(ADDRESS, "entry"),)


@pytest.mark.parametrize(
    "changes",
    [{"pubstatus": "canceled"}, {"pubstatus": "withheld"}, {"pubstatus": "embargoed"}, {"pubstatus": "?"}, {"type": "picture"},
     {"editorialtypes": ["Kill"]}, {"editorialtypes": ["Advisory"]}, {"embargoed": "2024-03-05T00:00:00Z"}, {"embargoed": "noon"},
     {"versioncreated": None}, {"altids": {}}, {"renditions": [NITF, NITF]}, {"renditions": {"nitf": {"href": None}}}],
)  # fmt: skip
def test_no_link_to_what_must_not_be_told(changes: dict[str, Any]) -> None:
    assert links({**LINKED, **changes}) == ()


def test_an_embargoed_link_is_refused_until_a_version_made_after_it() -> None:
    waiting = {**LINKED, "embargoed": "2024-03-04T18:00:00Z"}
    assert [each.reason for each in wire_gold.parse_value(FORMAT, waiting).refused] == ["empty"]
    over = {**waiting, "versioncreated": "2024-03-04T18:00:00Z"}
    assert links(over) == (Link(ADDRESS, "entry"),)
    assert wire_gold.parse_value(FORMAT, over).refused == ()


def test_a_kill_whose_text_is_only_linked_never_waits() -> None:
    for until in ("2030-01-01T00:00:00Z", "noon"):
        (article,) = wire_gold.parse_value(FORMAT, {**LINKED, "pubstatus": "canceled", "embargoed": until}).articles
        assert article.recalls


@pytest.mark.parametrize(("page", "found"), [("https://a.example/?q=1&copy=2", True), ("", False), (None, False), ({}, False), ([], False)])
def test_the_next_page(page: Any, found: bool) -> None:
    assert links(next_page=page) == ((Link(page, "next_page"),) if found else ())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "empty"), (b"{}", "malformed"), (b"7", "malformed"), (b'{"data": {}}', "malformed"), (b"[" * 100_000, "malformed"),
     (b'{"data":' * 100_000, "malformed"), (b'{"item":' * 900 + b"1" + b"}" * 900, "malformed"), (b'{"data":{"next_page":"\xff"}}', "malformed"),
     (json.dumps(BASE).encode("utf-16"), "malformed"), (b'{"item": {"version": 1e999}}', "malformed")],
)  # fmt: skip
def test_hostile_json(raw: bytes, reason: str) -> None:
    assert FORMAT.links(raw) == ()
    parsed = wire_gold.attempt(FORMAT, raw)
    assert [each.reason for each in parsed.refused] == [reason]
    assert all("\n" not in each.message for each in parsed.refused)


@pytest.mark.parametrize(
    "head",
    [b"", b"{}", b'{"data": {"items": []}}', b'{"altids": {"itemid": "a"}}', b'{"altids": {"desk": "a"}, "etag": 1, "itemid": 2}',
     b'{"@context": "x", "altids": {"itemid": "a", "etag": "b"}}', b'{"api_version": 1}', b'x {"altids": {"itemid": 1, "etag": 2}}'],
)  # fmt: skip
def test_what_is_not_taken_for_the_aps(head: bytes) -> None:
    assert not FORMAT.matches(head)


def test_ninjs_is_not_taken() -> None:
    assert not any(FORMAT.matches(path.read_bytes()[:HEAD]) for path in wire_gold.inputs("ninjs"))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", [b'"altids":{', b'"altids":', b'"itemid":', b'{"item":', b" ", b'"items" '])
def test_telling_the_format_is_cheap(part: bytes) -> None:
    FORMAT.matches((b"{" + part * HEAD)[:HEAD])
