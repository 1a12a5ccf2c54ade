"""Named policies: how the figure to print is chosen among the standing words.

All policies see the same standing words (see `standing.py`). Each says here what it follows and which part
of it is our own choice, where its source decides nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.events import Qualifier
from streams.figures.in_words import walk_lines
from streams.figures.said.statements import BARE_WORDS, UNRELIABLE, Statement
from streams.figures.standing import Standing
from streams.grades import Reliability


class Choice(NamedTuple):
    """What a policy prints: `best` in the words of `word`, with low and high read from `voters`."""

    best: int | None
    word: Statement | None
    voters: Sequence[Statement]
    lines: tuple[str, ...]  # why, in English sentences

    @property
    def qualifier(self) -> Qualifier | None:
        return self.word.qualifier if self.word is not None and self.best is not None else None


class Policy(NamedTuple):
    name: str
    source: str
    choose: Callable[[Standing], Choice]


def house(standing: Standing) -> Choice:
    """Our own: the claim that comes out of walking the claims in published order (see `walk.py`)."""
    word = standing.walk.best
    return Choice(word.number if word else None, word, standing.voters, walk_lines(standing.walk))


# F cannot be judged: neutral, hence below the fairly reliable and above the not usually reliable (our choice)
_RANKS: Final[Mapping[Reliability, int]] = {"A": 1, "B": 2, "C": 3, "F": 4, "D": 5, "E": 6}


def ucdp(standing: Standing) -> Choice:
    """UCDP Georeferenced Event Dataset codebook: best is the most reliable source's estimate, the lower one
    between equally reliable; low and high are the lowest and highest reliable estimates.

    Our choice: reliability is the Admiralty grade; D and E are not reliable unless nobody else speaks.
    """
    reliable = [word for word in standing.voters if word.grade not in UNRELIABLE] or standing.voters
    word = min(_with_numbers(reliable), key=lambda w: (_RANKS[w.grade], *_lowest(w)), default=None)
    return Choice(word.number if word else None, word, reliable,
                  ("Best is the most reliable claimant's figure, the lower one between equally reliable.",))


# ACLED's points for vague words; several, scores and thousands by analogy (our choice)
_ACLED_POINTS: Final[Mapping[Qualifier, int]] = {
    "several": 3, "dozens": 12, "scores": 40, "hundreds": 100, "thousands": 1000,
}


def acled(standing: Standing) -> Choice:
    """ACLED codebook: where reports differ, the most conservative estimate; "dozens" counts as 12 and
    "hundreds" as 100.

    Our choice: the most conservative among the standing words, not among all that were ever said.
    """
    def point(word: Statement) -> int:
        return _ACLED_POINTS.get(word.qualifier, word.number or 0)

    word = min(_with_numbers(standing.voters), key=lambda w: (point(w), *_lowest(w)), default=None)
    return Choice(point(word) if word else None, word, standing.voters,
                  ("Best is the most conservative standing figure.",))


_EQUALLY_RECENT: Final = dt.timedelta(hours=1)


def gtd(standing: Standing) -> Choice:
    """Global Terrorism Database codebook: the most recent independent source, unless there is reason to
    doubt it; among equally recent ones the majority; without a majority the lowest; blank if too vague.

    Our choice: reason to doubt is that it lies wholly below another standing figure; equally recent is
    within one hour; too vague is a bare word such as "dozens".
    """
    doubted = {id(lower) for lower, _ in standing.contradictions}
    known = [word for word in _with_numbers(standing.voters) if id(word) not in doubted]
    if not known:
        return Choice(None, None, standing.voters, ("No source gives a number.",))
    since = max(word.published_at for word in known) - _EQUALLY_RECENT
    recent = [w for w in known if w.published_at >= since and w.qualifier not in BARE_WORDS]
    if not recent:
        return Choice(None, None, standing.voters, ("Left blank: the most recent source is too vague.",))
    number, votes = Counter(word.number for word in recent).most_common(1)[0]
    if votes * 2 > len(recent):
        recent = [word for word in recent if word.number == number]
    word = min(recent, key=_lowest)
    return Choice(word.number, word, standing.voters,
                  ("Best is the most recent source's figure, between equally recent ones the majority's "
                   "or else the lowest.",))


def _with_numbers(words: Sequence[Statement]) -> list[Statement]:
    return [word for word in words if word.number is not None]


def _lowest(word: Statement) -> tuple[int, dt.datetime, str]:
    return word.number or 0, word.published_at, word.claim.claim_id


POLICIES: Final[Mapping[str, Policy]] = {
    "house": Policy("house", "our own", house),
    "ucdp": Policy("ucdp", "UCDP Georeferenced Event Dataset codebook", ucdp),
    "acled": Policy("acled", "ACLED codebook", acled),
    "gtd": Policy("gtd", "Global Terrorism Database codebook", gtd),
}
