"""The claims of an incident's sites put together, and the place and cause that most of them name."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Mapping

from schemas.events import FigureClaimed, Place
from streams.incidents.sites import below_country, place_order, writing_order

_Claims = tuple[FigureClaimed, ...]


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
