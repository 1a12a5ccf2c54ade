"""Parts that say how many died at least, though nobody counts them all.

Our own choice, measured on labelled events (tests/gold): what a named claimant says of a kind of victims ("eight of our
people did not live") or, once there is a total, of a part of the area, and is more than every total that named
claimants said before, says that the whole is at least so many, where nobody with an office gives a total in its update.
It is not so of the attackers. A later total is taken from it even where it is lower.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.events import FigureClaimed
from streams.figures.claimants.speakers import Tier, speaker
from streams.figures.said.statements import BOUNDS, GROWING, Statement, counts_only_attackers
from streams.figures.said.undo import Undo


class Floors:
    """Which claims on parts raise the whole, as claims come; what is kept of them can be taken back."""

    def __init__(self, undo: Undo, claims: Iterable[FigureClaimed]) -> None:
        self._undo = undo
        self._tolled = _with_a_total(claims)  # updates, whether their totals are taken yet or not
        self._highest = 0  # floor of the totals of named claimants
        self._taken: list[FigureClaimed] = []

    def know(self, claims: Iterable[FigureClaimed]) -> bool:
        """Take in what claims come; False where one is the total of an update that had none, a part of which was
        taken for a floor."""
        tolled = _with_a_total(claims) - self._tolled
        if any(claim.update_id in tolled for claim in self._taken):
            return False
        self._tolled |= tolled
        return True

    def meet(self, word: Statement) -> None:
        """Take in a word on the total."""
        if word.tier == "named" and word.low > self._highest:
            self._undo.set(self, "_highest", word.low)
        if word.of_part:
            self._undo.append(self._taken, word.claim)

    def may_be(self, claim: FigureClaimed, tier: Tier) -> bool:
        """Whether what is said of a part may tell of the whole."""
        return tier == "named" and claim.scope in ("subset", "partial_area") and claim.update_id not in self._tolled

    def is_raised_by(self, claim: FigureClaimed, tier: Tier) -> bool:
        """Whether what is said of a part tells that more have died than anybody had said."""
        return self.may_be(claim, tier) and is_floor(claim, tier, self._highest)


def is_floor(claim: FigureClaimed, tier: Tier, highest: int) -> bool:
    """Whether a claim on a part raises the whole, `highest` being the highest total that a named claimant has said so
    far, 0 without any; its update is one without a total."""
    if tier != "named" or claim.category not in GROWING or claim.qualifier in BOUNDS or (claim.low or 0) <= highest:
        return False
    if claim.scope == "subset":
        return not counts_only_attackers(claim)
    return claim.scope == "partial_area" and highest > 0


def says_again(current: Statement, claim: FigureClaimed) -> bool:
    """Whether the claim says of the same part what its claimant's word on the total is."""
    said = current.claim
    same = (said.scope, said.low, said.high, said.place) == (claim.scope, claim.low, claim.high, claim.place)
    return current.of_part and same


def _with_a_total(claims: Iterable[FigureClaimed]) -> set[str]:
    """The updates in which somebody with an office tells how many died in all, at the least."""
    return {
        claim.update_id for claim in claims
        if claim.scope == "total" and claim.revision != "prior" and claim.low and claim.qualifier not in BOUNDS
        and not claim.without_office and speaker(claim)[0] == "named"
    }  # fmt: skip
