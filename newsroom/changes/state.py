"""What must be remembered of figures to tell what changes in them, as it is stored between two starts."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from newsroom.changes.change import EditorsWord, SpokenWord
from schemas.events import Category, Qualifier, Ruling

BEGINNING = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


class KnownNumbers(msgspec.Struct, frozen=True):
    """What one policy prints, and the ruling that is printed instead until it ends."""

    low: int | None
    best: int | None
    qualifier: Qualifier | None
    high: int | None
    flags: tuple[str, ...]
    disputed: bool
    ruling: Ruling | None
    event_id: str  # that told it so
    expired: bool = False  # the ruling holds no more

    @property
    def holding(self) -> Ruling | None:
        """The ruling, while it holds."""
        return None if self.expired else self.ruling


class KnownFigure(msgspec.Struct, kw_only=True):
    """A category of an incident as it was told last."""

    policies: dict[str, KnownNumbers]
    updated_at: dt.datetime
    published_at: dt.datetime
    recorded_at: dt.datetime
    claimants: dict[str, str]  # by claim, of the newest voices; "" for nobody named
    caused_by: int  # offset of the input
    who: tuple[SpokenWord, ...]  # whose words came in with that input
    no_longer: tuple[str, ...]


class KnownIncident(msgspec.Struct, kw_only=True):
    """An incident as it was told last."""

    began: int  # offset of the input by which it came, -1 where that is not known
    joining: Literal["merged", "renamed"]  # how it last took others over
    joined: int = -1  # offset of the input by which it did
    heir: str | None = None  # the incident it became part of
    desk: str = ""
    country: str | None = None
    place: str | None = None
    place_printed: str | None = None
    cause: str | None = None
    aliases: tuple[str, ...] = ()
    seen: dt.datetime = BEGINNING  # published time of its last change
    figures: dict[Category, KnownFigure] = {}


class BoardState(msgspec.Struct, kw_only=True):
    """All incidents of a partition that are remembered."""

    incidents: dict[str, KnownIncident] = {}
    watermark: dt.datetime = BEGINNING  # published time of the newest change, no later than the log took it
    edit: EditorsWord | None = None  # the last one
    edited_by: int = -1  # offset of its input


class ChangesState(msgspec.Struct, kw_only=True):
    """A partition as far as it was read; `again` is what a reprocessing under way has decided until now."""

    board: BoardState
    newest: int = -1  # offset of the newest input that was decided
    again: BoardState | None = None
    again_newest: int = -1
    again_since: dt.datetime = BEGINNING


def stored(state: ChangesState) -> bytes:
    """The state to be kept in a file."""
    return msgspec.msgpack.encode(state)


def restored(kept: bytes) -> ChangesState:
    """The state that was kept. Raises msgspec.MsgspecError for what another version kept."""
    return msgspec.msgpack.decode(kept, type=ChangesState)
