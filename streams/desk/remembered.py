"""Which updates a desk remembers: a function of what was filed, and in which order, alone."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import OrderedDict
from typing import Final

from streams.dedupe import DUPLICATE_WINDOW

RECENT: Final = 1_000
"""So many updates are remembered whatever their age, the last that were filed for the first time [ours]: an old story
that is loaded after a newer one needs memory too. More cost memory: every desk may hold so many."""


class Remembered:
    """Updates within DUPLICATE_WINDOW behind the watermark, and the last ones filed."""

    def __init__(self, recent: int = RECENT) -> None:
        """`recent` is at least 1: the update that is being filed."""
        self.watermark = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._size = recent
        self._recent: OrderedDict[str, dt.datetime] = OrderedDict()  # in order of filing
        self._by_age: list[tuple[dt.datetime, str]] = []
        self._days_gone: set[dt.date] = set()

    def __contains__(self, update_id: object) -> bool:
        """Whether it is among the last ones filed."""
        return update_id in self._recent

    def holds(self, update_id: str, published_at: dt.datetime) -> bool:
        return update_id in self._recent or not self.is_late(published_at)

    def is_late(self, published_at: dt.datetime) -> bool:
        """Whether it was published before the window."""
        return self.watermark.year > 1 and published_at < self.watermark - DUPLICATE_WINDOW

    def may_be_forgotten(self, published_at: dt.datetime) -> bool:
        """Whether an update that is not known may have been: something of its day is forgotten."""
        return self.is_late(published_at) and published_at.date() in self._days_gone

    def forgot(self, published_at: dt.datetime) -> None:
        """Nothing at all is known any more of an update published then."""
        self._days_gone.add(published_at.date())

    def add(self, update_id: str, published_at: dt.datetime) -> list[str]:
        """Take an update that is filed for the first time; returns those that it lets forget.

        So does the recall of an update that was forgotten, so that the recall is remembered for a while.
        """
        self._recent[update_id] = published_at
        if not self.is_late(published_at):
            heapq.heappush(self._by_age, (published_at, update_id))
        gone = []
        while len(self._recent) > self._size:
            oldest, at = self._recent.popitem(last=False)
            if self.is_late(at):
                gone.append(oldest)
        return gone

    def advance(self, published_at: dt.datetime) -> list[str]:
        """Move the watermark on; returns what it left behind, the last ones filed among it."""
        self.watermark = published_at
        left = []
        while self._by_age and self.is_late(self._by_age[0][0]):
            left.append(heapq.heappop(self._by_age)[1])
        return left
