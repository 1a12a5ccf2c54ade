"""Incidents made anew from all claims and relinks: what the book, which only follows changes, must equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.events import FigureClaimed
from schemas.ids import digest
from streams.incidents.book import Incident
from streams.incidents.linking import allowed_closeness, clusters, may_be_one
from streams.incidents.relinks import Relinks
from streams.incidents.sites import Cut, Origin, below_country, cut, order, origin_of, place_order
from streams.incidents.sites import writing_order as published
from streams.incidents.subjects import CauseOf, subject_of


def incidents_of(claims: Iterable[FigureClaimed], relinks: Relinks, cause_of: CauseOf) -> list[Incident]:
    """By their first claims."""
    gathered: dict[Origin, list[FigureClaimed]] = {}
    for claim in sorted(claims, key=published):
        gathered.setdefault(origin_of(claim, relinks), []).append(claim)
    cuts = [
        part for origin, held in gathered.items()
        for part in cut(origin, held, subject_of(origin[0], cause_of), relinks)
    ]
    groups = _merged(cuts, _by_closeness(cuts))
    return sorted((_incident([cuts[n] for n in group]) for group in groups), key=lambda i: published(i.claims[0]))


def _by_closeness(cuts: Sequence[Cut]) -> list[set[int]]:
    free = [n for n, part in enumerate(cuts) if part.site.split is None]
    links = {
        n: {m for m in free if m != n and may_be_one(cuts[n].site, cuts[m].site)} for n in free
    }
    groups = [
        set(cluster) for connected in _components(links)
        for cluster in clusters(
            sorted(connected, key=lambda n: order(cuts[n].site)), lambda n: order(cuts[n].site),
            lambda n, m: allowed_closeness(cuts[n].site, cuts[m].site), links.__getitem__,
        )
    ]
    splits: dict[str, set[int]] = {}
    for n, part in enumerate(cuts):
        if part.site.split is not None:
            splits.setdefault(part.site.split, set()).add(n)
    return groups + list(splits.values())


def _components(links: dict[int, set[int]]) -> list[set[int]]:
    found: list[set[int]] = []
    for n, others in links.items():
        joined = [c for c in found if not c.isdisjoint(others)]
        found = [c for c in found if c.isdisjoint(others)] + [{n}.union(*joined)]
    return found


def _merged(cuts: Sequence[Cut], groups: list[set[int]]) -> list[set[int]]:
    for merge in {m for part in cuts for m in part.site.merges}:
        named = {n for n, part in enumerate(cuts) if merge in part.site.merges}
        united = [g for g in groups if not named.isdisjoint(g)]
        groups = [g for g in groups if named.isdisjoint(g)] + [set[int]().union(*united)]
    return groups


def _incident(parts: Sequence[Cut]) -> Incident:
    claims = sorted((c for part in parts for c in part.claims), key=published)
    places = Counter(claim.place for claim in claims if claim.place is not None)
    causes = Counter(claim.cause for claim in claims if claim.cause is not None)
    place = min(places, key=lambda p: (not below_country(p), -places[p], place_order(p)), default=None)
    cause = min(causes, key=lambda c: (-causes[c], c), default=None)
    return Incident(digest("incident", claims[0].claim_id), tuple(claims), place, cause)
