"""Faust's workers end where the one-process runner ends, whatever dies: real processes on a real broker."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kafka import KafkaAdminClient, KafkaProducer

from eventlog.kafka.connection import Security
from eventlog.kafka.log import KafkaLog
from eventlog.port import EventLog
from eventlog.reading import lag, read_all
from eventlog.sqlite.log import SqliteLog
from newsroom.one_machine.one_process import OneProcess
from schemas.codec import decode, encode
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from schemas.records import NewRecord, Record, TopicPartition
from schemas.topics import DEAD_LETTERS, DERIVED_TOPICS, DESK_PARTITIONS, INTAKE, WORK_GROUP
from sinks.embedded import EmbeddedStore
from telemetry.stages import Stages
from tests.servers.faust_worker import WorkerProcess, worker
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.secure_kafka import PASSWORD, USER, SecureKafka
from tests.servers.topics import configure
from tests.streams.small_desk import new_desk, traffic

pytest_plugins = ["tests.servers.plugin"]
pytestmark = pytest.mark.timeout(300)

LONG_ENOUGH = 60.0  # seconds after which something has surely failed
INPUTS = 600
SESSION = 6.0

Told = dict[tuple[str, int], list[tuple[str, str, str, bytes]]]


def eventually(what: str, holds: Callable[[], Any], seconds: float = LONG_ENOUGH) -> float:
    """Wait until it holds; the seconds it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - started


def append(log: EventLog, events: Iterable[UpdateReceived | UpdateWithdrawn]) -> None:
    log.append([
        NewRecord(INTAKE, event.desk, f"{number}/{event.event_id}", type(event).__name__, encode(event))
        for number, event in enumerate(events)
    ])


def decided(log: EventLog) -> Callable[[], bool]:
    return lambda: sum(lag(log, WORK_GROUP, INTAKE).values()) == 0


def told(log: EventLog) -> Told:
    """What stands on the derived topics, each event once; the same id must always be the same bytes."""
    found: Told = {}
    for topic in (*DERIVED_TOPICS, DEAD_LETTERS):
        for partition in range(log.partitions(topic)):
            by_id: dict[str, Record] = {}
            for record in read_all(log, topic, partition):
                known = by_id.setdefault(record.id, record)
                assert (known.key, known.type, known.value) == (record.key, record.type, record.value)
            events = [(r.key, r.id, r.type, r.value) for r in by_id.values()]
            # dead letters of all partitions share one
            found[topic, partition] = sorted(events) if topic == DEAD_LETTERS else events
    return found


def records_on(log: EventLog, topics: Iterable[str]) -> int:
    return sum(log.ends([TopicPartition(t, number) for t in topics for number in range(log.partitions(t))]).values())


def more_than(log: EventLog, count: int) -> Callable[[], bool]:
    """Whether more than this many records stand on the derived topics."""
    return lambda: records_on(log, DERIVED_TOPICS) > count


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the one-process runner tells of the traffic."""
    folder = tmp_path_factory.mktemp("calm")
    log, store = SqliteLog(folder / "log.sqlite"), EmbeddedStore(folder / "store", wait_seconds=10)
    append(log, traffic(INPUTS))
    assert OneProcess(log, store, new_desk, Stages(), 50).work().inputs == INPUTS
    expected = told(log)
    log.close()
    store.close()
    assert all(any(expected[topic, number] for number in range(12)) for topic in DERIVED_TOPICS)
    return expected


@pytest.fixture
def log(kafka_url: str) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka_url)
    yield log
    log.close()


@pytest.fixture
def producer(kafka_url: str, kafka_broker: KafkaBroker) -> Iterator[Any]:
    """Another program's producer."""
    producer = KafkaProducer(bootstrap_servers=kafka_broker.address)
    yield producer
    producer.close()


