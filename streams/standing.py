"""Which words stand: what low, high, disputes and every policy look at.

Standing is the latest word of each claimant that was not set aside by a correction and not overtaken.
Overtaken is a word
- more than 6 hours older than the claim that holds best; or
- lower and earlier than a worded rise ("rose to", "up to") that is not above best; or
- that is a bare word (dozens, hundreds) once a named claimant gives a later number; or
- said before a worded fall, in the categories that may fall (missing, detained, displaced, hospitalized).

Named claimants vote. One anonymous person raises high only, background nothing but best, unless nothing
else stands: then the anonymous vote, and without them the background that holds best.

Two standing independent words dispute each other when the later or same-time one lies wholly below the
other; what a labelled correction set aside does not stand. A later higher figure is no dispute.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from streams.parts import listings, stand_in, sum_of_disjoint
from streams.walk import Walk, can_set_best, walk
from streams.words import BARE_WORDS, BOUNDS, GROWING, Said, Word

STALE_AFTER: Final = dt.timedelta(hours=6)


class Standing(NamedTuple):
    """The standing words on one figure; all policies choose from the same."""

    said: Said
    walk: Walk
    voters: list[Word]  # set low, high and disputes
    raisers: list[Word]  # raise high only
    overtaken: dict[int, str]  # id() of a word -> why it is overtaken
    parts: Word | None  # stands in for a total that nobody has given
    dispute: tuple[Word, Word] | None  # the lower later one, and the one it lies below
    additions: list[Word]  # increments that the total may not count yet
    high_at_least: int  # best with what may come on top of it


def stand(said: Said) -> Standing:
    kept = [word for word in said.totals if word.set_aside_by is None]
    latest = [word for word in kept if not word.superseded]
    parts = None
    if said.parts and not any(word.tier == "named" and can_set_best(word) for word in latest):
        parts = stand_in(said)
        if parts is not None:
            kept, latest = [*kept, parts], [*latest, parts]
    grows = said.category in GROWING
    done = walk(kept, grows=grows)
    overtaken = _overtaken(kept, latest, done, grows)
    tiers: dict[str, list[Word]] = {"named": [], "anonymous": [], "background": []}
    for word in latest:
        if id(word) not in overtaken:
            tiers[word.tier].append(word)
    voters, raisers = _voters(tiers, done)
    additions = _additions(said, done.holder)
    best = done.holder.number if done.holder is not None else None
    return Standing(
        said, done, voters, raisers, overtaken, parts, _dispute(voters), additions,
        (best or 0) + _most_added(additions),
    )


def _voters(tiers: dict[str, list[Word]], done: Walk) -> tuple[list[Word], list[Word]]:
    if tiers["named"]:
        return tiers["named"], tiers["anonymous"]
    if tiers["anonymous"]:
        return tiers["anonymous"], []
    if done.holder is not None:
        return [done.holder], []
    return tiers["background"][-1:], []


def _overtaken(kept: list[Word], latest: list[Word], done: Walk, grows: bool) -> dict[int, str]:
    """Why each overtaken word is; the word that holds best never is."""
    best = done.holder.number if done.holder is not None else None
    named = [word for word in kept if word.tier == "named"]
    rises = _Rises([word for word in named if word.raised], best)
    last_number = max(
        (word.published_at for word in named if word.qualifier not in BARE_WORDS | BOUNDS), default=None
    )
    falls = [] if grows else [word.published_at for word in named if word.lowered]
    last_fall = max(falls, default=None)
    since = done.voting_holder.published_at - STALE_AFTER if done.voting_holder is not None else None
    reasons: dict[int, str] = {}
    for word in latest:
        at = word.published_at
        if word is done.holder:
            continue
        if since is not None and at < since:
            reasons[id(word)] = "overtaken: more than 6 hours older than the claim that holds best"
        elif last_fall is not None and at < last_fall:
            reasons[id(word)] = "overtaken: said before a fall was reported"
        elif word.number is not None and word.number < rises.highest_after(at):
            reasons[id(word)] = "overtaken: lower and earlier than a reported rise"
        elif word.qualifier in BARE_WORDS and last_number is not None and at < last_number:
            reasons[id(word)] = "overtaken: a bare word, and a number was given later"
    return reasons


class _Rises:
    """Worded rises that are not above best, by time."""

    def __init__(self, raised: list[Word], best: int | None) -> None:
        rises = sorted(
            (word.published_at, word.number)
            for word in raised
            if word.number is not None and best is not None and word.number <= best
        )
        self._times = [at for at, _ in rises]
        self._highest_from = [-1] * (len(rises) + 1)
        for index in range(len(rises) - 1, -1, -1):
            self._highest_from[index] = max(self._highest_from[index + 1], rises[index][1])

    def highest_after(self, at: dt.datetime) -> int:
        """The highest rise reported after this time, or -1."""
        return self._highest_from[bisect_right(self._times, at)]


def _dispute(voters: Sequence[Word]) -> tuple[Word, Word] | None:
    """The latest dispute: (the later or same-time word, the highest it lies wholly below)."""
    found: tuple[Word, Word] | None = None
    highest: Word | None = None
    ordered = sorted(voters, key=lambda word: (word.published_at, word.claim.claim_id))
    for _, group in groupby(ordered, key=lambda word: word.published_at):
        together = list(group)
        for word in together:
            if highest is None or word.low > highest.low:
                highest = word
        for word in together:
            if highest is not None and word.high is not None and word.high < highest.low:
                found = word, highest
    return found


def _additions(said: Said, holder: Word | None) -> list[Word]:
    """Increments since the total that holds best, or said to be perhaps not in it.

    A total counts the increments of its own update and of earlier ones. An increment whose interval starts
    at 0 ("six bodies, it is not clear whether they are counted" adds 0 to 6) may come on top of the total
    of its own update.
    """
    if holder is None or holder.number is None:
        return []
    additions: list[Word] = []
    with_a_total: set[str] | None = None
    for word in said.others:
        if word.claim.scope != "increment" or word.claim.revision == "prior":
            continue
        if word.low == 0 and word.high:
            if word.published_at >= holder.published_at:
                additions.append(word)
            continue
        if word.published_at > holder.published_at:
            if with_a_total is None:
                with_a_total = said.updates_with_a_total
            if word.claim.update_id not in with_a_total:
                additions.append(word)
    return additions


def _most_added(additions: Sequence[Word]) -> int:
    """The most that one claimant adds: two who speak of more bodies may speak of the same ones."""
    by_claimant: dict[object, int] = {}
    for word in additions:
        who = word.claim.claimant
        by_claimant[who] = by_claimant.get(who, 0) + (word.high if word.high is not None else word.low)
    return max(by_claimant.values(), default=0)


def flags(standing: Standing, best: int | None, high: int | None) -> tuple[str, ...]:
    """from_parts, revised_down, inconsistent: as far as they hold for these figures."""
    said = standing.said
    found: list[str] = []
    if standing.parts is not None and standing.parts in standing.voters:
        found.append("from_parts")
    if said.category in GROWING and best is not None and any(
        word.lowered and word.tier == "named" and not word.superseded and word.set_aside_by is None
        and word.number is not None and best <= word.number
        for word in said.totals
    ):
        found.append("revised_down")
    if high is not None and _exceeded(said, high):
        found.append("inconsistent")
    return tuple(found)


def _exceeded(said: Said, high: int) -> bool:
    """Whether a subset, a part or the sum of one claimant's parts is above the total."""
    for word in said.others:
        subset = word.claim.scope in ("subset", "partial_area") and word.claim.revision != "prior"
        if subset and word.low > high:
            return True
    return any(sum_of_disjoint(listing) > high for listing in listings(said.parts))
