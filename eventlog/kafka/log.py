"""The log of an installation of many machines: Kafka.

Beyond what the port promises, and short of it: an append that failed, or whose writer died, may have left
some of its records behind, and a writer that tries again leaves them twice. So readers must be idempotent
by record id. Offsets are committed only after every record was acknowledged by all in-sync replicas.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from kafka import KafkaConsumer, KafkaProducer
from kafka import errors as kafka_errors
from kafka.structs import OffsetAndMetadata
from kafka.structs import TopicPartition as KafkaPartition

from eventlog.kafka import cloud_events
from eventlog.kafka.connection import MAX_MESSAGE_BYTES, MAX_VALUE_BYTES, PLAIN, Security, connect, words_of
from eventlog.kafka.framing import AS_IT_IS, Framing
from eventlog.kafka.reader import KafkaReader
from eventlog.partitioner import partition_of
from eventlog.port import LogError, RecordsRefused
from schemas.counted import counted
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DERIVED_TOPICS, INTAKE

# one append's records of one partition travel as one batch (a broker takes 1 MiB of them by default),
# which is sent when it is full or when the append has given everything: the linger only keeps it open
_BATCH_BYTES = 512 * 1024
_LINGER_MS = 500
_REFUSALS = (
    kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError, kafka_errors.InvalidTimestampError,
    kafka_errors.InvalidRecordError,
)  # to send it again is in vain
_GRACE_SECONDS = 2.0  # for the client to give up by itself before we do


_Placed: TypeAlias = tuple[NewRecord, int]  # and its partition


class KafkaLog:
    """An `EventLog` on a Kafka cluster, whose topics exist (`eventlog.kafka.topics`). One thread uses it.

    Nothing takes longer than about `timeout_seconds`, in which a broker may go away and come back without
    anybody noticing; what takes longer is a LogError, after which the log can be used again. `source` is
    CloudEvents' name of this writer.
    """

    def __init__(
        self, url: str, *, security: Security = PLAIN, source: str = "newsroom", timeout_seconds: float = 30.0,
        framing: Framing = AS_IT_IS,
    ) -> None:
        """Reach the cluster at `kafka://host:port[,host:port]`. Raises LogError; the message says why not."""
        self._connection = connect(url, security, timeout_seconds)
        self._source = source.encode()
        self._framing = framing
        self._partitions = self._count_partitions()
        self._producer: Any = None
        self._reader: KafkaReader | None = None
        self._groups: dict[str, Any] = {}
        self._identity = ""

    def identity(self) -> str:
        """The cluster's id and a digest of the ids of intake and derived topics: a topic made anew has another."""
        if not self._identity:
            names = (INTAKE, *DERIVED_TOPICS)
            for name in names:
                self.partitions(name)
            with self._connection.admin("tell who it is") as admin:
                cluster = admin.describe_cluster()["cluster_id"]
                topics = {found["name"]: found["topic_id"] for found in admin.describe_topics(list(names))}
            ids = " ".join(f"{name}={topics[name]}" for name in names)
            self._identity = f"{cluster}.{hashlib.blake2b(ids.encode(), digest_size=8).hexdigest()}"
        return self._identity

    def append(
        self, records: Sequence[NewRecord], *, group: str | None = None,
        offsets: Mapping[TopicPartition, int] | None = None,
    ) -> None:
        """Append the records and, once all are acknowledged, commit the group's `offsets`.

        Raises LogError when the log did not take them all; then it may hold some, and no offset moved. Raises
        RecordsRefused when it will never take some: then it holds all others, in order, and no offset moved.
        """
        if offsets and group is None:
            raise ValueError("offsets are committed for a group: name it")
        for topic, partition in offsets or ():
            self._check(topic, partition)
        if records:
            self._send_all(records)
        if group is not None and offsets:
            self._commit(group, offsets)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        """Up to `limit` records from `offset` on, in order; an empty list at the end. Never waits for more."""
        if offset < 0 or limit < 0:
            raise ValueError(f"offset and limit are 0 or more, not {offset} and {limit}")
        records = self._opened_reader().read(self._check(topic, partition), offset, limit)
        if self._framing is AS_IT_IS:
            return records
        return [msgspec.structs.replace(r, value=self._framing.incoming(r.type, r.value)) for r in records]

    def partitions(self, topic: str) -> int:
        """The number of partitions the topic has (had, when this log was opened)."""
        if topic not in self._partitions:
            self._partitions = self._count_partitions()
        if topic not in self._partitions:
            raise LogError(
                f"the Kafka log at {','.join(self._connection.servers)} has no topic {topic!r}: "
                "create the topics with `newsroom topics --create`"
            )
        return self._partitions[topic]

    def latest(self, topic: str, partition: int) -> int:
        """The offset that the partition's next record will get."""
        place = self._check(topic, partition)
        return self.ends([place])[place]

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """`latest` of each of the partitions; each broker is asked once for all that it leads."""
        return self._opened_reader().ends([self._check(*place) for place in partitions])

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset of the first record that each partition still has; where its next one will stand without any."""
        return self._opened_reader().starts([self._check(*place) for place in partitions])

    def committed(self, group: str, topic: str, partition: int) -> int:
        """The next offset the group will read; 0 when it has committed none, or so long ago that it expired."""
        place = KafkaPartition(*self._check(topic, partition))
        with self._connection.errors_explained(f"tell what group {group!r} committed"):
            committed = self._group(group).committed(place, timeout_ms=self._connection.milliseconds)
        return max(0, committed or 0)

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the group's offsets. Raises LogError when the log did not take them."""
        self.append((), group=group, offsets=offsets)

    def close(self) -> None:
        """Close all connections; the log cannot be used afterwards. Closing twice is harmless."""
        self._drop_producer()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        while self._groups:
            self._groups.popitem()[1].close(autocommit=False)

    def _send_all(self, records: Sequence[NewRecord]) -> None:
        placed = [(record, partition_of(record.key, self.partitions(record.topic))) for record in records]
        refused = [(record, why) for record in records if (why := _too_large(record))]
        refused += self._send([(record, place) for record, place in placed if not _too_large(record)])
        if refused:
            (record, why), others = refused[0], len(refused) - 1
            raise RecordsRefused(
                f"the Kafka log at {','.join(self._connection.servers)} will never take {record.type} {record.id} for "
                f"{record.topic} ({why})" + (f", nor {counted(others, 'more record')}" if others else ""), refused)

    def _send(self, placed: Sequence[_Placed]) -> list[tuple[NewRecord, str]]:
        """Send them in their order; those that the brokers refuse for good, and why. Raises LogError.

        A refusal is told of a whole batch, and kafka-python 3.0.12 then fails all that comes later with it, sent or
        not (findings/kafka-python-refused-record.sh). So what was not acknowledged is sent again by a new producer, in
        halves, until the refused ones are alone.
        """
        if not placed:
            return []
        refusal, left = self._sent(placed)
        if refusal is None:
            return []
        if len(left) == 1:
            return [(left[0][0], words_of(refusal))]
        half = len(left) // 2
        return [*self._send(left[:half]), *self._send(left[half:])]

    def _sent(self, placed: Sequence[_Placed]) -> tuple[Exception | None, list[_Placed]]:
        """The refusal that they met, and which of them are not acknowledged then."""
        now = cloud_events.now()
        deadline = time.monotonic() + self._connection.seconds + _GRACE_SECONDS
        try:
            with self._connection.errors_explained(f"take {counted(len(placed), 'record')}"):
                producer = self._opened_producer()
                sent = [
                    producer.send(
                        record.topic, self._framing.outgoing(record.type, record.value), record.key.encode(),
                        cloud_events.headers(record.id, record.type, self._source, now), partition,
                    )
                    for record, partition in placed
                ]
                while time.monotonic() < deadline and not all(future.is_done for future in sent):
                    # of a batch that it had to split, flush says UnknownError and does not wait for the parts
                    with contextlib.suppress(kafka_errors.UnknownError):
                        producer.flush(max(0.0, deadline - time.monotonic()))
                refusals = [future.exception for future in sent if isinstance(future.exception, _REFUSALS)]
                if not refusals:
                    for future in sent:
                        future.get(0)
                    return None, []
        except BaseException:
            # what it still holds must not reach the log behind the back of a caller who was told it failed
            self._drop_producer()
            raise
        self._drop_producer()
        return refusals[0], [each for each, future in zip(placed, sent, strict=True) if not future.succeeded()]

    def _check(self, topic: str, partition: int) -> TopicPartition:
        count = self.partitions(topic)
        if not 0 <= partition < count:
            raise LogError(f"topic {topic!r} has partitions 0 to {count - 1}, not {partition}")
        return TopicPartition(topic, partition)

    def _commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        marks = {KafkaPartition(*place): OffsetAndMetadata(offset, "", -1) for place, offset in offsets.items()}
        with self._connection.errors_explained(f"commit the offsets of group {group!r}"):
            self._group(group).commit(marks, timeout_ms=self._connection.milliseconds)

    def _count_partitions(self) -> dict[str, int]:
        with self._connection.admin("list its topics") as admin:
            return {found["name"]: len(found["partitions"]) for found in admin.describe_topics()}

    def _group(self, group: str) -> Any:
        """A consumer that reads nothing: it keeps the group's offsets."""
        if group not in self._groups:
            self._groups[group] = self._connection.client(
                KafkaConsumer, group_id=group, enable_auto_commit=False, allow_auto_create_topics=False,
            )
        return self._groups[group]

    def _opened_reader(self) -> KafkaReader:
        if self._reader is None:
            self._reader = KafkaReader(self._connection)
        return self._reader

    def _opened_producer(self) -> Any:
        if self._producer is None:
            self._producer = self._connection.client(
                KafkaProducer, enable_idempotence=True, acks="all", compression_type="lz4",
                delivery_timeout_ms=max(self._connection.milliseconds, 1_000 + _LINGER_MS),
                max_block_ms=self._connection.milliseconds, linger_ms=_LINGER_MS, batch_size=_BATCH_BYTES,
                max_request_size=MAX_MESSAGE_BYTES, allow_auto_create_topics=False,
            )
        return self._producer

    def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        # close() alone waits for what it holds and, when that takes too long, leaves it to be sent some day
        producer._sender.force_close()
        producer._sender.join(_GRACE_SECONDS)
        with contextlib.suppress(kafka_errors.KafkaError):
            producer.close(timeout=0)


def _too_large(record: NewRecord) -> str | None:
    if len(record.value) <= MAX_VALUE_BYTES:
        return None
    return f"it has {len(record.value):,} bytes, more than the {MAX_VALUE_BYTES:,} that a record on Kafka may have"
