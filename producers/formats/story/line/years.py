"""Whether lines that begin with four digits tell years of past events or clock times: "2001: A flood", "1424 A flood".

Both stand on pages of news, and 1900 to 2059 may be either: 20:01 or the year 2001. What tells them apart is what else
stands in the list and above it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from producers.formats.story.line.headings import HeadingLine
from producers.formats.story.line.lines import PageLine
from producers.formats.story.line.stamps import read_stamp
from producers.formats.story.paragraph.junk import ends_sentence

_LED = re.compile(
    r"[\s•·▪►●*>#\[(]{0,6}(?P<number>\d{4})"
    r"(?:(?P<stop>\s{0,3}(?::(?!\d)|[–—|]|--|-(?=\s)|$))|\s{1,3}(?=[^\W\d_a-z]|[\"“‘']))"
)
_OF_THE_PAST = re.compile(
    r"\b(?:timeline|chronology|on this day|this day in|in history|a (?:look back|history of|list of)|deadliest"
    r"|(?:past|previous|earlier) (?:disasters|accidents|attacks|events))\b", re.IGNORECASE,
)
_FIRST, _LAST = 1900, 2059  # years that a clock can show as well
_LATE = dt.timedelta(hours=3)  # a page's stamp may be in another zone


def without_years(
    lines: Sequence[PageLine], found: Mapping[int, HeadingLine], told_in: int | None, headline: str | None
) -> dict[int, HeadingLine]:
    """The headings, by line, without those that are years.

    `told_in` is the year in which the page was told; `headline` stands above its lines.
    """
    led = {index: match for index, line in enumerate(lines) if (match := _LED.match(line.text[:20]))}
    clocks = [index for index in led if index in found and found[index].kind == "weak"]
    if not clocks:
        return dict(found)
    is_bare = not any(led[index]["stop"] is not None for index in clocks)
    listed = [index for index in led if is_bare or led[index]["stop"] is not None]
    numbers = [int(led[index]["number"]) for index in listed]
    stamps = [stamp for line in lines if (stamp := read_stamp(line.text)) is not None]
    latest = told_in or max((stamp.heading.year for stamp in stamps if stamp.heading.year is not None), default=_LAST)
    if not 1000 <= min(numbers) <= max(numbers) <= latest or max(numbers) < _FIRST:
        return dict(found)
    are_years = any(not _is_clock(number) for number in numbers)
    if not are_years and min(numbers) >= _FIRST:
        above = [headline or "", *(line.text for line in lines[: clocks[0]] if read_stamp(line.text) is None)]
        are_years = _speak_of_the_past(above, max(numbers), stamps, is_bare=is_bare)
    return {index: heading for index, heading in found.items() if not are_years or index not in clocks}


def _is_clock(number: int) -> bool:
    return number // 100 <= 23 and number % 100 <= 59


def _speak_of_the_past(above: Sequence[str], last: int, stamps: Sequence[HeadingLine], *, is_bare: bool) -> bool:
    """Whether numbers that may be clock times are years; `last` is the greatest, `above` what stands before them."""
    if any(_OF_THE_PAST.search(line[:300]) for line in above):
        return True
    times = [stamp.heading.time for stamp in stamps if stamp.heading.time is not None]
    if times:
        told = dt.timedelta(hours=times[0].hour, minutes=times[0].minute)
        if dt.timedelta(hours=last // 100, minutes=last % 100) > told + _LATE:
            return True  # told hours before its last update
    return not is_bare and any(map(ends_sentence, above))  # a story of today stands before them