class TestOneWorker:
    def test_it_tells_what_the_one_process_runner_tells_and_ends_well(
        self, log: KafkaLog, kafka_url: str, calm: Told, tmp_path: Path
    ) -> None:
        append(log, traffic(INPUTS))
        with worker(kafka_url, tmp_path / "worker.log") as one:
            eventually("all decided", decided(log))
            eventually("ready", lambda: len(one.partitions()) == DESK_PARTITIONS)
            assert one.stop() == 0
        assert told(log) == calm
        assert "ended well" in one.log.read_text()

    def test_killed_again_and_again_it_tells_the_same(
        self, log: KafkaLog, kafka_url: str, calm: Told, tmp_path: Path
    ) -> None:
        append(log, traffic(INPUTS))
        done = 0
        for life in range(4):
            before = records_on(log, DERIVED_TOPICS)
            with worker(kafka_url, tmp_path / f"{life}.log", batch=7, pause_seconds=0.05) as one:
                eventually("some decided", more_than(log, before + 200))
                one.kill()
            assert not decided(log)()
            done = sum(log.committed(WORK_GROUP, INTAKE, number) for number in range(DESK_PARTITIONS))
        with worker(kafka_url, tmp_path / "last.log") as one:
            eventually("all decided", decided(log))
            assert one.stop() == 0
        assert 0 < done < INPUTS
        assert told(log) == calm

    def test_told_to_end_it_finishes_what_it_has_in_hand(
        self, log: KafkaLog, kafka_url: str, calm: Told, tmp_path: Path
    ) -> None:
        append(log, traffic(INPUTS))
        with worker(kafka_url, tmp_path / "first.log", batch=7, pause_seconds=0.1) as one:
            eventually("some decided", more_than(log, 200))
            assert one.stop(seconds=10) == 0
            done = dict.fromkeys(range(DESK_PARTITIONS), 0)
            for line in one.log.read_text().splitlines():
                if line.startswith("done "):
                    _, number, _, last = line.split()
                    done[int(number)] = int(last) + 1
        assert done == {number: log.committed(WORK_GROUP, INTAKE, number) for number in done}
        assert 0 < sum(done.values()) < INPUTS
        with worker(kafka_url, tmp_path / "second.log"):
            eventually("all decided", decided(log))
        assert told(log) == calm

    def test_inputs_without_sense_become_dead_letters_and_stop_nothing(
        self, log: KafkaLog, kafka_url: str, producer: Any, calm: Told, tmp_path: Path
    ) -> None:
        append(log, traffic(INPUTS))
        good = next(iter(traffic(1)))
        poison = [
            (b"\xff\xfe not a key", b"\x00\x99 random", []),
            (b"PE", encode(good)[:-7], [("ce_id", b"cut"), ("ce_type", b"UpdateReceived")]),
            (b"PE", b"\xc3\x01" + b"\x07" * 8 + b"future", [("ce_id", b"new"), ("ce_type", b"UpdateReceived")]),
            (b"PE", encode(good), [("ce_id", b"other"), ("ce_type", b"StoryImagined")]),
            (None, b"", []),
        ]
        placed = [
            producer.send(INTAKE, value, key, headers=headers, partition=5).get(10) for key, value, headers in poison
        ]
        with worker(kafka_url, tmp_path / "worker.log"):
            eventually("all decided", decided(log))
        letters = [decode(r.type, r.value) for r in read_all(log, DEAD_LETTERS, 0)]
        found = {
            letter.origin.offset: letter for letter in letters
            if isinstance(letter, DeadLetter) and letter.reason != "unknown_update" and letter.origin
            and letter.origin.topic == INTAKE and letter.origin.partition == 5
        }
        assert sorted(found) == [each.offset for each in placed]
        assert [found[each.offset].reason for each in placed] == [
            "malformed", "malformed", "future_schema", "future_schema", "malformed"
        ]
        assert [found[each.offset].payload for each in placed] == [value for _, value, _ in poison]
        expected = {place: events for place, events in calm.items() if place[0] != DEAD_LETTERS}
        assert {place: events for place, events in told(log).items() if place in expected} == expected

    def test_outputs_of_a_wrongly_placed_input_stand_where_the_memory_is_rebuilt_from(
        self, log: KafkaLog, kafka_url: str, producer: Any, tmp_path: Path
    ) -> None:
        update = next(each for each in traffic(50) if isinstance(each, UpdateReceived))
        headers = [("ce_id", b"1"), ("ce_type", b"UpdateReceived")]
        for partition in (2, 3):
            producer.send(INTAKE, encode(update), update.desk.encode(), headers=headers, partition=partition).get(10)
        with worker(kafka_url, tmp_path / "worker.log"):
            eventually("all decided", decided(log))
        assert [log.latest("timeline", number) for number in range(12)] == [0, 0, 1, 1] + 8 * [0]

    def test_it_waits_for_a_broker_that_is_away_and_says_so(
        self, log: KafkaLog, kafka_url: str, kafka_broker: KafkaBroker, calm: Told, tmp_path: Path
    ) -> None:
        append(log, traffic(INPUTS))
        settings: dict[str, Any] = {"stalled_seconds": 8.0, "send_seconds": 4.0, "batch": 7}
        with worker(kafka_url, tmp_path / "worker.log", pause_seconds=0.05, **settings) as one:
            eventually("some decided", more_than(log, 200))
            health = one.ask("healthz")
            assert health is not None
            assert health.well, health.told
            kafka_broker.kill()
            eventually("found out", lambda: (ready := one.ask("readyz")) is not None and not ready.well)
            unready = one.ask("readyz")
            time.sleep(settings["stalled_seconds"])
            health = one.ask("healthz")
            kafka_broker.start()
            eventually("ready again", lambda: len(one.partitions()) == DESK_PARTITIONS)
            eventually("all decided", decided(log))
            assert one.stop() == 0
        assert unready is not None
        assert "the log is away for" in unready.told["problems"][0]
        assert health is not None
        assert health.well, f"to start it again would not help: {health.told}"
        assert told(log) == calm

    def test_an_input_whose_output_the_log_refuses_is_one_dead_letter_and_the_others_go_on(
        self, log: KafkaLog, kafka_url: str, tmp_path: Path
    ) -> None:
        updates = [each for each in traffic(60, desks=("PE",)) if isinstance(each, UpdateReceived)][:20]
        noise = " ".join(f"{random.Random(7 + n).getrandbits(40):x}" for n in range(5_000))
        large = msgspec.structs.replace(updates[9], event_id="f" * 32, update_id="e" * 32, text=f"killed 5 {noise}")
        configure(kafka_url, "timeline", {"max.message.bytes": "20000"})
        append(log, [*updates[:9], large, *updates[10:]])
        (partition,) = [n for n in range(DESK_PARTITIONS) if log.latest(INTAKE, n)]
        with worker(kafka_url, tmp_path / "worker.log") as one:
            eventually("all decided", decided(log))
            eventually("ready", lambda: len(one.partitions()) == DESK_PARTITIONS)
            assert one.log.read_text().count("is a dead letter, for the log will never take") == 1
        (kept,) = read_all(log, DEAD_LETTERS, 0)
        letter = decode(kept.type, kept.value)
        assert isinstance(letter, DeadLetter)
        assert (letter.reason, letter.source) == ("refused_by_log", f"intake/{partition}@9")
        causes = [decode(found.type, found.value).caused_by.offset  # type: ignore[union-attr]
                  for found in read_all(log, "timeline", partition) if found.type == "UpdateFiled"]
        assert sorted(set(causes)) == [n for n in range(20) if n != 9], "none lost but the one"
        assert list(dict.fromkeys(causes)) == sorted(set(causes)), "in order"

    def test_where_everything_stands_is_logged_once_when_nothing_gets_on(
        self, log: KafkaLog, kafka_url: str, tmp_path: Path
    ) -> None:
        with worker(kafka_url, tmp_path / "worker.log", batch=1, pause_seconds=14.0, stalled_seconds=2.0) as one:
            # else the first pause may hold up the rebuilding of others, which is told instead
            eventually("all rebuilt", lambda: one.log.read_text().count(", rebuilt in ") == log.partitions(INTAKE))
            append(log, [each for each in traffic(50, desks=("PE",)) if isinstance(each, UpdateReceived)][:2])
            eventually("all decided", decided(log))
            waited_at = re.findall(r"no progress: intake/7 waits at (\d+) for ", one.log.read_text())
            assert waited_at, "nothing was said"
            assert len(set(waited_at)) == len(waited_at), "said twice of one standstill"
            stacks = one.log.read_text().partition("no progress:")[2]
            assert "in decided\n    time.sleep(asked.pause_seconds)" in stacks, "the thread that is blocked"
            assert "task intake/7:" in stacks

    @pytest.mark.xdist_group("test_kafka_connection")  # where the broker with logins is
    def test_it_logs_in(self, secure_kafka: SecureKafka, tmp_path: Path) -> None:
        security = Security(
            protocol="SASL_SSL", mechanism="SCRAM-SHA-512", username=USER, password=PASSWORD,
            cafile=secure_kafka.cafile,
        )
        log = KafkaLog(secure_kafka.login, security=security)
        update = next(each for each in traffic(50) if isinstance(each, UpdateReceived))
        append(log, [update])
        with worker(secure_kafka.login, tmp_path / "worker.log", security=security) as one:
            eventually("decided", decided(log))
            assert one.stop() == 0
        assert records_on(log, ["timeline"]) == 1
        log.close()


