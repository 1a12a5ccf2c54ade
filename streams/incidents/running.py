"""Stories and incidents that go on: kept, to be gone on with as claims come, instead of made anew for each of them.

Each is known by the very tuples of claims that it was made of. Of a story that is one site, what comes is folded into
it where it can part nothing: where its place and cause were told before, no pause lies before it and no toll may start
again. Else the story is cut anew (`sites.cut`), which is what this always equals.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from datelines.names import fold_name
from schemas.events import FigureClaimed, Place
from streams.incidents.kinship import WIDE
from streams.incidents.relinks import Relinks
from streams.incidents.sites import (
    BREAK,
    EARLY,
    NAMES_FROM,
    TELLING,
    Cut,
    Origin,
    Site,
    Toll,
    below_country,
    cut,
    dealt_names,
    longest_pause,
    never_apart,
    place_order,
    toll_of,
    writing_order,
)
from streams.incidents.subjects import Subject

_Claims = tuple[FigureClaimed, ...]


class RunningStories:
    """The sites of a desk's stories. It is known by the very tuple of claims that they were cut from."""

    def __init__(self) -> None:
        self._known: dict[Origin, _Running] = {}

    def cut(self, origin: Origin, claims: _Claims, subject: Subject, relinks: Relinks) -> list[Cut]:
        """As `sites.cut`; `claims` are all of the origin's claims in published order."""
        known = self._known.pop(origin, None)
        if any(True for _ in relinks) or len(claims) < NAMES_FROM:
            return cut(origin, claims, subject, relinks)
        if known is None or not known.follow(claims):
            known = _Running(cut(origin, claims, subject, relinks), claims)
        self._known[origin] = known
        return known.cuts


class _Running:
    """The sites of one story, and what comes into the only one where there is one."""

    def __init__(self, cuts: list[Cut], claims: _Claims) -> None:
        self.cuts = cuts
        self._claims = claims
        self._sources = {(c.place, c.cause) for c in claims if c.place is not None and below_country(c.place)}
        self._only = _Only(cuts[0]) if len(cuts) == 1 and cuts[0].site.split is None else None
        self._may_part = self._only is None or not all(
            never_apart(one, other, cuts[0].site.subject) for one, other in combinations(self._sources, 2)
        )

    def follow(self, claims: _Claims) -> bool:
        """Take claims that came behind the others; False where all must be cut anew."""
        count = len(self._claims)
        if self._only is None or self._may_part or claims[:count] != self._claims:
            return False
        new = claims[count:]
        if any(below_country(claim.place) and (claim.place, claim.cause) not in self._sources for claim in new):
            return False
        if not all(map(self._only.take, new)):
            return False
        self.cuts = [Cut(self._only.site_now(), claims)]
        self._claims = claims
        return True


