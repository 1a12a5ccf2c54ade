"""The rules by which sites speak of one event. Pure: each rule is a function of the sites it is asked about.

All distances and days are our choice [ours]; codebooks leave it to the coder to tell events apart.

1. **Links.** Two sites that tell as much (see `sites`) are of one event when their causes agree and no more than
   WINDOW_DAYS pass between them, and
   - their story is about one event (its standing subject names a cause: "the quake in Italy") and they lie within
     NEAR_DAYS; or
   - one place contains the other or both lie within the cause's reach (a quake is felt over a province, a shooting
     is not); of different stories about something sudden they must lie within NEAR_DAYS; or
   - where neither names a place below the country: they are of one story, or lie within UNPLACED_DAYS.
2. **Apart.** Sites of one story, or within reach of each other, are yet apart, and no chain of links brings them
   together, when
   - both are of something sudden in different stories, and their subjects name different manners (a bombing, a
     shooting) while no toll of five or more is told by both; or they began half a day apart and their subjects name
     different kinds of place (a wedding, a mosque);
   - or the toll starts again: half a day or more after the earlier one's first toll, the later one's highest of its
     first twelve hours is at most half of what the earlier had reached. Of one story this takes two updates, of
     another one a subject that names a cause (a story on some of the victims tells their number, not the toll). It
     holds for sudden causes, and for quakes of one story out of each other's reach.
3. **Homes.** A site that tells less than others joins one event of those that tell more, and never makes one of two:
   the event of its own story that is nearest in days (then of the same cause, then the larger); else the nearest
   one that its place and cause allow within NEAR_DAYS (then one that tells the same toll, of five or more, then one
   of the same cause), if that is only one. The others link among themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from schemas.events import Place
from streams.incidents.sites import (
    APART,
    COUNTRY,
    EARLY,
    NEAR_DAYS,
    NO_CAUSE,
    REGION,
    SMALLEST_RESTARTED,
    WIDE,
    WINDOW_DAYS,
    Site,
    below_country,
    order,
)

UNPLACED_DAYS = 3
TELLING_TOLL = 5
"""A toll that two stories share by chance only rarely."""

REACH_KM: Mapping[str, float] = {
    "quake": 150.0, "storm": 300.0, "flood": 150.0, "eruption": 80.0, "fire": 80.0, "tsunami": 300.0,
}
"""How far apart two places of one event may lie [ours]; by cause, DEFAULT_REACH_KM for the others."""
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
"""Causes by which one event is called in different reports [ours]. An attack whose story speaks of a blast counts
as an explosion too."""

Cluster: TypeAlias = "frozenset[int]"


def kin(cause: str) -> frozenset[str]:
    """The causes that may agree with this one, itself among them."""
    found = frozenset({cause}).union(*(family for family in KINDRED if cause in family))
    if cause == "attack":
        return found | kin("explosion")
    return found | {"attack"} if "explosion" in found else found


def linked(a: Site, b: Site) -> bool:
    """Whether two sites that tell as much are of one event, by rule 1."""
    days = _days_apart(a, b)
    if a.tier != b.tier or a.tier == APART or days > WINDOW_DAYS or not _causes_agree(a, b):
        return False
    own = a.story == b.story
    if a.tier == NO_CAUSE:
        return own
    if a.tier == COUNTRY:
        return own or (days <= UNPLACED_DAYS and not _subjects_differ(a, b))
    if own and a.subject.cause is not None and days <= NEAR_DAYS:
        return True
    return (own or days <= NEAR_DAYS or not _sudden(a, b)) and _near(a, b)


def apart(a: Site, b: Site) -> bool:
    """Whether two sites of one tier are of two events whatever links them, by rule 2."""
    sudden, own = _sudden(a, b), a.story == b.story
    if not sudden and not (own and a.cause == b.cause == "quake"):
        return False
    if a.tier != b.tier or a.tier > REGION or _days_apart(a, b) > WINDOW_DAYS or not _causes_agree(a, b):
        return False
    if sudden and not own and _subjects_differ(a, b):
        return _near(a, b)
    return (_restarts(a, b) or _restarts(b, a)) and (own or _near(a, b)) and (sudden or not _near(a, b))


def home(site: Site, candidates: Collection[tuple[Site, Cluster]]) -> tuple[Site, Cluster] | None:
    """Which of these sites that tell more it belongs to, by rule 3; each comes with the event it is of. Where one of
    its own story fits, no other story matters."""
    own = [c for c in candidates if c[0].story == site.story and _fits(site, c[0])]
    if own:
        return min(own, key=lambda c: (
            _days_apart(site, c[0]), site.cause != c[0].cause, -c[0].size, order(c[0])))
    fitting = [c for c in candidates if c[0].story != site.story and _fits(site, c[0])]
    if not fitting:
        return None

    def distance(other: Site) -> tuple[int, int, bool, bool]:
        began = abs((site.first - other.first).days) if site.subject.cause is not None else 0
        return _days_apart(site, other), began, not _share_a_toll(site, other), site.cause != other.cause

    least = min(distance(other) for other, _ in fitting)
    nearest = [(other, cluster) for other, cluster in fitting if distance(other) == least]
    if any(cluster != nearest[0][1] for _, cluster in nearest):
        return None
    return min(nearest, key=lambda c: order(c[0]))


def clusters(
    members: Collection[int], site_of: Callable[[int], Site], links: Callable[[int], Collection[int]],
    foes: Callable[[int], Collection[int]],
) -> list[Cluster]:
    """The events among sites that chains of links connect: strongest links first, and none that would bring
    together what is apart. Depends on nothing but links, foes and, of each site, what `order` and `place` tell."""
    avoided = {number: {foe for foe in foes(number) if foe in members} for number in members}
    if not any(avoided.values()):
        return [frozenset(members)]
    ordered = sorted(members, key=lambda number: order(site_of(number)))
    sites = {number: site_of(number) for number in ordered}
    rank = {number: i for i, number in enumerate(ordered)}
    group = {number: {number} for number in ordered}
    pairs = [(a, b) for a in ordered for b in links(a) if rank[a] < rank[b]]

    def strength(pair: tuple[int, int]) -> tuple[object, ...]:
        a, b = sites[pair[0]], sites[pair[1]]
        return a.story != b.story, b.began - a.began, a.place != b.place, rank[pair[0]], rank[pair[1]]

    for a, b in sorted(pairs, key=strength):
        one, other = group[a], group[b]
        if one is not other and not any(avoided[number] & other for number in one):
            one |= other
            for number in other:
                group[number] = one
    return list({id(found): frozenset(found) for found in group.values()}.values())


def _days_apart(a: Site, b: Site) -> int:
    return max((a.first - b.last).days, (b.first - a.last).days, 0)


def _causes_agree(a: Site, b: Site) -> bool:
    if a.cause is None or b.cause is None or a.cause == b.cause:
        return True
    return any(one in family and other in family for family in KINDRED for one in _names(a) for other in _names(b))


def _near(a: Site, b: Site) -> bool:
    """Whether one place contains the other or both lie within reach of their causes."""
    if a.place is None or b.place is None or a.place.country != b.place.country:
        return False
    if a.place.kind == "region" or b.place.kind == "region":
        return a.place.admin1 is not None and a.place.admin1 == b.place.admin1
    if a.place.geoname_id is not None and a.place.geoname_id == b.place.geoname_id:
        return True
    return _kilometres(a.place, b.place) <= max(
        REACH_KM.get(site.cause or "", DEFAULT_REACH_KM) for site in (a, b))


def _kilometres(a: Place, b: Place) -> float:
    """Great-circle distance; infinite when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return math.inf
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(half))


