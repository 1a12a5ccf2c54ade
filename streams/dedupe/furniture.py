"""Page furniture: credit lines, copyright notices, invitations to subscribe. It says nothing of the event.

A sentence is furniture when at least half of its telling words, and two of them or all, are words of the trade
("reporting", "newsletter", "copyright") or speak to the reader ("your", "please"); small words, names and numbers
tell nothing here. So is a line of a few words without a closing mark that stands by itself: a label or a link. What
speaks of harm is neither, nor is what holds a number, but for a copyright or a time of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from streams.dedupe.small_words import SMALL
from streams.extract.numbers import STARTERS

FURNITURE_SHARE: Final = 0.5
"""Share of the telling words that must be words of the trade."""

LABEL_WORDS: Final = 6
"""The most words of a line that is taken for a label."""

_TRADE = frozenset(
    "access account ad ads brought button check enable explore guidelines keep learn loading members menu newsroom "
    "offers please promoted quiz reader search settings signup skip sponsor staffers story stay tiktok topic unlimited "
    "unlock viewers you your yours our us we "
    "advertisement advertising advertisements alerts anchors app apps archive article articles author below "
    "blog breaking broadcast browser bulletin byline caption click comment comments compiled contact content "
    "continue continues contributed contributing contributor cookies copy copyright correspondent correspondents "
    "coverage credit daily desk developing download dpa edit edited editing editor editors edition email explained "
    "explainer facebook feed file follow free full gallery getty graphic handout headlines image images inbox "
    "instagram interactive invite journalism journalist join latest licence license link listen live log mail "
    "material media messages mobile more news newsletter newsletters newsroom newswire notice notifications "
    "online page permission permitted photo photograph photographer photographs photos picture pictures podcast "
    "policy post posted posts premium press print privacy produced producer production published publisher "
    "publishing push read readers reading recommended redistributed refresh register related reload report "
    "reported reporter reporters reporting reproduced reproduction republished request reserved retransmitted "
    "review rewritten rights rss scroll see send share shares sign site slideshow social sources sponsored staff "
    "stay stories story stream style subscribe subscriber subscribers subscription subscriptions support syndicated "
    "tap telegram terms text thread tips topics transcript translated translation trending tune tuned tweet "
    "twitter unauthorised unauthorized update updated updates updating use version video videos visit watch "
    "watching web website whatsapp wire wires write writer writers writing written youtube".split()
)
_STAMPS = frozenset("copyright reserved updated published posted".split())
_CLOCK = frozenset("min mins minute minutes hour hours day days ago am pm a.m p.m".split())
_NUMBERS = STARTERS - SMALL - {"no"}
_HARM = frozenset(
    "killed dead death deaths died injured wounded hurt missing bodies toll victims casualties hospitalized".split()
)
_DATELINE = re.compile(r"\s*[A-Z]{3}[^\n(]{0,60}\((?:[A-Z][\w.&]{1,12})\)\s*(?:[—–]|-{1,3})\s*")


def without_dateline(text: str) -> str:
    """The text without a leading "TRUJILLO, Peru (PNA) —"."""
    dateline = _DATELINE.match(text)
    return text[dateline.end():] if dateline else text


def is_furniture(pieces: Sequence[str]) -> bool:
    """Whether the sentence made of these words, as printed, is furniture."""
    words = [piece.casefold() for piece in pieces]
    if _TRADE.isdisjoint(words) or not _HARM.isdisjoint(words):
        return False
    if _has_number(words) and _STAMPS.isdisjoint(words):
        return False
    names = not all(piece.isupper() for piece in pieces)
    trade = sum(word in _TRADE for word in words)
    telling = trade + sum(
        not (word in _TRADE or word in SMALL or word in _CLOCK or word[0].isdigit())
        and not (names and i > 0 and pieces[i][0].isupper())
        for i, word in enumerate(words)
    )
    return trade == telling or (trade > 1 and trade >= FURNITURE_SHARE * telling)


def is_label(pieces: Sequence[str]) -> bool:
    """Whether a line of these words, which has no closing mark, is a label and no news."""
    words = [piece.casefold() for piece in pieces]
    return len(words) <= LABEL_WORDS and not _has_number(words) and _HARM.isdisjoint(words)


def _has_number(words: Sequence[str]) -> bool:
    return any(word in _NUMBERS or word[0].isdigit() for word in words)
