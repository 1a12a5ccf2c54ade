"""Whether a figure replaces another: raised, lowered by a labelled correction, or a prior figure quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from schemas.events import Revision, Scope
from streams.extract.binding.figure import TAKEN_BACK, Figure
from streams.extract.standing.judged import NEAR, judged_revision
from streams.extract.standing.old_numbers import told_before, told_beside
from streams.extract.words.vocabulary import COUNTS, WEEKDAYS
from streams.extract.words.words_of_speech import VERB_KIND


class Move(NamedTuple):
    words: str
    revision: Revision
    example: str


MOVES = (
    Move("rises rise rose risen rising", "raised", "The death toll rose to 12."),
    Move("climbs climb climbed climbing", "raised", "The death toll climbed to 12."),
    Move("jumps jumped jump jumping", "raised", "The death toll jumped to 12."),
    Move("surges surged surge surging soars soared", "raised", "The death toll surged to 12."),
    Move("grows grew grown mounts mounted", "raised", "The death toll grew to 12."),
    Move("increases increased increasing", "raised", "The death toll increased to 12."),
    Move("raises raised raising", "raised", "Officials raised the death toll to 12."),
    Move("reaches reached reaching", "raised", "The death toll reached 12."),
    Move("bringing brings brought", "raised", "A man died, bringing the death toll to 12."),
    Move("taking takes lifting lifts lifted", "raised", "A man died, taking the death toll to 12."),
    Move("pushing pushed pushes doubled tripled up", "raised", "The death toll is up to 12."),
    Move("lowers lowered lowering", "lowered", "Officials lowered the death toll to 12."),
    Move("cut cuts cutting", "lowered", "Officials cut the death toll to 12."),
    Move("reduces reduced reducing trims trimmed slashed", "lowered", "Officials reduced the death toll to 12."),
    Move("corrects corrected correcting downgraded", "lowered", "Officials corrected the death toll to 12."),
    Move("revising amending", "lowered", "Officials are revising the death toll to 12."),
    Move("scaled downward downwards", "lowered", "Officials revised the death toll downward to 12."),
)
_BY_WORD: dict[str, Revision] = {word: row.revision for row in MOVES for word in row.words.split()}
_FALLS = frozenset("fell falls fallen dropped drops dropping".split())
_EARLIER = frozenset("earlier previously initially originally previous initial".split())
_TURNS = frozenset("but later then since".split())
FAR_BELOW = 8
_AHEAD = 8  # figures after this one among which its old value may be quoted
_CHANGED = frozenset("corrected revised amended lowered raised".split())
_TOLD = frozenset("toll count figure total number tally killed dead missing injured".split())


_THEN = frozenset("earlier previously initially originally first".split())
_NOW = frozenset("than in this today".split())


def _said_before(figure: Figure) -> bool:
    """ "The ministry had earlier said 37 died", "It earlier reported 22 dead": the adverb stands with the verb."""
    words = figure.line.words
    if _THEN.isdisjoint(figure.line.present) and "had" not in figure.line.present:
        return False
    for k in range(min(figure.first, figure.quantity.first)):
        if words[k - 1 : k] in (["had"], ["having"]) and (
            words[k] in ("put", "given")
            or (VERB_KIND.get(words[k]) == "say" and not WEEKDAYS.isdisjoint(words[k : figure.quantity.first]))
        ):
            return True
        if words[k] in VERB_KIND or words[k] in ("put", "spoken"):
            beside = {*words[max(k - 2, 0) : k], *words[k + 1 : k + 2], words[0]}
            if not _THEN.isdisjoint(beside) and ("first" not in beside - {words[0]} or "had" in words[:k]):
                return figure.line.word(1) != "this" and words[0] != "first"
    return False


class Revised(NamedTuple):
    revision: Revision
    from_value: int | None


def _worded(figure: Figure) -> Revision:
    """What the sentence's own verbs say of a figure."""
    words = figure.line.words
    before = words[: figure.quantity.number_first]
    if before[1:] == ["from"] and before[0] in _CHANGED:
        return "prior"  # "Fatalities: 7. CORRECTED from 8."
    if before[-3:-1] == ["should", "have"]:
        return "lowered"  # "he should have said 12"
    if _is_put_right(before) or _is_of_an_earlier_paper(figure, before):
        return "prior"
    if figure.relation == "tolled" and not _EARLIER.isdisjoint(_since_turn(before)) and "than" not in before:
        return "prior"
    told = figure.relation in ("tolled", "subject", "governed") and not _TOLD.isdisjoint(words)
    if not told or (figure.relation != "tolled" and words[figure.quantity.first - 1] not in ("to", "at", "from")):
        return "none"
    start = figure.mark.first if figure.mark is not None else 0
    for k, word in reversed(list(enumerate(before))):
        said = _BY_WORD.get(word)
        if said == "raised" and k < start and figure.relation != "tolled":
            continue
        if said is not None:
            return "none" if word == "up" and k + 1 < len(before) and before[k + 1] not in ("to", "from") else said
        if word in _FALLS and figure.category == "killed":
            return "lowered"
        if word == "down" and {"revised", "took", "taken", "brought", "came", "adjusted"} & set(before):
            return "lowered"
    return "none"


