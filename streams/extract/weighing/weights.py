"""What each piece of evidence weighs: whole numbers learned from labelled stories (tests/gold/train.py).

Whole numbers add up to the same sum on every machine and in every order. A piece's weights of all choices are packed
into one number, so that to weigh is to add: choice k has the bits from k * BITS on. Questions about the same thing are
asked on the same scales: their choices are packed behind each other, and what they share is weighed once for all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

UNIT = 20  # the weight that makes one choice e times as likely as another
BITS = 20
_HALF = 1 << (BITS - 1)  # no sum of weights reaches it
_MASK = (1 << BITS) - 1

_BAGS = ("A", "B", "S", "W", "WA", "WB", "nobody: W")  # slots that many words stand in
_TOGETHER = (("other event", "revision", "scope", "number"), ("claimant",), ("casualties",))  # on the same scales
_KEPT = 20_000  # groups of pieces whose sum is kept


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """What speaks for the choices of a question, piece by piece.

    `groups` are pieces that go together: a function and its arguments, few enough that the same come again and again,
    so that their sum is kept. `bags` are words by the slot they stand in: each is a piece `slot=word`.
    """

    groups: Sequence[tuple[Any, ...]] = ()
    pieces: Sequence[str] = ()
    bags: Sequence[tuple[str, Collection[str]]] = ()

    def written(self) -> list[str]:
        """Every piece as weights.json names it."""
        grouped = [piece for pieces_of, *arguments in self.groups for piece in pieces_of(*arguments)]
        return [*grouped, *self.pieces, *(f"{slot}={word}" for slot, words in self.bags for word in words)]


class _Written(msgspec.Struct):
    """A question as weights.json has it: what its choices weigh without evidence, and with each piece in base 36."""

    choices: tuple[str, ...]
    start: tuple[int, ...]
    weights: dict[str, str]


NOTHING = Evidence()


class Scales:
    """What evidence weighs for all choices of some questions. A weight begins as `start`; evidence is added to it."""

    __slots__ = ("_get", "_kept", "_slots", "start")

    def __init__(self, start: int, weights: dict[str, int]) -> None:
        self.start = start
        self._kept: dict[tuple[Any, ...], int] = {}
        self._slots: dict[str, dict[str, int]] = {slot: {} for slot in _BAGS}
        alone = {}
        for piece, weight in weights.items():
            slot, _, word = piece.partition("=")
            if slot in self._slots:
                self._slots[slot][word] = weight
            else:
                alone[piece] = weight
        self._get = alone.get

    def weigh(self, evidence: Evidence, weight: int) -> int:
        """The weight with that of the evidence added."""
        kept = self._kept
        for group in evidence.groups:
            found = kept.get(group)
            weight += found if found is not None else self._keep(group)
        if evidence.pieces:
            weight = sum(filter(None, map(self._get, evidence.pieces)), weight)
        for slot, words in evidence.bags:
            weight = sum(filter(None, map(self._slots[slot].get, words)), weight)
        return weight

    def _keep(self, group: tuple[Any, ...]) -> int:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        pieces_of, *arguments = group
        found = self._kept[group] = sum(filter(None, map(self._get, pieces_of(*arguments))))
        return found


class Judge:
    """One question, asked on scales: its choices have the bits from `shift` on."""

    __slots__ = ("_shift_of", "_shifts", "choices", "scales")

    def __init__(self, choices: Sequence[str], scales: Scales, shift: int) -> None:
        self.choices = tuple(choices)
        self.scales = scales
        self._shifts = tuple(shift + BITS * k for k in range(len(choices)))
        self._shift_of = dict(zip(self.choices, self._shifts, strict=True))

    def sum_of(self, choice: str, weight: int) -> int:
        """What one choice weighs."""
        return (weight >> self._shift_of[choice] & _MASK) - _HALF

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
        same: dict[int, int] = {}  # equal weights are one number in memory
        for question in asked:
            one = every[question]
            shifts[question] = shift
            start += packed([weight + _HALF for weight in one.start]) << shift
            for piece, word in one.weights.items():
                weights[piece] = weights.get(piece, 0) + (int(word, 36) << shift)
            shift += BITS * len(one.choices)
        weights = {piece: same.setdefault(weight, weight) for piece, weight in weights.items()}
        scales = Scales(start, weights)
        found |= {question: Judge(every[question].choices, scales, at) for question, at in shifts.items()}
    return found
