"""Which claims speak of the same event.

An incident is a function of the *set* of a desk's claims and of the editors' relinks in their order, never of the
claims' arrival. Claims are gathered in sites (`sites`: what one story says of one event), sites of one event are
joined by the evidence of `linking`, and editors have the last word (`relinks`): a split sets claims apart in an
incident of their own that the rules do not touch; a merge unites whatever incidents hold the claims it names, save
those that a later split took away.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Collection, Container, Iterable, Mapping
from itertools import count
from typing import NamedTuple

from schemas.events import FigureClaimed, IncidentsRelinked, Place
from schemas.ids import digest
from streams.incidents.groups import Group, GroupChanges, Groups
from streams.incidents.layered import Changes, Layered
from streams.incidents.relinks import Relink, Relinks
from streams.incidents.running import Gathered, RunningStories
from streams.incidents.sites import WINDOW_DAYS, Episode, Origin, Site, origin_of, writing_order
from streams.incidents.subjects import CauseOf, Subject, subject_of

__all__ = ["WINDOW_DAYS", "Book", "CauseOf", "Change", "Incident", "incident_id_from", "writing_order"]


KEPT = 256
"""So many incidents, those that changed last, are gone on with; the others are gathered anew when they change."""


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

    @property
    def alone(self) -> bool:
        """Whether it is of one incident that takes no other's place."""
        return len(self.after) == 1 and not self.superseded and not self.ended


class _Step(NamedTuple):
    """A change of the claims or relinks, worked out and taken off again, to be kept if it is made."""

    come: frozenset[tuple[str, str | None]]  # claims and what they copy
    gone: frozenset[str]
    relinked: str | None
    relinks: Relinks
    change: Change
    groups: GroupChanges
    claims_from: Changes[Origin, tuple[FigureClaimed, ...]]
    numbers: Changes[Origin, Mapping[Episode, int]]
    claims_at: Changes[int, tuple[FigureClaimed, ...]]
    incidents: Changes[Group, Incident]
    named: Changes[str, Group]


