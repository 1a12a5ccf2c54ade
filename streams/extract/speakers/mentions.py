"""Who is named in a sentence without a verb of saying beside the name: possible claimants all the same."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.sentences.line import Line
from streams.extract.speakers.phrases_of_speech import Attribution
from streams.extract.speakers.words_of_speech import BODIES_WORDS, GROUPS, NAME_LINKS, ROLES, TITLES, VERB_KIND
from streams.extract.words.vocabulary import MONTHS, WEEKDAYS

_HEADS = BODIES_WORDS | GROUPS | ROLES
_MODIFIERS = BODIES_WORDS | TITLES | frozenset(("'s",))
_IN_NAMES_ONLY = frozenset(  # bodies only as part of a name: else a place or a house
    "district county city state school bank church hospital post court front station company media state watch".split()
)
_SPEAKING = frozenset(VERB_KIND) | {":"}
_PRONOUNS = frozenset("he she they".split())
_STARTS = _HEADS | _PRONOUNS
_LONGEST = 9


def mentions(line: Line, attributed: Sequence[Attribution]) -> list[Attribution]:
    """Names, bodies, groups and roles of a sentence that no attribution covers, in order; `verb` is their last word."""
    taken = {i for item in attributed for first, end in _spans(item) for i in range(first, end)}
    found: list[Attribution] = []
    words, tokens = line.words, line.tokens
    i = 0
    while i < len(words):
        if not tokens[i].capital and words[i] not in _STARTS:
            i += 1
            continue
        end = _end(line, i) if i not in taken else None
        if end is None:
            i += 1
            continue
        first = _start(line, i, taken)
        if _IN_NAMES_ONLY.issuperset(line.words[first:end]) and not line.capital(end - 1):
            i = end
            continue
        if first - 1 not in line.quantity_at and first not in line.quantity_at:
            found.append(Attribution(end - 1, first, end))
        i = end
    return found


def _spans(item: Attribution) -> list[tuple[int, int]]:
    return [(item.first, item.end), *([item.apposition] if item.apposition else [])]


def _end(line: Line, i: int) -> int | None:
    """The end of a mention whose head or name starts at i; None where none does."""
    word = line.words[i]
    if word in _HEADS and i not in line.mark_at:
        end = i + 1
        while line.word(end) in _HEADS or (line.capital(end) and line.word(end) not in WEEKDAYS):
            end += 1
        return end
    if not _is_name(line, i) or not _is_name(line, i + 1):
        speaks = _is_name(line, i) and line.word(i + 1) in _SPEAKING
        return i + 1 if word in _PRONOUNS or speaks else None
    end = i + 2
    while _is_name(line, end) or (line.word(end) in NAME_LINKS and _is_name(line, end + 1)):
        end += 1
    return end


def _is_name(line: Line, i: int) -> bool:
    word = line.word(i)
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
