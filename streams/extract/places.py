"""Where a figure is from: the event's place, but for figures that the text deals out to places.

The event's place is the best supported of the places that the story's headlines and the update's text name [ours]: a
headline names where ("Brell says" does not); "in Brell" and "near Brell" say where, "from Brell", "40 miles north of
Brell", "the Brell–Sarn line", "the worst since Brell" do not; a place in a sentence that tells of the event itself
weighs more; of a region and a town in it the town. Places of those who speak are left out, and a dateline's stands only
where nothing else is named: a report is filed where there is a desk, and a BEIRUT dateline says nothing of where in
Syria. Nor do sentences on past events tell. Where nothing else is named, what is no seat of ministries and desks still
tells: the place of those who speak ("Police in Paducah said") and the province of a place of reference ("40 miles north
of Brell"). What is said of the whole country is the country's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from datelines.names import fold_name
from datelines.places import Gazetteer, Mention
from schemas.events import Place, Scope
from streams.extract.claim import Context
from streams.extract.sentences.line import Line
from streams.extract.words.cause import causes_named

Span = tuple[int, int]
_WHOLE = re.compile(r"\b(?:across|around|throughout) the (?:country|nation)\b|\bnationwide\b", re.IGNORECASE)
_SEPARATE = re.compile(
    r"\b(?:separate|unrelated) (?:\w+ )?(?:shooting|attack|bombing|blast|explosion|crash|fire|collapse|raid)\b",
    re.IGNORECASE,
)
_KINDS = "city town village hamlet district capital port suburb area region province county state municipality camp"
_IN = re.compile(
    r"\b(?:in|at|near|off|outside|inside|around|over|hit|struck|rocked|of)"
    rf"(?: (?:the|an?|northern|southern|eastern|western|central|nearby|remote|coastal|{'|'.join(_KINDS.split())}|of|'s"
    r"|\w+[’']s))* $",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"(?:\b(?:miles?|kilomet(?:er|re)s?|km|hours?|minutes?)(?: \([^)]*\))?(?: drive)?"
    r"(?: (?:away|north|south|east|west|northeast|northwest|southeast|southwest|inland|upstream|downstream))*"
    r" (?:of|from)|\b(?:north|south|east|west)(?:east|west)? of)(?: the)?(?: (?:city|town|capital|village)(?: of)?)? $",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:from|to|via|toward|towards|between|of Greater|based in|hospitals? in|hospitals? of|hospitalized in"
    r"|morgue in|told reporters in|speaking in|said in|(?:news|press) conference in|direction of|born in|lived in"
    r"|native of|resident of)"
    r"(?: \w+(?:,| and))?(?: the)?(?: (?:city|town|capital|village)(?: of)?)? $",
    re.IGNORECASE,
)
_SEAT = re.compile(
    r"(?:[’']s)? (?:headquarters|office|offices|bureau|newsroom|embassy|hospital|hospitals|clinic"
    r"|trauma (?:center|centre)|burns? (?:unit|center|centre)|medical (?:center|centre)|infirmary|mortuary|morgue|radio"
    r"|television|newspaper|daily|airwaves)\b"
)
_OF_A_SEAT = re.compile(r"\b(?:hospital|clinic|infirmary|mortuary|morgue|university|college), $", re.IGNORECASE)
_ROUTE_ON = re.compile(r"(?:[–/]|-(?=\w{4}))[^\W\d_a-z]")  # "the Lisbon–Porto express", and not "Deir-ez-Zor"
_ROUTE_TO = re.compile(r"\w{4}[-–/]$")
_SAYS = re.compile(r" (?:says?|said)\b")
_BEFORE_NOW = re.compile(
    r"\b(?:since|deadliest|worst|biggest|recall(?:s|ed|ing)?|memor(?:y|ies)|ago|last (?:year|month|summer|winter))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE = 60  # characters before a name that are looked at
_HEADLINE, _SAYS_WHERE, _NAMED, _OF_THE_EVENT = 6, 3, 1, 2
_MOST = 9  # that the text can say for one place
_FINER = 3
"""A town stands for its region where it is supported a third as well."""


class PlaceOfFigure(NamedTuple):
    """A place and the words of the text that name it; None where no words of the text do."""

    place: Place | None
    printed: str | None = None


class Places:
    """The places of one update; `spoken` are the spans that name speakers, whose places are not the event's."""

    def __init__(
        self, text: str, context: Context, lines: Sequence[Line], spoken: Sequence[Span], past: Sequence[Span] = ()
    ) -> None:
        """`past` are the sentences that tell of other events."""
        self._context = context
        mentions = context.gazetteer.mentions(text, context.focus_country)
        dateline = context.dateline_place
        self._inside = {m.place.admin1 for m in mentions} | {dateline.admin1 if dateline is not None else None}
        named = [mention._replace(place=self._as_region(mention.place)) for mention in _without(mentions, past)]
        self._mentions = _without(named, _with_outer_places(text, named, spoken))
        self._of_speakers = [mention for mention in named if mention not in self._mentions]
        self._starts = [mention.start for mention in self._mentions]
        self._text = text
        self._country = self._focus()
        self._lines = lines
        self._starts_of_lines = [line.tokens[0].start for line in lines]
        self._lines_say: dict[int, int | None] = {}  # for the places named in them; None of those that look back
        self._main = self._event()

    def of(self, start: int, end: int, sentence: Span, scope: Scope) -> PlaceOfFigure:
        """The place of the figure at text[start:end] in the sentence at text[sentence[0]:sentence[1]]."""
        if _WHOLE.search(self._text, *sentence):
            return PlaceOfFigure(self._country)
        if scope == "partial_area" or _SEPARATE.search(self._text, *sentence):
            first = bisect_left(self._starts, sentence[0])
            near = self._mentions[first : bisect_left(self._starts, sentence[1])]
            if near:
                return self._named(min(near, key=lambda mention: (_distance(mention, start, end), mention.start)))
        return self._main

    def _named(self, mention: Mention) -> PlaceOfFigure:
        return PlaceOfFigure(mention.place, " ".join(self._text[mention.start : mention.end].split()))

    def _event(self) -> PlaceOfFigure:
        """Where the event happened, as far as the headlines and the text tell."""
        context, focus = self._context, self._context.focus_country
        first: dict[Place, Mention | None] = {}
        weights: dict[Place, int] = {}
        for place, weight in _in_headlines(context.gazetteer, (context.headline, context.subject), focus):
            place = self._as_region(place)
            first.setdefault(place, None)
            weights[place] = max(weights.get(place, 0), weight)
        said: dict[Place, int] = {}
        for mention in self._mentions:
            weight = self._weight(mention)
            if weight:
                said[mention.place] = said.get(mention.place, 0) + weight
                first[mention.place] = first.get(mention.place) or mention
        for place, weight in said.items():
            weights[place] = weights.get(place, 0) + min(weight, _MOST)
        inside = {place: weight for place, weight in weights.items() if _is_below(place, focus)}
        dateline = self._dateline()
        if not inside:
            return self._of_those_who_speak() or PlaceOfFigure(dateline or self._near() or self._country)
        best = max(inside, key=lambda place: inside[place])  # of equals the one named first
        if best.kind == "region":
            towns = [place for place in inside if place.kind == "city" and place.admin1 == best.admin1]
            town = max(towns, key=lambda place: inside[place], default=None)
            if town is not None and inside[town] * _FINER >= inside[best]:
                best = town
            elif dateline is not None and dateline.kind == "city" and dateline.admin1 == best.admin1:
                best = dateline
        named = first.get(best)
        return self._named(named) if named is not None else PlaceOfFigure(best)

    def _as_region(self, place: Place) -> Place:
        """The region of the same name, for a city, where the text or dateline names a place in that region:
        "Washington's mudslide struck north of Seattle"."""
        if place.kind != "city" or place.country != self._context.focus_country:
            return place
        region = self._context.gazetteer.region_of(fold_name(place.name), "state", place.country)
        other = region is not None and region.admin1 != place.admin1 and region.admin1 in self._inside
        return region if other and region is not None else place

    def _weight(self, mention: Mention) -> int:
        """How much a mention says for its place being the event's."""
        before = self._text[max(0, mention.start - _BEFORE) : mention.start]
        if _ELSEWHERE.search(before) or _DISTANCE.search(before) or _SEAT.match(self._text, mention.end):
            return 0
        if _ROUTE_ON.match(self._text, mention.end) or _ROUTE_TO.search(before) or _OF_A_SEAT.search(before):
            return 0
        k = bisect_right(self._starts_of_lines, mention.start) - 1
        if k >= 0 and k not in self._lines_say:
            line = self._lines[k]
            is_of_event = causes_named(line.words).clear is not None
            self._lines_say[k] = None if self._looks_back(line) else _OF_THE_EVENT if is_of_event else 0
        said = self._lines_say[k] if k >= 0 else 0
        return 0 if said is None else (_SAYS_WHERE if _IN.search(before) else _NAMED) + said

    def _of_those_who_speak(self) -> PlaceOfFigure | None:
        """ "Police in Paducah, Kentucky, said": the first place that speakers are of, but for big cities."""
        focus, gazetteer = self._context.focus_country, self._context.gazetteer
        for mention in self._of_speakers:
            if _is_below(mention.place, focus) and not gazetteer.is_large(mention.place):
                return self._named(mention)
        return None

    def _near(self) -> Place | None:
        """ "55 miles northeast of Seattle": the province of a place of reference is the event's more often than not."""
        focus, gazetteer = self._context.focus_country, self._context.gazetteer
        for mention in self._mentions:
            place, before = mention.place, self._text[max(0, mention.start - _BEFORE) : mention.start]
            if place.kind == "city" and place.country == focus is not None and _DISTANCE.search(before):
                return gazetteer.region(focus, place.admin1)
        return None

    def _looks_back(self, line: Line) -> bool:
        """Whether a sentence speaks of what happened before: "the worst since Brell", "in Brell in 2013"."""
        sentence = " ".join(line.words)
        if _BEFORE_NOW.search(sentence):
            return True
        return any(int(year) < self._context.published_on.year for year in _YEAR.findall(sentence))

    def _dateline(self) -> Place | None:
        """The dateline's place, but for big cities, where the desks are."""
        place, gazetteer = self._context.dateline_place, self._context.gazetteer
        if place is None or place.country != self._context.focus_country or gazetteer.is_large(place):
            return None
        return place

    def _focus(self) -> Place | None:
        code = self._context.focus_country
        if code is None:
            return None
        return self._context.gazetteer.find(self._context.gazetteer.country_name(code))


