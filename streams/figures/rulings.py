"""Editors' rulings on one desk: which number is printed of one category of an incident, whatever the policies say.

Of several rulings on one figure the latest made that is not withdrawn counts: withdrawing it brings the one
before it back. One that is withdrawn before it comes never holds. A ruling follows its incident through every name
that the incident takes. Whether it has expired is for the reader to say, who knows what time it is: a figure carries
its ruling with the time of its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import msgspec

from schemas.events import Category, Ruling, RulingFiled

NOT_KNOWN_YET = ""
"""The incident of a ruling that was withdrawn before it came."""


class Rulings:
    """The rulings that were filed; folding one again changes nothing."""

    def __init__(self, filed: dict[str, RulingFiled] | None = None) -> None:
        self._by_id = filed if filed is not None else {}

    def fold(self, filed: RulingFiled) -> None:
        known = self._by_id.get(filed.ruling_id)
        if known is not None and known.incident_id == NOT_KNOWN_YET:
            self._by_id[filed.ruling_id] = msgspec.structs.replace(filed, withdrawn=True)
        elif known is None or filed.withdrawn:
            self._by_id[filed.ruling_id] = filed

    def with_filed(self, filed: RulingFiled) -> Rulings:
        """What the rulings would be with this one."""
        rulings = Rulings(dict(self._by_id))
        rulings.fold(filed)
        return rulings

    def find(self, ruling_id: str) -> RulingFiled | None:
        return self._by_id.get(ruling_id)

    def on(self, incident_ids: Collection[str], category: Category) -> Ruling | None:
        """The ruling on this category of the incident that has, or had, these ids."""
        held = [
            r for r in self._by_id.values()
            if not r.withdrawn and r.category == category and r.incident_id in incident_ids
        ]
        if not held:
            return None
        filed = max(held, key=lambda r: (r.published_at, r.ruling_id))
        return Ruling(ruling_id=filed.ruling_id, best=filed.best, by=filed.by, reason=filed.reason,
                      made_at=filed.published_at, until=filed.until)

    def forget(self, incident_ids: Collection[str]) -> None:
        """Drop the rulings on an incident that is closed."""
        for ruling_id in [r.ruling_id for r in self._by_id.values() if r.incident_id in incident_ids]:
            del self._by_id[ruling_id]

    def forget_withdrawn_early(self, day: dt.date) -> None:
        """Drop what was withdrawn before that day and has not come since."""
        for ruling_id in [r.ruling_id for r in self._by_id.values()
                          if r.incident_id == NOT_KNOWN_YET and r.published_at.date() < day]:
            del self._by_id[ruling_id]
