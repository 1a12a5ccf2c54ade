"""Whether a later text repeats an earlier one, told by aligning their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from streams.dedupe.wording import IS_END, IS_NAME, LONGEST, Wording
from streams.dedupe.words import FACT

MAX_EDITED: Final = 0.2
"""Share of a copy's words that may be its own, and share of its words at which it may depart from the original."""

CUT_WORDS: Final = 8
"""A run of the original's words this long that is left out, facts and all, is a cut; a shorter one is an edit."""

Likeness = Literal["copy", "revision"]


class Departure(NamedTuple):
    """Where the two texts do not agree: earlier.codes[lost] stands against later.codes[novel]."""

    lost: slice
    novel: slice


def likeness(earlier: Wording, later: Wording) -> Likeness | None:
    """What the later text is to the earlier: a copy, a revision (the same but for facts or names), or neither.

    It repeats the earlier text when at most MAX_EDITED of its words are new, it departs from it at no more places
    than that share of its words (and one cut), and no sentence of it is mostly new. It is a copy if moreover it
    says no fact and no name that the earlier one does not say there, and leaves out facts only with whole passages.
    Texts longer than LONGEST words are neither.
    """
    if max(earlier.length, later.length) > LONGEST:
        return None
    allowed = _may_differ(later)
    needed = later.length - allowed
    if earlier.length < needed or not may_share(earlier, later, needed):
        return None
    if LCSseq.similarity(earlier.codes, later.codes) < needed:
        return None
    departures = _departures(earlier, later)
    if len(departures) > allowed + 1 or _has_new_sentence(later, departures):
        return None
    return "copy" if _same_facts(earlier, later, departures) else "revision"


def sharing(later: Wording, earlier: Sequence[bytes]) -> list[int]:
    """The indexes of those texts of which the later one may be a copy; `earlier` are their letters."""
    needed = later.length - _may_differ(later)
    found = process.extract(
        later.letters, earlier, scorer=LCSseq.similarity, processor=None, score_cutoff=needed, limit=None
    )
    return [index for _, _, index in found]


def _may_differ(later: Wording) -> int:
    return int(MAX_EDITED * later.length)


def may_share(one: Wording, other: Wording, words: int) -> bool:
    """False where the two cannot have so many words in common in the same order: equal codes have equal letters."""
    return int(LCSseq.similarity(one.letters, other.letters, score_cutoff=words)) >= words


def wording_similarity(one: Wording, other: Wording) -> float:
    """Share of the words that the two have in common in the same order, 0 to 1; of their first LONGEST words."""
    total = len(one.codes) + len(other.codes)
    return round(2 * LCSseq.similarity(one.codes, other.codes) / total, 4) if total else 1.0


def _departures(earlier: Wording, later: Wording) -> list[Departure]:
    found = []
    lost_from = novel_from = 0
    for block in LCSseq.opcodes(earlier.codes, later.codes):
        if block.tag == "equal":
            if lost_from < block.src_start or novel_from < block.dest_start:
                found.append(Departure(slice(lost_from, block.src_start), slice(novel_from, block.dest_start)))
            lost_from, novel_from = block.src_end, block.dest_end
    if lost_from < len(earlier.codes) or novel_from < len(later.codes):
        found.append(Departure(slice(lost_from, len(earlier.codes)), slice(novel_from, len(later.codes))))
    return found


def _has_new_sentence(later: Wording, departures: list[Departure]) -> bool:
    """Whether more than half of the words of some sentence are new."""
    novel = bytearray(len(later.codes))
    for departure in departures:
        for i in range(departure.novel.start, departure.novel.stop):
            novel[i] = 1
    start = 0
    for i, mark in enumerate(later.marks):
        if mark & IS_END:
            if 2 * sum(novel[start:i + 1]) > i + 1 - start:
                return True
            start = i + 1
    return False


def _same_facts(earlier: Wording, later: Wording, departures: list[Departure]) -> bool:
    known = set(earlier.codes)
    for lost, novel in departures:
        for i in range(novel.start, novel.stop):
            code = later.codes[i]
            if code & FACT or (later.marks[i] & IS_NAME and code not in known):
                return False
        left_out = lost.stop - lost.start
        is_cut = novel.start == novel.stop and (left_out >= CUT_WORDS or lost.stop == len(earlier.codes))
        if not is_cut and any(code & FACT for code in earlier.codes[lost]):
            return False
    return True
