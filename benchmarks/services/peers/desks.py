"""The house's desks for a peer: a memory for each partition, no store of its own behind it."""

from __future__ import annotations

from collections.abc import Iterable

from datelines.places import load_gazetteer
from eventlog.kafka.cloud_events import headers, now, record_found
from newsroom.pipeline import new_desk
from schemas.records import NewRecord
from streams.desk.memory import Memory

LIKE_OURS = {"acks": "all", "enable.idempotence": "true", "compression.type": "lz4", "partitioner": "murmur2_random"}
"""How the worker's outbox sends, in librdkafka's words. The partitioner puts an output where its input's key stands."""


class Desks:
    """Decides inputs of any partition, each in the order of its partition."""

    def __init__(self) -> None:
        self._new_desk = new_desk(load_gazetteer())
        self._memories: dict[int, Memory] = {}

    def decide(
        self, topic: str, partition: int, offset: int, timestamp_ms: int, key: bytes, value: bytes,
        of_record: Iterable[tuple[str, bytes]],
    ) -> list[NewRecord]:
        """What follows from a record."""
        memory = self._memories.get(partition)
        if memory is None:
            memory = self._memories[partition] = Memory(self._new_desk)
        return memory.decide(record_found(topic, partition, offset, timestamp_ms, key, value, of_record))


def headers_of(output: NewRecord) -> list[tuple[str, bytes]]:
    """The headers that the worker's outbox would write."""
    return headers(output.id, output.type, b"newsroom", now())
