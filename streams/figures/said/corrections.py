"""Which totals a labelled correction sets aside: the earlier ones above the new figure and up to the old one.

Whoever said them, and its claimant's own higher ones. Only a named claimant who says such a figure again brings it
back; background that repeats it is an echo.

Our own choices: a correction that nobody is quoted for sets aside of what named claimants said only the very figure
that it says it replaces ("lowered from 13 to 12"), one by an anonymous person nothing of it, and one by a claimant
graded D or E only that claimant's own; it is no echo where it is told as a rise or beside more who died.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from schemas.events import FigureClaimed
from streams.figures.said.statements import UNRELIABLE, Statement
from streams.figures.said.undo import Undo


class _Correction(NamedTuple):
    word: Statement
    published_at: dt.datetime
    new: int
    ceiling: int  # the highest figure of somebody that it set aside
    echo_ceiling: int  # the same, with background: background may not widen what is set aside of anybody else
    old: int | None  # the figure that it says it replaces


class Corrections:
    """What the corrections of one figure set aside of its totals, as these come; it can be taken back."""

    def __init__(self, undo: Undo, totals: Sequence[Statement], with_increments: Collection[str]) -> None:
        """`totals` are those taken so far, `with_increments` the updates that tell of more who died; both grow."""
        self._undo = undo
        self._totals = totals
        self._with_increments = with_increments
        self._made: list[_Correction] = []
        self._aside: list[Statement] | None = None
        self.rewritten = 0  # how often a word that was there was set aside, or became a fall

    @property
    def aside(self) -> list[Statement]:
        """The totals that a correction set aside, in published order."""
        if self._aside is None:
            self._aside = [word for word in self._totals if word.set_aside_by is not None]
        return self._aside

    def rewrite(self) -> None:
        """A word that was there is no longer what it was, nor is it when this is taken back."""
        self._undo.set(self, "_aside", None)
        self._count_rewritten()
        self._undo.then(self._count_rewritten)

    def _count_rewritten(self) -> None:
        self.rewritten += 1

    def meet(self, word: Statement) -> None:
        """Set aside a total said at the time of a correction, or background that echoes a corrected one."""
        for correction in self._made:
            same_time = correction.published_at == word.published_at and not _goes_on(word, correction)
            ceiling = correction.echo_ceiling if word.tier == "background" else correction.ceiling
            covered = correction.new < word.low <= ceiling and _reaches(correction.word, word, correction.old)
            if covered and (same_time or (word.tier == "background" and not self._grows_again(word))):
                word.set_aside_by = correction.word
                self._undo.set(self, "_aside", None)

    def _grows_again(self, word: Statement) -> bool:
        """Whether it is told as a rise, or beside more who died: no echo of what was said before."""
        return word.raised or word.claim.update_id in self._with_increments

    def make(self, word: Statement, claim: FigureClaimed) -> None:
        """Set aside the earlier totals above the new figure and up to the old one.

        The old figure is the one the claim names, else its claimant's last; if there is none, every total
        above the new figure is.
        """
        new = word.number if word.number is not None else word.high
        if new is None:
            return
        old = claim.from_value if claim.from_value is not None else word.before
        ceiling = echo_ceiling = old if old is not None else new
        for total in self._totals:
            if total is word or total.low <= new or not _reaches(word, total, claim.from_value):
                continue
            if old is None or total.low <= old or total.key == word.key:
                if total.set_aside_by is None:
                    self.rewrite()
                    self._undo.set(total, "set_aside_by", word)
                echo_ceiling = max(echo_ceiling, total.low)
                if total.tier != "background":
                    ceiling = max(ceiling, total.low)
        self._undo.append(
            self._made, _Correction(word, claim.published_at, new, ceiling, echo_ceiling, claim.from_value)
        )


def _goes_on(word: Statement, correction: _Correction) -> bool:
    """Whether the update of a correction tells another toll that is not the one corrected: it has grown since."""
    said, corrected = word.claim, correction.word.claim
    return (word.official and said.update_id == corrected.update_id and word.low != correction.old
            and word.key != correction.word.key)


def _reaches(correction: Statement, total: Statement, old: int | None) -> bool:
    if correction.tier != "named":
        return total.tier != "named" or (total.low == old and correction.tier == "background")
    return correction.grade not in UNRELIABLE or total.key == correction.key
