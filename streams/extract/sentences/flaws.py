"""What makes a number one that cannot be trusted: it is read as flawed, warned about, and never a claim.

Broken: digits that touch a letter, another script's digits, a control or an invisible character ("1O", "12\\u200b34"),
or that stand beside digits with nothing but a blank between ("1 234"; not "May 5 12 people", "in 2016 300 people"); a
negative number; a number whose noun mixes scripts.
Contradictory: "at least 80 and up to 60".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from streams.extract.sentences.tokens import Token
from streams.extract.words.vocabulary import MONTHS

BROKEN = "broken number"
CONTRADICTORY = "contradictory bounds"
_MAY_TOUCH = frozenset("()[]{}\"'—-/#$€£¥+~<>=*,.;:!?%&@|·•…") | {"'s", "...", "--"}
_OPEN_ABOVE = frozenset({"at_least", "more_than"})
_OPEN_BELOW = frozenset({"up_to", "fewer_than"})
_LINKS = frozenset({"and", "but", ",", "or"})


class Bounded(Protocol):
    @property
    def value(self) -> int | None: ...
    @property
    def qualifier(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def is_broken(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the number at tokens[first:last+1] is cut or glued; spelled-out numbers are not looked at."""
    if not tokens[first].word[0].isdigit():
        return False
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if before is not None and before.end == tokens[first].start and before.word not in _MAY_TOUCH:
        return True
    if after is not None and after.start == tokens[last].end and after.word not in _MAY_TOUCH:
        return True
    if before is not None and before.word in ("-", "—") and before.end == tokens[first].start and (
        first < 2 or tokens[first - 2].end < before.start):
        return True
    if after is not None and _mixes_scripts(after.word):
        return True
    if after is not None and after.word == "'" and last + 2 < len(tokens):
        return after.end == tokens[last + 2].start and _is_digits(tokens[last + 2])  # 12'345
    if after is not None and _is_digits(after) and _is_digits(tokens[last]):
        return not _is_date(tokens, last)
    return before is not None and _is_digits(before) and _is_digits(tokens[first]) and not _is_date(tokens, first - 1)


def _mixes_scripts(word: str) -> bool:
    """ "р" of another script among Latin letters: a word made to look like another."""
    return not word.isascii() and any("a" <= letter <= "z" for letter in word) and any(
        unicodedata.name(letter, "").split(" ")[0] in _OTHER_SCRIPTS for letter in word if not letter.isascii())


_OTHER_SCRIPTS = frozenset(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))


def _is_digits(token: Token) -> bool:
    return token.word.replace(",", "").isdigit()


def _is_date(tokens: Sequence[Token], i: int) -> bool:
    """A year, or the day behind a month's name."""
    name = i - 2 if i > 1 and tokens[i - 1].word == "." else i - 1
    return len(tokens[i].word) == 4 or (name >= 0 and tokens[name].word in MONTHS)


def contradict(words: Sequence[str], left: Bounded, right: Bounded) -> bool:
    """Whether two bounds joined by one word leave no number between them."""
    if right.first - left.last != 2 or words[left.last + 1] not in _LINKS:
        return False
    if left.value is None or right.value is None:
        return False
    if left.qualifier in _OPEN_ABOVE and right.qualifier in _OPEN_BELOW:
        return left.value >= right.value
    return left.qualifier in _OPEN_BELOW and right.qualifier in _OPEN_ABOVE and right.value >= left.value
