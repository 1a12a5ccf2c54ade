"""Page furniture: credit lines, copyright notices, invitations to subscribe. It says nothing of the event.

A sentence is furniture when two or more of its words, and at least a third of its telling ones, are words of the
trade ("reporting", "newsletter", "copyright") or speak to the reader ("your", "please"); small words, names and
numbers do not count as telling. So is a credit ("Photo: Ada Lund"), a sentence of small words alone, and a line of a
few words without a closing mark that stands by itself: a label or a link. What speaks of harm is no furniture, nor is
what holds a number, but for a copyright or a time of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Final

from streams.dedupe.words import CAPITAL, CREDIT, HARM, NUMBER, STAMP, TELLING, TRADE, UPPER

LABEL_WORDS: Final = 8
"""The most words of a line that is taken for a label."""

STAMP_WORDS: Final = 3
"""A time of publication says what it is within so many words."""

_DATELINE = re.compile(r"^[^\S\n]*[A-Z]{3}[^\n(]{0,60}\((?:[A-Z][\w.&]{1,12})\)\s*(?:[—–]|-{1,3})\s*", re.MULTILINE)


def without_datelines(text: str) -> str:
    """The text without "TRUJILLO, Peru (PNA) —" at the start of a line."""
    return _DATELINE.sub("", text) if "(" in text else text


def is_furniture(kinds: Sequence[int]) -> bool:
    """Whether the sentence made of words of these kinds is furniture."""
    any_is = reduce(or_, set(kinds))
    is_stamp = any(kind & STAMP for kind in kinds[:STAMP_WORDS])
    if any_is & HARM or (any_is & NUMBER and not is_stamp):
        return False
    if not any_is & TRADE and any(kind & TELLING and not kind & CAPITAL for kind in kinds):
        return False
    names_show = not all(kind & UPPER for kind in kinds)
    trade = telling = names = 0  # words
    for i, kind in enumerate(kinds):
        if kind & TRADE:
            trade += 1
        elif names_show and i > 0 and kind & CAPITAL:
            names += 1
        elif kind & TELLING:
            telling += 1
    if trade > 1 and not any_is & NUMBER:
        return 2 * trade >= telling
    return telling == 0 and (names == 0 or is_stamp or bool(any_is & CREDIT))


def is_label(kinds: Sequence[int]) -> bool:
    """Whether a line of words of these kinds, which has no closing mark, is a label and no news."""
    return len(kinds) <= LABEL_WORDS and not any(kind & (NUMBER | HARM) for kind in kinds)
