"""The times that documents print for machines: ISO 8601 in its usual forms, and the form of mail headers. Pure."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from datelines.clocks.iana import ZoneInfo

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[T ]\s?(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:[.,](?P<fraction>\d{1,9}))?"
    r"\s?(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:[A-Za-z]{3,9}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}(?::\d{2})? (?:[A-Z]{1,4}|[+-]\d{4})")
_FIRST_YEAR = 1971  # before it stand only what systems print for "no date": year 1, 1970
_LAST_YEAR = 9998


class Printed(NamedTuple):
    """A time as printed. `moment` has an offset where one is printed; a day alone is its first minute."""

    text: str
    moment: dt.datetime
    is_day: bool

    @property
    def has_offset(self) -> bool:
        return self.moment.tzinfo is not None


class UtcTime(NamedTuple):
    """A time in UTC, and what of it is not as printed: day_only, dst_gap, dst_overlap."""

    at: dt.datetime
    flags: tuple[str, ...]


def read_printed_time(text: str | None) -> Printed | None:
    """The time that a text prints, None where it is none, or one that means "no date"."""
    text = " ".join((text or "")[:80].split())
    try:
        moment = _moment(text)
    except (ValueError, OverflowError):  # "2023-02-30T25:00": a misprint is no time
        return None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return Printed(text, moment, _DATE.fullmatch(text) is not None)


def _moment(text: str) -> dt.datetime | None:
    if _DATE.fullmatch(text):
        return dt.datetime.fromisoformat(text)
    if found := _CLOCK.fullmatch(text):
        moment = dt.datetime.fromisoformat(f"{found['date']}T{found['clock']}")
        moment = moment.replace(microsecond=int((found["fraction"] or "0").ljust(6, "0")[:6]))
        return moment.replace(tzinfo=_offset(found["offset"]))
    return parsedate_to_datetime(text) if _MAIL.fullmatch(text) else None


def _offset(printed: str | None) -> dt.tzinfo | None:
    if printed is None:
        return None
    if printed[0] not in "+-":
        return dt.UTC
    digits = printed[1:].replace(":", "").ljust(4, "0")
    ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-ahead if printed[0] == "-" else ahead)


def utc_time(printed: Printed, zone: dt.tzinfo, day_zone: ZoneInfo) -> UtcTime:
    """When that was: without an offset in `zone`, a day alone at its beginning in `day_zone`."""
    if printed.is_day:
        return UtcTime(printed.moment.replace(tzinfo=day_zone).astimezone(dt.UTC), ("day_only",))
    if printed.has_offset:
        return UtcTime(printed.moment.astimezone(dt.UTC), ())
    first = printed.moment.replace(tzinfo=zone)
    early, late = first.utcoffset(), first.replace(fold=1).utcoffset()
    flags = () if early == late or early is None or late is None else ("dst_overlap",) if early > late else ("dst_gap",)
    return UtcTime(first.astimezone(dt.UTC), flags)
