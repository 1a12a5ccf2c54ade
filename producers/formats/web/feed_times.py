"""Times as feeds print them: ISO 8601, RFC 822, and what programs write in their place. Pure.

feedparser's own times are not taken: it reads ISO weeks and days of the year as other moments.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple

from datelines.clocks.iana import ZoneInfo
from datelines.zone_names import zone_name
from producers.formats.wires.rules import is_storable

_WEEKDAY = r"(?:[A-Za-z]{3,9}\.?(?:\s{0,3},\s{0,3}|\s{1,3}))?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_BETWEEN = r"(?:\s{1,3}|\s{0,3}[,–-]\s{0,3}|,?\s{1,3}at\s{1,3})"  # date and clock
_SECOND = r"(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,12}))?"
_CLOCK = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::{_SECOND})?(?:\s{{0,3}}(?P<half>[AaPp])\.?[Mm]\b\.?)?"
_ZONE = r"(?:\s{0,3}(?P<zone>\S{1,12})(?:\s{1,3}(?P<zone_again>\S{1,12}))?)?"  # "PKT +0500", "-0700 PDT"
_THEN_CLOCK = rf"(?:{_BETWEEN}{_CLOCK}{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2026-03-14T12:30:41Z, 20260314T1230
        rf"{_YEAR}(?P<dash>-?)(?P<number>\d\d)(?P=dash)(?P<day>\d\d)"
        rf"(?:[T ](?P<hour>\d\d):?(?P<minute>\d\d)(?::?{_SECOND})?{_ZONE})?",
        # 2026/3/14 12:30, 2026-3-14 3:30 PM: the year first is never in doubt, as 3/4/2026 is
        rf"{_YEAR}(?P<dash>[-/.])(?P<number>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}){_THEN_CLOCK}",
        # Sat, 14 Mar 2026 12:30:41 GMT: RFC 822
        rf"{_WEEKDAY}{_DAY}[\s-]{{0,3}}{_MONTH}[\s,-]{{0,3}}(?P<year>\d{{4}}|\d\d){_THEN_CLOCK}",
        # 04/20/2024 12:35 AM CDT: whichever is no month is the day; of two that may be, as who prints a zone writes
        rf"(?P<first>\d{{1,2}})/(?P<second_of_two>\d{{1,2}})/(?P<year>\d{{4}}|\d\d){_THEN_CLOCK}",
        # Saturday, March 14, 2026 - 12:30
        rf"{_WEEKDAY}{_MONTH}\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR}{_THEN_CLOCK}",
        # Sat Mar 14 12:30:41 GMT 2026: asctime, and what `date` prints
        rf"{_WEEKDAY}{_MONTH}\s{{1,3}}{_DAY}\s{{1,3}}{_CLOCK}(?:\s{{1,3}}(?P<zone>\S{{1,12}}))?\s{{1,3}}{_YEAR}",
        # Sat Mar 14 12:30:41 2026 GMT
        rf"{_WEEKDAY}{_MONTH}\s{{1,3}}{_DAY}\s{{1,3}}{_CLOCK}\s{{1,3}}{_YEAR}\s{{1,3}}(?P<zone>\S{{1,12}})",
    )
)
_SECONDS = re.compile(r"(?P<seconds>\d{10})(?P<thousandths>\d{3})?")  # since 1970, as databases keep them
_AMERICAN = re.compile(r"[ECMP][SD]?T")  # zones of who writes the month first
_COMMENT = re.compile(r"\s{0,3}\((?P<zone>[^()]{0,60})\)\s{0,3}\Z")  # RFC 822 has them: "+0000 (UTC)"
_OFFSET = re.compile(r"(?:(?:Etc/)?(?:GMT|UTC?))?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?", re.IGNORECASE)
_FURTHEST = dt.timedelta(hours=18)  # no clock is set further from UTC
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STANDARD = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
             "PST": -8, "PDT": -7}  # fmt: skip
_LONGEST = 80

Doubt = Literal["", "no_offset", "of_the_feed", "day_only"]


class Moment(NamedTuple):
    at: dt.datetime  # UTC
    doubt: Doubt = ""
    offset: dt.timedelta | None = None  # as printed, or of the zone printed

    def in_offset(self, offset: dt.timedelta | None) -> Moment:
        """The same, read in this offset where it has none of its own."""
        if self.doubt != "no_offset" or not offset:
            return self
        return Moment(self.at - offset, "of_the_feed", offset)


def read_feed_time(printed: str | None, timezone: str | None, country: str | None) -> Moment | None:
    """When that was; None where it cannot be told.

    Without an offset it is read in `timezone`, which the user gave, else in UTC, as feedparser and most readers do;
    a bare day begins there. Letters of a zone are those of RFC 822, else the story's country's ("BST"); with ones
    that nobody knows the time is unknown, where feedparser would take UTC.
    """
    if printed is None or len(printed) > _LONGEST:
        return None
    printed = printed.strip()
    comment = _COMMENT.search(printed)
    text = printed[: comment.start()] if comment else printed
    form = next((found for each in _FORMS if (found := each.fullmatch(text))), None)
    if form is None:
        seconds = _SECONDS.fullmatch(text)
        return Moment(dt.datetime.fromtimestamp(int(seconds["seconds"]), dt.UTC)) if seconds else None
    try:
        moment = _placed(form.groupdict(), comment["zone"] if comment else "", timezone, country)
    except (ValueError, OverflowError):  # a day or an hour that no calendar has
        return None
    return moment if moment is not None and is_storable(moment.at) else None


def _placed(said: dict[str, str | None], comment: str, timezone: str | None, country: str | None) -> Moment | None:
    """Raises ValueError, OverflowError."""
    has_clock, zone = said.get("hour") is not None, (said.get("zone") or "").upper()
    at = dt.datetime.combine(_day(said, zone), _clock(said))
    if zone:
        known = _zone(zone, country)
        if again := (said.get("zone_again") or "").upper():  # the letters and the offset: what is not known is none
            other = _zone(again, country)
            known = other if _OFFSET.fullmatch(again) or known is None else known if other is not None else None
        return _told(at.replace(tzinfo=known)) if known is not None else None
    if has_clock and (known := _zone(comment.upper(), country)) is not None:  # "12:30 (GMT)"
        return _told(at.replace(tzinfo=known))
    moment = at.replace(tzinfo=ZoneInfo(timezone or "UTC")).astimezone(dt.UTC)
    return Moment(moment, "day_only" if not has_clock else "no_offset" if timezone is None else "")


def _told(local: dt.datetime) -> Moment:
    return Moment(local.astimezone(dt.UTC), offset=local.utcoffset())


def _day(said: dict[str, str | None], zone: str) -> dt.date:
    """Raises ValueError, also where nothing says which of two numbers is the month."""
    name, year = said.get("month"), said["year"] or ""
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(said.get("number") or 0)
    if said.get("first"):
        first, second = int(said["first"] or 0), int(said["second_of_two"] or 0)
        if max(first, second) <= 12 and first != second and not _AMERICAN.fullmatch(zone):
            raise ValueError("3/4/2026")
        day_first = first > 12
        month, said["day"] = (second, str(first)) if day_first else (first, str(second))
    century = 0 if len(year) == 4 else 1900 if int(year) >= 90 else 2000
    return dt.date(century + int(year), month, int(said["day"] or 0))


def _clock(said: dict[str, str | None]) -> dt.time:
    hour, half = int(said.get("hour") or 0), (said.get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a":
        raise ValueError("15:30 AM")
    microsecond = int((said.get("fraction") or "0").ljust(6, "0")[:6])
    return dt.time(hour, int(said.get("minute") or 0), int(said.get("second") or 0), microsecond)


def _zone(printed: str, country: str | None) -> dt.tzinfo | None:
    """The zone of an offset or of letters; None for what is neither."""
    if offset := _OFFSET.fullmatch(printed):
        ahead = dt.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return dt.timezone(ahead if offset["sign"] == "+" else -ahead) if ahead <= _FURTHEST else None
    if printed in _STANDARD:
        return dt.timezone(dt.timedelta(hours=_STANDARD[printed]))
    name = zone_name(printed, country)
    return ZoneInfo(name) if name else None
