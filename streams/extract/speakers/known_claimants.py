"""Known claimants: the names each is called by, the office a person speaks for, and the grades of reliability."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import msgspec

from streams import grades
from streams.grades import Reliability

Kind = Literal["person", "government", "agency", "police", "health", "monitor", "militant", "media", "aid", "company"]


class GradeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Admiralty reliability A to F, valid from `since` (None: always) until before `until` (None: still)."""

    reliability: Reliability
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class ClaimantEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[claimant]]` of a claimants file. `office`: the body for which a person speaks."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    office: str | None = None
    grades: tuple[GradeEntry, ...] = ()


class KnownClaimant(NamedTuple):
    """Under which name a claimant is kept, and of what kind it is."""

    name: str
    kind: Kind | None


class KnownClaimants:
    """Names and aliases to claimants; names compare without case and a leading article. Later entries replace."""

    def __init__(self, entries: Iterable[dict[str, Any] | ClaimantEntry]) -> None:
        self._entries = tuple(
            entry if isinstance(entry, ClaimantEntry) else msgspec.convert(entry, ClaimantEntry) for entry in entries
        )
        self._by_name = {
            claimant_name_key(name): entry for entry in self._entries for name in (entry.name, *entry.aliases)
        }

    def with_entries(self, entries: Iterable[ClaimantEntry]) -> KnownClaimants:
        """This registry and more; an entry of the same name replaces the one before."""
        return KnownClaimants((*self._entries, *entries))

    def find(self, name: str) -> KnownClaimant | None:
        """The claimant of this name or alias: for a spokesman, the office."""
        entry = self._by_name.get(claimant_name_key(name))
        if entry is None:
            return None
        office = self._by_name.get(claimant_name_key(entry.office)) if entry.office else None
        if entry.office:
            return KnownClaimant(office.name if office else entry.office, office.kind if office else None)
        return KnownClaimant(entry.name, entry.kind)

    def canonical(self, name: str) -> str | None:
        """The name under which this one is known: of the office for a spokesman; None for an unknown name."""
        known = self.find(name)
        return known.name if known else None

    def reliability(self, name: str, day: dt.date) -> Reliability:
        """The grade that holds on the day; "F", cannot be judged, for none."""
        entry = self._by_name.get(claimant_name_key(name))
        return next((grade.reliability for grade in entry.grades if grade.holds_on(day)), "F") if entry else "F"

    def grades(self) -> grades.Grades:
        """What reconciliation asks: every name of every graded claimant; the first grade listed for a day holds."""
        return grades.Grades({
            name: [_last_day_included(grade) for grade in reversed(entry.grades)]
            for entry in dict.fromkeys(self._by_name.values()) if entry.grades
            for name in (entry.name, *entry.aliases)
        })  # fmt: skip


def _last_day_included(grade: GradeEntry) -> grades.Grade:
    until = grade.until - dt.timedelta(days=1) if grade.until is not None else None
    return grades.Grade(reliability=grade.reliability, since=grade.since, until=until)


def claimant_name_key(name: str) -> str:
    """By what two names mean one claimant: no case, no leading article, blanks as one."""
    return " ".join(name.casefold().split()).removeprefix("the ")


@lru_cache(maxsize=1)
def built_in_claimants() -> KnownClaimants:
    """The claimants that come with the product."""
    text = files("streams.extract").joinpath("claimants.toml").read_text("utf-8")
    return KnownClaimants(tomllib.loads(text)["claimant"])
