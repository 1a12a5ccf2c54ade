"""The lines that say when a page was published or updated, and by whom."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from datelines.clocks.clock import Heading
from producers.formats.story.line.grammar import MONTHS, WEEKDAYS
from producers.formats.story.line.headings import WINDOW, HeadingLine, Parts

_STAMP = re.compile(
    r"(?:(?:first|last|originally)\s)?"
    r"(?:published|posted|updated|modified|refreshed|revised|edited|created"
    r"|(?:date and (?:time|hour)|date|time)(?: of \w{4,12})?|filed|issued|released?)"
    r"(?:\s(?:on|at|date|by [^|,:]{2,40}[|,:]))?\s{0,2}[:|-]?\s{0,2}",
    re.IGNORECASE,
)
# A byline, a bulletin's number: what counts is the full date that ends the line.
_SIGNED = re.compile(
    r"(?:by [^|,:;.\d]{2,60}?\s{0,2}[|,•·–—-]"
    r"|(?:(?:preliminary|interim|final|special|daily|morning|evening)\s)?"
    r"(?:situation report|sitrep|flash update|bulletin|(?:press|news|media) (?:release|statement)|update|report)"
    r"\s?(?:no\.?\s?|#|number )?\d{0,4}\s{0,2}[(|,:•·–—-]"
    r"|[^|:;.\d]{2,60}\s[|•·—])"
    r"\s{0,2}(?:as (?:of|at) )?|\(?as (?:of|at) ",
    re.IGNORECASE,
)
# "Machala, 9 March 2026, 18h00": a place before it is the page's only where a clock stands with the date.
_PLACED = re.compile(r"[A-Z][^|:;.\d]{2,60},\s{0,2}")
# What parts a line under a headline: "Ama Example | Town | Updated: June 30, 2025", "Source: X| 2021-08-03 19:46".
_PARTS = re.compile(r"\s{0,3}[|•·]\s{0,3}|\s[–—-]{1,2}\s|\s{3,}|(?<=\d{4})\.\s{1,3}|(?<=\d{4})\s\((?=times)")
_PARTING = ("|", "•", "·", " –", " —", " -", " (", ". ", "   ")
_MOST_PARTS = 6
_BYLINE = re.compile(
    rf"(?:(?i:by)\s[^,\d]{{2,60}}|[A-Z][A-Z.'’-]+\s[A-Z][A-Z .'’-]{{1,40}},[^\d]{{0,40}}?)\s{{0,2}}"
    rf"(?:[,(]\s{{0,2}}|(?<=,)\s)(?P<date>(?:\d|(?i:{'|'.join(MONTHS + WEEKDAYS)}))[^()]{{5,40}}?)\)?"
)
_NAME = re.compile(r"[A-Z][\w.'’&-]*(?: (?:of|the|and|[A-Z][\w.'’&-]*)){1,5}")
_EITHER = re.compile(r"(?!(\d\d?)/\1\b)0?(?:\d|1[0-2])/0?(?:\d|1[0-2])/")  # of two numbers each may be the month
_SHORT_DATE = re.compile(r"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>\d\d)")
# The last line of a wire: "071348 Aug 21 GMT", "16-AUG-24 12:51 NNNN", "AP-ES-03-09-20 1512EDT".
_SIGN_OFFS = (
    re.compile(
        r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s?(?P<zone>GMT|Z)?\s(?P<month>[A-Z][a-z]{2}|[A-Z]{3})\s"
        r"(?P<year>\d\d)(?:\s(?P<zone_behind>GMT|UTC))?"
    ),
    re.compile(
        r"(?P<day>\d\d)-(?P<month>[A-Z]{3})-(?P<year>\d\d)\s(?P<hour>\d\d):(?P<minute>\d\d)(?:\s(?P<zone>GMT|UTC))?"
        r"(?:\sN{3,4})?"
    ),
    re.compile(
        r"AP-[A-Z]{2,3}-(?P<number>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s(?P<hour>\d\d)(?P<minute>\d\d)"
        r"(?P<zone>[A-Z]{3})"
    ),
)
_TIME_WORDS = ("oon", "dday", "ght", "now", "ago")  # of "noon", "midday", "midnight", "just now", "a day ago"
_DIGIT = re.compile(r"[0-9]")
_AFTER_STAMP = re.compile(r"$|[(|–—/•·-]|\.(?:$|\s)|,? (?:by|updated)\b", re.IGNORECASE)


def is_labelled(stamp: str) -> bool:
    """Whether a stamp says what it is: "Published: Oct. 23, 2017", not "Anna Example | Oct. 23, 2017"."""
    return _STAMP.match(stamp) is not None or is_sign_off(stamp)


def is_sign_off(stamp: str) -> bool:
    """Whether a wire ends with it: a time by the agency's own clock."""
    return any(form.fullmatch(stamp) for form in _SIGN_OFFS)


def read_date(printed: str) -> HeadingLine | None:
    """A full date as a stamp: "June 28, 2016", "April 14, 1140 GMT" of a dateline; None without year and clock."""
    parts = Parts.read(printed)
    if parts.year is None and parts.time is None:
        return None
    return HeadingLine("stamp", parts.heading(), parts.zone, printed, "", False, parts.half is not None)


