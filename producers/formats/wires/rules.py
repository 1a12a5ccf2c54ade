"""What all news wires share, in XML and in JSON: status, embargo, notes, times, and an item to an article. Pure.

One rule for all of them, and where standards leave room the one that is safer for an editor:

- **Status**: usable where none is said; withheld and canceled recall all versions so far, needing neither text nor
  headline. A status that nobody knows is refused, never printed.
- **Embargo**: one that cannot be read, or names only a day, holds the item with a warning: nothing that a publisher
  embargoed gets out, and nothing is lost. What is recalled has none: a kill never waits.
- **Correction**: labelled by a note to editors or by the headline, whose label is no part of it.
- **Time**: an item that does not say when it was told is refused, unless the user says the day.

`xml_wire` and `wire_json` get at what is said.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer
from producers.article import HELD, Article, Dateline, NotAStory, Recall
from producers.formats.common.format import Reading
from producers.formats.story.paragraph import junk
from producers.formats.story.the_latest import StoryFacts, read_story, slug
from schemas.events import Struct

Status = Literal["usable", "embargoed", "withheld", "canceled"]
_STATUSES: dict[str, Status] = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "unpublished": "withheld",  # Superdesk's word for what was taken down
}  # fmt: skip
_RECALLED = ("withheld", "canceled")

# What the store holds, a day less at both ends for any zone.
_FIRST, _LAST = dt.datetime(1900, 1, 2, tzinfo=dt.UTC), dt.datetime(2299, 12, 30, tzinfo=dt.UTC)
_DAY_ENDS = dt.timedelta(days=1, microseconds=-1)
# A note labels where a sentence of it begins, "Adds quotes. Corrects toll.", or in capitals: "UPDATES, CORRECTS toll".
_NOTE_LABEL = re.compile(
    r"(?:\A|[.:;!?\n—–]\s{0,3}|(?:\B-|-\s)\s{0,3})\W{0,3}(?:correction|corrects|corrected|corrective)\b", re.IGNORECASE
)
_NOTE_LABEL_INSIDE = re.compile(r"(?<!\bNO )(?<!\bNOT )\bCORRECT(?:S|ED|ION|IVE)\b")
_TITLE_LABEL = re.compile(r"correct(?:ion|ed)\s{0,2}(?:\([^()]{1,40}\)\s{0,2})?(?:[:|–—-]\s{0,3}|$)", re.IGNORECASE)
_VOCABULARY = re.compile(r"/(?:newscodes|news-?provider|provider|nprov|cv)/[^/]+/?\Z", re.IGNORECASE)
_LONGEST_NAME = 120  # characters of an id or a wrong value that a message shows


class WireTime(NamedTuple):
    """A time that a wire gives: the moment, or only the day. `at` is UTC, of a bare day its first moment."""

    at: dt.datetime
    day: dt.date  # as printed
    day_only: bool = False


class Embargo(NamedTuple):
    """Until when an item may not be told, and what to warn of."""

    until: dt.datetime | None = None
    warnings: tuple[str, ...] = ()


class WireItem(Struct, frozen=True):
    """One version of an item, before its text is read."""

    label: str  # that messages name it by
    known: StoryFacts  # but when it was told
    told: WireTime | None
    status: Status
    text: str  # clean paragraphs, "" without any
    note: str | None = None  # to editors, one line
    embargo: Embargo = Embargo()
    recalls: tuple[Recall, ...] = ()  # of other items


def shown_name(name: str) -> str:
    """An id or a wrong value for messages: one line, not too long."""
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def name_of_code(code: str | None) -> str | None:
    """The name by which a code says who provides an item: "AFP" of "nprov:AFP" and of an address in a vocabulary.

    Any other address is the provider's own: its site stands for it, "tidewire.example" for each of its pages.
    """
    if not code:
        return None
    tail = code.rstrip("/").replace(":", "/").rpartition("/")[2] or None
    if "://" not in code:
        return tail
    try:
        parts = urlsplit(code)
        site = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # "http://["
        return None
    is_vocabulary = site.startswith("cv.") or _VOCABULARY.search(parts.path) is not None
    return tail if is_vocabulary else site or None


def is_storable(at: dt.datetime) -> bool:
    """Whether the store holds such times; no wire means others."""
    return _FIRST <= at <= _LAST


def wire_time(local: dt.datetime, *, day_only: bool = False) -> WireTime | None:
    """The time that stands so, with its offset, on a wire; None beyond what the store holds."""
    try:
        at = local.astimezone(dt.UTC)
    except (ValueError, OverflowError):  # its offset leaves the calendar
        return None
    return WireTime(at, local.date(), day_only) if is_storable(at) else None


def status_of(name: str | None, label: str) -> Status:
    """The status of this name, also as a code ("stat:usable"); usable where none is said. Raises NotAStory."""
    if name is None:
        return "usable"
    status = _STATUSES.get(name.rpartition(":")[2].lower())
    if status is None:
        known = ", ".join(dict.fromkeys(_STATUSES.values()))
        raise NotAStory("malformed", f"{label}: its status «{shown_name(name)}» is none of {known}: ask its sender")
    return status


def is_recalled(status: Status) -> bool:
    """Whether it takes back what was told."""
    return status in _RECALLED


def embargo_of(printed: str | None, until: WireTime | None, status: Status) -> Embargo:
    """The embargo of an item that prints this and means `until` by it; None for what is not there, or not read."""
    if is_recalled(status):
        return Embargo()
    if printed is None:
        return Embargo(HELD if status == "embargoed" else None)
    if until is None or until.day_only:  # the wrong zone of a bare day would let it out too early
        why = f"its embargo «{shown_name(printed)}» is no time with an offset"
        return Embargo(HELD, (f"{why}: held until a version without it comes; or give --timezone ZONE",))
    return Embargo(until.at)


def labels_correction(note: str | None) -> bool:
    """Whether a note to editors says that this version corrects an earlier one."""
    return note is not None and bool(
        _NOTE_LABEL.search(note) or _NOTE_LABEL_INSIDE.search(note) or junk.is_correction_note(note)
    )


def without_label(title: str | None) -> tuple[str | None, bool]:
    """A title without its "Correction:", so that it is the same in all versions, and whether it had one."""
    label = _TITLE_LABEL.match(title) if title else None
    return (title[label.end() :] or None, True) if title and label else (title, False)


def article_of(item: WireItem, reading: Reading, gazetteer: Gazetteer) -> Article:
    """The article of an item; of a withheld or canceled one the recall of all its versions so far. Raises NotAStory."""
    told = item.told
    if told is None and reading.day is None:
        raise NotAStory(
            "no_date", f"{item.label}: no time with an offset says when it was told: give --date DAY or --timezone ZONE"
        )
    headline, is_labelled = without_label(item.known.headline)
    known = msgspec.structs.replace(
        item.known.overridden_by(reading), headline=headline, is_correction=item.known.is_correction or is_labelled
    )
    if is_recalled(item.status):
        return _recall(item, known, told or _of_the_day(reading), reading)
    if not item.text:
        raise NotAStory("empty", f"{item.label}: no text in it: ask its sender for the whole item")
    asked = reading.asked(item.label)
    if told is not None and not told.day_only:
        known = msgspec.structs.replace(known, published_at=told.at)
    elif told is not None and reading.day is None:
        asked = asked._replace(day=told.day)
    article = read_story(item.text, msgspec.structs.replace(known, is_body=True, is_whole=True), asked, gazetteer)
    return msgspec.structs.replace(
        article, embargoed_until=item.embargo.until, recalls=item.recalls,
        warnings=(*article.warnings, *item.embargo.warnings),
    )


def article_of_recalls(known: StoryFacts, recalls: tuple[Recall, ...], day: dt.date, reading: Reading) -> Article:
    """An article that says nothing but that items are recalled: such often have no text, and not all a headline."""
    headline = known.headline or known.subject or recalls[0].item
    subject = known.subject or headline
    return Article(
        headline=headline, subject=subject, story=slug(subject), carrier=known.carrier, focus_country=known.country,
        dateline=Dateline(None, None, None), timezone=reading.timezone or "UTC", story_date=day, updates=(),
        recalls=recalls,
    )  # fmt: skip


def _recall(item: WireItem, known: StoryFacts, told: WireTime, reading: Reading) -> Article:
    if known.item is None:
        raise NotAStory("malformed", f"{item.label}: it is {item.status} but does not say which item: ask its sender")
    # Of a bare day the end: what was told on the day is recalled with it.
    recalled_at = told.at + _DAY_ENDS if told.day_only else told.at
    recall = Recall(known.item, known.version, recalled_at, item.note or f"Its publisher marked it {item.status}.")
    return article_of_recalls(known, (recall, *item.recalls), told.day, reading)


def _of_the_day(reading: Reading) -> WireTime:
    day = reading.day or dt.date.min
    zone = ZoneInfo(reading.timezone) if reading.timezone else dt.UTC
    found = wire_time(dt.datetime.combine(day, dt.time(), zone), day_only=True)
    if found is None:
        raise NotAStory("no_date", f"{day} is no day a story is told on: give another with --date DAY")
    return found
