"""Whether an update speaks of casualties at all, weighed over its words: if not, only the grammar is believed."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.sentences.line import Line
from streams.extract.weighing.weights import judges

WEIGHED_FROM = 40  # from here on numbers that no rule binds may be figures
READ_FROM = -35  # below, what the grammar reads is no figure either


def weight_of_casualties(lines: Sequence[Line]) -> int:
    """How much more it weighs that the update speaks of casualties than that it does not."""
    model = judges()["casualties"]
    sums = model.weigh(evidence_of_casualties(lines))
    return sums[model.choices.index("yes")] - sums[model.choices.index("no")]


def evidence_of_casualties(lines: Sequence[Line]) -> list[str]:
    """The update's words, and what its marks are of."""
    words = {word for line in lines for word in line.present if word[0].isalpha()}
    marks = {f"{mark.category}/{mark.form}" for line in lines for mark in line.marks}
    return [*sorted(words), *(f"M={mark}" for mark in sorted(marks)), f"marks={min(len(marks), 4)}"]
