"""ninjs of three major versions and several publishers: what is read, in which state, and what is never raised.

Fixtures of publishers that keep to the standard are checked against its structure (see `tests/producers/ninjs_schema.py`
for where that comes from). `1-harbour-desk.json` is in Superdesk's dialect and `1-some-broken.json` in nobody's.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from producers.article import HELD, Article, NotAStory, Recall
from producers.formats.common.format import HEAD, Reading
from producers.formats.wires.ninjs import FORMAT
from tests.producers import wire_gold
from tests.producers.formats.reported import only_article
from tests.producers.ninjs_schema import SCHEMAS
from tests.producers.pages import gazetteer

INPUTS = wire_gold.inputs("ninjs")
BY_THE_STANDARD = [path for path in INPUTS if path.stem in ("1-andes-press", "2-nordvik", "3-lakeland")]
TOLD = "2021-04-17T18:40:00Z"
BASE: dict[str, Any] = {
    "uri": "urn:x.example:1", "version": "3", "versioncreated": TOLD, "pubstatus": "usable", "headline": "Quake in Peru",
    "body_html": "<p>LIMA, Peru: Police said 12 people died.</p>",
}  # fmt: skip


def one(reading: Reading | None = None, **changes: Any) -> Article:
    parsed = wire_gold.parse_value(FORMAT, {**BASE, **changes}, reading)
    assert not parsed.refused
    return parsed.articles[0]


def refusal(**changes: Any) -> str:
    parsed = wire_gold.parse_value(FORMAT, {**BASE, **changes})
    assert not parsed.articles
    return parsed.refused[0].reason


@pytest.mark.parametrize("told", [
    {"description_text": "Police said 12 people died.", "description_caption": "A bridge."},
    {"description_html": "<p>Police said 12 people died.</p>"},
    {"descriptions": [{"role": "caption", "value": "A bridge."}, {"role": "summary", "value": "Police said 12 people died."}]},
])  # fmt: skip
def test_a_flash_is_told_in_its_description(told: dict[str, Any]) -> None:
    assert [update.text for update in one(body_html="", **told).updates] == ["Police said 12 people died."]
    assert [update.text for update in one(body_html="<p>A hill slid.</p>", **told).updates] == ["A hill slid."]


def test_a_caption_is_no_flash() -> None:
    assert refusal(body_html="", description_caption="A bridge at which 12 people died.") == "empty"


def test_the_flash_that_users_met_is_one_update() -> None:
    article = only_article("ninjs-flash/a-description-text.json")
    assert article.carrier == "Lake Wire"
    assert [(update.published_at.isoformat(), update.text) for update in article.updates] == [
        ("2026-03-14T10:30:00+00:00", "Police in Kisumu say 14 people were killed in a bus crash.")
    ]


@pytest.mark.parametrize("marked", [
    {"profile": "flash"}, {"profile": "Alert"}, {"genre": [{"code": "x", "name": "Flash"}]}, {"genres": [{"name": "News Alert"}]},
])  # fmt: skip
def test_a_flash_may_be_told_in_its_headline_alone(marked: dict[str, Any]) -> None:
    article = one(body_html="", ednote="FLASH – story to follow", **marked)
    assert (article.headline, [update.text for update in article.updates]) == ("Quake in Peru", ["Quake in Peru"])
    assert [update.text for update in one(**marked).updates] == ["Police said 12 people died."]


def test_what_is_no_flash_needs_a_text() -> None:
    assert refusal(body_html="", profile="story") == "empty"


@pytest.mark.parametrize("profile", ["advisory", "Daybook", "schedule"])
def test_a_schedule_is_left_out_and_a_killed_one_recalls(profile: str) -> None:
    parsed = wire_gold.parse_value(FORMAT, [BASE, {**BASE, "uri": "urn:x.example:2", "profile": profile}])
    assert ([article.headline for article in parsed.articles], parsed.refused) == (["Quake in Peru"], ())
    assert [recall.item for recall in one(profile=profile, pubstatus="canceled").recalls] == ["urn:x.example:1"]


def test_a_hold_in_words_is_refused_as_what_it_is() -> None:
    parsed = wire_gold.parse_value(FORMAT, {**BASE, "body_html": "<p>Editors, please hold item 12.</p>"})
    assert [refused.message.rpartition(": ")[2] for refused in parsed.refused] == ["a note to editors, no story"]


@pytest.mark.parametrize(("provided", "carrier"), [
    ({"provider": "Luzon Wire"}, "Luzon Wire"), ({"provider": {"name": "Luzon Wire", "uri": "https://luzon.example/"}}, "Luzon Wire"),
    ({"provider": "https://luzon.example/"}, "luzon.example"), ({"provider": ["https://luzon.example/"]}, "luzon.example"),
    ({"providers": [{"name": "Luzon Wire", "rel": "publisher"}], "copyrightholder": "Luzon Wire Ltd."}, "Luzon Wire"),
    ({"provider": "https://luzon.example/", "copyrightholder": "Luzon Wire Ltd."}, "Luzon Wire Ltd."),
    ({"infosource": [{"name": "Other"}], "provider": "Luzon Wire"}, "Other"), ({"provider": {}}, None), ({"provider": 5}, None),
])  # fmt: skip
def test_a_provider_in_any_form(provided: dict[str, Any], carrier: str | None) -> None:
    assert one(**provided).carrier == carrier


def test_items_on_lines_are_a_document() -> None:
    lines = "\n".join(json.dumps({**BASE, "version": str(number)}) for number in (1, 2)) + "\n\n"
    assert FORMAT.matches(lines.encode())
    parsed = FORMAT.parse(lines.encode(), "items.jsonl", Reading(), gazetteer())
    assert ([article.updates[0].version for article in parsed.articles], parsed.refused) == (["1", "2"], ())
    with pytest.raises(NotAStory, match="not JSON"):
        FORMAT.parse(f'{lines}{{"uri": '.encode(), "items.jsonl", Reading(), gazetteer())


def test_versions_with_named_headlines_are_one_story() -> None:
    articles = [only_article(f"ninjs-named-headlines/a-version{number}.json") for number in (1, 2)]
    assert {(article.headline, article.story) for article in articles} == {("Bus crash near Kisumu", "bus-crash-near-kisumu")}


@pytest.mark.parametrize(("headlines", "headline"), [
    ({"headline_extended": "Quake in Peru kills many", "headline_main": "Quake in Peru"}, "Quake in Peru"),
    ({"headline_short": "Quake"}, "Quake"), ({"headline": "Quake", "headline_main": "Quake in Peru"}, "Quake"),
    ({"headline_main": None, "title": "Quake"}, "Quake"),
])  # fmt: skip
def test_a_named_headline_is_the_headline(headlines: dict[str, Any], headline: str) -> None:
    assert one(**{"headline": None, **headlines}).headline == headline


def test_a_source_with_an_address_alone_is_its_site() -> None:
    assert one(infosource=[{"uri": "https://www.tidewire.example/about"}]).carrier == "tidewire.example"


def items_of(path: Path) -> list[Any]:
    value = json.loads(path.read_bytes())
    return value if isinstance(value, list) else value.get("items", [value])


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_document_reads_as_recorded(path: Path) -> None:
    raw = path.read_bytes()
    assert wire_gold.recorded(wire_gold.parse(FORMAT, raw)) == wire_gold.expected(path).read_bytes()
    assert FORMAT.matches(raw[:HEAD])


def test_every_document_is_recorded() -> None:
    assert [path.name for path in INPUTS] == sorted(path.name for path in (INPUTS[0].parent / "expected").iterdir())


@pytest.mark.parametrize("path", BY_THE_STANDARD, ids=lambda path: path.stem)
def test_a_fixture_keeps_to_the_standard(path: Path) -> None:
    schema = SCHEMAS[path.stem[0]]
    jsonschema.Draft202012Validator.check_schema(schema)
    for item in items_of(path):
        jsonschema.validate(item, schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("version", "wrong"),
    [("1", {"uri": "a:b", "pubStatus": "usable"}), ("2", {"uri": "a:b", "pubstatus": "embargoed"}), ("3", {"type": "text"}),
     ("3", {"uri": "a:b", "embargoed": TOLD}), ("3", {"uri": "a:b", "versionCreated": "2021-04-17T18:40:00"})],
)  # fmt: skip
def test_the_structure_refuses_what_the_standard_refuses(version: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMAS[version], cls=jsonschema.Draft202012Validator)


def test_an_edit_is_a_version_of_the_same_item() -> None:
    first, second = one(version="3"), one(version="4", versioncreated="2021-04-17T19:00:00Z", ednote="Adds a quote.")
    updates = (first.updates[0], second.updates[0])
    assert {update.item for update in updates} == {"urn:x.example:1"}
    assert [update.version for update in updates] == ["3", "4"]
    assert [update.versioned_at for update in updates] == [
        dt.datetime(2021, 4, 17, 18, 40, tzinfo=dt.UTC), dt.datetime(2021, 4, 17, 19, 0, tzinfo=dt.UTC)
    ]  # fmt: skip
    assert {update.notice for update in updates} == {"none"}


@pytest.mark.parametrize(
    ("note", "notice"),
    [("CORRECTION", "correction"), ("CORRECTION: 12, not 21", "correction"), ("Corrects the toll", "correction"),
     ("(CORRECTS the toll)", "correction"), ("Corrected version.", "correction"), ("Eds: UPDATES. CORRECTS toll.", "correction"),
     ("Editor's note: this corrects the toll", "correction"), ("<p>CORRECTS toll</p>", "correction"),
     ("Updates with quotes", "none"), ("UPDATES with NO CORRECTION", "none"), ("He was taken to a correctional home", "none"),
     ("", "none"), (None, "none"), (12, "none"), ({"a": 1}, "none")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["ednote", "edNote"])
def test_a_note_that_labels_a_correction(name: str, note: Any, notice: str) -> None:
    assert one(**{name: note}).updates[0].notice == notice


@pytest.mark.parametrize("state", ["withheld", "canceled", "Canceled", "cancelled", "stat:canceled", "unpublished"])
@pytest.mark.parametrize("name", ["pubstatus", "pubStatus"])
def test_a_kill_recalls_the_item(name: str, state: str) -> None:
    kept = {key: value for key, value in BASE.items() if key in ("uri", "version", "versioncreated")}
    bare = wire_gold.parse_value(FORMAT, {**kept, name: state}).articles[0]
    assert bare.updates == ()
    assert [(recall.item, recall.version) for recall in bare.recalls] == [("urn:x.example:1", "3")]
    assert bare.recalls[0].reason.startswith("Its publisher marked it ")
    full = one(pubstatus=state, ednote="KILL:\nIt is wrong.", embargoed="2030-01-01T00:00:00Z")
    told_at = dt.datetime(2021, 4, 17, 18, 40, tzinfo=dt.UTC)
    assert full.recalls == (Recall(item="urn:x.example:1", version="3", recalled_at=told_at, reason="KILL: It is wrong."),)
    assert (full.updates, full.embargoed_until) == ((), None)


EMBARGOES: list[tuple[dict[str, Any], dt.datetime | None]] = [
    ({}, None), ({"embargoed": None}, None), ({"embargoed": ""}, None), ({"embargoed": False}, None),
    ({"embargoed": "2021-04-18T06:00:00-05:00"}, dt.datetime(2021, 4, 18, 11, tzinfo=dt.UTC)),
    ({"embargoedUntil": "2021-04-18T06:00:00Z"}, dt.datetime(2021, 4, 18, 6, tzinfo=dt.UTC)),
    ({"embargoed": "2001-01-01T00:00:00Z"}, dt.datetime(2001, 1, 1, tzinfo=dt.UTC)),
    ({"pubstatus": "embargoed"}, HELD), ({"embargoed": "tomorrow"}, HELD), ({"embargoed": True}, HELD),
    ({"embargoed": "9999-12-31T23:59:59Z"}, HELD), ({"embargoed": "2021-04-18T06:00:00"}, HELD),
    ({"pubstatus": "embargoed", "embargoed": "2021-04-18T06:00:00Z"}, dt.datetime(2021, 4, 18, 6, tzinfo=dt.UTC)),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "until"), EMBARGOES)
def test_an_embargo(changes: dict[str, Any], until: dt.datetime | None) -> None:
    article = one(**changes)
    assert article.embargoed_until == until
    assert any("held" in warning for warning in article.warnings) == (until == HELD and "embargoed" in changes)


@pytest.mark.parametrize("state", ["draft", "usable?", 1, True, ["usable", "withheld"], {"a": 1}, "USABLE NOW"])
def test_an_unknown_status_is_never_printed(state: Any) -> None:
    assert refusal(pubstatus=state) == "malformed"


@pytest.mark.parametrize("state", [None, "", "usable", "USABLE", ["usable"], "stat:usable"])
def test_what_is_usable(state: Any) -> None:
    assert one(pubstatus=state).updates


@pytest.mark.parametrize(
    "time", [None, "", "yesterday", "2021-04-17", "2021-02-30T00:00:00Z", "2021-04-17T18:40:00", 1618684800, [], {},
             "0001-01-01T00:00:00Z", "2021-04-17T18:40:00+99:00", "２０２１-04-17T18:40:00Z", "9" * 5000]
)  # fmt: skip
def test_a_time_that_is_none(time: Any) -> None:
    assert refusal(versioncreated=time) == "no_date"


@pytest.mark.parametrize(
    ("time", "utc"),
    [("2021-04-17T18:40:12Z", "18:40:12"), ("2021-04-17t18:40:12z", "18:40:12"), ("2021-04-17T18:40:12.5-05:00", "23:40:12.500000"),
     ("2021-04-17T18:40:12+0000", "18:40:12"), ("2021-04-17 18:40:12.000Z", "18:40:12"), ("2021-04-17T20:40+02", "18:40:00"),
     ("2021-04-17T18:40:12.123456789Z", "18:40:12.123456"), (["2021-04-17T18:40:12Z"], "18:40:12")],
)  # fmt: skip
def test_a_time(time: Any, utc: str) -> None:
    versioned_at = one(versioncreated=time).updates[0].versioned_at
    assert versioned_at is not None
    assert (versioned_at.tzinfo, versioned_at.time().isoformat()) == (dt.UTC, utc)


def test_the_zone_that_the_user_gave_places_a_time_without_an_offset() -> None:
    article = one(Reading(timezone="America/Lima"), versioncreated="2021-04-17T13:40:00")
    assert article.updates[0].versioned_at == dt.datetime(2021, 4, 17, 18, 40, tzinfo=dt.UTC)


def test_what_the_user_said_wins() -> None:
    article = one(Reading(carrier="Desk", subject="the quake", country="CL"), infosource=[{"name": "Andes Press"}])
    assert (article.carrier, article.subject, article.focus_country) == ("Desk", "the quake", "CL")


@pytest.mark.parametrize(
    ("changes", "headline"),
    [({"headline": "<b>A</b> &amp; B"}, "A & B"), ({"headline": None, "headlines": [{"value": "C"}]}, "C"),
     ({"headline": None, "headlines": [{"role": "seo", "value": "D"}, {"role": "main", "value": "E"}]}, "E"),
     ({"headline": None, "headlines": "F"}, "F"), ({"headline": None, "title": "g-slug"}, "g-slug"), ({"headline": 12}, "12")],
)  # fmt: skip
def test_a_headline(changes: dict[str, Any], headline: str) -> None:
    assert one(**changes).headline == headline


MAIN = {"contenttype": "text/html", "value": "<p>LIMA, Peru: Main <i>body</i> text stands here.</p>"}
PLAIN = {"contenttype": "text/plain", "value": "LIMA, Peru: Plain body text stands here."}
BODIES: list[tuple[dict[str, Any], str]] = [
    ({"bodies": [PLAIN, MAIN]}, "Main body"), ({"bodies": [PLAIN]}, "Plain body"), ({"bodies": MAIN}, "Main body"),
    ({"bodies": [{"role": "caption", **MAIN}, PLAIN]}, "Plain body"), ({"bodies": [{"role": "caption", **MAIN}]}, "Main body"),
    ({"bodies": [None, 3, {"value": None}, {"value": " "}, PLAIN]}, "Plain body"),
    ({"bodies": [], "body_text": PLAIN["value"]}, "Plain body"), ({"body_html": None, "body_text": PLAIN["value"]}, "Plain body"),
    ({"body_html": None, "body_xhtml": MAIN["value"], "body_text": PLAIN["value"]}, "Main body"),
    ({"body_html": None, "body_wire": PLAIN["value"]}, "Plain body"), ({"bodies": PLAIN["value"]}, "Plain body"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "begins"), BODIES)
def test_a_body(changes: dict[str, Any], begins: str) -> None:
    article = one(**({"body_html": None} | changes))
    assert article.updates[0].text.startswith(begins)


@pytest.mark.parametrize(
    ("changes", "carrier"),
    [({}, None), ({"infosource": [{"name": "Reuters"}]}, "Reuters"), ({"infosource": {"name": "Associated Press"}}, "AP"),
     ({"infoSources": [{"role": "x"}, {"name": "Lakeland Wire"}]}, "Lakeland Wire"), ({"copyrightholder": "Nordvik"}, "Nordvik"),
     ({"infosource": "Andes Press"}, "Andes Press"), ({"infosource": [None, 3]}, None)],
)  # fmt: skip
def test_a_carrier(changes: dict[str, Any], carrier: str | None) -> None:
    assert one(**changes).carrier == carrier


def test_pictures_are_left_out_and_said() -> None:
    picture = {**BASE, "type": "picture"}
    mixed = wire_gold.parse_value(FORMAT, [picture, BASE, {**picture, "type": "planning"}])
    assert (len(mixed.articles), mixed.refused) == (1, ())
    assert mixed.articles[0].warnings == ("2 items without a story (pictures and the like) left out",)
    assert [each.reason for each in wire_gold.parse_value(FORMAT, [picture]).refused] == ["not_a_story"]
    broken = wire_gold.parse_value(FORMAT, [picture, {**BASE, "versioncreated": None}])
    assert [each.reason for each in broken.refused] == ["no_date"]


@pytest.mark.parametrize("empty", [[], {"items": []}, {"data": None}, {"_items": []}])
def test_no_items_are_no_error(empty: Any) -> None:
    parsed = wire_gold.parse_value(FORMAT, empty)
    assert (parsed.articles, parsed.refused) == ((), ())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "empty"), (b"\xef\xbb\xbf \n", "empty"), (b"{}", "malformed"), (b"3", "malformed"), (b'"uri"', "malformed"),
     (b"null", "malformed"), (b"[" * 100_000, "malformed"), (b"[" * 100_000 + b"]" * 100_000, "malformed"),
     (b'{"uri":' * 50_000 + b"1" + b"}" * 50_000, "malformed"), (b'{"uri":1e999}', "malformed"),
     (b'{"uri":' + b"9" * 10_000 + b"}", "malformed"), (b'{"uri":"\xff"}', "malformed"), (b"{'uri': 1}", "malformed"),
     (json.dumps(BASE).encode("utf-16"), "malformed"), (json.dumps(BASE).encode("utf-32"), "malformed"),
     (b'{"uri": "\\ud800"}', "malformed"), (b"NaN", "malformed"), (b'{"uri": "a"} {"uri": "b"}', "malformed")],
)  # fmt: skip
def test_hostile_json(raw: bytes, reason: str) -> None:
    with pytest.raises(NotAStory) as caught:
        wire_gold.parse(FORMAT, raw)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)
    assert FORMAT.links(raw) == ()


def test_deep_items_are_named_and_not_spelled_out() -> None:
    deep = b"[" * 900 + b"]" * 900
    status = json.dumps({**BASE, "pubstatus": "?"}).encode().replace(b'"?"', deep)
    parsed = wire_gold.attempt(FORMAT, b"[" + deep + b"," + status + b"]")
    assert {each.reason for each in parsed.refused} == {"malformed"}  # all of it where the decoder has little stack left


def test_a_mark_changes_nothing_and_of_a_key_that_stands_twice_the_last_counts() -> None:
    raw = json.dumps(BASE).encode()
    assert wire_gold.parse(FORMAT, b"\xef\xbb\xbf" + raw) == wire_gold.parse(FORMAT, raw)
    assert FORMAT.matches(b"\xef\xbb\xbf \n" + raw)
    twice = raw[:-1] + b', "pubstatus": "canceled"}'
    assert wire_gold.parse(FORMAT, twice).articles[0].recalls


@pytest.mark.parametrize(
    "head",
    [b"", b"The Latest: uri", b"{}", b"[]", b'{"uri": "a", "name": "b"}', b'{"a": "\\"uri\\": 1, \\"versioncreated\\": 2, \\"pubstatus\\": 3"}',
     b'{"@context": "https://schema.org", "@type": "LiveBlogPosting", "uri": 1, "versionCreated": 2, "headline": 3}',
     b'{"versioncreated": 1, "headline": 2}', b'<html>{"uri": 1, "versioncreated": 2, "pubstatus": 3}'],
)  # fmt: skip
def test_what_is_not_taken_for_ninjs(head: bytes) -> None:
    assert not FORMAT.matches(head)


def test_the_aps_documents_are_not_taken() -> None:
    assert not any(FORMAT.matches(path.read_bytes()[:HEAD]) for path in wire_gold.inputs("ap"))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", [b'"uri":', b'"altids":{"itemid":', b'"body_', b'"headline" ', b" ", b'{"altids":'])
def test_telling_the_format_is_cheap(part: bytes) -> None:
    FORMAT.matches((b'{"uri":1,' + part * HEAD)[:HEAD])
