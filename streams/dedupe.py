"""Copies and revisions: which update repeats, renews or corrects another.

An update's disposition is a function of the *set* of updates within the window, never of arrival: of
equal texts the earliest published is the original and the others are its duplicates; of texts that differ
in their numbers alone each is a revision of the one published before it. So a late original turns an
update that was filed as new into a copy, and both are filed again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from itertools import groupby
from typing import NamedTuple, TypeVar

import xxhash

from schemas.events import Disposition, UpdateFiled

K = TypeVar("K", bound=Hashable)

SHORT_WORDS = 8
"""Texts below this many words repeat by chance: they are copies only within one story."""

SAME_HEADING_SIMILARITY = 0.5
"""Share of common words from which an update under the same heading of the same page is a rewrite of it."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "dozen dozens scores hundreds thousands".split()
)


class Print(NamedTuple):
    """Fingerprints of an update: of its words, and of its words with every number masked."""

    words: int
    skeleton: int
    short_story: str  # the story, for texts too short to be compared across stories; else ""


class Seen(NamedTuple):
    """What is remembered of an update."""

    published_at: dt.datetime
    update_id: str
    carrier: str | None
    story: str
    print: Print
    correction: bool
    vocabulary: frozenset[str]


class Decision(NamedTuple):
    disposition: Disposition
    same_as: str | None
    similarity: float | None


def seen(update: UpdateFiled) -> Seen:
    words = _WORD.findall(update.text.casefold())
    masked = ("#" if _NUMBER.fullmatch(word) or word in _NUMBER_WORDS else word for word in words)
    skeleton = [word for word, _ in groupby(masked)]  # "twenty-two" is one number
    fingerprint = Print(_hash(words), _hash(skeleton), update.story if len(words) < SHORT_WORDS else "")
    return Seen(
        update.published_at, update.update_id, update.carrier, update.story, fingerprint,
        "correction" in update.flags, frozenset(words),
    )


class Window:
    """The updates of one desk that may still have copies, found by fingerprint and by heading."""

    def __init__(self) -> None:
        self._by_id: dict[str, Seen] = {}
        self._by_skeleton: dict[tuple[int, str], set[str]] = {}
        self._by_heading: dict[tuple[str | None, str, dt.datetime], set[str]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, update_id: str) -> bool:
        return update_id in self._by_id

    def add(self, update: Seen) -> None:
        if update.update_id in self._by_id:
            return
        self._by_id[update.update_id] = update
        self._by_skeleton.setdefault(_skeleton_key(update), set()).add(update.update_id)
        self._by_heading.setdefault(_heading_key(update), set()).add(update.update_id)

    def discard(self, update_id: str) -> None:
        update = self._by_id.pop(update_id, None)
        if update is not None:
            _remove(self._by_skeleton, _skeleton_key(update), update_id)
            _remove(self._by_heading, _heading_key(update), update_id)

    def decide(self, update: Seen) -> dict[str, Decision]:
        """The dispositions of the update and of all its kin, some of which may change with its coming."""
        return _dispositions(self._family(update) | {update})

    def decide_without(self, update_id: str) -> dict[str, Decision]:
        """The dispositions of the kin of an update that is recalled, without it."""
        gone = self._by_id.get(update_id)
        return _dispositions(self._family(gone) - {gone}) if gone else {}

    def _family(self, update: Seen) -> set[Seen]:
        """All that is tied to the update by a shared text or heading, through whichever links."""
        family: set[Seen] = set()
        ahead = [update]
        while ahead:
            member = ahead.pop()
            near = self._by_skeleton.get(_skeleton_key(member), _NONE) | self._by_heading.get(
                _heading_key(member), _NONE
            )
            kin = {self._by_id[update_id] for update_id in near} - family
            family |= kin
            ahead.extend(kin)
        return family


_NONE: frozenset[str] = frozenset()


def _dispositions(family: set[Seen]) -> dict[str, Decision]:
    originals: dict[int, Seen] = {}
    decisions: dict[str, Decision] = {}
    for update in sorted(family, key=lambda u: (u.published_at, u.update_id)):
        original = originals.get(update.print.words)
        if original is not None:
            decisions[update.update_id] = Decision("duplicate", original.update_id, 1.0)
            continue
        decisions[update.update_id] = _against(update, list(originals.values()))
        originals[update.print.words] = update
    return decisions


def alone(update: Seen) -> Decision:
    """What an update is that nothing can be compared with."""
    return Decision("correction" if update.correction else "new", None, None)


def _against(update: Seen, earlier: list[Seen]) -> Decision:
    """What the update is to the originals before it: a revision of the last that it resembles, or new."""
    for other in reversed(earlier):
        similarity = _similarity(update, other)
        same_skeleton = update.print.skeleton == other.print.skeleton
        same_heading = _heading_key(update) == _heading_key(other) and similarity >= SAME_HEADING_SIMILARITY
        if same_skeleton or same_heading:
            return Decision("correction" if update.correction else "revision", other.update_id, similarity)
    return alone(update)


def _similarity(one: Seen, other: Seen) -> float:
    """Jaccard similarity of the words, rounded so that it is the same number everywhere."""
    both = one.vocabulary | other.vocabulary
    return round(len(one.vocabulary & other.vocabulary) / len(both), 4) if both else 1.0


def _skeleton_key(update: Seen) -> tuple[int, str]:
    return update.print.skeleton, update.print.short_story


def _heading_key(update: Seen) -> tuple[str | None, str, dt.datetime]:
    return update.carrier, update.story, update.published_at


def _remove(index: dict[K, set[str]], key: K, update_id: str) -> None:
    index[key].discard(update_id)
    if not index[key]:
        del index[key]


def _hash(words: list[str]) -> int:
    return xxhash.xxh3_128_intdigest(" ".join(words).encode("utf-8", "surrogatepass"))
