"""What each piece of evidence weighs: whole numbers learned from labelled stories (tests/gold/train.py).

Whole numbers add up to the same sum on every machine and in every order. A piece's weights of all choices are packed
into one number, so that to weigh is to add: choice k has the bits from k * BITS on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import msgspec

UNIT = 20  # the weight that makes one choice e times as likely as another
BITS = 20
_HALF = 1 << (BITS - 1)  # no sum of weights reaches it
_MASK = (1 << BITS) - 1


class _Written(msgspec.Struct):
    choices: tuple[str, ...]
    start: tuple[int, ...]
    weights: dict[str, str]


class Judge:
    """One question: its choices, and what each piece of evidence weighs for each of them."""

    __slots__ = ("_get", "_shifts", "_start", "choices")

    def __init__(self, choices: Sequence[str], start: Sequence[int], weights: dict[str, int]) -> None:
        self.choices = tuple(choices)
        self._shifts = tuple(BITS * k for k in range(len(choices)))
        self._start = packed(start) + packed([_HALF] * len(choices))
        self._get = weights.get

    def weigh(self, evidence: Iterable[str]) -> list[int]:
        """The weight of each choice, in the order of `choices`."""
        total = sum(filter(None, map(self._get, evidence)), self._start)
        return [(total >> shift & _MASK) - _HALF for shift in self._shifts]


def packed(weights: Sequence[int]) -> int:
    """The weights of all choices as one number."""
    return sum(weight << (BITS * k) for k, weight in enumerate(weights))


@cache
def judges() -> dict[str, Judge]:
    """Every question with its weights."""
    raw = files("streams.extract.weighing").joinpath("weights.json").read_bytes()
    every = msgspec.json.decode(raw, type=dict[str, _Written])
    return {
        question: Judge(one.choices, one.start, {piece: int(word, 36) for piece, word in one.weights.items()})
        for question, one in every.items()
    }