class TestTwoWorkers:
    def test_they_share_the_partitions_and_one_takes_over_from_the_other(
        self, log: KafkaLog, kafka_url: str, calm: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        everything = set(range(DESK_PARTITIONS))
        settings: dict[str, Any] = {"batch": 7, "pause_seconds": 0.05, "session_seconds": SESSION}
        with worker(kafka_url, tmp_path / "one.log", **settings) as one:
            eventually("one has all", lambda: one.partitions() == everything)
            append(log, traffic(INPUTS))
            with worker(kafka_url, tmp_path / "two.log", **settings) as two:
                shared = eventually("shared", lambda: share_all(one, two))
                held = sorted(two.partitions())
                two.kill()
                taken = eventually("taken over", lambda: one.partitions() == everything)
            eventually("all decided", decided(log))
            assert one.stop() == 0
        assert told(log) == calm
        with capsys.disabled():
            print(f"\ntwo workers: the load spread {shared:.1f} s after the second was started; of a killed one "
                  f"{len(held)} partitions were taken over in {taken:.1f} s (session timeout {SESSION:g} s)")

    def test_one_that_leaves_in_good_order_is_followed_at_once(
        self, log: KafkaLog, kafka_url: str, calm: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        everything = set(range(DESK_PARTITIONS))
        settings: dict[str, Any] = {"batch": 7, "pause_seconds": 0.05, "session_seconds": SESSION}
        with (
            worker(kafka_url, tmp_path / "one.log", **settings) as one,
            worker(kafka_url, tmp_path / "two.log", **settings) as two,
        ):
            append(log, traffic(INPUTS))
            eventually("shared", lambda: share_all(one, two))
            assert two.stop() == 0
            taken = eventually("taken over", lambda: one.partitions() == everything)
            eventually("all decided", decided(log))
        assert told(log) == calm
        with capsys.disabled():
            print(f"\ntwo workers: the partitions of one that was told to end were taken over in {taken:.1f} s")


def share_all(one: WorkerProcess, two: WorkerProcess) -> bool:
    first, second = one.partitions(), two.partitions()
    return bool(first and second) and first | second == set(range(DESK_PARTITIONS)) and not first & second


def test_topics_of_unequal_width_are_refused(
    log: KafkaLog, kafka_url: str, kafka_broker: KafkaBroker, tmp_path: Path
) -> None:
    widen("claims", kafka_broker.address)
    with worker(kafka_url, tmp_path / "worker.log") as one:
        assert one.process.wait(LONG_ENOUGH) != 0
    assert "equally many partitions" in one.log.read_text()


def widen(topic: str, address: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=address)
    admin.create_partitions({topic: DESK_PARTITIONS + 1})
    admin.close()
