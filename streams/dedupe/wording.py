"""An update's text as a row of codes: what copies are compared by, without keeping the text.

Each word is a 31-bit code. A fact is a code with the top bit set: a number with its qualifier, as the interval that it
asserts ("forty-one" is 41, "no fewer than 21" is "at least 21"), or a word that denies or adds ("not", "more"). Names
and ends of sentences are marked beside the codes.
"""

from __future__ import annotations

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
    BLANK_LINE,
    FACT,
    MARK,
    NAME,
    OPENING_NAME,
    STARTS_NUMBER,
    code_of,
    parts_of,
    read_words,
)
from streams.extract.sentences.qualifiers import read_quantity
from streams.extract.sentences.tokens import ABBREVIATIONS, Token, with_plain_marks

IS_NAME: Final = 1
IS_END: Final = 2

FEWEST: Final = 8
"""Words that must be left of a text without its furniture; else the furniture stays."""

LONGEST: Final = 2_000
"""Words kept of a text: alignment takes time and memory with the square of it. Fingerprints hold all words."""

_LONGEST_REMEMBERED = 1_000  # characters
_MAY_COUNT = STARTS_NUMBER | ARTICLE
_NAME_BIT = NAME.bit_length() - 1


class Wording(msgspec.Struct, frozen=True, gc=False):
    """The words of an update without page furniture."""

    words: int  # fingerprint of all words
    skeleton: int  # the same with every fact masked
    length: int  # words, facts counted as one each
    codes: array[int]  # of the first LONGEST words
    marks: bytes  # of the same words: IS_NAME, IS_END
    letters: bytes  # one of each code: they are aligned ten times as fast


class WordedSentence(NamedTuple):
    """Its words: their texts, codes and kinds."""

    texts: tuple[str, ...]
    codes: tuple[int, ...]
    kinds: tuple[int, ...]


class WordedParagraph(NamedTuple):
    sentences: list[WordedSentence]
    closed: bool  # ends with a mark


class _Coded(NamedTuple):
    codes: array[int]
    marks: bytes


class _Read(NamedTuple):
    """A paragraph without page furniture, and with it."""

    words: int  # that are told
    told: _Coded
    whole: _Coded


@lru_cache(maxsize=16)
def wording(text: str, carrier: str | None) -> Wording:
    """The wording of a text; the carrier's own name in it is no name, since each carrier prints its own."""
    read = [found for part in parts_of(with_plain_marks(without_datelines(text))) if (found := _read(part)) is not None]
    told = [paragraph.told for paragraph in read]
    if sum(paragraph.words for paragraph in read) < FEWEST:  # next to nothing would be left to compare
        told = [paragraph.whole for paragraph in read]
    codes = array("I")
    marks = bytearray()
    for paragraph in told:
        codes.extend(paragraph.codes)
        marks.extend(paragraph.marks)
    own = _codes(carrier or "")
    if not own.isdisjoint(codes):
        marks = bytearray(mark & IS_END if code in own else mark for mark, code in zip(marks, codes, strict=True))
    if marks.count(IS_NAME) + marks.count(IS_NAME | IS_END) > len(marks) // 2:
        marks = bytearray(mark & IS_END for mark in marks)  # capitals throughout: they tell no names
    masked = array("I", [code if code < FACT else 0 for code in codes])
    kept = codes[:LONGEST]
    return Wording(
        xxhash.xxh3_64_intdigest(codes), xxhash.xxh3_64_intdigest(masked), len(codes), kept, bytes(marks[:LONGEST]),
        kept.tobytes()[::kept.itemsize],
    )


def _read(part: str) -> _Read | None:
    """A paragraph: copies and backgrounds hold those that were read before."""
    return _remembered(part) if len(part) <= _LONGEST_REMEMBERED else _read_anew(part)


def _read_anew(part: str) -> _Read | None:
    paragraph = worded_paragraph(part)
    if paragraph is None:
        return None
    told = _told(paragraph)
    whole = _coded(paragraph.sentences)
    is_whole = len(told) == len(paragraph.sentences)
    return _Read(sum(len(sentence.codes) for sentence in told), whole if is_whole else _coded(told), whole)


