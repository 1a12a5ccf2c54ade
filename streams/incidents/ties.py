"""What speaks for and against two sites being of one event, each piece with a weight.

The weights are whole numbers [ours]: in tenths those of a logistic regression on pairs of pages of labelled events,
moved into one week where they are of one country, and on pairs written to be alike; set by hand where few pairs tell
(another cause, places far apart, a toll that falls back). `python -m tests.gold.events` and `tests.gold.pairs` say
what they are worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from streams.incidents.kinship import are_kin, are_near
from streams.incidents.sites import NEAR_DAYS, WINDOW_DAYS, Site, order

BEFORE = -13
"""What speaks against any two pages of a desk being of one event."""
FEW_NAMES = 10
"""A page with fewer names may share none with another on its event."""
TOO_FEW_NAMES = 3
"""With fewer, and no place, a page tells of an event that others tell."""

_ONE_NAME, _EACH_NAME, _MOST_NAMES = 18, 10, 6
_NO_NAME, _LITTLE_TOLD = -13, 6
_ONE_SPEAKER = 9
_SAME_CAUSE, _KIN_CAUSE, _OTHER_CAUSE = 9, 3, -22
_SAME_PLACE, _SAME_PLACE_ALONE, _NEAR_PLACE, _FAR_PLACE = 2, 11, 3, -20
_SAME_DAY, _OTHER_DAY, _LATER_DAY = 5, -8, -6
_LOWER_TOLL, _HALF_THE_TOLL = -15, -10
_ONE_SUBJECT, _ONE_VENUE, _ONE_STORY = 3, 5, 12
_DAYS = ((0, 6), (1, 4), (3, 1), (NEAR_DAYS, -9), (WINDOW_DAYS, -14))


class Tie(NamedTuple):
    """One thing that speaks for or against two sites being of one event, in words, and how much."""

    what: str
    weight: int


def closeness(a: Site, b: Site) -> int:
    """How much speaks for two sites being of one event."""
    return BEFORE + sum(tie.weight for tie in ties(a, b))


def ties(a: Site, b: Site) -> Iterator[Tie]:
    """What speaks for and against."""
    yield from _of_names(a, b)
    yield from _of_cause(a, b)
    yield from _of_place(a, b)
    yield from _of_subject(a, b)
    yield from _of_time(a, b)


def days_apart(a: Site, b: Site) -> int:
    """The days between the last claim of one and the first of the other; 0 where they overlap."""
    return max((a.first - b.last).days, (b.first - a.last).days, 0)


def _of_names(a: Site, b: Site) -> Iterator[Tie]:
    shared = len(a.names & b.names)
    if shared:
        yield Tie("names or rare words of both", _ONE_NAME + _EACH_NAME * (min(shared, _MOST_NAMES) - 1))
    elif both_tell(a, b):
        yield Tie("no name of both", _NO_NAME)
    elif any(len(site.names) < TOO_FEW_NAMES and not site.places for site in (a, b)):
        yield Tie("one tells too little to be an event by itself", _LITTLE_TOLD)
    if not a.claimants.isdisjoint(b.claimants):
        yield Tie("one claimant", _ONE_SPEAKER)


def both_tell(a: Site, b: Site) -> bool:
    """Whether both print so many names that two pages on one event would share one."""
    return min(len(a.names), len(b.names)) >= FEW_NAMES


def _of_cause(a: Site, b: Site) -> Iterator[Tie]:
    if a.cause is None or b.cause is None:
        return
    if a.cause == b.cause:
        yield Tie("the same cause", _SAME_CAUSE)
    elif are_kin(a.cause, b.cause):
        yield Tie("kindred causes", _KIN_CAUSE)
    else:
        yield Tie("another cause", _OTHER_CAUSE)


def _of_place(a: Site, b: Site) -> Iterator[Tie]:
    if not a.places or not b.places:
        return
    if not a.places.isdisjoint(b.places):
        by_names = both_tell(a, b) or not a.names.isdisjoint(b.names)
        yield Tie("the same place", _SAME_PLACE if by_names else _SAME_PLACE_ALONE)
    elif any(are_near(x, y, a.cause, b.cause) for x in a.places for y in b.places):
        yield Tie("places near each other", _NEAR_PLACE)
    else:
        yield Tie("places far apart", _FAR_PLACE)


def _of_subject(a: Site, b: Site) -> Iterator[Tie]:
    if a.subject.cause is not None and a.subject.cause == b.subject.cause:
        yield Tie("subjects that name one cause", _ONE_SUBJECT)
    if not a.subject.venues.isdisjoint(b.subject.venues):
        yield Tie("subjects that name one kind of place", _ONE_VENUE)
    if a.story == b.story:
        yield Tie("one story", _ONE_STORY)


def _of_time(a: Site, b: Site) -> Iterator[Tie]:
    earlier, later = sorted((a, b), key=order)
    days = days_apart(a, b)
    yield Tie(f"{days} days apart", next(weight for most, weight in _DAYS if days <= most))
    if not a.days.isdisjoint(b.days):
        yield Tie("the day of both", _SAME_DAY)
    elif later.days and min(later.days) > earlier.first.isoformat():
        yield Tie("the later one gives a later day", _LATER_DAY)
    elif a.days and b.days:
        yield Tie("another day", _OTHER_DAY)
    reached = max((t.floor for t in earlier.tolls if later.tolls and t.at < later.tolls[0].at), default=0)
    if later.early < min(reached, earlier.latest):
        yield Tie("the later one begins with fewer dead", _LOWER_TOLL)
    elif later.tolls and later.tolls[0].floor * 2 <= min(reached, earlier.latest) and later.first > earlier.first:
        yield Tie("the later one first tells of half the dead", _HALF_THE_TOLL)
