"""What a page's own repetition tells: which stamps head updates, which lines beside them are furniture or headlines."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from producers.formats.story.line.grammar import MONTHS, WEEKDAYS
from producers.formats.story.line.headings import WINDOW, HeadingLine, Parts, read_heading
from producers.formats.story.line.lines import PageLine
from producers.formats.story.line.stamps import read_stamp
from producers.formats.story.paragraph import junk

_LONGEST_TITLE = 100  # characters
_LONGEST_FURNITURE = 60
_FEWEST_WORDS = 5  # of a sentence that stands between two stamps
_SIGNED_CLOCK = re.compile(r"[A-Z][^\d,|:;.]{2,40}\s?[,|–—•·-]\s?(?=\d)")
# A line of names alone: its words have capitals, but for the little ones.
_SIGNATURE = re.compile(
    r"\W{0,3}(?:(?:[^\W\d_a-z][\w.’'-]*|by|in|at|of|with|and|from|the|for|de|da|di|van|von|bin|al|el|agencies|newsdesk|newsroom|staff|desk"
    r"|reporter|correspondent|editor)[,:]?(?:\s[/|–—-])?(?:\s|\Z)){1,7}"
)
_BEHIND_A_DAY = re.compile(
    r"(?:,?\s(?:early |late )?(?:morning|midday|noon|afternoon|evening|night))?\)?\s{0,3}(?::|[–—]|--|-(?=\s))\s{1,3}"
)
_TIMELINE = re.compile(
    r"\b(?:timeline|chronolog\w+|sequence of events|how (?:it|the) .{0,30}(?:happened|unfolded)|hour by hour|key times"
    r"|schedule)\b",
    re.IGNORECASE,
)
_FEWEST_ABOVE = 2  # lines of a story that a timeline stands in
_MAY_BE_DATED = re.compile(rf"\W{{0,4}}(?:\d{{1,2}}\s|{'|'.join(MONTHS + WEEKDAYS)})", re.IGNORECASE)  # cheap
_FEWEST_DAYS = 3
_LEAP_YEAR = 2024  # that has all days
_SAME_DAY = dt.timedelta(0)
_LONGEST_SILENCE = dt.timedelta(days=10)
_DESK = re.compile(
    r"\b(?:by|newsroom|newsdesk|desk|staff|agencies|reporter|correspondent|editor|reader)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|thousands)\b",
    re.IGNORECASE,
)


def stamps_as_headings(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> dict[int, HeadingLine]:
    """The lines like "Posted 9:40 p.m." that head updates: two or more, a sentence below each, no other headings."""
    if any(heading.kind in ("time", "update") for heading in found.values()):
        return {}
    stamps: dict[int, HeadingLine] = {}
    for index, line in enumerate(lines):
        stamp = found.get(index) or read_stamp(line.text) or _signed_clock(line.text)
        if stamp is not None and stamp.kind == "stamp" and (stamp.heading.time is not None or stamp.ago is not None):
            stamps[index] = stamp
    if len(stamps) < 2:
        return {}
    ends = [*list(stamps)[1:], len(lines)]
    heading = {
        index: stamp._replace(kind="time") for (index, stamp), end in zip(stamps.items(), ends, strict=True)
        if any(_is_sentence(line.text) for line in lines[index + 1 : end])
    }  # fmt: skip
    return heading if 1 < len(heading) >= len(stamps) - 1 else {}


def days_as_headings(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> dict[int, HeadingLine]:
    """The days of a story told day by day, by line: "July 5: The ferry leaves.", or days on lines of their own.

    They are updates of their days where nothing on the page is told by the clock, the days follow each other within
    some weeks, and no story of today stands above them, which they would be the past of.
    """
    if any(heading.kind in ("time", "update", "weak", "stamp") for heading in found.values()):
        return {}
    own_lines = {index: heading for index, heading in found.items() if heading.kind == "day"}
    days = own_lines or {index: day for index, line in enumerate(lines) if (day := _dated_line(line.text)) is not None}
    if not all(_is_a_day(day) for day in days.values()):
        return {}
    dates = [dt.date(_LEAP_YEAR, day.heading.month or 1, day.heading.day or 1) for day in days.values()]
    steps = [later - earlier for earlier, later in pairwise(dates)]
    if len(set(dates)) < _FEWEST_DAYS or not (min(steps) >= _SAME_DAY or max(steps) <= _SAME_DAY):
        return {}
    if max(map(abs, steps)) > _LONGEST_SILENCE or any(_counts_people(line.text) for line in lines[: min(days)]):
        return {}
    indexes = list(days)
    ends = [*indexes[1:], len(lines)]
    are_told = all(
        any(map(_is_sentence, (days[index].rest, *(line.text for line in lines[index + 1 : end]))))
        for index, end in zip(indexes, ends, strict=True)
    )
    return {index: day._replace(kind="update") for index, day in days.items()} if are_told else {}


def _is_a_day(line: HeadingLine) -> bool:
    """Whether the calendar has it: "31 June" is a slip of the page, or no day."""
    return (line.heading.day or 1) <= calendar.monthrange(_LEAP_YEAR, line.heading.month or 1)[1]


def without_timelines(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> dict[int, HeadingLine]:
    """The headings without those of a list that a story looks back with: "06:10 – The wall falls." on line after line.

    It is none of updates where a line above calls it a timeline, where each of its clocks heads an update too, and
    where it runs up the clock on a page whose own headings run down it, or down where they run up.
    """
    kept = dict(found)
    own = [heading for heading in found.values() if heading.kind == "time" and not heading.is_inline]
    for run in _runs(lines, found):
        above = lines[run[0] - 1].text if run[0] else ""
        is_named = len(above) <= _LONGEST_TITLE and _TIMELINE.search(above) is not None and run[0] > _FEWEST_ABOVE
        listed = [found[index] for index in run]
        is_contents = _clocks(listed) <= _clocks(own)  # "Key events", each of which is told below
        if is_named or is_contents or (len(own) > 1 and _climbs(listed) != _climbs(own)):
            for index in run:
                del kept[index]
    return kept


def _clocks(headings: Sequence[HeadingLine]) -> set[dt.time | None]:
    return {heading.heading.time for heading in headings}


def _runs(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> list[list[int]]:
    """The clocks with their text that stand line under line, two and more of them."""
    runs: list[list[int]] = []
    for index, heading in found.items():
        if heading.kind not in ("time", "weak") or not heading.is_inline or heading.heading.time is None:
            continue
        if runs and runs[-1][-1] == index - 1 and not lines[index].gap:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [run for run in runs if len(run) > 1]


def _climbs(headings: Sequence[HeadingLine]) -> bool:
    """Whether their clocks mostly go up from line to line."""
    times = [heading.heading.time for heading in headings if heading.heading.time is not None]
    return 2 * sum(above < below for above, below in pairwise(times)) > len(times) - 1


def _dated_line(text: str) -> HeadingLine | None:
    """The day before a colon or dash, of this year: "July 9, evening: The agency corrects its figure."."""
    if not _MAY_BE_DATED.match(text):
        return None
    parts = Parts.read(text[:WINDOW])
    if parts.letters not in ("D", "WD") or parts.year is not None:
        return None
    stop = _BEHIND_A_DAY.match(text, parts.end)
    rest = text[stop.end() :] if stop is not None else ""
    if stop is None or not rest[:1].isupper():
        return None
    printed = text[: stop.end()].rstrip(" -–—|")
    return HeadingLine("day", parts.heading(), None, printed, rest, is_inline=True, has_half=False)


def _counts_people(text: str) -> bool:
    """Whether it may be a sentence of today's story."""
    return _is_sentence(text) and _NUMBER.search(text) is not None


