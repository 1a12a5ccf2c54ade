"""What every log must do, whichever it is: one test class, run against each adapter.

An adapter's tests subclass `EventLogContract` and provide one fixture, `open_log`: a picklable callable
that opens another handle to one and the same log, empty at the start of each test. Other processes get
it too.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing as mp
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeAlias

import pytest

from eventlog.partitioner import partition_of
from eventlog.port import EventLog, LogError
from eventlog.reading import lag, lost_records, read_all
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DESK_PARTITIONS, TOPICS

OpenLog: TypeAlias = Callable[[], EventLog]
HERE = TopicPartition("intake", partition_of("SY", DESK_PARTITIONS))
LONG_ENOUGH = 60.0  # seconds after which another process has surely failed


def record(number: int, *, key: str = "SY", topic: str = "intake") -> NewRecord:
    return NewRecord(topic, key, f"{number:032x}", "UpdateReceived", b"value %d" % number)


def records(count: int, *, start: int = 0, key: str = "SY", topic: str = "intake") -> list[NewRecord]:
    return [record(number, key=key, topic=topic) for number in range(start, start + count)]


def stored(log: EventLog, key: str = "SY", topic: str = "intake") -> list[Record]:
    """All records of the key's partition."""
    return list(read_all(log, topic, partition_of(key, log.partitions(topic)), batch=7))


def ids(found: list[Record]) -> list[str]:
    return [entry.id for entry in found]


