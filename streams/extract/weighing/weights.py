"""What each piece of evidence weighs: whole numbers learned from labelled stories (tests/gold/train.py).

Whole numbers add up to the same sum on every machine and in every order. A piece's weights of all choices are packed
into one number, so that to weigh is to add: choice k has the bits from k * BITS on. Questions about the same thing are
asked on the same scales: their choices are packed behind each other, and what they share is weighed once for all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeAlias

import msgspec

UNIT = 20  # the weight that makes one choice e times as likely as another
BITS = 20
_HALF = 1 << (BITS - 1)  # no sum of weights reaches it
_MASK = (1 << BITS) - 1

Evidence: TypeAlias = Sequence[tuple[str, Collection[str]]]
"""Words by the slot they stand in, each a piece of evidence `slot=word`; those of the slot "" are whole pieces."""

_BAGS = ("A", "B", "W", "WA", "WB", "nobody: W")  # slots that many words stand in
_TOGETHER = (("number", "scope", "revision", "other event"), ("claimant",), ("casualties",))  # on the same scales


def written(evidence: Evidence) -> list[str]:
    """The pieces of evidence one by one, as weights.json names them."""
    return [f"{slot}={word}" if slot else word for slot, words in evidence for word in words]


class _Written(msgspec.Struct):
    """A question as weights.json has it: what its choices weigh without evidence, and with each piece in base 36."""

    choices: tuple[str, ...]
    start: tuple[int, ...]
    weights: dict[str, str]


class Scales:
    """What evidence weighs for all choices of some questions. A weight begins as `start`; evidence is added to it."""

    __slots__ = ("_slots", "start")

    def __init__(self, start: int, weights: dict[str, int]) -> None:
        self.start = start
        self._slots = {"": weights, **{slot: {} for slot in _BAGS}}
        for piece, weight in weights.items():
            slot, _, word = piece.partition("=")
            if slot in self._slots:
                self._slots[slot][word] = weight

    def weigh(self, evidence: Evidence, weight: int) -> int:
        """The weight with that of the evidence added."""
        for slot, words in evidence:
            weight = sum(filter(None, map(self._slots[slot].get, words)), weight)
        return weight


class Judge:
    """One question, asked on scales: its choices have the bits from `shift` on."""

    __slots__ = ("_shifts", "choices", "scales")

    def __init__(self, choices: Sequence[str], scales: Scales, shift: int) -> None:
        self.choices = tuple(choices)
        self.scales = scales
        self._shifts = tuple(shift + BITS * k for k in range(len(choices)))

    def sums(self, weight: int) -> list[int]:
        """What each choice weighs, in the order of `choices`."""
        return [(weight >> shift & _MASK) - _HALF for shift in self._shifts]

    def best(self, weight: int) -> str:
        """The choice that weighs most."""
        sums = self.sums(weight)
        return self.choices[sums.index(max(sums))]


def packed(weights: Sequence[int]) -> int:
    """The weights of all choices as one number."""
    return sum(weight << (BITS * k) for k, weight in enumerate(weights))


@cache
def judges() -> dict[str, Judge]:
    """Every question, with scales."""
    raw = files("streams.extract.weighing").joinpath("weights.json").read_bytes()
    every = msgspec.json.decode(raw, type=dict[str, _Written])
    found: dict[str, Judge] = {}
    for asked in _TOGETHER:
        start = shift = 0
        weights: dict[str, int] = {}
        shifts = {}
        for question in asked:
            one = every[question]
            shifts[question] = shift
            start += packed([weight + _HALF for weight in one.start]) << shift
            for piece, word in one.weights.items():
                weights[piece] = weights.get(piece, 0) + (int(word, 36) << shift)
            shift += BITS * len(one.choices)
        scales = Scales(start, weights)
        found |= {question: Judge(every[question].choices, scales, at) for question, at in shifts.items()}
    return found
