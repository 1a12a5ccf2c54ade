"""What NewsML-G2 and NITF have in common: their times, and an item's status, notes and text to an article. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from datelines.places import Gazetteer
from producers.article import HELD, Article, Dateline, NotAStory, Recall
from producers.formats import junk
from producers.formats.dateline import credited_carrier
from producers.formats.format import Reading
from producers.formats.the_latest import Known, read_story, slug
from schemas.events import Struct

Status = Literal["usable", "embargoed", "withheld", "canceled"]
STATUSES: dict[str, Status] = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled",
}  # fmt: skip

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[Tt ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?"
    r"\s?(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?",
    re.ASCII,
)
_FIRST, _LAST = dt.datetime(1900, 1, 2, tzinfo=dt.UTC), dt.datetime(2299, 12, 30, tzinfo=dt.UTC)  # of the store
_DAY_ENDS = dt.timedelta(days=1, microseconds=-1)
_LABEL = re.compile(r"(?:\A|[.:;!?\n—–-]\s{0,3})\W{0,3}(?:correction|corrects|corrected|corrective)\b", re.IGNORECASE)
# A slug names its version behind the standing words: "PERU-DAM/ (UPDATE 3)", "Peru-Dam, 2nd Ld-Writethru".
_SLUG_VERSION = re.compile(
    r"[/,\s-]*(?:\((?:[A-Z]+[ -])?(?:UPDATE|CORRECTED|LEAD|WRAP)[^()]{0,20}\)|\d{1,2}(?:st|nd|rd|th) (?:ld|lead)\b.*"
    r"|ld[ -]?\d{0,2}[ -]?writethru\b.*)\s*\Z",
    re.IGNORECASE,
)
_BEHIND_PLACE = re.compile(r"[(—–]|--|\s-(?=\s|\Z)")
_DATE = re.compile(
    r",?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2}(?:,?\s\d{4})?\s*\Z", re.IGNORECASE
)
_LONGEST_NAME = 120  # characters of an id that a message shows
_LONGEST_LINE = 300  # characters; a longer slug or dateline is none


class When(NamedTuple):
    """A time that a wire gives: the moment, or only the day. `at` is UTC, of a bare day its first moment."""

    at: dt.datetime
    day: dt.date  # as printed
    day_only: bool


class Item(Struct, frozen=True):
    """One version of an item, before its text is read."""

    label: str  # that messages name it by
    known: Known  # but when it was told
    told: When | None
    status: Status
    text: str  # clean paragraphs, "" without any
    note: str | None = None  # to editors, one line
    embargoed_until: dt.datetime | None = None
    recalls: tuple[Recall, ...] = ()  # of other items


def read_when(printed: str | None, timezone: str | None) -> When | None:
    """The time in ISO 8601, basic or extended; None where it says none.

    A clock time without an offset is in `timezone`, and None without that: it could be any. A bare day begins in its
    own offset, in `timezone`, or in UTC.
    """
    form = _TIME.fullmatch(printed.strip()) if printed else None
    if form is None:
        return None
    zone = _zone(form, timezone)
    has_clock = form["hour"] is not None
    if has_clock and zone is None:
        return None
    try:
        day = dt.date(int(form["year"]), int(form["month"]), int(form["day"]))
        clock = dt.time(int(form["hour"] or 0), int(form["minute"] or 0), int(form["second"] or 0))
        at = dt.datetime.combine(day, clock, zone or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError):  # February 30, 25:61, the year 0
        return None
    return When(at, day, not has_clock) if _FIRST <= at <= _LAST else None


def _zone(form: re.Match[str], timezone: str | None) -> dt.tzinfo | None:
    if form["utc"]:
        return dt.UTC
    if form["sign"] is None:
        return ZoneInfo(timezone) if timezone else None
    ahead = dt.timedelta(hours=int(form["hours"]), minutes=int(form["minutes"] or 0))
    if ahead > dt.timedelta(hours=18):  # no clock is set so; `timezone` would raise from a day on
        return None
    return dt.timezone(ahead if form["sign"] == "+" else -ahead)


def shown(name: str) -> str:
    """An id for messages: one line, not too long."""
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def status_of(name: str | None, label: str) -> Status:
    """The status of this name, "usable" without one: so both standards have it. Raises NotAStory."""
    if not name:
        return "usable"
    status = STATUSES.get(name.lower())
    if status is None:
        known = ", ".join(dict.fromkeys(STATUSES.values()))
        raise NotAStory("malformed", f"{label}: its status {shown(name)!r} is none of {known}: ask its sender")
    return status


def labels_correction(note: str | None) -> bool:
    """Whether a note to editors says that this version corrects an earlier one."""
    return note is not None and bool(_LABEL.search(note) or junk.is_correction_note(note))


def standing_subject(slugline: str | None) -> str | None:
    """The words of a slug that are the same in all versions."""
    if slugline is not None and len(slugline) > _LONGEST_LINE:
        return None
    return (_SLUG_VERSION.sub("", slugline).strip(" /-") or slugline) if slugline else None


def dateline_place(dateline: str | None) -> str | None:
    """The place that a dateline names: "LIMA, Peru, March 14 (Example) --"."""
    if not dateline or len(dateline) > _LONGEST_LINE:
        return None
    return _DATE.sub("", _BEHIND_PLACE.split(dateline, maxsplit=1)[0].strip(" ,:-")).strip(" ,:") or None


def carrier_named(*names: str | None) -> str | None:
    """The carrier by the first of these credits: known by it, else as it stands."""
    given = [name for name in names if name]
    return next((known for name in given if (known := credited_carrier(name))), given[0] if given else None)


def article_of(item: Item, reading: Reading, gazetteer: Gazetteer) -> Article:
    """The article of an item; of a withheld or canceled one the recall of all its versions so far. Raises NotAStory."""
    told = item.told
    if told is None and reading.day is None:
        raise NotAStory(
            "no_date", f"{item.label}: no time with an offset says when it was told: give --date DAY or --timezone ZONE"
        )
    if item.status in ("withheld", "canceled"):
        return _recall(item, told or _of_the_day(reading), reading)
    if not item.text:
        raise NotAStory("not_a_story", f"{item.label}: no text in it: ask its sender for the whole item")
    asked = reading.asked(item.label)
    known = item.known.overridden_by(reading)
    if told is not None and not told.day_only:
        known = msgspec.structs.replace(known, published_at=told.at)
    elif told is not None and reading.day is None:
        asked = asked._replace(day=told.day)
    # A document that is sound XML is whole: a table or list at its end is no sentence that was cut off.
    text = item.text if junk.ends_sentence(item.text) else f"{item.text}\n\n___"
    article = read_story(text, known, asked, gazetteer)
    until = item.embargoed_until or (HELD if item.status == "embargoed" else None)
    return msgspec.structs.replace(article, embargoed_until=until, recalls=item.recalls)


def _of_the_day(reading: Reading) -> When:
    day = reading.day or dt.date.min
    found = read_when(day.isoformat(), reading.timezone)
    if found is None:
        raise NotAStory("no_date", f"{day} is no day a story is told on: give another with --date DAY")
    return found


def _recall(item: Item, told: When, reading: Reading) -> Article:
    """An article that says nothing but that the item is recalled: such items often have no headline and no text."""
    known = item.known.overridden_by(reading)
    if known.item is None:
        raise NotAStory("malformed", f"{item.label}: it is {item.status} but does not say which item: ask its sender")
    # Of a bare day the end: what was told on the day is recalled with it.
    recalled_at = told.at + _DAY_ENDS if told.day_only else told.at
    headline = known.headline or known.subject or known.item
    subject = known.subject or headline
    recall = Recall(known.item, known.version, recalled_at, item.note or f"Its publisher marked it {item.status}.")
    return Article(
        headline=headline, subject=subject, story=slug(subject), carrier=known.carrier, focus_country=known.country,
        dateline=Dateline(None, None, None), timezone=reading.timezone or "UTC", story_date=told.day, updates=(),
        recalls=(recall, *item.recalls),
    )  # fmt: skip
