"""What a text holds of countries: names of them, of their people, regions and places, and signs of them."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from datelines.layout import CITY, METROPOLIS, TOWN, VILLAGE
from datelines.mentions import is_word_or_person, may_stand_beside
from datelines.nations import nation_of, speaks_of_language
from datelines.signs import signs_in

if TYPE_CHECKING:
    from datelines.gazetteer import Gazetteer

Evidence = Counter[tuple[str, str]]  # how often: country (ISO alpha-2) and kind

_KINDS = {VILLAGE: "village", TOWN: "town", CITY: "city", METROPOLIS: "metropolis"}
_PLACES = frozenset(_KINDS.values())
_RANKS = (*_KINDS.values(), "region", "people", "country")
_AND = r" (?:(?:of|and) (?:the )?|(?:de|del|da|do|du|el|al|la) )?"
# What may be a capital stands first in both forms, so that the search runs from one to the next.
_RUN = re.compile(
    rf"[A-Z\x80-\U0010ffff](?<=[^\W\d_a-z])(?:(?<=[A-Z])\.(?:[A-Z]\.)+|[\w’'-]*(?:{_AND}(?=[^\W\d_a-z])[\w’'-]+)*)"
)
_STATE = re.compile(r"(?<=, )[A-Z][a-z]{1,4}\.")
_LOWER = re.compile(r"[a-z]{4,}")
_LAST_BEFORE = tuple(
    "in at near off across outside inside throughout around"
    " the northern southern eastern western central nearby town city village of parts".split()
)
_LOCATIVE = re.compile(
    rf"\b(?:{'|'.join(_LAST_BEFORE[:9])})(?: (?:{'|'.join(_LAST_BEFORE[9:])}))* $",
    re.IGNORECASE,
)
_BEFORE = 30  # characters in which words of place stand
_LONGEST = 5  # words of a name
_OFTEN = 3  # times: a country named more often says no more
_STATES = {("niger", "NE"): ("niger state", "NG")}  # a country's name that a text also gives to another one's state
_REMEMBERED = 8192  # runs of capitalised words


class _Named(NamedTuple):
    """What a run of capitalised words names."""

    name: str
    country: str
    kind: str
    is_shared: bool  # another country has one as great
    is_first: bool  # no other name of the run stands before it
    is_inner: bool  # it is a part of a longer name: of a body, a street, a person
    is_surname: bool  # it ends a longer name, and people are called so


def evidence_of(gazetteer: Gazetteer, text: str) -> Evidence:
    """What the text holds of each country, in time linear in the text.

    Kinds are "country", "people", "region", "metropolis", "city", "town" and "village", those that another country has
    too with a "+", places within a longer name with a "?"; "in" and "in place" count what follows a word of place;
    "sure" and "likely" are signs. A country counts three times at most, a town once however often it is named. A town
    whose name the text has in lower case too is a word, and what ends a person's name is one throughout.
    """
    read = [
        (named, is_located, min(count, _OFTEN))
        for (run, is_located), count in _runs(text).items()
        for named in _names_in(gazetteer, run)
    ]
    persons = {named.name for named, _, _ in read if named.is_surname}
    found: Evidence = Counter()
    for named, is_located, times in read:
        name, country = named.name.lower(), named.country
        if named.name in persons or (name == "english" and speaks_of_language(text)):
            continue
        if (name, country) in _STATES and _STATES[name, country][0] in text.lower():
            country = _STATES[name, country][1]
        if named.kind not in _PLACES:
            found[country, named.kind + "+" * named.is_shared] += times
            found[country, "in"] += times * (is_located and named.is_first)
        elif (is_located or not is_word_or_person(name)) and not _is_word_of(text, name):
            found[country, named.kind + ("?" if named.is_inner else "+" * named.is_shared)] += 1
            found[country, "in place"] += is_located and named.is_first
    for sign in signs_in(text):
        found[sign.country, "sure" if sign.is_sure else "likely"] += 1
    return +found


def _is_behind_a_word_of_place(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE) : start].rstrip(" \n")
    if before.isascii() and not before.lower().endswith(_LAST_BEFORE):
        return False
    return _LOCATIVE.search(text, max(0, start - _BEFORE), start) is not None


def _is_word_of(text: str, name: str) -> bool:
    """Whether a name of four plain letters or more stands in the text in lower case, too."""
    if _LOWER.fullmatch(name) is None:
        return False
    start = text.find(name)
    while start >= 0:
        if not (_is_of_word(text[start - 1 : start]) or _is_of_word(text[start + len(name) : start + len(name) + 1])):
            return True
        start = text.find(name, start + 1)
    return False


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _runs(text: str) -> Counter[tuple[str, bool]]:
    """How often each run of capitalised words stands in the text, and whether a word of place leads there."""
    runs: Counter[tuple[str, bool]] = Counter()
    for run in _RUN.finditer(text):
        start = run.start()
        is_behind = text[max(0, start - 2) : start].strip(" \n").isalpha()  # a word: cheap, and often none
        is_located = is_behind and _is_behind_a_word_of_place(text, start)
        runs[run[0], is_located] += 1
    for state in _STATE.findall(text):
        runs[state, False] += 1
    return runs


@lru_cache(maxsize=_REMEMBERED)
def _names_in(gazetteer: Gazetteer, run: str) -> tuple[_Named, ...]:
    """The names in a run of capitalised words, from the left, the longest first."""
    words = run.split(" ")
    found: list[_Named] = []
    first = 0
    while first < len(words):
        for last in range(min(first + _LONGEST, len(words)), first, -1):
            if bearers := _bearers(gazetteer, name := " ".join(words[first:last])):
                found += _named(name, bearers, words, first, last)
                first = last - 1
                break
        first += 1
    return tuple(found)


def _named(name: str, bearers: list[tuple[str, str]], words: list[str], first: int, last: int) -> list[_Named]:
    """What words[first:last] name, for each country that has such a name."""
    is_free_before = first == 0 or may_stand_beside(words[first - 1], before=True)
    is_free_behind = last == len(words) or may_stand_beside(words[last], before=False)
    is_surname = not is_free_before and last == len(words) and is_word_or_person(name.lower())
    ranks = [_RANKS.index(kind) for _, kind in bearers]
    return [
        _Named(
            name, country, kind, is_shared=sum(other >= rank for other in ranks) > 1,
            is_first=first == 0 or (first == 1 and is_free_before),
            is_inner=not (is_free_before and is_free_behind), is_surname=is_surname,
        )
        for (country, kind), rank in zip(bearers, ranks, strict=True)
    ]  # fmt: skip


def _bearers(gazetteer: Gazetteer, name: str) -> list[tuple[str, str]]:
    """The countries that a name can speak of and as what."""
    name = name.removesuffix("'s").removesuffix("’s").strip("'’-")
    bearers = [(country, _KINDS.get(kind, kind)) for country, kind in gazetteer.bearers(name)]
    if any(kind == "country" for _, kind in bearers):
        return bearers
    people = name.title() if name.isupper() and len(name) > 3 else name
    nation = nation_of(people) or nation_of(people.removesuffix("s"))
    return [(nation, "people")] if nation is not None else bearers
