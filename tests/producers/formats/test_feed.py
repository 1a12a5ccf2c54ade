"""RSS and Atom: what each kind of feed is read as, what is refused, and that nothing is ever fetched or raised."""

from __future__ import annotations

import datetime as dt
import html
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import HEAD, Link, Reading
from producers.formats.web.feed import FORMAT, links, parse
from producers.formats.web.feed_times import read_feed_time
from tests.forms import example_count
from tests.producers.feed_gold import expected, inputs, read, recorded
from tests.producers.formats.reported import only_article
from tests.producers.pages import gazetteer

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Desk</title>'
    "<id>urn:x:feed</id><updated>2026-03-14T10:00:00Z</updated>{}</feed>"
)
RSS = '<rss version="2.0" xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml"><channel><title>Desk</title>{}</channel></rss>'
WORDS = "Rain fell on the old bridge in Peru on Saturday."


def entry(text: str = WORDS, title: str = "Rain on the bridge", more: str = "") -> str:
    return (
        f"<entry><id>urn:x:1</id><title>{title}</title><updated>2026-03-14T10:00:00Z</updated>{more}"
        f"<content type='text'>{text}</content></entry>"
    )


def item(text: str = WORDS, more: str = "") -> str:
    return f"<item><guid isPermaLink='false'>1</guid><pubDate>Sat, 14 Mar 2026 10:00:00 GMT</pubDate>{more}<description>{text}</description></item>"


def atom(*entries: str, reading: Reading | None = None) -> Parsed:
    return read(ATOM.format("".join(entries)).encode(), reading)


def rss(*items: str) -> Parsed:
    return read(RSS.format("".join(items)).encode())


def only(parsed: Parsed) -> Article:
    assert parsed.refused == ()
    (article,) = parsed.articles
    return article


@pytest.mark.parametrize("path", inputs(), ids=lambda path: path.name)
def test_a_feed_is_read_as_recorded(path: Path) -> None:
    raw = path.read_bytes()
    assert FORMAT.matches(raw[:HEAD])
    assert recorded(raw).decode() == expected(path).read_text("utf-8")
    assert recorded(raw) == recorded(raw)


