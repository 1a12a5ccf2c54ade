"""The grammar of time headings: what a line says of when an update was published.

A heading is a run of parts (PARTS) at the start of a line; the run and what follows it are written as a short
shape ("TZD$"), and FORMS says which shapes are headings. No pattern looks further than a bounded window, so a
page is read in time linear in its size.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple

from datelines.clocks.clock import Heading
from datelines.zone_names import zone_name
from producers.formats.story.line.grammar import (
    LETTER_ZONES,
    MONTHS,
    NUMBER_WORDS,
    OF_A_MOMENT,
    ORDINAL,
    PARTS_BY_BEGINNING,
    WEEKDAYS,
    Begins,
    Part,
    form_of,
)

WINDOW = 120  # no heading is longer
_ORNAMENTS = "•·▪►●◾■*>#=~|+_\\[(<–—\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff-"
_START = re.compile(
    rf"[\s{_ORNAMENTS}]{{0,6}}(?:\d{{1,3}}[.)/]\s{{1,3}}(?=\d{{1,2}}[:.h]\d\d|\d\d|(?i:{OF_A_MOMENT})))?"
)
CAN_BEGIN = re.compile(
    rf"{_START.pattern}(?:\d|{OF_A_MOMENT}|upd|orig|earl|prev|noon|midn|midd|latest|new|flash|snap|alert|urgent|bulletin|break|post|publ|filed|first|last"
    rf"|{ORDINAL}|(?:about )?(?:\d|{'|'.join(NUMBER_WORDS)}) ?(?:m|h|d)|lead \d"
    rf"|(?:at|klo?\.?|um|à) \d|(?:about )?an? (?:hour|minute|day|few)|just now|moments|today|yesterday|tonight"
    rf"|{'|'.join(MONTHS + WEEKDAYS)})",
    re.IGNORECASE,
)  # cheap, for the many lines that begin with neither
_GLUE_BEFORE_CLOCK = re.compile(
    r"(?:[\s,:@()\[\]|•·/–—-]|(?<=\d{4})\.(?=\s)|\b(?:at|on|as of|hours(?=\s\d))\b){0,10}", re.IGNORECASE
)
_MONTH_NAME = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
_DATE_TO_THE_END = (
    rf"(?=\s{{0,2}}(?:(?:on )?(?:{'|'.join(WEEKDAYS)})[a-z]{{0,6}}\.?,?\s)?"
    rf"(?:\d{{1,2}}\s{_MONTH_NAME}|{_MONTH_NAME}\.?\s\d{{1,2}})(?:,?\s\d{{4}})?\W{{0,3}}\Z)"
)
_GLUE_AFTER_CLOCK = re.compile(
    rf"(?:[\s,()\[\]/]|\b(?:at|on)\b|[|•·–—-]{_DATE_TO_THE_END}){{0,8}}", re.IGNORECASE
)
_CLOSE = re.compile(r"[)\]*]{0,4}")
_FULL_STOP = re.compile(r"(?<=\d)(?:\.{3}|[.;…])(?=\s[\"“A-Z])")  # "14:35. The bridge is closed."
STOP = re.compile(
    r"\s{0,4}(?:[:|•·»><~=*_\u2190-\u21ff\u25a0-\u25ff\u2794-\u27bf]|--+|[–—]|-(?=\s|$)|/{1,2}(?=\s|$)){1,4}\s{0,4}"
)
_TOPIC = re.compile(r"(?P<topic>[^\W\d_][^\s:.!?]{0,30}(?: [^\s:.!?]{1,30}){0,3}):(?=\s|$)")
_CLOCK_AGAIN = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b", re.IGNORECASE)
_STAMP_AGAIN = re.compile(r"(?:last )?(?:updated|modified|published|posted)\b", re.IGNORECASE)  # both are the site's
_COLON_CLOCK = re.compile(r"\d{1,2}:\d")
_GLUED_ZONE = re.compile(r"(?:GMT|UTC|[A-Z]{2,4}T|Z)\b")  # "1140GMT"
_CLOCK_GLUED = re.compile(r"[:.]\d\d\d")
_CLOCK_TWICE = re.compile(r"(\d{1,2}[:.]\d\d)(?=\1(?!\d))")  # "11:2511:25", one of them for the eye
_TITLED = re.compile(
    r"(?:\d{1,3}\.\s)?(?P<title>\S.{2,200}?\S)(?<! was)(?<! were)(?<! been)\s?"
    r"(?P<stamp>(?:published|posted)\s(?:at\s)?\d.{3,80})\Z",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:,\s{0,2}|by\s|,\s?by\s)[A-Z][\w.'’-]{1,20}(?:\s(?:[A-Z][\w.'’-]{0,20}|d[aei]|van|von|bin|al)){1,4}\Z|by [A-Z]"
)  # "2.35pm, Ana Example", "14:35 by Ana Example"
_REMARK = re.compile(r"\([^()]{1,40}\)")  # "STATUS AS AT 09:00 HRS (for comparison)"
_OPENING = "\"'“‘«("


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
    ago: int | None = None  # minutes before the page's own time


def read_heading(line: str) -> HeadingLine | None:
    """The heading at the start of a stripped line, or behind the headline at its end; None when it has neither."""
    return (_read_start(line) if CAN_BEGIN.match(line) else None) or _read_titled(line)


def _read_start(line: str) -> HeadingLine | None:
    window = line[:WINDOW]
    if _CLOCK_GLUED.search(window) is not None:
        line = _CLOCK_TWICE.sub("", window) + line[WINDOW:]
        window = line[:WINDOW]
    found = Parts.read(window)
    if not found.letters:
        return None
    closed = (found.letters[-1] in "HMK" and _FULL_STOP.match(window, found.end)) or _CLOSE.match(window, found.end)
    end = closed.end() if closed else found.end
    stop = STOP.match(window, end)
    start = stop.end() if stop else end
    rest = line[start:].strip()
    is_signed = _AUTHOR.match(rest) is not None
    rest = rest.lstrip(", ") if is_signed else rest
    if (found.letters[0] == "V" or found.year is not None) and _REMARK.fullmatch(rest):
        rest = ""
    shape = found.letters + _ending(rest, stopped=bool(stop) or is_signed, bracket=end > found.end)
    if found.letters[0] == "A" and stop is not None and ":" not in stop[0]:
        return None  # "At 4 p.m. – as it grew dark"
    if rest and _CLOCK_AGAIN.match(rest):  # "4 p.m. - 6 p.m.": a span, not the time of an update
        return None
    form = form_of(shape)
    if form is None or (found.letters[0] == "S" and _STAMP_AGAIN.match(rest)):
        return None
    text = line[: len(line) - len(line[start:])].rstrip(" -–—|/").strip("*#>=~_ ")
    topic = _TOPIC.match(rest) if form.kind == "time" and not stop else None
    if topic is not None and (topic["topic"].isupper() or rest[topic.end() :].lstrip()[:1] in tuple(_OPENING[:-1])):
        topic = None  # who speaks: "NHK: One man is dead.", "Witness: “It bent.”"
    if topic is not None and topic.end() == len(rest):
        rest = ""  # nothing but the topic; with text behind it, it may be who speaks, and stays with the text
    return HeadingLine(
        form.kind, found.heading(), found.zone, text, rest, is_inline=bool(rest), has_half=found.half is not None,
        topic=topic["topic"] if topic else None, ago=found.ago if found.time is None else None,
    )  # fmt: skip


def _read_titled(line: str) -> HeadingLine | None:
    """A headline with the time behind it: "Fire brigade gives new figurepublished at 11:25 16 June 2017"."""
    may_be = len(line) < 3 * WINDOW and ("ublished" in line or "osted" in line)
    titled = _TITLED.match(line) if may_be else None
    if titled is None:
        return None
    found = _read_start(titled["stamp"])
    if found is None or found.kind != "stamp" or found.heading.time is None:
        return None
    return found._replace(kind="time", topic=titled["title"].strip(" -–—|"))


def _ending(rest: str, *, stopped: bool, bracket: bool) -> str:
    if not rest:
        return "$"
    if stopped:
        return ":"
    if bracket:
        return ")"
    return "A" if rest[0].isupper() or rest[0] in _OPENING or _TOPIC.match(rest) else "a"


class Parts:
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
        self.ago: int | None = None

    @classmethod
    def read(cls, window: str) -> Parts:
        parts = cls()
        start = _START.match(window)
        position = start.end() if start else 0
        while True:
            found = parts._take_next(window, position)
            if found is None:
                return parts
            parts.end = found
            glue = (_GLUE_AFTER_CLOCK if parts.time else _GLUE_BEFORE_CLOCK).match(window, found)
            position = glue.end() if glue else found
            is_iso = window[found - 1] == "T" and parts.letters.endswith("D")
            if position == found and position < len(window) and window[position].isalnum() and not is_iso:
                zone = _GLUED_ZONE.match(window, position) if parts.time else None
                if zone is None:
                    return parts

    def heading(self) -> Heading:
        return Heading(
            time=self.time, meridiem=self.half is not None or self.is_24_hour, weekday=self.weekday,
            month=self.month, day=self.day, year=self.year,
        )  # fmt: skip

    def _take_next(self, window: str, position: int) -> int | None:
        """Take the part at this place; where it ends."""
        first = window[position : position + 1]
        if not first:
            return None
        begins: Begins = "digit" if first.isdigit() else "letter" if first.isalpha() else "any"
        if begins == "digit" and _COLON_CLOCK.match(window, position):
            begins = "clock"
        for part in PARTS_BY_BEGINNING[begins]:
            match = part.pattern.match(window, position)
            if match is not None and (end := self._take(part, match, window[self.end : position])) is not None:
                return end
        return None

    def _take(self, part: Part, match: re.Match[str], glue: str) -> int | None:
        groups = match.groupdict()
        if part.letter in "THMK":
            letter = self._take_clock(part.letter, groups, glue)
        elif part.letter == "G":
            letter = "DH" if self._take_date(groups) and self._take_clock("H", groups, glue) else None
            if letter is not None:
                self.is_24_hour, self.zone = True, LETTER_ZONES.get(groups["letter"] or "")
        elif part.letter in "Dd":
            letter = part.letter if self._take_date(groups) else None
        elif part.letter == "W":
            letter = self._take_weekday(groups["weekday"])
        elif part.letter == "Z":
            letter = self._take_zone(groups.get("zone"))
        elif part.letter == "R":
            letter = self._take_ago(groups)
        elif part.letter == "L":
            letter = "L" if self.time is not None else None
        else:  # a label stands first, or behind a time: "2:30 p.m. UPDATE"; "(posted late)" is none
            letter = None if self.letters.strip("T") or (self.letters and part.letter == "S") else part.letter
        if letter is None:
            return None
        self.letters += letter
        return match.end()

    def _take_weekday(self, name: str) -> str | None:
        day = name[:3].casefold()
        if self.weekday is not None or day not in WEEKDAYS:  # the pattern takes ı for i
            return None
        self.weekday = WEEKDAYS.index(day)
        return "W"

    def _take_clock(self, letter: str, groups: dict[str, str | None], glue: str) -> str | None:
        if self.time is not None:  # the same moment in another zone: "9:15 a.m. (1315 GMT)"
            is_again = any(mark in glue for mark in "/([")
            self.is_repeated = is_again and not self._is_shown(groups)
            return "X" if is_again else None
        if word := groups.get("word"):
            self.time, self.half = dt.time(0 if word.lower() == "midnight" else 12), "word"
            return letter
        hour, minute = int(groups["hour"] or 0), int(groups.get("minute") or 0)
        half = (groups.get("half") or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour > 23:
            return None
        self.time, self.half = dt.time(hour, minute), half or None
        shown = groups["hour"] or ""
        self.is_24_hour = letter == "M" or bool(groups.get("french")) or not 0 < hour <= 12 or shown.startswith("0")
        return "X" if groups.get("hrs") else letter

    def _is_shown(self, groups: dict[str, str | None]) -> bool:
        """Whether it is the clock that stands before it, here with its zone: "15:20 (15:20 GMT)"."""
        again = int(groups.get("hour") or 0), int(groups.get("minute") or 0)
        return self.time is not None and (self.time.hour, self.time.minute) == again

    def _take_ago(self, groups: dict[str, str | None]) -> str | None:
        if self.time is not None:
            return "X"  # "15:07 26 minutes ago"
        if self.ago is not None:
            return None
        days, hours, minutes = (_count(groups.get(f"ago_{unit}")) for unit in ("days", "hours", "minutes"))
        self.ago = 24 * 60 * days + 60 * hours + minutes
        return "R"

    def _take_date(self, groups: dict[str, str | None]) -> bool:
        name, number = groups.get("month"), groups.get("month_number")
        known = name[:3].casefold() if name else ""  # as of a weekday
        month = MONTHS.index(known) + 1 if known in MONTHS else int(number or 0)
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
        if name is not None and zone_name(name) is None:
            return None
        if self.zone is None and not self.is_repeated:
            self.zone = name
        return "Z"


def _count(printed: str | None) -> int:
    """The number of "3", "three", "an", "a few" hours or minutes; 0 where none is printed."""
    if not printed:
        return 0
    word = printed.lower()
    return int(word) if word.isdigit() else NUMBER_WORDS.index(word) + 1 if word in NUMBER_WORDS else 1