_remembered = lru_cache(maxsize=1_000)(_read_anew)


def worded_paragraph(text: str) -> WordedParagraph | None:
    """The sentences of a paragraph; None of one without words."""
    texts, codes, kinds = zip(*read_words(text), strict=True)
    sentences: list[WordedSentence] = []
    start = 0
    has_marks = False  # inside of the sentence: "Gov. Torvik"
    for i in [i for i, kind in enumerate(kinds) if kind == MARK]:
        if texts[i] == "." and start < i and _is_abbreviated(texts[i - 1]):
            has_marks = True
            continue
        if start < i:
            sentence = WordedSentence(texts[start:i], codes[start:i], kinds[start:i])
            sentences.append(_without_marks(sentence) if has_marks else sentence)
            has_marks = False
        if i < len(kinds) - 1:
            start = i + 1
    return WordedParagraph(sentences, closed=start == len(kinds) - 1) if sentences else None


def _without_marks(sentence: WordedSentence) -> WordedSentence:
    words = [said for said in zip(*sentence, strict=True) if said[2] != MARK]
    return WordedSentence(*zip(*words, strict=True))


def _is_abbreviated(text: str) -> bool:
    return text in ABBREVIATIONS or (len(text) == 1 and text.isalpha())


def _told(paragraph: WordedParagraph) -> list[WordedSentence]:
    """The sentences that are not furniture."""
    sentences = paragraph.sentences
    if len(sentences) == 1:
        kinds = sentences[0].kinds
        return [] if (not paragraph.closed and is_label(kinds)) or is_furniture(kinds) else sentences
    told = [sentence for sentence in sentences if not is_furniture(sentence.kinds)]
    if len(told) == len(sentences) or not is_furniture([kind for sentence in sentences for kind in sentence.kinds]):
        return told
    return []


def _coded(sentences: Sequence[WordedSentence]) -> _Coded:
    codes = array("I")
    marks = bytearray()
    for sentence in sentences:
        _add(sentence, codes, marks)
    return _Coded(codes, bytes(marks))


def _add(sentence: WordedSentence, codes: array[int], marks: bytearray) -> None:
    new_codes, kinds = list(sentence.codes), sentence.kinds
    new_marks = [kind >> _NAME_BIT & IS_NAME for kind in kinds]
    new_marks[0] = IS_NAME if kinds[0] & OPENING_NAME else 0
    for first, last, code in reversed(_facts(sentence)):
        new_codes[first:last + 1] = [code]
        new_marks[first:last + 1] = [0]
    new_marks[-1] |= IS_END
    codes.extend(new_codes)
    marks.extend(new_marks)


def _facts(sentence: WordedSentence) -> list[tuple[int, int, int]]:
    """First word, last word and code of each number with its qualifier."""
    found: list[tuple[int, int, int]] = []
    texts, kinds = sentence.texts, sentence.kinds
    tokens: Sequence[Token] = ()
    floor = 0
    for i in [i for i, kind in enumerate(kinds) if kind & _MAY_COUNT]:
        if i < floor or (kinds[i] & ARTICLE and not _counts(texts, i)):
            continue
        tokens = tokens or [*map(_token, texts)]
        quantity = read_quantity(tokens, i, floor)
        if quantity is not None:
            told = f"#{quantity.qualifier} {quantity.low} {quantity.high} {quantity.more}"
            first, last = max(quantity.first, floor), quantity.last
        elif texts[i][0].isdigit():
            told, first, last = "#" + texts[i], i, i
        else:
            continue
        found.append((first, last, code_of(told) | FACT))
        floor = last + 1
    return found


def _counts(texts: Sequence[str], article: int) -> bool:
    return article + 1 < len(texts) and texts[article + 1] in AFTER_ARTICLE


@lru_cache(maxsize=1_000)
def _codes(name: str) -> frozenset[int]:
    return frozenset(said.code for said in read_words(name) if said is not BLANK_LINE)


@lru_cache(maxsize=20_000)
def _token(text: str) -> Token:
    return Token(text, 0, 0, False)
