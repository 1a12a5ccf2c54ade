"""Any run of appends, failures, commits, reopenings and clock jumps leaves what a plain model holds."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eventlog.partitioner import partition_of
from eventlog.port import LogError
from eventlog.sqlite.log import SqliteLog
from schemas.records import NewRecord, TopicPartition
from schemas.topics import TOPICS
from tests.forms import example_count

PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}
GROUPS = ("desk", "sink")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

new_records = st.builds(
    NewRecord,
    topic=st.sampled_from(["intake", "claims", "dead_letters"]),
    key=st.sampled_from(["SY", "IT", "ZZ/night-ferry"]),
    id=st.sampled_from([f"{number:032x}" for number in range(12)] + ["plain", ""]),
    type=st.sampled_from(["UpdateReceived", "DeadLetter"]),
    value=st.binary(max_size=8),
)
places = st.sampled_from([TopicPartition(*place) for place in [("intake", 0), ("intake", 2), ("claims", 2)]])
offsets = st.dictionaries(places, st.integers(0, 50), max_size=2)


class LogBesideModel(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now = 1_000_000_000_000_000  # microseconds since 1970
        self.stamp = 0
        self.held: dict[TopicPartition, list[tuple[NewRecord, int]]] = {}
        self.committed: dict[tuple[str, TopicPartition], int] = {}
        self.open()

    def open(self) -> None:
        path = Path(self.folder.name) / "events.log"
        self.log = SqliteLog(path, clock=lambda: self.now * 1_000, jump_seconds=1e9)
        self.reader = SqliteLog(path, read_only=True)

    @rule(batch=st.lists(new_records, max_size=8), group=st.sampled_from(GROUPS), commits=offsets)
    def append(self, batch: list[NewRecord], group: str, commits: dict[TopicPartition, int]) -> None:
        self.log.append(batch, group=group, offsets=commits)
        if batch:
            self.stamp = max(self.stamp + 1, self.now)
        for record in batch:
            place = TopicPartition(record.topic, partition_of(record.key, PARTITIONS[record.topic]))
            held = self.held.setdefault(place, [])
            if record.id not in [known.id for known, _ in held]:
                held.append((record, self.stamp))
        self.committed |= {(group, place): offset for place, offset in commits.items()}

    @rule(batch=st.lists(new_records, max_size=4), group=st.sampled_from(GROUPS), commits=offsets)
    def fail_to_append(self, batch: list[NewRecord], group: str, commits: dict[TopicPartition, int]) -> None:
        stranger = NewRecord("nowhere", "SY", "x", "UpdateReceived", b"")
        with pytest.raises(LogError):
            self.log.append([*batch, stranger], group=group, offsets=commits)

    @rule(group=st.sampled_from(GROUPS), commits=offsets)
    def commit(self, group: str, commits: dict[TopicPartition, int]) -> None:
        self.log.commit(group, commits)
        self.committed |= {(group, place): offset for place, offset in commits.items()}

    @rule(seconds=st.integers(-3_600, 3_600))
    def move_the_clock(self, seconds: int) -> None:
        self.now += seconds * 1_000_000

    @rule()
    def reopen(self) -> None:
        self.teardown_logs()
        self.open()

    @rule(place=places, offset=st.integers(0, 12), limit=st.integers(0, 12))
    def read_a_slice(self, place: TopicPartition, offset: int, limit: int) -> None:
        expected = [record.id for record, _ in self.held.get(place, [])][offset : offset + limit]
        assert [record.id for record in self.reader.read(*place, offset, limit)] == expected

    @invariant()
    def the_log_holds_what_the_model_holds(self) -> None:
        for topic, count in PARTITIONS.items():
            for partition in range(count):
                place = TopicPartition(topic, partition)
                held = self.held.get(place, [])
                assert self.reader.latest(*place) == len(held)
                found = self.reader.read(*place, 0, 1_000) if held else []
                assert [
                    (r.topic, r.key, r.id, r.type, r.value, r.offset, (r.recorded_at - EPOCH)) for r in found
                ] == [
                    (n.topic, n.key, n.id, n.type, n.value, offset, dt.timedelta(microseconds=stamp))
                    for offset, (n, stamp) in enumerate(held)
                ]
        for (group, place), offset in self.committed.items():
            assert self.reader.committed(group, *place) == offset

    def teardown_logs(self) -> None:
        self.log.close()
        self.reader.close()

    def teardown(self) -> None:
        self.teardown_logs()
        self.folder.cleanup()


LogBesideModel.TestCase.settings = settings(max_examples=example_count(25), stateful_step_count=20, deadline=None)
TestLogBesideModel = LogBesideModel.TestCase
