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
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby, islice
from typing import Final, NamedTuple

from streams.figures.house_walk import HouseWalk, Walk, can_set_best
from streams.figures.said.area_parts import largest_part, stand_in
from streams.figures.said.collected import StatementsOnFigure
from streams.figures.said.statements import BARE_WORDS, BOUNDS, GROWING, Statement

STALE_AFTER: Final = dt.timedelta(hours=6)


class Standing(NamedTuple):
    """The standing words on one figure; all policies choose from the same."""

    said: StatementsOnFigure
    walk: Walk
    voters: list[Statement]  # set low, high and disputes
    raisers: list[Statement]  # raise high only
    overtaken: dict[int, str]  # id() of a word -> why it is overtaken
    from_parts: bool  # the parts stand in for a total that nobody has given
    contradictions: list[tuple[Statement, Statement]]  # a word, and the highest earlier or same-time one it lies below
    additions: list[Statement]  # increments that the total may not count yet
    high_at_least: int  # best with what may come on top of it, 0 if nothing may
    corrected_to: int | None  # the highest figure that a labelled correction still stands for
    largest_part: int  # of the subsets, the parts and the sums of one claimant's parts


def stand(said: StatementsOnFigure, walk: HouseWalk) -> Standing:
    """The words that stand of all that was said, `walk` being the walk over them."""
    latest = [word for word in said.latest if word.set_aside_by is None]
    claimed_parts = said.parts
    parts = None
    if claimed_parts and not any(word.tier == "named" and can_set_best(word) and not word.of_part for word in latest):
        parts = stand_in(claimed_parts)
        if parts is not None:
            latest.append(parts)
    grows = said.category in GROWING
    done = walk.walked(parts)
    overtaken = _overtaken(said, latest, done, grows)
    voters, raisers = _voters([word for word in latest if id(word) not in overtaken], done)
    lowest = min((word for word in voters if word.qualifier not in BOUNDS), key=lambda word: word.low, default=None)
    if done.best is not None and done.holder is None and lowest is not None and (done.best.number or 0) < lowest.low:
        done.undercut_background(lowest)
    additions = _additions(said, done.best)
    return Standing(
        said, done, voters, raisers, overtaken, parts is not None,
        [*_contradictions(voters), *_beside(voters, done.holder)], additions,
        _with_additions(additions, done.best), _corrected_to(latest) if grows else None,
        largest_part(said.others.values(), claimed_parts),
    )


def _voters(standing: list[Statement], done: Walk) -> tuple[list[Statement], list[Statement]]:
    """Who sets low, high and disputes, and who raises high only."""
    tiers: dict[str, list[Statement]] = {"named": [], "anonymous": [], "background": []}
    for word in standing:
        tiers[word.tier].append(word)
    if tiers["named"]:
        return tiers["named"], tiers["anonymous"]
    if tiers["anonymous"]:
        return tiers["anonymous"], []
    if done.best is not None:
        return [done.best], []
    return tiers["background"][-1:], []


def _overtaken(said: StatementsOnFigure, latest: list[Statement], done: Walk, grows: bool) -> dict[int, str]:
    """Why each overtaken word is; the one that holds best among those who vote never is."""
    holder = done.holder
    best = holder.number if holder is not None and holder.number is not None else -1
    since = holder.published_at - STALE_AFTER if holder is not None else None
    rises = _Rises(said.raised, since, best)
    numbers = [word.published_at for word in latest if _numbers(word)]
    numbers += islice((word.published_at for word in reversed(said.totals) if _numbers(word)), 1)
    last_number = max(numbers, default=None)
    falls = [] if grows else [word.published_at for word in said.lowered if word.set_aside_by is None]
    last_fall = max(falls, default=None)
    reasons: dict[int, str] = {}
    for word in latest:
        at = word.published_at
        if word is holder:
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


def _numbers(word: Statement) -> bool:
    """Whether it is a number that a named claimant gives, and that was not set aside."""
    return word.tier == "named" and word.set_aside_by is None and word.qualifier not in BARE_WORDS | BOUNDS


