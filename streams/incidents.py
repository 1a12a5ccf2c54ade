"""Which claims speak of the same event.

An incident is a function of the *set* of a desk's claims, never of their arrival. Claims are gathered in
sites (one story, place and cause); sites of one event are joined:

1. sites with a cause and a place below the country join when their causes agree and one place contains the
   other or both lie within reach (a quake is felt over a province, a shooting is not), or when their story is
   about one event (its standing subject names a cause: "the quake in Italy") and they are of one week;
2. what is left, sites that name no cause or no more than the country, joins the one event of its story, else
   of its cause, that is nearest in time; it never joins two events to one;
3. what is left then joins by story, else by cause.

Spans are counted in whole days. A site whose claims pause for longer than the window starts anew.

Editors have the last word, in the order of their words: a split sets claims apart in an incident of their own that
these rules do not touch; a merge unites whatever incidents hold the claims it names, save those that a later split
took away.
"""

from __future__ import annotations

import bisect
import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Self, TypeAlias

from schemas.events import FigureClaimed, IncidentsRelinked, Place
from schemas.ids import digest

WINDOW_DAYS = 30
STORY_DAYS = 7

REACH_KM: Mapping[str, float] = {
    "quake": 150.0, "storm": 300.0, "flood": 150.0, "eruption": 80.0, "fire": 80.0,
}
"""How far apart two places of one event may lie [ours]; by cause, DEFAULT_REACH_KM for the others."""
DEFAULT_REACH_KM = 30.0

KINDRED: tuple[frozenset[str], ...] = (
    frozenset({"attack", "bombing", "shooting", "explosion", "fighting"}),
    frozenset({"storm", "flood", "landslide"}),
    frozenset({"collapse", "flood", "landslide"}),
    frozenset({"explosion", "fire", "collapse"}),
)
"""Causes by which one event is called in different reports [ours]."""

CauseOf = Callable[[str], str | None]
Source: TypeAlias = "tuple[str, Place | None, str | None]"  # story, place, cause
Origin: TypeAlias = "tuple[str, Place | None, str | None, str | None]"  # the same and the split that set it apart


class Site(NamedTuple):
    """Claims of one story at one place under one cause, without a pause longer than the window."""

    story: str
    place: Place | None
    cause: str | None
    split: str | None  # the event that set these claims apart
    episode: int  # counts the pauses
    first: dt.date
    last: dt.date


Group: TypeAlias = "frozenset[Site]"


class Relink(NamedTuple):
    """An editor's merge or split; of a split that goes on, also the sources whose later claims it takes."""

    event_id: str
    splits: bool
    claim_ids: frozenset[str]
    sources: frozenset[Source]
    since: dt.datetime | None

    @classmethod
    def of(cls, event: IncidentsRelinked, claims: Mapping[str, FigureClaimed]) -> Self:
        """The sources are those of the named claims that are known when the event is taken."""
        splits = event.kind == "split"
        named = [claims[claim_id] for claim_id in event.claim_ids if claim_id in claims]
        sources = frozenset(map(_source, named)) if splits and event.since is not None else frozenset()
        return cls(event.event_id, splits, frozenset(event.claim_ids), sources, event.since)

    def takes(self, claim: FigureClaimed) -> bool:
        """Whether a split sets this claim apart without naming it."""
        return self.since is not None and claim.published_at >= self.since and _source(claim) in self.sources


class Incident(NamedTuple):
    incident_id: str
    claims: tuple[FigureClaimed, ...]  # in published order
    place: Place | None
    cause: str | None


class Change(NamedTuple):
    """What a change of the claims does to the incidents."""

    after: tuple[Incident, ...]  # those whose claims changed
    superseded: Mapping[str, str]  # ids that are gone -> the incident that took their first claim over
    ended: tuple[str, ...]  # ids that are gone with all their claims


def published_order(claim: FigureClaimed) -> tuple[dt.datetime, int, str]:
    """Order of claims: by time; of one time, what stands lower on the page was written first."""
    return claim.published_at, -claim.position, claim.claim_id


