"""Claims gathered in sites: what one story says of one event, without a break.

A story (its standing subject) tells of one event until something parts its claims [ours]:
- they name places that are not near each other, and either more than NEAR_DAYS pass between, or the toll starts again
  at the second (sudden causes, and quakes); and, unless the subject names a cause other than fighting (then the story
  is about one event wherever it is felt), also where the causes are not kindred, or each place is given a toll of
  something sudden, which also parts them where one update tells both;
- they pause for longer than the window allows: WINDOW_DAYS where they tell where and of what, NEAR_DAYS where only
  the subject names a cause, PAUSE_DAYS where nothing does;
- the toll starts again: for sudden causes, after a break of six hours in the tolls told, when two updates or more of
  the next twelve hours stay at half of what had been reached or less.
What a split set apart is never cut.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from datelines.names import fold_name
from schemas.events import FigureClaimed, Place
from streams.incidents.kinship import WIDE, are_kin, are_near
from streams.incidents.relinks import Relinks
from streams.incidents.subjects import Subject

WINDOW_DAYS = 30
NEAR_DAYS = 7
"""Within so many days what looks like one event is one [ours]; between these and the window it takes more."""
PAUSE_DAYS = 3
BREAK = dt.timedelta(hours=6)
EARLY = dt.timedelta(hours=12)
SMALLEST_RESTARTED = 4
"""Below this a toll is too small to tell a new one from."""
NAMES_FROM = 50
"""The claims of a site, from the first, whose names count: an event is named when it begins."""
TELLING = 5
"""A figure that two stories share by chance only rarely."""

Origin: TypeAlias = "tuple[str, str | None]"  # story, split
Episode: TypeAlias = "tuple[str, int]"
PlaceAndCause: TypeAlias = "tuple[Place, str | None]"


class Toll(NamedTuple):
    """At least so many were killed in all, by one update."""

    at: dt.datetime
    floor: int
    update_id: str


class Site(NamedTuple):
    story: str
    split: str | None  # the editor's split that set these claims apart
    episode: Episode  # tells the sites of one origin apart: by their first claim's place and cause, and in time
    subject: Subject
    places: frozenset[Place]  # below the country
    cause: str | None  # that most claims name
    names: frozenset[str]  # that their updates print, but for those of claimants
    wide: frozenset[str]  # provinces and big cities among them
    claimants: frozenset[str]  # the words of their names
    days: frozenset[str]  # on which their updates say that it happened
    first: dt.date
    last: dt.date
    began: dt.datetime
    tolls: tuple[Toll, ...]  # each higher than all before; the first one is of the first update with a toll
    latest: int  # of the tolls the last
    figures: frozenset[tuple[str, int]]  # category and number of its claims, from TELLING on
    early: int  # highest toll of the first twelve hours of tolls, those included that it says to be past
    early_updates: int  # how many updates told one by then: 0, 1 or 2 for more
    merges: frozenset[str]  # editors' merges that name claims of this site


class Cut(NamedTuple):
    site: Site
    claims: tuple[FigureClaimed, ...]


class _Source(NamedTuple):
    """Claims of one story with one place and cause."""

    place: Place
    cause: str | None
    claims: list[FigureClaimed]


def writing_order(claim: FigureClaimed) -> tuple[dt.datetime, int, str]:
    """Order of claims: by time; of one time, what stands lower on the page was written first."""
    return claim.published_at, -claim.position, claim.claim_id


def origin_of(claim: FigureClaimed, relinks: Relinks) -> Origin:
    return claim.story, relinks.split_of(claim)


def below_country(place: Place | None) -> bool:
    return place is not None and place.kind in ("city", "region")


def order(site: Site) -> tuple[object, ...]:
    """A total order of sites that does not depend on what else there is, nor on what they say later."""
    return site.began, site.story, site.split or "", site.episode


def place_order(place: Place | None) -> tuple[str, ...]:
    return () if place is None else (place.kind, place.name, place.country or "", place.admin1 or "",
                                     str(place.geoname_id), str(place.latitude), str(place.longitude))


def cut(origin: Origin, claims: Sequence[FigureClaimed], subject: Subject, relinks: Relinks) -> list[Cut]:
    """The sites of an origin; `claims` are all of its claims in published order."""
    if not claims:
        return []
    _, split = origin
    if split is not None:
        return [Cut(_site(origin, ("", 0), claims, subject, relinks), tuple(claims))]
    found = []
    for name, part in _parts(claims, subject):
        for number, run in enumerate(_without_breaks(part, subject)):
            found.append(Cut(_site(origin, (name, number), run, subject, relinks), run))
    return found


def _parts(claims: Sequence[FigureClaimed], subject: Subject) -> list[tuple[str, Sequence[FigureClaimed]]]:
    """The claims dealt to the events of which the story tells, each under a name of its own.

    What names no place goes to the event that is told of nearest in time.
    """
    sources: dict[tuple[Place, str | None], _Source] = {}
    for claim in claims:
        if claim.place is not None and below_country(claim.place):
            key = claim.place, claim.cause
            sources.setdefault(key, _Source(*key, [])).claims.append(claim)
    parts: list[list[_Source]] = []
    for source in sources.values():  # by their first claims
        fitting = [part for part in parts if not any(_are_apart(source, other, subject) for other in part)]
        if fitting:
            max(fitting, key=lambda part: _fitness(source, part)).append(source)
        else:
            parts.append([source])
    if len(parts) < 2:
        return [("", claims)]
    dealt = [[claim for source in part for claim in source.claims] for part in parts]
    times = [[claim.published_at for claim in part] for part in dealt]
    for claim in claims:
        if not below_country(claim.place):
            at = claim.published_at
            nearest = min(range(len(parts)), key=lambda n: min(abs(at - other) for other in times[n]))
            dealt[nearest].append(claim)
    return [
        (" ".join((part[0].cause or "", *place_order(part[0].place))), sorted(held, key=writing_order))
        for part, held in zip(parts, dealt, strict=True)
    ]


def _are_apart(a: _Source, b: _Source, subject: Subject) -> bool:
    if are_near(a.place, b.place, a.cause, b.cause):
        return False
    first, second = (a, b) if a.claims[0].published_at <= b.claims[0].published_at else (b, a)
    if (second.claims[0].published_at - first.claims[-1].published_at).days > NEAR_DAYS:
        return True
    if (by_cause := _apart_by_cause(a.cause, b.cause, subject)) is not None:
        return by_cause
    tolls, later = _tolls(first.claims), _tolls(second.claims)
    if not tolls or not later:
        return False
    if later[0].at - tolls[0].at >= EARLY and _starts_again(tolls, later):
        return True
    return a.cause not in WIDE and (not _is_of_one_event(subject) or _told_side_by_side(tolls, later))


def _apart_by_cause(a: str | None, b: str | None, subject: Subject) -> bool | None:
    """Whether the causes alone tell two events apart; None where their tolls must be asked."""
    if a is None or b is None:
        return False
    if not are_kin(a, b):
        return not _is_of_one_event(subject)
    return False if a in WIDE and not a == b == "quake" else None


def _is_of_one_event(subject: Subject) -> bool:
    return subject.cause is not None and subject.cause != "fighting"  # a war has many


def never_apart(a: PlaceAndCause, b: PlaceAndCause, subject: Subject) -> bool:
    """Whether no claim that comes can part two that are of one event now, each named by its place and cause."""
    return are_near(a[0], b[0], a[1], b[1]) or _apart_by_cause(a[1], b[1], subject) is False


def _told_side_by_side(tolls: Sequence[Toll], later: Sequence[Toll]) -> bool:
    """Whether one update gives each of two places another toll: "Eight were killed in Tulsa. Hours later five were
    killed in a separate shooting in Omaha"."""
    return any(a.update_id == b.update_id and a.floor != b.floor for a in tolls for b in later)


def _starts_again(tolls: Sequence[Toll], later: Sequence[Toll]) -> bool:
    """Whether two updates or more of the later ones' first hours stay at half of what had been reached or less."""
    reached = max((toll.floor for toll in tolls if toll.at < later[0].at), default=0)
    early = [toll for toll in later if toll.at <= later[0].at + EARLY]
    return (reached >= SMALLEST_RESTARTED and len({toll.update_id for toll in early}) > 1
            and max(toll.floor for toll in early) * 2 <= reached)


def _fitness(source: _Source, part: Sequence[_Source]) -> int:
    """How much speaks for the part: a place near its own, its cause."""
    return max(
        2 * are_near(source.place, other.place, source.cause, other.cause) + (source.cause == other.cause)
        for other in part
    )


def longest_pause(claims: Sequence[FigureClaimed], subject: Subject) -> dt.timedelta:
    """For how long these claims may pause and be of one event."""
    if _main_cause(claims) is not None and any(below_country(claim.place) for claim in claims):
        return dt.timedelta(days=WINDOW_DAYS)
    return dt.timedelta(days=NEAR_DAYS if subject.cause is not None else PAUSE_DAYS)


def _without_breaks(claims: Sequence[FigureClaimed], subject: Subject) -> list[tuple[FigureClaimed, ...]]:
    times = [claim.published_at for claim in claims]
    cause = _main_cause(claims)
    pause = longest_pause(claims, subject)
    cuts = {0, len(claims)}
    if times[-1] - times[0] > pause:
        cuts.update(i for i in range(1, len(claims)) if times[i] - times[i - 1] > pause)
    if cause is not None and cause not in WIDE and times[-1] - times[0] > EARLY:
        cuts.update(bisect_left(times, at) for at in _restarts(_tolls(claims)))
    return [tuple(claims[start:end]) for start, end in pairwise(sorted(cuts))]  # of one run the very same tuple


