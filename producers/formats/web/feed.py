"""RSS 0.9x, 1.0, 2.0 and Atom: one Article for each entry that tells something. Pure.

- An entry's id names its item, `updated` as printed its version. Of `published` and `updated` the later is when this
  version was told.
- The text is `content:encoded` or Atom's `content`, else the summary. Where there is only a summary, it is taken for
  the teaser it nearly always is: it gives an Article, and the entry's link is one to follow. An entry with neither,
  or with a summary that holds no sentence, is link-only: no Article and nothing refused, its link is one to follow.
- The text is read by the grammar of rolling stories: an entry may hold a whole one.
- A title that begins "Correction:" labels a correction. Atom's tombstones (RFC 6721) recall.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

import msgspec

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed, Recall, Refused
from producers.formats.common.format import Format, Link, Reading
from producers.formats.common.fragment import text_of_html
from producers.formats.common.text import tidy
from producers.formats.story.line.parting import without_link
from producers.formats.story.paragraph import junk
from producers.formats.story.the_latest import StoryFacts, read_story
from producers.formats.web.feed_reading import MOST_ENTRIES, Feed, FeedEntry, FeedText, Tombstone, is_feed, read_feed
from producers.formats.web.feed_times import Moment, read_feed_time
from producers.formats.wires import rules
from producers.formats.wires.rules import shown_name

_BEGINNING = 120  # characters of a text that stand for a title
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOUBTS = {
    "no_offset": "its time «{printed}» has no offset: taken as UTC; or give --timezone",
    "of_the_feed": "its time «{printed}» has no offset: taken in that of the feed's other times; or give --timezone",
    "day_only": "only its day is known, «{printed}»: placed at its beginning; the time of day is open",
}
_BROKEN = "the feed is not well-formed: what could still be read of it counts"


class _Told(NamedTuple):
    """What an entry says, as text."""

    title: str | None
    is_correction: bool
    text: str


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The entries of a feed and what it takes back. Raises NotAStory for bytes that are no feed, and nothing else.

    An entry that cannot be read is refused alone.
    """
    feed = read_feed(raw, source)
    articles: list[Article] = []
    refused: list[Refused] = []
    offset = _offset(feed, reading) if reading.timezone is None else None
    for number, entry in enumerate(feed.entries[:MOST_ENTRIES], start=1):
        told = _told(entry)
        if not told.text:
            continue
        try:
            articles.append(_article(feed, entry, told, f"{source}, entry {number}", reading, gazetteer, offset))
        except NotAStory as error:
            refused.append(Refused(error.reason, f"{error}{_unread_time(entry) if error.reason == 'no_date' else ''}"))
    if len(feed.entries) > MOST_ENTRIES:
        refused.append(Refused("too_large", f"{source}: {len(feed.entries):,} entries, the first {MOST_ENTRIES:,} are "
                                            "read: cut it into pages"))
    if feed.unread:
        refused.append(Refused("malformed", f"{source}: {feed.unread} of its entries cannot be read: ask its sender"))
    recalls = _recalls(feed.tombstones, source, reading, refused)
    if recalls:
        articles.append(_of_recalls(feed, recalls, reading))
    if feed.is_broken and articles:
        articles[0] = msgspec.structs.replace(articles[0], warnings=(_BROKEN, *articles[0].warnings))
    return Parsed(tuple(articles), tuple(refused))


def links(raw: bytes) -> tuple[Link, ...]:
    """The feed's next page (RFC 5005) and the pages of entries that are not told in full. Never raises."""
    try:
        feed = read_feed(raw, "")
    except NotAStory:
        return ()  # `parse` says why
    found = [Link(feed.next_page, "next_page")] if feed.next_page else []
    entries = [entry for entry in feed.entries[:MOST_ENTRIES] if entry.link and _content(entry) is None]
    return tuple(dict.fromkeys([*found, *(Link(entry.link or "", "entry") for entry in entries)]))


def _told(entry: FeedEntry) -> _Told:
    """Its words; without text where it is link-only."""
    title, is_correction = rules.without_label(" ".join(_text(entry.title).split()) or None)
    text = _content(entry)
    if text is None:
        text = _text(entry.summary) if entry.summary else ""
        if entry.link and not _has_sentence(text, title):
            text = ""
    return _Told(title, is_correction, text)


def _content(entry: FeedEntry) -> str | None:
    """Its full text; None for one that only teases: pictures are no text."""
    text = _text(entry.content) if entry.content else ""
    return text if text and (not entry.link or _has_sentence(text, None)) else None


def _text(words: FeedText) -> str:
    return text_of_html(words.value) if words.is_html else tidy(words.value)


