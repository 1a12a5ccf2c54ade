"""The day on which an update says that its event happened.

A day (a weekday, "May 11", "11 May 2026"; not "today" or "overnight", by which rolling news dates what is new) is the
event's when it stands beside a noun of an event ("Friday's derailment", "the Monday night shooting"), else by the
nearest word before it, and behind it where it opens its clause: a word of what happens ("opened fire at a market on
Monday", "On Monday a slope gave way") makes it the event's day, a word of saying ("said on Friday"), of finding and
mourning ("recovered on Friday") or of counting ("a figure of 19 given on Friday") any other. What has none of these
words near by is the event's day only where its sentence tells of casualties and no other day is found [ours].
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from datelines.clocks.clock import weekday_before
from streams.extract.sentences.line import Line
from streams.extract.words.cause import CAUSES
from streams.extract.words.vocabulary import MONTHS, PREPOSITIONS, WEEKDAYS

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_AGO = 31
"""A date that is further back is of another event, in days."""
_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEEDED = WEEKDAYS | MONTHS.keys()

_BACK, _AHEAD, _NOUN_WITHIN, _DIED_OF_WITHIN = 12, 14, 4, 4
_DATELINE = 8
"""A date among so many first words, before a bracket or a dash, is the page's own."""
_ENDS = frozenset((";", ":", "“", "”", '"', "(", ")"))
_BEHIND_A_DATELINE = frozenset(("(", ")", "-", "–", "—", "--"))
_TIMES = frozenset("morning afternoon evening night noon midday dawn midnight lunchtime early late".split())
_BETWEEN = _TIMES | frozenset("on last the of in at around".split())
_OF_ANOTHER = frozenset("until till by next every each coming before after against than".split())
_GOES_ON = _TIMES | PREPOSITIONS | frozenset({"when", "while", "as", "and"})
_POSSESSIVE = frozenset(("'s", "’s"))
_DETERMINED = frozenset("the a an of in after".split())

_NOUNS = frozenset(word for row in CAUSES for word in row.words.split() if not word.endswith("ed")).union((
    "accident cave-in clash clashes crush disaster eruption inferno incident operation stampede tragedy violence"
).split())
_HAPPENS = _NOUNS.union((word for row in CAUSES for word in row.words.split()), (
    "attacked blew broke burst caught caved crashed detonated engulfed erupted event exploded fell flipped"
    " gave hit happened hurled injured killed killing kills occurred ripped rammed shot skidded slammed stabbed stormed"
    " struck swept tore toppled triggered unleashed veered went wounded"
).split())
_SAYS = frozenset(
    "according acknowledged added adds admitted announced announces briefing bulletin claimed claims communique"
    " conference confirmed confirms declared declares disclosed estimated explained insisted interview message posted"
    " reported reports revealed said saying says session stated statement states tells told tweeted update updated"
    " warned wrote".split()
)
_COMES_AFTER = frozenset(
    "against arrested arrived began begin begins brought burial burials buried called carried charged circulated"
    " climbed climbs closed continue continued continues corrected count counted court cut demonstrators deployed"
    " detained discharged due dug ended expected extracted fewer figure flown forecast found funeral funerals handed"
    " hearing hospital identified inquest inquiry investigation issued launched list listed lowered marched media meet"
    " meeting met mourn mourned mourning moved opened ordered parliament peaked protest protested published pulled put"
    " raised reached received recovered released remain remained reopen reopened rescued resume resumed resumes"
    " retrieved returned revised rise risen rose search searched searches searching sent settled spoke stands start"
    " starts stood succumbed surfaced surgery suspended tally transferred trial unearthed vigil visit visited visits"
    " washed".split()
)
_DIED_OF = frozenset("when after as in beneath under".split())
_IN_HOSPITAL = frozenset("hospital wounds injuries succumbed surgery burns".split())

_Kind = Literal["event", "unsure", "other"]


class _Day(NamedTuple):
    """A day that a sentence names by words[first:end]."""

    first: int
    end: int
    day: dt.date


