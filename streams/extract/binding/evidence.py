"""What speaks for or against a number being a casualty figure: words around it, its noun, what the grammar read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.noun_group import Group
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.weighing.weights import NOTHING, Evidence
from streams.extract.words.vocabulary import AUXILIARIES, BREAKS, PEOPLE, PREPOSITIONS

_REACH = 20  # tokens to either side in which the nearest mark is looked for
_WINDOW = 8
_NEAR = 40  # numbers to either side that are looked at
_STEPS = ((0, "0"), (1, "1"), (3, "3"), (6, "6"), (10, "10"))


def distance_class(distance: int) -> str:
    """A distance in tokens, coarsely."""
    for most, name in _STEPS:
        if distance <= most:
            return name
    return "far"


def size_class(value: int | None) -> str:
    """A number's size, coarsely; years apart."""
    if value is None:
        return "none"
    if value < 2:
        return str(value)
    for most, name in ((10, "2-9"), (100, "10-99"), (1000, "100-999"), (1900, "1000-"), (2100, "year")):
        if value < most:
            return name
    return "big"


def kind_of_head(group: Group) -> str:
    if group.thing:
        return "thing"
    if group.head is None:
        return "bare"
    if group.head in PEOPLE:
        return "people"
    return "doubtful" if group.doubtful else "other"


def nearest_mark(line: Line, start: int, step: int) -> tuple[Mark, int, str] | None:
    """The nearest mark from a token on in one direction, its distance, and what lies between: q, c, b, p."""
    for mark in line.marks if step > 0 else reversed(line.marks):
        near = mark.first if step > 0 else mark.last
        distance = (near - start) * step
        if distance >= _REACH:
            return None
        if distance >= 0 and line.mark_at[near] is mark:
            between = range(start, near) if step > 0 else range(near + 1, start + 1)
            return mark, distance, _crossed(line, between)
    return None


def _crossed(line: Line, between: range) -> str:
    """What lies at these tokens: a break, a comma, a preposition, a quantity."""
    words = line.words[between.start : between.stop]
    found = "" if BREAKS.isdisjoint(words) else "b"
    if "," in words:
        found += "c"
    if not PREPOSITIONS.isdisjoint(words):
        found += "p"
    return found if line.quantity_at.keys().isdisjoint(between) else f"{found}q"


def evidence_of_number(
    line: Line, quantity: Quantity, group: Group, trap: str | None, figure: Figure | None
) -> Evidence:
    """The evidence of one number."""
    kind, first, end = kind_of_head(group), quantity.first, max(group.end, quantity.last + 1)
    relation, category = (figure.relation, figure.category) if figure is not None else (None, None)
    groups: list[tuple[Any, ...]] = [
        (_of_noun, group.head, kind, group.partitive, group.more, group.nationals, group.own, group.whole is not None),
        (_of_reading, trap, quantity.qualifier, size_class(quantity.value), quantity.ordinal, relation, category),
        (_of_place, _place(line, quantity), min(len(line.quantities), 5), len(line.words) < 8, bool(line.marks)),
    ]
    pieces = _words(line, quantity, end, kind)
    for side, start, step in (("R", end, 1), ("L", first - 1, -1)):
        near = nearest_mark(line, start, step)
        if near is None:
            pieces.append(f"{side}=none")
            continue
        mark, distance, crossed = near
        groups.append((_of_mark, side, mark.category, mark.form, distance_class(distance), crossed, kind))
        pieces.append(f"{side} word={line.words[mark.first]}")
    before, behind = set(line.words[max(0, first - _WINDOW) : first]), set(line.words[end : end + _WINDOW])
    marked = {mark.category for mark in line.marks[:_NEAR]} or ("none",)
    return Evidence(groups, pieces, (("B", before), ("A", behind), ("S", marked)))


def _of_noun(
    head: str | None, kind: str, partitive: bool, more: bool, nationals: bool, own: bool, has_whole: bool
) -> list[str]:
    """What the number counts."""
    flags = {"partitive": partitive, "more": more, "nationals": nationals, "own": own, "has whole": has_whole}
    found = [f"head={head}", f"kind={kind}", *(name for name, holds in flags.items() if holds)]
    if head and len(head) > 4:
        found.append(f"ending={head[-3:]}")
    return found


