"""Inputs as they were fetched: one event of the stream holds what a fetch brought of one partition.

One record an event is what Faust does by itself: some 200 µs of processor time each in an agent that does nothing
(`benchmarks.services.faust --ceiling`), and so slowly that batches stay small.
"""

from __future__ import annotations

from typing import Any, cast

import faust
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP, AppT
from faust.types.tuples import ConsumerMessage, Message

from eventlog.kafka.cloud_events import record_found
from schemas.records import Record

MAX_FETCHED = 100
"""How many records an event holds at most."""
MAX_WAITING = 256
"""How many events wait at most, until no more are fetched; so few that large records do not fill the memory, and so
many that Faust, which then looks again only once a second, does not run dry."""


class FetchedTransport(Transport):
    """Faust's way to Kafka by aiokafka, with the consumer below."""


class FetchedSchema(faust.Schema[None, list[Record]]):
    """The value of an event is the list of records that its message holds; it has no key."""

    def loads_key(self, app: AppT, message: Message, **_: Any) -> None:
        """None: each record has its own."""

    def loads_value(self, app: AppT, message: Message, **_: Any) -> list[Record]:  # noqa: ARG002
        """The records, in the order of the log."""
        return cast(list[Record], message.value)


class _Consumer(Consumer):
    """It does what a driver is to do, to fetch and to make messages, for whole lists of records."""

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> dict[TP, list[list[Any]]]:
        fetched = await super()._getmany(active_partitions, timeout)
        return {partition: [records] for partition, records in fetched.items()}

    def _to_message(self, tp: TP, record: list[Any]) -> ConsumerMessage:
        last = super()._to_message(tp, record[-1])  # what Faust has to know: up to where it has read
        last.key, last.headers = None, None
        last.value = cast(Any, [record_found(
            each.topic, each.partition, each.offset, each.timestamp, each.key, each.value, each.headers
        ) for each in record])
        return last


FetchedTransport.Consumer = _Consumer