class Book:
    """The standing claims of one desk, gathered so that a change touches only the incidents it concerns."""

    def __init__(self, cause_of: CauseOf) -> None:
        self._cause_of = cause_of
        self._claims: dict[str, FigureClaimed] = {}
        self._relinks: tuple[Relink, ...] = ()
        self._gathered: dict[Origin, tuple[FigureClaimed, ...]] = {}
        self._groups_of: tuple[frozenset[Site], tuple[Group, ...]] = (frozenset(), ())
        self._subject_causes: dict[str, str | None] = {}

    def __len__(self) -> int:
        return len(self._claims)

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._claims

    def add(self, claim: FigureClaimed) -> None:
        if claim.claim_id not in self._claims and not claim.other_event:
            self._gathered.update(self._regathered([claim], (), self._relinks))
            self._claims[claim.claim_id] = claim

    def remove(self, claim_ids: Collection[str]) -> None:
        known = [claim_id for claim_id in claim_ids if claim_id in self._claims]
        self._gathered.update(self._regathered((), known, self._relinks))
        self._drop_empty()
        for claim_id in known:
            del self._claims[claim_id]

    def relink(self, event: IncidentsRelinked) -> None:
        """Take an editor's merge or split; taking it again changes nothing."""
        if all(event.event_id != known.event_id for known in self._relinks):
            relinks = (*self._relinks, Relink.of(event, self._claims))
            self._gathered.update(self._regathered((), (), relinks))
            self._drop_empty()
            self._relinks = relinks

    def forget_before(self, day: dt.date) -> list[Incident]:
        """Drop the incidents whose last claim was published before the day, and the relinks of which no claim is
        left; returns the incidents."""
        gone = [i for i in self.incidents() if i.claims[-1].published_at.date() < day]
        self.remove([claim.claim_id for incident in gone for claim in incident.claims])
        splits = {origin[3] for origin in self._gathered}
        self._relinks = tuple(
            r for r in self._relinks if r.event_id in splits or not r.claim_ids.isdisjoint(self._claims)
        )
        return gone

    def incidents(self) -> list[Incident]:
        sites = _sites(self._gathered)
        return [_incident(group, sites) for group in self._join(sites, self._relinks)]

    def incident(self, incident_id: str) -> Incident | None:
        """The incident of this id; None when there is none now, though there may have been."""
        return next((i for i in self.incidents() if i.incident_id == incident_id), None)

    def claims_of(self, incident_id: str) -> tuple[FigureClaimed, ...]:
        """The claims of the incident of this id, in published order; none when there is no such incident."""
        incident = self.incident(incident_id)
        return incident.claims if incident is not None else ()

    def change(
        self, come: Iterable[FigureClaimed], gone: Collection[str] = (), relinked: IncidentsRelinked | None = None
    ) -> Change:
        """What the incidents would be if these claims came, those went and this relink was taken; changes nothing."""
        come = [c for c in come if c.claim_id not in self._claims and not c.other_event]
        gone = [claim_id for claim_id in gone if claim_id in self._claims]
        relinks = self._relinks
        if relinked is not None and all(relinked.event_id != known.event_id for known in relinks):
            coming = {claim.claim_id: claim for claim in come}
            relinks = (*relinks, Relink.of(relinked, {**self._claims, **coming}))
        touched = self._regathered(come, gone, relinks)
        before_sites = _sites(self._gathered)
        after_sites = _sites({**self._gathered, **touched})
        before = self._join(before_sites, self._relinks)
        after = self._join(after_sites, relinks)
        known = set(before)
        changed = [g for g in after if g not in known or any(s[:4] in touched for s in g)]
        incidents = tuple(_incident(group, after_sites) for group in changed)
        home = {claim.claim_id: i.incident_id for i in incidents for claim in i.claims}
        present = set(after)
        superseded, ended = {}, []
        for group in before:
            if group in present and not any(s[:4] in touched for s in group):
                continue
            claims = [claim for site in group for claim in before_sites[site]]
            incident_id = _incident_id(min(claims, key=published_order))
            heirs = [home[c.claim_id] for c in sorted(claims, key=published_order) if c.claim_id in home]
            if not heirs:
                ended.append(incident_id)
            elif incident_id not in heirs:
                superseded[incident_id] = heirs[0]
        return Change(incidents, superseded, tuple(ended))

    def _regathered(
        self, come: Iterable[FigureClaimed], gone: Iterable[str], relinks: Sequence[Relink]
    ) -> dict[Origin, tuple[FigureClaimed, ...]]:
        """What the origins that change hold afterwards."""
        changed: dict[Origin, list[FigureClaimed]] = {}

        def of_origin(origin: Origin) -> list[FigureClaimed]:
            if origin not in changed:
                changed[origin] = list(self._gathered.get(origin, ()))
            return changed[origin]

        left = set(gone)
        for claim_id in left:
            of_origin(_origin(self._claims[claim_id], self._relinks)).remove(self._claims[claim_id])
        if relinks != self._relinks:
            for claim in self._claims.values():
                before, after = _origin(claim, self._relinks), _origin(claim, relinks)
                if before != after and claim.claim_id not in left:
                    of_origin(before).remove(claim)
                    bisect.insort(of_origin(after), claim, key=published_order)
        for claim in come:
            bisect.insort(of_origin(_origin(claim, relinks)), claim, key=published_order)
        return {origin: tuple(claims) for origin, claims in changed.items()}

    def _drop_empty(self) -> None:
        for origin in [origin for origin, claims in self._gathered.items() if not claims]:
            del self._gathered[origin]

    def _join(
        self, claims_at: Mapping[Site, tuple[FigureClaimed, ...]], relinks: Sequence[Relink]
    ) -> tuple[Group, ...]:
        """The groups of these sites; the last answer of the rules is kept, since most claims come to a site that
        is."""
        sites = frozenset(claims_at)
        if sites != self._groups_of[0]:
            for site in sites:
                if site.story not in self._subject_causes:
                    self._subject_causes[site.story] = self._cause_of(site.story.replace("-", " "))
            self._groups_of = sites, tuple(frozenset(g) for g in _join(sites, self._subject_causes))
        return _merged(self._groups_of[1], claims_at, relinks)