class _Rises:
    """Worded rises that are not above best, by time; of before `since` nothing is asked."""

    def __init__(self, raised: Sequence[Statement], since: dt.datetime | None, best: int) -> None:
        first = 0 if since is None else bisect_left(raised, since, key=lambda word: word.published_at)
        rises = sorted(
            (word.published_at, word.number)
            for word in raised[first:]
            if word.set_aside_by is None and word.number is not None and word.number <= best
        )
        self._times = [at for at, _ in rises]
        self._highest_from = [-1] * (len(rises) + 1)
        for index in range(len(rises) - 1, -1, -1):
            self._highest_from[index] = max(self._highest_from[index + 1], rises[index][1])

    def highest_after(self, at: dt.datetime) -> int:
        """The highest rise reported after this time, or -1."""
        return self._highest_from[bisect_right(self._times, at)]


def _contradictions(voters: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Each word that lies wholly below an earlier or same-time one, with the highest such; in time order."""
    found: list[tuple[Statement, Statement]] = []
    highest: Statement | None = None
    ordered = sorted(voters, key=lambda word: (word.published_at, word.claim.claim_id))
    for _, group in groupby(ordered, key=lambda word: word.published_at):
        together = list(group)
        for word in together:
            if highest is None or word.low > highest.low:
                highest = word
        for word in together:
            if highest is not None and word.high is not None and word.high < highest.low:
                found.append((word, highest))
    return found


def _beside(voters: Sequence[Statement], holder: Statement | None) -> list[tuple[Statement, Statement]]:
    """The highest count of one without an office that stands above an official's: an editor shows both."""
    if holder is None or not holder.official or holder.high is None:
        return []
    later = [word for word in voters if not word.official and word.published_at > holder.published_at]
    above = [word for word in later if word.low > holder.high]
    return [(holder, max(above, key=lambda word: (word.low, word.claim.claim_id)))] if above else []


def _additions(said: StatementsOnFigure, best: Statement | None) -> list[Statement]:
    """Increments since the total that holds best, or said to be perhaps not in it.

    A total counts the increments of its own update and of earlier ones. An increment whose interval starts
    at 0 ("six bodies, it is not clear whether they are counted" adds 0 to 6) may come on top of the total
    of its own update.
    """
    if best is None:
        return []
    additions: list[Statement] = []
    for word in said.others.values():
        if word.claim.scope != "increment" or word.claim.revision == "prior":
            continue
        if word.low == 0 and word.high:
            if word.published_at >= best.published_at:
                additions.append(word)
            continue
        if word.published_at > best.published_at and word.claim.update_id not in said.updates_with_a_total:
            additions.append(word)
    return additions


def _corrected_to(latest: list[Statement]) -> int | None:
    return max(
        (word.number for word in latest if word.lowered and word.tier == "named" and word.number is not None),
        default=None,
    )


def _with_additions(additions: Sequence[Statement], best: Statement | None) -> int:
    """Best and the most that one claimant adds: two who speak of more bodies may speak of the same ones."""
    if best is None or best.number is None or not additions:
        return 0
    by_claimant: dict[object, int] = {}
    for word in additions:
        who = word.claimant
        by_claimant[who] = by_claimant.get(who, 0) + (word.high if word.high is not None else word.low)
    return best.number + max(by_claimant.values())


def flags(standing: Standing, best: int | None, high: int | None) -> tuple[str, ...]:
    """from_parts, revised_down, inconsistent: as far as they hold for these figures.

    `revised_down` ends when best has grown above the corrected figure again.
    """
    found: list[str] = []
    if standing.from_parts or (standing.walk.best is not None and standing.walk.best.of_part):
        found.append("from_parts")
    if best is not None and standing.corrected_to is not None and best <= standing.corrected_to:
        found.append("revised_down")
    if (high is not None and standing.largest_part > high) or _is_part_above_a_total(standing):
        found.append("inconsistent")
    return tuple(found)


def _is_part_above_a_total(standing: Standing) -> bool:
    """Whether best was said of a part, and is more than a standing total could be."""
    best = standing.walk.best
    if best is None or not best.of_part:
        return False
    return any(word.high is not None and word.high < best.low for word in standing.voters)
