"""LiveBlogPosting: pages of several publishers, broken JSON-LD, versions of one posting, junk."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import Article, ArticleUpdate, NotAStory
from producers.formats.common.format import Reading
from producers.formats.web import liveblog
from tests.forms import example_count
from tests.producers.page_gold import attempt, expected, holds_together, inputs, read, recorded

UPDATE: dict[str, Any] = {
    "@type": "BlogPosting", "@id": "#p1", "headline": "Bridge falls", "datePublished": "2020-05-01T10:00:00Z",
    "articleBody": "<p>At least 12 people are dead, the mayor says.</p>",
}  # fmt: skip
POSTING: dict[str, Any] = {
    "@context": "https://schema.org", "@type": "LiveBlogPosting", "@id": "https://gazette.example/live/bridge",
    "headline": "Bridge falls in Lisbon", "publisher": {"@type": "Organization", "name": "Town Gazette"},
    "datePublished": "2020-05-01T09:00:00Z", "liveBlogUpdate": [UPDATE],
}  # fmt: skip
SAID = "At least 12 people are dead, the mayor says."


def posting(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    return POSTING | {"liveBlogUpdate": list(updates)} | more


def page(*blocks: str, body: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!doctype html><html><head><title>Bridge</title>{scripts}</head><body>{body}</body></html>"


def article_of(document: Any, reading: Reading | None = None) -> Article:
    return read("liveblog", json.dumps(document), reading).articles[0]


def only(document: Any, reading: Reading | None = None) -> ArticleUpdate:
    (update,) = article_of(document, reading).updates
    return update


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.mark.parametrize("path", inputs("liveblog"), ids=lambda path: path.name)
def test_a_live_blog_reads_as_recorded(path: Any) -> None:
    assert recorded(read("liveblog", path.read_bytes())) == expected(path).read_bytes()


def test_the_live_blog_of_a_page_is_the_same_in_both_formats() -> None:
    for path in inputs("liveblog"):
        if path.suffix == ".html":
            assert read("html", path.read_bytes()) == read("liveblog", path.read_bytes())


WHOLE = json.dumps(POSTING)
SHAPES = {
    "bare": WHOLE,
    "in an array": f"[{WHOLE}]",
    "in a graph": json.dumps({"@graph": [{"@type": "WebSite", "name": "x"}, POSTING]}),
    "in a graph of graphs": json.dumps({"@graph": [{"@graph": [POSTING]}]}),
    "in mainEntity": json.dumps({"@type": "WebPage", "mainEntity": POSTING}),
    "in hasPart": json.dumps({"@type": "WebPage", "hasPart": [POSTING]}),
    "type with vocabulary": json.dumps(POSTING | {"@type": "http://schema.org/LiveBlogPosting"}),
    "several types": json.dumps(POSTING | {"@type": ["NewsArticle", "LiveBlogPosting"]}),
    "one update, not an array": json.dumps(POSTING | {"liveBlogUpdate": UPDATE}),
    "a list of updates": json.dumps(POSTING | {"liveBlogUpdate": {"@list": [UPDATE]}}),
    "updates by reference": json.dumps({"@graph": [POSTING | {"liveBlogUpdate": [{"@id": "#p1"}]}, UPDATE]}),
    "properties with vocabulary": json.dumps(POSTING | {"liveBlogUpdate": []} | {"schema:liveBlogUpdate": [UPDATE]})
    .replace('"liveBlogUpdate": [], ', ""),
    "text with a language": json.dumps(posting(UPDATE | {"articleBody": {"@value": SAID, "@language": "en"}})),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("is_bare", [True, False])
def test_a_live_blog_is_found_in_every_shape(shape: str, is_bare: bool) -> None:
    raw = SHAPES[shape] if is_bare else page(SHAPES[shape])
    assert liveblog.FORMAT.matches(raw.encode())
    (article,) = read("liveblog", raw).articles
    (update,) = article.updates
    assert (update.text, update.published_at) == (SAID, at("2020-05-01T10:00:00+00:00"))
    assert update.item == "https://gazette.example/live/bridge#p1"
    assert (article.carrier, article.focus_country, article.story) == ("Town Gazette", "PT", "bridge-falls-in-lisbon")


REPAIRED = {
    "trailing commas": WHOLE.replace("}", ",}").replace("]", ",]"),
    "doubled commas": WHOLE.replace('", "', '",, "').replace("}]", "},,]"),
    "HTML comment": f"<!-- {WHOLE} -->",
    "CDATA": f"//<![CDATA[\n{WHOLE}\n//]]>",
    "CDATA in a comment": f"/*<![CDATA[*/{WHOLE}/*]]>*/",
    "semicolon": f"{WHOLE};",
    "comments": WHOLE.replace("{", "{ /* begin */ ").replace("}", "} // end\n"),
    "raw control characters": WHOLE.replace("At least 12", "At least\x01 \t12").replace(" people", "\npeople"),
    "unescaped quotes": WHOLE.replace("<p>", '<p class="lead" id="x">'),
    "entities": WHOLE.replace('"', "&quot;"),
    "HTML escaped": WHOLE.replace("<p>", "&lt;p&gt;").replace("</p>", "&lt;/p&gt;"),
    "wrong escapes": WHOLE.replace("mayor", "\\mayor"),
    "another object before it": '{"@type": "WebSite"}' + WHOLE,
    "another object behind it": WHOLE + ',{"@type": "WebSite",}',
    "missing commas": WHOLE.replace('", "', '" "'),
    "words of other languages": WHOLE.replace('"@context"', '"a": True, "b": None, "c": undefined, "@context"'),
}  # fmt: skip


@pytest.mark.parametrize("damage", REPAIRED)
def test_broken_json_ld_is_repaired(damage: str) -> None:
    parsed = read("liveblog", page(REPAIRED[damage]))
    assert parsed.refused == ()
    assert [update.text for update in parsed.articles[0].updates] == [SAID]


def test_quotes_inside_a_text_stay_in_it() -> None:
    raw = WHOLE.replace("the mayor says.", 'the mayor said: "the bridge", and "the road", are gone.')
    (update,) = read("liveblog", page(raw)).articles[0].updates
    assert update.text == 'At least 12 people are dead, the mayor said: "the bridge", and "the road", are gone.'


def test_what_is_cut_off_is_read_up_to_there() -> None:
    whole = json.dumps(posting(UPDATE, UPDATE | {"@id": "#p0", "articleBody": "The bridge is shut."}))
    for end in range(whole.index("articleBody") + 150, len(whole)):
        parsed = read("liveblog", page(whole[:end]))
        texts = [update.text for update in parsed.articles[0].updates]
        assert texts == [SAID] or (texts == [SAID, "The bridge is shut."] and end > len(whole) - 4)
        assert {refused.reason for refused in parsed.refused} == {"malformed"}


def test_a_broken_block_hides_no_other() -> None:
    parsed = read("liveblog", page('{"@type": "Organization", "name": Gazette}', WHOLE, '{"liveBlogUpdate": ['))
    assert len(parsed.articles) == 1
    assert [refused.message for refused in parsed.refused] == [
        "page.html: JSON-LD block 3 is broken at character 20: what stands before it is read"
    ]


def test_a_live_blog_printed_twice_is_one_and_a_commented_one_is_none() -> None:
    assert len(read("liveblog", page(WHOLE, WHOLE)).articles) == 1
    with pytest.raises(NotAStory):
        read("liveblog", f"<!doctype html><html><!-- {page(WHOLE)} --><body></body></html>")


def test_without_updates_the_page_itself_is_read() -> None:
    story = "<article><p>May 1, 2020</p><p>At least 14 people are dead in Lisbon, the mayor says.</p></article>"
    nothing: list[Any] = [[], [{}], [{"@type": "BlogPosting", "datePublished": "2020-05-01"}], None]
    for updates in nothing:
        raw = page(json.dumps(POSTING | {"liveBlogUpdate": updates}), body=story)
        texts = [update.text for update in read("liveblog", raw).articles[0].updates]
        assert texts[-1] == "At least 14 people are dead in Lisbon, the mayor says."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("{}", "not_a_story"), ("[", "not_a_story"), ('{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"articleBody"', "malformed"),
     (json.dumps(posting(UPDATE | {"datePublished": "today"})), "no_date"), ("", "empty"),
     (json.dumps(posting(*[UPDATE] * 5_001)), "too_large"), ("[" * 100_000, "not_a_story")],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_line(raw: str, reason: str) -> None:
    found = attempt("liveblog", raw.encode())
    holds_together(found)
    assert isinstance(found, tuple)
    assert found[0] == reason


TIMES = {
    "2020-05-01T10:00:00Z": "2020-05-01T10:00:00+00:00", "2020-05-01T10:00:00.250+0200": "2020-05-01T08:00:00.25+00:00",
    "2020-05-01 10:00 -05:00": "2020-05-01T15:00:00+00:00", "2020-05-01T10:00+02": "2020-05-01T08:00:00+00:00",
    "Fri, 01 May 2020 10:00:00 GMT": "2020-05-01T10:00:00+00:00",
}  # fmt: skip


@pytest.mark.parametrize("printed", TIMES)
def test_times_are_read_as_printed(printed: str) -> None:
    assert only(posting(UPDATE | {"datePublished": printed})).published_at == at(TIMES[printed])


@pytest.mark.parametrize(
    "printed", ["", "noon", "2020-02-30T10:00:00Z", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2020-05-01T25:00", None, {}]
)
def test_an_update_without_a_time_is_refused_and_the_others_go_on(printed: Any) -> None:
    parsed = read("liveblog", json.dumps(posting(UPDATE | {"datePublished": printed}, UPDATE | {"@id": "#p2"})))
    assert [update.item for update in parsed.articles[0].updates] == ["https://gazette.example/live/bridge#p2"]
    assert [refused.reason for refused in parsed.refused] == ["no_date"]


NAIVE = UPDATE | {"datePublished": "2020-05-01T10:00:00"}
BARE = {key: value for key, value in POSTING.items() if key != "datePublished"}
ZONES = [
    (POSTING, Reading(timezone="Asia/Tokyo"), "2020-05-01T01:00:00+00:00", 0),
    (POSTING | {"datePublished": "2020-05-01T09:00:00-05:00"}, Reading(), "2020-05-01T15:00:00+00:00", 1),
    (BARE | {"coverageStartTime": "2020-05-01T08:00:00+05:30"}, Reading(), "2020-05-01T04:30:00+00:00", 1),
    (BARE, Reading(), "2020-05-01T09:00:00+00:00", 1),  # Lisbon in summer
    (BARE | {"headline": "Bridge falls"}, Reading(default_timezone="Asia/Tokyo"), "2020-05-01T01:00:00+00:00", 1),
]


@pytest.mark.parametrize(("around", "reading", "expected_at", "warnings"), ZONES)
def test_a_time_without_offset_is_in_the_zone_of_the_page(
    around: dict[str, Any], reading: Reading, expected_at: str, warnings: int
) -> None:
    article = article_of(around | {"liveBlogUpdate": [NAIVE]}, reading)
    assert article.updates[0].published_at == at(expected_at)
    assert len(article.warnings) == warnings


def test_a_day_alone_is_flagged_and_placed_at_its_beginning() -> None:
    update = only(posting(UPDATE | {"datePublished": "2020-05-01"}))
    assert (update.published_at, update.local_time, update.flags) == (at("2020-04-30T23:00:00+00:00"), None, ("day_only",))


def modified(number: int, when: str | None, published: str = "2020-05-01T10:00:00Z") -> dict[str, Any]:
    return UPDATE | {"@id": f"#p{number}", "datePublished": published, "dateModified": when}


LATE, LATER = "2020-05-01T12:00:00Z", "2020-05-01T13:00:00Z"
# The updates, dateModified of the posting -> hours (UTC) at which the updates count as told.
STAMPS = {
    "its own": ([modified(1, LATE), modified(2, None)], None, [12, 10]),
    "before it was published": ([modified(1, "2020-05-01T08:00:00Z")], None, [10]),
    "three share it": ([modified(1, LATE), modified(2, LATE), modified(3, LATE)], None, [10, 10, 10]),
    "two share it": ([modified(1, LATE), modified(2, LATE)], None, [12, 12]),
    "all carry the posting's": ([modified(1, LATE), modified(2, LATE)], LATE, [10, 10]),
    "the only one carries the posting's": ([modified(1, LATE)], LATE, [10]),
    "the newest carries the posting's": ([modified(1, LATER), modified(2, LATE)], LATER, [13, 12]),
}


@pytest.mark.parametrize("case", STAMPS)
def test_a_stamp_of_the_page_is_no_version_of_an_update(case: str) -> None:
    updates, own, hours = STAMPS[case]
    article = article_of(posting(*updates, dateModified=own))
    assert [update.published_at.hour for update in article.updates] == hours
    assert [update.version for update in article.updates] == [update.get("dateModified") for update in updates]


NOTE = "An earlier version said 21 people were dead."
# One update as it stands in each version of the page -> text, version, hour at which it was told, notice.
VERSIONS = [
    ({}, SAID, None, 10, "none"),
    ({"articleBody": "<p>At least 13 people are dead.</p>", "dateModified": "2020-05-01T11:00:00Z"},
     "At least 13 people are dead.", "2020-05-01T11:00:00Z", 11, "none"),
    ({"correction": NOTE, "dateModified": LATE}, f"{SAID}\n\n{NOTE}", LATE, 12, "correction"),
    ({"correction": {"@type": "CorrectionComment", "text": NOTE}, "dateModified": LATE}, f"{SAID}\n\n{NOTE}", LATE, 12, "correction"),
    ({"correction": [{"@type": "CorrectionComment", "text": NOTE, "datePublished": LATER}]}, f"{SAID}\n\n{NOTE}", LATER, 13, "correction"),
    ({"articleBody": f"{SAID}\n\n{NOTE}", "correction": NOTE, "dateModified": LATE}, f"{SAID}\n\n{NOTE}", LATE, 12, "correction"),
    ({"correction": "https://gazette.example/corrections", "dateModified": LATE}, SAID, LATE, 12, "correction"),
    ({"articleBody": "<p>Correction: 12, not 21, are dead.</p>", "dateModified": LATE}, "Correction: 12, not 21, are dead.", LATE, 12, "correction"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "text", "version", "hour", "notice"), VERSIONS)
def test_versions_of_one_posting(change: dict[str, Any], text: str, version: str | None, hour: int, notice: str) -> None:
    update = only(posting(UPDATE | change))
    assert update.item == "https://gazette.example/live/bridge#p1"
    assert (update.text, update.version, update.published_at.hour, update.notice) == (text, version, hour, notice)
    assert update.versioned_at == update.published_at


def test_a_correction_of_the_whole_blog_is_an_update_of_its_own() -> None:
    note = {"@type": "CorrectionComment", "text": NOTE, "datePublished": LATE}
    article = article_of(posting(UPDATE, correction=[note]))
    assert [(update.text, update.notice) for update in article.updates] == [(SAID, "none"), (NOTE, "correction")]
    assert [refused.reason for refused in read("liveblog", json.dumps(posting(UPDATE, correction=NOTE))).refused] == ["no_date"]


IDS = [
    ({"@id": "https://a.example/1#x"}, "https://a.example/1#x"), ({"@id": "_:b0", "url": "/live/bridge?p=1"}, "https://gazette.example/live/bridge?p=1"),
    ({"@id": None, "identifier": 77}, "https://gazette.example/live/bridge#77"), ({"@id": None, "identifier": "urn:x:1"}, "urn:x:1"),
    ({"@id": "https://gazette.example/live/bridge"}, None), ({"@id": None}, None), ({"@id": "http://["}, "http://["),
]  # fmt: skip


@pytest.mark.parametrize(("names", "item"), IDS)
def test_the_id_of_an_update(names: dict[str, Any], item: str | None) -> None:
    update = only(posting(UPDATE | names))
    assert update.item == item
    assert (update.versioned_at is None) == (item is None)


def test_what_names_several_updates_names_none() -> None:
    article = article_of(posting(UPDATE, UPDATE | {"articleBody": "The bridge is shut."}))
    assert [update.item for update in article.updates] == [None, None]


BODIES = {
    "<p>It rains.</p><p>It <b>pours</b>.</p>": "It rains.\n\nIt pours.", "It rains.\n\nIt pours.": "It rains.\n\nIt pours.",
    "It rains &amp; pours.": "It rains & pours.", "It rains<br>It pours": "It rains\n\nIt pours",
    "<figure><figcaption>12 dead in 2010.</figcaption></figure><p>It rains.</p>": "It rains.",
    "<p>It rains.</p><script>x</script><p>Advertisement</p>": "It rains.", "Rain of <5 mm": "Rain of <5 mm",
    "&lt;p&gt;It rains.&lt;/p&gt;": "It rains.",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_the_text_of_an_update(body: str) -> None:
    assert only(posting(UPDATE | {"articleBody": body})).text == BODIES[body]


def test_an_update_without_text_says_what_its_headline_says() -> None:
    article = article_of(posting(UPDATE | {"articleBody": "<img src=x>", "headline": "Toll rises to 14"}, UPDATE))
    assert (article.updates[0].headline, article.updates[0].text) == (None, "Toll rises to 14")


def test_an_update_that_says_nothing_is_left_out_with_a_warning() -> None:
    silent = {name: value for name, value in UPDATE.items() if name != "headline"}
    article = article_of(posting(silent | {"articleBody": "<img src=x>", "name": ""}, UPDATE))
    assert len(article.updates) == 1
    assert [warning for warning in article.warnings if "has no text: left out" in warning]


def test_what_the_user_says_wins() -> None:
    article = article_of(POSTING, Reading(carrier="AP", subject="the bridge", country="ES", timezone="Asia/Tokyo"))
    assert (article.carrier, article.subject, article.focus_country, article.timezone) == ("AP", "the bridge", "ES", "Asia/Tokyo")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2020-05-01", "#p1", "LiveBlogPosting", NOTE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["@type", "@id", "url", "headline", "articleBody", "datePublished", "dateModified", "correction", "text",
                         "liveBlogUpdate", "publisher", "name", "@graph", "@list", "@value", "identifier"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None)
@given(JSON, JSON)
def test_any_json_gives_live_blogs_or_one_clear_line(posted: Any, update: Any) -> None:
    document = {"@type": "LiveBlogPosting", "x": posted, "liveBlogUpdate": [update, posted]}
    raw = json.dumps(document | posted if isinstance(posted, dict) else document).encode()
    found = attempt("liveblog", raw)
    holds_together(found)
    assert attempt("liveblog", raw) == found


@settings(max_examples=example_count(200), deadline=None)
@given(st.data())
def test_a_mutated_live_blog_gives_live_blogs_or_one_clear_line(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(inputs("liveblog"))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.sampled_from([b"", b'"', b"{", b"]", b",", b"\\", b"\x00", b"</script>", b"<!--"]))
    holds_together(attempt("liveblog", bytes(raw)))


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([None, 1, "\t"]))
def test_the_order_of_properties_and_white_space_change_nothing(random: Any, indent: int | str | None) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return dict(random.sample([(key, shuffled(each)) for key, each in value.items()], len(value)))
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    assert read("liveblog", json.dumps(shuffled(POSTING), indent=indent)) == read("liveblog", WHOLE)