@pytest.mark.parametrize(
    ("head", "is_feed"),
    [
        (b"<rss version='0.91'>", True),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><!DOCTYPE rss PUBLIC '-//N//DTD RSS 0.91//EN' 'http://n/x.dtd'>\n<rss>", True),
        ("<?xml version='1.0'?><rss version='2.0'>".encode("utf-16"), True),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", True),
        (b"<feed xmlns='http://purl.org/atom/ns#' version='0.3'>", True),
        (b"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>", True),
        (b"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://xmlns.com/foaf/0.1/'>", False),
        (b"<feed xmlns='urn:other'>", False),
        (b"<html><body>&lt;rss></body></html>", False),
        (b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", False),
        (b"The Latest: rss <rss>", False),
        (b"", False),
    ],
)  # fmt: skip
def test_a_feed_is_known_by_its_root(head: bytes, is_feed: bool) -> None:
    assert FORMAT.matches(head) is is_feed


@pytest.mark.parametrize(
    ("printed", "utc", "doubt"),
    [
        ("2026-07-14T10:00:00Z", "2026-07-14T10:00", ""),
        ("2026-07-14t10:00:00.5-05:00", "2026-07-14T15:00:00.5", ""),
        ("20260714T100000Z", "2026-07-14T10:00", ""),
        ("Tue, 14 Jul 2026 10:00:00 +0200", "2026-07-14T08:00", ""),
        ("14 Jul 26 10:00 GMT", "2026-07-14T10:00", ""),
        ("Tue, 14 Jul 2026 10:00:00 EST", "2026-07-14T15:00", ""),
        ("Tue, 14 Jul 2026 10:00:00 BST", "2026-07-14T09:00", ""),
        ("Tue, 14 Jul 2026 10:00:00 GMT+0200", "2026-07-14T08:00", ""),
        ("Tue, 14 Jul 2026 10:00:00", "2026-07-14T10:00", "no_offset"),
        ("2026-07-14 10:00", "2026-07-14T10:00", "no_offset"),
        ("2026-07-14", "2026-07-14T00:00", "day_only"),
        ("Tue, 14 Jul 2026 12:30:00 +0200 (CEST)", "2026-07-14T10:30", ""),
        ("Tue, 14 Jul 2026 12:30:00 (GMT)", "2026-07-14T12:30", ""),
        ("Tue,14 Jul 2026 12:30:00 GMT", "2026-07-14T12:30", ""),
        ("2026/7/4 12:30:41", "2026-07-04T12:30:41", "no_offset"),
        ("2026.07.14", "2026-07-14T00:00", "day_only"),
        ("2026-07-14T12:30:00 +01:00", "2026-07-14T11:30", ""),
        ("2026-07-14T12:30:00 GMT", "2026-07-14T12:30", ""),
        ("2026-07-14 3:30 PM EST", "2026-07-14T20:30", ""),
        ("Tue Jul 14 12:30:00 2026", "2026-07-14T12:30", "no_offset"),
        ("Tue Jul  4 12:30:00 GMT 2026", "2026-07-04T12:30", ""),
        ("Tue Jul 14 12:30:00 +0200 2026", "2026-07-14T10:30", ""),
        ("Tue Jul 14 2026 12:30:00 GMT+0200 (Central European Summer Time)", "2026-07-14T10:30", ""),
        ("Tuesday, July 14, 2026 - 12:30", "2026-07-14T12:30", "no_offset"),
        ("July 14th, 2026 at 3:30 p.m. EST", "2026-07-14T20:30", ""),
        ("14 July 2026, 12:05 am GMT", "2026-07-14T00:05", ""),
        ("Tue, 14 Jul 2026 12:05 pm GMT", "2026-07-14T12:05", ""),
        ("Tue,14Jul2026 12:05:00 +0200", "2026-07-14T10:05", ""),
        ("Tue, 14Jul 2026 12:05:00+0200", "2026-07-14T10:05", ""),
        ("07/14/2026 12:35 AM EDT", "2026-07-14T04:35", ""),
        ("14/07/2026 12:35 GMT", "2026-07-14T12:35", ""),
        ("7/4/2026 8:12pm CDT", "2026-07-05T01:12", ""),
        ("07/04/26 12:40 PM PT", "2026-07-04T19:40", ""),
        ("7/7/2026 12:00", "2026-07-07T12:00", "no_offset"),
        ("1784030700", "2026-07-14T12:05", ""),
        ("1784030700123", "2026-07-14T12:05", ""),
        ("Tue Jul 14 12:05:00 2026 GMT", "2026-07-14T12:05", ""),
        ("Tue Jul 14 12:05:00 2026 +0200", "2026-07-14T10:05", ""),
        ("2026-07-14 12:05:00 -0700 PDT", "2026-07-14T19:05", ""),
        ("Tue, 14 Jul 2026 12:05:00 PKT +0500", "2026-07-14T07:05", ""),
    ],
)
def test_times_are_read_as_printed(printed: str, utc: str, doubt: str) -> None:
    moment = read_feed_time(printed, None, "GB")
    assert moment is not None
    assert moment.at == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert moment.doubt == doubt


@pytest.mark.parametrize(
    "printed",
    [None, "", "yesterday", "Tue, 14 Jul 2026 10:00:00 XQZ", "2026-02-30T10:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
     "Tue, 14 Jul 2026 25:00:00 GMT", "2026-07-14T10:00:00+99:99", "1" * 5000,
     # weeks and days of the year, of which feedparser makes other moments; which of two numbers is the month
     "2026-W11-6", "2026-W11-6T10:00:00Z", "2026W116", "2026-073", "2026073", "2026-073T10:00:00Z", "20260714100000",
     "7/4/2026 12:30", "04/07/2026", "7/4/2026 12:30 GMT", "14/14/2026 12:30 GMT", "Tue, 14 Jul 2026 10:00 XQZ ABC",
     "202607141", "Tue, 14 Jul 2026 15:30 AM", "Tue, 14 Jul 2026 10:00 +1900"],
)  # fmt: skip
def test_a_time_that_cannot_be_placed_is_none(printed: str | None) -> None:
    assert read_feed_time(printed, None, None) is None


@pytest.mark.parametrize(("name", "utc", "is_in_doubt"), [
    ("a-comment", "12:30:00", False), ("b-no-blank", "12:30:00", False), ("c-slashes", "12:30:41", True),
    ("d-blank-offset", "11:30:00", False), ("e-asctime", "12:30:00", False), ("f-drupal", "12:30:00", True),
])  # fmt: skip
def test_a_plain_time_refuses_no_entry(name: str, utc: str, is_in_doubt: bool) -> None:
    article = only_article(f"feed-dates/{name}.rss")
    assert [update.published_at.isoformat() for update in article.updates] == [f"2026-03-14T{utc}+00:00"]
    assert any("has no offset: taken as UTC" in warning for warning in article.warnings) is is_in_doubt


STORY, CAPTION = "The coast guard said 12 people were killed.", "Divers at the quay, when 9 people had been killed."
VOCABULARIES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:pics="http://search.yahoo.com/mrss/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:play="http://www.google.com/schemas/play-podcasts/1.0" xmlns:rss="http://purl.org/rss/1.0/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def described(parts: str, vocabularies: str = VOCABULARIES) -> bytes:
    return RSS.replace("<rss ", f"<rss {vocabularies} ").format(
        "<item><title>Ferry sinks off Tromso</title><link>https://a.example/1</link><guid isPermaLink='false'>1</guid>"
        f"<pubDate>Sat, 14 Mar 2026 10:00:00 GMT</pubDate>{parts}</item>"
    ).encode()


@pytest.mark.parametrize("beside", [
    "<media:description>{}</media:description>", "<media:description type='html'>{}</media:description>",
    "<media:group><media:content url='a.jpg'><media:description>{}</media:description></media:content></media:group>",
    "<pics:description>{}</pics:description>", "<dc:description>{}</dc:description>", "<itunes:summary>{}</itunes:summary>",
    "<play:description>{}</play:description>",
])  # fmt: skip
@pytest.mark.parametrize("form", ["{own}{beside}", "{beside}{own}", "{own}{beside} & not well-formed"])
def test_what_describes_a_picture_never_replaces_the_story(beside: str, form: str) -> None:
    raw = described(form.format(own=f"<description>{STORY}</description>", beside=beside.format(CAPTION)))
    article = only(read(raw))
    assert [update.text for update in article.updates] == [STORY]
    assert article.headline == "Ferry sinks off Tromso"
    assert links(raw) == (Link("https://a.example/1", "entry"),)  # a caption is no full text either


def test_a_picture_in_an_entry_gives_it_no_title_and_no_link() -> None:
    picture = f"<image><url>a.jpg</url><title>Quay</title><link>https://a.example/</link><description>{CAPTION}</description></image>"
    without, *pictured = (
        described(parts) for parts in (f"<description>{STORY}</description>", f"<description>{STORY}</description>{picture}",
                                       f"{picture}<description>{STORY}</description>")
    )
    assert [read(raw) for raw in pictured] == [read(without)] * 2
    assert [links(raw) for raw in pictured] == [links(without)] * 2


def test_a_caption_is_known_in_a_feed_that_does_not_declare_it() -> None:
    parts = f"<description>{STORY}</description><media:description>{CAPTION}</media:description>"
    assert [update.text for update in only(read(described(parts, ""))).updates] == [STORY]


@pytest.mark.parametrize("alone", [
    "<dc:description>{}</dc:description>", "<itunes:summary type='text'>{}</itunes:summary>",
    "<media:group><media:description type='html'>{}</media:description></media:group>",
    "<media:description>" + CAPTION + "</media:description><dc:description>{}</dc:description>",
    "<rss:description>{}</rss:description><media:description>" + CAPTION + "</media:description>",
])  # fmt: skip
def test_an_entry_described_in_another_vocabulary_alone_is_told(alone: str) -> None:
    assert [update.text for update in only(read(described(alone.format(STORY)))).updates] == [STORY]


@pytest.mark.parametrize("media", [
    "<media:content url='a.jpg' medium='image'>{}</media:content>", "<media:content url='a.jpg' type='image/jpeg'>{}</media:content>",
])  # fmt: skip
def test_an_entry_that_is_a_picture_tells_nothing_and_a_video_does(media: str) -> None:
    described_by = f"<media:description>{STORY}</media:description>"
    assert read(described(media.format(described_by))).articles == ()
    film = media.replace("image", "video").format(described_by)
    assert [update.text for update in only(read(described(film))).updates] == [STORY]


@pytest.mark.parametrize("more", ["Read more", "<a href='/1'>Read more »</a>", "<a>Continue reading →</a>", "(more)"])
def test_a_link_behind_a_summary_makes_no_teaser_of_it(more: str) -> None:
    words = html.escape(f"{STORY} {more}")
    assert [update.text for update in only(read(described(f"<description>{words}</description>"))).updates] == [STORY]
    assert read(described(f"<description>{html.escape(more)}</description>")).articles == ()


@pytest.mark.parametrize(("others", "utc", "where"), [
    (("18:00:00 EET",), "18:00", "that of the feed's other times"), (("18:00:00 +0200", "19:00:00 EET"), "18:00", "that of the feed's"),
    (("18:00:00 +0200", "19:00:00 +0100"), "20:00", "taken as UTC"), (("18:00:00 GMT",), "20:00", "taken as UTC"), ((), "20:00", "taken as UTC"),
])  # fmt: skip
def test_a_time_without_an_offset_is_in_that_of_the_feed(others: tuple[str, ...], utc: str, where: str) -> None:
    dates = ["Sat, 10 Feb 2024 20:00:00", *(f"Sun, 11 Feb 2024 {time}" for time in others)]
    items = "".join(f"<item><guid isPermaLink='false'>{n}</guid><pubDate>{date}</pubDate><description>{STORY}</description></item>"
                    for n, date in enumerate(dates))  # fmt: skip
    article = read(RSS.format(items).encode()).articles[0]
    assert f"{article.updates[0].published_at:%H:%M}" == utc
    assert [where in warning for warning in article.warnings] == [True]


def test_the_caption_that_users_met_changes_nothing() -> None:
    assert only_article("captions/caption-wins.rss") == only_article("captions/without-caption.rss")


def test_a_zone_that_was_asked_for_reads_times_without_an_offset() -> None:
    moment = read_feed_time("2026-07-14 10:00", "America/Lima", None)
    assert moment is not None
    assert (moment.at.hour, moment.doubt) == (15, "")


def test_published_wins_where_it_is_later_than_updated() -> None:
    article = only(atom(entry(more="<published>2026-03-14T11:00:00Z</published>")))
    assert article.updates[0].published_at == dt.datetime(2026, 3, 14, 11, tzinfo=dt.UTC)
    assert article.updates[0].version == "2026-03-14T10:00:00Z"


@pytest.mark.parametrize(
    ("title", "headline", "notice"),
    [
        ("Correction: Toll is 38", "Toll is 38", "correction"),
        ("CORRECTED (Sunday) - Toll is 38", "Toll is 38", "correction"),
        ("CORRECTION", None, "correction"),
        ("Corrections officer is hurt", "Corrections officer is hurt", "none"),
        ("Rain falls on the bridge.", "Rain falls on the bridge.", "none"),
        ("2:30 p.m. Rain on the bridge", "2:30 p.m. Rain on the bridge", "none"),
        ("10pm: Rain", "10pm: Rain", "none"),
        ("Rain fell on the old bridge", None, "none"),
        ("x" * 2000, "x" * 2000, "none"),
    ],
)
def test_a_title_is_a_headline_and_never_a_part_of_the_text(title: str, headline: str | None, notice: str) -> None:
    (update,) = only(atom(entry(title=title))).updates
    assert update.text == WORDS
    assert update.headline == headline
    assert update.notice == notice
    assert update.published_at == dt.datetime(2026, 3, 14, 10, tzinfo=dt.UTC)


def test_who_printed_it_is_the_entry_s_source_then_the_text_s_agency_then_the_feed() -> None:
    source = "<source><id>urn:x:s</id><title>Agencia Sur</title><updated>2026-03-14T10:00:00Z</updated></source>"
    assert only(atom(entry())).carrier == "Desk"
    assert only(atom(entry(f"LIMA, Peru (PNA) — {WORDS}"))).carrier == "PNA"
    assert only(atom(entry(f"LIMA, Peru (PNA) — {WORDS}", more=source))).carrier == "Agencia Sur"
    assert only(atom(entry(more=source), reading=Reading(carrier="Me"))).carrier == "Me"


def test_an_entry_without_a_full_text_is_a_link_to_follow() -> None:
    link = "<link>https://a.example/1</link>"
    assert links(RSS.format(item(more=link)).encode()) == (Link("https://a.example/1", "entry"),)
    assert len(rss(item(more=link)).articles) == 1  # the teaser is told nevertheless
    assert rss(item("Read more", more=link)) == Parsed(())
    assert links(RSS.format(item("Read more", more=link)).encode()) == (Link("https://a.example/1", "entry"),)
    assert links(ATOM.format(entry(more="<link href='https://a.example/1'/>")).encode()) == ()


def test_the_next_page_of_a_feed_is_a_link() -> None:
    assert links(ATOM.format("<link rel='next' href='?page=2'/>").encode()) == (Link("?page=2", "next_page"),)


def test_a_broken_entry_hides_no_other() -> None:
    """A shape of one point makes feedparser fail on the whole feed, though it is well-formed."""
    shape = "<georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>1 x</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where>"
    parsed = rss(item(), item(more=shape), item("Men in boats came to the town in Peru."))
    assert [article.updates[0].text for article in parsed.articles] == [WORDS, "Men in boats came to the town in Peru."]
    assert [refused.reason for refused in parsed.refused] == ["malformed"]


def test_a_feed_without_entries_is_no_error() -> None:
    assert atom() == Parsed(())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "malformed"),
        (b"<html><item><title>x</title></item></html>", "not_a_story"),
        (b"<rss", "not_a_story"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;</title></item></channel></rss>", "malformed"),
        (b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/hosts'>]><rss><channel><item>&a; <b>", "malformed"),
        (b"<rss><channel><item>" + b"<category>x</category>" * 10_001 + b"</item></channel></rss>", "too_large"),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", "too_large"),
        (b"<rss><channel>" + b" " * 16_000_000 + b"</channel></rss>", "too_large"),
    ],
)
def test_what_is_no_feed_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(NotAStory) as refusal:
        read(raw)
    assert refusal.value.reason == reason
    assert "\n" not in str(refusal.value)
    assert links(raw) == ()


