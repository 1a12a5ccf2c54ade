"""A record that the brokers refuse for good costs itself and nothing else: real refusals of a real broker."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog.kafka.log import KafkaLog
from eventlog.port import RecordsRefused
from eventlog.reading import read_all
from eventlog.refusals import append_or_keep
from schemas.codec import decode
from schemas.events import DeadLetter
from schemas.records import NewRecord, TopicPartition, record_of
from schemas.topics import DEAD_LETTERS, INTAKE
from tests.builders import received
from tests.contracts.eventlog import HERE, ids, record, records, stored
from tests.e2e.newsroom_process import answer, newsroom
from tests.servers.topics import configure

pytest_plugins = ["tests.servers.plugin"]

MOST = 20_000  # bytes of a batch on a topic of these tests
NOISE = random.Random(7)
OTHER_KEYS = ["IT", "US", "JP", "PE"]


@pytest.fixture
def log(kafka_url: str) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka_url)
    yield log
    log.close()


def large(number: int) -> NewRecord:
    return NewRecord(INTAKE, "SY", f"{number:032x}", "UpdateReceived", NOISE.randbytes(3 * MOST))


class AtWrongTimes(KafkaLog):
    """Its writer's clock is wrong for some records: they are dated 1970."""

    wrong: frozenset[str] = frozenset()

    def _opened_producer(self) -> Any:
        made = self._producer is None
        producer = super()._opened_producer()
        if made:
            send = producer.send

            def send_dated(topic: str, value: bytes, key: bytes, headers: list[tuple[str, bytes]], partition: int) -> Any:
                wrong = dict(headers)["ce_id"].decode() in self.wrong
                return send(topic, value, key, headers, partition, timestamp_ms=1_000 if wrong else None)

            producer.send = send_dated
        return producer


def in_all_partitions(log: KafkaLog) -> list[str]:
    return [entry.id for number in range(log.partitions(INTAKE)) for entry in read_all(log, INTAKE, number)]


@pytest.mark.parametrize("places", [{0}, {29}, {14}, {3, 4, 20}, set(range(30))])
def test_what_is_too_large_for_its_topic_is_named_and_all_others_are_there_in_order(
    log: KafkaLog, kafka_url: str, places: set[int]
) -> None:
    configure(kafka_url, INTAKE, {"max.message.bytes": str(MOST)})
    given = [large(number) if number in places else record(number) for number in range(30)]
    others = [record(100 + number, key=key) for number, key in enumerate(OTHER_KEYS * 3)]
    with pytest.raises(RecordsRefused, match="SizeTooLarge") as refused:
        log.append([*given, *others], group="desk", offsets={HERE: 3})
    assert {found.id for found, _ in refused.value.records} == {given[place].id for place in places}
    assert log.committed("desk", *HERE) == 0
    log.append(records(5, start=50))
    wanted = [entry.id for place, entry in enumerate(given) if place not in places]
    assert ids(stored(log)) == [*wanted, *(entry.id for entry in records(5, start=50))]
    assert sorted(set(in_all_partitions(log)) - set(ids(stored(log)))) == sorted(entry.id for entry in others)


@pytest.mark.parametrize("wrong", [{7}, {0, 1, 19}])
def test_what_is_dated_wrongly_is_named_and_all_others_are_there_in_order(kafka_url: str, wrong: set[int]) -> None:
    configure(kafka_url, INTAKE, {
        "message.timestamp.type": "CreateTime", "message.timestamp.before.max.ms": "3600000",
        "message.timestamp.after.max.ms": "3600000",
    })
    log = AtWrongTimes(kafka_url)
    given = records(20)
    log.wrong = frozenset(given[place].id for place in wrong)
    with pytest.raises(RecordsRefused, match="InvalidTimestamp") as refused:
        log.append(given)
    assert {found.id for found, _ in refused.value.records} == log.wrong
    log.append(records(5, start=50))
    assert ids(stored(log)) == [
        *(entry.id for entry in given if entry.id not in log.wrong), *(entry.id for entry in records(5, start=50)),
    ]
    log.close()


def test_it_costs_one_dead_letter_and_the_offsets_move(log: KafkaLog, kafka_url: str) -> None:
    configure(kafka_url, INTAKE, {"max.message.bytes": str(MOST)})
    words = " ".join(f"{NOISE.getrandbits(40):x}" for _ in range(MOST // 4))
    events = [received(words if number == 3 else f"killed {number}", item=f"{number}") for number in range(8)]
    given = [record_of(event, event.desk) for event in events]
    letters = append_or_keep(log, given, group="desk", offsets={HERE: 9})
    assert list(letters) == [given[3].id]
    assert log.committed("desk", *HERE) == 9
    (kept,) = read_all(log, DEAD_LETTERS, 0)
    letter = decode(kept.type, kept.value)
    assert isinstance(letter, DeadLetter)
    assert (letter.stage, letter.reason, letter.source) == ("sending", "refused_by_log", events[3].source)
    assert letter.payload == given[3].value
    assert ids(stored(log, "PE")) == [entry.id for entry in given if entry is not given[3]]


def test_a_dead_letter_that_is_refused_itself_is_kept_without_its_bytes(log: KafkaLog, kafka_url: str) -> None:
    for topic in (INTAKE, DEAD_LETTERS):
        configure(kafka_url, topic, {"max.message.bytes": str(MOST)})
    words = " ".join(f"{NOISE.getrandbits(40):x}" for _ in range(MOST // 4))
    event = received(words)
    append_or_keep(log, [record_of(event, event.desk)])
    (kept,) = read_all(log, DEAD_LETTERS, 0)
    letter = decode(kept.type, kept.value)
    assert isinstance(letter, DeadLetter)
    assert letter.payload == b""
    assert letter.payload_bytes > MOST


@pytest.mark.timeout(300)
def test_ingest_goes_on_and_a_replay_takes_it_in_once_the_topic_is_mended(
    log: KafkaLog, kafka_url: str, tmp_path: Path
) -> None:
    configure(kafka_url, INTAKE, {"max.message.bytes": str(MOST)})
    stories, data = tmp_path / "stories", ["--data", str(tmp_path / "data"), "--log", kafka_url]
    stories.mkdir()
    head = "The Latest on a mudslide in Trujillo, Peru (all times local):\n\n"
    for number in range(6):
        more = " ".join(f"Word{NOISE.getrandbits(40):x} said so." for _ in range(MOST // 5 if number == 2 else 2))
        (stories / f"{number}.txt").write_text(f"{head}3:{number}0 p.m.\n\nPolice say {number + 2} people died. {more}\n")
    done = newsroom("ingest", stories, "--date", "2026-03-14", *data)
    assert done.returncode == 1, done.stderr.decode()
    assert done.stderr.decode().count("the log will never take it") == 1
    assert len(in_all_partitions(log)) == 5
    (letter,) = answer("dead-letters", "--log", kafka_url)
    assert (letter["reason"], letter["source"]) == ("refused_by_log", str(stories / "2.txt"))
    assert "SizeTooLarge" in letter["detail"]
    configure(kafka_url, INTAKE, {"max.message.bytes": "12582912"})
    again = newsroom("dead-letters", "replay", *data)
    assert again.returncode == 0, again.stderr.decode()
    found = in_all_partitions(log)
    assert len(found) == len(set(found)) == 6
    assert sum(log.ends([TopicPartition(INTAKE, n) for n in range(log.partitions(INTAKE))]).values()) == 6
