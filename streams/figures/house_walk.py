"""The house walk: the words on a total in published order, and which of them comes to hold best.

At each word (at one time: vague first, then lower):

- its floor is at or above best: taken; but where an official's count holds best, and says how many at most, not
  that of one without an office, which is told beside it and raises high;
- its interval holds best: it confirms;
- it lies wholly below: taken if it is a labelled correction, exact and without the attackers where best counts these,
  an official's exact count where one without an office holds best, an exact total where best is what was said of a
  part (`said/floors.py`), better graded than the one that holds best, or exact
  where best is vague (about, a range, a word, more than) or anonymous; otherwise best stays. A displaced claimant keeps
  standing and may dispute;
- whoever holds best and says something new is taken at the new word.

Background lies on top: it may raise best and changes nothing of the walk below it. It goes when a word of
the walk reaches it, or lies wholly below it and is exact or a labelled correction, or when it is below every
figure that stands (of those who vote none may set best then). One anonymous person
sets best only when no named claimant gives a total. "Up to" and "fewer than" never set best, nor do
claimants graded D or E. Tolls of killed and injured grow; in the other categories each later named figure
that does not confirm is taken, and a worded fall clears what was said before it.

Our own choices: an official's exact count an hour or more after best, which is what its update tells first and a
number that nobody has told before, is the newer count though nobody calls it a correction (an old one that comes late
was told before); two officials' later exact counts outvote a best that nobody else confirms and that is half as high
again as the higher of them or more (a slip, or a number of something else); a number by a named claimant is taken from
a bare word ("dozens") even where it is lower;
in categories that may fall, background sets best only until a named claimant does, but for a worded fall.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Hashable, Iterable
from typing import Final, Literal, NamedTuple

from schemas.events import FigureClaimed
from streams.figures.said.collected import StatementsOnFigure
from streams.figures.said.statements import BARE_WORDS, GROWING, UNRELIABLE, VAGUE, VAGUENESS, Statement

Verb = Literal[
    "taken", "raised", "corrected", "own", "graded", "exact", "numbered", "later", "cleared", "dropped", "stays",
    "undercut", "official", "beside", "outvoted", "newer", "victims", "whole",
]

OUTVOTED_BY: Final = 2
OUTLIER: Final = 1.5
"""So many officials' later exact counts outvote a best that nobody confirms and that is so many times as high [ours].
"""

NEWER_BY: Final = dt.timedelta(hours=1)
NO_LESS_THAN: Final = 0.5
SLIP: Final = 2
"""An official's later count is the newer one where best is so much older, and it is no less than so much of best, or
best is so many times what it was before and nobody confirms it [ours].
"""

STEPS_TOLD: Final = 8
"""The last steps of a walk, which are told one by one; the earlier ones are counted."""

_JUDGED: Final = "ABC"
_KEEPS_BEST: Final = ("stays", "beside")


class WalkStep(NamedTuple):
    """One word that changed best, or failed to although wholly below it. `against` held best before."""

    verb: Verb
    word: Statement
    against: Statement | None


class Walk:
    """Where the walk is: who holds best among those who vote, and the background above it, if any."""

    def __init__(self, said: StatementsOnFigure) -> None:
        self.holder: Statement | None = None
        self.background: Statement | None = None
        self.steps: deque[WalkStep] = deque(maxlen=STEPS_TOLD)
        self.steps_taken = 0
        self.confirmations = 0
        self._said = said
        self._grows = said.category in GROWING
        self._was: int | None = None  # best, before it became what it is
        self._backers: set[Hashable] = set()  # who says best, or confirms it
        self._below: dict[Hashable, Statement] = {}  # officials' exact counts since, wholly below it

    @property
    def best(self) -> Statement | None:
        """The word whose number is best."""
        return self.background or self.holder

    def take(self, word: Statement) -> None:
        before = self.best
        verb = self._raise(word) if word.tier == "background" else self._vote(word)
        if verb in _KEEPS_BEST or (self.best is not before and not _says_the_same(self.best, before)):
            self._step(WalkStep(verb or "dropped", word, before))
        else:
            self.confirmations += 1

    def undercut_background(self, by: Statement) -> None:
        """Background holds best, but lies below everything that those who vote say: nobody holds best."""
        self._step(WalkStep("undercut", by, self.background))
        self.background = None

    def copy(self) -> Walk:
        """The same walk, to go on from here without changing this one."""
        walk = Walk(self._said)
        walk.holder, walk.background = self.holder, self.background
        walk.steps, walk.steps_taken, walk.confirmations = self.steps.copy(), self.steps_taken, self.confirmations
        walk._was, walk._backers, walk._below = self._was, self._backers, dict(self._below)
        return walk

    def _step(self, step: WalkStep) -> None:
        self.steps.append(step)
        self.steps_taken += 1

    def _raise(self, word: Statement) -> Verb | None:
        best = self.best
        if not self._grows and word.lowered and best is not None and can_set_best(word):
            self.holder, self.background = None, word
            return "cleared"
        if not can_set_best(word) or (self.holder is not None and not self._grows):
            return None
        if best is not None and (best.number is None or word.low <= best.number):
            return None
        self.background = word
        return "taken" if best is None else "raised"

    def _vote(self, word: Statement) -> Verb | None:
        verb: Verb | None = None
        if not self._grows and word.lowered and word.tier == "named" and self.best is not None:
            self.holder, self.background, verb = None, None, "cleared"
        if not can_set_best(word):
            return verb
        if self.holder is not None:
            verb = "beside" if self._is_beside(word, self.holder) else _verdict(word, self.holder, self._grows)
        elif verb is None:
            verb = "taken"
        if verb == "stays" and self.holder is not None and self._is_newer(word, self.holder):
            verb = "newer"
        if verb == "stays" and (counted := self._outvoted(word)) is not None:
            self.holder, verb = counted, "outvoted"
        elif verb is None or verb not in _KEEPS_BEST:
            self._back(word)
            if verb is not None:
                if self.holder is not None and self.holder.low != word.low:
                    self._was = self.holder.low
                self.holder = word
        return self._meet_background(word, verb)

    def _is_beside(self, word: Statement, holder: Statement) -> bool:
        """Whether somebody else has told best before it in the same update, and this is more; an official's is
        not, where the first is a correction (the toll has grown since) or his own is called confirmed."""
        first = self._said.first_told.of_update(word.claim.update_id)
        if not self._grows or first is None or first.start >= word.claim.start or word.key == holder.key or word.raised:
            return False
        if first.high is None or word.low <= first.high:
            return False
        if word.official and (first.revision == "lowered" or "confirmed" in word.claim.evidence.casefold().split()):
            return False
        return holder.holds(first.low or 0)

    def _is_newer(self, word: Statement, holder: Statement) -> bool:
        """Whether a count wholly below best is newer, and no old one that comes late."""
        if not word.official or word.qualifier != "exact" or word.published_at - holder.published_at <= NEWER_BY:
            return False
        told = self._said.first_with.get(word.low)
        if told is None or told.claim.update_id != word.claim.update_id:
            return False
        if not self._said.first_told.is_first(word.claim):
            return False
        if not _are_of_one_place(word.claim, holder.claim):
            return False
        is_slip = len(self._backers) < 2 and self._was is not None and holder.low >= SLIP * self._was
        return word.low >= NO_LESS_THAN * holder.low or (is_slip and word.low >= (self._was or 0))

    def _back(self, word: Statement) -> None:
        """Who confirms best stands behind it; a new best has its claimant alone."""
        is_new = self.holder is None or not word.holds(self.holder.low)
        self._backers = {word.key} if is_new else self._backers | {word.key}
        self._below = {} if is_new else self._below

    def _outvoted(self, word: Statement) -> Statement | None:
        """The highest of the later counts that outvote best, once there are counts of OUTVOTED_BY officials."""
        if word.official and word.qualifier == "exact":
            self._below[word.key] = word
        highest = max(self._below.values(), key=lambda each: each.low, default=None)
        if self.holder is None or highest is None or len(self._below) < OUTVOTED_BY or len(self._backers) > 1:
            return None
        if self.holder.low < OUTLIER * highest.low:
            return None
        self._below, self._backers = {}, {highest.key}
        return highest

    def _meet_background(self, word: Statement, verb: Verb | None) -> Verb | None:
        above = self.background
        if above is None or above.number is None or verb == "beside":
            return verb
        reached = max(word.low, word.number or 0) >= above.number  # "about 30" reaches 28, though it may mean 27
        if not self._grows or (reached and self.holder is word) or word.low >= above.number:
            self.background = None
            return verb
        if word.holds(above.number):
            return verb
        if word.lowered or word.qualifier == "exact":
            self.background = None
            return "dropped"
        return "stays"


class HouseWalk:
    """The walk over the totals of one figure; it is gone on with where words come, and begun anew where those that
    it has met are no longer what they were."""

    def __init__(self, said: StatementsOnFigure) -> None:
        self._said = said
        self._begin((0, False))

    def walked(self, parts: Statement | None = None) -> Walk:
        """The walk over the words that were not set aside, and over what stands in for a total.

        Where the claimant who holds best last said something that cannot set best ("up to 80"), the walk is
        repeated over everybody's latest words alone.
        """
        votes = self._said.first_told.may_raise
        latest = [word for word in self._said.latest if word.set_aside_by is None]
        latest += [parts] if parts is not None else []
        named = any(word.tier == "named" for word in latest)
        if parts is not None:  # it comes among the words where its claim was published
            kept = [*(word for word in self._said.totals if word.set_aside_by is None and votes(word)), parts]
            done = _over(Walk(self._said), kept, named)
        else:
            done = self._gone_on(named)
        if done.holder is not None and done.holder.superseded:
            return _over(Walk(self._said), (word for word in latest if votes(word)), named)
        return done

    def _begin(self, met: tuple[int, bool]) -> None:
        self._met = met
        self._at = _Place(0, Walk(self._said), [])
        self._passed = deque([self._at], maxlen=_PLACES_KEPT)

    def _gone_on(self, named: bool) -> Walk:
        unchanged = self._said.unchanged()
        if self._met != (self._said.rewritten, named):
            self._begin((self._said.rewritten, named))
        elif unchanged < self._at.totals:
            while self._passed and self._passed[-1].totals > unchanged:
                self._passed.pop()
            if not self._passed:
                self._begin(self._met)
            self._at = self._passed[-1]
        count, before, newest = self._at.totals, self._at.before, self._at.newest
        is_kept = True  # that walk, at a place to go on from
        for word in self._said.totals[count:]:
            count += 1
            if word.set_aside_by is not None or not self._said.first_told.may_raise(word):
                continue
            if word.tier == "anonymous" and named:
                continue
            if newest and word.published_at > newest[0].published_at:
                before, newest, is_kept = _take_all(before.copy() if is_kept else before, newest), [], False
            newest = [*newest, word]
            if count % _APART == 0:
                self._passed.append(_Place(count, before, newest))
                is_kept = True
        self._at = _Place(count, before, newest)
        return _take_all(before.copy(), newest)


_APART: Final = 16
_PLACES_KEPT: Final = 32
"""Every so many words the place is kept, and so many places, to go on from where the newest words are no longer the
last."""


class _Place(NamedTuple):
    """How far a walk has come, over so many of the totals. None of it is changed when the walk goes on."""

    totals: int
    before: Walk  # over what was published before the newest
    newest: list[Statement]  # of one published time: their order is not that in which they come


def _over(walk: Walk, words: Iterable[Statement], named: bool) -> Walk:
    return _take_all(walk, (word for word in words if word.tier != "anonymous" or not named))


def _take_all(walk: Walk, words: Iterable[Statement]) -> Walk:
    """Go on with the walk over words that come in any order."""
    for word in sorted(words, key=_walk_order):
        walk.take(word)
    return walk


def can_set_best(word: Statement) -> bool:
    """Bounds ("up to") have no number to print."""
    return word.number is not None and word.grade not in UNRELIABLE


def _walk_order(word: Statement) -> tuple[object, int, int, str]:
    return word.published_at, VAGUENESS.get(word.qualifier, 0), word.low, word.claim.claim_id


def _are_of_one_place(claim: FigureClaimed, other: FigureClaimed) -> bool:
    """Whether the claims may count in one place: two towns' mayors count their own dead."""
    places = [each.place.name for each in (claim, other) if each.place is not None and each.place.kind == "city"]
    return len(set(places)) < 2


