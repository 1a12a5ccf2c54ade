"""How far a claimant can be trusted: the Admiralty code's reliability A to F, with validity dates.

NATO's Admiralty code (AJP-2.1) grades the source and the item apart. Reliability of the source:
A completely reliable, B usually, C fairly, D not usually, E unreliable, F cannot be judged. F is the
grade of everybody not in the registry; it is neutral, not the worst.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from schemas.events import Struct

Reliability = Literal["A", "B", "C", "D", "E", "F"]


class Grade(Struct, frozen=True):
    """One grade of one claimant, valid on the days from `since` to `until`, both included; None is open."""

    reliability: Reliability
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@lru_cache(maxsize=65536)
def claimant_key(name: str) -> str:
    """The name by which two strings mean one claimant: NFKC, case folded, white space collapsed."""
    return " ".join(normalize("NFKC", name).casefold().split())


class Grades:
    """The registry of graded claimants. Names compare as in `claimant_key`; everybody else is F."""

    def __init__(self, registry: Mapping[str, Sequence[Grade]]) -> None:
        """`registry` maps a claimant's name to its grades; where validity overlaps the last listed holds."""
        self._grades: dict[str, tuple[Grade, ...]] = {}
        for name, grades in registry.items():
            key = claimant_key(name)
            self._grades[key] = (*self._grades.get(key, ()), *grades)

    def of(self, claimant: str | None, day: dt.date) -> Reliability:
        if claimant is None or not self._grades:
            return "F"
        for grade in reversed(self._grades.get(claimant_key(claimant), ())):
            if grade.holds_on(day):
                return grade.reliability
        return "F"


UNGRADED = Grades({})
