"""The Kafka log keeps the contract, and what it promises of itself, against a real broker."""

from __future__ import annotations

import datetime as dt
import functools
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import TopicPartition as KafkaPartition

from eventlog.kafka.connection import MAX_VALUE_BYTES, connect
from eventlog.kafka.log import KafkaLog
from eventlog.partitioner import partition_of
from eventlog.port import LogError, RecordsRefused
from eventlog.reading import LostRecords, lost_records
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DESK_PARTITIONS
from tests.contracts.eventlog import HERE, LONG_ENOUGH, EventLogContract, OpenLog, ids, record, records, stored
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.topics import empty_topics

pytest_plugins = ["tests.servers.plugin"]

SOON = 4.0  # seconds after which a log of these tests gives up; a busy broker answers within them
KEYS = ["SY", "IT", "US", "JP", "ZZ/night-ferry", "ZZ/überflutung", *(f"ZZ/story-{n}" for n in range(40))]


@pytest.fixture
def log(kafka_url: str) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka_url)
    yield log
    log.close()


@pytest.fixture
def hasty(kafka_url: str) -> Iterator[KafkaLog]:
    """A log that gives up soon."""
    log = KafkaLog(kafka_url, timeout_seconds=SOON)
    yield log
    log.close()


@pytest.fixture
def producer(kafka_url: str, kafka_broker: KafkaBroker) -> Iterator[Any]:
    """Another program's producer."""
    producer = KafkaProducer(bootstrap_servers=kafka_broker.address)
    yield producer
    producer.close()


@pytest.fixture
def consumer(kafka_url: str, kafka_broker: KafkaBroker) -> Iterator[Any]:
    """Another program's consumer, at the start of the partition HERE."""
    consumer = KafkaConsumer(bootstrap_servers=kafka_broker.address, auto_offset_reset="earliest")
    consumer.assign([KafkaPartition(*HERE)])
    yield consumer
    consumer.close()


class TestKafkaKeepsTheContract(EventLogContract):
    @pytest.fixture
    def open_log(self, kafka_url: str) -> OpenLog:
        return functools.partial(KafkaLog, kafka_url)


class TestAsOtherProgramsSeeIt:
    def test_a_record_is_a_cloud_event_in_binary_mode(self, log: KafkaLog, consumer: Any) -> None:
        before = dt.datetime.now(dt.UTC)
        log.append(records(1))
        (found,) = next(iter(consumer.poll(timeout_ms=10_000).values()))
        headers = dict(found.headers)
        assert (found.key, found.value) == (b"SY", b"value 0")
        assert headers["ce_specversion"] == b"1.0"
        assert headers["ce_id"] == b"%032x" % 0
        assert headers["ce_type"] == b"UpdateReceived"
        assert headers["ce_source"] == b"newsroom"
        assert headers["content-type"] == b"application/avro"
        written = dt.datetime.fromisoformat(headers["ce_time"].decode())
        assert before <= written <= dt.datetime.now(dt.UTC)

    def test_the_broker_stamps_the_record_whatever_its_writer_says(
        self, log: KafkaLog, producer: Any, consumer: Any
    ) -> None:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        producer.send(HERE.topic, b"value", b"SY", partition=HERE.partition, timestamp_ms=1_000).get(10)
        (found,) = stored(log)
        assert before < found.recorded_at < before + dt.timedelta(minutes=1)
        ((seen,),) = consumer.poll(timeout_ms=10_000).values()
        log_append_time = 1
        assert seen.timestamp_type == log_append_time

    def test_a_key_has_the_partition_that_other_clients_give_it(self, producer: Any) -> None:
        for key in KEYS:
            placed = producer.send("intake", b"value", key.encode()).get(10)
            assert placed.partition == partition_of(key, DESK_PARTITIONS)

    def test_a_record_without_our_headers_is_read_as_it_is(self, log: KafkaLog, producer: Any) -> None:
        producer.send(HERE.topic, None, b"\xff\xfe", partition=HERE.partition).get(10)
        producer.send(HERE.topic, b"\x00junk", partition=HERE.partition, headers=[("ce_id", b"\xff")]).get(10)
        nothing, junk = stored(log)
        assert (nothing.key, nothing.id, nothing.type, nothing.value) == ("\ufffd\ufffd", "", "", b"")
        assert (junk.key, junk.id, junk.type, junk.value) == ("", "\ufffd", "", b"\x00junk")

    def test_offsets_of_a_group_with_running_members_are_theirs(
        self, log: KafkaLog, kafka_broker: KafkaBroker
    ) -> None:
        member = KafkaConsumer(bootstrap_servers=kafka_broker.address, group_id="desk")
        deadline = time.monotonic() + LONG_ENOUGH
        # kafka-python 3.0.12: one that joins before it has heard of its topic may never be given a partition of it
        while not member.partitions_for_topic(HERE.topic) and time.monotonic() < deadline:
            time.sleep(0.1)
        member.subscribe([HERE.topic])
        while not member.assignment() and time.monotonic() < deadline:
            member.poll(timeout_ms=100)
        assert member.assignment()
        with pytest.raises(LogError, match="desk"):
            log.commit("desk", {HERE: 3})
        member.close(autocommit=False)
        log.commit("desk", {HERE: 3})
        assert log.committed("desk", *HERE) == 3


