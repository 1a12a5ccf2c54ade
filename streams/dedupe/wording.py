"""An update's text as a row of codes: what copies are compared by, without keeping the text.

Each word is a 31-bit code. A fact is a code with the top bit set: a number with its qualifier, as the interval that it
asserts ("forty-one" is 41, "no fewer than 21" is "at least 21"), or a word that denies or adds ("not", "more"). Names
and ends of sentences are marked beside the codes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
import xxhash

from streams.dedupe.furniture import is_furniture, is_label, without_datelines
from streams.dedupe.words import (
    AFTER_ARTICLE,
    ARTICLE,
    FACT,
    MARK,
    NAME,
    OPENING_NAME,
    STARTS_NUMBER,
    Word,
    code_of,
    word,
)
from streams.extract.sentences.qualifiers import read_quantity
from streams.extract.sentences.tokens import ABBREVIATIONS, Token, with_plain_marks

IS_NAME: Final = 1
IS_END: Final = 2

FEWEST: Final = 8
"""Words that must be left of a text without its furniture; else the furniture stays."""

LONGEST: Final = 2_000
"""Words kept of a text: alignment takes time and memory with the square of it. Fingerprints hold all words."""

_PIECE = re.compile(r"[^\W_]+(?:['&.,:/-][^\W_]+)*|©|[.!?](?=[\s\"')\]]|$)|\n[^\S\n]*\n", re.MULTILINE)
_NAME_BIT = NAME.bit_length() - 1


class Wording(msgspec.Struct, frozen=True, gc=False):
    """The words of an update without page furniture."""

    words: int  # fingerprint of all words
    skeleton: int  # the same with every fact masked
    length: int  # words, facts counted as one each
    codes: array[int]  # of the first LONGEST words
    marks: bytes  # of the same words: IS_NAME, IS_END


class WordedParagraph(NamedTuple):
    sentences: list[list[Word]]
    closed: bool  # ends with a mark


@lru_cache(maxsize=16)
def wording(text: str, carrier: str | None) -> Wording:
    """The wording of a text; the carrier's own name in it is no name, since each carrier prints its own."""
    paragraphs = _paragraphs(with_plain_marks(without_datelines(text)))
    told = [sentence for paragraph in paragraphs for sentence in _told(paragraph)]
    if sum(map(len, told)) < FEWEST:  # next to nothing would be left to compare
        told = [sentence for paragraph in paragraphs for sentence in paragraph.sentences]
    codes = array("I")
    marks = bytearray()
    for sentence in told:
        _add(sentence, codes, marks)
    own = _codes(carrier or "")
    if not own.isdisjoint(codes):
        marks = bytearray(mark & IS_END if code in own else mark for mark, code in zip(marks, codes, strict=True))
    if marks.count(IS_NAME) + marks.count(IS_NAME | IS_END) > len(marks) // 2:
        marks = bytearray(mark & IS_END for mark in marks)  # capitals throughout: they tell no names
    masked = array("I", [code if code < FACT else 0 for code in codes])
    return Wording(
        xxhash.xxh3_64_intdigest(codes), xxhash.xxh3_64_intdigest(masked), len(codes), codes[:LONGEST],
        bytes(marks[:LONGEST]),
    )


def _paragraphs(text: str) -> list[WordedParagraph]:
    words = [*map(word, _PIECE.findall(text)), word("\n")]
    found: list[WordedParagraph] = []
    sentences: list[list[Word]] = []
    start = 0
    for i in [i for i, said in enumerate(words) if said.kind == MARK]:
        mark = words[i].text
        if mark == "." and start < i and _is_abbreviated(words[i - 1].text):
            continue
        if start < i:
            sentences.append([said for said in words[start:i] if said.kind != MARK])
        if mark == "\n" and sentences:
            found.append(WordedParagraph(sentences, closed=start == i))
            sentences = []
        start = i + 1
    return found


def _is_abbreviated(text: str) -> bool:
    return text in ABBREVIATIONS or (len(text) == 1 and text.isalpha())


def _told(paragraph: WordedParagraph) -> list[list[Word]]:
    """The sentences that are not furniture."""
    sentences = paragraph.sentences
    if len(sentences) == 1:
        is_line = not paragraph.closed and is_label(sentences[0])
        return [] if is_line or is_furniture(sentences[0]) else sentences
    told = [sentence for sentence in sentences if not is_furniture(sentence)]
    if len(told) == len(sentences) or not is_furniture([word for sentence in sentences for word in sentence]):
        return told
    return []


def _add(sentence: list[Word], codes: array[int], marks: bytearray) -> None:
    facts = _facts(sentence)
    new_codes = [said.code for said in sentence]
    new_marks = [said.kind >> _NAME_BIT & IS_NAME for said in sentence]
    new_marks[0] = IS_NAME if sentence[0].kind & OPENING_NAME else 0
    for first, last, code in reversed(facts):
        new_codes[first:last + 1] = [code]
        new_marks[first:last + 1] = [0]
    new_marks[-1] |= IS_END
    codes.extend(new_codes)
    marks.extend(new_marks)


def _facts(sentence: list[Word]) -> list[tuple[int, int, int]]:
    """First word, last word and code of each number with its qualifier."""
    found: list[tuple[int, int, int]] = []
    tokens: Sequence[Token] = ()
    floor = 0
    for i in [i for i, said in enumerate(sentence) if said.kind & (STARTS_NUMBER | ARTICLE)]:
        said = sentence[i]
        if i < floor or (said.kind & ARTICLE and not _counts(sentence, i)):
            continue
        tokens = tokens or [_token(said.text) for said in sentence]
        quantity = read_quantity(tokens, i, floor)
        if quantity is not None:
            told = f"#{quantity.qualifier} {quantity.low} {quantity.high} {quantity.more}"
            first, last = max(quantity.first, floor), quantity.last
        elif said.text[0].isdigit():
            told, first, last = "#" + said.text, i, i
        else:
            continue
        found.append((first, last, code_of(told) | FACT))
        floor = last + 1
    return found


def _counts(sentence: list[Word], article: int) -> bool:
    return article + 1 < len(sentence) and sentence[article + 1].text in AFTER_ARTICLE


@lru_cache(maxsize=1_000)
def _codes(name: str) -> frozenset[int]:
    return frozenset(word(piece).code for piece in _PIECE.findall(name))


@lru_cache(maxsize=20_000)
def _token(text: str) -> Token:
    return Token(text, 0, 0, False)
