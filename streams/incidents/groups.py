"""The incidents' sites, kept up to date: a change looks only at the sites that it may concern.

What comes out is a function of the sites alone, the same as joining all of them anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from streams.incidents.layered import Changes, Layered
from streams.incidents.linking import JOINED_FROM, Cluster, allowed_closeness, clusters
from streams.incidents.neighbours import Key, Neighbours
from streams.incidents.sites import Site, order

REMEMBERED = 50_000
"""So many comparisons of two sites are kept, some 10 MiB; then all are forgotten and made again when asked for."""

Group: TypeAlias = "frozenset[int]"  # the numbers of an incident's sites


class GroupChanges(NamedTuple):
    """All changes of the groups, taken off to be kept later."""

    neighbours: Changes[Key, frozenset[int]]
    sites: Changes[int, Site]
    links: Changes[int, frozenset[int]]
    cluster: Changes[int, Cluster]
    group: Changes[int, Group]


class Groups:
    """Sites by number, and which of them are of one incident."""

    def __init__(self) -> None:
        self._neighbours = Neighbours()
        self._sites: Layered[int, Site] = Layered()
        self._links: Layered[int, frozenset[int]] = Layered()  # to others that may be of one event with it
        self._cluster: Layered[int, Cluster] = Layered()
        self._group: Layered[int, Group] = Layered()
        self._compared: dict[tuple[int, int], tuple[Site, Site, int]] = {}  # what was worked out, and of which versions

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
        seeds = set(changes)
        for number in changes:
            seeds |= self._relink(number, before[number])
        versions = [site for site in (*before.values(), *changes.values()) if site is not None]
        first = min(map(order, versions), default=())
        return self._regroup(set(changes) | self._recluster(seeds, first))

    def take(self) -> GroupChanges:
        return GroupChanges(self._neighbours.take(), self._sites.take(), self._links.take(), self._cluster.take(),
                            self._group.take())

    def keep(self, taken: GroupChanges) -> None:
        self._neighbours.keep(taken.neighbours)
        self._sites.keep(taken.sites)
        self._links.keep(taken.links)
        self._cluster.keep(taken.cluster)
        self._group.keep(taken.group)

    def _relink(self, number: int, before: Site | None) -> set[int]:
        """Renew the links of a site; returns all that were or are linked to it."""
        site = self._sites.get(number)
        old = self._links.get(number) or frozenset()
        new: frozenset[int] = frozenset()
        if site is not None:
            around = self._neighbours.of(number, before, site) - {number}
            new = frozenset(other for other in around if self._close(number, other) >= JOINED_FROM)
        for other in old - new:
            self._links.put(other, (self._links.get(other) or frozenset()) - {number})
        for other in new - old:
            self._links.put(other, (self._links.get(other) or frozenset()) | {number})
        self._links.put(number, new if site is not None else None)
        return set(old | new)

    def _recluster(self, seeds: Collection[int], first: tuple[object, ...]) -> set[int]:
        """Renew the clusters of all sites that chains of links connect to these, from the first one on that changed:
        what began before it joined without it. Returns the sites in another cluster now."""
        moved = set()
        done: set[int] = set()
        for seed in seeds:
            if self._sites.get(seed) is None:
                self._cluster.put(seed, None)
                moved.add(seed)
            elif seed not in done:
                connected = self._connected(seed)
                done |= connected
                places = {number: order(self._sites[number]) for number in connected}
                later = sorted((n for n, place in places.items() if place >= first), key=places.__getitem__)
                earlier = connected.difference(later)
                settled = {self._cluster[n] & earlier for n in earlier}
                for cluster in clusters(later, places.__getitem__, self._close, self._links.__getitem__, settled):
                    for number in cluster:
                        if self._cluster.get(number) != cluster:
                            self._cluster.put(number, cluster)
                            moved.add(number)
        return moved

    def _close(self, one: int, other: int) -> int:
        """How close two sites are; of versions that were compared before it is known."""
        pair = (one, other) if one < other else (other, one)
        a, b = self._sites[pair[0]], self._sites[pair[1]]
        known = self._compared.get(pair)
        if known is not None and known[0] is a and known[1] is b:
            return known[2]
        if len(self._compared) >= REMEMBERED:
            self._compared.clear()
        close = allowed_closeness(a, b)
        self._compared[pair] = a, b, close
        return close

    def _connected(self, seed: int) -> set[int]:
        found, waiting = {seed}, [seed]
        while waiting:
            new = (self._links.get(waiting.pop()) or frozenset()) - found
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
            mates = self._neighbours.split_by(site.split) if site.split is not None else self._cluster[number]
            new = mates.union(*map(self._neighbours.merged_by, site.merges)) - found
            found |= new
            waiting += new
        return frozenset(found)