def test_topics_made_anew_are_another_log(log: KafkaLog, kafka_url: str) -> None:
    before = log.identity()
    empty_topics(kafka_url)
    anew = KafkaLog(kafka_url)
    assert anew.identity() != before
    assert anew.identity().partition(".")[0] == before.partition(".")[0]  # it is the same cluster
    anew.close()


class TestReading:
    def test_jumps_and_turns_between_partitions_find_what_is_there(self, log: KafkaLog) -> None:
        given = [record(number, key=KEYS[number % 7]) for number in range(3_000)]
        log.append(given)
        places = [TopicPartition("intake", number) for number in range(DESK_PARTITIONS)]
        whole = {
            place: [entry.id for entry in given if partition_of(entry.key, DESK_PARTITIONS) == place.partition]
            for place in places
        }
        moves = random.Random(11)
        stands = dict.fromkeys(places, 0)
        for _ in range(400):
            place = moves.choice(places)
            if moves.random() < 0.2:
                stands[place] = moves.randrange(len(whole[place]) + 2)
            limit = moves.choice([0, 1, 7, 100, 2_000])
            found = log.read(*place, stands[place], limit)
            assert ids(found) == whole[place][stands[place] : stands[place] + limit]
            if found:
                stands[place] = found[-1].offset + 1

    def test_where_retention_took_the_beginning_reading_goes_on_with_the_rest(
        self, log: KafkaLog, kafka_url: str
    ) -> None:
        log.append(records(10))
        with connect(kafka_url).admin("delete records") as admin:
            admin.delete_records({KafkaPartition(*HERE): 6})
        assert log.starts([HERE]) == {HERE: 6}
        assert lost_records(log, {HERE: 2}) == [LostRecords(HERE, 2, 6)]
        assert [entry.offset for entry in log.read(*HERE, 0, 3)] == [6, 7, 8]
        assert [entry.offset for entry in log.read(*HERE, 9, 3)] == [9]
        with connect(kafka_url).admin("delete records") as admin:
            admin.delete_records({KafkaPartition(*HERE): 10})
        assert log.starts([HERE]) == log.ends([HERE]) == {HERE: 10}

    def test_the_marks_of_transactions_are_passed_over(self, log: KafkaLog, kafka_broker: KafkaBroker) -> None:
        writer = KafkaProducer(bootstrap_servers=kafka_broker.address, transactional_id="another-program")
        writer.init_transactions()
        for number in range(3):
            writer.begin_transaction()
            writer.send(HERE.topic, b"value %d" % number, b"SY", partition=HERE.partition)
            writer.commit_transaction()
        writer.close()
        assert [(entry.offset, entry.value) for entry in log.read(*HERE, 0, 10)] == [
            (0, b"value 0"), (2, b"value 1"), (4, b"value 2"),
        ]
        assert log.latest(*HERE) == 6
        assert log.read(*HERE, 5, 10) == []
        assert [entry.offset for entry in log.read(*HERE, 1, 1)] == [2]

    def test_a_dead_letter_of_ten_megabytes_passes_and_a_larger_record_is_refused(self, log: KafkaLog) -> None:
        noise = random.Random(3)
        letter = NewRecord("dead_letters", "file", "ab" * 16, "DeadLetter", noise.randbytes(10 * 1024 * 1024))
        log.append([letter])
        (found,) = log.read("dead_letters", 0, 0, 10)
        assert found.value == letter.value
        with pytest.raises(RecordsRefused, match="11,534,337 bytes"):
            log.append([record(1), NewRecord("intake", "SY", "cd" * 16, "X", bytes(MAX_VALUE_BYTES + 1))])
        assert ids(stored(log)) == [record(1).id]


