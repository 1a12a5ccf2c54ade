"""The grammar of time headings: what a line says of when an update was published.

A heading is a run of parts (PARTS) at the start of a line; the run and what follows it are written as a short
shape ("TZD$"), and FORMS says which shapes are headings. No pattern looks further than a bounded window, so a
page is read in time linear in its size.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple

from datelines.clock import Heading, zone_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,?\s{1,3}(?P<year>(?:19|20)\d\d)\b(?![:.]\d))?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d/]|[:.]\d)"
_WINDOW = 120  # no heading is longer


class Part(NamedTuple):
    """One word or group of a heading; `letter` stands for it in a shape."""

    letter: str
    pattern: re.Pattern[str]
    example: str


def _part(letter: str, pattern: str, example: str, *, case: bool = False) -> Part:
    return Part(letter, re.compile(pattern, 0 if case else re.IGNORECASE), example)


PARTS = (
    # An update's label; "Updated" may be a site's stamp.
    _part("N", r"update\s{1,3}(?:no\.?\s?|#)?\d{1,3}(?![\d/]|[:.]\d|\s?[ap]\.?\s?m\b"
          rf"|\s{{1,3}}{_MONTH})", "Update 12"),
    _part("O", r"(?:original|earlier|previous) (?:story|report|post|update)s?\b", "ORIGINAL STORY"),
    _part("U", r"update(?:\s{0,3}\((?!ET\b)[A-Z][A-Za-z]{1,9}\))?(?=[\s:,(\[|–—-]|$)", "Update (AP)"),
    _part("S", r"updated(?=[\s:,(\[|–—-]|$)", "Updated"),
    # Dates: D with a year or a named month, d without both.
    _part("D", r"(?P<year>(?:19|20)\d\d)-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)(?!\d)T?", "2019-04-22"),
    _part("D", rf"{_MONTH}\s{{0,3}}{_DAY}{_YEAR}", "Apr 22, 2019"),
    _part("D", rf"(?<!\d){_DAY}\s{{1,3}}(?:of\s{{1,3}})?{_MONTH}{_YEAR}", "12 November 2017"),
    _part("D", r"(?P<month_number>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:20)?\d\d)(?![\d/])", "03/23/16"),
    _part("d", r"(?P<month_number>[01]?\d)/(?P<day>[0-3]?\d)(?![\d/])", "3/18"),
    # Clock times: T with the half of the day, H without, M four digits.
    _part("T", r"(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))?(?:[:.][0-5]\d)?\s{0,2}(?P<half>[ap])\.?\s?m\b\.?",
          "8.15 p.m."),
    _part("T", r"(?:12\s{1,2})?(?P<word>noon|midnight)\b", "noon"),
    _part("H", r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]\d)(?!\d)(?:\s?(?:hrs|hours)\b\.?)?",
          "23:48"),
    _part("H", r"(?P<hour>[01]?\d|2[0-3])[.h](?P<minute>[0-5]\d)(?=\s?(?:hrs|GMT|UTC|[A-Z]{1,3}T)\b)(?:\s?hrs)?",
          "21.05 BST"),
    _part("M", r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?!\d|[.,:/%]\d)(?P<hrs>\s?(?:hrs|hours)\b)?", "1424"),
    _part("W", r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?!['’])", "Monday"),
    _part("W", r"(?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b(?!['’])\.?", "Fri."),
    # Zones; "local" is the page's own.
    _part("Z", r"(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?00)?)(?!\d)", "GMT+2", case=True),
    _part("Z", r"(?P<zone>(?:(?:Eastern|Central) European|Eastern|Central|Mountain|Pacific|Atlantic|Alaska|Hawaii"
          r"|Moscow|India|Japan)(?:\s(?:Standard|Daylight|Summer))?(?:\s[Tt]ime)?)\b(?!['’])",
          "Eastern Daylight Time", case=True),
    _part("Z", r"local(?:\stime)?\b", "local time"),
    _part("Z", r"(?P<zone>[A-Z]{2,5}|[A-Z](?:\.[A-Z]){1,3}\.)(?![\w'’])", "ET", case=True),
)  # fmt: skip

_START = re.compile(r"[\s•·▪►●*>#\[(]{0,6}")
_CAN_BEGIN = re.compile(
    rf"{_START.pattern}(?:\d|upd|orig|earl|prev|noon|midn|{'|'.join(_MONTHS + _WEEKDAYS)})", re.IGNORECASE
)  # cheap, for the many lines that begin with neither
_GLUE_BEFORE_CLOCK = re.compile(r"(?:[\s,:()\[\]|•·/–—-]|\b(?:at|on|as of)\b){0,10}", re.IGNORECASE)
_GLUE_AFTER_CLOCK = re.compile(r"(?:[\s,()\[\]/]|\b(?:at|on)\b){0,8}", re.IGNORECASE)
_CLOSE = re.compile(r"[)\]*]{0,4}")
_STOP = re.compile(r"\s{0,4}(?:[:|]|--+|[–—]|-(?=\s|$)){1,4}\s{0,4}")
_TOPIC = re.compile(r"(?P<topic>[^\W\d_][^\s:.!?]{0,30}(?: [^\s:.!?]{1,30}){0,3}):(?=\s|$)")
_CLOCK_AGAIN = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b", re.IGNORECASE)
_OPENING = "\"'“‘«("


class Form(NamedTuple):
    """Shapes that are a heading: parts, then `$` line ends, `:` a colon or dash, `)` a bracket, `A` a capital."""

    name: str
    shape: re.Pattern[str]
    kind: Literal["time", "update", "day", "weak", "stamp"]
    example: str


def _form(name: str, shape: str, kind: Literal["time", "update", "day", "weak", "stamp"], example: str) -> Form:
    return Form(name, re.compile(shape), kind, example)


_CLOCK = "(?:[TH]|M(?=Z)|X)"
FORMS = (
    _form("a site's stamp", rf"S[DdW]*{_CLOCK}?[DdWZTHX]*\$", "stamp", "Updated April 21, 2019 - 11:47 pm"),
    _form("time on its own line", rf"[NUSDdW]*{_CLOCK}[ZDdWUTHX]*\$", "time", "2:05 a.m. ET, March 15, 2019"),
    _form("time, then text", rf"[NUSDdW]*{_CLOCK}[ZDdWUTHX]*:", "time", "08:30 GMT – Bridge closed"),
    _form("update, time, text", rf"[NUS][DdW]*{_CLOCK}[ZDdWTHX]*[)A]", "time", "UPDATE (11:30 a.m. MST) Roads open."),
    _form("time before its text", r"[DdW]*(?:TZ?|HZ|MZ|X)[DW]*[)A]", "time", "10:40 p.m. Roads: The bridge is closed."),
    _form("dated update", r"[NU][DdW]+[:$)]", "update", "UPDATE 03/23/16: The bridge is closed."),
    _form("numbered update", r"N[:$]", "update", "Update 12: The bridge is closed."),
    _form("update", r"U:", "update", "Update: The bridge is closed."),
    _form("story before the updates", r"O[:$]", "update", "ORIGINAL STORY: The bridge is closed."),
    _form("day line", r"(?:W?D|DW|W)\$", "day", "12 November 2017"),
    _form("four digits or a bare clock", r"(?:M[:A$]|HA)", "weak", "1424 The bridge is closed."),
)  # fmt: skip


class HeadingLine(NamedTuple):
    """A line read as a heading. `rest` is what follows on the line; a `weak` one counts only among its like."""

    kind: Literal["time", "update", "day", "weak", "stamp"]
    heading: Heading  # without zone
    zone: str | None  # as printed
    text: str  # as printed
    rest: str
    is_inline: bool
    has_half: bool  # a.m. or p.m. is printed
    topic: str | None = None  # "Roads" of "10:40 p.m. Roads: The bridge is closed."


def read_heading(line: str) -> HeadingLine | None:
    """The heading at the start of a stripped line, None when the line begins with no heading."""
    if not _CAN_BEGIN.match(line):
        return None
    window = line[:_WINDOW]
    found = _Parts.read(window)
    if not found.letters:
        return None
    closed = _CLOSE.match(window, found.end)
    end = closed.end() if closed else found.end
    stop = _STOP.match(window, end)
    start = stop.end() if stop else end
    rest = line[start:].strip()
    shape = found.letters + _ending(rest, stopped=bool(stop), bracket=end > found.end)
    if rest and _CLOCK_AGAIN.match(rest):  # "4 p.m. - 6 p.m.": a span, not the time of an update
        return None
    form = next((form for form in FORMS if form.shape.fullmatch(shape)), None)
    if form is None:
        return None
    text = line[: len(line) - len(line[start:])].rstrip(" -–—|").strip("*#> ")
    topic = _TOPIC.match(rest) if form.kind == "time" and not stop else None
    if topic is not None and topic.end() == len(rest):
        rest = ""  # nothing but the topic; with text behind it, it may be who speaks, and stays with the text
    return HeadingLine(
        form.kind, found.heading(), found.zone, text, rest, is_inline=bool(rest), has_half=found.half is not None,
        topic=topic["topic"] if topic else None,
    )  # fmt: skip


def _ending(rest: str, *, stopped: bool, bracket: bool) -> str:
    if not rest:
        return "$"
    if stopped:
        return ":"
    if bracket:
        return ")"
    return "A" if rest[0].isupper() or rest[0] in _OPENING or _TOPIC.match(rest) else "a"


class _Parts:
    """What the run of parts at the start of a line says, gathered from left to right."""

    def __init__(self) -> None:
        self.letters = ""
        self.end = 0
        self.time: dt.time | None = None
        self.half: str | None = None
        self.is_24_hour = False
        self.is_repeated = False
        self.weekday: int | None = None
        self.month: int | None = None
        self.day: int | None = None
        self.year: int | None = None
        self.zone: str | None = None

    @classmethod
    def read(cls, window: str) -> _Parts:
        parts = cls()
        start = _START.match(window)
        position = start.end() if start else 0
        while True:
            found = next((end for part in PARTS if (end := parts._take(part, window, position))), None)
            if found is None:
                return parts
            parts.end = found
            glue = (_GLUE_AFTER_CLOCK if parts.time else _GLUE_BEFORE_CLOCK).match(window, found)
            position = glue.end() if glue else found
            if position == found and position < len(window) and window[position].isalnum():
                return parts

    def heading(self) -> Heading:
        return Heading(
            time=self.time, meridiem=self.half is not None or self.is_24_hour, weekday=self.weekday,
            month=self.month, day=self.day, year=self.year,
        )  # fmt: skip

    def _take(self, part: Part, window: str, position: int) -> int | None:
        match = part.pattern.match(window, position)
        if match is None:
            return None
        groups = match.groupdict()
        if part.letter in "THM":
            letter = self._take_clock(part.letter, groups, window[self.end : position])
        elif part.letter in "Dd":
            letter = part.letter if self._take_date(groups) else None
        elif part.letter == "W":
            letter = self._take_weekday(groups["weekday"])
        elif part.letter == "Z":
            letter = self._take_zone(groups.get("zone"))
        else:  # a label stands first, or behind a time: "2:30 p.m. UPDATE"
            letter = None if self.letters.strip("T") else part.letter
        if letter is None:
            return None
        self.letters += letter
        return match.end()

    def _take_weekday(self, name: str) -> str | None:
        if self.weekday is not None:
            return None
        self.weekday = _WEEKDAYS.index(name[:3].lower())
        return "W"

    def _take_clock(self, letter: str, groups: dict[str, str | None], glue: str) -> str | None:
        if self.time is not None:  # the same moment in another zone: "9:15 a.m. (1315 GMT)"
            self.is_repeated = "/" in glue or "(" in glue
            return "X" if self.is_repeated else None
        if word := groups.get("word"):
            self.time, self.half = dt.time(12 if word.lower() == "noon" else 0), "word"
            return letter
        hour, minute = int(groups["hour"] or 0), int(groups.get("minute") or 0)
        half = (groups.get("half") or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour > 23:
            return None
        self.time, self.half = dt.time(hour, minute), half or None
        self.is_24_hour = letter == "M" or hour == 0 or hour > 12 or (groups["hour"] or "").startswith("0")
        return "X" if groups.get("hrs") else letter

    def _take_date(self, groups: dict[str, str | None]) -> bool:
        name, number = groups.get("month"), groups.get("month_number")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(number or 0)
        day = int(groups["day"] or 0)
        if month > 12 >= day and number:
            month, day = day, month  # 18/3: the day first
        if self.month is not None or not (1 <= month <= 12 and 1 <= day <= 31):
            return False
        year = groups.get("year")
        self.month, self.day = month, day
        self.year = (int(year) if len(year) == 4 else 2000 + int(year)) if year else None
        return True

    def _take_zone(self, name: str | None) -> str | None:
        if self.time is None:
            return None
        if name is not None and self.zone is None and not self.is_repeated:
            if zone_name(name) is None:
                return None
            self.zone = name
        return "Z"


def zone_name(printed: str, country: str | None = None) -> str | None:
    """The IANA zone of a printed one, for a story of this country; "GMT+2" is two hours ahead of UTC."""
    offset = re.fullmatch(r"(?:GMT|UTC)\s?([+-])\s?(\d{1,2})(?::?00)?", printed)
    if offset:
        hours = int(offset[2])
        sign = "-" if offset[1] == "+" else "+"  # Etc zones count west of Greenwich
        return "UTC" if hours == 0 else f"Etc/GMT{sign}{hours}" if hours <= 12 else None
    return zone_of(printed, country)


_STAMP = re.compile(
    r"(?:(?:first|last|originally)\s)?(?:published|posted|updated|modified|created|date|filed|issued)"
    r"(?:\s(?:on|at|date|by [^|,:]{2,40}[|,:]))?\s{0,2}[:|-]?\s{0,2}",
    re.IGNORECASE,
)
_AFTER_STAMP = re.compile(r"$|[|–—/•·-]|\.$|,? (?:by|updated)\b", re.IGNORECASE)


def read_stamp(line: str) -> HeadingLine | None:
    """A site's line on when the page was published or updated: "Published: Oct. 23, 2017", "Posted 2:07 PM, …"."""
    prefix = _STAMP.match(line[:_WINDOW])
    if prefix is None or len(line) > _WINDOW:
        return None
    parts = _Parts.read(line[prefix.end() :])
    if parts.time is None and parts.month is None:
        return None
    after = line[prefix.end() + parts.end :].lstrip(" )]")
    if not _AFTER_STAMP.match(after):
        return None
    half = parts.half is not None
    return HeadingLine("stamp", parts.heading(), parts.zone, line, "", is_inline=False, has_half=half)
