"""What is known of a word by itself: its code, and the classes it belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import xxhash

from streams.dedupe import vocabulary
from streams.extract.sentences.numbers import FIXED, STARTERS, TENS, VAGUE

FACT: Final = 1 << 31

TRADE: Final = 1 << 0  # of the newspaper trade, or spoken to the reader
TELLING: Final = 1 << 1  # neither of the trade nor small
HARM: Final = 1 << 2
NUMBER: Final = 1 << 3
CREDIT: Final = 1 << 4  # opens a credit line
STAMP: Final = 1 << 5  # opens a copyright notice or a time of publication
CAPITAL: Final = 1 << 6
UPPER: Final = 1 << 7  # capitals throughout
NAME: Final = 1 << 8  # a name, if inside a sentence
OPENING_NAME: Final = 1 << 9  # a name, even if first in its sentence
STARTS_NUMBER: Final = 1 << 10
ARTICLE: Final = 1 << 11  # starts a number before some words ("a dozen")
MARK: Final = 1 << 12  # no word: closes a sentence or a paragraph

AFTER_ARTICLE: Final = frozenset(
    row.words.split()[1] for row in (*FIXED, *VAGUE) if row.words.startswith("a ")
)
_COMMON_ENDINGS = ("s", "ly", "ing", "ed")
_CLASSES = (
    (TRADE, vocabulary.TRADE), (HARM, vocabulary.HARM), (CREDIT, vocabulary.CREDITS), (STAMP, vocabulary.STAMPS),
    (NUMBER, STARTERS - vocabulary.SMALL - {"no"}), (STARTS_NUMBER, STARTERS - {"a"}), (ARTICLE, frozenset({"a"})),
)
_QUIET = vocabulary.SMALL | vocabulary.CLOCK
_FACTS = vocabulary.DENIALS | vocabulary.ADDITIONS


class Word(NamedTuple):
    text: str  # lower case
    code: int  # 31 bits, the same in every process; FACT is set if the word denies or adds
    kind: int  # its classes


_PIECE = re.compile(r"[^\W_]+(?:['&.,:/-][^\W_]+)*|©|[.!?](?=[\s\"')\]]|$)")
_LONGEST = 40  # characters: what is longer is hardly met again
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def parts_of(text: str) -> list[str]:
    """The paragraphs of a text."""
    return _BLANK_LINE.split(text)


def read_words(paragraph: str) -> list[Word]:
    """The words of a paragraph and its closing marks, a blank line behind them."""
    parts = paragraph.split()  # no word and no mark has a blank in it
    read = _remembered_words if len(max(parts, key=len, default="")) <= _LONGEST else _words_in
    return [*chain.from_iterable(map(read, parts)), BLANK_LINE]


def _words_in(printed: str) -> tuple[Word, ...]:
    return tuple(map(word, _PIECE.findall(printed)))


_remembered_words = lru_cache(maxsize=50_000)(_words_in)


def word(printed: str) -> Word:
    """The word as it stands in a text, without the marks around it; or the closing mark itself."""
    if printed[0] in ".!?":
        return Word(printed[0], 0, MARK)
    text = printed.casefold()
    kind = sum(bit for bit, words in _CLASSES if text in words)
    if text[0].isdigit() or text.partition("-")[0] in TENS:
        kind |= NUMBER | STARTS_NUMBER
    elif not (text in vocabulary.TRADE or text in _QUIET):
        kind |= TELLING
    if printed[0].isupper():
        kind |= CAPITAL
    if printed.isupper():
        kind |= UPPER
    if printed != text and len(text) > 1:
        kind |= NAME | (OPENING_NAME if _is_name_at_start(text) else 0)
    is_fact = text in _FACTS or text.endswith("n't")
    return Word(text, code_of(text) | FACT if is_fact else code_of(text), kind)


BLANK_LINE: Final = Word("\n", 0, MARK)


def code_of(told: str) -> int:
    return xxhash.xxh32_intdigest(told.encode("utf-8", "surrogatepass")) & ~FACT


def _is_name_at_start(text: str) -> bool:
    """Every first word of a sentence has a capital: it is taken for a name unless it is a small word or has the
    ending of a plural, an adverb or a participle."""
    return not (text in vocabulary.SMALL or text in vocabulary.OPENERS or text.endswith(_COMMON_ENDINGS))