def _has_sentence(text: str, title: str | None) -> bool:
    """Whether any paragraph says more than "Read more" or the title again."""
    paragraphs = (without_link(" ".join(paragraph.split())) for paragraph in re.split(r"\n{2,}", text))
    return any(
        junk.ends_sentence(each) and len(each.split(None, 3)) > 2 and each != title and not junk.is_junk(each)
        for each in paragraphs
    )


def _article(
    feed: Feed, entry: FeedEntry, told: _Told, source: str, reading: Reading, gazetteer: Gazetteer,
    offset: dt.timedelta | None,
) -> Article:  # fmt: skip
    """Raises NotAStory."""
    warnings: list[str] = []
    country = _country(entry, gazetteer)
    moment = _moment(entry, reading, warnings, country, offset)
    known = StoryFacts(
        headline=told.title, subject=entry.subject, carrier=entry.source, country=country,
        published_at=moment.at if moment else None, is_correction=told.is_correction, is_body=True,
        is_whole=True, item=entry.item, version=entry.updated or entry.published,
    ).overridden_by(reading)  # fmt: skip
    article = read_story(told.text, known, reading.asked(source), gazetteer)
    headline = told.title or beginning(told.text)
    updates = article.updates
    if len(updates) == 1 and updates[0].time_text is None and updates[0].headline is None and told.title:
        updates = (msgspec.structs.replace(updates[0], headline=_unless_repeated(told.title, updates[0].text)),)
    return msgspec.structs.replace(
        article, headline=headline, updates=updates,
        carrier=article.carrier or feed.title or feed.author, warnings=(*warnings, *article.warnings),
    )


def _country(entry: FeedEntry, gazetteer: Gazetteer) -> str | None:
    code = entry.country
    return code if code and _COUNTRY.fullmatch(code) and gazetteer.country_name(code) not in ("", code) else None


def _offset(feed: Feed, reading: Reading) -> dt.timedelta | None:
    """The offset that all times of a feed have that have any; None where they differ."""
    printed = [time for entry in feed.entries[:MOST_ENTRIES] for time in (entry.published, entry.updated)]
    moments = [read_feed_time(time, None, reading.country) for time in dict.fromkeys(printed)]
    offsets = {moment.offset for moment in moments if moment is not None and moment.offset is not None}
    return offsets.pop() if len(offsets) == 1 else None


def _moment(
    entry: FeedEntry, reading: Reading, warnings: list[str], country: str | None, offset: dt.timedelta | None
) -> Moment | None:
    """When this version was told: the later of its two times; None where neither can be read."""
    country = reading.country or country
    read = [(read_feed_time(printed, reading.timezone, country), printed)
            for printed in (entry.published, entry.updated)]
    times = [(moment.in_offset(offset), printed) for moment, printed in read if moment is not None]
    if not times:
        return None
    moment, printed = max(times, key=lambda time: time[0].at)
    if moment.doubt:
        warnings.append(_DOUBTS[moment.doubt].format(printed=printed))
    return moment


def _unread_time(entry: FeedEntry) -> str:
    printed = entry.updated or entry.published
    return f" (the feed says «{printed[:80]}», which is no time that can be placed)" if printed else ""


def _unless_repeated(title: str, text: str) -> str | None:
    """The title as the update's headline; None where it is only the beginning of the text."""
    return None if " ".join(text.split()).startswith(title.rstrip("….").rstrip()) else title


def beginning(text: str) -> str:
    """The first words of a text, as the title of one that has none."""
    line = " ".join(text.split("\n\n", 1)[0].split())
    return line if len(line) <= _BEGINNING else f"{line[:_BEGINNING].rpartition(' ')[0] or line[:_BEGINNING]}…"


def _recalls(
    tombstones: tuple[Tombstone, ...], source: str, reading: Reading, refused: list[Refused]
) -> tuple[Recall, ...]:
    recalls = []
    for tombstone in tombstones[:MOST_ENTRIES]:
        moment = read_feed_time(tombstone.when, reading.timezone, reading.country)
        if moment is None:
            refused.append(Refused("no_date", f"{source}: the deleted entry {shown_name(tombstone.item)} says no time "
                                              "that can be read: ask the publisher when it was taken back"))
        else:
            recalls.append(Recall(tombstone.item, None, moment.at, tombstone.comment or "deleted from the feed"))
    return tuple(recalls)


def _of_recalls(feed: Feed, recalls: tuple[Recall, ...], reading: Reading) -> Article:
    """What holds the recalls: no update, for a tombstone says of an entry only its id."""
    known = StoryFacts(headline=feed.title or "Deleted entries", carrier=feed.title or feed.author)
    known = known.overridden_by(reading)
    day = max(recall.recalled_at for recall in recalls).date()
    return rules.article_of_recalls(known, recalls, day, reading)


FORMAT = Format(
    name="feed", what="RSS or Atom: full-text entries, teasers, entries taken back", endings=(".rss", ".atom", ".xml"),
    matches=is_feed, parse=parse, links=links,
)
