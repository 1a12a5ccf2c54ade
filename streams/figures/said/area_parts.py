"""Parts of an area: what stands in while nobody has given a total, and what must not exceed one.

Until a named total stands, the larger of the biggest part and the sum of disjoint parts that one claimant
lists in one update stands in for it as "at least". Parts are disjoint when their places are, as far as
the names and regions tell; parts without a place may overlap, so of those only the largest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.events import FigureClaimed, Place
from streams.figures.claimants.speakers import speaker
from streams.figures.said.statements import BOUNDS, Statement


def _listings(parts: Iterable[FigureClaimed]) -> list[list[FigureClaimed]]:
    """The parts that one claimant lists in one update, listing by listing."""
    found: dict[tuple[str, str, str], list[FigureClaimed]] = {}
    for claim in parts:
        if claim.low is not None and claim.qualifier not in BOUNDS:
            found.setdefault((*speaker(claim), claim.update_id), []).append(claim)
    return list(found.values())


def _sum_of_disjoint(listing: Sequence[FigureClaimed]) -> int:
    """The sum of the floors of the parts in a listing that cannot overlap; larger parts are preferred."""
    counted: list[Place | None] = []
    total = 0
    for claim in sorted(listing, key=lambda part: part.low or 0, reverse=True):
        if not any(_may_overlap(claim.place, place) for place in counted):
            counted.append(claim.place)
            total += claim.low or 0
    return total


def _may_overlap(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None or one.name.casefold() == other.name.casefold():
        return True
    if one.geoname_id is not None and one.geoname_id == other.geoname_id:
        return True
    return _contains(one, other) or _contains(other, one)


def _contains(outer: Place, inner: Place) -> bool:
    if outer.country is None or outer.country != inner.country:
        return False
    if outer.kind == "country":
        return True
    return outer.kind == "region" and outer.admin1 is not None and outer.admin1 == inner.admin1


def stand_in(parts: Sequence[FigureClaimed]) -> Statement | None:
    """A word "at least the parts" in the name of who listed them, or None without parts.

    Parts that one anonymous person gives count only if there are no others.
    """
    named = [claim for claim in parts if not claim.anonymous]
    best: tuple[int, FigureClaimed] | None = None
    for listing in _listings(named or parts):
        amount = _sum_of_disjoint(listing)
        if best is None or amount > best[0]:
            best = amount, max(listing, key=lambda part: part.low or 0)
    if best is None:
        return None
    amount, largest = best
    word = Statement(largest, ("parts",), "named", "F")
    word.low = amount
    word.become_floor()
    return word


def largest_part(others: Iterable[Statement], parts: Iterable[FigureClaimed]) -> int:
    """The highest floor of any subset, any part, or the sum of the parts in one listing; 0 without any."""
    shares = [
        word.low for word in others
        if word.claim.scope in ("subset", "partial_area") and word.claim.revision != "prior"
    ]
    return max([*shares, *map(_sum_of_disjoint, _listings(parts))], default=0)