class EventLogContract:
    @pytest.fixture
    def log(self, open_log: OpenLog) -> Iterator[EventLog]:
        log = open_log()
        yield log
        log.close()

    def test_every_topic_of_the_table_is_there_and_empty(self, log: EventLog) -> None:
        for topic in TOPICS:
            assert log.partitions(topic.name) == topic.partitions
            for partition in range(topic.partitions):
                assert log.latest(topic.name, partition) == 0
                assert log.read(topic.name, partition, 0, 10) == []

    def test_the_ends_of_many_partitions_are_what_each_says_by_itself(self, log: EventLog) -> None:
        for number, key in enumerate(("SY", "IT", "US", "US")):
            log.append([record(number, key=key), record(number, key=key, topic="claims")])
        assert log.latest(*HERE) == 1  # a client that knows of one topic only
        places = [TopicPartition(topic, n) for topic in ("intake", "claims") for n in range(DESK_PARTITIONS)]
        ends = log.ends(places)
        assert ends == {place: log.latest(*place) for place in places}
        assert sum(ends.values()) == 8
        assert log.ends([]) == {}
        with pytest.raises(LogError):
            log.ends([TopicPartition("intake", DESK_PARTITIONS)])

    def test_it_has_one_identity_whoever_opens_it(self, log: EventLog, open_log: OpenLog) -> None:
        known = log.identity()
        assert known
        log.append(records(3))
        other = open_log()
        assert other.identity() == log.identity() == known
        other.close()

    def test_every_partition_starts_with_its_first_record(self, log: EventLog) -> None:
        places = [TopicPartition(topic, n) for topic in ("intake", "claims") for n in range(DESK_PARTITIONS)]
        assert log.starts(places) == dict.fromkeys(places, 0)
        log.append(records(3))
        assert log.starts(places) == dict.fromkeys(places, 0)
        assert lost_records(log, dict.fromkeys(places, 0)) == []
        assert log.starts([]) == {}
        with pytest.raises(LogError):
            log.starts([TopicPartition("intake", DESK_PARTITIONS)])

    def test_a_record_is_read_as_it_was_written(self, log: EventLog) -> None:
        given = NewRecord("claims", "ZZ/überflutung", "ab" * 16, "FigureClaimed", bytes(range(256)))
        before = dt.datetime.now(dt.UTC)
        log.append([given])
        (found,) = stored(log, given.key, given.topic)
        assert (found.topic, found.key, found.id, found.type, found.value) == (
            given.topic, given.key, given.id, given.type, given.value,
        )
        assert (found.partition, found.offset) == (partition_of(given.key, DESK_PARTITIONS), 0)
        assert found.recorded_at.utcoffset() == dt.timedelta(0)
        assert abs(found.recorded_at - before) < dt.timedelta(minutes=1)

    def test_records_of_a_key_keep_their_order_over_batches_of_any_size(self, log: EventLog) -> None:
        given = records(100)
        start = 0
        for size in (1, 2, 3, 5, 8, 30, 51):
            log.append(given[start : start + size])
            start += size
        found = stored(log)
        assert ids(found) == [entry.id for entry in given]
        assert [entry.offset for entry in found] == list(range(100))
        assert log.latest(*HERE) == 100

    def test_keys_mixed_in_one_batch_each_keep_their_order(self, log: EventLog) -> None:
        keys = ["SY", "IT", "US", "ZZ/night-ferry"]
        given = [record(number, key=keys[number % 4]) for number in range(80)]
        log.append(given)
        for key in keys:
            of_key = [entry.id for entry in stored(log, key) if entry.key == key]
            assert of_key == [entry.id for entry in given if entry.key == key]

    def test_every_partition_holds_its_own_and_nothing_of_its_neighbours(self, log: EventLog) -> None:
        keys = {partition_of(f"ZZ/{number}", DESK_PARTITIONS): f"ZZ/{number}" for number in range(200)}
        assert len(keys) == DESK_PARTITIONS
        for topic in ("intake", "timeline"):
            log.append([record(number, key=key, topic=topic) for key in keys.values() for number in range(3)])
        for topic in ("intake", "timeline"):
            for partition, key in keys.items():
                found = log.read(topic, partition, 0, 1_000)
                assert [(entry.key, entry.offset) for entry in found] == [(key, 0), (key, 1), (key, 2)]
                assert log.latest(topic, partition) == 3

    def test_recorded_times_never_go_backwards(self, log: EventLog) -> None:
        for number in range(20):
            log.append([record(number)])
        times = [entry.recorded_at for entry in stored(log)]
        assert times == sorted(times)

    def test_reading_starts_at_the_offset_and_stops_at_the_limit(self, log: EventLog) -> None:
        given = records(20)
        log.append(given)
        assert ids(log.read(*HERE, 5, 3)) == [entry.id for entry in given[5:8]]
        assert ids(log.read(*HERE, 18, 10)) == [entry.id for entry in given[18:]]
        assert log.read(*HERE, 20, 10) == []
        assert log.read(*HERE, 1_000, 10) == []

    def test_reading_all_stops_where_the_partition_ended_when_it_began(self, log: EventLog) -> None:
        log.append(records(10))
        reading = read_all(log, *HERE, batch=4)
        first = next(reading)
        log.append(records(5, start=10))
        assert [first.offset] + [entry.offset for entry in reading] == list(range(10))
        assert [entry.offset for entry in read_all(log, *HERE, start=8, end=12)] == [8, 9, 10, 11]

    def test_a_group_starts_at_zero_and_stands_where_it_committed(self, log: EventLog) -> None:
        log.append(records(9))
        assert log.committed("desk", *HERE) == 0
        log.commit("desk", {HERE: 7})
        assert log.committed("desk", *HERE) == 7
        assert log.committed("sink", *HERE) == 0
        log.commit("desk", {HERE: 3})
        assert log.committed("desk", *HERE) == 3

    def test_outputs_and_the_inputs_offset_go_in_together(self, log: EventLog) -> None:
        log.append(records(4))
        log.append(records(2, start=50, topic="timeline"), group="desk", offsets={HERE: 4})
        assert log.committed("desk", *HERE) == 4
        assert len(stored(log, topic="timeline")) == 2

    def test_no_records_commit_their_input_all_the_same(self, log: EventLog) -> None:
        log.append(records(2))
        log.append([], group="desk", offsets={HERE: 2})
        assert log.committed("desk", *HERE) == 2

    def test_an_append_that_fails_commits_no_offset(self, log: EventLog) -> None:
        with pytest.raises(LogError, match="no_such_topic"):
            log.append([record(1), record(2, topic="no_such_topic")], group="desk", offsets={HERE: 1})
        assert log.committed("desk", *HERE) == 0

    def test_what_the_log_does_not_have_is_an_error(self, log: EventLog) -> None:
        with pytest.raises(LogError, match="no_such_topic"):
            log.partitions("no_such_topic")
        with pytest.raises(LogError, match="no_such_topic"):
            log.read("no_such_topic", 0, 0, 1)
        with pytest.raises(LogError, match="99"):
            log.latest("intake", 99)

    def test_lag_is_what_a_group_has_still_to_read(self, log: EventLog) -> None:
        log.append(records(9))
        log.append(records(4, start=9, key="IT"))
        log.commit("desk", {HERE: 7})
        behind = lag(log, "desk", "intake")
        assert len(behind) == log.partitions("intake")
        assert {partition: count for partition, count in behind.items() if count} == {
            HERE.partition: 2, partition_of("IT", DESK_PARTITIONS): 4,
        }

    def test_another_handle_finds_everything(self, open_log: OpenLog) -> None:
        log = open_log()
        log.append(records(30), group="desk", offsets={HERE: 11})
        before = stored(log)
        log.close()
        again = open_log()
        assert stored(again) == before
        assert again.committed("desk", *HERE) == 11
        again.append(records(1, start=30))
        assert [entry.offset for entry in stored(again)] == list(range(31))
        again.close()

    def test_another_process_reads_while_this_one_writes(self, log: EventLog, open_log: OpenLog) -> None:
        total = 400
        process, ends = start_process(follow, open_log, total)
        assert ends.poll(LONG_ENOUGH)
        assert ends.recv() == "reading"
        for start in range(0, total, 10):
            log.append(records(10, start=start))
        assert ends.poll(LONG_ENOUGH), "the reader never saw the last record"
        assert ends.recv() == [f"{number:032x}" for number in range(total)]
        process.join(LONG_ENOUGH)


def follow(ends: Connection, open_log: OpenLog, total: int) -> None:
    """Read the partition while it grows until `total` records were seen, then send their ids."""
    log = open_log()
    ends.send("reading")
    seen: list[str] = []
    while len(seen) < total:
        found = log.read(*HERE, len(seen), 50)
        assert [entry.offset for entry in found] == list(range(len(seen), len(seen) + len(found)))
        seen += ids(found)
        time.sleep(0.002)
    log.close()
    ends.send(seen)


def start_process(
    target: Callable[..., None], *arguments: object
) -> tuple[mp.context.SpawnProcess, Connection]:
    """Start `target(connection, *arguments)` in a new process; the other end of the connection is ours."""
    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours
