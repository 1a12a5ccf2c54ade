"""Editors' words on rulings and incidents -> what the desk files of them. Pure; the desk looks things up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from schemas.dead_letters import dead_letter
from schemas.events import (
    Cause,
    DeadLetter,
    FigureClaimed,
    IncidentsMerged,
    IncidentSplit,
    IncidentsRelinked,
    RulingFiled,
    RulingMade,
    RulingWithdrawn,
    UpdateWithdrawn,
)
from schemas.ids import digest
from streams.figures.rulings import NOT_KNOWN_YET
from streams.stamp import Stamp

Edit: TypeAlias = RulingMade | RulingWithdrawn | IncidentsMerged | IncidentSplit


class RefusedEdit(ValueError):
    """An editor's word that cannot be followed; one line says why and what to do."""


def ruling_filed(made: RulingMade, incident_id: str, cause: Cause, stamp: Stamp) -> RulingFiled:
    return RulingFiled(
        event_id=stamp.id("edited", made.event_id), edit_id=made.event_id, ruling_id=made.ruling_id,
        desk=made.desk, incident_id=incident_id,
        category=made.category, best=made.best, by=made.by, reason=made.reason, published_at=made.published_at,
        until=made.until, withdrawn=False, caused_by=cause, pipeline_version=stamp.version,
    )


def ruling_withdrawn(word: RulingWithdrawn, known: RulingFiled | None, cause: Cause, stamp: Stamp) -> RulingFiled:
    """One that is not known is withdrawn before it comes. Raises RefusedEdit for one that was withdrawn before."""
    if known is None:
        return RulingFiled(
            event_id=stamp.id("edited", word.event_id), edit_id=word.event_id, ruling_id=word.ruling_id, desk=word.desk,
            incident_id=NOT_KNOWN_YET, category="other", best=0, by=word.by, reason=word.reason,
            published_at=word.published_at, until=None, withdrawn=True, caused_by=cause,
            pipeline_version=stamp.version,
        )
    if known.withdrawn:
        raise RefusedEdit(f"ruling {word.ruling_id} was withdrawn before: see `newsroom figures --json` for the "
                          "rulings that hold")
    return msgspec.structs.replace(
        known, event_id=stamp.id("edited", word.event_id), edit_id=word.event_id, by=word.by,
        reason=word.reason, published_at=word.published_at,
        withdrawn=True, caused_by=cause, pipeline_version=stamp.version,
    )


def relinked(
    word: IncidentsMerged | IncidentSplit, incident_ids: Iterable[str], claims: Iterable[FigureClaimed],
    cause: Cause, stamp: Stamp,
) -> IncidentsRelinked:
    """`claims` are all of the merged incidents, or those that a split moves out."""
    split = isinstance(word, IncidentSplit)
    return IncidentsRelinked(
        event_id=stamp.id("edited", word.event_id), edit_id=word.event_id, desk=word.desk,
        kind="split" if split else "merge",
        incident_ids=tuple(incident_ids), claim_ids=tuple(sorted(claim.claim_id for claim in claims)),
        since=word.since if isinstance(word, IncidentSplit) else None, by=word.by, reason=word.reason,
        published_at=word.published_at, caused_by=cause, pipeline_version=stamp.version,
    )


def moved_out(word: IncidentSplit, claims: Iterable[FigureClaimed]) -> list[FigureClaimed]:
    """The claims of an incident that a split moves out. Raises RefusedEdit when that is none, or all of them."""
    claims = list(claims)
    moved = [claim for claim in claims if claim.update_id in word.update_ids]
    if not moved or len(moved) == len(claims):
        which = "all" if moved else "none"
        raise RefusedEdit(f"the updates named hold {which} of the claims of incident {word.incident_id}: name those "
                          "that speak of the other event")
    return moved


def refusal(word: Edit | UpdateWithdrawn, why: str, cause: Cause, reason: str = "refused") -> DeadLetter:
    """What cannot be followed, kept whole with why."""
    return dead_letter(
        digest("dead letter", word.event_id), source=word.by, stage="deciding", reason=reason, detail=why,
        payload=msgspec.json.encode(word), origin=cause,
    )
