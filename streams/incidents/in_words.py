"""The reasons why stories are one event or two, as an editor tells them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import get_args

from datelines.names import fold_name
from schemas.counted import counted
from schemas.events import Category, IncidentsRelinked, Place
from streams.incidents.book import Incident
from streams.incidents.kinship import are_near, kilometres
from streams.incidents.linking import are_apart, look_like_two, nothing_ties
from streams.incidents.reasons import Reason, Telling
from streams.incidents.sites import NEAR_DAYS, Site, below_country, place_order
from streams.incidents.ties import Tie, days_apart, shared_places, subject_names

_WORD = re.compile(r"[^\W\d_]+")
_NAMED_AT_MOST = 4
_NUMBERS = "numbers of both"  # they are told in a sentence of their own: "Both tell of 9 killed."
_CATEGORIES: tuple[str, ...] = get_args(Category)
_DIGITS = 8
"""So many digits of an id are shown."""


def spelling_of(texts: Iterable[str]) -> dict[str, str]:
    """How these texts spell names: the folded word -> as it is printed first with a capital, if ever."""
    found: dict[str, str] = {}
    for word in (word for text in texts for word in _WORD.findall(text)):
        if word[0].isupper():
            found.setdefault(fold_name(word), word)
    return found


def said(reason: Reason, spelling: Mapping[str, str]) -> str:
    """The reason in a sentence or two, names spelled as in `spelling` where they are there."""
    telling, other = reason.telling, reason.other
    if reason.edit is not None:
        if reason.nearest is None:
            done = "merged into it" if reason.kind == "merged" else "split off"
            return f"{_named(telling)} was {done} by {_edit(reason.edit)}."
        return f"Apart from {_incident(reason.nearest)}, for one was split off by {_edit(reason.edit)}."
    if other is None:
        return f"It begins with {_named(telling)}."
    earlier, later = other, telling
    ties = sorted((tie for tie in reason.ties if tie.what != _NUMBERS), key=lambda tie: -tie.weight)
    told = [(tie, in_words(tie, earlier, later, spelling)) for tie in ties]
    speaks_for = [words for tie, words in told if tie.weight > 0]
    against = [words for tie, words in reversed(told) if tie.weight < 0]
    both = f" {_both_tell(earlier, later)}." if figures_of_both(earlier, later) else ""
    if reason.nearest is None:
        although = f"; although {_clauses(against)}" if against else ""
        because = _clauses(speaks_for) or "nothing speaks against it"
        return f"{_named(later)} is one event with {_short(earlier)}: {because}{although}.{both}"
    keeps = against
    if reason.forbidden:
        alone = _forbidden(earlier, later)
        keeps = [alone, *(words for words in against if words not in alone)]
    though = f"; though {_clauses(speaks_for)}" if speaks_for else ""
    apart = _clauses(keeps) or "too little speaks for one event"
    return f"Apart from {_incident(reason.nearest)}: {apart}{though}.{both}"


def figures_of_both(a: Telling, b: Telling) -> list[str]:
    """The figures that both tell, of each category the highest first: "37 killed"."""
    shared = sorted(a.site.figures & b.site.figures, key=lambda figure: (_CATEGORIES.index(figure[0]), -figure[1]))
    return [f"{value:,} {category}" for category, value in shared]


def _both_tell(earlier: Telling, later: Telling) -> str:
    return f"Both tell of {_listed(figures_of_both(earlier, later))}"


def in_words(tie: Tie, earlier: Telling, later: Telling, spelling: Mapping[str, str]) -> str:
    """What a tie says of two tellings, with the names, places, days and causes in which it lies."""
    words = _WORDS.get(tie.what)
    if words is not None:
        return words(earlier, later, spelling)
    return _days(days_apart(earlier.site, later.site)) if tie.what.endswith("days apart") else tie.what


def _names(earlier: Telling, later: Telling, spelling: Mapping[str, str]) -> str:
    words = shared_names(earlier, later, spelling)
    names = [word for word in words if word[0].isupper()]
    rare = [f"“{word}”" for word in words if not word[0].isupper()]
    told = [f"{verb} {_listed(some)}" for verb, some in (("name", names), ("print", rare)) if some]
    return f"both {' and '.join(told)}"


def shared_names(earlier: Telling, later: Telling, spelling: Mapping[str, str]) -> list[str]:
    """The names and rare words of both, in the order in which the earlier prints them: names, then the others."""
    shared = earlier.site.names & later.site.names
    printed = dict.fromkeys(name for claim in earlier.claims for name in claim.names if name in shared)
    return sorted((spelling.get(name, name) for name in printed), key=lambda name: not name[0].isupper())


def _wide(earlier: Telling, later: Telling, spelling: Mapping[str, str]) -> str:
    shared = sorted(earlier.site.wide & later.site.wide)
    return f"both mention {_listed([spelling.get(name.lower(), name) for name in shared])}"


def _claimant(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    shared = earlier.site.claimants & later.site.claimants
    names = [claim.claimant for claim in earlier.claims
             if claim.claimant and not shared.isdisjoint(fold_name(claim.claimant).split())]
    return f"both hear {_listed(list(dict.fromkeys(names)))}"


def _causes(what: str) -> Callable[[Telling, Telling, Mapping[str, str]], str]:
    def words(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
        causes = dict.fromkeys(cause for cause in (earlier.site.cause, later.site.cause) if cause)
        return f"{what}, {_and(list(causes))}"

    return words


def _subject_names(earlier: Telling, later: Telling, spelling: Mapping[str, str]) -> str:
    told = [spelling.get(name, name) for name in sorted(subject_names(earlier.site, later.site))]
    return f"a standing subject tells {_and(told)}"


def _subject_causes(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"a standing subject names a cause that fits both {earlier.site.cause} and {later.site.cause}"


def _same_place(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    shared = shared_places(earlier.site, later.site)
    return f"the same place, {_listed(list(dict.fromkeys(p.name for p in _by_use(earlier) if p.name in shared)))}"


def _near_places(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    pair = next((a, b) for a in _by_use(earlier) for b in _by_use(later)
                if are_near(a, b, earlier.site.cause, later.site.cause))
    return f"places near each other, {_far(*pair)}"


def _far_places(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"places far apart, {_far(_by_use(earlier)[0], _by_use(later)[0])}"


def _other_places(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"other places, {_far(_by_use(earlier)[0], _by_use(later)[0])}"


def _far(a: Place, b: Place) -> str:
    far = kilometres(a, b)
    names = f"{a.name} and {b.name}"
    return f"{names} ({far:,.0f} km)" if 1 <= far < float("inf") else names


def _by_use(telling: Telling) -> list[Place]:
    """The places below the country, the one that most claims name first."""
    uses = Counter(claim.place for claim in telling.claims if claim.place is not None and below_country(claim.place))
    return sorted(uses, key=lambda place: (-uses[place], place_order(place)))


def _venue(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    shared = earlier.site.subject.venues & later.site.subject.venues
    return f"both standing subjects name one kind of place, {_and(sorted(shared))}"


def _manners(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    first, second = (sorted(telling.site.subject.manners) for telling in (earlier, later))
    return f"their standing subjects name different things, {_and(first)} and {_and(second)}"


def _same_day(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"both say it happened on {_day(min(earlier.site.days & later.site.days))}"


def _later_day(_: Telling, later: Telling, __: Mapping[str, str]) -> str:
    return f"the later one says it happened on {_day(min(later.site.days))}, when the earlier was already told"


def _next_day(_: Telling, later: Telling, __: Mapping[str, str]) -> str:
    return f"the later one says it happened on {_day(min(later.site.days))}, a day after the earlier was first told"


def _first_day(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    days = (earlier.site.first - dt.timedelta(days=back) for back in (0, 1))
    named = next(day.isoformat() for day in days if day.isoformat() in later.site.days)
    return f"the later one says it happened on {_day(named)}, about when the earlier was first told"


def _other_day(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"they give different days, {_day(min(earlier.site.days))} and {_day(min(later.site.days))}"


def _lower_toll(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"the later one begins with fewer dead ({_fewer(earlier, later)})"


def _half_the_toll(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    return f"the later one first tells of half the dead or fewer ({_fewer(earlier, later, later.site.tolls[0].floor)})"


def _goes_on(earlier: Telling, later: Telling, _: Mapping[str, str]) -> str:
    reached, begins = earlier.site.latest, later.site.tolls[0].floor
    told = f"{reached:,}, then {begins:,}" if begins != reached else f"{reached:,}"
    return f"the later one goes on from the toll of the earlier ({told})"


def _fewer(earlier: Telling, later: Telling, told: int | None = None) -> str:
    start = later.site.tolls[0].at
    reached = max((toll.floor for toll in earlier.site.tolls if toll.at <= start), default=0)
    return f"{later.site.early if told is None else told:,}, where the earlier had reached {reached:,}"


def _day(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%B}"


def _days(days: int) -> str:
    return "told on the same day" if days == 0 else f"told {'a day' if days == 1 else f'{days} days'} apart"


_WORDS: Mapping[str, Callable[[Telling, Telling, Mapping[str, str]], str]] = {
    "names or rare words of both": _names,
    "provinces or big cities of both": _wide,
    "names of both that a subject tells": _subject_names,
    "no name of both": lambda *_: "no name stands in both",
    "one tells too little to be an event by itself": lambda *_: "one tells too little to be an event by itself",
    "words of a claimant's name of both": _claimant,
    "the same cause": _causes("the same cause"),
    "kindred causes": _causes("kindred causes"),
    "a cause that the subject of one names": _subject_causes,
    "another cause": _causes("different causes"),
    "the same place": _same_place,
    "places near each other": _near_places,
    "places far apart": _far_places,
    "other places": _other_places,
    "subjects that name other manners": _manners,
    _NUMBERS: lambda earlier, later, _: _both_tell(earlier, later),
    "the later one goes on from the toll of the earlier": _goes_on,
    "subjects that name one cause": lambda *_: "both standing subjects name the cause",
    "subjects that name one kind of place": _venue,
    "one story": lambda *_: "one standing subject",
    "the day of both": _same_day,
    "the later one gives a later day": _later_day,
    "the later one gives the next day": _next_day,
    "the later one gives the first day of the earlier": _first_day,
    "another day": _other_day,
    "the later one begins with fewer dead": _lower_toll,
    "the later one first tells of half the dead": _half_the_toll,
}


def _forbidden(earlier: Telling, later: Telling) -> str:
    """What alone keeps two apart whatever speaks for one event."""
    a, b = earlier.site, later.site
    if a.story == b.story and a.episode[0] != b.episode[0]:
        return "their one standing subject tells of both and deals its figures out to them"
    if (days := days_apart(a, b)) > NEAR_DAYS:
        return f"too long between them, {counted(days, 'day')}"
    if nothing_ties(a, b):
        return "they share no name, claimant or place"
    for one, another, freed in _of_subjects(a, b):
        if one and another and one.isdisjoint(another) and not (are_apart(*freed) or look_like_two(*freed)):
            return f"their standing subjects name different things, {_and(sorted(one))} and {_and(sorted(another))}"
    first, second = sorted((earlier, later), key=lambda telling: telling.site.tolls[0].at)
    return f"the toll starts again, for {_lower_toll(first, second, {})}"


def _of_subjects(a: Site, b: Site) -> Iterator[tuple[frozenset[str], frozenset[str], tuple[Site, Site]]]:
    """What both subjects name, and the sites as if these did not."""
    nothing = frozenset[str]()
    manners = [site._replace(subject=site.subject._replace(manners=nothing)) for site in (a, b)]
    yield a.subject.manners, b.subject.manners, (manners[0], manners[1])
    venues = [site._replace(subject=site.subject._replace(venues=nothing)) for site in (a, b)]
    yield a.subject.venues, b.subject.venues, (venues[0], venues[1])


def _named(telling: Telling) -> str:
    carriers = list(dict.fromkeys(claim.carrier for claim in telling.claims if claim.carrier))
    updates = telling.update_ids
    by = f" of {_listed(carriers)}" if carriers else ""
    at = f"{telling.site.began:%d %b %H:%M}"
    if len(updates) == 1:
        return f"{telling.site.story} (update {updates[0][:_DIGITS]}{by}, {at})"
    return f"{telling.site.story} ({counted(len(updates), 'update')}{by} from {at} on, first {updates[0][:_DIGITS]})"


def _short(telling: Telling) -> str:
    return f"{telling.site.story} ({telling.update_ids[0][:_DIGITS]})"


def _incident(incident: Incident) -> str:
    what = ": ".join(x for x in (incident.place.name if incident.place else None, incident.cause) if x)
    return f"incident {incident.incident_id[:_DIGITS]}{f' ({what})' if what else ''}"


def _edit(edit: IncidentsRelinked) -> str:
    return f"{edit.by}, {edit.published_at:%d %b %H:%M} UTC: {edit.reason}"


def _listed(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(words) - _NAMED_AT_MOST
    return _and([*words[:_NAMED_AT_MOST], counted(more, "other")] if more > 1 else words)


def _and(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _clauses(clauses: Sequence[str]) -> str:
    return "; ".join(clauses)
