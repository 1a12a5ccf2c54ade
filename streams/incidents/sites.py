"""Claims gathered in sites: what one story says of one place under one cause, without a break.

Where a site ends [ours]:
- claims that tell where and of what make one site until they pause for longer than the window, or until the toll
  starts again: for sudden causes, after a break of six hours in the tolls told, when two updates or more of the next
  twelve hours stay at half of what had been reached or less;
- claims without a cause, or of a sudden cause and no place more exact than a region, or of no place below the
  country, make one site a day, so that each can go to the event it is nearest to; but of a story that is about one
  event (its subject names a cause) one site until they pause for longer than NEAR_DAYS;
- what a split set apart is never cut.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeAlias

from schemas.events import FigureClaimed, Place
from streams.incidents.relinks import Relinks, source_of
from streams.incidents.subjects import Subject

WINDOW_DAYS = 30
NEAR_DAYS = 7
"""Within so many days what looks like one event is one [ours]; between these and the window it takes more."""
BREAK = dt.timedelta(hours=6)
EARLY = dt.timedelta(hours=12)
SMALLEST_RESTARTED = 4
"""Below this a toll is too small to tell a new one from."""

WIDE = frozenset({"quake", "storm", "flood", "eruption", "landslide", "tsunami", "heat", "epidemic", "fighting"})
"""Causes that strike a region or go on for days [ours]; the others are sudden and of one place."""

EXACT, REGION, COUNTRY, NO_CAUSE, APART = range(5)
"""How much a site tells of its event: cause and place; cause and only the region of something sudden; only the
cause; not even that; and sites that an editor set apart, of which nothing is asked."""

Origin: TypeAlias = "tuple[str, Place | None, str | None, str | None]"  # story, place, cause, split


class Toll(NamedTuple):
    """At least so many were killed in all, by one update."""

    at: dt.datetime
    floor: int
    update_id: str


class Site(NamedTuple):
    story: str
    place: Place | None
    cause: str | None
    split: str | None  # the editor's split that set these claims apart
    episode: int  # tells the sites of one origin apart, in order of time
    subject: Subject
    tier: int
    first: dt.date
    last: dt.date
    began: dt.datetime
    tolls: tuple[Toll, ...]  # each higher than all before; the first one is of the first update with a toll
    early: int  # highest toll of the first twelve hours of tolls
    early_updates: int  # how many updates told one by then: 0, 1 or 2 for more
    size: int  # of the claims: the number's bit length
    merges: frozenset[str]  # editors' merges that name claims of this site


class Cut(NamedTuple):
    site: Site
    claims: tuple[FigureClaimed, ...]


def writing_order(claim: FigureClaimed) -> tuple[dt.datetime, int, str]:
    """Order of claims: by time; of one time, what stands lower on the page was written first."""
    return claim.published_at, -claim.position, claim.claim_id


def origin_of(claim: FigureClaimed, relinks: Relinks) -> Origin:
    return *source_of(claim), relinks.split_of(claim)


def below_country(place: Place | None) -> bool:
    return place is not None and place.kind != "country"


def order(site: Site) -> tuple[object, ...]:
    """A total order of sites that does not depend on what else there is, nor on what they say later."""
    return site.began, site.story, site.cause or "", site.episode, site.split or "", place_order(site.place)


def place_order(place: Place | None) -> tuple[str, ...]:
    return () if place is None else (place.kind, place.name, place.country or "", place.admin1 or "",
                                     str(place.geoname_id), str(place.latitude), str(place.longitude))


def cut(origin: Origin, claims: Sequence[FigureClaimed], subject: Subject, relinks: Relinks) -> list[Cut]:
    """The sites of an origin; `claims` are all of its claims in published order."""
    tier = _tier(origin)
    if tier == APART or not claims:
        parts = [(0, tuple(claims))] if claims else []
    elif tier != EXACT and subject.cause is None:
        parts = [(day.toordinal(), tuple(part)) for day, part in groupby(claims, lambda c: c.published_at.date())]
    else:
        pause = dt.timedelta(days=WINDOW_DAYS if tier == EXACT else NEAR_DAYS)
        parts = list(enumerate(_without_breaks(claims, pause, tier == EXACT and origin[2] not in WIDE)))
    return [Cut(_site(origin, episode, part, subject, tier, relinks), part) for episode, part in parts]


def _tier(origin: Origin) -> int:
    _, place, cause, split = origin
    if split is not None:
        return APART
    if cause is None:
        return NO_CAUSE
    if place is None or place.kind == "country":
        return COUNTRY
    return REGION if place.kind == "region" and cause not in WIDE else EXACT


def _site(origin: Origin, episode: int, claims: tuple[FigureClaimed, ...], subject: Subject, tier: int,
          relinks: Relinks) -> Site:
    told = _tolls(claims) if origin[2] is not None else []
    highest: list[Toll] = []
    for toll in told:
        if not highest or toll.floor > highest[-1].floor:
            highest.append(toll)
    early = [toll for toll in told if toll.at <= told[0].at + EARLY]
    return Site(
        *origin, episode, subject, tier, claims[0].published_at.date(), claims[-1].published_at.date(),
        claims[0].published_at, tuple(highest), max((toll.floor for toll in early), default=0),
        min(len({toll.update_id for toll in early}), 2), len(claims).bit_length(), relinks.merges_of(claims, origin[3]),
    )


def _tolls(claims: Sequence[FigureClaimed]) -> list[Toll]:
    return [
        Toll(c.published_at, c.low, c.update_id) for c in claims
        if c.category == "killed" and c.scope == "total" and c.revision != "prior" and c.low
    ]


def _without_breaks(
    claims: Sequence[FigureClaimed], pause: dt.timedelta, sudden: bool
) -> list[tuple[FigureClaimed, ...]]:
    times = [claim.published_at for claim in claims]
    cuts = {0, len(claims)}
    if times[-1] - times[0] > pause:
        cuts.update(i for i in range(1, len(claims)) if times[i] - times[i - 1] > pause)
    if sudden and times[-1] - times[0] > EARLY:
        cuts.update(bisect_left(times, at) for at in _restarts(_tolls(claims)))
    return [tuple(claims[start:end]) for start, end in pairwise(sorted(cuts))]


def _restarts(tolls: Sequence[Toll]) -> list[dt.datetime]:
    """When the toll starts again; what was told since the break belongs to the new event."""
    restarts: list[dt.datetime] = []
    start = 0  # where the event that is told of began
    for i, toll in enumerate(tolls):
        if i == 0 or toll.at - tolls[i - 1].at < BREAK or toll.at - tolls[start].at < EARLY:
            continue
        reached = max(t.floor for t in tolls[start:i])
        early = [t for t in tolls[i:] if t.at <= toll.at + EARLY]
        if (reached >= SMALLEST_RESTARTED and len({t.update_id for t in early}) > 1
                and max(t.floor for t in early) * 2 <= reached):
            restarts.append(toll.at - BREAK + dt.timedelta.resolution)
            start = i
    return restarts
