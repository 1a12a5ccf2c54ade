"""Editors' merges and splits of incidents, in the order in which they were taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import NamedTuple, Self, TypeAlias

from schemas.events import FigureClaimed, IncidentsRelinked, Place

Source: TypeAlias = "tuple[str, Place | None, str | None]"  # story, place, cause


def source_of(claim: FigureClaimed) -> Source:
    """Where a claim comes from; a place that could not be resolved is only a word."""
    place = claim.place if claim.place is not None and claim.place.kind != "unknown" else None
    return claim.story, place, claim.cause


class Relink(NamedTuple):
    """A merge or split; of a split that goes on, also the sources whose later claims it takes."""

    event_id: str
    splits: bool
    claim_ids: tuple[str, ...]
    sources: frozenset[Source]
    since: dt.datetime | None

    @classmethod
    def of(cls, event: IncidentsRelinked, claims: Mapping[str, FigureClaimed]) -> Self:
        """The sources are those of the named claims that are known when the event is taken."""
        splits = event.kind == "split"
        named = (claims[claim_id] for claim_id in event.claim_ids if claim_id in claims)
        sources = frozenset(map(source_of, named)) if splits and event.since is not None else frozenset()
        return cls(event.event_id, splits, event.claim_ids, sources, event.since)

    def takes(self, claim: FigureClaimed) -> bool:
        """Whether a split sets this claim apart without naming it."""
        return self.since is not None and claim.published_at >= self.since and source_of(claim) in self.sources


class Relinks:
    """All of them; a claim is set apart by the last split that names it, else by the last that takes it."""

    def __init__(self, relinks: Iterable[Relink] = ()) -> None:
        self._all = tuple(relinks)
        self._turn = {relink.event_id: turn for turn, relink in enumerate(self._all)}
        self._going_on = [r for r in reversed(self._all) if r.splits and r.since is not None]
        self._split_naming: dict[str, str] = {}
        self._merges_naming: dict[str, list[str]] = {}
        for relink in self._all:
            for claim_id in relink.claim_ids:
                if relink.splits:
                    self._split_naming[claim_id] = relink.event_id
                else:
                    self._merges_naming.setdefault(claim_id, []).append(relink.event_id)

    def __iter__(self) -> Iterator[Relink]:
        return iter(self._all)

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._turn

    def followed_by(self, relink: Relink) -> Relinks:
        return Relinks((*self._all, relink))

    def kept_for(self, claim_ids: Container[str], splits: Collection[str]) -> Relinks:
        """Without those that name none of these claims and are none of these splits."""
        return Relinks(r for r in self._all if r.event_id in splits or any(c in claim_ids for c in r.claim_ids))

    def split_of(self, claim: FigureClaimed) -> str | None:
        """The split that sets this claim apart."""
        named = self._split_naming.get(claim.claim_id)
        return named or next((split.event_id for split in self._going_on if split.takes(claim)), None)

    def merges_of(self, claims: Iterable[FigureClaimed], split: str | None) -> frozenset[str]:
        """The merges that name any of these claims and come after the split that sets them apart."""
        if not self._merges_naming:
            return frozenset()
        after = -1 if split is None else self._turn[split]
        return frozenset(
            merge for claim in claims for merge in self._merges_naming.get(claim.claim_id, ())
            if self._turn[merge] > after
        )
