from __future__ import annotations

import msgspec
import pytest

from eventlog.hand_over import HandOver
from schemas.codec import Malformed, encode
from schemas.events import Event
from schemas.records import NewRecord, Record, record_of
from tests.builders import NOON, claimed, received

FIRST, SECOND = received("killed 5"), received("killed 7")


def appended(event: Event) -> tuple[NewRecord, Event]:
    return record_of(event, "PE"), event


def on_log(new: NewRecord) -> Record:
    return Record(new.topic, 0, 0, new.key, new.id, new.type, new.value, NOON)


def test_an_event_is_handed_over_once_and_then_decoded() -> None:
    hand_over = HandOver()
    hand_over.keep([appended(FIRST), appended(SECOND)])
    record = on_log(record_of(FIRST, "PE"))
    assert hand_over.event_of(record) is FIRST
    again = hand_over.event_of(record)
    assert again == FIRST
    assert again is not FIRST


def test_what_somebody_else_wrote_under_the_id_is_decoded() -> None:
    hand_over = HandOver()
    hand_over.keep([appended(FIRST)])
    theirs = msgspec.structs.replace(FIRST, text="killed 6")
    assert hand_over.event_of(on_log(record_of(theirs, "PE"))) == theirs
    damaged = msgspec.structs.replace(on_log(record_of(FIRST, "PE")), value=encode(FIRST)[:-1])
    with pytest.raises(Malformed):
        hand_over.event_of(damaged)
    of_another_type = msgspec.structs.replace(on_log(record_of(FIRST, "PE")), type="UpdateFiled")
    with pytest.raises(Malformed):
        hand_over.event_of(of_another_type)
    assert hand_over.event_of(on_log(record_of(FIRST, "PE"))) is FIRST


def test_no_more_is_kept_than_so_many_bytes_the_newest() -> None:
    events = [received(f"killed {n}") for n in range(50)]
    size = len(encode(events[20]))
    hand_over = HandOver(5 * size)
    for event in events:
        hand_over.keep([appended(event)])
        hand_over.keep([appended(event)])  # told twice, it is kept once
    handed = [event for event in events if hand_over.event_of(on_log(record_of(event, "PE"))) is event]
    assert handed == events[-5:]
    assert hand_over._bytes == 0
    assert not hand_over._kept


def test_nothing_is_kept_that_nobody_reads_next_or_that_is_let_go() -> None:
    letter = msgspec.structs.replace(record_of(FIRST, "PE"), topic="dead_letters")
    hand_over, none = HandOver(), HandOver(0)
    hand_over.keep([(letter, FIRST), appended(claimed())])
    none.keep([appended(FIRST)])
    assert list(hand_over._kept) == [claimed().event_id]
    hand_over.clear()
    assert not hand_over._kept
    assert not none._kept
