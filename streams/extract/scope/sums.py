"""Figures that others add up to: "17 soldiers and 12 civilians died, that is, 29 people".

What is told last as the sum of those told just before is the toll, and they are its parts; a number of losses that is
the sum of the dead and the injured behind it counts both [ours].
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from schemas.events import Scope
from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line

_MOST_PARTS = 3
_LINES = 2  # from that of the first part to that of the sum
_SMALLEST = 7
"""A smaller sum may be one by chance: two were hurt, three died in Brell, five in all of the valley."""
_SUMMED = frozenset("total all altogether overall combined whole that together makes making brings bringing".split())


def with_parts_of_sums(
    update: Sequence[Figure], scopes: Sequence[Scope], lines: Sequence[Line], counting: Sequence[bool]
) -> list[Scope]:
    """The scopes, where totals are parts of a total behind them; `counting`: whether a figure counts the attackers."""
    found = list(scopes)
    if len(update) <= 2:
        return found
    at = {id(line): i for i, line in enumerate(lines)}
    for category in {figure.category for figure in update}:
        of_it = [k for k, figure in enumerate(update) if figure.category == category and _is_exact(figure)]
        for end in range(2, len(of_it)):
            whole = update[of_it[end]]
            if found[of_it[end]] != "total" or counting[of_it[end]] or (whole.quantity.value or 0) < _SMALLEST:
                continue
            if _SUMMED.isdisjoint(whole.line.present):
                continue
            for count in range(2, min(_MOST_PARTS, end) + 1):
                parts = of_it[end - count : end]
                near = at.get(id(whole.line), 0) - at.get(id(update[parts[0]].line), 0) <= _LINES
                if near and sum(update[k].quantity.value or 0 for k in parts) == whole.quantity.value:
                    for k in parts:
                        found[k] = "subset" if found[k] == "total" else found[k]
    return found


def _is_exact(figure: Figure) -> bool:
    return figure.quantity.qualifier == "exact" and figure.quantity.value is not None and "prior" not in figure.flags


def with_losses(update: Sequence[Figure]) -> list[Figure]:
    """The figures, where one of the dead counts the injured behind it too: "Losses total 33: 15 dead, 18 hurt"."""
    return [
        dataclasses.replace(figure, category="other") if _counts_both(figure, update[k + 1 : k + 3]) else figure
        for k, figure in enumerate(update)
    ]


def _counts_both(figure: Figure, behind: Sequence[Figure]) -> bool:
    if len(behind) < 2 or figure.category != "killed" or not all(map(_is_exact, (figure, *behind))):
        return False
    if [other.category for other in behind] != ["killed", "injured"] or behind[1].line is not figure.line:
        return False
    return figure.quantity.value == (behind[0].quantity.value or 0) + (behind[1].quantity.value or 0)
