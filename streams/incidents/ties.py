"""What speaks for and against two sites being of one event, each piece with a weight.

The weights are whole numbers [ours]: in tenths those of a logistic regression on 790 pairs of pages of one labelled
event and 7,000 of two events of one country moved into one week, half of them of kindred causes
(`python -m tests.gold.ties`); those of other causes and places, of three days and more, of the toll and of speakers are
set by hand, for invented events share no spokesman. `python -m tests.gold.events` and `tests.gold.pairs` say what they
are worth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from datelines.names import fold_name
from streams.incidents.kinship import are_kin, are_near, kilometres
from streams.incidents.sites import NEAR_DAYS, WINDOW_DAYS, Site, causes_of, order, reached_before

BEFORE = -27
"""What speaks against any two pages of a desk being of one event."""
FEW_NAMES = 10
"""A page with fewer names may share none with another on its event."""
TOO_FEW_NAMES = 3
"""With fewer, and no place, a page tells of an event that others tell."""

_NAMES = (19, 27, 32, 39, 43, 45)  # so many of both: one, two … six and more
_NO_NAME, _LITTLE_TOLD, _WIDE = -6, 7, 8
_ONE_OF_SUBJECT, _OF_SUBJECT = 7, 12
_ONE_SPEAKER, _SPEAKERS = 8, 20
_SAME_CAUSE, _KIN_CAUSE, _CAUSE_OF_SUBJECT, _OTHER_CAUSE = 6, 1, 1, -16
_SAME_PLACE, _SAME_PLACE_ALONE, _NEAR_PLACE, _OTHER_PLACE, _FAR_PLACE = 4, 14, 3, -10, -16
_SAME_DAY, _FIRST_DAY, _OTHER_DAY, _NEXT_DAY, _LATER_DAYS = 9, 7, -6, -4, -18
_GOES_ON, _LOWER_TOLL, _HALF_THE_TOLL = 7, -12, -6
_ONE_FIGURE, _FIGURES = 3, 9  # one number of both of a category; three and more
_ONE_SUBJECT, _ONE_VENUE, _OTHER_MANNER, _ONE_STORY = 4, 1, -11, 12
_DAYS = ((0, 3), (1, 2), (2, -5), (3, -18), (NEAR_DAYS, -20), (WINDOW_DAYS, -24))
_SEVERAL = 3
_ALONE = -8  # places that differ where no name is shared: then they are not one place told at two levels
_FAR_KM = 400.0
_FROM, _TO = 0.8, 2.5  # times the toll that was reached: a page that goes on from it begins between these


_NO_DAY, _A_DAY = dt.timedelta(0), dt.timedelta(days=1)
T = TypeVar("T")


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
    yield from _of_figures(a, b)


def days_apart(a: Site, b: Site) -> int:
    """The days between the last claim of one and the first of the other; 0 where they overlap."""
    return max((a.first - b.last).days, (b.first - a.last).days, 0)


def _of_names(a: Site, b: Site) -> Iterator[Tie]:
    shared = _shared(a.names, b.names, len(_NAMES))
    if shared:
        yield Tie("names or rare words of both", _NAMES[shared - 1])
    elif both_tell(a, b):
        yield Tie("no name of both", _NO_NAME)
    elif any(len(site.names) < TOO_FEW_NAMES and not site.places for site in (a, b)):
        yield Tie("one tells too little to be an event by itself", _LITTLE_TOLD)
    if a.places.isdisjoint(b.places) and not a.wide.isdisjoint(b.wide):
        yield Tie("provinces or big cities of both", _WIDE)
    if told := len(subject_names(a, b)):
        yield Tie("names of both that a subject tells", _ONE_OF_SUBJECT if told == 1 else _OF_SUBJECT)
    if speakers := len(a.claimants & b.claimants):
        yield Tie("words of a claimant's name of both", _ONE_SPEAKER if speakers == 1 else _SPEAKERS)


def subject_names(a: Site, b: Site) -> frozenset[str]:
    """The names that one prints and the standing subject of the other tells: what that is about."""
    if a.story == b.story:
        return frozenset()
    return (_words_of(a.story) & b.names) | (_words_of(b.story) & a.names)


@lru_cache(maxsize=16_384)
def _words_of(story: str) -> frozenset[str]:
    return frozenset(map(fold_name, story.split("-")))


def _shared(one: frozenset[T], other: frozenset[T], most: int) -> int:
    """How many of one are also in the other, up to so many."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return len([*islice(filter(many.__contains__, few), most)])


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
    elif differ_in_cause(a, b):
        yield Tie("another cause", _OTHER_CAUSE)
    else:
        yield Tie("a cause that the subject of one names", _CAUSE_OF_SUBJECT)


