"""What NewsML-G2 and NITF share beside what all wires do: how they print times, slugs and datelines. Pure."""

from __future__ import annotations

import datetime as dt
import re

from datelines.clocks.iana import ZoneInfo
from producers.formats.story.dateline import AGENCIES, credited_carrier
from producers.formats.wires.rules import WireTime, wire_time

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[Tt ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?"
    r"\s?(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?",
    re.ASCII,
)
# A slug names its version behind the standing words: "PERU-DAM/ (UPDATE 3)", "Peru-Dam, 2nd Ld-Writethru".
_SLUG_VERSION = re.compile(
    r"[/,\s-]*(?:\((?:[A-Z]+[ -])?(?:UPDATE|CORRECTED|LEAD|WRAP)[^()]{0,20}\)|\d{1,2}(?:st|nd|rd|th) (?:ld|lead)\b.*"
    r"|ld[ -]?\d{0,2}[ -]?writethru\b.*)\s*\Z",
    re.IGNORECASE,
)
_BEHIND_PLACE = re.compile(r"[(—–]|--|\s-(?=\s|\Z)")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_FROM_DATE = re.compile(rf"[,.]?\s(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?!\w).*", re.IGNORECASE)
_LONGEST_LINE = 300  # characters; a longer slug or dateline is none


def read_iso8601(printed: str | None, timezone: str | None) -> WireTime | None:
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
    except ValueError:  # February 30, 25:61, the year 0
        return None
    return wire_time(dt.datetime.combine(day, clock, zone or dt.UTC), day_only=not has_clock)


def _zone(form: re.Match[str], timezone: str | None) -> dt.tzinfo | None:
    if form["utc"]:
        return dt.UTC
    if form["sign"] is None:
        return ZoneInfo(timezone) if timezone else None
    ahead = dt.timedelta(hours=int(form["hours"]), minutes=int(form["minutes"] or 0))
    if ahead > dt.timedelta(hours=18):  # no clock is set so; `timezone` would raise from a day on
        return None
    return dt.timezone(ahead if form["sign"] == "+" else -ahead)


def standing_subject(slugline: str | None) -> str | None:
    """The words of a slug that are the same in all versions."""
    if slugline is not None and len(slugline) > _LONGEST_LINE:
        return None
    return (_SLUG_VERSION.sub("", slugline).strip(" /-") or slugline) if slugline else None


def dateline_place(dateline: str | None) -> str | None:
    """The place that a dateline names: "LIMA, Peru, March 14 (Example) --", "TOKYO, March 14, Kyodo -"."""
    if not dateline or len(dateline) > _LONGEST_LINE:
        return None
    return _FROM_DATE.sub("", _BEHIND_PLACE.split(dateline, maxsplit=1)[0].strip(" ,:-")).strip(" ,:") or None


def carrier_named(*names: str | None) -> str | None:
    """The carrier by the first of these credits that names a known agency, else the first as it stands."""
    given = [name for name in names if name]
    known = (carrier for name in given if (carrier := credited_carrier(name)) in AGENCIES.values())
    return next(known, (credited_carrier(given[0]) or given[0]) if given else None)
