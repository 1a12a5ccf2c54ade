"""An update's text as a row of codes: what copies are compared by, without keeping the text.

Each word is a 31-bit code, the same in every process. A fact is a code with the top bit set: a number with its
qualifier, as the interval that it asserts ("forty-one" is 41, "no fewer than 21" is "at least 21"), or a word that
denies or adds ("not", "more"). Names and ends of sentences are marked beside the codes.
"""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

import xxhash

from streams.dedupe.furniture import is_furniture, is_label, without_dateline
from streams.dedupe.small_words import SMALL
from streams.extract.numbers import STARTERS, TENS
from streams.extract.qualifiers import read_quantity
from streams.extract.tokens import ABBREVIATIONS, Token, fold

FACT: Final = 1 << 31
NAME: Final = 1
END: Final = 2

FEWEST: Final = 8
"""Words that must be left of a text without its furniture; else the furniture stays."""

LONGEST: Final = 2_000
"""Words kept of a text: alignment takes time and memory with the square of it. Fingerprints hold all words."""

_PIECE = re.compile(r"[^\W_]+(?:['&.,:/-][^\W_]+)*|[.!?](?=[\s\"')\]]|$)|\n[^\S\n]*\n", re.MULTILINE)
_TELLING = frozenset(
    "no not never nor neither none nobody nothing without cannot denied denies deny more fewer another additional "
    "further".split()
)
_OPENING_ENDINGS = ("s", "ly", "ing", "ed")
_SENTENCE_OPENERS = frozenset("police".split())


class Wording(NamedTuple):
    """The words of an update without page furniture."""

    words: int  # fingerprint of all words
    skeleton: int  # the same with every fact masked
    length: int  # words, facts counted as one each
    codes: array[int]  # of the first LONGEST words
    marks: bytes  # of the same words: NAME, END


class Sentence(NamedTuple):
    pieces: list[str]  # its words, as printed
    is_line: bool  # a paragraph of its own, without a closing mark


@lru_cache(maxsize=16)
def wording(text: str, carrier: str | None) -> Wording:
    """The wording of a text; the carrier's own name in it is no name, since each carrier prints its own."""
    own = frozenset(word.casefold() for word in _PIECE.findall(carrier or ""))
    sentences = _sentences(fold(without_dateline(text)))
    told = [s for s in sentences if not (is_furniture(s.pieces) or (s.is_line and is_label(s.pieces)))]
    if sum(len(sentence.pieces) for sentence in told) < FEWEST:
        told = sentences  # next to nothing would be left to compare
    codes: list[int] = []
    marks = bytearray()
    for sentence in told:
        _add(sentence.pieces, own, codes, marks)
    if sum(mark & NAME for mark in marks) > len(marks) // 2:
        marks = bytearray(mark & END for mark in marks)  # capitals throughout: they tell no names
    packed = array("I", codes)
    skeleton = array("I", [code for code, _ in groupby(0 if code & FACT else code for code in codes)])
    return Wording(
        xxhash.xxh3_64_intdigest(packed), xxhash.xxh3_64_intdigest(skeleton), len(codes),
        packed[:LONGEST], bytes(marks[:LONGEST]),
    )


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    current: list[str] = []
    opens_paragraph = True
    for piece in (*_PIECE.findall(text), "\n"):
        if piece[0] not in ".!?\n":
            current.append(piece)
        elif piece[0] == "\n":
            if current:
                found.append(Sentence(current, is_line=opens_paragraph))
                current = []
            opens_paragraph = True
        elif current and not (piece == "." and (len(current[-1]) == 1 or current[-1].lower() in ABBREVIATIONS)):
            found.append(Sentence(current, is_line=False))
            current = []
            opens_paragraph = False
    return found


def _add(pieces: list[str], own: frozenset[str], codes: list[int], marks: bytearray) -> None:
    words = [piece.casefold() for piece in pieces]
    numeric = [i for i, word in enumerate(words) if word in _NUMERIC or word[0].isdigit() or _is_compound(word)]
    facts = _facts(words, numeric) if numeric else {}
    i = 0
    while i < len(words):
        fact = facts.get(i)
        if fact is not None:
            codes.append(fact[0])
            marks.append(0)
            i = fact[1] + 1
            continue
        word = words[i]
        codes.append(_code(word))
        marks.append(NAME if word != pieces[i] and word not in own and _is_name(word, first=i == 0) else 0)
        i += 1
    marks[-1] |= END


def _is_compound(word: str) -> bool:
    return "-" in word and word.partition("-")[0] in TENS


def _facts(words: list[str], numeric: list[int]) -> dict[int, tuple[int, int]]:
    """First word -> (code, last word) of each number with its qualifier."""
    tokens = [_token(word) for word in words]
    found: dict[int, tuple[int, int]] = {}
    floor = 0
    for i in numeric:
        if i < floor:
            continue
        quantity = read_quantity(tokens, i, floor)
        if quantity is not None:
            told = f"#{quantity.qualifier} {quantity.low} {quantity.high} {quantity.more}"
            first, last = max(quantity.first, floor), quantity.last
        elif words[i][0].isdigit() or words[i] in _TELLING:
            told, first, last = "#" + words[i], i, i
        else:
            continue
        found[first] = (_fingerprint(told) | FACT, last)
        floor = floor if words[i] in _TELLING and quantity is None else last + 1
    return found


def _is_name(word: str, *, first: bool) -> bool:
    """Whether a word with a capital is a name. At the start of a sentence, where every word has one, it is taken
    for one unless it is a small word or has the ending of a plural, an adverb or a participle."""
    if len(word) == 1:
        return False
    if not first:
        return True
    return not (word in SMALL or word in _SENTENCE_OPENERS or word.endswith(_OPENING_ENDINGS))


_NUMERIC = frozenset(STARTERS) | _TELLING


@lru_cache(maxsize=20_000)
def _token(word: str) -> Token:
    return Token(word, 0, 0, False)


@lru_cache(maxsize=20_000)
def _code(word: str) -> int:
    return _fingerprint(word) & ~FACT | (FACT if word.endswith("n't") else 0)


def _fingerprint(told: str) -> int:
    return xxhash.xxh32_intdigest(told.encode("utf-8", "surrogatepass"))
