"""How a record stands on Kafka: CloudEvents' Kafka binding in binary mode, the same from every client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from schemas.records import Record

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def now() -> bytes:
    """The present time as `ce_time` has it: RFC 3339, UTC."""
    return dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z").encode()


def headers(record_id: str, record_type: str, source: bytes, time: bytes) -> list[tuple[str, bytes]]:
    """The headers of a record; `source` is CloudEvents' name of its writer."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", record_id.encode()),
        ("ce_type", record_type.encode()),
        ("ce_source", source),
        ("ce_time", time),
        ("content-type", b"application/avro"),
    ]


def record_found(
    topic: str, partition: int, offset: int, timestamp_ms: int, key: bytes | None, value: bytes | None,
    of_record: Iterable[tuple[str, bytes]] | None,
) -> Record:  # fmt: skip
    """What a client found on Kafka, as our record.

    One that another program wrote without our headers (`of_record`) has an empty `id` and `type`.
    """
    found = dict(of_record or ())
    return Record(
        topic,
        partition,
        offset,
        (key or b"").decode(errors="replace"),
        (found.get("ce_id") or b"").decode(errors="replace"),
        (found.get("ce_type") or b"").decode(errors="replace"),
        value or b"",
        _EPOCH + dt.timedelta(milliseconds=timestamp_ms),
    )
