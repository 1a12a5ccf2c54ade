"""Where to look for the sites that a site may have to do with.

Two sites are linked only where they share a name or a claimant, or lie near each other, or tell of one cause (or of a
kindred one; those that standing subjects name count), or one of none, at one time. So sites stand under their names,
claimants and places, and under their causes by week.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from schemas.events import Place
from streams.incidents.kinship import KINDRED, LONGEST_REACH_KM
from streams.incidents.layered import Changes, Layered
from streams.incidents.sites import NEAR_DAYS, Site, causes_of

Key: TypeAlias = "tuple[object, ...]"

CELL_DEGREES = 3.0
_NONE, _ANY = "no cause", "any cause"
_KM_PER_DEGREE = 111.0


class Neighbours:
    """Sites by story, name, place and week, and by the editors' relinks that hold them."""

    def __init__(self) -> None:
        self._sites: Layered[Key, frozenset[int]] = Layered()
        self._found: dict[int, tuple[Site, frozenset[int]]] = {}  # what was looked up since the keys changed last

    def change(self, number: int, before: Site | None, after: Site | None) -> None:
        if before is not None and after is not None and _stand_alike(before, after):
            return
        old = set(_keys(before)) if before is not None else set()
        new = set(_keys(after)) if after is not None else set()
        for key in old - new:
            self._sites.put(key, (self._at(key) - {number}) or None)
        for key in new - old:
            self._sites.put(key, self._at(key) | {number})
        self._found.clear()

    def of(self, number: int, before: Site | None, after: Site) -> frozenset[int]:
        """The sites that may be linked to either version of this one."""
        found = self._look(number, after)
        if before is None or _stand_alike(before, after):
            return found
        return found.union(*map(self._at, _looks(before)))

    def _look(self, number: int, site: Site) -> frozenset[int]:
        known = self._found.get(number)
        if known is not None and _stand_alike(known[0], site):
            return known[1]
        found = frozenset().union(*map(self._at, _looks(site)))
        self._found[number] = site, found
        return found

    def split_by(self, event_id: str) -> frozenset[int]:
        """The sites that this split set apart."""
        return self._at(("split", event_id))

    def merged_by(self, event_id: str) -> frozenset[int]:
        """The sites that this merge brings together."""
        return self._at(("merge", event_id))

    def take(self) -> Changes[Key, frozenset[int]]:
        taken = self._sites.take()
        if taken:
            self._found.clear()
        return taken

    def keep(self, changes: Changes[Key, frozenset[int]]) -> None:
        if changes:
            self._found.clear()
        self._sites.keep(changes)

    def _at(self, key: Key) -> frozenset[int]:
        return self._sites.get(key) or frozenset()


def _stand_alike(one: Site, other: Site) -> bool:
    """Whether two versions of a site stand under the same keys and look at the same ones."""
    return (
        one.names == other.names and one.claimants == other.claimants and one.places == other.places
        and one.cause == other.cause and one.merges == other.merges
        and (one.story, one.split) == (other.story, other.split)
        and (one.first, one.last) == (other.first, other.last)
    )  # fmt: skip


def _keys(site: Site) -> Iterator[Key]:
    for merge in site.merges:
        yield "merge", merge
    if site.split is not None:
        yield "split", site.split
        return
    yield "story", site.story
    yield from (("name", name) for name in site.names)
    yield from (("claimant", name) for name in site.claimants)
    for place in site.places:
        yield from _place_keys(place)
    for week in _weeks(site, 0):
        yield from ((cause, week) for cause in causes_of(site) or (_NONE,))
        yield _ANY, week


def _place_keys(place: Place) -> Iterator[Key]:
    yield "of this name", place.country, place.name
    if place.kind == "region":
        yield "region", place.country, place.admin1
        return
    yield "city in", place.country, place.admin1
    yield "city", place.geoname_id
    if place.latitude is not None and place.longitude is not None:
        yield "cell", *_cell(place.latitude, place.longitude)


def _looks(site: Site) -> Iterator[Key]:
    if site.split is not None:
        return
    yield "story", site.story
    yield from (("name", name) for name in site.names)
    yield from (("claimant", name) for name in site.claimants)
    for place in site.places:
        yield "of this name", place.country, place.name
        yield "region", place.country, place.admin1
        if place.kind == "region":
            yield "city in", place.country, place.admin1
        else:
            yield "city", place.geoname_id
            yield from (("cell", *cell) for cell in _cells_around(place))
    causes = (_ANY,) if site.cause is None else (_NONE, *dict.fromkeys(k for c in causes_of(site) for k in _kin(c)))
    yield from ((cause, week) for cause in causes for week in _weeks(site, NEAR_DAYS))


@lru_cache(maxsize=256)
def _kin(cause: str) -> tuple[str, ...]:
    return tuple(sorted({cause, *(other for family in KINDRED if cause in family for other in family)}))


def _weeks(site: Site, days_around: int) -> range:
    return range((site.first.toordinal() - days_around) // 7, (site.last.toordinal() + days_around) // 7 + 1)


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(latitude / CELL_DEGREES), math.floor(longitude % 360 / CELL_DEGREES)


def _cells_around(place: Place) -> list[tuple[int, int]]:
    """The cells within the longest reach; they grow narrow towards the poles."""
    if place.latitude is None or place.longitude is None:
        return []
    return list(_cells_of(*_cell(place.latitude, place.longitude)))


@lru_cache(maxsize=4096)
def _cells_of(row: int, column: int) -> tuple[tuple[int, int], ...]:
    columns = round(360 / CELL_DEGREES)
    rows = math.ceil(LONGEST_REACH_KM / _KM_PER_DEGREE / CELL_DEGREES)
    furthest = max(abs(row - rows), abs(row + rows + 1)) * CELL_DEGREES
    width = _KM_PER_DEGREE * CELL_DEGREES * math.cos(math.radians(min(furthest, 90.0)))
    across = min(columns // 2, math.ceil(LONGEST_REACH_KM / width)) if width > 1 else columns // 2
    around = {(row + r, (column + c) % columns) for r in range(-rows, rows + 1) for c in range(-across, across + 1)}
    return tuple(sorted(around))
