"""What every runner does: a rebuilt memory goes on as the one that was lost, however often its log was written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import decode, encode
from schemas.dead_letters import LONGEST_PAYLOAD
from schemas.events import DeadLetter, Event, UpdateReceived
from schemas.records import NewRecord, Record
from schemas.topics import DEAD_LETTERS, DERIVED_TOPICS, INTAKE
from streams.desk.desk import Desk
from streams.desk.memory import Memory
from streams.desk.traffic import Windows
from tests.builders import NOON, received
from tests.forms import forms
from tests.streams.small_desk import new_desk, traffic

ARRIVAL = NOON + dt.timedelta(days=300)


def forgetful_desk() -> Desk:
    """It forgets within the traffic here what others remember for 1,000 updates."""
    return new_desk(recent=3)


def kept(topic: str, partition: int, offset: int, key: str, kind: str, value: bytes) -> Record:
    return Record(topic, partition, offset, key, f"{offset:032x}", kind, value, ARRIVAL)


def as_input(event: Event, offset: int) -> Record:
    desk = event.desk if isinstance(event, UpdateReceived) else "PE"
    return kept(INTAKE, 3, offset, desk, type(event).__name__, encode(event))


INPUTS = [as_input(event, offset) for offset, event in enumerate(traffic(150, desks=("PE", "TR"), resent_within=60))]


def calm() -> list[list[NewRecord]]:
    memory = Memory(forgetful_desk)
    return [memory.decide(record) for record in INPUTS]


CALM = calm()


def nobody(record: Record, why: str) -> None:
    raise AssertionError(f"{record} is unreadable: {why}")


def rebuilt(log: dict[str, list[NewRecord]], committed: int) -> Memory:
    memory = Memory(forgetful_desk)
    memory.rebuild(
        lambda topic, start: [
            kept(topic, 3, offset, each.key, each.type, each.value) for offset, each in enumerate(log[topic])
        ][start:],
        committed, nobody,
    )
    return memory


def test_the_traffic_has_everything_in_it() -> None:
    types = {output.type for outputs in CALM for output in outputs}
    assert types == {"UpdateFiled", "FigureClaimed", "ClaimWithdrawn", "FigureChanged", "DeadLetter"}


@pytest.mark.parametrize("examples", forms(8, 40))
def test_a_memory_rebuilt_after_any_crashes_decides_as_the_calm_one(examples: int) -> None:
    """Each life writes from the committed input on, dies between any two records of any topic, commits less."""

    @settings(max_examples=examples, deadline=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        log: dict[str, list[NewRecord]] = {topic: [] for topic in DERIVED_TOPICS}
        committed = 0
        for _ in range(data.draw(st.integers(1, 4), label="lives")):
            memory = rebuilt(log, committed)
            reached = data.draw(st.integers(committed, len(INPUTS)), label="reached")
            decided = [memory.decide(record) for record in INPUTS[committed:reached]]
            assert decided == CALM[committed:reached]
            safe = data.draw(st.integers(committed, reached), label="safe")
            for topic in DERIVED_TOPICS:
                sure = [o for outputs in decided[: safe - committed] for o in outputs if o.topic == topic]
                more = [o for outputs in decided[safe - committed :] for o in outputs if o.topic == topic]
                log[topic] += sure + more[: data.draw(st.integers(0, len(more)), label=topic)]
            committed = data.draw(st.integers(committed, safe), label="committed")
        memory = rebuilt(log, committed)
        assert [memory.decide(record) for record in INPUTS[committed:]] == CALM[committed:]

    holds()


def test_what_cannot_be_read_becomes_a_dead_letter_with_its_origin() -> None:
    memory = Memory(new_desk)
    broken = kept(INTAKE, 3, 17, "PE", "UpdateReceived", b"\x00\x01random")
    (output,) = memory.decide(broken)
    letter = decode(output.type, output.value)
    assert isinstance(letter, DeadLetter)
    assert (output.topic, output.key, letter.source) == (DEAD_LETTERS, f"{INTAKE}/3@17", f"{INTAKE}/3@17")
    assert (letter.reason, letter.payload) == ("malformed", broken.value)
    assert letter.origin is not None
    assert (letter.origin.topic, letter.origin.partition, letter.origin.offset) == (INTAKE, 3, 17)


@pytest.mark.parametrize(("kind", "reason"), [("", "malformed"), ("StoryImagined", "future_schema")])
def test_only_a_record_that_names_a_type_may_be_a_newer_versions(kind: str, reason: str) -> None:
    (output,) = Memory(new_desk).decide(kept(INTAKE, 3, 17, "PE", kind, INPUTS[0].value))
    letter = decode(output.type, output.value)
    assert isinstance(letter, DeadLetter)
    assert letter.reason == reason


def test_what_cannot_be_decided_or_encoded_becomes_a_dead_letter_and_leaves_no_trace() -> None:
    memory = Memory(new_desk)
    for offset, text in enumerate(("murdered notanumber", "killed 99999999999999999999999")):
        (output,) = memory.decide(as_input(received(text), offset))
        assert output.type == "DeadLetter"
    outputs = memory.decide(as_input(received("killed 5"), 2))
    assert outputs == Memory(new_desk).decide(as_input(received("killed 5"), 2))


def test_a_dead_letter_is_cut_to_what_a_log_takes() -> None:
    (output,) = Memory(new_desk).decide(kept(INTAKE, 0, 0, "PE", "UpdateReceived", b"x" * (LONGEST_PAYLOAD + 5)))
    letter = decode(output.type, output.value)
    assert isinstance(letter, DeadLetter)
    assert (len(letter.payload), letter.payload_bytes) == (LONGEST_PAYLOAD, LONGEST_PAYLOAD + 5)


def test_what_cannot_be_read_on_a_derived_topic_is_told_and_passed_over() -> None:
    told: list[str] = []
    memory = Memory(new_desk)
    good = kept("timeline", 3, 1, "PE", "UpdateFiled", CALM[0][0].value)
    foreign = kept("timeline", 3, 2, "PE", "UpdateReceived", INPUTS[0].value)
    timeline = [kept("timeline", 3, 0, "PE", "UpdateFiled", b"junk"), good, foreign]
    memory.rebuild(lambda topic, start: timeline[start:] if topic == "timeline" else [], 1,
                   lambda record, why: told.append(f"{record.offset}: {why}"))
    assert [line.split(":")[0] for line in told] == ["0", "2"]


def test_who_wants_to_know_is_told_the_events_that_the_outputs_encode() -> None:
    memory, told = Memory(new_desk), list[Event]()
    outputs = [output for record in INPUTS for output in memory.decide(record, told.extend)]
    assert [decode(each.type, each.value) for each in outputs] == told
    broken = kept(INTAKE, 3, len(INPUTS), "PE", "UpdateReceived", b"junk")
    told.clear()
    [output] = memory.decide(broken, told.extend)
    assert [decode(output.type, output.value)] == told


def test_windows_fill_and_what_is_old_leaves_them() -> None:
    memory = Memory(lambda: new_desk(recent=1))
    assert memory.windows() == Windows()
    memory.decide(as_input(received("killed 5"), 0))
    assert memory.windows() == Windows(updates=1, incidents=1)
    memory.decide(as_input(received("killed 6", NOON + dt.timedelta(days=100)), 1))
    assert memory.windows() == Windows(updates=1, incidents=1, updates_gone=1, incidents_gone=1)
