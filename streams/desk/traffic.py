"""What goes into a desk and what comes out of it."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from schemas.events import (
    ClaimWithdrawn,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    IncidentsMerged,
    IncidentSplit,
    IncidentsRelinked,
    RulingFiled,
    RulingMade,
    RulingWithdrawn,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)
from streams.stamp import Stamp

PIPELINE_VERSION: Final = 11
"""Counts changes of what is decided; a higher one supersedes what a lower one said of the same input."""

NOW = Stamp(PIPELINE_VERSION)

Input: TypeAlias = UpdateReceived | UpdateWithdrawn | RulingMade | RulingWithdrawn | IncidentsMerged | IncidentSplit
INPUTS = (UpdateReceived, UpdateWithdrawn, RulingMade, RulingWithdrawn, IncidentsMerged, IncidentSplit)
Derived: TypeAlias = (
    UpdateFiled | FigureClaimed | ClaimWithdrawn | IncidentsRelinked | RulingFiled | FigureReconciled | FigureChanged
)
DERIVED = (
    UpdateFiled, FigureClaimed, ClaimWithdrawn, IncidentsRelinked, RulingFiled, FigureReconciled, FigureChanged,
)
"""What is folded, in the order in which an input's outputs are."""


class Windows(NamedTuple):
    """How much desks hold within their windows, and what has left them by age since they were made."""

    updates: int = 0
    incidents: int = 0
    updates_gone: int = 0
    incidents_gone: int = 0
