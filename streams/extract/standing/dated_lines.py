"""Paragraphs under a past date: the rows of a timeline or a factbox, each of another event.

"2001: Floods killed 140.", "June 3, 2015 - A fire killed 150.", "April 18 - Car bombs kill 171.", and a line that is
only such a date, for what stands under it up to the next one. A year of the past, or a day more than `LONG_AGO_DAYS`
before publication, is past [ours]; a day without a year is the last one before publication.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import MONTHS

LONG_AGO_DAYS = 45
_ENDS = frozenset(":—")
_FIRST_YEAR = 1800


def under_a_past_date(lines: Sequence[Line], published_on: dt.date) -> frozenset[int]:
    """The ids of the sentences of an update that stand in paragraphs under a past date."""
    found: set[int] = set()
    paragraph, is_past, is_heading = -1, False, False
    for line in lines:
        if line.paragraph != paragraph:
            paragraph = line.paragraph
            days = _opens_with_days_ago(line, published_on)
            if days is not None:
                is_past = days > LONG_AGO_DAYS
                is_heading = line.word(len(line.words) - 1) not in _ENDS and len(line.words) <= _DATE
            elif not is_heading:
                is_past = False
        if is_past:
            found.add(id(line))
    return frozenset(found)


_DATE = 5  # tokens of the longest date, "Aug. 16, 2013"


def _opens_with_days_ago(line: Line, published_on: dt.date) -> int | None:
    """How long ago the day was that the sentence opens with as a row's date; None where it opens with none."""
    words = line.words[: _DATE + 1]
    month = day = year = None
    k = 0
    while k < len(words):
        word = words[k]
        if word in MONTHS and month is None:
            month = MONTHS[word]
        elif len(word) == 4 and word.isdecimal() and year is None:
            year = int(word)
        elif len(word) <= 2 and word.isdecimal() and day is None:
            day = int(word)
        elif word not in (",", "."):
            break
        k += 1
    is_a_row = k < len(words) and words[k] in _ENDS
    if not (is_a_row or k == len(line.words)) or (year is None and (month is None or day is None)):
        return None
    if year is None:
        year = published_on.year - ((month or 1, day or 1) > (published_on.month, published_on.day))
    if not _FIRST_YEAR <= year <= published_on.year or (day is not None and month is None):
        return None
    if month is None:  # a year alone: its last day
        month, day = 12, 31
    return (published_on - _day(year, month, day or 28)).days


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, 28)
