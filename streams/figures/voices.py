"""The voices behind a figure: what each claimant says now, why it stands or not, and how credible it is.

The last is the second letter of the Admiralty code, from independent confirmation alone. NATO's code judges the source
(A to F) and the information (1 to 6) apart from each other; this is the latter: 1 confirmed by other independent
sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged. How that is told from figures
is our own choice:

- 5: a labelled correction set it aside;
- 4: it disputes, or is disputed by, another standing figure, and nobody confirms it; 3 if somebody does;
- 1: two or more other claimants confirm it, 2: one does;
- 3: others speak, and what they say is compatible;
- 6: nobody else speaks, or it is no claim on the total.

A claimant confirms a figure whose number is the same, or lies within the closed interval that the claimant
gives. Carriers confirm nothing: who prints a figure does not say it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable

from schemas.events import Voice
from streams.figures.in_words import figure, set_aside_line
from streams.figures.said.statements import Statement
from streams.figures.standing import Standing

CANNOT_BE_JUDGED = 6


class Voices:
    """The voices of one figure as its words come; one that speaks as before is the very object it was."""

    def __init__(self) -> None:
        self._known: dict[str, Voice] = {}  # by claim

    def of(self, standing: Standing) -> tuple[Voice, ...]:
        """The latest word of each claimant in each scope, in published order.

        Background is one voice: the word that holds best, else its last.
        """
        words = [word for word in standing.said.latest if word.tier != "background"]
        background = _background(standing)
        if background is not None:
            words.append(background)
        words += standing.said.others.values()
        words.sort(key=lambda word: (word.published_at, word.claim.claim_id))
        confirmations = _Confirmations(standing)
        voices = [self._voice(word, standing, confirmations) for word in words]
        self._known = {voice.claim_id: voice for voice in voices}
        return tuple(voices)

    def _voice(self, word: Statement, standing: Standing, confirmations: _Confirmations) -> Voice:
        claim = word.claim
        stands, why = _why(word, standing)
        credibility = confirmations.credibility(word)
        known = self._known.get(claim.claim_id)
        if known is not None and (known.standing, known.credibility, known.why) == (stands, credibility, why) and (
            word.carriers == {*known.carriers}
        ):  # all else is its claim's
            return known
        return Voice(
            claimant=word.claimant, carriers=tuple(sorted(word.carriers)), claim_id=claim.claim_id,
            update_id=claim.update_id, value=claim.value, qualifier=claim.qualifier, low=claim.low,
            high=claim.high, scope=claim.scope, published_at=word.published_at, standing=stands, why=why,
            reliability=word.grade, credibility=credibility,
        )


class _Confirmations:
    """Who confirms whom among the named claimants that stand."""

    def __init__(self, standing: Standing) -> None:
        named = [word for word in standing.voters if word.tier == "named"]
        closed = [(word.low, word.high) for word in named if word.high is not None]
        self._count = len(named)
        self._begins = sorted(low for low, _ in closed)
        self._ends = sorted(high for _, high in closed)
        self._numbers = Counter(  # of those whose interval has no end, or does not hold their own number
            word.number for word in named
            if word.number is not None and not (word.high is not None and word.holds(word.number))
        )
        self._by_key: dict[Hashable, list[Statement]] = {}
        for word in named:
            self._by_key.setdefault(word.key, []).append(word)
        self._disputed = {id(word) for pair in standing.contradictions for word in pair}

    def credibility(self, word: Statement) -> int:
        """1 to 6, as above."""
        if word.claim.scope != "total" or word.beside or word.claim.revision == "prior" or word.tier == "background":
            return CANNOT_BE_JUDGED
        if word.set_aside_by is not None:
            return 5
        own = self._by_key.get(word.key, [])
        confirmed = self._agree_with(word.number) - sum(_confirms(each, word.number) for each in own)
        if id(word) in self._disputed:
            return 3 if confirmed else 4
        if confirmed:
            return 1 if confirmed > 1 else 2
        return 3 if self._count > len(own) else CANNOT_BE_JUDGED

    def _agree_with(self, number: int | None) -> int:
        """How many confirm the number: where intervals begin up to it, less those that end before it."""
        if number is None:
            return 0
        return bisect_right(self._begins, number) - bisect_left(self._ends, number) + self._numbers[number]


def _confirms(other: Statement, number: int | None) -> bool:
    if number is None:
        return False
    return other.number == number or (other.high is not None and other.low <= number <= other.high)


def _background(standing: Standing) -> Statement | None:
    if standing.walk.background is not None:
        return standing.walk.background
    words = [word for word in standing.said.latest if word.tier == "background"]
    return next((word for word in reversed(words) if word.set_aside_by is None), words[-1] if words else None)


def _why(word: Statement, standing: Standing) -> tuple[bool, str]:
    if word.claim.revision == "prior":
        return False, "a quoted earlier figure: does not vote"
    if word.claim.scope != "total" and not word.of_part:
        return _why_not_total(word, standing)
    if word.beside:
        return False, "said beside the claimant's own total: does not vote"
    if word.set_aside_by is not None:
        by = word.set_aside_by
        if word.tier == "background" and by.published_at < word.published_at:
            return False, f"repeats a figure that the correction to {figure(by)} set aside"
        return False, set_aside_line(word)
    holds_best = word is standing.walk.best
    if word.tier == "background":
        return holds_best, f"background: {'sets nothing but best' if holds_best else 'changes nothing'}"
    if (reason := standing.overtaken.get(id(word))) is not None:
        return False, reason
    if word.tier == "anonymous" and standing.raisers:
        return True, "asked not to be named: raises high only"
    told = "a part that is more than any total before it" if word.of_part else "stands"
    return True, f"{told}, and holds best under house" if holds_best else told


def _why_not_total(word: Statement, standing: Standing) -> tuple[bool, str]:
    claim = word.claim
    if claim.scope == "subset":
        return False, "a subset: does not vote on the total"
    if claim.scope == "increment":
        if any(word is addition for addition in standing.additions):
            return True, "may come on top of the total: raises high only"
        return False, "an increment: does not vote on the total"
    if standing.from_parts:
        return True, "a part: no named claimant has given a total yet"
    return False, "a part of the area: does not vote on the total"
