"""Which causes may be one event's, and which places. Distances and families are our choice [ours]."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from schemas.events import Place

WIDE = frozenset({"quake", "storm", "flood", "eruption", "landslide", "tsunami", "heat", "epidemic", "fighting"})
"""Causes that strike a region or go on for days; the others are sudden and of one place."""

REACH_KM: Mapping[str, float] = {
    "quake": 150.0, "storm": 300.0, "flood": 150.0, "eruption": 80.0, "fire": 80.0, "tsunami": 300.0,
}
"""How far apart two places of one event may lie; by cause, DEFAULT_REACH_KM for the others."""
DEFAULT_REACH_KM = 30.0
LONGEST_REACH_KM = 300.0

KINDRED: tuple[frozenset[str], ...] = (
    frozenset({"attack", "bombing", "shooting", "explosion", "fighting"}),
    frozenset({"storm", "flood", "landslide"}),
    frozenset({"collapse", "flood", "landslide"}),
    frozenset({"quake", "tsunami"}),
    frozenset({"explosion", "fire", "collapse"}),
    frozenset({"crash", "sinking"}),
)
"""Causes by which one event is called in different reports."""


@lru_cache(maxsize=1024)
def are_kin(cause: str, other: str) -> bool:
    """Whether one event may be called by both."""
    return cause == other or any(cause in family and other in family for family in KINDRED)


@lru_cache(maxsize=65536)
def are_near(a: Place, b: Place, cause: str | None, other: str | None) -> bool:
    """Whether one of two places below the country contains the other, or both lie within reach of their causes.

    Two of one name in a country are one that was found at two places of the map.
    """
    if a == b:
        return True
    if a.country != b.country:
        return False
    if a.name == b.name:
        return True
    if a.kind == "region" or b.kind == "region":
        return a.admin1 is not None and a.admin1 == b.admin1
    if a.geoname_id is not None and a.geoname_id == b.geoname_id:
        return True
    return kilometres(a, b) <= max(REACH_KM.get(of or "", DEFAULT_REACH_KM) for of in (cause, other))


def kilometres(a: Place, b: Place) -> float:
    """Great-circle distance; infinite when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return math.inf
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(half))
