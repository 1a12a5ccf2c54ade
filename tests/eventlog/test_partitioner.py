from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import DefaultPartitioner

from eventlog.partitioner import partition_of


class Cluster:
    """What the producer asks of a broker's metadata: one topic with so many partitions, all available."""

    def __init__(self, partitions: int) -> None:
        self._partitions = set(range(partitions))

    def topics(self) -> set[str]:
        return {"intake"}

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return self._partitions

    def available_partitions_for_topic(self, _topic: str) -> set[int]:
        return self._partitions


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.integers(1, 50))
def test_a_key_lies_where_kafkas_own_producer_puts_it(key: str, partitions: int) -> None:
    arguments = ("intake", key, key.encode(), None, None, Cluster(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner().partition(*arguments)


@pytest.mark.parametrize(
    ("key", "hashed"),
    [("21", -973932308), ("foobar", -790332482), ("a-little-bit-long-string", -985981536)],
)
def test_the_hash_is_the_one_of_kafkas_java_client(key: str, hashed: int) -> None:
    assert partition_of(key, 2**31) == hashed & 0x7FFFFFFF


def test_a_log_in_a_file_never_imports_kafka() -> None:
    program = "import sys, eventlog.sqlite.log as log; log.partition_of('IT', 12); sys.exit('kafka' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
