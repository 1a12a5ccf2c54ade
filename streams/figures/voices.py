"""The voices behind a figure: what each claimant says now, and why it stands or not."""

from __future__ import annotations

from schemas.events import Voice
from streams.figures.credibility import credibility
from streams.figures.in_words import figure, set_aside_line
from streams.figures.standing import Standing
from streams.figures.statements import Statement


def voices_of(standing: Standing) -> tuple[Voice, ...]:
    """The latest word of each claimant in each scope, in published order.

    Background is one voice: the word that holds best, else its last.
    """
    totals = [word for word in standing.said.totals if not word.superseded and word.tier != "background"]
    background = _background(standing)
    if background is not None:
        totals.append(background)
    totals += standing.said.others
    totals.sort(key=lambda word: (word.published_at, word.claim.claim_id))
    return tuple(_voice(word, standing) for word in totals)


def _background(standing: Standing) -> Statement | None:
    if standing.walk.background is not None:
        return standing.walk.background
    words = [word for word in standing.said.totals if word.tier == "background"]
    return next((word for word in reversed(words) if word.set_aside_by is None), words[-1] if words else None)


def _voice(word: Statement, standing: Standing) -> Voice:
    claim = word.claim
    stands, why = _why(word, standing)
    return Voice(
        claimant=word.claimant, carriers=tuple(sorted(word.carriers)), claim_id=claim.claim_id,
        update_id=claim.update_id, value=claim.value, qualifier=claim.qualifier, low=claim.low,
        high=claim.high, scope=claim.scope, published_at=word.published_at, standing=stands, why=why,
        reliability=word.grade, credibility=credibility(word, standing),
    )


def _why(word: Statement, standing: Standing) -> tuple[bool, str]:
    if word.claim.revision == "prior":
        return False, "a quoted earlier figure: does not vote"
    if word.claim.scope != "total":
        return _why_not_total(word, standing)
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
    return True, "stands, and holds best under house" if holds_best else "stands"


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
