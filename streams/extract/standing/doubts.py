"""What is said of a figure that takes from its certainty: it is only feared, or perhaps counted already.

Feared: "30 are feared dead" asserts no more than 30, so it is read as up to 30; "at least 30 are feared dead" stays
open upwards, as strangers labelled it each time. Perhaps counted: "six bodies were found; it is unclear whether the
toll includes them" adds 0 to 6.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec.structs import replace

from schemas.events import Scope
from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.sentences.qualifiers import Quantity

_FEAR = frozenset("feared fear fears fearing".split())
_REACH = 5  # words before a figure in which a fear may be said
_WHETHER = frozenset("whether if".split())
_UNSURE = frozenset("clear unclear known unknown say said says certain uncertain sure immediately".split())
_COUNTED = frozenset("include includes included including counted count counts part among".split())
_TALLIES = frozenset("toll total count figure number tally it them".split())


def weigh(figures: Sequence[Figure], scopes: Sequence[Scope], lines: Sequence[Line]) -> list[Scope]:
    """Weaken the quantities of doubtful figures; the scopes, where what is perhaps counted is an increment."""
    counting = {id(figure.line) for figure in figures}
    following = {id(line): after for line, after in pairwise(lines) if id(after) not in counting}
    weighed: list[Scope] = []
    for figure, scope in zip(figures, scopes, strict=True):
        if _is_feared(figure):
            figure.quantity = _feared(figure.quantity)
        if _is_perhaps_counted(figure, following.get(id(figure.line))):
            figure.quantity = replace(figure.quantity, low=0)
            scope = "increment"
        weighed.append(scope)
    return weighed


def _is_feared(figure: Figure) -> bool:
    """ "30 people are feared dead", "officials fear 30 have died"; not "missing and feared dead"."""
    words, start = figure.line.words, figure.quantity.first
    if _FEAR.isdisjoint(figure.line.present):
        return False
    if not _FEAR.isdisjoint(words[start : figure.last + 1]):
        return True
    for i in range(start - 1, max(start - 1 - _REACH, -1), -1):
        if words[i] in _FEAR:
            return figure.line.word(i - 1) != "than"
        if words[i] in (",", ";", "but", "while", "after", "for"):
            break
    return False


def _feared(quantity: Quantity) -> Quantity:
    """The quantity as the most that is feared; an open one ("at least 12") and a bare word stay what they are."""
    if quantity.value is None or quantity.high is None:
        return quantity
    return replace(quantity, qualifier="up_to", low=0)


def _is_perhaps_counted(figure: Figure, following: Line | None) -> bool:
    """Whether this sentence behind the figure, or the next one, leaves open whether a total has it already."""
    if figure.relation in ("tolled", "whole", "former") or figure.category not in ("killed", "unidentified"):
        return False
    if not _WHETHER.isdisjoint(figure.line.present) and _leaves_open(figure.line.words[figure.last + 1 :]):
        return True
    return following is not None and _leaves_open(following.present)


def _leaves_open(words: Collection[str]) -> bool:
    return not any(kind.isdisjoint(words) for kind in (_WHETHER, _UNSURE, _COUNTED, _TALLIES))
