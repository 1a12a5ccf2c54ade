"""How well claims are linked to events: pairwise precision, recall and F1 of the labelled scenes.

Usage: python -m tests.streams.linking.report

A pair of claims counts as found when both are in one incident, as right when both are of one event. Each scene is
scored alone; then all scenes of a desk together, as they come to it, pairs across scenes included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from streams.extract.words.cause import cause_of
from streams.incidents.book import Book
from tests.streams.linking.labelled import Labelled, Scene, scenes


class Score(NamedTuple):
    right: int  # pairs in one incident and of one event
    found: int  # pairs in one incident
    asked: int  # pairs of one event

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.asked if self.asked else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.asked) if self.found + self.asked else 1.0


def score(labelled: Sequence[Labelled]) -> Score:
    """The score of one desk that has these claims."""
    book = Book(cause_of)
    for _, claim in labelled:
        book.add(claim)
    incident_of = {claim.claim_id: i.incident_id for i in book.incidents() for claim in i.claims}
    pairs = [
        (incident_of[a.claim.claim_id] == incident_of[b.claim.claim_id], a.event == b.event)
        for a, b in combinations(labelled, 2)
    ]
    return Score(sum(found and asked for found, asked in pairs), sum(f for f, _ in pairs), sum(a for _, a in pairs))


def total(scores: Iterable[Score]) -> Score:
    return Score(*map(sum, zip(*scores, strict=True)))


def desks(of: Sequence[Scene]) -> dict[str, list[Labelled]]:
    """All labelled claims by desk."""
    found: dict[str, list[Labelled]] = {}
    for scene in of:
        found.setdefault(scene.desk, []).extend(scene.claims)
    return found


def main() -> None:
    known = scenes()
    alone = [(scene.name, score(scene.claims)) for scene in known]
    together = [(f"desk {desk}", score(claims)) for desk, claims in sorted(desks(known).items())]
    print(f"{'':44}{'pairs':>7}{'precision':>11}{'recall':>9}{'F1':>8}")
    for title, rows in (("each scene alone", alone), ("all scenes of a desk together", together)):
        for name, result in [*rows, (title, total(result for _, result in rows))]:
            print(f"{name:44}{result.asked:7}{result.precision:11.3f}{result.recall:9.3f}{result.f1:8.3f}")
        print()


if __name__ == "__main__":
    main()
