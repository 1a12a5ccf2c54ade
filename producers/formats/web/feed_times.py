"""Times as feeds print them: RFC 3339, RFC 822, a bare day. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from producers.formats.story.headings import zone_name
from producers.formats.wires.rules import is_storable

_ISO = re.compile(
    r"\d{4}-?\d\d-?\d\d(?P<clock>[T ]\d\d(?::?\d\d){1,2}(?:[.,]\d{1,12})?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s{1,3})?(?P<day>\d{1,2})[\s-]{1,3}(?P<month>[A-Za-z]{3,9})[\s-]{1,3}(?P<year>\d{4}|\d\d)"
    r"(?P<clock>\s{1,3}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s{0,3}(?P<zone>\S{0,12}))?"
)
_OFFSET = re.compile(r"(?:(?:Etc/)?(?:GMT|UTC?))?([+-])(\d\d):?(\d\d)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STANDARD = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
             "PST": -8, "PDT": -7}  # fmt: skip
_LONGEST = 80

Doubt = Literal["", "no_offset", "day_only"]


class Moment(NamedTuple):
    at: dt.datetime  # UTC
    doubt: Doubt = ""


def read_feed_time(printed: str | None, timezone: str | None, country: str | None) -> Moment | None:
    """When that was; None where it cannot be told.

    Without an offset it is read in `timezone`, which the user gave, else in UTC, as feedparser and most readers do;
    a bare day begins there. Letters of a zone are those of RFC 822, else the story's country's ("BST"); with ones
    that nobody knows the time is unknown, where feedparser would take UTC.
    """
    if printed is None or len(printed) > _LONGEST:
        return None
    try:
        found = _iso(printed, timezone) or _rfc822(printed, timezone, country)
    except (ValueError, OverflowError):  # a day or an hour that no calendar has
        return None
    return found if found is not None and is_storable(found.at) else None


def _iso(printed: str, timezone: str | None) -> Moment | None:
    form = _ISO.fullmatch(printed)
    if form is None:
        return None
    at = dt.datetime.fromisoformat(printed.upper().replace(" ", "T"))
    return Moment(at.astimezone(dt.UTC)) if form["zone"] else _placed(at, timezone, form["clock"])


def _rfc822(printed: str, timezone: str | None, country: str | None) -> Moment | None:
    form = _RFC822.fullmatch(printed)
    if form is None or form["month"][:3].lower() not in _MONTHS:
        return None
    year = int(form["year"])
    year += 0 if len(form["year"]) == 4 else 1900 if year >= 90 else 2000
    at = dt.datetime(  # noqa: DTZ001 - its zone follows
        year, _MONTHS.index(form["month"][:3].lower()) + 1, int(form["day"]),
        int(form["hour"] or 0), int(form["minute"] or 0), int(form["second"] or 0),
    )
    zone = (form["zone"] or "").upper()
    if not zone:
        return _placed(at, timezone, form["clock"])
    if offset := _OFFSET.fullmatch(zone):
        ahead = dt.timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (1 if offset[1] == "+" else -1)
        return Moment(at.replace(tzinfo=dt.UTC) - ahead)
    if zone in _STANDARD:
        return Moment(at.replace(tzinfo=dt.UTC) - dt.timedelta(hours=_STANDARD[zone]))
    name = zone_name(zone, country)
    return Moment(at.replace(tzinfo=ZoneInfo(name)).astimezone(dt.UTC)) if name else None


def _placed(at: dt.datetime, timezone: str | None, clock: str | None) -> Moment:
    """A time without an offset."""
    moment = at.replace(tzinfo=ZoneInfo(timezone or "UTC")).astimezone(dt.UTC)
    return Moment(moment, "day_only" if not clock else "no_offset" if timezone is None else "")