def differ_in_cause(a: Site, b: Site) -> bool:
    """Whether both tell a cause, and none of one fits any of the other."""
    if a.cause is None or b.cause is None:
        return False
    return not any(are_kin(one, other) for one in causes_of(a) for other in causes_of(b))


def _of_place(a: Site, b: Site) -> Iterator[Tie]:
    if not a.places or not b.places:
        return
    if shared_places(a, b):
        by_names = both_tell(a, b) or not a.names.isdisjoint(b.names) or differ_in_cause(a, b)
        yield Tie("the same place", _SAME_PLACE if by_names else _SAME_PLACE_ALONE)
    elif near_places(a, b):
        yield Tie("places near each other", _NEAR_PLACE)
    else:
        far = min(kilometres(x, y) for x in a.places for y in b.places) >= _FAR_KM
        alone = _ALONE if a.names.isdisjoint(b.names) else 0
        yield Tie("places far apart", _FAR_PLACE + alone) if far else Tie("other places", _OTHER_PLACE + alone)


def shared_places(a: Site, b: Site) -> set[str]:
    """The names of places of both; one name may have been found at two places of the map."""
    return {place.name for place in a.places} & {place.name for place in b.places}


def near_places(a: Site, b: Site) -> bool:
    """Whether a place of one is near one of the other."""
    return any(are_near(x, y, a.cause, b.cause) for x in a.places for y in b.places)


def _of_subject(a: Site, b: Site) -> Iterator[Tie]:
    if a.subject.cause is not None and a.subject.cause == b.subject.cause:
        yield Tie("subjects that name one cause", _ONE_SUBJECT)
    if not a.subject.venues.isdisjoint(b.subject.venues):
        yield Tie("subjects that name one kind of place", _ONE_VENUE)
    if a.subject.manners and b.subject.manners and a.subject.manners.isdisjoint(b.subject.manners):
        yield Tie("subjects that name other manners", _OTHER_MANNER)
    if a.story == b.story:
        yield Tie("one story", _ONE_STORY)


def _of_time(a: Site, b: Site) -> Iterator[Tie]:
    earlier, later = sorted((a, b), key=order)
    days = days_apart(a, b)
    yield Tie(f"{days} days apart", next(weight for most, weight in _DAYS if days <= most))
    if not a.days.isdisjoint(b.days):
        yield Tie("the day of both", _SAME_DAY)
    elif later.days and min(later.days) > (earlier.first + _A_DAY).isoformat():
        yield Tie("the later one gives a later day", _LATER_DAYS)
    elif later.days and min(later.days) > earlier.first.isoformat():
        yield Tie("the later one gives the next day", _NEXT_DAY)
    elif a.days and b.days:
        yield Tie("another day", _OTHER_DAY)
    elif not earlier.days and any((earlier.first - back).isoformat() in later.days for back in (_NO_DAY, _A_DAY)):
        yield Tie("the later one gives the first day of the earlier", _FIRST_DAY)


def _of_figures(a: Site, b: Site) -> Iterator[Tie]:
    if shared := _shared(a.figures, b.figures, _SEVERAL):
        yield Tie("numbers of both", _FIGURES if shared == _SEVERAL else _ONE_FIGURE)
    earlier, later = sorted((a, b), key=order)
    if earlier.latest and later.tolls and earlier.latest * _FROM <= later.tolls[0].floor <= earlier.latest * _TO:
        yield Tie("the later one goes on from the toll of the earlier", _GOES_ON)
    reached = reached_before(earlier, later.tolls[0].at) if later.tolls else 0
    if later.early < min(reached, earlier.latest):
        yield Tie("the later one begins with fewer dead", _LOWER_TOLL)
    elif later.tolls and later.tolls[0].floor * 2 <= min(reached, earlier.latest) and later.first > earlier.first:
        yield Tie("the later one first tells of half the dead", _HALF_THE_TOLL)
