"""Reads partitions of a Kafka log from any offset, fast when the reads of a partition follow each other."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Any

from kafka import KafkaConsumer
from kafka import errors as kafka_errors
from kafka.structs import TopicPartition as KafkaPartition

from eventlog.kafka.cloud_events import record_found
from eventlog.kafka.connection import Connection
from eventlog.port import LogError
from schemas.counted import counted
from schemas.records import Record, TopicPartition

_POLL_MS = 200  # the longest that the client waits before we look at the clock, and where it stands
_ASK_AGAIN_SECONDS = 0.02
_POLLED = 1_000  # records taken from the client at a time, at the least


class _Ahead:
    """What of a partition was fetched and not yet asked for."""

    __slots__ = ("end", "offset", "position", "records")

    def __init__(self, offset: int) -> None:
        self.offset = offset  # `records` are all there are from here
        self.records: deque[Any] = deque()
        self.position = offset  # up to here, where fetching goes on
        self.end = 0  # of the partition, when it was last heard of


class KafkaReader:
    """One consumer, without a group, for all the partitions that its owner reads. One thread uses it.

    A partition is positioned when its reading starts or jumps; after that its records are fetched ahead,
    but no more of them before those that wait here were read, so that memory is bounded.
    """

    def __init__(self, connection: Connection) -> None:
        """Raises LogError when the cluster cannot be reached."""
        self._connection = connection
        with connection.errors_explained("take a reader"):
            self._consumer = connection.client(
                KafkaConsumer, group_id=None, enable_auto_commit=False, allow_auto_create_topics=False,
                auto_offset_reset="earliest",  # where retention took the records asked for, go on with what is left
                fetch_max_wait_ms=10,  # it is asked only when there are records: what waits is a fetch ahead
            )
        self._ahead: dict[TopicPartition, _Ahead] = {}
        self._assigned: set[TopicPartition] = set()

    def read(self, partition: TopicPartition, offset: int, limit: int) -> list[Record]:
        """Up to `limit` records from `offset` on; fewer only where the partition ends. Raises LogError.

        A record that another program wrote without our headers has an empty `id` and `type`.
        """
        with self._connection.errors_explained(f"read {partition.topic}/{partition.partition}"):
            ahead = self._positioned(partition, offset)
            if len(ahead.records) < limit:
                self._fetch(partition, ahead, limit)
            found = [
                _record(partition, ahead.records.popleft()) for _ in range(min(limit, len(ahead.records)))
            ]
        if found:
            ahead.offset = found[-1].offset + 1
        return found

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset that each partition's next record will get, asked for at once. Raises LogError."""
        return self._asked("end", self._consumer.end_offsets, partitions)

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset of the first record that each partition still has, asked for at once. Raises LogError."""
        return self._asked("start", self._consumer.beginning_offsets, partitions)

    def _asked(
        self, which_offset: str, ask: Callable[..., Any], partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        if not partitions:
            return {}
        places = [KafkaPartition(*partition) for partition in partitions]
        first, others = places[0], len(places) - 1
        which = f"{first.topic}/{first.partition}" + (f" and of {counted(others, 'more partition')}" if others else "")
        deadline = time.monotonic() + self._connection.seconds
        while True:
            with self._connection.errors_explained(f"tell the {which_offset} of {which}"):
                try:
                    offsets = ask(places, timeout_ms=self._connection.milliseconds)
                    return {TopicPartition(*place): offset for place, offset in offsets.items()}
                except KeyError as error:
                    # kafka-python 3.0.12 leaves out those whose leader it does not know yet, and asks who that is
                    if time.monotonic() > deadline:
                        raise kafka_errors.LeaderNotAvailableError(f"no leader of {error}") from error
            time.sleep(_ASK_AGAIN_SECONDS)

    def close(self) -> None:
        """Close the connections; closing twice is harmless."""
        self._consumer.close(autocommit=False)

    def _positioned(self, partition: TopicPartition, offset: int) -> _Ahead:
        """What is ahead of the offset; empty where the reading starts here or jumps."""
        ahead = self._ahead.get(partition)
        if ahead is not None and ahead.offset <= offset:
            while ahead.records and ahead.records[0].offset < offset:
                ahead.records.popleft()
            if ahead.records or ahead.offset == offset:
                ahead.offset = offset
                return ahead
        ahead = self._ahead[partition] = _Ahead(offset)
        if partition in self._assigned:
            self._consumer.seek(KafkaPartition(*partition), offset)
        return ahead

    def _fetch(self, partition: TopicPartition, ahead: _Ahead, limit: int) -> None:
        """Add to what is ahead until it holds `limit` records or the partition's present end is reached."""
        if ahead.end < ahead.offset + limit:
            ahead.end = self.ends([partition])[partition]
        deadline = time.monotonic() + self._connection.seconds
        while len(ahead.records) < limit and ahead.position < ahead.end:
            left = deadline - time.monotonic()
            if left <= 0:
                raise LogError(
                    f"the Kafka log at {','.join(self._connection.servers)} did not send the records of "
                    f"{partition.topic}/{partition.partition} from {ahead.position} within "
                    f"{self._connection.seconds:g} s: is it running and reachable?"
                )
            self._assign(partition)
            wait = min(left * 1_000, _POLL_MS)
            polled = self._consumer.poll(timeout_ms=wait, max_records=max(limit, _POLLED))
            for of, records in polled.items():
                self._keep(TopicPartition(*of), records)
            # a transaction's end stands on the log, too, and is nobody's record
            ahead.position = self._consumer.position(KafkaPartition(*partition), timeout_ms=wait) or ahead.position

    def _assign(self, partition: TopicPartition) -> None:
        """Have this partition fetched, and ahead of time those others of which nothing waits here."""
        # not by pause(): kafka-python 3.0.12 may never give what it had fetched of a paused partition
        wanted = {partition, *(other for other, ahead in self._ahead.items() if not ahead.records)}
        if wanted == self._assigned:
            return
        self._consumer.assign([KafkaPartition(*each) for each in wanted])
        for each in wanted - self._assigned:
            self._consumer.seek(KafkaPartition(*each), self._ahead[each].position)
        self._assigned = wanted

    def _keep(self, partition: TopicPartition, records: Sequence[Any]) -> None:
        place = KafkaPartition(*partition)
        ahead = self._ahead[partition]
        ahead.records.extend(records)
        ahead.position = self._consumer.position(place)
        ahead.end = max(ahead.end, self._consumer.highwater(place) or 0)


def _record(of: TopicPartition, found: Any) -> Record:
    return record_found(
        of.topic, of.partition, found.offset, found.timestamp, found.key, found.value, found.headers
    )
