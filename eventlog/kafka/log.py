"""The log of an installation of many machines: Kafka.

Beyond what the port promises, and short of it: an append that failed, or whose writer died, may have left
some of its records behind, and a writer that tries again leaves them twice. So readers must be idempotent
by record id. Offsets are committed only after every record was acknowledged by all in-sync replicas.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from kafka import KafkaConsumer, KafkaProducer
from kafka import errors as kafka_errors
from kafka.structs import OffsetAndMetadata
from kafka.structs import TopicPartition as KafkaPartition

from eventlog.kafka import cloud_events
from eventlog.kafka.connection import MAX_MESSAGE_BYTES, MAX_VALUE_BYTES, PLAIN, Security, connect
from eventlog.kafka.framing import AS_IT_IS, Framing
from eventlog.kafka.reader import KafkaReader
from eventlog.partitioner import partition_of
from eventlog.port import LogError
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DERIVED_TOPICS, INTAKE

# one append's records of one partition travel as one batch (a broker takes 1 MiB of them by default),
# which is sent when it is full or when the append has given everything: the linger only keeps it open
_BATCH_BYTES = 512 * 1024
_LINGER_MS = 500
_GRACE_SECONDS = 2.0  # for the client to give up by itself before we do


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

        Raises LogError when the log did not take them all; then it may hold some, and no offset moved.
        """
        if offsets and group is None:
            raise ValueError("offsets are committed for a group: name it")
        for topic, partition in offsets or ():
            self._check(topic, partition)
        if records:
            self._send([(record, self._place_of(record)) for record in records])
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

    def _send(self, placed: Sequence[tuple[NewRecord, int]]) -> None:
        time = cloud_events.now()
        seconds = self._connection.seconds + _GRACE_SECONDS
        try:
            with self._connection.errors_explained(f"take {len(placed)} records"):
                producer = self._opened_producer()
                sent = [
                    producer.send(
                        record.topic, self._framing.outgoing(record.type, record.value), record.key.encode(),
                        cloud_events.headers(record.id, record.type, self._source, time), partition,
                    )
                    for record, partition in placed
                ]
                producer.flush(seconds)
                for future in sent:
                    future.get(0)
        except BaseException:
            # what it still holds must not reach the log behind the back of a caller who was told it failed
            self._drop_producer()
            raise

    def _place_of(self, record: NewRecord) -> int:
        if len(record.value) > MAX_VALUE_BYTES:
            raise LogError(
                f"{record.type} {record.id} for {record.topic} has {len(record.value):,} bytes, "
                f"more than the {MAX_VALUE_BYTES:,} that a record on Kafka may have"
            )
        return partition_of(record.key, self.partitions(record.topic))

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
