"""A limit on inputs that cannot be decided: beyond it something is wrong that dead letters would only hide."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from schemas.records import Record

WINDOW = 1_000
"""Of so many inputs the share of bad ones is counted."""


class BadInputLimit(NamedTuple):
    """Of one partition, since its memory was last made. By default there is none."""

    in_a_row: int = 0  # bad inputs one after the other that are still dead letters; 0: any number
    share: float = 1.0  # of the last WINDOW inputs, those not decided yet counted as good; 1: all of them


class TooManyBadInputs(Exception):
    """The next input is bad, too, and the limit is reached: it is not decided, and no dead letter. Says why."""


class BadInputs:
    """What was bad of the inputs of a partition."""

    def __init__(self, limit: BadInputLimit) -> None:
        self._limit = limit
        self._row = 0
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._bad = 0  # of the recent ones

    def good(self) -> None:
        """An input was decided."""
        self._row = 0
        self._counted(bad=False)

    def bad(self, record: Record, why: str) -> None:
        """This one cannot be decided. Raises TooManyBadInputs, and counts it not, where the limit is reached."""
        most = self._limit
        if most.in_a_row and self._row >= most.in_a_row:
            raise TooManyBadInputs(_told(f"{self._row} inputs in a row", record, why))
        oldest_leaves = len(self._recent) == WINDOW and self._recent[0]
        if self._bad + 1 - oldest_leaves > most.share * WINDOW:
            raise TooManyBadInputs(_told(f"{self._bad} of the last {len(self._recent)} inputs", record, why))
        self._row += 1
        self._counted(bad=True)

    def _counted(self, *, bad: bool) -> None:
        if len(self._recent) == WINDOW:
            self._bad -= self._recent[0]
        self._recent.append(bad)
        self._bad += bad


def _told(how_many: str, record: Record, why: str) -> str:
    place = f"{record.topic}/{record.partition}"
    return (f"{how_many} of {place} could not be decided, nor can the one at {record.offset} ({why}): nothing more is "
            'decided, see "Too many bad inputs" in docs/operations.md')
