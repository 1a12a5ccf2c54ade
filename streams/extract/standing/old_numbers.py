"""The old number that a sentence tells with the new one that replaces it."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.words.vocabulary import WEEKDAYS

_CHANGED = frozenset("revised revises amended changed adjusted".split())
_BARE_ENDS = frozenset(("", ",", ".", ";", ":", "—", "as", "people"))


def told_beside(figure: Figure) -> int | None:
    """The old number that stands with the new one: "to 27 from 29", "from 29 to 27", "nine, against 19 a day ago"."""
    line, value = figure.line, figure.quantity.value
    for last in (figure.quantity.last, figure.last):
        k = last + 1 + int(line.word(last + 1) == ",")
        k += int(line.word(k) in ("down", "up"))
        if line.word(k) in _FROM or line.words[k : k + 2] == ["compared", "with"]:
            k += 1 + int(line.word(k) == "compared")
            old = line.quantity_at.get(k + int(line.word(k) == "the"))
            return old.value if old is not None and _is_old(line, old, value) else None
    if line.word(figure.quantity.first - 1) == "to":
        old = next((item for item in line.quantities if item.last == figure.quantity.first - 2), None)
        return old.value if old is not None and line.word(old.first - 1) == "from" and old.value != value else None
    return None


def _is_old(line: Line, old: Quantity, value: int | None) -> bool:
    """Whether a number behind "from" or "against" counts the same: nothing that it counts stands behind it."""
    if old.value is None or value is None or old.qualifier != "exact" or old.value == value:
        return False
    return line.word(old.last + 1) in _BEHIND_OLD and not 1900 <= old.value <= 2100


_FROM = frozenset("from against".split())
_BEHIND_OLD = _BARE_ENDS | WEEKDAYS | frozenset(
    "on at in after a an it he she they announced reported given issued yesterday earlier previously overnight last"
    " this that before when because and but )".split()
)


def told_before(earlier: Sequence[Figure], figure: Figure) -> int | None:
    """The number that a figure takes the place of by other words; None where it does not. `earlier` of its update."""
    changed = _instead_of(figure) or _changed_from(earlier, figure) or _amended_from(earlier, figure)
    return changed or _reduced_by(figure)


def _instead_of(figure: Figure) -> int | None:
    """ "Four people, not five, were killed", "41 died rather than 47": the number that is taken back."""
    line, start = figure.line, figure.quantity.last + 1
    for k in range(start, len(line.words)):
        quantity = line.quantity_at.get(k)
        if quantity is None or quantity.value is None or quantity.qualifier != "exact":
            continue
        taken_back = line.words[max(k - 2, start) : k] in ([",", "not"], ["rather", "than"], ["instead", "of"])
        return quantity.value if taken_back and line.word(quantity.last + 1) in _BARE_ENDS else None
    return None


def _changed_from(earlier: Sequence[Figure], figure: Figure) -> int | None:
    """ "39 were killed, but later the figure was revised to 37": the number told just before."""
    line, previous = figure.line, earlier[-1] if earlier else None
    if previous is None or previous.line is not line or previous.category != figure.category:
        return None
    between = line.words[previous.last + 1 : figure.quantity.first]
    return previous.quantity.value if not _CHANGED.isdisjoint(between) else None


def _amended_from(earlier: Sequence[Figure], figure: Figure) -> int | None:
    """ "He said 39 died. But he later amended that and said 37 died": the number told just before, which is larger."""
    previous, words = earlier[-1] if earlier else None, figure.line.words
    if previous is None or previous.line is figure.line or previous.category != figure.category:
        return None
    before = words[: figure.quantity.first]
    amends = any(word in _CHANGED_BY and words[k + 1] in _THAT for k, word in enumerate(before[:-1]))
    return previous.quantity.value if amends else None


def _reduced_by(figure: Figure) -> int | None:
    """ "223 dead, a reduction of two from the figure they gave earlier": what it was."""
    line = figure.line
    if figure.category not in ("killed", "injured"):
        return None
    for quantity in line.quantities:
        reduced = quantity.first > figure.quantity.last and line.words[quantity.first - 2 : quantity.first] in _REDUCED
        if reduced and quantity.value and figure.quantity.value:
            return figure.quantity.value + quantity.value
    return None


_REDUCED = (["reduction", "of"], ["decrease", "of"])
_CHANGED_BY = _CHANGED | {"corrected", "retracted", "withdrew"}
_THAT = frozenset({"that", "this", "it", "himself", "herself", "themselves"})