def _is_below(place: Place, focus: str | None) -> bool:
    return place.kind in ("city", "region") and (focus is None or place.country == focus)


@lru_cache(maxsize=512)
def _in_headlines(
    gazetteer: Gazetteer, headlines: tuple[str, ...], focus: str | None
) -> tuple[tuple[Place, int], ...]:
    """The places that headlines name; a page's updates share them."""
    return tuple(_read_headlines(gazetteer, headlines, focus))


def _read_headlines(gazetteer: Gazetteer, headlines: Sequence[str], focus: str | None) -> Iterator[tuple[Place, int]]:
    for text in dict.fromkeys(headlines):
        for mention in gazetteer.mentions(text, focus):
            before = text[max(0, mention.start - _BEFORE) : mention.start]
            speaks = _SAYS.match(text, mention.end) is not None and _IN.search(before) is None
            if not (speaks or _ELSEWHERE.search(before) or _DISTANCE.search(before)):
                yield mention.place, _HEADLINE


def _without(named: Sequence[Mention], spans: Sequence[Span]) -> list[Mention]:
    """The mentions that lie in none of the spans."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    kept = []
    for mention in named:
        k = bisect_right(starts, mention.start) - 1
        if k < 0 or ordered[k][1] <= mention.start:
            kept.append(mention)
    return kept


def _with_outer_places(text: str, named: Sequence[Mention], spoken: Sequence[Span]) -> list[Span]:
    """The spans, and what stands behind the comma of a place in one: "[police in Paducah], Kentucky, said"."""
    ends = {end for _, end in spoken}
    return [*spoken, *((m.start, m.end) for m in named if text.startswith(", ", m.start - 2) and m.start - 2 in ends)]


def _distance(mention: Mention, start: int, end: int) -> int:
    """Characters between; a place behind the figure ("12 in Brell") is nearer than one before it."""
    if mention.start >= end:
        return mention.start - end
    if mention.end <= start:
        return (start - mention.end) * 2
    return 0