class TestTheBrokerGoesAway:
    def test_everything_fails_in_bounded_time_and_works_again_when_it_is_back(
        self, hasty: KafkaLog, kafka_url: str, kafka_broker: KafkaBroker
    ) -> None:
        doings: list[Callable[[], object]] = [
            lambda: hasty.append(records(3)),
            lambda: hasty.commit("desk", {HERE: 1}),
            lambda: hasty.committed("desk", *HERE),
            lambda: hasty.latest(*HERE),
            lambda: hasty.read(*HERE, 3, 10),
            lambda: KafkaLog(kafka_url, timeout_seconds=SOON).close(),
        ]
        for do in doings:
            do()
        kafka_broker.kill()
        for do in [*doings, doings[0]]:  # appending once more, now without a producer
            with pytest.raises(LogError, match=kafka_broker.address) as failed:
                call_with_a_bound(do)
            assert "\n" not in str(failed.value)
        kafka_broker.start()
        again = KafkaLog(kafka_url)
        assert ids(stored(again)) == [entry.id for entry in records(3)], "what was said to have failed came later"
        again.close()
        hasty.append(records(2, start=3))
        assert len(hasty.read(*HERE, 0, 10)) == 5
        assert hasty.committed("desk", *HERE) == 1

    def test_what_was_acknowledged_survives_kills_of_the_broker(
        self, kafka_url: str, kafka_broker: KafkaBroker
    ) -> None:
        log = KafkaLog(kafka_url, timeout_seconds=LONG_ENOUGH)  # it rides out restarts on a busy machine
        acknowledged: list[NewRecord] = []
        enough = threading.Event()
        writing = threading.Thread(target=write_until, args=(log, acknowledged, enough))
        writing.start()
        moments = random.Random(5)
        for _ in range(3):
            seen = len(acknowledged)
            wait_until(lambda seen=seen: len(acknowledged) > seen)  # type: ignore[misc]
            time.sleep(moments.uniform(0, 0.5))
            kafka_broker.restart()
        enough.set()
        writing.join(2 * LONG_ENOUGH)
        assert not writing.is_alive()
        log.close()
        reader = KafkaLog(kafka_url)
        found = stored_in_large_batches(reader)
        reader.close()
        first_seen = list(dict.fromkeys(ids(found)))
        assert first_seen == [entry.id for entry in acknowledged], "lost, or out of order"
        assert len(found) == len(first_seen), "the idempotent producer wrote a record twice"


def write_until(log: KafkaLog, acknowledged: list[NewRecord], enough: threading.Event) -> None:
    """Append batch after batch, noting what was acknowledged; riding out what the log rides out."""
    while not enough.is_set():
        batch = records(50, start=len(acknowledged))
        log.append(batch)
        acknowledged += batch


def stored_in_large_batches(log: KafkaLog) -> list[Record]:
    found: list[Record] = []
    while batch := log.read(*HERE, len(found), 5_000):
        found += batch
    return found


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2 * LONG_ENOUGH
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def call_with_a_bound(do: Callable[[], object]) -> None:
    """Call it in a thread, so that a call that never returns is a failure and not a hang."""
    raised: list[BaseException] = []

    def call() -> None:
        try:
            do()
        except LogError as error:
            raised.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(LONG_ENOUGH)
    assert not thread.is_alive(), "still waiting for a broker that is not there"
    if raised:
        raise raised[0]
