"""Whether a figure is the toll of another event: "the 2009 quake that killed more than 300", "the second such attack in
four days, after a bombing in Konduga that claimed 14 lives"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from streams.extract.binding.figure import PUT_RIGHT, TAKEN_BACK, Figure
from streams.extract.sentences.line import Line
from streams.extract.standing.judged import judged_events
from streams.extract.words.vocabulary import EVENTS, MONTHS, RELATIVES, WEEKDAYS

_LONG = frozenset("years year months decades decade century".split())
_TELLING = frozenset({"ago", "earlier", "last", *MONTHS})
_OPENING = 6  # words of a phrase of time that opens a sentence
_RECENT = frozenset({"month", "week"})
_ANY_TIME = _TELLING | _LONG
_LAST = frozenset("year decade century winter summer spring autumn fall season".split())


_BACK = frozenset("the that it this".split())
_ONE_MORE = frozenset("second third fourth fifth sixth seventh eighth ninth tenth latest".split())
_SO_NEAR, _SPAN = 6, 5  # words from "second" to its event, from "in" to its unit of time
_WITHIN = frozenset("in within of this since".split())
_UNITS = frozenset("days day week weeks month months fortnight hours year".split())
_AFTER = frozenset({"after", "following", ";", "—", "–"})


def others(figures: Sequence[Figure], published_on: dt.date) -> list[bool]:
    """Of each figure of an update in order, whether it is another event's: by the rules, or by all words weighed."""
    return judged_events(figures, ruled_others(figures, published_on), published_on)


def ruled_others(figures: Sequence[Figure], published_on: dt.date) -> list[bool]:
    """Of each figure of an update in order, whether it is another event's; a next sentence goes on about it."""
    found: list[bool] = []
    for k, figure in enumerate(figures):
        other = _is_other_event(figure.line, figure.first, figure.last, published_on)
        if not other and k and found[-1]:
            before = figures[k - 1].line
            other = before is figure.line and figure.relation in ("listed", "including", "coordinate", "kinds")
            near = before.paragraph == figure.line.paragraph and before is not figure.line
            other = other or (near and _goes_on(figure))
            other = other or (_is_put_right(figure, figures[k - 1]) and figure.line.paragraph == before.paragraph)
        found.append(other)
    return found


def another_from(line: Line) -> int | None:
    """Where a sentence goes on to an earlier event of the same kind: the index of a word, None where it does not.

    "It is the second attack on a market in four days, after the Konduga bombing, which claimed 14 lives".
    """
    words = line.words
    if _ONE_MORE.isdisjoint(line.present) or _UNITS.isdisjoint(line.present):
        return None
    for i, word in enumerate(words):
        behind = words[i + 1 : i + 1 + _SO_NEAR]
        if word not in _ONE_MORE or (EVENTS.isdisjoint(behind) and "such" not in behind):
            continue
        for k in range(i + 2, len(words)):
            if words[k] in _WITHIN and not _UNITS.isdisjoint(words[k + 1 : k + 1 + _SPAN]):
                return next((m for m in range(k + 2, len(words)) if words[m] in _AFTER), None)
    return None


def _is_a_rate(behind: Sequence[str]) -> bool:
    """ "seven deaths in an average winter", "kills 40 people a year": no toll of anything at hand."""
    if "," in behind:
        behind = behind[: behind.index(",")]
    if "annually" in behind or "average" in behind:
        return True
    for k, word in enumerate(behind):
        if word in _EACH and not _PERIODS.isdisjoint(behind[k + 1 : k + 2]):
            return True
        if behind[k : k + 2] == ["a", "year"] and _THEN_OR_SINCE.isdisjoint(behind[k + 2 : k + 3]):
            return True
    return False


_NEAR_A_RATE = 6
_EACH = frozenset({"per", "each", "every"})
_THEN_OR_SINCE = frozenset("earlier ago after before later previously of from since apart".split())
_PERIODS = frozenset("year month week day winter summer season".split())


def _is_put_right(figure: Figure, before: Figure) -> bool:
    """ "An earlier version said the 1976 wave killed 5,700. The correct number is 4,700.": the right one."""
    return PUT_RIGHT in figure.flags and TAKEN_BACK in before.flags


def _goes_on(figure: Figure) -> bool:
    """ "The attack killed 259": the event of the sentence before, no day of its own."""
    words = figure.line.words
    return words[0] in _BACK and (words[0] == "it" or words[1] in EVENTS) and WEEKDAYS.isdisjoint(words)


def _is_other_event(line: Line, first: int, last: int, published_on: dt.date) -> bool:
    """Whether the clause of tokens [first, last], or what it is a relative clause of, speaks of an earlier year."""
    if (another := another_from(line)) is not None and first > another:
        return True
    if _is_a_rate(line.words[last + 1 : last + 1 + _NEAR_A_RATE]):
        return True
    if _ANY_TIME.isdisjoint(line.present) and not any(len(word) == 4 and word.isdigit() for word in line.present):
        return False
    start, end = line.segment(first)
    while start > 1 and (
        line.words[start] in RELATIVES or line.words[start] in ("killing", "leaving", "costing", "in")
    ):
        start, _ = line.segment(start - 2)
    end = max(end, last + 1)
    if line.words[:start].count(",") > 0 and line.word(start - 1) == "," and line.word(start - 3) == "in":
        start -= 3  # "the last storm, in 2004, killed 20"
    words = line.words
    if line.word(start - 1) == "," and start - 1 <= _OPENING and words.index(",") == start - 1:
        start = 0  # "Two years ago, a flood killed 40"
    if _is_years_after(line, start, first):
        return True
    telling = [i for i in range(start, end) if words[i] in _TELLING or (len(words[i]) == 4 and words[i].isdigit())]
    return any(_is_past(line, i, published_on) for i in telling)


def _is_years_after(line: Line, start: int, first: int) -> bool:
    """ "four years after a bombing that killed 12", "32 years to the day after one that killed thousands"."""
    return any(
        line.words[i] in _LONG and not {"after", "since"}.isdisjoint(line.words[i + 1 : min(i + 5, first)])
        for i in range(start, first)
    )


def _is_past(line: Line, i: int, published_on: dt.date) -> bool:
    word = line.words[i]
    if len(word) == 4 and word.isdigit() and 1800 <= int(word) < published_on.year:
        return (
            i not in line.quantity_at
            or line.word(i - 1) in ("in", "of", "the", "since", "a", "'s")
            or (line.word(i + 1) in EVENTS)
        )
    if word in ("ago", "earlier"):
        return any(line.word(k) in _LONG for k in range(max(i - 3, 0), i))
    if word == "last":
        return line.word(i + 1) in _LAST or (line.word(i + 1) in _RECENT and line.word(i - 1) in EVENTS)
    if word in MONTHS and line.capital(i) and line.word(i - 1) in ("in", "last") and word != "may":
        months = (published_on.month - MONTHS[word]) % 12
        return 1 < months < 11 and not line.word(i + 1).isdigit()
    return False
