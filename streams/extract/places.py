"""Where a figure is from: the nearest place named in its sentence, else the update's own, else the story's.

The story's place is its dateline's where that lies in the country that the story is about (a BEIRUT dateline says
nothing of where in Syria), else the country. What is said of the whole country is the country's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from datelines.places import Mention
from schemas.events import Place
from streams.extract.claim import Context

Span = tuple[int, int]
_WHOLE = re.compile(r"\b(?:across|around|throughout) the (?:country|nation)\b|\bnationwide\b", re.IGNORECASE)
_RANK = {"city": 0, "region": 1, "country": 2, "unknown": 3}


class PlaceOfFigure(NamedTuple):
    """A place and the words of the text that name it; None where no words of the text do."""

    place: Place | None
    printed: str | None = None


class Places:
    """The places of one update; `spoken` are the spans that name speakers, whose places are not the event's."""

    def __init__(self, text: str, context: Context, spoken: Sequence[Span]) -> None:
        self._context = context
        named = context.gazetteer.mentions(text, context.focus_country)
        self._mentions = _without(named, spoken)
        self._starts = [mention.start for mention in self._mentions]
        self._text = text
        self._country = self._focus()
        dominant = self._dominant()
        self._main = self._named(dominant) if dominant is not None else PlaceOfFigure(self._dateline() or self._country)

    def of(self, start: int, end: int, sentence: Span) -> PlaceOfFigure:
        """The place of the figure at text[start:end] in the sentence at text[sentence[0]:sentence[1]]."""
        first = bisect_left(self._starts, sentence[0])
        near = self._mentions[first : bisect_left(self._starts, sentence[1])]
        if not near:
            return PlaceOfFigure(self._country) if _WHOLE.search(self._text, *sentence) else self._main
        return self._named(min(near, key=lambda mention: (_distance(mention, start, end), mention.start)))

    def _named(self, mention: Mention) -> PlaceOfFigure:
        return PlaceOfFigure(mention.place, " ".join(self._text[mention.start : mention.end].split()))

    def _dominant(self) -> Mention | None:
        """Where the update's place is named first: the finest kind, in the story's country, then the most named."""
        if not self._mentions:
            return None
        focus = self._context.focus_country
        times = Counter(mention.place for mention in self._mentions)
        return min(
            self._mentions,
            key=lambda mention: (
                focus is not None and mention.place.country != focus,
                _RANK[mention.place.kind],
                -times[mention.place],
                mention.start,
            ),
        )

    def _dateline(self) -> Place | None:
        place = self._context.dateline_place
        return place if place is not None and place.country == self._context.focus_country else None

    def _focus(self) -> Place | None:
        code = self._context.focus_country
        if code is None:
            return None
        return self._context.gazetteer.find(self._context.gazetteer.country_name(code))


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


def _distance(mention: Mention, start: int, end: int) -> int:
    """Characters between; a place behind the figure ("12 in Brell") is nearer than one before it."""
    if mention.start >= end:
        return mention.start - end
    if mention.end <= start:
        return (start - mention.end) * 2
    return 0