_MISSAID = frozenset({"misspoke", "misspoken", "misstated"})


def _is_put_right(before: Sequence[str]) -> bool:
    """ "Correcting a figure of 19", "after saying 19": what somebody no longer says."""
    if (before[-2:-1] == ["after"] and before[-1] in _HAVING_SAID) or not _MISSAID.isdisjoint(before):
        return True
    if before[-1:] != ["of"] or len(before) < _SHORTEST or before[-2] not in COUNTS:
        return False
    return not _CORRECTING.isdisjoint(before[-5:-2])


def _is_of_an_earlier_paper(figure: Figure, before: Sequence[str]) -> bool:
    """ "The figure of six in our first release"."""
    if before[-1:] != ["of"] or len(before) < _SHORTEST or before[-2] not in COUNTS:
        return False
    behind = figure.line.words[figure.quantity.last + 1 : figure.quantity.last + 4]
    return behind[:1] == ["in"] and not _OF_BEFORE.isdisjoint(behind)


_OF_BEFORE = frozenset("first earlier previous initial last yesterday's morning's evening's".split())
_HAVING_SAID = frozenset("saying reporting announcing giving counting".split())
_CORRECTING = frozenset(
    "correct corrects correcting corrected replaces replacing withdraws withdrawing withdrew".split()
)
_SHORTEST = 3


def _since_turn(words: Sequence[str]) -> Sequence[str]:
    """What follows the last "but later": an earlier time that stands before it is not that of the number."""
    turn = max((k for k, word in enumerate(words) if word in _TURNS), default=-1)
    return words[turn + 1 :]


_PRIOR = frozenset({"prior", TAKEN_BACK})


def revisions_of(update: Sequence[Figure], published_on: dt.date) -> list[Revised]:
    """Revision and replaced number of each figure of an update: what the rules say, weighed with the words."""
    ruled = ruled_revisions(update)
    judged = [judged_revision(update, i, item.revision, published_on) for i, item in enumerate(ruled)]
    return [
        item if revision == item.revision and (revision != "lowered" or item.from_value is not None)
        else Revised(revision, _old_of(update, judged, i, revision))
        for i, (item, revision) in enumerate(zip(ruled, judged, strict=True))
    ]  # fmt: skip


def lowered_by_their_old(
    update: Sequence[Figure], revised: Sequence[Revised], scopes: Sequence[Scope], denied: Sequence[bool],
    past: Sequence[bool],
) -> list[Revised]:
    """The revisions, with what follows for an update as a whole; `past` are figures of other events.

    A number that is denied is told as one that no longer holds. The highest total of dead or injured of an update,
    beside a larger old one that is less than twice as high, is a correction though no word says so: the dead do not
    grow fewer.
    """
    told = [
        Revised("prior", None) if false and item.revision in ("none", "raised") else item
        for item, false in zip(revised, denied, strict=True)
    ]
    for category in ("killed", "injured"):
        of_it = [k for k, figure in enumerate(update) if figure.category == category and not past[k]]
        old = _highest(update, [k for k in of_it if told[k].revision == "prior" and not denied[k]])
        totals = [k for k in of_it if scopes[k] == "total" and told[k].revision != "prior"]
        new = _highest(update, totals)
        if new < old < 2 * new:
            for k in totals:
                quantity = update[k].quantity
                if told[k].revision == "none" and quantity.qualifier == "exact" and quantity.value == new:
                    told[k] = Revised("lowered", old)
        for k in of_it:
            if told[k].revision == "lowered" and _struck_off(update[k], told[k], new):
                told[k] = Revised("none", None)
    return told


def _struck_off(figure: Figure, revised: Revised, highest: int) -> bool:
    """ "Killed 34, striking two from the 36 on the list": far below what it replaces, or the difference between it and
    the toll beside it.

    By itself such a number may mend a slip of a digit.
    """
    value, old = figure.quantity.value, revised.from_value
    if value is None or old is None or not value < highest <= old:
        return False
    return FAR_BELOW * value < old or value + highest == old