class Book:
    """The standing claims of one desk. A change costs what the incidents that it touches hold, not the whole book."""

    def __init__(self, cause_of: CauseOf) -> None:
        self._cause_of = cause_of
        self._subjects: dict[str, Subject] = {}
        self._claims: dict[str, FigureClaimed] = {}
        self._coming: dict[str, FigureClaimed] = {}  # added, not yet worked in
        self._going: dict[str, FigureClaimed] = {}  # removed, not yet worked out
        self._relinks = Relinks()
        self._next = count()
        self._groups = Groups()
        self._claims_from: Layered[Origin, tuple[FigureClaimed, ...]] = Layered()
        self._numbers: Layered[Origin, Mapping[Episode, int]] = Layered()  # episode -> number of the site
        self._claims_at: Layered[int, tuple[FigureClaimed, ...]] = Layered()
        self._incidents: Layered[Group, Incident] = Layered()
        self._named: Layered[str, Group] = Layered()
        self._stories = RunningStories()
        self._gathered: dict[Group, Gathered] = {}
        self._previewed: _Step | None = None

    def __len__(self) -> int:
        return len(self._claims)

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._claims

    def add(self, claim: FigureClaimed) -> None:
        """Take the claim; one that is told again, as a copy of another, takes its own place."""
        if not self._is_news(claim):
            return
        if claim.claim_id in self._coming or claim.claim_id in self._going:
            self._settle()
        if claim.claim_id in self._claims:
            self._going[claim.claim_id] = self._claims[claim.claim_id]
        self._claims[claim.claim_id] = self._coming[claim.claim_id] = claim

    def remove(self, claim_ids: Collection[str]) -> None:
        for claim_id in claim_ids:
            if claim_id in self._coming:
                self._settle()
            if claim_id in self._claims:
                self._going[claim_id] = self._claims.pop(claim_id)

    def relink(self, event: IncidentsRelinked) -> None:
        """Take an editor's merge or split; taking it again changes nothing."""
        self._settle()
        if event.event_id not in self._relinks:
            self._keep(self._step((), (), event))

    def forget_before(self, day: dt.date, kept: Container[str] = ()) -> list[Incident]:
        """Drop the incidents whose last claim was published before the day, but for those with a claim of the `kept`
        updates, and the relinks of which no claim is left; returns the incidents."""
        self._settle()
        gone = [
            i for i in self._incidents.values()
            if i.claims[-1].published_at.date() < day and not any(claim.update_id in kept for claim in i.claims)
        ]
        gone.sort(key=_first)
        self.remove([claim.claim_id for incident in gone for claim in incident.claims])
        self._settle()
        splits = {split for (_, split), _ in self._claims_from.items() if split is not None}
        self._relinks = self._relinks.kept_for(self._claims, splits)
        self._previewed = None
        return gone

    def incidents(self) -> list[Incident]:
        """All incidents, by their first claim."""
        self._settle()
        return sorted(self._incidents.values(), key=_first)

    def incident(self, incident_id: str) -> Incident | None:
        """The incident of this id; None when there is none now, though there may have been."""
        self._settle()
        group = self._named.get(incident_id)
        return self._incidents[group] if group is not None else None

    def holding(self, incident_id: str) -> Incident | None:
        """The incident that would have this id if the claims had come in another order: it holds the claim that gives
        it."""
        return next((i for i in self.incidents() if any(incident_id_from(c) == incident_id for c in i.claims)), None)

    def claims_of(self, incident_id: str) -> tuple[FigureClaimed, ...]:
        """The claims of the incident of this id, in published order; none when there is no such incident."""
        incident = self.incident(incident_id)
        return incident.claims if incident is not None else ()

    def change(
        self, come: Iterable[FigureClaimed], gone: Collection[str] = (), relinked: IncidentsRelinked | None = None
    ) -> Change:
        """What the incidents would be if these claims came, those went and this relink was taken; changes nothing.

        A claim that comes though it is known takes its own place, as in `add`.
        """
        self._settle()
        new = {c.claim_id: c for c in come if self._is_news(c)}
        left = [self._claims[claim_id] for claim_id in dict.fromkeys((*gone, *new)) if claim_id in self._claims]
        self._previewed = self._step(new.values(), left, relinked)
        return self._previewed.change

    def _is_news(self, claim: FigureClaimed) -> bool:
        known = self._claims.get(claim.claim_id)
        return not claim.other_event and (known is None or known.copy_of != claim.copy_of)

    def _settle(self) -> None:
        """Work in what was added and removed; as a rule it was asked about just before, and is known."""
        if self._coming or self._going:
            step = self._previewed
            if (step is None or step.relinked is not None or step.come != _told(self._coming.values())
                    or step.gone != self._going.keys()):
                step = self._step(self._coming.values(), self._going.values(), None)
            self._keep(step)
            self._coming, self._going = {}, {}

    def _step(
        self, come: Collection[FigureClaimed], gone: Collection[FigureClaimed], relinked: IncidentsRelinked | None
    ) -> _Step:
        relinks, moved = self._relinks, []
        if relinked is not None and relinked.event_id not in relinks:
            known = {claim.claim_id: claim for claim in come}
            relink = Relink.of(relinked, {**self._claims, **known} if known else self._claims)
            relinks = relinks.followed_by(relink)
            moved = self._named_by(relink, {claim.claim_id for claim in gone})
        touched = self._regather(come, [*gone, *moved], moved, relinks)
        change = self._recut(touched, relinks)
        return _Step(
            _told(come), frozenset(c.claim_id for c in gone),
            relinked.event_id if relinked is not None else None, relinks, change, self._groups.take(),
            self._claims_from.take(), self._numbers.take(), self._claims_at.take(), self._incidents.take(),
            self._named.take(),
        )

    def _keep(self, step: _Step) -> None:
        self._relinks = step.relinks
        self._groups.keep(step.groups)
        self._claims_from.keep(step.claims_from)
        self._numbers.keep(step.numbers)
        self._claims_at.keep(step.claims_at)
        self._incidents.keep(step.incidents)
        self._named.keep(step.named)
        self._previewed = None

    def _named_by(self, relink: Relink, gone: Collection[str]) -> list[FigureClaimed]:
        """The claims that a relink names or takes."""
        found = {claim_id: self._claims[claim_id] for claim_id in relink.claim_ids if claim_id in self._claims}
        splits = (None, *(known.event_id for known in self._relinks if known.splits))
        for story in {story for story, _, _ in relink.sources}:
            for split in splits:
                claims = self._claims_from.get((story, split)) or ()
                found |= {claim.claim_id: claim for claim in claims if relink.takes(claim)}
        return [claim for claim in found.values() if claim.claim_id not in gone]

    def _regather(
        self, come: Iterable[FigureClaimed], gone: Iterable[FigureClaimed], moved: Iterable[FigureClaimed],
        relinks: Relinks,
    ) -> list[Origin]:
        """Put the claims where they belong; returns the origins that are touched."""
        changed: dict[Origin, list[FigureClaimed]] = {}

        def of_origin(origin: Origin) -> list[FigureClaimed]:
            if origin not in changed:
                changed[origin] = list(self._claims_from.get(origin) or ())
            return changed[origin]

        for claim in gone:
            claims = of_origin(origin_of(claim, self._relinks))
            del claims[bisect_left(claims, writing_order(claim), key=writing_order)]
        for claims_in in (come, moved):
            for claim in claims_in:
                insort(of_origin(origin_of(claim, relinks)), claim, key=writing_order)
        for origin, claims in changed.items():
            self._claims_from.put(origin, tuple(claims) or None)
        return list(changed)

    def _recut(self, touched: Iterable[Origin], relinks: Relinks) -> Change:
        """Cut the origins in sites anew, group these, and make the incidents that differ."""
        changes: dict[int, Site | None] = {}
        resized: list[int] = []
        for origin in touched:
            known = self._numbers.get(origin) or {}
            numbers = {}
            claims_of_origin = self._claims_from.get(origin) or ()
            for site, claims in self._stories.cut(origin, claims_of_origin, self._subject(origin[0]), relinks):
                number = known.get(site.episode)
                numbers[site.episode] = number = next(self._next) if number is None else number
                if self._groups.known(number) != site:
                    changes[number] = site
                if self._claims_at.get(number) != claims:
                    self._claims_at.put(number, claims)
                    resized.append(number)
            gone = [number for episode, number in known.items() if episode not in numbers]
            for number in gone:
                changes[number] = None
                self._claims_at.put(number, None)
            self._numbers.put(origin, numbers or None)
        vanished, new = self._groups.update(changes)
        kept = {self._groups.group_of(number) for number in resized} - new
        before = {group: self._incidents[group] for group in (*vanished, *kept)}
        for group in vanished:
            self._incidents.put(group, None)
        after = {group: self._incident(group) for group in (*new, *kept)}
        for group, incident in after.items():
            self._incidents.put(group, incident)
        return self._compared(before, after)

    def _compared(self, before: Mapping[Group, Incident], after: Mapping[Group, Incident]) -> Change:
        old, new = (sorted(incidents.values(), key=_first) for incidents in (before, after))
        for incident in old:
            self._named.put(incident.incident_id, None)
        for group, incident in after.items():
            self._named.put(incident.incident_id, group)
        present = {incident.incident_id for incident in new}
        lost = [incident for incident in old if incident.incident_id not in present]
        home = {claim.claim_id: i.incident_id for i in new for claim in i.claims} if lost else {}
        superseded, ended = {}, []
        for incident in lost:
            heir = next((home[claim.claim_id] for claim in incident.claims if claim.claim_id in home), None)
            if heir is None:
                ended.append(incident.incident_id)
            else:
                superseded[incident.incident_id] = heir
        return Change(tuple(new), superseded, tuple(ended))

    def _subject(self, story: str) -> Subject:
        if story not in self._subjects:
            self._subjects[story] = subject_of(story, self._cause_of)
        return self._subjects[story]

    def _incident(self, group: Group) -> Incident:
        parts = {number: self._claims_at[number] for number in group}
        gathered = self._gathered.pop(group, None)
        if gathered is None or not gathered.follow(parts):
            gathered = Gathered(parts)
        self._gathered[group] = gathered
        if len(self._gathered) > KEPT:
            del self._gathered[next(iter(self._gathered))]
        return Incident(incident_id_from(gathered.claims[0]), gathered.claims, gathered.place, gathered.cause)


def incident_id_from(first: FigureClaimed) -> str:
    """The id of the incident of which this claim is the first."""
    return digest("incident", first.claim_id)


def _told(claims: Iterable[FigureClaimed]) -> frozenset[tuple[str, str | None]]:
    return frozenset((claim.claim_id, claim.copy_of) for claim in claims)


def _first(incident: Incident) -> tuple[dt.datetime, int, str]:
    return writing_order(incident.claims[0])
