"""Dead letters: what could not be processed, named, cut to what a log takes, and keyed by its source."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from schemas.characters import harmless, harmless_line
from schemas.codec import decode
from schemas.events import Cause, DeadLetter
from schemas.ids import digest
from schemas.records import NewRecord, Record, record_of

LONGEST_PAYLOAD = 10_000_000  # bytes of an original that are kept


def dead_letter(
    event_id: str, *, source: str, stage: str, reason: str, detail: str, payload: bytes, size: int | None = None,
    origin: Cause | None = None,
) -> DeadLetter:  # fmt: skip
    """What could not be processed, with its bytes; `size` of the original where the payload is not all of it."""
    return DeadLetter(
        event_id=event_id, source=harmless_line(source), stage=stage, reason=reason, detail=harmless(detail),
        origin=origin, payload=payload[:LONGEST_PAYLOAD], payload_bytes=len(payload) if size is None else size,
    )


def letter_of_document(source: str, reason: str, detail: str, payload: bytes, size: int) -> DeadLetter:
    """A document that could not be read, with its original bytes (`size` of them before any cut).

    The same bytes from the same source failing for the same reason are the same letter.
    """
    content = hashlib.blake2b(payload, digest_size=16).hexdigest()
    return dead_letter(
        digest("dead_letter", source, "reading", reason, content, size),
        source=source, stage="reading", reason=reason, detail=detail, payload=payload, size=size,
    )  # fmt: skip


def letter_of_record(record: Record, stage: str, reason: str, detail: str) -> DeadLetter:
    """A record of the log that could not be processed; its place there is its source."""
    place = record.topic, record.partition, record.offset
    return dead_letter(
        digest("dead letter", *place), source="{}/{}@{}".format(*place), stage=stage, reason=reason, detail=detail,
        payload=record.value, origin=Cause(topic=record.topic, partition=record.partition, offset=record.offset),
    )


def letter_of_refused(record: NewRecord, why: str) -> DeadLetter:
    """A record that the log will never take, with what it holds; of a dead letter that one without its bytes."""
    event = decode(record.type, record.value)
    if isinstance(event, DeadLetter):
        return replace(event, payload=b"")
    source = getattr(event, "source", None) or f"{record.topic}/{record.key}"
    return dead_letter(
        digest("dead letter", "refused", record.id), source=source, stage="sending", reason="refused_by_log",
        detail=f"{record.type} {record.id} of {source} for {record.topic}: {why}", payload=record.value,
    )


def record_of_letter(letter: DeadLetter) -> NewRecord:
    """The letter as a record for its topic, where the key is the source. Raises CodecError."""
    return record_of(letter, letter.source)
