"""A number bound to what it counts, and what a binding rule may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from schemas.events import Category
from streams.extract.sentences.line import Line, Mark
from streams.extract.sentences.noun_group import Group
from streams.extract.sentences.qualifiers import ADDED, Quantity
from streams.extract.words.categories import What
from streams.extract.words.vocabulary import ADVERBS

TAKEN_BACK = "taken back"  # flags of figures in correction notes
PUT_RIGHT = "put right"
TABLE_ROW = "table row"  # flags of figures in tables
SUM_ROW = "sum row"
WEIGHED = "weighed"  # the relation of a figure that no rule binds, but all evidence together


@dataclass(slots=True)
class Figure:
    """A number bound to a category; tokens [first, last] of `line` are its evidence."""

    quantity: Quantity
    group: Group
    category: Category
    relation: str
    first: int
    last: int
    line: Line
    mark: Mark | None = None
    flags: set[str] = field(default_factory=set)
    replaces: int | None = None  # the number that a correction note takes back for this one
    weight: int | None = None  # of the evidence that it was judged a figure by; None: the rules alone judge
    around: int | None = None  # that of the words of its sentence, once somebody asked


class Bound(msgspec.Struct, frozen=True, gc=False):
    category: What
    first: int
    last: int
    mark: Mark | None = None


class FigureReading(msgspec.Struct, frozen=True, gc=False):
    """What a relation may look at: the number, its noun group, and the figures read before it."""

    line: Line
    quantity: Quantity
    group: Group
    earlier: Sequence[Figure]  # of the update, in order
    left: int  # the token before the number, its qualifier and small words

    @property
    def previous(self) -> Figure | None:
        """The figure before this one in the same sentence."""
        last = self.earlier[-1] if self.earlier else None
        return last if last is not None and last.line is self.line else None


def left_of(line: Line, quantity: Quantity) -> int:
    """The token before the number, its qualifier and small words ("a total of", "another")."""
    i = quantity.first - 1
    while line.word(i) in ADDED or (line.word(i) in ADVERBS and line.mark_at.get(i) is None):
        i -= 1
    return i
