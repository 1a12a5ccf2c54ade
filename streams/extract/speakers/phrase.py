"""A noun phrase that names a speaker: of what kind, by what name."""

from __future__ import annotations

from typing import Literal

from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import PREPOSITIONS
from streams.extract.words.words_of_speech import BASED, BODIES_WORDS, GROUPS, NAME_LINKS, ROLES, TITLES

Kind = Literal["person", "role", "group", "body"]
_COMMON = GROUPS | ROLES | BODIES_WORDS | TITLES
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "another", "one"})
_SPEAK_FOR = (["press", "service", "of"], ["press", "office", "of"], ["media", "office", "of"], ["media", "unit", "of"])


class Phrase:
    """A noun phrase that names a speaker: its kind, its name as printed, its words."""

    def __init__(self, text: str, line: Line, first: int, end: int) -> None:
        self.paragraph = line.paragraph
        self.indefinite = line.word(first) in ("a", "an", "one", "another")
        while first < end - 1 and (line.words[first] in _ARTICLES or line.words[first].endswith(BASED)):
            first += 1
        named = first + 3 + int(line.word(first + 3) == "the")
        if line.words[first : first + 3] in _SPEAK_FOR and named < end:  # "the press service of the Ministry of Rescue"
            first = named
        core_end = self._core_end(line, first, end)
        self.words = {word for word in line.words[first:core_end] if word[0].isalpha()}
        self.qualified = core_end < end  # "Ana Corvo of the council"
        self.has_clause = any(word in ("who", "which", "where", "whose") for word in line.words[first:end])
        start = self._person_start(line, first, core_end)
        self.kind: Kind = "person" if start is not None else self._kind_of(line, core_end)
        name_first, name_end = (start, core_end) if start is not None else (first, core_end)
        if self.kind == "role" and line.word(core_end) in ("of", "for", "at"):  # "the head of the agency"
            name_end = end
        tokens = line.tokens
        name_first = min(name_first, len(tokens) - 1)
        self.name = " ".join(text[tokens[name_first].start : tokens[max(name_end, name_first + 1) - 1].end].split())
        if self.kind in ("group", "role") and name_first == 0 and line.words[0] in _COMMON:
            self.name = self.name[0].lower() + self.name[1:]  # a capital only of the sentence
        self.last_name = line.word(core_end - 1)
        word = line.word(first)
        raw = text[tokens[name_first].start : tokens[name_first].end]
        self.acronym = word if core_end - first == 1 and raw.isupper() and 2 <= len(raw) <= 6 else ""
        self.core = {w for w in self.words if w not in PREPOSITIONS}
        capitals = [i for i in range(name_first, max(name_end, name_first + 1)) if line.capital(i)]
        self.is_proper = bool(capitals) and (capitals[-1] > 0 or line.words[0] not in _COMMON)

    @staticmethod
    def _core_end(line: Line, first: int, end: int) -> int:
        """Before the first preposition, unless it is part of a proper name or of an office."""
        for i in range(first + 1, end):
            word = line.words[i]
            if word in ("who", "which", "where", "whose", ","):
                return i
            if word in PREPOSITIONS:
                proper = (
                    line.capital(i - 1)
                    and line.capital(i + 1)
                    and word in ("of", "for")
                    and (line.words[i - 1] in BODIES_WORDS)
                )
                if not proper:
                    return i
        return end

    @staticmethod
    def _person_start(line: Line, first: int, end: int) -> int | None:
        """Where a person's name starts, if the phrase ends in one: titles stand before it."""
        start = end
        while start > first and (
            line.capital(start - 1)
            or line.words[start - 1] in NAME_LINKS
            or line.words[start - 1] in (".", "-")
            or (line.words[start - 1].partition("'")[0] in ("d", "l") or line.words[start - 1].startswith("al-"))
        ):
            start -= 1
        if start > first and line.words[start - 1] in PREPOSITIONS:
            return None  # "Ministry of Emergency Management"
        while start < end and (line.words[start] in TITLES or line.words[start] == "."):
            start += 1
        if start > first and line.words[start - 1] in PREPOSITIONS:
            return None  # "Observatory for Human Rights"
        for i in range(end - 2, start, -1):
            if line.words[i - 1] in ROLES and line.words[i - 1] in TITLES:  # "Fire Rescue Chief Ana Corvo"
                start = i
                break
        run = [word for word in line.words[start:end] if len(word) > 1]
        if not run or any(word in BODIES_WORDS or word in GROUPS or word in ROLES or word == "'s" for word in run):
            return None
        titled = start > first
        if len(run) == 1:
            return (
                start
                if titled and line.words[start - 2 if line.words[start - 1] == "." else start - 1] in TITLES
                else None
            )
        return start if len(run) <= 4 else None

    @staticmethod
    def _kind_of(line: Line, end: int) -> Kind:
        last = line.word(end - 1)
        if last in GROUPS:
            return "group"
        if last in ROLES:
            return "role"
        return "body"
