"""The outbox: what is committed together, folded, tried, given up and tried again."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from newsroom.changes.following import KeptPosition
from newsroom.errors import Failure
from newsroom.notify import outbox as outboxes
from newsroom.notify.message import ChosenChange, for_a_person, for_a_program, message_id
from newsroom.notify.outbox import ChosenFor, NotifyOutbox
from tests.builders import NOON
from tests.notify.test_matching import change


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[NotifyOutbox]:
    with contextlib.closing(NotifyOutbox(tmp_path / "notify.sqlite")) as opened:
        yield opened


def chosen(number: int, queue: str = "desk", due: dt.datetime = NOON) -> ChosenFor:
    return ChosenFor(queue, ChosenChange(change(id=f"c{number}-house"), ("rule",)), due)


def later(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def waiting_ids(outbox: NotifyOutbox, now: dt.datetime = NOON, queue: str = "desk") -> list[str]:
    found = []
    while (message := outbox.next_message(queue, now)) is not None:
        found.append(message.message.id)
        outbox.delivered(queue, message.message.id)
    return found


def test_a_position_and_what_follows_from_it_are_kept_or_neither_is(outbox: NotifyOutbox, tmp_path: Path) -> None:
    outbox.begin("log", {0: 5, 1: 0})
    with pytest.raises(AttributeError):
        outbox.take({0: KeptPosition(9, b"state")}, [chosen(1), object()])  # type: ignore[list-item]
    found = outbox.positions()
    assert found is not None
    assert (found.log_id, found.kept, found.told_from) == ("log", {}, {0: 5, 1: 0})
    outbox.take({0: KeptPosition(9, b"state")}, [chosen(1), chosen(1), chosen(2)])
    with contextlib.closing(NotifyOutbox(tmp_path / "notify.sqlite")) as again:
        kept = again.positions()
        assert kept is not None
        assert kept.kept == {0: KeptPosition(9, b"state")}
        assert again.compose("desk", NOON, 1, for_a_person) == 2
        assert waiting_ids(again) == ["c1-house", "c2-house"]


def test_what_is_held_back_is_folded_when_it_is_due(outbox: NotifyOutbox) -> None:
    outbox.begin("log", {0: 0})
    outbox.take({0: KeptPosition(1, b"")}, [chosen(n, due=later(60)) for n in range(5)])
    assert outbox.compose("desk", later(59), 3, for_a_person) == 0
    assert outbox.next_message("desk", later(59)) is None
    assert outbox.queue_counts()["desk"].waiting == 5
    assert outbox.compose("desk", later(60), 3, for_a_person) == 2
    assert outbox.told_last() == {"desk": later(60)}
    [first, second] = [outbox.next_message("desk", later(60 + n)) for n in range(2)]
    assert first == second is not None
    assert first is not None
    assert first.message.changes == 3


def test_what_failed_waits_behind_what_was_not_tried(outbox: NotifyOutbox) -> None:
    outbox.begin("log", {0: 0})
    outbox.take({0: KeptPosition(1, b"")}, [chosen(1), chosen(2)])
    outbox.compose("desk", NOON, 1, for_a_person)
    outbox.failed("desk", "c1-house", "it answered 500", later(10), NOON)
    assert [message.message.id for now in (later(0), later(11))
            if (message := outbox.next_message("desk", now))] == ["c2-house", "c2-house"]
    outbox.delivered("desk", "c2-house")
    assert outbox.next_message("desk", later(9)) is None
    found = outbox.next_message("desk", later(10))
    assert found is not None
    assert (found.message.id, found.tries, found.error) == ("c1-house", 1, "it answered 500")


def test_a_dead_message_is_kept_and_tried_again_when_asked(outbox: NotifyOutbox) -> None:
    outbox.begin("log", {0: 0})
    outbox.take({0: KeptPosition(1, b"")}, [chosen(1), chosen(2, "night/1a"), chosen(3, "nightly")])
    for queue, name in (("desk", "c1-house"), ("night/1a", "c2-house"), ("nightly", "c3-house")):
        outbox.compose(queue, NOON, 1, for_a_person)
        outbox.failed(queue, name, "it answered 410", None, later(5))
        assert outbox.next_message(queue, later(1e6)) is None
    assert [each.queue for each in outbox.dead_letters()] == ["nightly", "night/1a", "desk"]
    assert outbox.try_again(later(9), name="other") == 0
    assert outbox.try_again(later(9), receiver="night") == 1
    assert [each.queue for each in outbox.dead_letters()] == ["nightly", "desk"]
    found = outbox.next_message("night/1a", later(9))
    assert found is not None
    assert found.tries == 0
    assert outbox.try_again(later(9)) == 2


def test_receivers_that_are_no_more_leave_dead_letters_and_may_come_back(outbox: NotifyOutbox) -> None:
    outbox.begin("log", {0: 0})
    outbox.take({0: KeptPosition(1, b"")}, [chosen(1, "old"), chosen(2, "old", later(60)), chosen(3)])
    outbox.compose("old", NOON, 1, for_a_person)
    assert outbox.end_queues_but(["desk"], later(1)) == 2
    assert {each.message.id for each in outbox.dead_letters()} == {"c1-house", "c2-house"}
    assert outbox.told_last()["old"] == later(1)
    assert outbox.queue_counts()["desk"].waiting == 1


def test_too_many_messages_give_way_to_the_newest(outbox: NotifyOutbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outboxes, "MOST_MESSAGES", 3)
    outbox.begin("log", {0: 0})
    outbox.take({0: KeptPosition(1, b"")}, [chosen(n) for n in range(5)])
    outbox.compose("desk", NOON, 1, for_a_person)
    assert [each.message.id for each in outbox.dead_letters()] == ["c1-house", "c0-house"]
    assert waiting_ids(outbox) == ["c2-house", "c3-house", "c4-house"]


def test_one_change_gives_its_id_and_several_a_digest_of_theirs() -> None:
    def of(*numbers: int) -> Sequence[ChosenChange]:
        return [chosen(number).chosen for number in numbers]

    assert message_id(of(1)) == "c1-house"
    assert len({message_id(of(1, 2)), message_id(of(2, 1)), message_id(of(1, 2, 3))}) == 3
    assert for_a_program(of(1, 2), "urn:newsroom") == for_a_program(of(1, 2), "urn:newsroom")
    assert for_a_person(of(1)).content.decode().endswith("message c1-house")


@pytest.mark.parametrize(("content", "words"), [
    ("CREATE TABLE mine (x)", "it holds something else"),
    (f"PRAGMA application_id = {outboxes._APPLICATION_ID}; PRAGMA user_version = 99", "a newer newsroom"),
])
def test_a_file_of_somebody_else_is_left_alone(content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "notify.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.executescript(content)
    with pytest.raises(Failure, match=words):
        NotifyOutbox(path)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notify.sqlite"
    path.write_bytes(b"words " * 1000)
    with pytest.raises(Failure, match="cannot be used"):
        NotifyOutbox(path)
