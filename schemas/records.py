"""What stands on a log: a record as it is given, as it is read, and where it stands."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import msgspec

from schemas.events import Event
from schemas.topics import topic_of


class TopicPartition(NamedTuple):
    topic: str
    partition: int


class NewRecord(msgspec.Struct, frozen=True, gc=False):
    """What a writer gives: `id` names the event, `type` its record type, `value` its Avro bytes."""

    topic: str
    key: str
    id: str
    type: str
    value: bytes


class Record(msgspec.Struct, frozen=True, gc=False):
    """What a reader gets: the same, with where it stands and when the log took it (UTC)."""

    topic: str
    partition: int
    offset: int
    key: str
    id: str
    type: str
    value: bytes
    recorded_at: dt.datetime


def event_in(record: Record) -> Event:
    """The event that the record holds. Raises CodecError when it cannot be read."""
    from schemas.codec import decode  # as in `record_of`

    return decode(record.type, record.value)


def record_of(event: Event, key: str) -> NewRecord:
    """The event as a record for the topic it belongs on. Raises CodecError when it cannot be encoded."""
    from schemas.codec import encode  # whoever only reads a log's offsets need not wait for Avro

    return NewRecord(topic_of(event), key, event.event_id, type(event).__name__, encode(event))
