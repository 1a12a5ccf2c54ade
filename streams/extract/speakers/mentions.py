"""Who is named in a sentence without a verb of saying beside the name: possible claimants all the same."""

from __future__ import annotations

from collections.abc import Sequence

from datelines.places import load_gazetteer
from streams.extract.sentences.line import Line
from streams.extract.speakers.phrases_of_speech import Attribution
from streams.extract.words.vocabulary import MONTHS, PREPOSITIONS, WEEKDAYS
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, NAME_LINKS, ROLES, TITLES, VERB_KIND

_HEADS = BODIES_WORDS | GROUPS | ROLES
_MODIFIERS = BODIES_WORDS | TITLES | frozenset(("'s",))
_IN_NAMES_ONLY = frozenset(  # bodies only as part of a name: else a place or a house
    "district county city state school bank church hospital post court front station company media state watch".split()
)
_OF_PAPERS = frozenset(  # headings of reports, and the reports themselves
    "figures highlights overview situation report update bulletin summary annex response needs table key storm changes"
    " effects impact since".split()
)
_SPEAKING = frozenset(VERB_KIND) | {":"}
_PRONOUNS = frozenset("he she they".split())
_STARTS = _HEADS | _PRONOUNS
_LONGEST = 9
_ONLY_BEHIND = {"cross": ("red",), "crescent": ("red",), "board": ("safety", "the", "a", "management")}  # else no body
_OF = frozenset("of for".split())
_SOURCE = frozenset("source sources :".split())
_MOST_IN_BRACKETS = 7  # words of a source in brackets


def mentions(line: Line, attributed: Sequence[Attribution]) -> list[Attribution]:
    """Names, bodies, groups and roles of a sentence that no attribution covers, in order; `verb` is their last word."""
    taken = {i for item in attributed for first, end in _spans(item) for i in range(first, end)}
    found: list[Attribution] = []
    words, tokens = line.words, line.tokens
    i = 0
    while i < len(words):
        if words[i] == "(" and (source := _in_brackets(line, i)) is not None:
            found.append(source)
            i = source.end
            continue
        if not tokens[i].capital and words[i] not in _STARTS:
            i += 1
            continue
        end = _end(line, i) if i not in taken else None
        if end is None:
            i += 1
            continue
        while words[end - 1] in BODIES_WORDS and _goes_on(line, end):  # "the Ministry of Health"
            end += 2 + int(line.word(end + 1) == "the")
            while line.capital(end) and line.word(end) not in WEEKDAYS:
                end += 1
        first = _start(line, i, taken)
        named = line.words[first:end]
        is_place = _IN_NAMES_ONLY.issuperset(named) and not line.capital(end - 1)
        if is_place or (not _OF_PAPERS.isdisjoint(named) and _HEADS.isdisjoint(named)):
            i = end
            continue
        if found and _is_office_of(line, found[-1], first):
            i = end
            continue
        if first - 1 not in line.quantity_at and first not in line.quantity_at:
            found.append(Attribution(end - 1, first, end, _other_name(line, end)))
            end = max(end, found[-1].apposition[1] if found[-1].apposition is not None else 0)
        i = end
    return found


def _goes_on(line: Line, end: int) -> bool:
    """Whether a body's name goes on behind one of its words."""
    named = end + 1 + int(line.word(end + 1) == "the")
    return line.capital(end - 1) and line.word(end) in _OF and line.capital(named)


def _is_office_of(line: Line, holder: Attribution, first: int) -> bool:
    """ "The commander of the district police": whose office it is, where the holder is named before it."""
    is_role = line.words[holder.end - 1] in ROLES and not line.capital(holder.end - 1)
    return is_role and line.words[holder.end : first] in (["of", "the"], ["of"])


def _other_name(line: Line, end: int) -> tuple[int, int] | None:
    """What the same person is called behind a comma: "The minister, Dieudonné Numbi, waves"; None where it goes on
    otherwise."""
    if line.word(end) != ",":
        return None
    first = end + 1
    if line.words[end - 1] in ROLES and not line.capital(end - 1):
        close = first
        while _is_name(line, close) or (line.word(close) in NAME_LINKS and close > first):
            close += 1
        return (first, close) if first + 1 < close and line.word(close) in _CLOSES else None
    if not (line.capital(end - 1) and line.capital(end - 2)):
        return None
    close = first + int(line.word(first) in ("the", "a", "an"))
    while line.word(close) in _HEADS or line.word(close) in _MODIFIERS:
        close += 1
    is_office = close > first and line.words[close - 1] in ROLES
    return (first, close) if is_office and line.word(close) in (*_CLOSES, "of", "for", "in", "at") else None


_CLOSES = (",", ".", ":", ";", "")


def _in_brackets(line: Line, i: int) -> Attribution | None:
    """Whom a bracket names as the source: "14 survivors so far (BASARNAS)", "22 missing (source: INGD)".

    None for the short name of what stands before it, for places and for all else that stands in brackets.
    """
    first = i + 1
    while line.word(first) in _SOURCE:
        first += 1
    end = first
    while end - first < _MOST_IN_BRACKETS and (line.capital(end) or line.words[end : end + 1] in _LINKING):
        end += 1
    is_told = first > i + 1
    if end == first or not line.capital(first) or any(k in line.quantity_at for k in range(first, end)):
        return None
    if not is_told and (line.word(end) != ")" or line.capital(i - 1) or not _is_body(line, first, end)):
        return None
    return Attribution(end - 1, first, end)


_LINKING = (["of"], ["for"], ["and"])


def _is_body(line: Line, first: int, end: int) -> bool:
    """Whether capital words in brackets are a body: by a body's word, or one word that is no place."""
    words = line.words[first:end]
    if not BODIES_WORDS.isdisjoint(words) or not GROUPS.isdisjoint(words):
        return True
    return len(words) == 1 and len(words[0]) > 2 and not load_gazetteer().find_outers(words[0])


def _spans(item: Attribution) -> list[tuple[int, int]]:
    return [(item.first, item.end), *([item.apposition] if item.apposition else [])]


def _end(line: Line, i: int) -> int | None:
    """The end of a mention whose head or name starts at i; None where none does."""
    word = line.words[i]
    if word in _HEADS and i not in line.mark_at:
        end = i + 1
        if line.word(i - 1) not in _ONLY_BEHIND.get(word, (line.word(i - 1),)):
            return None
        while line.word(end) in _HEADS or (line.capital(end) and line.word(end) not in WEEKDAYS):
            end += 1
        return end
    if not _is_name(line, i) or not _is_name(line, i + 1):
        speaks = _is_name(line, i) and line.word(i + 1) in _SPEAKING and i not in line.mark_at
        return i + 1 if word in _PRONOUNS or speaks else None
    end = i + 2
    while _is_name(line, end) or (line.word(end) in NAME_LINKS and _is_name(line, end + 1)):
        end += 1
    return end


def _is_name(line: Line, i: int) -> bool:
    word = line.word(i)
    if i == 0 and (word in PREPOSITIONS or word == "please"):
        return False
    return line.capital(i) and word[:1].isalpha() and word not in WEEKDAYS and word not in MONTHS


def _start(line: Line, i: int, taken: set[int]) -> int:
    first = i
    while (
        first > 0 and i - first < _LONGEST and first - 1 not in taken and first - 1 not in line.quantity_at
        and (_is_name(line, first - 1) or line.words[first - 1] in _MODIFIERS)
    ):  # fmt: skip
        first -= 1
    while first < i and line.words[first] == "'s":
        first += 1
    return first