def _signed_clock(text: str) -> HeadingLine | None:
    """The time behind a name: "Ama Example, 2:35 p.m."."""
    signed = _SIGNED_CLOCK.match(text) if len(text) <= _LONGEST_FURNITURE else None
    heading = read_heading(text[signed.end() :]) if signed is not None else None
    if heading is None or heading.heading.time is None or heading.is_inline:
        return None
    return heading._replace(kind="stamp", text=text)


def repeated_beside(texts: Sequence[str], beside: Sequence[str]) -> set[str]:
    """The short lines without a number that stand again and again beside headings, or thrice on the page: an author's
    name, "Share", "Breaking"."""
    often = {text for text, count in Counter(texts).items() if count > 2}
    often |= {text for text, count in Counter(beside).items() if count > 1}
    return {text for text in often if _may_be_furniture(text)}


def signatures(texts: Sequence[str], headings: int, repeated: Collection[str]) -> set[str]:
    """Those of the texts in one place by the headings that say who posts: "Ana Example", "by the newsdesk".

    They are where most headings of the page have one, and one of them is repeated or a desk. `headings` counts these.
    """
    short = {text for text in texts if len(text) <= _LONGEST_FURNITURE}
    signed = {text for text in short if _SIGNATURE.fullmatch(text) and _NUMBER.search(text) is None}
    count = sum(text in signed for text in texts)
    is_sure = not signed.isdisjoint(repeated) or any(map(_DESK.search, signed))
    return signed if is_sure and 3 * count >= 2 * headings else set()


def _may_be_furniture(text: str) -> bool:
    return len(text) <= _LONGEST_FURNITURE and not junk.ends_sentence(text) and _NUMBER.search(text) is None


def looks_like_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not junk.ends_sentence(text) and text[:1].isupper()


def _is_sentence(text: str) -> bool:
    return junk.ends_sentence(text) and len(text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS
