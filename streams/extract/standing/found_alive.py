"""People who are taken off the dead: "Five of the 31 people listed as dead were found alive".

They are none of the dead, and the number that they are taken from no longer holds. So it is with bodies that are of no
victims: "Four of the 12 bodies were later found not to be victims of the blast".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.extract.binding.figure import Figure

_ALIVE = re.compile(
    r"\b(?:found|were|was|are|is|turned up|turned out to be|proved to be) (?:still |later |in fact |actually )?alive\b"
    r"|\bhad survived\b|\bnot to be victims\b|\bnot victims of\b"
)
_THOUGHT = re.compile(
    r"\b(?:thought|believed|feared|presumed|assumed|listed|reported|declared|counted|recorded)"
    r" (?:to (?:be|have been|have) |as |among the )?(?:dead|killed|died)\b|\bbodies\b"
)


def without_the_living(figures: Sequence[Figure]) -> list[Figure]:
    """The figures without those of people who were held for dead and are not; the number of whom they were some is an
    old one."""
    kept: list[Figure] = []
    for figure in figures:
        if figure.category not in ("killed", "rescued", "unidentified") or not _tells_of_the_living(figure):
            kept.append(figure)
            continue
        before = figure.line.words[max(figure.quantity.first - 2, 0) : figure.quantity.first]
        if before == ["of", "the"] and figure.category == "killed" and figure.group.head not in _BODIES:
            figure.flags.add("prior")
            kept.append(figure)
    return kept


_BODIES = frozenset({"bodies", "remains", "corpses"})


def _tells_of_the_living(figure: Figure) -> bool:
    words = figure.line.words
    if "alive" not in figure.line.present and "survived" not in figure.line.present and "victims" not in words:
        return False
    alive = _ALIVE.search(" ".join(words[figure.quantity.last + 1 :]))
    if alive is None or figure.relation in ("tolled", "toll behind"):
        return False
    return _THOUGHT.search(" ".join(words)) is not None
