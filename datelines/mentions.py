"""Place names in running text, read with the care that a desk needs: better none than a wrong one."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple, Protocol

import msgspec

from datelines.names import fold_name
from datelines.nations import nation_of
from schemas.events import Place

_LONGEST = 5  # words of a place name
_UPPER = "A-ZÀ-ÖØ-ÞĀ-ſḀ-ỿ"
_TOKEN = re.compile(
    rf"[{_UPPER}](?:\.(?:[A-Z]\.)+(?:[A-Z][a-z]\.)?|[^\W\d_]*(?:[-’'](?!s\b)[^\W\d_]+)*)(['’]s\b)?(\.(?=[\s,)]|$))?"
)
_ARTICLES = frozenset({"al-", "el-"})
_NAME_LINKS = frozenset({" de ", " do ", " da ", " dos ", " del ", " della ", " di ", " du ", " el "})
_LINKS = _NAME_LINKS | {" ", " of ", " and ", " al-", " el-", " ez-", " az-", " es-", " e-"}
_ABBREVIATIONS = frozenset({"st", "ste", "ft", "mt", "pt"})
_AMBIGUOUS_STATES = frozenset(
    {"Mass.", "Miss.", "Ill.", "Del.", "La.", "Mo.", "Pa.", "Ore.", "Wash.", "Ind.", "Mich."}
)
_NEAR = "the northern southern eastern western central nearby neighboring neighbouring besieged".split()
_KIND = "city town village capital port suburb district commune municipality".split()
_BETWEEN = rf"(?: (?:{'|'.join((*_NEAR, *_KIND, 'of'))}))*"
_STRONG = "in at near outside inside around across throughout into toward towards".split()
_WEAK = "of to from over through between struck hit reached entered left and".split()
_IN = re.compile(rf"\b(?:{'|'.join(_STRONG)}){_BETWEEN} $|\b(?:{'|'.join(_KIND)}) of $", re.IGNORECASE)
_OF = re.compile(rf"\b(?:{'|'.join((*_STRONG, *_WEAK))}){_BETWEEN} $", re.IGNORECASE)
_SPEAKS = re.compile(
    r",? (?:also |has |had |later )*"
    r"(?:says|said|tells|told|adds|added|thinks|tweeted|vows|vowed|calls|called|wrote|denied)\b|, \d\d?,"
)
_SUFFIX = re.compile(r" (province|governorate|state|region|prefecture|oblast)\b", re.IGNORECASE)
_PREFIX = re.compile(r"\b(province|governorate|state|region|prefecture|oblast) of $", re.IGNORECASE)
_NOUN = re.compile(r" (?!(?:sank|sinks|left|hit|struck)\b)([a-z]{3,})\b")
_EVENT = re.compile(
    r" (?:[^\W\d_]+ )?(?:attacks?|blasts?|bombings?|explosions?|quakes?|earthquakes?|floods?|flooding|landslides?"
    r"|mudslides?|collapse|crash|derailment|stampede|crush|massacre|shootings?|siege|raid|killings|disaster|tragedy"
    r"|incident)\b",
    re.IGNORECASE,
)
_LOWER = re.compile(r"\b[a-z]{4,}\b")
_CONTEXT = 60  # characters before a name that are looked at
# Where towns are named after people: there "of Jackson" and "to Clinton" do not speak of a town.
_NAMED_AFTER_PEOPLE = frozenset({"US", "GB", "CA", "AU", "NZ", "IE"})


class Mention(NamedTuple):
    """`place` is named at text[start:end]."""

    start: int
    end: int
    place: Place


class _Names(Protocol):
    """What is asked of the gazetteer."""

    def lookup(self, name: str, country: str | None) -> Place | None: ...
    def find_exact(self, name: str) -> Place | None: ...
    def find_outers(self, name: str, country: str | None = None) -> list[Place]: ...
    def find_within(self, name: str, outer: Place) -> Place | None: ...
    def region_of(self, key: str, word: str, country: str | None) -> Place | None: ...
    def is_well_known(self, place: Place) -> bool: ...
    def is_large(self, place: Place) -> bool: ...
    def may_start(self, word: str, country: str | None) -> bool: ...


class _Words(NamedTuple):
    functions: frozenset[str]
    never: frozenset[str]
    ordinary: frozenset[str]
    people: frozenset[str]
    titles: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]


class _Token(msgspec.Struct, frozen=True, gc=False):
    """A capitalised word: its span without possessive and full stop, folded, and what ends it."""

    start: int
    end: int
    key: str
    possessive: bool
    stop: bool  # a full stop follows
    linked: bool  # the word before belongs to the same run of capitalised words


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = tomllib.loads((files("datelines") / "data" / "words.toml").read_text("utf-8"))
    return _Words(*(frozenset(table[field]) for field in _Words._fields))


def is_ordinary(key: str) -> bool:
    """Whether a folded word is one of the language first: "of", "most", "police"."""
    words = _words()
    return key in words.functions or key in words.never


def is_word_or_person(key: str) -> bool:
    """Whether the folded name of a city is a word of the language too, or people are called so: "Nice", "Florence"."""
    words = _words()
    return key in words.ordinary or key in words.people


def may_stand_beside(word: str, *, before: bool) -> bool:
    """Whether a word is no part of the name that it stands right before or behind."""
    key = fold_name(word)
    words = _words()
    return key in words.functions or key in (words.before if before else words.after)


def read_mentions(names: _Names, text: str, country: str | None) -> list[Mention]:
    """The place names in the text, left to right, longest match first, for a story of this country.

    Taken: countries, regions ("Homs province", US states), places of the story's country, big cities
    elsewhere, and any place that is named with its state or country ("Paris, Texas"). A name that is part of
    a longer one (of a person, a body, a hotel) is none; a small or ordinary-looking one must follow a word of
    place ("in", "near", "the town of") or another place.
    """
    return _Reader(names, text, country).read()


class _Reader:
    def __init__(self, names: _Names, text: str, country: str | None) -> None:
        self.names = names
        self.text = text
        self.country = country
        self.words = _words()
        self.tokens = _tokens(text)
        self.found: list[Mention] = []
        self.persons: set[str] = set()
        self.named: set[str] = set()  # what was taken before needs no word of place again
        self.after_place = -1  # index of the token right after the last mention

    def read(self) -> list[Mention]:
        index = 0
        while index < len(self.tokens):
            index += self._read_at(index) or 1
        return self.found

    def _read_at(self, first: int) -> int:
        """Take the longest name that starts at this token; the number of tokens taken."""
        key = self.tokens[first].key
        may_start = self.names.may_start(key, self.country)
        if not may_start and not self.text.startswith(", ", self.tokens[first].end):
            return 0
        for last in range(self._longest(first), first - 1, -1):
            if last == first and is_ordinary(key):
                break
            start, end = self.tokens[first].start, self.tokens[last].end
            name = self.text[start:end]
            place = self._abbreviated(name + ".", first) if self.tokens[last].stop else None
            end += place is not None
            place = place or self.names.lookup(name, self.country)
            inner = self._qualified(name, place, last) if last == first or place is None else None
            if inner is None and place is not None:
                inner = place if self._is_place(first, last, place) else None
            if inner is not None and not (last > first and is_ordinary(fold_name(name))):
                self._take(start, end, inner, last)
                return last - first + 1
        return 0

    def _longest(self, first: int) -> int:
        last = first
        while last + 1 < len(self.tokens) and last - first + 1 < _LONGEST:
            following, token = self.tokens[last + 1], self.tokens[last]
            if not following.linked or token.possessive or (token.stop and token.key not in _ABBREVIATIONS):
                break
            last += 1
        return last

    def _abbreviated(self, name: str, first: int) -> Place | None:
        """ "Fla." and the like; those that are words as well only after a comma."""
        after_comma = self.text.endswith(", ", 0, self.tokens[first].start)
        if name in _AMBIGUOUS_STATES and not after_comma:
            return None
        return self.names.find_exact(name)

    def _qualified(self, name: str, place: Place | None, last: int) -> Place | None:
        """The place meant by "Moscow, Idaho" or "Accumoli, Italy"; None when no country or region follows."""
        following = last + 1
        if following >= len(self.tokens) or self.tokens[last].possessive:
            return None
        if self.text[self.tokens[last].end : self.tokens[following].start] != ", ":
            return None
        for end in range(self._longest(following), following - 1, -1):
            token = self.tokens[end]
            outer_name = self.text[self.tokens[following].start : token.end]
            outers = self.names.find_outers(outer_name, self.country)
            if not outers and token.stop:
                outers = self.names.find_outers(outer_name + ".", self.country)
            for outer in outers:
                # "Lebanon, Syria and Jordan" lists countries; "Lebanon, Pa." names a town.
                if place is not None and place.kind != "city" and outer.kind == "country":
                    continue
                if (inner := self.names.find_within(name, outer)) is not None:
                    return inner
        return None

    def _is_place(self, first: int, last: int, place: Place) -> bool:
        key = self.tokens[first].key if first == last else ""
        if self._is_part_of_a_name(first, last, place):
            self.persons.add(self.tokens[last].key)
            return False
        at_home = place.country == self.country
        if not at_home and not self.names.is_well_known(place):
            return False
        if key in self.words.ordinary and not (at_home and self.names.is_well_known(place)):
            return False
        if key in self.words.ordinary or key in self.persons:
            return self._is_located(first)
        may_speak = key in self.words.people and not (at_home and place.kind == "country")
        if may_speak and _SPEAKS.match(self.text, self.tokens[last].end):
            return False
        if not key or place.kind != "city" or self.names.is_large(place):
            return True
        if self.country in _NAMED_AFTER_PEOPLE:
            return self._is_located(first)
        return key in self.named or self._is_located(first, weakly=True) or self._names_an_event(last)

    def _is_located(self, first: int, *, weakly: bool = False) -> bool:
        """Whether a word of place leads to the name: "in", "the town of", `weakly` also "of" and "to"."""
        if first == self.after_place:
            return True
        start = self.tokens[first].start
        before = self.text[max(0, start - _CONTEXT) : start]
        return (_OF if weakly else _IN).search(before) is not None

    def _names_an_event(self, last: int) -> bool:
        """ "The Kohat bombing", "Kohat bus attack": events are called by the towns where they happen; fires have names
        of their own, and a "Kazakh blast" is of a people."""
        token = self.tokens[last]
        if token.possessive or nation_of(token.key.capitalize()) is not None:
            return False
        return _EVENT.match(self.text, token.end) is not None

    def _is_part_of_a_name(self, first: int, last: int, place: Place) -> bool:
        """Whether capitalised words right beside make it something else: "Scott Israel", "Hotel Roma"."""
        if first > 0 and first != self.after_place:
            token, previous = self.tokens[first], self.tokens[first - 1]
            between = self.text[previous.end : token.start]
            if previous.stop and previous.key in self.words.titles:
                return True
            if between == " " and previous.key not in self.words.functions and previous.key not in self.words.before:
                return True
            if place.kind == "city" and self.text.endswith(" the ", 0, token.start):
                known = self.names.is_large(place) or (first < last and self.names.is_well_known(place))
                return not (self._names_an_event(last) or (known and self._stands_before_a_noun(self.tokens[last])))
        ending = self.tokens[last]
        if ending.possessive or ending.stop or last + 1 == len(self.tokens):
            return False
        following = self.tokens[last + 1]
        between = self.text[ending.end : following.start]
        if between in _NAME_LINKS and place.kind == "city":
            return True
        words = self.words
        if between != " " or any(following.key in kind for kind in (words.functions, words.titles, words.after)):
            return False
        if place.country not in _NAMED_AFTER_PEOPLE and self._names_an_event(last):
            return False
        return place.kind == "city" or _LOWER.search(self.text) is not None

    def _stands_before_a_noun(self, name: _Token) -> bool:
        """ "the Lima flood", "the Kansas City team's win", and not "the Lima sank", "the Lima, a ship"."""
        noun = None if name.possessive else _NOUN.match(self.text, name.end)
        return noun is not None and noun[1] not in self.words.functions and not noun[1].endswith("ed")

    def _take(self, start: int, end: int, place: Place, last: int) -> None:
        suffix = _SUFFIX.match(self.text, end)
        word = suffix
        if suffix is None and self.text.endswith(" of ", 0, start):
            word = _PREFIX.search(self.text, max(0, start - _CONTEXT), start)
        if word is not None:
            name = fold_name(self.text[start:end])
            region = self.names.region_of(name, word.group(1).lower(), place.country)
            if region is not None:
                place = region
                end = suffix.end() if suffix else end
        if self.text[max(0, start - 3) : start] in _ARTICLES:
            start -= 3
        self.named.add(self.tokens[last].key)
        self.found.append(Mention(start, end, place))
        self.after_place = last + 1 if self._goes_on(end, last + 1) else -1

    def _goes_on(self, end: int, following: int) -> bool:
        """Whether the next capitalised word lies in this place ("Syria's Homs") or goes on with a list."""
        if following >= len(self.tokens):
            return False
        between = self.text[end : self.tokens[following].start]
        return between in {", ", " and ", ", and ", " or ", "'s ", "’s ", "-"}


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    previous = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start and text[start - 1].isalpha():
            continue  # a capital within a word: "iPhone"
        possessive, stop = match.span(1), match.span(2)
        if stop[0] >= 0:
            end = stop[0]
        word_end = possessive[0] if possessive[0] >= 0 else end
        key = fold_name(text[start:word_end])
        linked = bool(tokens) and text[previous:start] in _LINKS
        tokens.append(_Token(start, word_end, key, possessive[0] >= 0, stop[0] >= 0, linked))
        previous = end + (stop[0] >= 0)
    return tokens
