"""Page furniture: credit lines, copyright notices, invitations to subscribe. It says nothing of the event.

A sentence is furniture when most of its telling words are words of the trade ("reporting", "newsletter",
"copyright"); small words, names and numbers tell nothing here. A sentence that holds a number beside a word of
harm is never furniture, whatever else it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.dedupe.small_words import SMALL

FURNITURE_SHARE = 0.6
"""Share of the telling words that must be words of the trade."""

_TRADE = frozenset(
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
_HARM = frozenset(
    "killed kill kills killing dead death deaths die died dies dying injured injuries wounded hurt missing bodies "
    "body toll victims victim casualties hospitalized detained arrested displaced evacuated rescued".split()
)
_DATELINE = re.compile(r"\s*[A-Z]{3}[^\n(]{0,60}\((?:[A-Z][\w.&]{1,12})\)\s*(?:[—–]|-{1,3})\s*")


def without_dateline(text: str) -> str:
    """The text without a leading "TRUJILLO, Peru (PNA) —"."""
    dateline = _DATELINE.match(text)
    return text[dateline.end():] if dateline else text


def is_furniture(pieces: Sequence[str]) -> bool:
    """Whether the sentence made of these words, as printed, is furniture."""
    words = [piece.lower() for piece in pieces]
    if _TRADE.isdisjoint(words):
        return False
    if any(word[0].isdigit() for word in words) and not _HARM.isdisjoint(words):
        return False
    telling = trade = 0
    for piece, word in zip(pieces, words, strict=True):
        if word in _TRADE:
            telling += 1
            trade += 1
        elif not (word in SMALL or word[0].isdigit() or piece[0].isupper()):
            telling += 1
    return trade >= FURNITURE_SHARE * telling
