"""Whether an update speaks of casualties at all, weighed over its words: if not, only the grammar is believed."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.sentences.line import Line
from streams.extract.weighing.weights import Evidence, judges

WEIGHED_FROM = 25  # from here on numbers that no rule binds may be figures
SURE_FROM = 80  # from here on no other word need say that there was an event
READ_FROM = -60  # below, what the grammar reads is no figure either


def weight_of_casualties(lines: Sequence[Line]) -> int:
    """How much more it weighs that the update speaks of casualties than that it does not."""
    judge = judges()["casualties"]
    weight = judge.scales.weigh(evidence_of_casualties(lines), judge.scales.start)
    return judge.sum_of("yes", weight) - judge.sum_of("no", weight)


def evidence_of_casualties(lines: Sequence[Line]) -> Evidence:
    """The update's words, and what its marks are of."""
    words = {word for word in set().union(*(line.present for line in lines)) if word[0].isalpha()}
    marks = {f"M={mark.category}/{mark.form}" for line in lines for mark in line.marks}
    return Evidence(pieces=[*words, *marks, f"marks={min(len(marks), 4)}"])
