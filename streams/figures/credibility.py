"""How credible what is said is, from independent confirmation alone: the second letter of the Admiralty code.

NATO's code judges the source (A to F) and the information (1 to 6) apart from each other; this is the latter:
1 confirmed by other independent sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot
be judged. How that is told from figures is our own choice:

- 5: a labelled correction set it aside;
- 4: it disputes, or is disputed by, another standing figure, and nobody confirms it; 3 if somebody does;
- 1: two or more other claimants confirm it, 2: one does;
- 3: others speak, and what they say is compatible;
- 6: nobody else speaks, or it is no claim on the total.

A claimant confirms a figure whose number is the same, or lies within the closed interval that the claimant
gives. Carriers confirm nothing: who prints a figure does not say it.
"""

from __future__ import annotations

from streams.figures.standing import Standing
from streams.figures.statements import Statement

CANNOT_BE_JUDGED = 6


def credibility(word: Statement, standing: Standing) -> int:
    """1 to 6, as above."""
    if word.claim.scope != "total" or word.claim.revision == "prior" or word.tier == "background":
        return CANNOT_BE_JUDGED
    if word.set_aside_by is not None:
        return 5
    others = [other for other in standing.voters if other.key != word.key and other.tier == "named"]
    confirmed = sum(_confirms(other, word) for other in others)
    if any(word is lower or word is higher for lower, higher in standing.contradictions):
        return 3 if confirmed else 4
    if confirmed:
        return 1 if confirmed > 1 else 2
    return 3 if others else CANNOT_BE_JUDGED


def _confirms(other: Statement, word: Statement) -> bool:
    if word.number is None:
        return False
    return other.number == word.number or (other.high is not None and other.low <= word.number <= other.high)
