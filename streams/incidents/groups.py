"""The incidents' sites, kept up to date: a change looks only at the sites that it may concern.

What comes out is a function of the sites alone, the same as joining all of them anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from streams.incidents.layered import Changes, Layered
from streams.incidents.linking import Cluster, apart, clusters, home, linked
from streams.incidents.neighbours import Key, Neighbours
from streams.incidents.sites import COUNTRY, EXACT, NO_CAUSE, REGION, Site

Group: TypeAlias = "frozenset[int]"  # the numbers of an incident's sites


class GroupChanges(NamedTuple):
    """All changes of the groups, taken off to be kept later."""

    neighbours: Changes[Key, frozenset[int]]
    sites: Changes[int, Site]
    links: Changes[int, frozenset[int]]
    foes: Changes[int, frozenset[int]]
    cluster: Changes[int, Cluster]
    home: Changes[int, int]
    guests: Changes[int, frozenset[int]]
    group: Changes[int, Group]


class Around:
    """While one change is followed: the sites to look at around each, as it was and as it is."""

    def __init__(self, neighbours: Neighbours, sites: Layered[int, Site], before: Mapping[int, Site | None]) -> None:
        self._neighbours = neighbours
        self._sites = sites
        self._before = before
        self._found: dict[int, frozenset[int]] = {}

    def __getitem__(self, number: int) -> frozenset[int]:
        if number not in self._found:
            self._found[number] = self._neighbours.of(self._before.get(number), self._sites.get(number))
        return self._found[number]

    def changed(self, number: int) -> bool:
        return number in self._before

    def reordered(self, number: int) -> bool:
        """Whether it is new, gone, or began at another time."""
        site = self._sites.get(number)
        before = self._before.get(number, site)
        return site is None or before is None or site.began != before.began

    def tier(self, number: int) -> int:
        """It is the same before and after."""
        return self._either(number).tier

    def story(self, number: int) -> str:
        """It is the same before and after."""
        return self._either(number).story

    def _either(self, number: int) -> Site:
        site = self._sites.get(number) or self._before[number]
        if site is None:
            raise KeyError(number)
        return site


class Groups:
    """Sites by number, and which of them are of one incident."""

    def __init__(self) -> None:
        self._neighbours = Neighbours()
        self._sites: Layered[int, Site] = Layered()
        self._links: Layered[int, frozenset[int]] = Layered()  # of sites that have no home, to others of their tier
        self._foes: Layered[int, frozenset[int]] = Layered()  # of the same sites, those that are apart from them
        self._cluster: Layered[int, Cluster] = Layered()  # of sites that have no home
        self._home: Layered[int, int] = Layered()  # of a site in the event of another: that other
        self._guests: Layered[int, frozenset[int]] = Layered()  # and back
        self._group: Layered[int, Group] = Layered()

    def site(self, number: int) -> Site:
        return self._sites[number]

    def known(self, number: int) -> Site | None:
        return self._sites.get(number)

    def group_of(self, number: int) -> Group:
        return self._group[number]

    def update(self, changes: Mapping[int, Site | None]) -> tuple[set[Group], set[Group]]:
        """Put these sites in or, where None, out; returns the groups that are no more and those that are new."""
        before = {number: self._sites.get(number) for number in changes}
        for number, site in changes.items():
            self._neighbours.change(number, before[number], site)
            self._sites.put(number, site)
        around = Around(self._neighbours, self._sites, before)
        dirty = set(changes)
        for tier in (EXACT, REGION, COUNTRY, NO_CAUSE):
            dirty |= self._settle(tier, dirty, around)
        return self._regroup(dirty)

    def take(self) -> GroupChanges:
        return GroupChanges(self._neighbours.take(), self._sites.take(), self._links.take(), self._foes.take(),
                            self._cluster.take(), self._home.take(), self._guests.take(), self._group.take())

    def keep(self, taken: GroupChanges) -> None:
        self._neighbours.keep(taken.neighbours)
        self._sites.keep(taken.sites)
        self._links.keep(taken.links)
        self._foes.keep(taken.foes)
        self._cluster.keep(taken.cluster)
        self._home.keep(taken.home)
        self._guests.keep(taken.guests)
        self._group.keep(taken.group)

    def _settle(self, tier: int, dirty: Collection[int], around: Around) -> set[int]:
        """Bring one tier up to date; returns the sites whose home or cluster is another one now."""
        asked = {number for number in dirty if around.tier(number) == tier}
        moved = set()
        if tier != EXACT:
            above = [number for number in dirty if around.tier(number) < tier]
            asked.update(n for number in above for n in around[number]
                         if self._sites[n].tier == tier and not self._at_home_without(n, around.story(number)))
            moved = {number for number in asked if self._rehome(number, around)}
        unsettled = [n for n in asked if n in moved or around.changed(n) or self._links.get(n) is None]
        return moved | self._recluster(self._relink(unsettled, around))

    def _at_home_without(self, number: int, story: str) -> bool:
        """Whether the site's home is in its own story, which sites of that other story do not change."""
        own, anchor = self._sites[number].story, self._home.get(number)
        site = self._sites.get(anchor) if anchor is not None else None
        return story != own and site is not None and site.story == own

    def _rehome(self, number: int, around: Around) -> bool:
        """Find the site's home anew; returns whether it is another than before."""
        old = self._home.get(number)
        new = self._find_home(number, around) if self._sites.get(number) is not None else None
        if new == old:
            return False
        if old is not None:
            self._guests.put(old, (self._guests[old] - {number}) or None)
        if new is not None:
            self._guests.put(new, (self._guests.get(new) or frozenset()) | {number})
        self._home.put(number, new)
        return True

    def _find_home(self, number: int, around: Around) -> int | None:
        site = self._sites[number]
        candidates = {}
        for n in around[number]:
            other, cluster = self._sites[n], self._cluster.get(n)
            if other.tier < site.tier and cluster is not None:
                candidates[n] = (other, cluster)
        found = home(site, list(candidates.values()))
        if found is None:
            return None
        return next(n for n, (other, _) in candidates.items() if other is found[0])

    def _relink(self, unsettled: Collection[int], around: Around) -> set[int]:
        """Renew the links and foes of these sites; returns the sites from which all are connected whose clusters may
        be others now."""
        seeds: set[int] = set()
        for number in unsettled:
            site = self._sites.get(number)
            links, foes = None, None
            if site is not None and self._home.get(number) is None:
                free = [(n, self._sites[n]) for n in around[number] if n != number and self._links.get(n) is not None]
                links = frozenset(n for n, other in free if linked(site, other))
                foes = frozenset(n for n, other in free if apart(site, other))
            before = self._links.get(number)
            if _put_ties(self._links, number, links) | _put_ties(self._foes, number, foes) | around.reordered(number):
                seeds |= {number} | (links or frozenset()) | (before or frozenset())
        return seeds

    def _recluster(self, seeds: Collection[int]) -> set[int]:
        """Renew the clusters of all sites that chains of links connect to these."""
        moved = set()
        done: set[int] = set()
        for seed in seeds:
            if self._links.get(seed) is None:
                if self._cluster.get(seed) is not None:
                    self._cluster.put(seed, None)
                    moved.add(seed)
            elif seed not in done:
                connected = self._connected(seed)
                done |= connected
                for cluster in clusters(connected, self.site, self._links.__getitem__, self._foes.__getitem__):
                    for number in cluster:
                        if self._cluster.get(number) != cluster:
                            self._cluster.put(number, cluster)
                            moved.add(number)
        return moved

    def _connected(self, seed: int) -> set[int]:
        found, waiting = {seed}, [seed]
        while waiting:
            new = self._links[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def _regroup(self, dirty: Collection[int]) -> tuple[set[Group], set[Group]]:
        gone: set[Group] = set()
        come: set[Group] = set()
        waiting, seen = list(dirty), set(dirty)

        def look_at(numbers: Collection[int]) -> None:
            new = set(numbers) - seen
            seen.update(new)
            waiting.extend(new)

        while waiting:
            number = waiting.pop()
            old = self._group.get(number)
            if old is not None:
                gone.add(old)
                look_at(old)
            if self._sites.get(number) is None:
                self._group.put(number, None)
            elif not any(number in group for group in come):
                group = self._grouped(number)
                come.add(group)
                look_at(group)
        for group in come - gone:
            for number in group:
                self._group.put(number, group)
        return gone - come, come - gone

    def _grouped(self, seed: int) -> Group:
        """The sites of the incident that this one is of."""
        found, waiting = {seed}, [seed]
        while waiting:
            site = self._sites[number := waiting.pop()]
            if site.split is not None:
                mates = self._neighbours.split_by(site.split)
            else:
                anchor = self._home.get(number)
                mates = self._cluster[number] if anchor is None else frozenset({anchor})
                mates |= self._guests.get(number) or frozenset()
            new = mates.union(*map(self._neighbours.merged_by, site.merges)) - found
            found |= new
            waiting += new
        return frozenset(found)


def _put_ties(ties: Layered[int, frozenset[int]], number: int, new: frozenset[int] | None) -> bool:
    """Put what a site is tied to, and back; returns whether it is other than before."""
    old = ties.get(number)
    if old == new:
        return False
    for other in (old or frozenset()) - (new or frozenset()):
        ties.put(other, ties[other] - {number})
    for other in (new or frozenset()) - (old or frozenset()):
        ties.put(other, ties[other] | {number})
    ties.put(number, new)
    return True
