"""What a desk files of an update and of its recall: the events, without what they are to others. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from schemas.events import (
    Cause,
    ClaimWithdrawn,
    FigureClaimed,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)
from schemas.ids import digest
from streams.extract.claim import Claim, Extraction
from streams.stamp import Stamp

WATERMARK_LEAD = dt.timedelta(minutes=15)
"""How far ahead of its arrival an update may be dated before it no longer moves the watermark: a wrongly dated
page cannot age live state."""

AHEAD_OF_CLOCK = "ahead_of_clock"
CORRECTION = "correction"


def draft(
    update: UpdateReceived, extraction: Extraction, cause: Cause, recorded_at: dt.datetime, stamp: Stamp
) -> UpdateFiled:
    """The update as filed, before it is compared with others."""
    flags = set(update.flags)
    if update.published_at > recorded_at + WATERMARK_LEAD:
        flags.add(AHEAD_OF_CLOCK)
    if update.notice == "correction":
        flags.add(CORRECTION)
    return UpdateFiled(
        event_id="", update_id=update.update_id, desk=update.desk, disposition="new", same_as=None,
        similarity=None, story=update.story, subject=update.subject, story_headline=update.story_headline,
        headline=update.headline, carrier=update.carrier, source=update.source, position=update.position,
        time_text=update.time_text, local_time=update.local_time, timezone=update.timezone,
        published_at=update.published_at, focus_country=update.focus_country, language=extraction.language,
        text=update.text, flags=tuple(sorted(flags)), reason=None, caused_by=cause,
        pipeline_version=stamp.version, item=update.item, version=update.version,
        unread=extraction.unread,
    )


def claims(
    update: UpdateReceived, read: Extraction, copied: Iterable[FigureClaimed], cause: Cause, stamp: Stamp
) -> list[FigureClaimed]:
    """The claims read from an update; one that the update it copies makes too names that one as its original."""
    said = read.claims
    day = read.happened_on.isoformat() if read.happened_on is not None else None
    made = []
    for claim, original in zip(said, _originals(said, copied), strict=True):
        claim_id = digest("claim", update.update_id, claim.category, claim.scope, claim.start, claim.end,
                          claim.qualifier, claim.value, claim.low, claim.high)
        made.append(FigureClaimed(
            event_id=stamp.id("claimed", update.desk, claim_id, update.event_id), claim_id=claim_id,
            update_id=update.update_id, desk=update.desk, story=update.story, carrier=update.carrier,
            position=update.position,
            published_at=_moment_of(claim, update.published_at),
            category=claim.category, value=claim.value, qualifier=claim.qualifier, low=claim.low,
            high=claim.high, scope=claim.scope, claimant=claim.claimant, anonymous=claim.anonymous,
            victims=claim.victims, place=claim.place, cause=claim.cause, other_event=claim.other_event,
            revision=claim.revision, from_value=claim.from_value, evidence=claim.evidence, start=claim.start,
            end=claim.end, copy_of=original, caused_by=cause,
            pipeline_version=stamp.version, place_printed=claim.place_printed, names=read.names, happened_on=day,
            without_office=claim.without_office,
        ))
    return made


def claims_of_new_originals(
    known: Iterable[FigureClaimed], copied: Iterable[FigureClaimed], input_id: str, cause: Cause, stamp: Stamp
) -> list[FigureClaimed]:
    """The claims of an update that is filed anew, those whose originals are others now that it copies this one."""
    claims = list(known)
    return [
        msgspec.structs.replace(
            claim, event_id=stamp.id("claimed", claim.desk, claim.claim_id, input_id), copy_of=original,
            caused_by=cause, pipeline_version=stamp.version,
        )
        for claim, original in zip(claims, _originals(claims, copied), strict=True) if original != claim.copy_of
    ]


def filed_withdrawn(filed: UpdateFiled, recall: UpdateWithdrawn, cause: Cause, stamp: Stamp) -> UpdateFiled:
    return msgspec.structs.replace(
        filed, event_id=stamp.id("filed", recall.desk, recall.update_id, recall.event_id),
        disposition="withdrawn", same_as=None, similarity=None, reason=recall.reason, withdrawn_by=recall.by,
        withdrawn_at=recall.published_at, caused_by=cause, pipeline_version=stamp.version, undone=recall.undone,
    )


def claim_withdrawn(claim: FigureClaimed, recall: UpdateWithdrawn, cause: Cause, stamp: Stamp) -> ClaimWithdrawn:
    return ClaimWithdrawn(
        event_id=stamp.id("claim withdrawn", recall.desk, claim.claim_id, recall.event_id), claim_id=claim.claim_id,
        update_id=recall.update_id, desk=recall.desk, published_at=recall.published_at, reason=recall.reason,
        by=recall.by, caused_by=cause, pipeline_version=stamp.version,
    )


def _originals(said: Iterable[Claim | FigureClaimed], copied: Iterable[FigureClaimed]) -> Iterator[str | None]:
    """Of each claim the one among the copied that says the same, each of which is named once."""
    left = list(copied)
    for claim in said:
        original = next((o for o in left if _says(o) == _says(claim)), None)
        if original is not None:
            left.remove(original)
        yield original.claim_id if original is not None else None


def _moment_of(claim: Claim, published_at: dt.datetime) -> dt.datetime:
    """A quoted old figure is dated a minute before the update that quotes it."""
    return published_at - dt.timedelta(minutes=1) if claim.revision == "prior" else published_at


def _says(claim: Claim | FigureClaimed) -> tuple[object, ...]:
    return claim.category, claim.qualifier, claim.value, claim.low, claim.high, claim.scope, claim.claimant
