"""The house walk: the words on a total in published order, and which of them comes to hold best.

At each word (at one time: vague first, then lower):

- its floor is at or above best: taken;
- its interval holds best: it confirms;
- it lies wholly below: taken if it is a labelled correction, better graded than the one that holds best,
  or exact where best is vague (about, a range, a word, more than), anonymous or background; otherwise best
  stays. A displaced claimant keeps standing and may dispute;
- whoever holds best and says something new is taken at the new word.

Background may only raise best. One anonymous person sets best only when no named claimant gives a total.
"Up to" and "fewer than" never set best, nor do claimants graded D or E. Tolls of killed and injured grow;
in the other categories each later named figure that does not confirm is taken, and a worded fall clears
what was said before it.

Our own choices: a number by a named claimant is taken from a bare word ("dozens") even where it is lower;
in categories that may fall, background sets best only until a named claimant does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from streams.words import BARE_WORDS, BOUNDS, UNRELIABLE, VAGUE, VAGUENESS, Word

Verb = Literal[
    "taken", "raised", "corrected", "own", "graded", "exact", "numbered", "later", "cleared", "stays"
]

_JUDGED: Final = "ABC"


class Step(NamedTuple):
    """One word that changed best, or failed to although wholly below it. `against` held best before."""

    verb: Verb
    word: Word
    against: Word | None


class Walk(NamedTuple):
    holder: Word | None  # whose number is best
    voting_holder: Word | None  # the last that held best and was not background
    steps: list[Step]
    confirmations: int


def walk(words: Iterable[Word], *, grows: bool) -> Walk:
    """Walk over the words that were not set aside.

    Where the claimant who holds best last said something that cannot set best ("up to 80"), the walk is
    repeated over everybody's latest words alone.
    """
    order = sorted((word for word in words if not word.fleeting), key=_walk_order)
    done = _walk(order, grows)
    if done.holder is not None and done.holder.superseded:
        return _walk([word for word in order if not word.superseded], grows)
    return done


def can_set_best(word: Word) -> bool:
    return word.number is not None and word.qualifier not in BOUNDS and word.grade not in UNRELIABLE


def _walk_order(word: Word) -> tuple[object, int, int, str]:
    return word.published_at, VAGUENESS.get(word.qualifier, 0), word.low, word.claim.claim_id


def _walk(order: list[Word], grows: bool) -> Walk:
    named = any(word.tier == "named" and not word.superseded for word in order)
    holder: Word | None = None
    voting: Word | None = None
    steps: list[Step] = []
    confirmations = 0
    for word in order:
        if word.tier == "anonymous" and named:
            continue
        if not grows and word.lowered and word.tier == "named" and holder is not None:
            if not can_set_best(word):
                steps.append(Step("cleared", word, holder))
            holder = None
        if not can_set_best(word):
            continue
        verb = _verdict(word, holder, grows)
        if verb is None:
            confirmations += 1
            continue
        if verb == "taken" and _says_the_same(word, holder):
            confirmations += 1
        else:
            steps.append(Step(verb, word, holder))
        if verb != "stays":
            holder = word
            voting = word if word.tier != "background" else voting
    return Walk(holder, voting, steps, confirmations)


def _says_the_same(word: Word, holder: Word | None) -> bool:
    """Whether best would be printed in the same words, by a claimant who corrects nothing."""
    if holder is None or word.lowered:
        return False
    return word.number == holder.number and word.qualifier == holder.qualifier


def _verdict(word: Word, holder: Word | None, grows: bool) -> Verb | None:
    """What happens at this word; None when it only confirms."""
    if holder is None or holder.number is None:
        return "taken"
    best = holder.number
    if word.tier == "background":
        silenced = not grows and holder.tier != "background"
        return "raised" if word.low > best and not silenced else None
    if word.key == holder.key:
        return "own"
    if holder.qualifier in BARE_WORDS and word.qualifier not in BARE_WORDS and word.low < best:
        return "numbered"
    if word.low >= best:
        return "taken"
    if word.high is None or word.high >= best:
        return None
    return _displaces(word, holder) if grows else "later"


def _displaces(word: Word, holder: Word) -> Verb:
    """Whether a word wholly below best is taken all the same."""
    if word.lowered:
        return "corrected"
    if word.grade in _JUDGED and holder.grade in _JUDGED and word.grade < holder.grade:
        return "graded"
    if word.qualifier == "exact" and (holder.qualifier in VAGUE or holder.tier != "named"):
        return "exact"
    return "stays"
