"""Claimants known by name: canonical names, aliases, offices, reliability grades (claimants.toml)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple


class Grade(NamedTuple):
    """Admiralty reliability A to F, valid from `since` (None: always) until before `until` (None: still)."""

    reliability: str
    since: dt.date | None
    until: dt.date | None


class Claimant(NamedTuple):
    name: str
    kind: str
    office: str | None
    grades: tuple[Grade, ...]


class Registry:
    """Names and aliases to claimants; names compare without case and a leading article."""

    def __init__(self, entries: Iterable[dict[str, Any]]) -> None:
        self._by_name: dict[str, Claimant] = {}
        for entry in entries:
            grades = tuple(
                Grade(grade["reliability"], grade.get("since"), grade.get("until")) for grade in entry.get("grades", ())
            )
            claimant = Claimant(entry["name"], entry.get("kind", ""), entry.get("office"), grades)
            for name in (entry["name"], *entry.get("aliases", ())):
                self._by_name[_key(name)] = claimant

    def find(self, name: str) -> Claimant | None:
        """The claimant of this name or alias."""
        return self._by_name.get(_key(name))

    def canonical(self, name: str) -> str | None:
        """The name under which this one is known: of the office for a spokesman; None for an unknown name."""
        claimant = self.find(name)
        return (claimant.office or claimant.name) if claimant else None

    def reliability(self, name: str, day: dt.date) -> str:
        """The grade that holds on the day; "F", cannot be judged, for none."""
        claimant = self.find(name)
        for grade in claimant.grades if claimant else ():
            if (grade.since is None or grade.since <= day) and (grade.until is None or day < grade.until):
                return grade.reliability
        return "F"


def _key(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


@lru_cache(maxsize=1)
def built_in() -> Registry:
    """The claimants that come with the product."""
    text = files("streams.extract").joinpath("claimants.toml").read_text("utf-8")
    return Registry(tomllib.loads(text)["claimant"])