def _outranks(holder: Statement, word: Statement) -> bool:
    """Whether an official's count that says how many at most ("at least 30" does not) meets that of somebody without
    an office."""
    return holder.official and not word.official and holder.high is not None and holder.qualifier not in VAGUE


def _says_the_same(now: Statement | None, before: Statement | None) -> bool:
    """Whether best is printed in the same words as before, and nobody corrected anything."""
    if now is None or before is None or now.lowered:
        return False
    return now.number == before.number and now.qualifier == before.qualifier


def _verdict(word: Statement, holder: Statement, grows: bool) -> Verb | None:
    """What becomes of best at this word; None when it only confirms."""
    best = holder.number or 0
    if word.key == holder.key:
        return "own"
    if holder.qualifier in BARE_WORDS and word.qualifier not in BARE_WORDS and word.low < best:
        return "numbered"
    if word.low >= best:
        return "beside" if word.low > best and _outranks(holder, word) else "taken"
    if word.high is None or word.high >= best:
        return None
    return _displaces(word, holder) if grows else "later"


def _displaces(word: Statement, holder: Statement) -> Verb:
    """Whether a word wholly below best is taken all the same."""
    if word.lowered:
        return "corrected"
    if holder.counts_attackers and not word.counts_attackers and word.qualifier == "exact":
        return "victims"
    if word.official and not holder.official and word.qualifier == "exact":
        return "official"
    if holder.of_part and not word.of_part and word.qualifier == "exact":
        return "whole"
    if word.grade in _JUDGED and holder.grade in _JUDGED and word.grade < holder.grade:
        return "graded"
    if word.qualifier == "exact" and (holder.qualifier in VAGUE or holder.tier != "named"):
        return "exact"
    return "stays"
