"""Which sites speak of one event.

1. **Ties.** Each thing that two sites share or do not share has a weight (`ties`); the sum says how close they are.
2. **Never.** No sum brings together
   - sites that lie more than WINDOW_DAYS apart, or more than NEAR_DAYS where both are of something sudden;
   - sites that share neither name nor place, where they lie more than NEAR_DAYS apart;
   - sites of causes that are not kindred, where they share no name and no claimant and lie not near each other;
   - sites to which one story dealt its claims (`sites`), also where the toll of something sudden starts again;
   and only a sum of WHATEVER_FROM
   - something sudden under two subjects that name different manners (a bombing, a shooting) while no toll of five or
     more is told by both, or different kinds of place (a wedding, a mosque) half a day apart;
   - tolls that start again: half a day or more after the earlier one's first toll, the later one's highest of its
     first twelve hours is at most half of what the earlier had reached. Of one story this takes two updates, of
     another one a subject that names a cause (a story on some of the victims tells their number, not the toll).
3. **Joining.** The sites are taken in the order of their beginning. Each joins the event whose sites are closest to it
   (the mean of the closest and of all), if they are close enough and none of them is kept apart from it; else it begins
   an event of its own. So a page that tells little never makes one of two events.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias

from streams.incidents.kinship import WIDE
from streams.incidents.sites import EARLY, NEAR_DAYS, SMALLEST_RESTARTED, TELLING, WINDOW_DAYS, Site, reached_before
from streams.incidents.ties import closeness, days_apart, differ_in_cause, near_places

Cluster: TypeAlias = "frozenset[int]"

JOINED_FROM = -24
"""The closeness from which on two sites are of one event."""
WHATEVER_FROM = 12
"""The closeness from which on they are, though subjects or tolls look like two."""
COMPARED = 12
"""So many sites of an event, from its first, are compared with one that may join it."""
_NEVER = -1000


def may_be_one(a: Site, b: Site) -> bool:
    """Whether two sites may be of one event for what they say themselves."""
    return allowed_closeness(a, b) >= JOINED_FROM


def allowed_closeness(a: Site, b: Site) -> int:
    """How close two sites are; far below anything else where no sum brings them together."""
    if a.split is not None or b.split is not None or are_apart(a, b):
        return _NEVER
    close = closeness(a, b)
    return _NEVER if close < WHATEVER_FROM and look_like_two(a, b) else close


def are_kept_apart(a: Site, b: Site) -> bool:
    """Whether two sites are of two events by rule 2, or by an editor's split."""
    return allowed_closeness(a, b) == _NEVER


def nearness(each: Sequence[int]) -> float:
    """How near a site is to an event, by how close it is to each of its sites: the mean of the closest and of all."""
    return (max(each) + sum(each) / len(each)) / 2


def are_apart(a: Site, b: Site) -> bool:
    """Whether two sites are of two events whatever speaks for one, by the first part of rule 2."""
    days = days_apart(a, b)
    if days > WINDOW_DAYS or (a.story == b.story and a.episode[0] != b.episode[0]):
        return True
    share_no_name = a.names.isdisjoint(b.names)
    if share_no_name and a.places.isdisjoint(b.places) and days > NEAR_DAYS:
        return True
    if nothing_ties(a, b):
        return True
    return _sudden(a, b) and (days > NEAR_DAYS or (a.story == b.story and (_restarts(a, b) or _restarts(b, a))))


def nothing_ties(a: Site, b: Site) -> bool:
    """Whether two sites of causes that are not kindred share no name and no claimant and lie not near each other."""
    if not (a.names.isdisjoint(b.names) and a.claimants.isdisjoint(b.claimants)):
        return False
    return differ_in_cause(a, b) and not near_places(a, b)


def look_like_two(a: Site, b: Site) -> bool:
    """Whether two sites are of two events unless much speaks for one, by the second part of rule 2."""
    return _sudden(a, b) and (_subjects_differ(a, b) or _restarts(a, b) or _restarts(b, a))


def clusters(
    later: Sequence[int], place: Callable[[int], Any], close: Callable[[int, int], int],
    linked: Callable[[int], Collection[int]], settled: Collection[Cluster] = (),
) -> list[Cluster]:
    """The events of sites that chains of links connect, by rule 3.

    `later` are those to be joined, in the order of their beginning, `settled` the events of all that began before;
    `place` tells that order, `close` how close two are (`allowed_closeness`).
    """
    events = [sorted(event, key=place) for event in settled]
    event_of = {number: event for event in events for number in event}
    for number in later:
        nearest, closest = None, float(JOINED_FROM)
        beside = {id(event_of[other]): event_of[other] for other in linked(number) if other in event_of}
        for event in sorted(beside.values(), key=lambda event: place(event[0])):
            each = [close(number, other) for other in event[:COMPARED]]
            to_event = nearness(each) if min(each) != _NEVER else float(_NEVER)
            if to_event > closest or (to_event == closest and nearest is None):
                nearest, closest = event, to_event
        if nearest is None:
            nearest = []
            events.append(nearest)
        nearest.append(number)
        event_of[number] = nearest
    return [frozenset(event) for event in events]


def _sudden(a: Site, b: Site) -> bool:
    return a.cause not in WIDE and b.cause not in WIDE


def _subjects_differ(a: Site, b: Site) -> bool:
    if a.story == b.story:
        return False
    if _told_apart(a.subject.manners, b.subject.manners):
        return not _share_a_toll(a, b)
    return abs(a.began - b.began) >= EARLY and _told_apart(a.subject.venues, b.subject.venues)


def _share_a_toll(a: Site, b: Site) -> bool:
    told = {toll.floor for toll in a.tolls if toll.floor >= TELLING}
    return any(toll.floor in told for toll in b.tolls)


def _told_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a) and bool(b) and a.isdisjoint(b)


def _restarts(earlier: Site, later: Site) -> bool:
    if not earlier.tolls or not later.tolls or later.tolls[0].at - earlier.tolls[0].at < EARLY:
        return False
    if later.early_updates < 2 if earlier.story == later.story else later.subject.cause is None:
        return False
    reached = reached_before(earlier, later.tolls[0].at)
    return reached >= SMALLEST_RESTARTED and later.early * 2 <= reached