def _site(origin: Origin, episode: Episode, claims: Sequence[FigureClaimed], subject: Subject,
          relinks: Relinks) -> Site:
    story, split = origin
    told = _tolls(claims)
    highest: list[Toll] = []
    for toll in told:
        if not highest or toll.floor > highest[-1].floor:
            highest.append(toll)
    early = [toll for toll in told if toll.at <= told[0].at + EARLY]
    names, wide = dealt_names(claims)
    claimants = {claim.claimant for claim in claims if claim.claimant}
    speakers = {word for claimant in claimants for word in fold_name(claimant).split()}
    return Site(
        story, split, episode, subject,
        frozenset(claim.place for claim in claims if claim.place is not None and below_country(claim.place)),
        _main_cause(claims), names - speakers, wide, names & speakers,
        frozenset(claim.happened_on for claim in claims if claim.happened_on is not None),
        claims[0].published_at.date(), claims[-1].published_at.date(), claims[0].published_at, tuple(highest),
        told[-1].floor if told else 0,
        frozenset((c.category, c.value) for c in claims if c.value is not None and c.value >= TELLING),
        max((toll.floor for toll in (*early, *_past(claims, early))), default=0),
        min(len({toll.update_id for toll in early}), 2),
        relinks.merges_of(claims, split),
    )


def causes_of(site: Site) -> tuple[str, ...]:
    """The cause that most claims name, and another one that the subject names; none where the claims name none."""
    if site.cause is None:
        return ()
    return (site.cause,) if site.subject.cause in (None, site.cause) else (site.cause, site.subject.cause)


def dealt_names(claims: Sequence[FigureClaimed]) -> tuple[frozenset[str], frozenset[str]]:
    """What the updates of the first claims print: names and rare words; provinces and big cities."""
    told = frozenset[str]().union(*(claim.names for claim in claims[:NAMES_FROM]))
    wide = frozenset(name for name in told if name[0].isupper())
    return told - wide, wide


def _main_cause(claims: Sequence[FigureClaimed]) -> str | None:
    causes = Counter(claim.cause for claim in claims if claim.cause is not None)
    return min(causes, key=lambda cause: (-causes[cause], cause), default=None)


def _past(claims: Sequence[FigureClaimed], early: Sequence[Toll]) -> list[Toll]:
    """The tolls that updates say to have replaced: a page that lowers a toll tells of the event that had the higher."""
    at = {toll.update_id for toll in early}
    return [
        Toll(c.published_at, c.from_value, c.update_id) for c in claims
        if c.category == "killed" and c.from_value is not None and c.update_id in at
    ]


def toll_of(claim: FigureClaimed) -> Toll | None:
    """The toll that the claim gives; None of the injured, of parts, of quoted earlier figures."""
    if claim.category != "killed" or claim.scope != "total" or claim.revision == "prior" or not claim.low:
        return None
    return Toll(claim.published_at, claim.low, claim.update_id)


def reached_before(site: Site, at: dt.datetime) -> int:
    """The highest toll that the site had told before a time; 0 if none."""
    count = bisect_left(site.tolls, at, key=attrgetter("at"))
    return site.tolls[count - 1].floor if count else 0


def _tolls(claims: Sequence[FigureClaimed]) -> list[Toll]:
    return [toll for toll in map(toll_of, claims) if toll is not None]


def _restarts(tolls: Sequence[Toll]) -> list[dt.datetime]:
    """When the toll starts again; what was told since the break belongs to the new event."""
    restarts: list[dt.datetime] = []
    start = 0  # where the event that is told of began
    for i, toll in enumerate(tolls):
        if i == 0 or toll.at - tolls[i - 1].at < BREAK or toll.at - tolls[start].at < EARLY:
            continue
        if _starts_again(tolls[start:i], tolls[i:]):
            restarts.append(toll.at - BREAK + dt.timedelta.resolution)
            start = i
    return restarts
