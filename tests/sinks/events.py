"""Derived events of an invented mudslide, with everything that a test does not care about filled in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.events import (
    ClaimWithdrawn,
    Event,
    FigureReconciled,
    IncidentsRelinked,
    Reprocessed,
    RulingFiled,
    Voice,
)
from schemas.ids import digest
from schemas.records import NewRecord, record_of
from tests.builders import NOON, TRUJILLO, cause, claimed, filed, minutes, received

__all__ = [
    "NOON", "TRUJILLO", "cause", "claimed", "filed", "minutes", "received", "reconciled", "record", "redone",
    "relinked", "ruled", "voice", "withdrawn",
]

INCIDENT = digest("incident", "mudslide")


def voice(claimant: str | None = "Mayor", value: int | None = 5, **fields: Any) -> Voice:
    known: dict[str, Any] = {
        "claimant": claimant, "carriers": ("PNA",), "claim_id": digest("claim", claimant, value),
        "update_id": digest("update", claimant), "value": value, "qualifier": "exact", "low": value,
        "high": value, "scope": "total", "published_at": NOON, "standing": True, "why": "latest word",
    }
    return Voice(**{**known, **fields})


def reconciled(best: int | None = 5, offset: int = 0, **fields: Any) -> FigureReconciled:
    """The figure `best` (and low and high) as the input at `offset` of intake made it."""
    known: dict[str, Any] = {
        "incident_id": INCIDENT, "aliases": (), "superseded_by": None, "desk": "PE", "country": "PE",
        "place": TRUJILLO, "cause": "landslide", "category": "killed", "policy": "house", "low": best,
        "best": best, "best_qualifier": "exact", "high": best, "disputed": False, "flags": (),
        "voices": (voice(value=best),),
        "explanation": (f"{best} taken",), "updated_at": NOON + minutes(offset), "caused_by": cause(offset),
        "pipeline_version": 1,
    }
    known |= fields
    names = (known["incident_id"], known["category"], known["policy"], offset, known["pipeline_version"])
    return FigureReconciled(**{"event_id": digest("reconciled", *names), **known})


def withdrawn(claim_id: str, update_id: str, offset: int = 0, at: dt.datetime = NOON) -> ClaimWithdrawn:
    return ClaimWithdrawn(
        event_id=digest("claim withdrawn", claim_id), claim_id=claim_id, update_id=update_id, desk="PE",
        published_at=at, reason="the update was killed", caused_by=cause(offset), pipeline_version=1,
    )


def ruled(best: int = 12, offset: int = 0, **fields: Any) -> RulingFiled:
    known: dict[str, Any] = {
        "event_id": digest("edited", best, offset), "edit_id": digest("edit", best, offset), "ruling_id": digest("ruling", best), "desk": "PE",
        "incident_id": INCIDENT, "category": "killed", "best": best, "by": "Night editor", "reason": "called the mayor",
        "published_at": NOON + minutes(offset), "until": None, "withdrawn": False, "caused_by": cause(offset),
        "pipeline_version": 1,
    }
    return RulingFiled(**{**known, **fields})


def relinked(offset: int = 0, **fields: Any) -> IncidentsRelinked:
    known: dict[str, Any] = {
        "event_id": digest("relinked", offset), "edit_id": digest("merged", offset), "desk": "PE", "kind": "merge", "incident_ids": (INCIDENT, "other"),
        "claim_ids": ("c1", "c2"), "since": None, "by": "Night editor", "reason": "one mudslide",
        "published_at": NOON + minutes(offset), "caused_by": cause(offset), "pipeline_version": 1,
    }
    return IncidentsRelinked(**{**known, **fields})


def redone(below: int, version: int = 2, partition: int = 0) -> Reprocessed:
    return Reprocessed(
        event_id=digest("reprocessed", partition, below, version), desk="PE", partition=partition, below=below,
        timeline_from=0, claims_from=0, figures_from=0, started_at=NOON,
        caused_by=cause(max(below - 1, 0)), pipeline_version=version,
    )


def record(event: Event, key: str = "PE") -> NewRecord:
    return record_of(event, key)