def read_stamp(line: str) -> HeadingLine | None:
    """A site's line on when the page was published or updated: "Published: Oct. 23, 2017", "Posted 2:07 PM, …"."""
    if len(line) > WINDOW or not _may_tell_when(line):
        return None
    return (
        _read_labelled(line) or _read_sign_off(line) or _read_part(line) or _read_byline(line) or _read_dated_name(line)
    )


def _may_tell_when(line: str) -> bool:
    """Whether a number may stand in it, or a word that tells a time: cheap, for most lines have neither."""
    if not line.isascii() or _DIGIT.search(line) is not None:
        return True
    lower = line.lower()
    return any(map(lower.__contains__, _TIME_WORDS))


def _read_part(line: str) -> HeadingLine | None:
    """The full date that is one of the parts of a line under a headline."""
    if line.isprintable() and not any(map(line.__contains__, _PARTING)):  # no white space but spaces: one part
        return None
    parts = _PARTS.split(line, maxsplit=_MOST_PARTS)
    if len(parts) == 1:
        return None
    found = next((_dated(part, line) for part in parts if _dated(part, line)), None)
    if found is not None and found.heading.time is not None:
        return found
    clock = next(filter(None, map(_labelled_clock, parts)), None)
    if clock is None:
        return found
    return _with_clock(found or HeadingLine("stamp", Heading(), None, line, "", False, False), clock)


def _labelled_clock(printed: str) -> Parts | None:
    """The clock of "Time of issue: 18h00 CAT", in a line that has its date in another part."""
    label = _STAMP.match(printed)
    clock = Parts.read(printed[label.end() :]) if label else None
    return clock if clock is not None and clock.time is not None and clock.month is None else None


def _with_clock(stamp: HeadingLine, clock: Parts) -> HeadingLine:
    heading = msgspec.structs.replace(
        stamp.heading, time=clock.time, meridiem=clock.half is not None or clock.is_24_hour
    )  # fmt: skip
    return stamp._replace(heading=heading, zone=clock.zone, has_half=clock.half is not None)


def _dated(printed: str, line: str) -> HeadingLine | None:
    """A stamp of this line, by words that are a full date and nothing more; None where they are not."""
    label = _STAMP.match(printed)
    printed = printed[label.end() if label else 0 :].strip(" .)]")
    parts = Parts.read(printed)
    if parts.year is None or parts.end < len(printed) or _EITHER.match(printed):
        return None
    half = parts.half is not None
    return HeadingLine("stamp", parts.heading(), parts.zone, line, "", is_inline=False, has_half=half)


def _read_byline(line: str) -> HeadingLine | None:
    """The full date behind a name: "By ANNA EXAMPLE (17.11.15)", "ANNA EXAMPLE, Staff, Wednesday May 8, 2019"."""
    byline = _BYLINE.fullmatch(line)
    if byline is None:
        return None
    if short := _SHORT_DATE.fullmatch(byline["date"]):
        return _dated(f"{short['day']}.{short['month']}.20{short['year']}", line)
    return _dated(byline["date"], line)


def _read_dated_name(line: str) -> HeadingLine | None:
    """A full date with the house behind it: "Monday 11 March 2019, Example World Service"."""
    date, comma, name = line.rpartition(", ")
    return _dated(date, line) if comma and _NAME.fullmatch(name) else None


def _read_sign_off(line: str) -> HeadingLine | None:
    if not (line[:1].isdigit() or line.startswith("AP-")):
        return None
    said = next((found.groupdict() for form in _SIGN_OFFS if (found := form.fullmatch(line))), None)
    if said is None:
        return None
    name = (said.get("month") or "").lower()
    month = MONTHS.index(name) + 1 if name in MONTHS else int(said.get("number") or 0)
    hour, minute, day = int(said["hour"]), int(said["minute"]), int(said["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return None
    heading = Heading(time=dt.time(hour, minute), meridiem=True, year=2000 + int(said["year"]), month=month, day=day)
    zone = said.get("zone") or said.get("zone_behind")
    return HeadingLine("stamp", heading, zone, line, "", is_inline=False, has_half=False)


def _read_labelled(line: str) -> HeadingLine | None:
    stamp = _STAMP.match(line)
    prefix = stamp or _SIGNED.match(line) or (_PLACED.match(line) if "," in line else None)
    if prefix is None:
        return None
    parts = Parts.read(line[prefix.end() :])
    if prefix.re is _PLACED and parts.time is None:
        return None
    if parts.time is None and parts.month is None and (parts.ago is None or stamp is None):
        return None
    if stamp is None and (parts.year is None or parts.end + prefix.end() < len(line.rstrip(" .)]"))):
        return None
    after = line[prefix.end() + parts.end :].lstrip(" )]")
    clock = _labelled_clock(after.removeprefix(", ")) if parts.time is None else None
    if clock is None and not _AFTER_STAMP.match(after):
        return None
    half = parts.half is not None
    found = HeadingLine("stamp", parts.heading(), parts.zone, line, "", is_inline=False, has_half=half, ago=parts.ago)
    return _with_clock(found, clock) if clock is not None else found
