"""Whether a figure is the toll of another, past event: "the 2009 quake that killed more than 300"."""

from __future__ import annotations

import datetime as dt

from streams.extract.line import Line
from streams.extract.vocabulary import EVENTS, MONTHS, RELATIVES

_LONG = frozenset("years year months decades decade century".split())
_TELLING = frozenset({"ago", "last", *MONTHS})
_LAST = frozenset("year month decade century winter summer spring autumn fall season".split())


def is_other_event(line: Line, first: int, last: int, published_on: dt.date) -> bool:
    """Whether the clause of tokens [first, last], or what it is a relative clause of, speaks of an earlier year."""
    start, end = line.segment(first)
    while start > 1 and (
        line.words[start] in RELATIVES or line.words[start] in ("killing", "leaving", "costing", "in")
    ):
        start, _ = line.segment(start - 2)
    end = max(end, last + 1)
    words = line.words
    telling = [i for i in range(start, end) if words[i] in _TELLING or (len(words[i]) == 4 and words[i].isdigit())]
    return any(_is_past(line, i, published_on) for i in telling)


def _is_past(line: Line, i: int, published_on: dt.date) -> bool:
    word = line.words[i]
    if len(word) == 4 and word.isdigit() and 1800 <= int(word) < published_on.year:
        return (
            i not in line.quantity_at
            or line.word(i - 1) in ("in", "of", "the", "since", "a", "'s")
            or (line.word(i + 1) in EVENTS)
        )
    if word == "ago":
        return any(line.word(k) in _LONG for k in range(max(i - 3, 0), i))
    if word == "last":
        return line.word(i + 1) in _LAST
    if word in MONTHS and line.capital(i) and line.word(i - 1) in ("in", "last") and word != "may":
        months = (published_on.month - MONTHS[word]) % 12
        return 1 < months < 11 and not line.word(i + 1).isdigit()
    return False
