"""How well copies are told from other updates: a table of the labelled pairs by kind and half.

Usage: python -m tests.streams.duplicates.report

Each pair is decided in a window of its own: the later text comes half an hour after the earlier, from another
carrier. Precision and recall are over the kinds labelled copy and other; kinds labelled reported are in the table
alone. The crowd is all the updates of a half in one window: none of them is a copy of another.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from schemas.events import Disposition
from streams.dedupe import Window, remembered_update
from tests.builders import NOON, filed, minutes
from tests.streams.duplicates.pairs import HALVES, Half, Label, Pair, pairs, texts


class Judged(NamedTuple):
    pair: Pair
    disposition: Disposition


class Score(NamedTuple):
    pairs: int
    precision: float
    recall: float


def judge(half: Half) -> list[Judged]:
    return [Judged(pair, _disposition(pair)) for pair in pairs(half)]


def _disposition(pair: Pair) -> Disposition:
    window = Window()
    window.add(remembered_update(filed(pair.earlier)))
    story = {} if pair.same_story else {"story": "another-story"}
    later = remembered_update(filed(pair.later, NOON + minutes(30), carrier="CPN", **story))
    return window.decide(later)[later.update_id].disposition


def score(judged: list[Judged]) -> Score:
    asked = [j for j in judged if j.pair.label != "reported"]
    said = [j for j in asked if j.disposition == "duplicate"]
    right = sum(j.pair.label == "copy" for j in said)
    return Score(len(asked), right / len(said), right / sum(j.pair.label == "copy" for j in asked))


def copies_in_the_crowd(half: Half) -> int:
    """How many of the half's updates, all in one window, are said to be copies."""
    updates = [filed(text, NOON + minutes(n)) for n, text in enumerate(t for story in texts(half).stories for t in story)]
    window, decided = Window(), {}
    for update in updates:
        decided.update(window.decide(remembered_update(update)))
        window.add(remembered_update(update))
    return sum(decision.disposition == "duplicate" for decision in decided.values())


def main() -> None:
    judged = {half: judge(half) for half in HALVES}
    print(f"{'':<31}{'':<10}{'tuned half':>24}    {'held-back half':>24}")
    print(f"{'kind':<31}{'label':<10}" + "    ".join(f"{'pairs':>6}{'duplicate':>10}{'revision':>9}{'new':>5}" for _ in HALVES))
    kinds: dict[str, Label] = {j.pair.kind: j.pair.label for j in judged["tuned"]}
    for kind, label in kinds.items():
        cells = []
        for half in HALVES:
            said = Counter(j.disposition for j in judged[half] if j.pair.kind == kind)
            cells.append(f"{said.total():>6}{said['duplicate']:>10}{said['revision']:>9}{said['new']:>5}")
        print(f"{kind:<31}{label:<10}" + "    ".join(cells))
    for half in HALVES:
        total = score(judged[half])
        print(f"{half}: {total.pairs} pairs, precision {total.precision:.4f}, recall {total.recall:.4f}; "
              f"{copies_in_the_crowd(half)} copies in the crowd")


if __name__ == "__main__":
    main()