def _source(claim: FigureClaimed) -> Source:
    """Where a claim comes from; a place that could not be resolved is only a word."""
    place = claim.place if claim.place is not None and claim.place.kind != "unknown" else None
    return claim.story, place, claim.cause


def _origin(claim: FigureClaimed, relinks: Sequence[Relink]) -> Origin:
    """Where a claim belongs: a split that names it comes before one that only takes what follows, a later one
    before an earlier."""
    splits = [relink for relink in reversed(relinks) if relink.splits]
    named = next((split.event_id for split in splits if claim.claim_id in split.claim_ids), None)
    return *_source(claim), named or next((split.event_id for split in splits if split.takes(claim)), None)


def _merged(
    groups: Sequence[Group], claims_at: Mapping[Site, tuple[FigureClaimed, ...]], relinks: Sequence[Relink]
) -> tuple[Group, ...]:
    """The groups that hold claims of one merge are one, unless a later split took those claims away."""
    if all(relink.splits for relink in relinks):
        return tuple(groups)
    turn = {relink.event_id: i for i, relink in enumerate(relinks)}
    site_of = {claim.claim_id: site for site, claims in claims_at.items() for claim in claims}
    merged = list(groups)
    for i, merge in enumerate(relinks):
        if not merge.splits:
            sites = {site_of[claim_id] for claim_id in merge.claim_ids if claim_id in site_of}
            named = {site for site in sites if site.split is None or turn[site.split] < i}
            united = [group for group in merged if not named.isdisjoint(group)]
            if len(united) > 1:
                merged = [group for group in merged if named.isdisjoint(group)]
                merged.append(frozenset().union(*united))
    return tuple(merged)


def _sites(
    gathered: Mapping[Origin, tuple[FigureClaimed, ...]]
) -> dict[Site, tuple[FigureClaimed, ...]]:
    sites: dict[Site, tuple[FigureClaimed, ...]] = {}
    window = dt.timedelta(days=WINDOW_DAYS)
    for origin, claims in gathered.items():
        if not claims:
            continue
        if origin[3] is not None or claims[-1].published_at - claims[0].published_at <= window:
            cuts = [0, len(claims)]
        else:
            pauses = (i for i in range(1, len(claims))
                      if claims[i].published_at - claims[i - 1].published_at > window)
            cuts = [0, *pauses, len(claims)]
        for episode, (start, end) in enumerate(pairwise(cuts)):
            part = claims[start:end] if len(cuts) > 2 else claims
            site = Site(*origin, episode, part[0].published_at.date(), part[-1].published_at.date())
            sites[site] = part
    return sites


