"""Which partition a key belongs to: the same one in every log, Kafka's Java and Python clients included."""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int) -> int:
    """The partition, 0 <= p < `partitions`, of a key: Kafka's default, murmur2 of its UTF-8 bytes."""
    # imported late: kafka takes a third of a second to import, and who only reads never needs it
    from kafka.partitioner.default import murmur2

    hashed: int = murmur2(key.encode())
    return (hashed & 0x7FFFFFFF) % partitions
