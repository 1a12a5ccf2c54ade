"""Sends outputs to Kafka and waits until every one is acknowledged by all in-sync replicas."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import InvalidTimestampError, MessageSizeTooLargeError, RecordListTooLargeError

from eventlog.kafka import cloud_events
from eventlog.kafka.connection import MAX_MESSAGE_BYTES
from eventlog.partitioner import partition_of
from schemas.records import NewRecord
from schemas.topics import DEAD_LETTERS, DERIVED_TOPICS

_BATCH_BYTES = 512 * 1024  # a broker takes batches of 1 MiB by default
_STOP_SECONDS = 2.0

REFUSALS = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidTimestampError)
"""What brokers say of records that they will never take."""

logger = logging.getLogger(__name__)


class Outbox:
    """An idempotent producer that sends whole record batches: a tenth of the cost of sending one by one.

    `connection` is what aiokafka's clients take to reach the cluster. Used from one event loop.
    """

    def __init__(
        self, connection: Mapping[str, Any], *, dead_letter_partitions: int, source: str, timeout_seconds: float
    ) -> None:
        self._connection = connection
        self._dead_letter_partitions = dead_letter_partitions
        self._source = source.encode()
        self._milliseconds = round(timeout_seconds * 1_000)
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._stopping: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Reach the cluster, so that the first outputs need not wait for it. Raises KafkaError."""
        producer = await self._opened()
        for topic in (*DERIVED_TOPICS, DEAD_LETTERS):
            await producer.partitions_for(topic)

    async def send(self, outputs: Iterable[NewRecord], partition: int, *, alone: bool = False) -> None:
        """Send outputs to the partition that has their inputs' number; return when all are safe.

        Raises KafkaError when they are not all acknowledged in time: then some may be on the log. One of REFUSALS may
        be meant for a whole batch; `alone` sends each output in a batch of its own.
        """
        producer = await self._opened()
        batches = self._batches(producer, outputs, partition, alone=alone)
        await asyncio.gather(*(_send_in_order(producer, place, each) for place, each in batches.items()))

    def reset(self) -> None:
        """Give up what is not acknowledged yet; the next outputs go by a new producer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            # not waited for: it ends when what it holds is sent or expires. What it may still send is what
            # will be sent again, the same bytes under the same ids
            stopping = asyncio.create_task(producer.stop())
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopped)

    async def close(self) -> None:
        """End the producers, giving up what they have not sent within two seconds."""
        self.reset()
        if self._stopping:
            await asyncio.wait(self._stopping, timeout=_STOP_SECONDS)

    def _stopped(self, task: asyncio.Task[None]) -> None:
        self._stopping.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.warning("a producer did not end well: %s", task.exception())

    def _batches(
        self, producer: AIOKafkaProducer, outputs: Iterable[NewRecord], partition: int, *, alone: bool
    ) -> dict[tuple[str, int], list[Any]]:
        batches: dict[tuple[str, int], list[Any]] = {}
        time = cloud_events.now()
        for output in outputs:
            place = (output.topic, self._place(output, partition))
            of_place = batches.setdefault(place, [])
            if alone or not of_place or not self._append(of_place[-1], output, time):
                of_place.append(producer.create_batch())
                if not self._append(of_place[-1], output, time):
                    raise RuntimeError(f"an empty batch has no room for {output.type} {output.id}")
        for batch in itertools.chain.from_iterable(batches.values()):
            batch.close()
        return batches

    def _place(self, output: NewRecord, partition: int) -> int:
        if output.topic == DEAD_LETTERS:
            return partition_of(output.key, self._dead_letter_partitions)
        # for a key that its writer placed wrongly, too: the memory is rebuilt from these partitions
        return partition

    def _append(self, batch: Any, output: NewRecord, time: bytes) -> bool:
        headers = cloud_events.headers(output.id, output.type, self._source, time)
        added = batch.append(timestamp=None, key=output.key.encode(), value=output.value, headers=headers)
        return added is not None

    async def _opened(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    enable_idempotence=True, acks="all", compression_type="lz4", max_batch_size=_BATCH_BYTES,
                    max_request_size=MAX_MESSAGE_BYTES, request_timeout_ms=self._milliseconds,
                    **self._connection,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer


async def _send_in_order(producer: AIOKafkaProducer, place: tuple[str, int], batches: Iterable[Any]) -> None:
    """Each batch once the one before is acknowledged: a later one must not stand where an earlier one failed."""
    topic, partition = place
    for batch in batches:
        await (await producer.send_batch(batch, topic, partition=partition))
