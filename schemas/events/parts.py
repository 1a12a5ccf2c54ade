"""What events are made of: words of short lists, and structs inside of structs."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

import msgspec

Category = Literal[
    "killed", "injured", "missing", "unidentified", "hospitalized", "detained", "displaced", "rescued",
    "other",
]
Qualifier = Literal[
    "exact", "at_least", "more_than", "about", "up_to", "fewer_than", "range",
    "several", "dozens", "scores", "hundreds", "thousands",
]
Scope = Literal["total", "subset", "partial_area", "increment"]
Revision = Literal["none", "raised", "lowered", "prior"]
Disposition = Literal["new", "revision", "duplicate", "correction", "withdrawn"]

ATTACKERS_INCLUDED: Final = "attackers included"


class Struct(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Base of all parts of events: frozen, compared by value, not tracked by the garbage collector."""


class Place(Struct, frozen=True):
    """A place as named in the text and, where it could be resolved, what GeoNames knows of it."""

    name: str
    kind: Literal["country", "region", "city", "unknown"] = "unknown"
    country: str | None = None
    geoname_id: int | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Cause(Struct, frozen=True):
    """The input record that a derived event follows from."""

    topic: str
    partition: int
    offset: int


class UnreadFigure(Struct, frozen=True):
    """A number that may count casualties, read as no claim for no known reason. `text[start:end] == evidence`."""

    evidence: str
    start: int
    end: int


class Voice(Struct, frozen=True):
    """The latest word of one claimant in one scope, and whether it still counts."""

    claimant: str | None
    carriers: tuple[str, ...]
    claim_id: str
    update_id: str
    value: int | None
    qualifier: Qualifier
    low: int | None
    high: int | None
    scope: Scope
    published_at: dt.datetime  # since when the claimant says so
    standing: bool
    why: str  # why it stands or not, in words
    reliability: str = "F"  # of the claimant, Admiralty code A to F
    credibility: int = 6  # of what is said, Admiralty code 1 to 6, from independent confirmation alone


class Ruling(Struct, frozen=True):
    """An editor's word on what is to be printed."""

    ruling_id: str
    best: int
    by: str
    reason: str
    made_at: dt.datetime
    until: dt.datetime | None  # when it expires


class PolicyFigure(Struct, frozen=True):
    """What one policy prints of a category of an incident. low <= best <= high wherever they are known."""

    policy: str
    low: int | None
    best: int | None
    best_qualifier: Qualifier | None
    high: int | None  # null when open
    flags: tuple[str, ...]  # from_parts, revised_down, inconsistent
    explanation: tuple[str, ...]  # the sentences that come before those of the change
