"""Binds extraction to what an update says of itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer
from schemas.events import UpdateReceived
from streams.desk.desk import Read
from streams.extract import extract
from streams.extract.claim import Context, Extraction
from streams.extract.claims import carrier_as_read
from streams.extract.speakers.known_claimants import KnownClaimants

KEPT: Final = 512
"""So many texts, those read last, are not read again when another carrier prints them of the same story and day."""
LONGEST_KEPT: Final = 10_000  # characters


def reader(gazetteer: Gazetteer, registry: KnownClaimants | None = None) -> Read:
    """What reads the claims of an update: places of this gazetteer, claimants of this registry (else the built-in)."""
    kept = lru_cache(maxsize=KEPT)(extract)

    def read(update: UpdateReceived) -> Extraction:
        return (kept if len(update.text) <= LONGEST_KEPT else extract)(update.text, Context(
            published_on=update.published_at.astimezone(ZoneInfo(update.timezone)).date(),
            focus_country=update.focus_country,
            subject=update.subject,
            headline=update.story_headline,
            carrier=carrier_as_read(update.carrier),
            dateline_place=update.dateline_place,
            gazetteer=gazetteer,
            registry=registry,
            may_be_cut_off="cut_off" in update.flags,
        ))

    return read