def _of_reading(
    trap: str | None, qualifier: str, size: str, ordinal: bool, relation: str | None, category: str | None
) -> list[str]:
    """What the grammar read the number as."""
    found = [f"trap={trap}", f"qualifier={qualifier}", f"size={size}"]
    if ordinal:
        found.append("ordinal")
    if relation is None:
        return [*found, "read=none", "read of=none"]
    return [*found, f"read={relation}/{category}", f"read of={category}", f"relation={relation}"]


def _of_place(place: int, numbers: int, is_short: bool, is_marked: bool) -> list[str]:
    """Where in the sentence the number stands."""
    found = [f"place in line={place}/{numbers}"]
    if is_short:
        found.append("short" if is_marked else "short, no mark")
    return found


def _of_mark(side: str, category: str, form: str, apart: str, crossed: str, kind: str) -> list[str]:
    """The nearest predicate to one side, how far it is and what lies between."""
    key, hard = f"{category}/{form}", f"{'q' if 'q' in crossed else ''}{'b' if 'b' in crossed else ''}"
    return [
        f"{side}={key}", f"{side} far={key}/{apart}/{crossed}", f"{side} of={category}/{hard}",
        f"{side} near={category}/{apart}", f"{side} head={category}/{kind}",
    ]  # fmt: skip


def _words(line: Line, quantity: Quantity, end: int, kind: str) -> list[str]:
    """The words next to it."""
    word, first = line.word, quantity.first
    b1, b2, a1, a2 = word(first - 1), word(first - 2), word(end), word(end + 1)
    verb = _verb_behind(line, end)
    found = [
        f"w0={line.words[0]}", f"b1={b1}", f"b2={b2}", f"b12={b2} {b1}", f"a1={a1}", f"a2={a2}", f"a12={a1} {a2}",
        f"n1={word(quantity.last + 1)}", f"a123={a1} {a2} {word(end + 2)}", f"b1h={b1}/{kind}", f"a1h={a1}/{kind}",
        f"verb={verb}", f"verbh={verb}/{kind}",
    ]  # fmt: skip
    if b1 == ":":
        found.append(f"label={b2}")
    return found


def _place(line: Line, quantity: Quantity) -> int:
    """Which number of its sentence it is, counted up to 3."""
    return next((i for i, other in enumerate(line.quantities[:3]) if other is quantity), 3)


def _verb_behind(line: Line, end: int) -> str:
    """The first word behind the auxiliaries that follow the group: "were all TAKEN"."""
    k, auxiliary = end, False
    while k < end + 12 and k < len(line.words):
        word = line.words[k]
        if word in BREAKS:
            return ""
        if word in AUXILIARIES:
            auxiliary = True
        elif auxiliary:
            return word
        k += 1
    return ""


def evidence_of_before(line: Line, group: Group, last: tuple[Line, str] | None) -> Evidence:
    """What the number before says: `last` is its sentence and what it was judged to be, a category or none."""
    if last is None:
        return Evidence(((_of_before, "first", "", kind_of_head(group)),))
    near = "line" if last[0] is line else "paragraph" if last[0].paragraph == line.paragraph else "far"
    return Evidence(((_of_before, last[1], near, kind_of_head(group)),))


def _of_before(said: str, near: str, kind: str) -> list[str]:
    return [f"before={said}/{near}", f"before={said}/{near}/{kind}"]


def evidence_among(values: Sequence[tuple[int | None, str | None]], i: int) -> Evidence:
    """What the update's other numbers say of number i: (value, category read or None) of each in order."""
    value = values[i][0]
    if value is None or value < 2:
        return NOTHING
    near = range(max(i - _NEAR, 0), min(i + _NEAR, len(values)))
    same = [k for k in near if values[k][0] == value and k != i]
    if not same:
        return NOTHING
    return Evidence(pieces=list({f"same {'before' if k < i else 'behind'}={values[k][1]}" for k in same}))
