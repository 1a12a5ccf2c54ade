"""Sentences that add up several events: "the weekend's two mass shootings left 30 dead" is the toll of neither.

Two blasts or two quakes of one day are one event, so that only what is told apart counts: shootings, crashes,
massacres, and any events that are called separate; and not where all are in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import MONTHS

_COUNTS = frozenset("two three four five six seven eight nine ten both several".split())
_APART = frozenset("shootings crashes massacres shipwrecks".split())
_EVENTS = _APART | frozenset("attacks bombings fires storms floods accidents explosions blasts incidents".split())
_SEPARATE = frozenset("separate unrelated different".split())
_REACH = 4  # words between the number and what it counts


def adds_up_events(line: Line, published_on: dt.date) -> bool:
    """Whether the sentence counts several events of which its figures are a sum."""
    words = line.words
    if _counts_a_year(words) or _counts_months(words, published_on) or _counts_roads(words):
        return True
    if _EVENTS.isdisjoint(line.present):
        return False
    for k, word in enumerate(words):
        if word in _COUNTS or (word.isdecimal() and 1 < int(word) < _FEW):
            behind = words[k + 1 : k + 1 + _REACH]
            at = next((i for i, other in enumerate(behind, k + 1) if other in _EVENTS), None)
            if at is None or (words[at] not in _APART and _SEPARATE.isdisjoint(behind)):
                continue
            return not _are_in_one_place(line, at + 1)
    return False


def _counts_a_year(words: Sequence[str]) -> bool:
    """ "Since January our teams have helped to bury 241 people", "19 deaths in mines so far this year"."""
    pairs = list(pairwise(words))
    since = any(a == "since" and b in MONTHS for a, b in pairs)
    return (since and not {"alone", "year"}.isdisjoint(words)) or ("far" in words and ("this", "year") in pairs)


def _counts_months(words: Sequence[str], published_on: dt.date) -> bool:
    """ "At least 430 soldiers have died since January" in April, "Between January and August 1,842 people died"."""
    for i, word in enumerate(words):
        if word not in MONTHS or not i:
            continue
        before, behind = words[i - 1], "".join(words[i + 1 : i + 2])
        if before == "since" and not behind.isdecimal():
            return (published_on.month - MONTHS[word]) % 12 >= _MONTHS
        if before in ("between", "from") and behind in ("and", "to"):
            return True
    return False


def _counts_roads(words: Sequence[str]) -> bool:
    """ "The holiday's road toll had reached 61", "people died on the country's roads"."""
    pairs = set(pairwise(words))
    return ("road", "toll") in pairs or ("'s", "roads") in pairs


def _are_in_one_place(line: Line, i: int) -> bool:
    """ "Two shootings in Dayton", and not "two shootings in Dayton and Tulsa"."""
    if line.word(i) not in ("in", "at", "near") or not line.capital(i + 1):
        return False
    end = i + 1
    while line.capital(end):
        end += 1
    return line.word(end) != "and"


_FEW = 11
_MONTHS = 3  # floods and wars of fewer are one event
