"""Which partition a key belongs to: the same one in every log, Kafka's Java and Python clients included."""

from __future__ import annotations

import functools

_SEED = 0x9747B28C
_FACTOR = 0x5BD1E995
_WORD = 0xFFFFFFFF


@functools.lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int) -> int:
    """The partition, 0 <= p < `partitions`, of a key: Kafka's default, murmur2 of its UTF-8 bytes."""
    return (_murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    """MurmurHash2 of 32 bits, with Kafka's seed: a signed number there, the same bits here.

    Kafka's client has it too, but to import that costs whoever writes a fifth of a second and 7 MiB.
    """
    whole = len(data) & ~3
    hashed = _SEED ^ len(data)
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start:start + 4], "little") * _FACTOR & _WORD
        hashed = (hashed * _FACTOR ^ (word ^ word >> 24) * _FACTOR) & _WORD
    if whole < len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * _FACTOR & _WORD
    hashed = (hashed ^ hashed >> 13) * _FACTOR & _WORD
    return hashed ^ hashed >> 15
