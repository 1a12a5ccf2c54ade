"""Which updates of the window may be kin of one: found by index, to be compared one by one."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Hashable
from functools import lru_cache
from typing import Final, Generic, TypeVar

from rensa import RMinHash, RMinHashLSH

from streams.dedupe import alignment
from streams.dedupe.kinship import SHORT_WORDS, RememberedUpdate

K = TypeVar("K", bound=Hashable)

BANDS: Final = 24
ROWS: Final = 2
SHINGLE_WORDS: Final = 2
"""Two texts that share a part J of their pairs of neighbouring words become candidates with a chance of
1 - (1 - J^ROWS)^BANDS: 99.9 % at J = 0.5, 95 % at J = 0.34."""

_SEED: Final = 5
_WORD_BYTES: Final = 4
_THRESHOLD: Final = 0.5  # of rensa's own estimate, which is not asked: whatever shares a band is compared


class Candidates:
    """Ids of updates, indexed by text, by heading, by item, by their first words and by MinHash."""

    def __init__(self) -> None:
        self._by_skeleton = _IdsByKey[tuple[int, str]]()
        self._by_heading = _IdsByKey[tuple[object, ...]]()
        self._by_item = _IdsByKey[str]()
        self._by_lead = _IdsByKey[bytes]()
        self._by_sketch = RMinHashLSH(_THRESHOLD, BANDS * ROWS, BANDS)
        self._number_of: dict[str, int] = {}  # rensa wants numbers as keys
        self._id_of: dict[int, str] = {}
        self._letters: dict[int, bytes] = {}
        self._by_time: list[tuple[dt.datetime, int]] = []  # sorted
        self._next_number = 0

    def add(self, update: RememberedUpdate) -> None:
        self._by_skeleton.add(_skeleton_key(update), update.update_id)
        self._by_heading.add(update.heading, update.update_id)
        if update.item is not None:
            self._by_item.add(update.item, update.update_id)
        if not update.is_short:
            packed = update.wording.codes.tobytes()
            self._by_lead.add(_lead(packed), update.update_id)
            self._by_sketch.insert(self._next_number, _sketch(packed))
            self._number_of[update.update_id] = self._next_number
            self._id_of[self._next_number] = update.update_id
            self._letters[self._next_number] = update.wording.letters
            insort(self._by_time, (update.published_at, self._next_number))
            self._next_number += 1

    def discard(self, update: RememberedUpdate) -> None:
        self._by_skeleton.discard(_skeleton_key(update), update.update_id)
        self._by_heading.discard(update.heading, update.update_id)
        if update.item is not None:
            self._by_item.discard(update.item, update.update_id)
        if not update.is_short:
            self._by_lead.discard(_lead(update.wording.codes.tobytes()), update.update_id)
            number = self._number_of.pop(update.update_id)
            self._by_sketch.remove(number)
            del self._id_of[number], self._letters[number]
            del self._by_time[bisect_left(self._by_time, (update.published_at, number))]

    def same(self, update: RememberedUpdate) -> set[str]:
        """The ids of those of the same text, heading or item; the update's own among them if it is indexed."""
        same = {*self._by_skeleton.get(_skeleton_key(update)), *self._by_heading.get(update.heading)}
        if update.item is not None:
            same.update(self._by_item.get(update.item))
        return same

    def alike(self, update: RememberedUpdate) -> set[str]:
        """The ids of those that can be kin by their words alone, but for those published earlier that share too few:
        these are asked all at once."""
        if update.is_short:
            return set()
        packed = update.wording.codes.tobytes()
        found = self._by_sketch.query(_sketch(packed))
        found += [self._number_of[update_id] for update_id in self._by_lead.get(_lead(packed))]
        shares = alignment.sharing(update.wording, [*map(self._letters.__getitem__, found)])
        not_before = self._by_time[bisect_left(self._by_time, (update.published_at,)):]
        later = {number for _, number in not_before}.intersection(found) if not_before else ()
        return {self._id_of[number] for number in (*later, *(found[index] for index in shares))}


class _IdsByKey(Generic[K]):
    """Ids by key. In tuples: unlike lists, the garbage collector does not walk them again and again."""

    def __init__(self) -> None:
        self._ids: dict[K, tuple[str, ...]] = {}

    def get(self, key: K) -> tuple[str, ...]:
        return self._ids.get(key, ())

    def add(self, key: K, update_id: str) -> None:
        self._ids[key] = (*self._ids.get(key, ()), update_id)

    def discard(self, key: K, update_id: str) -> None:
        left = tuple(known for known in self._ids[key] if known != update_id)
        if left:
            self._ids[key] = left
        else:
            del self._ids[key]


def _skeleton_key(update: RememberedUpdate) -> tuple[int, str]:
    return update.wording.skeleton, update.story if update.is_short else ""


def _lead(packed: bytes) -> bytes:
    """The first words: a small part cut from the start of a long text shares little else with it."""
    return packed[:SHORT_WORDS * _WORD_BYTES]


@lru_cache(maxsize=16)
def _sketch(packed: bytes) -> RMinHash:
    width = SHINGLE_WORDS * _WORD_BYTES
    sketch = RMinHash(BANDS * ROWS, _SEED)
    sketch.update([packed[i:i + width] for i in range(0, len(packed) - width + 1, _WORD_BYTES)])
    return sketch
