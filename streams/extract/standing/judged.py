"""Whether a figure is of now, weighed: prior or lowered, or of another event altogether."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from typing import Any

from schemas.events import Revision
from streams.extract.binding.figure import PUT_RIGHT, TAKEN_BACK, Figure
from streams.extract.weighing.weights import Evidence, Scales, judges
from streams.extract.words.vocabulary import WEEKDAYS

SURE = {"prior": 5, "lowered": 25}  # how much more than none an old or lowered number must weigh
NEAR = 40  # figures to either side that are looked at
_CENTURIES = ("18", "19", "20")
_LONG = 60  # tokens to either side that count as the sentence
_WINDOW = 12  # tokens around a number whose words are weighed


def words_around(figure: Figure, published_on: dt.date) -> Evidence:
    """The words of the figure's sentence, those near the number apart, and whether a year of the past is among them."""
    words, first, last = figure.line.words, figure.quantity.first, figure.quantity.last
    near: Set[str] = figure.line.present
    if len(words) > _LONG:  # a text without full stops is one sentence
        near = set(words[max(first - _LONG, 0) : last + _LONG])
    numerals = {word for word in near if word[0].isdigit()}
    before, behind = words[max(first - _WINDOW, 0) : first], words[last + 1 : last + 1 + _WINDOW]
    years = [int(word) for word in numerals if _is_year(word)]
    when = ["past year" if min(years) < published_on.year else "this year"] if years else []
    bags = (("W", near - numerals), ("WB", set(before) - numerals), ("WA", set(behind) - numerals))
    return Evidence(pieces=when, bags=bags)


def _weight_around(figure: Figure, published_on: dt.date, scales: Scales) -> int:
    """What the words around weigh, whoever asks."""
    if figure.around is None:
        figure.around = scales.weigh(words_around(figure, published_on), 0)
    return figure.around


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdecimal() and word[:2] in _CENTURIES


def evidence_of_revision(update: Sequence[Figure], i: int, ruled: Revision) -> Evidence:
    """What speaks for an old or a lowered number; `ruled` is what the rules of revision say."""
    figure = update[i]
    groups: list[tuple[Any, ...]] = [(_of_rule, ruled, figure.category)]
    for name, others in (("before", reversed(update[max(i - NEAR, 0) : i])), ("behind", update[i + 1 : i + NEAR])):
        other = next((item for item in others if item.category == figure.category), None)
        if other is not None:
            near = "line" if other.line is figure.line else "far"
            groups.append((_of_other, name, near, _against(figure, other), ruled))
    return Evidence(groups, [f"flag={flag}" for flag in figure.flags])


def _of_rule(ruled: Revision, category: str) -> list[str]:
    return [f"revision={ruled}", f"category={category}"]


def _of_other(name: str, near: str, against: str, ruled: Revision) -> list[str]:
    """What the nearest figure of the same kind on one side says."""
    return [f"{name}={near}", f"{name}={near}/{against}", f"{name} revision={ruled}/{near}"]


def judged_revision(update: Sequence[Figure], i: int, ruled: Revision, published_on: dt.date) -> Revision:
    """`prior` or `lowered` where the words weigh so, else what the rules say; what they call either stands."""
    figure = update[i]
    if figure.weight is None or ruled in ("prior", "lowered") or not figure.flags.isdisjoint(_OF_NOTES):
        return ruled
    near = update[max(i - NEAR, 0) : i + NEAR]
    if not any(_replaces(other, figure) for other in near):
        return ruled
    judge = judges()["revision"]
    weight = figure.weight + _weight_around(figure, published_on, judge.scales)
    sums = judge.sums(judge.scales.weigh(evidence_of_revision(update, i, ruled), weight))
    none = sums[judge.choices.index("none")]
    best = judge.choices[sums.index(max(sums))]
    if best == "none" or max(sums) - none < SURE[best]:
        return ruled
    if best == "prior" and _is_called_current(figure):
        return ruled
    return "prior" if best == "prior" else "lowered"


_OF_NOTES = (TAKEN_BACK, PUT_RIGHT, "perhaps")


def _is_called_current(figure: Figure) -> bool:
    """ "a corrected list of 41 victims": who corrects a number holds it."""
    first = figure.quantity.first
    return not _CURRENT.isdisjoint(figure.line.words[max(first - 4, 0) : first])


_CURRENT = frozenset("corrected updated revised new latest current".split())


def _replaces(other: Figure, figure: Figure) -> bool:
    """Whether the other is a number of its kind that can stand in its place."""
    return other.category == figure.category and other.quantity.value != figure.quantity.value


def evidence_of_event(figure: Figure, ruled: bool, before: tuple[Figure, bool] | None) -> Evidence:
    """What speaks for another event; `before`: the figure before it in the update and whether it is another event's."""
    near, other = None, False
    if before is not None:
        last, other = before
        near = "line" if last.line is figure.line else (
            "paragraph" if last.line.paragraph == figure.line.paragraph else "far")
    return Evidence([(_of_event, ruled, figure.category, other, near)])


def _of_event(ruled: bool, category: str, last_other: bool, near: str | None) -> list[str]:
    found = [f"other={ruled}", f"category={category}"]
    return found if near is None else [*found, f"last other={last_other}/{near}"]


def judged_events(update: Sequence[Figure], ruled: Sequence[bool], published_on: dt.date) -> list[bool]:
    """Of each figure of an update in order, whether it is another event's; `ruled` is what the rules say."""
    judge = judges()["other event"]
    found: list[bool] = []
    for i, (figure, rule) in enumerate(zip(update, ruled, strict=True)):
        if rule or figure.weight is None or PUT_RIGHT in figure.flags or _is_of_this_week(figure, published_on):
            found.append(rule)
            continue
        before = (update[i - 1], found[-1]) if i else None
        weight = figure.weight + _weight_around(figure, published_on, judge.scales)
        found.append(judge.best(judge.scales.weigh(evidence_of_event(figure, rule, before), weight)) == "yes")
    return found


def _is_of_this_week(figure: Figure, published_on: dt.date) -> bool:
    """ "A series of blasts killed 47 people on Wednesday": a bare weekday is of the week that ends with the story."""
    words = figure.line.words
    if WEEKDAYS.isdisjoint(figure.line.present) or not _LAST.isdisjoint(figure.line.present):
        return False
    if not any(word in WEEKDAYS and words[k - 1] in _ON for k, word in enumerate(words) if k):
        return False
    return not any(_is_year(word) and int(word) < published_on.year for word in words)


_ON = frozenset("on late early".split())
_LAST = frozenset("last previous earlier ago since".split())


def _against(figure: Figure, other: Figure) -> str:
    mine, theirs = figure.quantity.value, other.quantity.value
    if mine is None or theirs is None:
        return "word"
    return "less" if mine < theirs else "equal" if mine == theirs else "more"
