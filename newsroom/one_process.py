"""The embedded runner: intake, desks and sink in one process, with a SQLite log and an embedded store.

A batch of inputs, their outputs and the offsets commit in one transaction of the log; writes to the store are
idempotent and have an offset of their own. So a crash at any moment loses nothing, and running again goes on
where the log stands.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from eventlog.port import EventLog, NewRecord, Record, TopicPartition
from schemas.codec import CodecError, decode, encode
from schemas.events import Cause, DeadLetter, Event, UpdateReceived
from schemas.ids import digest
from schemas.topics import topic_of
from sinks.writer import Failure, Writer
from streams.desk import Derived, Desk
from telemetry.stages import Stages

WORK_GROUP = "work"
DERIVED_TOPICS = ("timeline", "claims", "figures")
REBUILD_PAGE = 2000


class Worked(NamedTuple):
    inputs: int
    dead_letters: int


class OneProcess:
    """Drives the parts; every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, writer: Writer, new_desk: Callable[[], Desk], stages: Stages, batch: int
    ) -> None:
        self._log = log
        self._writer = writer
        self._new_desk = new_desk
        self._stages = stages
        self._batch = batch
        self._desks: dict[int, dict[str, Desk]] = {}  # by partition, then key

    def take(self, updates: Iterable[UpdateReceived], dead_letters: Iterable[DeadLetter] = ()) -> None:
        """Append to intake; an update the log already holds is kept once. Raises LogError."""
        records = [_record(update, update.desk) for update in updates]
        records += [_record(letter, letter.source) for letter in dead_letters]
        with self._stages("log commit"):
            self._log.append(records)

    def work(self) -> Worked:
        """Decide all of intake that is not decided yet. Raises LogError; the memory is then thrown away."""
        inputs = dead = 0
        for partition in range(self._log.partitions("intake")):
            while True:
                offset = self._log.committed(WORK_GROUP, "intake", partition)
                records = self._log.read("intake", partition, offset, self._batch)
                if not records:
                    break
                worked = self._work_on(partition, records)
                inputs, dead = inputs + worked.inputs, dead + worked.dead_letters
        return Worked(inputs, dead)

    def sink(self) -> Worked:
        """Write all that the log holds for the store. Raises StoreError or LogError."""
        rows = dead = 0
        while True:
            with self._stages("log read"):
                batch = self._writer.read(self._batch * 4)
            if batch.empty:
                return Worked(rows, dead)
            with self._stages("store insert"):
                self._writer.insert(batch)
            with self._stages("log commit"):
                letters = [_record(_undecodable(f), f.record.topic) for f in batch.failures]
                if letters:
                    self._log.append(letters)
                self._writer.commit(batch)
            rows, dead = rows + batch.rows, dead + len(batch.failures)

    def _work_on(self, partition: int, records: Sequence[Record]) -> Worked:
        if partition not in self._desks:
            with self._stages("rebuilding"):
                self._desks[partition] = self._rebuilt(partition, records[0].offset)
        desks = self._desks[partition]
        outputs: list[NewRecord] = []
        dead = 0
        with self._stages("deciding"):
            for record in records:
                desk = desks.setdefault(record.key, self._new_desk())
                for event in decide(desk, record):
                    dead += isinstance(event, DeadLetter)
                    desk.fold(event)
                    outputs.append(_record(event, record.key))
        try:
            with self._stages("log commit"):
                behind = {TopicPartition("intake", partition): records[-1].offset + 1}
                self._log.append(outputs, group=WORK_GROUP, offsets=behind)
        except BaseException:
            self._desks.clear()
            raise
        return Worked(len(records), dead)

    def _rebuilt(self, partition: int, committed: int) -> dict[str, Desk]:
        """Desks as they stood at the committed offset: what later inputs caused is decided again."""
        desks: dict[str, Desk] = {}
        topics = [self._derived(topic, partition) for topic in DERIVED_TOPICS]
        for key, event in heapq.merge(*topics, key=lambda item: item[1].caused_by.offset):
            if event.caused_by.offset < committed:
                desks.setdefault(key, self._new_desk()).fold(event)
        return desks

    def _derived(self, topic: str, partition: int) -> Iterator[tuple[str, Derived]]:
        offset = 0
        while records := self._log.read(topic, partition, offset, REBUILD_PAGE):
            for record in records:
                yield record.key, decode(record.type, record.value)  # type: ignore[misc]
            offset = records[-1].offset + 1


def decide(desk: Desk, record: Record) -> list[Event]:
    """The desk's decision on a record of intake; a record it cannot decide on gives a dead letter."""
    cause = Cause(topic=record.topic, partition=record.partition, offset=record.offset)
    try:
        return desk.decide(decode(record.type, record.value), cause, record.recorded_at)
    except CodecError as error:
        return [_dead(record, "malformed", str(error))]
    except Exception as error:  # noqa: BLE001 - one input must not stop the line; it is kept with its reason
        return [_dead(record, "undecidable", f"{type(error).__name__}: {error}")]


def _undecodable(failure: Failure) -> DeadLetter:
    return _dead(failure.record, "malformed", failure.reason)


def _dead(record: Record, reason: str, detail: str) -> DeadLetter:
    origin = Cause(topic=record.topic, partition=record.partition, offset=record.offset)
    return DeadLetter(
        event_id=digest("dead letter", record.topic, record.partition, record.offset),
        source=f"{record.topic}/{record.partition}@{record.offset}", stage="deciding", reason=reason,
        detail=detail, origin=origin, payload=record.value, payload_bytes=len(record.value),
    )


def _record(event: Event, key: str) -> NewRecord:
    return NewRecord(topic_of(event), key, event.event_id, type(event).__name__, encode(event))