class _Only:
    """The only site of a story, as claims come into it."""

    def __init__(self, only: Cut) -> None:
        claims, self.site = only.claims, only.site
        self._causes = Counter(claim.cause for claim in claims if claim.cause is not None)
        self._claimants = {claim.claimant for claim in claims if claim.claimant}
        self._names, _ = dealt_names(claims)
        self._full = len(claims) >= NAMES_FROM
        self._at = claims[-1].published_at
        self._pause = longest_pause(claims, self.site.subject)
        tolls = [toll for toll in map(toll_of, claims) if toll is not None]
        self._first_toll = tolls[0].at if tolls else None
        self._toll_at = tolls[-1].at if tolls else None
        self._early = {toll.update_id for toll in tolls if toll.at <= tolls[0].at + EARLY}
        self._replaced: dict[str, int] = {}  # update -> highest toll that it says to have replaced
        for claim in claims:
            self._replace(claim)
        self._may_restart = self._restarts_until(tolls)

    def take(self, claim: FigureClaimed) -> bool:
        """Take the next claim; False where it may begin a site of its own, or is not folded here."""
        site, toll = self.site, toll_of(claim)
        if not self._full or claim.published_at - self._at > self._pause or not self._keeps_cause(claim.cause):
            return False
        if toll is not None and not self._takes_toll(toll):
            return False
        if self._may_restart is not None and claim.published_at <= self._may_restart:
            return False
        if claim.claimant and claim.claimant not in self._claimants:
            self._claimants.add(claim.claimant)
            speakers = {word for claimant in self._claimants for word in fold_name(claimant).split()}
            self.site = self.site._replace(names=self._names - speakers, claimants=self._names & speakers)
        if claim.happened_on is not None and claim.happened_on not in site.days:
            self.site = self.site._replace(days=site.days | {claim.happened_on})
        if claim.value is not None and claim.value >= TELLING and (claim.category, claim.value) not in site.figures:
            self.site = self.site._replace(figures=site.figures | {(claim.category, claim.value)})
        self._replace(claim)
        if claim.update_id in self._early and (replaced := self._replaced.get(claim.update_id, 0)) > self.site.early:
            self.site = self.site._replace(early=replaced)
        self._at = claim.published_at
        return True

    def site_now(self) -> Site:
        self.site = self.site._replace(last=self._at.date())
        return self.site

    def _keeps_cause(self, cause: str | None) -> bool:
        """Count the cause; False where another would be what most claims name."""
        if cause is None:
            return True
        self._causes[cause] += 1
        main = self.site.cause
        return main is not None and (cause == main or (-self._causes[main], main) < (-self._causes[cause], cause))

    def _takes_toll(self, toll: Toll) -> bool:
        if self._first_toll is None or self._toll_at is None:
            return False
        if toll.at - self._toll_at >= BREAK:
            return False
        site = self.site
        self._toll_at = toll.at
        if toll.at <= self._first_toll + EARLY:
            self._early.add(toll.update_id)
            site = site._replace(early=max(site.early, toll.floor), early_updates=min(len(self._early), 2))
        if toll.floor > site.tolls[-1].floor:
            site = site._replace(tolls=(*site.tolls, toll))
        self.site = site._replace(latest=toll.floor)
        return True

    def _replace(self, claim: FigureClaimed) -> None:
        if claim.category == "killed" and claim.from_value is not None:
            known = self._replaced.get(claim.update_id, 0)
            self._replaced[claim.update_id] = max(known, claim.from_value)

    def _restarts_until(self, tolls: Sequence[Toll]) -> dt.datetime | None:
        """Until when a claim may tell that the toll has started again: so long after a break in the tolls."""
        if self.site.cause is None or self.site.cause in WIDE:
            return None
        after = [later.at for earlier, later in pairwise(tolls) if later.at - earlier.at >= BREAK]
        return after[-1] + EARLY if after else None


class Gathered:
    """The claims of the sites of one incident, to be gone on with as claims come into its sites.

    It is known by the very tuples of claims that it was made of.
    """

    def __init__(self, sites: Mapping[int, _Claims]) -> None:
        """`sites` are the claims of each site, by its number and in published order."""
        self._sites = dict(sites)
        parts = list(sites.values())
        self._all = sorted((claim for part in parts for claim in part), key=writing_order) if len(parts) > 1 else []
        self.claims: _Claims = tuple(self._all) if len(parts) > 1 else parts[0]
        self._places = Counter(claim.place for claim in self.claims if claim.place is not None)
        self._causes = Counter(claim.cause for claim in self.claims if claim.cause is not None)

    @property
    def place(self) -> Place | None:
        """That most claims name, below the country where one does."""
        places = self._places
        return min(places, key=lambda p: (not below_country(p), -places[p], place_order(p)), default=None)

    @property
    def cause(self) -> str | None:
        causes = self._causes
        return min(causes, key=lambda c: (-causes[c], c), default=None)

    def follow(self, sites: Mapping[int, _Claims]) -> bool:
        """Take what came into the sites; False, and it must be gathered anew, where that is not all that happened."""
        if sites.keys() != self._sites.keys():
            return False
        come: list[FigureClaimed] = []
        for number, claims in sites.items():
            if claims is not self._sites[number]:
                new = gained(self._sites[number], claims)
                if new is None:
                    return False
                come += new
        for claim in come:
            if claim.place is not None:
                self._places[claim.place] += 1
            if claim.cause is not None:
                self._causes[claim.cause] += 1
        if len(sites) > 1:
            for claim in come:
                insort(self._all, claim, key=writing_order)
            self.claims = tuple(self._all) if come else self.claims
        else:
            [self.claims] = sites.values()
        self._sites = dict(sites)
        return True


def gained(before: _Claims, after: _Claims) -> _Claims | None:
    """The claims that came, where they stand together among the others and nothing else happened; else None."""
    more = len(after) - len(before)
    if more <= 0:
        return None
    behind = 0
    while behind < len(before) and before[-1 - behind] is after[-1 - behind]:
        behind += 1
    first = len(before) - behind
    return after[first : first + more] if after[:first] == before[:first] else None
