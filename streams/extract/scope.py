"""Of what the figure speaks: all (total), a kind of victim or manner (subset), a part of the area, an increment."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.events import Scope
from streams.extract.grammar import Figure, left_of
from streams.extract.vocabulary import ALWAYS_KINDS, KINDS


def scope_of(figure: Figure, update: Sequence[Figure]) -> Scope:
    """The scope by the figure's own words and its neighbours in the update."""
    group = figure.group
    if "prior" in figure.flags:
        return "total"
    if group.partitive or figure.relation in ("including", "among", "partitive"):
        return "subset"
    return "total"
