from __future__ import annotations

from collections import Counter

import pytest

from schemas.events import EVENT_TYPES, Event
from schemas.topics import DESK_PARTITIONS, TOPICS, topic_of
from tests.schemas.examples import examples


def test_each_event_stands_on_exactly_one_topic() -> None:
    placed = Counter(record for topic in TOPICS for record in topic.records)
    assert placed == Counter(EVENT_TYPES)


def test_topics_have_names_of_their_own_that_kafka_takes() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)


def test_desk_topics_have_equally_many_partitions_so_that_keys_align() -> None:
    counts = {topic.name: topic.partitions for topic in TOPICS}
    assert counts.pop("dead_letters") == 1
    assert set(counts.values()) == {DESK_PARTITIONS}


def test_the_intake_is_kept_for_ever() -> None:
    (intake,) = [topic for topic in TOPICS if topic.name == "intake"]
    assert intake.retention_days is None


def test_every_topic_has_somebody_who_writes_and_somebody_who_reads_it() -> None:
    assert all(topic.written_by and topic.read_by for topic in TOPICS)


@pytest.mark.parametrize("event", examples(), ids=lambda event: type(event).__name__)
def test_topic_of_an_event_is_the_one_that_lists_its_type(event: Event) -> None:
    (topic,) = [topic for topic in TOPICS if type(event) in topic.records]
    assert topic_of(event) == topic.name