def day_of_event(
    lines: Sequence[Line], published_on: dt.date, elsewhere: Sequence[tuple[int, int]] = ()
) -> dt.date | None:
    """The first day that the update names as its event's; None where it names none. Weekdays are resolved backwards.

    `elsewhere` are the spans of the text that tell of other events.
    """
    unsure = None
    for line in lines:
        if _NEEDED.isdisjoint(line.present):
            continue
        for named in _days(line.words, published_on):
            at = line.tokens[named.first].start
            kind = "other" if any(start <= at < end for start, end in elsewhere) else _kind(line.words, named)
            if kind == "event":
                return named.day
            if kind == "unsure" and unsure is None and line.marks:
                unsure = named.day
    return unsure


def _days(words: Sequence[str], published_on: dt.date) -> Iterator[_Day]:
    for i, word in enumerate(words):
        if word in WEEKDAYS:
            yield _Day(i, i + 1, weekday_before(published_on, _DAYS.index(word)))
        elif word in MONTHS and (named := _date(words, i, published_on)) is not None:
            yield named


def _date(words: Sequence[str], i: int, published_on: dt.date) -> _Day | None:
    """ "May 11", "11 May", "11th of May", each with or without the year."""
    first = end = i
    if (found := _matches(_DATE, words, i + 1)) is not None:
        end = i + 2
    else:
        first, end = i - 1 - (i > 0 and words[i - 1] == "of"), i + 1
        if (found := _matches(_DATE, words, first)) is None:
            return None
    year_at = end + (end < len(words) and words[end] == ",")
    year = _matches(_YEAR, words, year_at)
    try:
        day = dt.date(int(year[0]) if year else published_on.year, MONTHS[words[i]], int(found[1]))
        if year is None and day > published_on + dt.timedelta(days=1):
            day = day.replace(year=day.year - 1)
    except ValueError:  # there is no such day
        return None
    return _Day(first, year_at + 1 if year else end, day) if -1 <= (published_on - day).days <= _LONGEST_AGO else None


def _matches(pattern: re.Pattern[str], words: Sequence[str], i: int) -> re.Match[str] | None:
    return pattern.fullmatch(words[i]) if 0 <= i < len(words) else None


def _kind(words: Sequence[str], named: _Day) -> _Kind:
    first, end, _ = named
    if (of_noun := _beside_a_noun(words, first, end)) is not None:
        return of_noun
    if first < _DATELINE and not _BEHIND_A_DATELINE.isdisjoint(words[end : end + 2]):
        return "other"
    k = first - 1
    while k >= 0 and words[k] in _BETWEEN:
        k -= 1
    if k >= 0 and words[k] in _OF_ANOTHER:
        return "other"
    if any(words[i] == "from" and words[i - 1] in ("up", "down") for i in range(max(1, first - _BACK), first)):
        return "other"  # "down from 35 on Monday"
    opens = k < 0 or (words[k] == "," and k <= 2)
    before = () if opens else words[max(0, k - _BACK) : k + 1][::-1]
    of_it = not _DIED_OF.isdisjoint(words[end : end + _DIED_OF_WITHIN]) and _IN_HOSPITAL.isdisjoint(words)
    if (kind := _by_nearest(before, of_it=of_it)) is not None:
        return kind
    behind = _by_nearest(words[end : end + _AHEAD], of_it=False)
    goes_on = opens or words[end : end + 1] == [","] or not _GOES_ON.isdisjoint(words[end : end + 1])
    if behind == "event" and not goes_on:  # "The governor on Monday led prayers for those killed"
        return "unsure"
    return behind or "unsure"


def _beside_a_noun(words: Sequence[str], first: int, end: int) -> _Kind | None:
    """ "Monday's quake", "the Friday night shooting"; "Monday's print edition" is of another; None: beside none."""
    j, possessive = end, False
    while j < len(words) and (words[j] in _TIMES or words[j] in _POSSESSIVE):
        possessive = possessive or words[j] in _POSSESSIVE
        j += 1
    if not possessive and (j == end or first == 0 or words[first - 1] not in _DETERMINED):
        return None
    if not _NOUNS.isdisjoint(words[j : j + _NOUN_WITHIN]):
        return "event"
    return "other" if possessive else None


def _by_nearest(words: Sequence[str], *, of_it: bool) -> _Kind | None:
    """What the first telling word says; of_it: whether a death that stands there is told to be of the event."""
    for word in words:
        if word in _ENDS:
            return None
        if word in _HAPPENS or (word == "died" and of_it):
            return "event"
        if word in _SAYS or word in _COMES_AFTER or word == "died":
            return "other"
    return None