def _fits(site: Site, other: Site) -> bool:
    days = _days_apart(site, other)
    if days > WINDOW_DAYS or not _causes_agree(site, other):
        return False
    own = site.story == other.story
    if not own and (days > NEAR_DAYS or _subjects_differ(site, other)):
        return False
    if below_country(site.place):
        return _near(site, other) or (own and site.subject.cause is not None)
    return own or site.cause is not None


def _names(site: Site) -> tuple[str, ...]:
    if site.cause is None:
        return ()
    return (site.cause, "explosion") if site.cause == "attack" and "blast" in site.subject.manners else (site.cause,)


def _sudden(a: Site, b: Site) -> bool:
    return a.cause not in WIDE and b.cause not in WIDE


def _subjects_differ(a: Site, b: Site) -> bool:
    if a.story == b.story or not _sudden(a, b):
        return False
    if _told_apart(a.subject.manners, b.subject.manners):
        return not _share_a_toll(a, b)
    return abs(a.began - b.began) >= EARLY and _told_apart(a.subject.venues, b.subject.venues)


def _share_a_toll(a: Site, b: Site) -> bool:
    return any(t.floor == u.floor >= TELLING_TOLL for t in a.tolls for u in b.tolls)


def _told_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a) and bool(b) and a.isdisjoint(b)


def _restarts(earlier: Site, later: Site) -> bool:
    if not earlier.tolls or not later.tolls or later.tolls[0].at - earlier.tolls[0].at < EARLY:
        return False
    if later.early_updates < 2 if earlier.story == later.story else later.subject.cause is None:
        return False
    reached = max((toll.floor for toll in earlier.tolls if toll.at < later.tolls[0].at), default=0)
    return reached >= SMALLEST_RESTARTED and later.early * 2 <= reached