def test_bytes_that_name_a_file_open_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feed.xml").write_text(RSS.format(item()))
    monkeypatch.chdir(tmp_path)
    for name in (b"feed.xml", b"http://127.0.0.1:9/feed.xml", b"file:feed.xml"):
        with pytest.raises(NotAStory):
            read(name)


PARTS = st.sampled_from(
    ["<", ">", "&", "&#x110000;", "&#9999999;", "<![CDATA[", "]]>", "<!--", "-->", "<item>", "</item>", "<title>", "</channel>",
     "<source>", "<textinput><name>x</name></textinput>", "<width>x</width>", "<georss:point>a</georss:point>", "<?x", "<!x",
     "<content mode='base64' type='x'>", "\0", "é", "<div>", "<svg>", "<link href='http://['/>", "<guid>/a</guid>", "<updated>",
     "<at:deleted-entry ref='a' when='b'/>", "<tags>a,b</tags>", "<category/>", "<author>", "2026-03-14T10:00:00Z", WORDS]
)  # fmt: skip
SEEDS = [path.read_bytes() for path in inputs()]


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A real feed with parts put in, cut out and doubled."""
    raw = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 60)))
        middle = draw(st.one_of(PARTS.map(str.encode), st.binary(max_size=8), st.just(raw[start:end] * 2)))
        raw = raw[:start] + middle + raw[end:]
    return raw


def read_or_refuse(raw: bytes) -> Parsed | str:
    try:
        parsed = parse(raw, "feed.xml", Reading(), gazetteer())
    except NotAStory as error:
        return str(error)
    for article in parsed.articles:
        assert all(update.published_at.utcoffset() == dt.timedelta(0) for update in article.updates)
        assert article.updates or article.recalls
    return parsed


@settings(max_examples=example_count(300), deadline=None)
@given(st.one_of(mutants(), st.binary(max_size=300), st.lists(PARTS, max_size=20).map(lambda parts: ("<rss>" + "".join(parts)).encode())))
def test_any_bytes_give_articles_or_one_clear_line_and_always_the_same(raw: bytes) -> None:
    outcome = read_or_refuse(raw)
    assert read_or_refuse(raw) == outcome
    if isinstance(outcome, str):
        assert outcome.startswith("feed.xml")
        assert "\n" not in outcome
    assert links(raw) == links(raw)
    FORMAT.matches(raw)


@pytest.mark.parametrize(("guid", "item"), [
    ("123", "https://serrana.example/ 123"), ("urn:x:123", "urn:x:123"), ("/2026/a", "https://serrana.example/2026/a"),
])
def test_a_bare_id_is_this_feeds_alone(guid: str, item: str) -> None:
    raw = (f"<rss version='2.0'><channel><title>Serrana</title><link>https://serrana.example/</link><item>"
           f"<guid isPermaLink='false'>{guid}</guid><pubDate>Sat, 14 Mar 2026 15:00:00 GMT</pubDate>"
           "<description>Six people died in Lima, police said.</description></item></channel></rss>").encode()
    (article,) = FORMAT.parse(raw, "feed.rss", Reading(), gazetteer()).articles
    assert [update.item for update in article.updates] == [item]
