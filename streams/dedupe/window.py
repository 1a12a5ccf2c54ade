"""The updates of one desk that may still have copies, and what each of them is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from schemas.events import Disposition
from streams.dedupe.alignment import Likeness
from streams.dedupe.candidates import Candidates
from streams.dedupe.kinship import DUPLICATE_WINDOW, RememberedUpdate, kinship, similarity


class Decision(NamedTuple):
    disposition: Disposition
    same_as: str | None
    similarity: float | None  # 0 to 1 against `same_as`


class Kin(NamedTuple):
    update: RememberedUpdate
    likeness: Likeness  # of the later published one to the earlier


class Closest(msgspec.Struct, frozen=True, gc=False):
    """The earlier kin that tell what an update is."""

    copied: RememberedUpdate | None = None  # the earliest that it copies
    latest: RememberedUpdate | None = None  # the latest that it revises, if it copies none
    revised: RememberedUpdate | None = None  # the earliest of those that it revises which has the words of the latest

    def kin(self) -> tuple[RememberedUpdate | None, ...]:
        return self.copied, self.latest, self.revised

    def is_moved_by(self, kin: Kin) -> bool:
        """Whether another earlier kin would take a place here."""
        update, likeness = kin
        if self.copied is not None:
            return likeness == "copy" and update.order < self.copied.order
        if likeness == "copy" or self.latest is None or self.revised is None:
            return True
        says_the_same = update.wording.words == self.revised.wording.words
        return update.order > self.latest.order or (says_the_same and update.order < self.revised.order)


_NONE = Closest()
_NO_TIME = dt.timedelta(0)


class Window:
    """Memory of the updates of one desk: fingerprints and codes of words, no texts.

    The closest kin of each update are kept, so that an update that comes late is compared with its own candidates
    alone, and not each of those with theirs.
    """

    def __init__(self) -> None:
        self._updates: dict[str, RememberedUpdate] = {}
        self._closest: dict[str, Closest] = {}
        self._candidates = Candidates()
        self._order: dict[str, int] = {}  # of adding
        self._added = 0
        self._unmoving: set[str] = set()
        # An update is decided, then added: it is compared once.
        self._decided: tuple[RememberedUpdate, list[Kin]] | None = None

    def __len__(self) -> int:
        return len(self._updates)

    def __contains__(self, update_id: str) -> bool:
        return update_id in self._updates

    def add(self, update: RememberedUpdate, *, moving: bool = True) -> None:
        """Remember the update; adding it again changes nothing.

        One that is not `moving` is an earlier kin only to those that are added after it.
        """
        if update.update_id in self._updates:
            return
        kin = self._kin(update)
        moved = {other.update_id: closest for other, closest in self._moved_by(update, kin)} if moving else {}
        self._closest[update.update_id] = _closest(k for k in kin if k.update.order < update.order)
        self._closest.update(moved)
        self._updates[update.update_id] = update
        self._order[update.update_id] = self._added = self._added + 1
        if not moving:
            self._unmoving.add(update.update_id)
        self._candidates.add(update)
        self._decided = None

    def discard(self, update_id: str) -> None:
        """Forget the update, if it is known."""
        update = self._updates.pop(update_id, None)
        if update is not None:
            self._candidates.discard(update)
            del self._closest[update_id], self._order[update_id]
            self._unmoving.discard(update_id)
            self._decided = None

    def decide(self, update: RememberedUpdate, *, moving: bool = True) -> dict[str, Decision]:
        """The disposition of the update and, if it is `moving`, of all that its coming makes something else."""
        kin = self._kin(update)
        self._decided = update, kin
        decisions = {update.update_id: _decision(update, _closest(k for k in kin if k.update.order < update.order))}
        for other, closest in self._moved_by(update, kin) if moving else ():
            decisions[other.update_id] = _decision(other, closest)
        return decisions

    def decide_without(self, update_id: str) -> dict[str, Decision]:
        """The dispositions of all that the recall of an update makes something else, in published order."""
        gone = self._updates.get(update_id)
        if gone is None:
            return {}
        decisions = {}
        for other, _ in self._later(gone, self._kin(gone)):
            if gone in self._closest_of(other).kin():
                kin = [k for k in self._kin(other) if k.update.order < other.order and k.update.update_id != update_id]
                decisions[other.update_id] = _decision(other, _closest(kin))
        return decisions

    def _kin(self, update: RememberedUpdate) -> list[Kin]:
        """All kin of the update in the window."""
        if self._decided is not None and self._decided[0] == update:
            return self._decided[1]
        found = []
        own, at = update.update_id, update.published_at
        for update_id in self._candidates.same(update) | self._candidates.alike(update):
            other = self._updates[update_id]
            ahead = other.published_at - at
            if abs(ahead) > DUPLICATE_WINDOW or update_id == own or self._leaves_alone(update_id, own):
                continue
            is_earlier = ahead < _NO_TIME or (not ahead and update_id < own)
            likeness = kinship(other, update) if is_earlier else kinship(update, other)
            if likeness is not None:
                found.append(Kin(other, likeness))
        return found

    def _leaves_alone(self, update_id: str, other_id: str) -> bool:
        return update_id in self._unmoving and self._order.get(other_id, self._added + 1) < self._order[update_id]

    @staticmethod
    def _later(update: RememberedUpdate, kin: list[Kin]) -> list[Kin]:
        return sorted((k for k in kin if k.update.order > update.order), key=lambda k: k.update.order)

    def _closest_of(self, update: RememberedUpdate) -> Closest:
        """What was found when it was added, unless one of those has been forgotten."""
        closest = self._closest[update.update_id]
        if all(kin is None or kin.update_id in self._updates for kin in closest.kin()):
            return closest
        return _closest(k for k in self._kin(update) if k.update.order < update.order)

    def _moved_by(self, update: RememberedUpdate, kin: list[Kin]) -> list[tuple[RememberedUpdate, Closest]]:
        """The later kin that the update makes something else, and their closest kin once it is in."""
        moved = []
        for other, likeness in self._later(update, kin):
            if not self._closest_of(other).is_moved_by(Kin(update, likeness)):
                continue
            if likeness == "copy":
                moved.append((other, Closest(copied=update)))
            else:
                earlier = [k for k in self._kin(other) if k.update.order < other.order]
                moved.append((other, _closest([*earlier, Kin(update, likeness)])))
        return moved


def _closest(earlier: Iterable[Kin]) -> Closest:
    kin = list(earlier)
    if not kin:
        return _NONE
    copied = [k.update for k in kin if k.likeness == "copy"]
    if copied:
        return Closest(copied=min(copied, key=lambda u: u.order))
    latest = max((k.update for k in kin), key=lambda u: u.order)
    same_words = (k.update for k in kin if k.update.wording.words == latest.wording.words)
    return Closest(latest=latest, revised=min(same_words, key=lambda u: u.order))


def _decision(update: RememberedUpdate, closest: Closest) -> Decision:
    if closest.copied is not None:
        return Decision("duplicate", closest.copied.update_id, similarity(closest.copied, update))
    if closest.revised is not None:
        kind: Disposition = "correction" if update.correction else "revision"
        return Decision(kind, closest.revised.update_id, similarity(closest.revised, update))
    return Decision("correction" if update.correction else "new", None, None)