def with_whole_corrections(
    update: Sequence[Figure], revised: Sequence[Revised], scopes: Sequence[Scope]
) -> list[Scope]:
    """The scopes, where what replaces a total is one too: "three were killed … he later amended that and said two"."""
    totals = {
        (figure.category, figure.quantity.value)
        for figure, scope in zip(update, scopes, strict=True) if scope == "total"
    }  # fmt: skip
    return [
        "total" if scope == "subset" and item.from_value and (figure.category, item.from_value) in totals else scope
        for figure, item, scope in zip(update, revised, scopes, strict=True)
    ]


def with_worded_falls(update: Sequence[Figure], revised: Sequence[Revised], named: Sequence[bool]) -> list[Revised]:
    """The revisions, where nobody in particular says that the number of the missing has fallen: a fall that is told in
    words replaces what was said, while a claimant's own later word does so without."""
    return [
        Revised("lowered", None)
        if not by_name and item.revision == "none" and figure.category not in ("killed", "injured") and _falls(figure)
        else item
        for figure, item, by_name in zip(update, revised, named, strict=True)
    ]


def _falls(figure: Figure) -> bool:
    """ "The number of missing has fallen to 12"."""
    words = figure.line.words[: figure.quantity.first]
    return figure.relation == "tolled" and not _FALLS.isdisjoint(words) and words[-1] == "to"


def _highest(update: Sequence[Figure], of: Sequence[int]) -> int:
    return max((update[k].quantity.value or 0 for k in of), default=0)


def _old_of(update: Sequence[Figure], judged: Sequence[Revision], i: int, revision: Revision) -> int | None:
    """The old number that a lowered one replaces: the nearest larger one of its category that is prior."""
    value = update[i].quantity.value
    if revision != "lowered" or value is None:
        return None
    for k in sorted(range(max(i - NEAR, 0), min(i + NEAR, len(update))), key=lambda k: abs(k - i)):
        other = update[k].quantity.value
        if judged[k] == "prior" and update[k].category == update[i].category and other is not None and other > value:
            return other
    return None


def ruled_revisions(update: Sequence[Figure]) -> list[Revised]:
    """Revision and replaced number of each figure of an update as the rules read them."""
    words: list[Revision] = [_worded(figure) if _PRIOR.isdisjoint(figure.flags) else "prior" for figure in update]
    for i, figure in enumerate(update):
        if words[i] == "none" and _said_before(figure):
            said = figure.line.words[: figure.first]
            if ("had" in said and not _THEN.isdisjoint(said)) or _is_replaced(update, words, i):
                words[i] = "prior"
    lowered = {
        (figure.category, figure.quantity.value)
        for figure, word in zip(update, words, strict=True)
        if word == "lowered"
    }
    found: list[Revised] = []
    for i, figure in enumerate(update):
        revision = words[i]
        if revision == "none" and figure.relation == "tolled" and (figure.category, figure.quantity.value) in lowered:
            revision = "lowered"
        old = _replaced(update, words, i) if revision != "prior" else None
        if revision == "none" and old is not None and figure.relation != "whole":
            value = figure.quantity.value
            revision = "raised" if value is not None and value > old else "none"
        taken_back = (figure.replaces or told_beside(figure)) if revision != "prior" else None
        if revision == "none" and taken_back is None:
            taken_back = told_before(update[:i], figure)
        if taken_back is not None and figure.quantity.value is not None:
            revision, old = ("lowered" if figure.quantity.value < taken_back else "raised"), taken_back
        found.append(Revised(revision, old if revision in ("raised", "lowered") else None))
    return found


def _is_replaced(update: Sequence[Figure], words: Sequence[Revision], i: int) -> bool:
    """Whether the update has another, current number of the same kind."""
    mine = update[i]
    if mine.group.partitive or mine.group.nationals or mine.group.more:
        return False
    return any(
        words[k] not in ("prior",)
        and other.category == mine.category
        and other.quantity.value != mine.quantity.value
        and not (other.group.partitive or other.group.nationals or other.group.more or other.relation == "including")
        for k, other in enumerate(update[max(i - _AHEAD, 0) : i + _AHEAD], max(i - _AHEAD, 0))
    )


def _replaced(update: Sequence[Figure], words: Sequence[Revision], i: int) -> int | None:
    """The nearest quoted old figure of the same category, within the same or the next two sentences."""
    figure = update[i]
    for k in range(i + 1, min(i + _AHEAD, len(update))):
        if TAKEN_BACK in update[k].flags:
            continue  # a note says of which figure
        if words[k] == "prior" and update[k].category == figure.category:
            return update[k].quantity.value
        if (
            words[k] != "prior"
            and update[k].category == figure.category
            and update[k].relation == "tolled"
            and (update[k].quantity.value != figure.quantity.value)
        ):
            break
    return None
