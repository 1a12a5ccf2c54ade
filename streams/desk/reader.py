"""Binds extraction to what an update says of itself."""

from __future__ import annotations

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer
from schemas.events import UpdateReceived
from streams.desk.desk import Read
from streams.extract import extract
from streams.extract.claim import Context, Extraction
from streams.extract.speakers.known_claimants import KnownClaimants


def reader(gazetteer: Gazetteer, registry: KnownClaimants | None = None) -> Read:
    """What reads the claims of an update: places of this gazetteer, claimants of this registry (else the built-in)."""

    def read(update: UpdateReceived) -> Extraction:
        return extract(update.text, Context(
            published_on=update.published_at.astimezone(ZoneInfo(update.timezone)).date(),
            focus_country=update.focus_country,
            subject=update.subject,
            headline=update.story_headline,
            carrier=update.carrier,
            dateline_place=update.dateline_place,
            gazetteer=gazetteer,
            registry=registry,
            may_be_cut_off="cut_off" in update.flags,
        ))

    return read
