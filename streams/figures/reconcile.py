"""Competing figures -> low, best and high, with every voice and the reasons in words.

A figure is a function of the set of an incident's claims: they are sorted by published order inside, so
that the order in which they came changes nothing. What is shared by all policies (words, standing, voices)
is computed once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from schemas.events import FigureClaimed, Qualifier, Struct, Voice
from streams.figures.house_walk import HouseWalk
from streams.figures.in_words import common_lines
from streams.figures.policies import Choice, Policy
from streams.figures.said.collected import StatementsOnFigure
from streams.figures.said.statements import BARE_WORDS, BOUNDS, ROUNDED, Statement
from streams.figures.standing import Standing, flags, stand
from streams.figures.voices import Voices
from streams.grades import Grades


class Reconciled(Struct, frozen=True):
    """One figure under one policy. low <= best <= high wherever they are known; high None is open."""

    low: int | None
    best: int | None
    best_qualifier: Qualifier | None
    high: int | None
    disputed: bool
    flags: tuple[str, ...]  # from_parts, revised_down, inconsistent
    voices: tuple[Voice, ...]  # in published order
    explanation: tuple[str, ...]  # English sentences, a bounded number
    updated_at: dt.datetime  # since when the latest voice says what it says


def reconcile(claims: Sequence[FigureClaimed], policy: Policy, grades: Grades) -> Reconciled | None:
    """The figure under one policy; see `reconcile_all`."""
    return reconcile_all(claims, (policy,), grades).get(policy.name)


def reconcile_all(
    claims: Sequence[FigureClaimed], policies: Sequence[Policy], grades: Grades
) -> dict[str, Reconciled]:
    """The figure under each policy, by policy name; empty if no claim takes part.

    `claims` are all claims of one incident and one category that are not withdrawn, in any order. Claims on
    another event are left out.
    """
    return Reconciling(claims, grades).figures(policies)


class Reconciling:
    """The figures of one category of one incident, gone on with as claims come.

    A fold: what was collected and walked is kept, so that a claim costs what it changes and not what was said before.
    After `follow` the figures are those of the whole set, as `reconcile_all` gives them.
    """

    def __init__(self, claims: Iterable[FigureClaimed], grades: Grades) -> None:
        this_event = [claim for claim in claims if not claim.other_event]
        self._said = StatementsOnFigure(this_event, grades) if this_event else None
        self._walk = HouseWalk(self._said) if self._said is not None else None
        self._voices = Voices()

    def follow(self, claims: Iterable[FigureClaimed]) -> bool:
        """Take claims that come; False, and nothing is taken, where all must be reconciled anew: they are published
        before another one, are told again, or change who is one voice."""
        return self._said is not None and self._said.follow(claims)

    def figures(self, policies: Sequence[Policy]) -> dict[str, Reconciled]:
        """The figure under each policy, by policy name; empty if no claim takes part."""
        if self._said is None or self._walk is None:
            return {}
        standing = stand(self._said, self._walk)
        contradictions = standing.contradictions
        voices = self._voices.of(standing)
        updated_at = max(voice.published_at for voice in voices)
        common = common_lines(self._said.aside, contradictions[-1] if contradictions else None)
        figures: dict[str, Reconciled] = {}
        for policy in policies:
            choice = policy.choose(standing)
            low, high = _spread(standing, choice)
            figures[policy.name] = Reconciled(
                low=low, best=choice.best, best_qualifier=choice.qualifier, high=high,
                disputed=bool(contradictions), flags=flags(standing, choice.best, high),
                voices=voices, explanation=(*choice.lines, *common), updated_at=updated_at,
            )
        return figures


def _spread(standing: Standing, choice: Choice) -> tuple[int | None, int | None]:
    """Lowest floor and highest finite end that stand, as in UCDP's Georeferenced Event Dataset.

    "Up to" and "fewer than" bound high and never set low. A rounded figure that holds best moves neither,
    unless only such figures stand. High is open if nothing bounds it or an open claim's floor is above it.
    Increments that the total may not count yet raise high.
    """
    best = choice.best
    held, number = _held(standing, choice)
    firm = [word for word in choice.voters if not _only_rounds(word, held, number)] or choice.voters
    floors = [word.low for word in firm if word.qualifier not in BOUNDS] or [
        word.low for word in choice.voters if word.qualifier not in BOUNDS
    ]
    low = min(floors, default=None)
    bounding = [*firm, *standing.raisers]
    ends = [word.high for word in bounding if word.high is not None]
    open_floors = [word.low for word in bounding if word.high is None]
    if choice.word is not None and choice.word.high is None:
        open_floors.append(choice.word.low)
    high = max(ends, default=None)
    if high is not None and max(open_floors, default=0) > high:
        high = None
    if best is None:
        return low, high
    if high is not None:
        high = max(high, best, standing.high_at_least)
    return (min(low, best, best if number is None else number) if low is not None else None), high


def _held(standing: Standing, choice: Choice) -> tuple[Statement | None, int | None]:
    """Best as those who vote have it: background above it must not change which of them only round it."""
    if choice.word is None or choice.word.tier != "background" or choice.word in choice.voters:
        return choice.word, choice.best
    holder = standing.walk.holder
    return holder, holder.number if holder is not None else None


def _only_rounds(word: Statement, held: Statement | None, number: int | None) -> bool:
    """Whether the word is a rounded figure around best; a bare word that sets best says more than that."""
    if number is None or word.qualifier not in ROUNDED or not word.holds(number):
        return False
    return word is not held or word.qualifier not in BARE_WORDS