def _join(sites: Iterable[Site], subject_causes: Mapping[str, str | None]) -> list[list[Site]]:
    """Sites in groups, one group an incident."""
    ordered = sorted(sites, key=lambda site: (site.first, site.last, repr(site)))
    apart: dict[str, list[Site]] = {}
    for site in ordered:
        if site.split is not None:
            apart.setdefault(site.split, []).append(site)
    ruled = [site for site in ordered if site.split is None]
    exact = [site for site in ruled if site.cause is not None and _below_country(site.place)]
    vague = [site for site in ruled if site.cause is None or not _below_country(site.place)]
    groups = _components(exact, lambda a, b: _same_event(a, b, subject_causes))
    homes = [(site, _nearest(site, groups)) for site in vague]
    left = [site for site, home in homes if home is None]
    joined = [list(group) for group in groups]
    for site, home in homes:
        if home is not None:
            joined[home].append(site)
    return joined + _components(left, _same_vague_event) + list(apart.values())


def _components(sites: Sequence[Site], linked: Callable[[Site, Site], bool]) -> list[list[Site]]:
    groups: list[list[Site]] = []
    for site in sites:
        touching: list[list[Site]] = []
        apart: list[list[Site]] = []
        for group in groups:
            (touching if any(linked(site, other) for other in group) else apart).append(group)
        groups = [*apart, [other for group in touching for other in group] + [site]]
    return groups


def _same_event(a: Site, b: Site, subject_causes: Mapping[str, str | None]) -> bool:
    apart = _days_apart(a, b)
    if apart > WINDOW_DAYS or not _causes_agree(a.cause, b.cause):
        return False
    if a.story == b.story and subject_causes[a.story] is not None and apart <= STORY_DAYS:
        return True
    return a.place is not None and b.place is not None and _near(a.place, b.place, a.cause or b.cause)


def _same_vague_event(a: Site, b: Site) -> bool:
    if _days_apart(a, b) > WINDOW_DAYS or not _causes_agree(a.cause, b.cause):
        return False
    return a.story == b.story or (a.cause is not None and b.cause is not None)


def _nearest(site: Site, groups: Sequence[Sequence[Site]]) -> int | None:
    """Index of the group that a site without cause or exact place belongs to."""
    ranks = []
    for index, group in enumerate(groups):
        members = [other for other in group if _could_join(site, other)]
        if members:
            own_story = any(other.story == site.story for other in members)
            ranks.append((not own_story, min(_days_apart(site, other) for other in members), index))
    return min(ranks)[2] if ranks else None


def _could_join(site: Site, other: Site) -> bool:
    if _days_apart(site, other) > WINDOW_DAYS or not _causes_agree(site.cause, other.cause):
        return False
    if site.place is not None and _below_country(site.place):
        return other.place is not None and _near(site.place, other.place, other.cause)
    return site.story == other.story or site.cause is not None


def _below_country(place: Place | None) -> bool:
    return place is not None and place.kind != "country"


def _days_apart(a: Site, b: Site) -> int:
    return max((a.first - b.last).days, (b.first - a.last).days, 0)


def _causes_agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b or any(a in kin and b in kin for kin in KINDRED)


def _near(a: Place, b: Place, cause: str | None) -> bool:
    if a.country != b.country:
        return False
    if a.kind == "region" or b.kind == "region":
        return a.admin1 is not None and a.admin1 == b.admin1
    if a.geoname_id is not None and a.geoname_id == b.geoname_id:
        return True
    return _km(a, b) <= REACH_KM.get(cause or "", DEFAULT_REACH_KM)


def _km(a: Place, b: Place) -> float:
    """Great-circle distance; infinite when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return math.inf
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(half))


def _incident_id(earliest: FigureClaimed) -> str:
    return digest("incident", earliest.claim_id)


def _incident(group: Iterable[Site], sites: Mapping[Site, tuple[FigureClaimed, ...]]) -> Incident:
    claims = sorted((claim for site in group for claim in sites[site]), key=published_order)
    weights: Counter[Place] = Counter()
    causes: Counter[str] = Counter()
    for site in group:
        if site.place is not None:
            weights[site.place] += len(sites[site])
        if site.cause is not None:
            causes[site.cause] += len(sites[site])
    place = min(weights, key=lambda p: (not _below_country(p), -weights[p], repr(p)), default=None)
    cause = min(causes, key=lambda c: (-causes[c], c), default=None)
    return Incident(_incident_id(claims[0]), tuple(claims), place, cause)
