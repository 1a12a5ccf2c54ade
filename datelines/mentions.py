"""Place names in running text, read with the care that a desk needs: better none than a wrong one."""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from datelines.names import fold
from schemas.events import Place

# Words that may stand right before or after a name without making it part of a person's or a body's name.
_BESIDE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december north south east west northern southern eastern western central upper "
    "lower greater mainland downtown northeastern northwestern southeastern southwestern".split()
)
_TITLES = frozenset(
    "mr mrs ms dr rev gen col lt maj capt cpl sgt cmdr adm sheriff gov sen rep president premier minister mayor "
    "governor senator king queen prince princess pope bishop archbishop sheikh imam judge chief officer detective "
    "spokesman spokeswoman spokesperson director chairman secretary ambassador general colonel captain major "
    "lieutenant sergeant admiral commander inspector superintendent professor prof coach".split()
)
_AFTER = _TITLES | _BESIDE | frozenset({"police", "prime", "foreign", "interior", "health", "civil", "city", "fire"})
_BREAKS = frozenset(
    "a an the in at on near from to of by for with and but or as after before when while where if since it he she "
    "they we i that this these those there his her their its our most many some several no not all both one two "
    "three four five six seven eight nine ten about around more less over under between across outside inside "
    "police officials authorities meanwhile earlier later also another other".split()
)
_LOCATIVE = frozenset(
    "in at near from to of outside inside around across into toward towards throughout through between over "
    "reached hit struck leaving left entered".split()
)
_SPEECH = re.compile(r" (?:says|said|tells|told|adds|added|thinks|tweeted|vows)\b")
_REGION = re.compile(r" (province|governorate|state|region|prefecture|oblast)\b", re.IGNORECASE)
_GENERIC = re.compile(r" (?:city|town|village|district|area|county|hospital|airport)\b")
_UPPER = "A-ZÀ-ÖØ-ÞĀ-ſḀ-ỿ"
_TOKEN = re.compile(
    rf"(?:[A-Z]\.){{2,}}|(?:\b[ae]l-)?[{_UPPER}][^\W\d_]*(?:-[^\W\d_]+)*(?:['’](?!s\b)[^\W\d_]+)*(?:['’]s\b)?\.?"
)
_CONNECTORS = frozenset({" of ", " and ", " de ", " do ", " da ", " dos ", " del ", " della ", " di ", " du ", " el "})
_LONGEST = 5  # words of a place name
_LARGE = 500_000


class Mention(NamedTuple):
    """`place` is named at text[start:end]."""

    start: int
    end: int
    place: Place


class _Names(Protocol):
    def find(self, name: str, country: str | None = None) -> Place | None: ...
    def is_well_known(self, place: Place) -> bool: ...


def read_mentions(gazetteer: _Names, text: str, country: str | None) -> list[Mention]:
    """The place names in the text, left to right, longest match first."""
    found: list[Mention] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue
        word = match.group().removesuffix("'s").removesuffix("’s")
        if fold(word) in _BREAKS or fold(word) in _BESIDE:
            continue
        place = gazetteer.find(word, country)
        if place is not None and gazetteer.is_well_known(place):
            end = match.start() + len(word)
            found.append(Mention(match.start(), end, place))
    return found
