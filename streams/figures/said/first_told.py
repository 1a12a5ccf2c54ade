"""Which of the totals of one update is its toll: what it tells first, as news is written.

Our own choice, measured on labelled events (tests/gold): what follows counts the attackers, too, is what somebody
denies, or stands beside the toll.

- Of several totals of one claimant the first is his word. But an exact number behind a vague one that holds it is the
  same toll, told exactly; a rise or a fall that is told as such is the newer one; a first number below the claimant's
  earlier word, which the other is not, counts something else; and one that counts the attackers is not the toll where
  another does not.
- What somebody else says behind it, if it is more, is told beside it (`house_walk.py`).
- Background behind somebody's words does not raise best, nor behind other background that it does not tell more
  exactly, but where it is a labelled correction.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from schemas.events import FigureClaimed
from streams.figures.claimants.speakers import Tier
from streams.figures.said.statements import Statement, counts_attackers
from streams.figures.said.undo import Undo

_NUMBERS: Final = frozenset({"exact", "at_least", "more_than", "about", "range"})


class FirstTold:
    """What the updates told first of one figure, as its totals come; what is kept can be taken back."""

    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._somebodys: dict[str, FigureClaimed] = {}  # by update: the first total of a named claimant
        self._of_anybody: dict[str, FigureClaimed] = {}  # by update: the first total, whoever tells it
        self._begins: dict[str, int] = {}  # by update: how many totals there were before its own
        self._own: dict[tuple[str, Hashable], FigureClaimed] = {}  # by update and claimant: the total that is his word

    def meet(self, claim: FigureClaimed, tier: Tier, totals: int) -> int | None:
        """Take in a total, which so many stand before; how many of them do what they did, None for all."""
        begins = self._begins.get(claim.update_id)
        if begins is None:
            self._undo.put(self._begins, claim.update_id, totals)
        of_any = self._of_anybody.get(claim.update_id)
        if of_any is None or claim.start < of_any.start:
            self._undo.put(self._of_anybody, claim.update_id, claim)
        moved = of_any is not None and claim.start < of_any.start
        first = self._somebodys.get(claim.update_id)
        if tier == "named" and (first is None or claim.start < first.start):
            self._undo.put(self._somebodys, claim.update_id, claim)
            return begins
        return begins if moved else None

    def of_update(self, update_id: str) -> FigureClaimed | None:
        """The total that the update has first in the words of somebody."""
        return self._somebodys.get(update_id)

    def is_first(self, claim: FigureClaimed) -> bool:
        """Whether its update has no other total before it in the words of somebody."""
        first = self._somebodys.get(claim.update_id)
        return first is None or claim.start <= first.start

    def may_raise(self, word: Statement) -> bool:
        """Whether the word may take best, if it is background."""
        return word.tier != "background" or word.lowered or not self.is_behind(word.claim)

    def is_behind(self, claim: FigureClaimed) -> bool:
        """Whether somebody's total stands before it in its update, or anybody's that it does not tell more exactly."""
        if not self.is_first(claim):
            return True
        first = self._of_anybody.get(claim.update_id)
        return first is not None and _stands_behind(claim, first)

    def is_own_word(self, claim: FigureClaimed, key: Hashable, current: Statement | None) -> bool:
        """Whether the total is its claimant's word, and no other number behind it in the same update; `current` is his
        latest word."""
        first = self._own.get((claim.update_id, key))
        if first is not None and _stands_behind(claim, first) and not _fell(current, claim):
            return False
        self._undo.put(self._own, (claim.update_id, key), claim)
        return True


def _stands_behind(claim: FigureClaimed, first: FigureClaimed) -> bool:
    told_as_newer = claim.revision in ("lowered", "raised")
    if claim.start <= first.start or told_as_newer or {claim.qualifier, first.qualifier} - _NUMBERS:
        return False
    if counts_attackers(first) and not counts_attackers(claim):
        return False
    low, other = claim.low or 0, first.low or 0
    return other > low or (first.high is not None and low > first.high)


def _fell(current: Statement | None, claim: FigureClaimed) -> bool:
    return current is not None and current.before is not None and current.low < current.before <= (claim.low or 0)
