"""The vocabulary: every event that may stand on the log, as a frozen struct.

Each struct has one Avro schema of the same name in `schemas/avro/` and examples in `schemas/examples/`.
Times are aware datetimes in UTC, exact to the microsecond; countries are ISO 3166 alpha-2; ids are the
32 lower-case hex digits of a 128-bit blake2b digest (see `schemas/ids.py`). A payload never holds the
time at which the log took it: the log stamps that (`recorded_at`), so that deciding an input again gives
the same bytes.
"""

from __future__ import annotations

from typing import TypeAlias

from schemas.events.decided import (
    ClaimWithdrawn,
    DeadLetter,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    IncidentsRelinked,
    Reprocessed,
    RulingFiled,
    UpdateFiled,
)
from schemas.events.parts import (
    ATTACKERS_INCLUDED,
    Category,
    Cause,
    Disposition,
    Place,
    PolicyFigure,
    Qualifier,
    Revision,
    Ruling,
    Scope,
    Struct,
    UnreadFigure,
    Voice,
)
from schemas.events.said import (
    IncidentsMerged,
    IncidentSplit,
    RulingMade,
    RulingWithdrawn,
    UpdateReceived,
    UpdateWithdrawn,
)

__all__ = [
    "ATTACKERS_INCLUDED", "EVENT_TYPES", "Category", "Cause", "ClaimWithdrawn", "DeadLetter", "Disposition", "Event",
    "FigureChanged",
    "FigureClaimed", "FigureReconciled", "IncidentSplit", "IncidentsMerged", "IncidentsRelinked", "Place",
    "PolicyFigure", "Qualifier", "Reprocessed", "Revision", "Ruling", "RulingFiled", "RulingMade",
    "RulingWithdrawn", "Scope", "Struct", "UnreadFigure", "UpdateFiled", "UpdateReceived", "UpdateWithdrawn",
    "Voice",
]

Event: TypeAlias = (
    UpdateReceived | UpdateWithdrawn | RulingMade | RulingWithdrawn | IncidentsMerged | IncidentSplit
    | UpdateFiled | FigureClaimed | ClaimWithdrawn | FigureReconciled | FigureChanged | RulingFiled
    | IncidentsRelinked | Reprocessed | DeadLetter
)
EVENT_TYPES: tuple[type[Event], ...] = (
    UpdateReceived, UpdateWithdrawn, RulingMade, RulingWithdrawn, IncidentsMerged, IncidentSplit,
    UpdateFiled, FigureClaimed, ClaimWithdrawn, FigureReconciled, FigureChanged, RulingFiled,
    IncidentsRelinked, Reprocessed, DeadLetter,
)
