"""What speaks for or against a number being a casualty figure: words around it, its noun, what the grammar read."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.noun_group import Group
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.weighing.weights import Evidence
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
    crossed: set[str] = set()
    words, k = line.words, start
    for distance in range(_REACH):
        if not 0 <= k < len(words):
            return None
        mark = line.mark_at.get(k)
        if mark is not None and k == (mark.first if step > 0 else mark.last):
            return mark, distance, "".join(sorted(crossed))
        if k in line.quantity_at:
            crossed.add("q")
        word = words[k]
        if word == ",":
            crossed.add("c")
        elif word in BREAKS:
            crossed.add("b")
        elif word in PREPOSITIONS:
            crossed.add("p")
        k += step
    return None


def evidence_of_number(
    line: Line, quantity: Quantity, group: Group, trap: str | None, figure: Figure | None
) -> Evidence:
    """The evidence of one number."""
    head = kind_of_head(group)
    found = [
        f"head={group.head}", f"kind={head}", f"trap={trap}", f"qualifier={quantity.qualifier}",
        f"size={size_class(quantity.value)}", f"w0={line.words[0]}",
        *(name for name in ("partitive", "more", "nationals", "own") if getattr(group, name)),
    ]  # fmt: skip
    if group.head and len(group.head) > 4:
        found.append(f"ending={group.head[-3:]}")
    if group.whole is not None:
        found.append("has whole")
    if quantity.ordinal:
        found.append("ordinal")
    if figure is not None:
        relation, category = figure.relation, figure.category
        found += (f"read={relation}/{category}", f"read of={category}", f"relation={relation}")
    else:
        found += ("read=none", "read of=none")
    end = max(group.end, quantity.last + 1)
    found += _marks(line, quantity, end, head)
    found += _words(line, quantity, end, head)
    words, first = line.words, quantity.first
    before, behind = set(words[max(0, first - _WINDOW) : first]), set(words[end : end + _WINDOW])
    return (("", found), ("B", before), ("A", behind))


def _marks(line: Line, quantity: Quantity, end: int, head: str) -> list[str]:
    """The nearest predicate to either side, how far it is and what lies between, and the sentence's others."""
    found = [f"S={category}" for category in {mark.category for mark in line.marks[:_NEAR]}] or ["S=none"]
    for side, start, step in (("R", end, 1), ("L", quantity.first - 1, -1)):
        near = nearest_mark(line, start, step)
        if near is None:
            found.append(f"{side}=none")
            continue
        mark, distance, crossed = near
        key, apart = f"{mark.category}/{mark.form}", distance_class(distance)
        hard = f"{'q' if 'q' in crossed else ''}{'b' if 'b' in crossed else ''}"
        found += (
            f"{side}={key}", f"{side} far={key}/{apart}/{crossed}", f"{side} of={mark.category}/{hard}",
            f"{side} near={mark.category}/{apart}", f"{side} head={mark.category}/{head}",
            f"{side} word={line.words[mark.first]}",
        )  # fmt: skip
    return found


def _words(line: Line, quantity: Quantity, end: int, head: str) -> list[str]:
    """The words next to it, and where in the sentence the number stands."""
    words, word, first = line.words, line.word, quantity.first
    b1, b2, a1, a2 = word(first - 1), word(first - 2), word(end), word(end + 1)
    verb = _verb_behind(line, end)
    found = [
        f"b1={b1}", f"b2={b2}", f"b12={b2} {b1}", f"a1={a1}", f"a2={a2}", f"a12={a1} {a2}",
        f"n1={word(quantity.last + 1)}", f"a123={a1} {a2} {word(end + 2)}", f"b1h={b1}/{head}", f"a1h={a1}/{head}",
        f"verb={verb}", f"verbh={verb}/{head}",
        f"place in line={_place(line, quantity)}/{min(len(line.quantities), 5)}",
    ]  # fmt: skip
    if b1 == ":":
        found.append(f"label={b2}")
    if len(words) < 8:
        found.append("short" if line.marks else "short, no mark")
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


def evidence_among(values: Sequence[tuple[int | None, str | None]], i: int) -> Evidence:
    """What the update's other numbers say of number i: (value, category read or None) of each in order."""
    value = values[i][0]
    if value is None or value < 2:
        return ()
    near = range(max(i - _NEAR, 0), min(i + _NEAR, len(values)))
    same = {f"same {'before' if k < i else 'behind'}={values[k][1]}" for k in near if k != i and values[k][0] == value}
    return (("", same),)
