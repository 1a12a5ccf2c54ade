"""Articles as intake events: ids are facts of what was told, not of where it was read."""

from __future__ import annotations

import pytest

from producers.events import desk_of
from schemas.ids import digest
from tests.producers.pages import OPENING, events_of, read

OLD = "9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\nThe road is open.\n"


def test_an_update_becomes_an_event() -> None:
    article = read(OPENING + OLD)
    event = events_of(article, "story.txt")[0]
    assert event.update_id == digest("update", "AP", article.updates[0].published_at, "The dam is dry.")
    assert event.event_id == digest("received", event.update_id)
    assert (event.desk, event.story, event.subject) == ("BR", "the-dam-in-brazil", "the dam in Brazil")
    assert (event.position, event.time_text, event.local_time) == (0, "9 p.m.", "21:00")
    assert (event.timezone, event.carrier, event.source) == ("America/Sao_Paulo", "AP", "story.txt")
    assert event.dateline_place is not None
    assert event.dateline_place.name == "Brumadinho"


def test_a_page_printed_again_gives_its_old_updates_the_same_ids() -> None:
    before = events_of(read(OPENING + OLD), "monday.txt")
    after = events_of(read(OPENING + "10 p.m.\n\nIt rains.\n\n" + OLD), "later.txt")
    assert [event.update_id for event in after][1:] == [event.update_id for event in before]
    assert [event.event_id for event in after][1:] == [event.event_id for event in before]
    assert [event.position for event in after] == [0, 1, 2]


@pytest.mark.parametrize(
    "other",
    [OLD.replace("dry", "full"), OLD.replace("9 p.m.", "9:05 p.m."), OLD.replace("9 p.m.", "10 p.m.")],
)
def test_other_words_or_another_time_are_another_update(other: str) -> None:
    ours = {event.update_id for event in events_of(read(OPENING + OLD), "a.txt")}
    assert len({event.update_id for event in events_of(read(OPENING + other), "a.txt")} - ours) == 1


def test_another_carrier_s_update_is_another() -> None:
    ours = {event.update_id for event in events_of(read(OPENING + OLD), "a.txt")}
    assert not ours & {event.update_id for event in events_of(read(OPENING + OLD, carrier="Gazette"), "a.txt")}


def test_an_update_printed_twice_is_given_once_and_an_empty_one_not_at_all() -> None:
    page = OPENING + "9 p.m.\n\nThe dam is dry.\n\n9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\n7 p.m.\n\nIt rains.\n"
    assert [(event.position, event.text) for event in events_of(read(page), "a.txt")] == [
        (0, "The dam is dry."), (3, "It rains.")
    ]  # fmt: skip


def test_the_desk_is_the_country_or_the_story() -> None:
    assert desk_of(read(OPENING + OLD)) == "BR"
    assert desk_of(read("Choir wins prize\n\nThe choir in the hall won a prize.")) == "ZZ/choir-wins-prize"


def test_a_correction_and_flags_go_along() -> None:
    event = events_of(read(OPENING + "9 p.m.\n\nThe dam is dry.\n\nCorrection: The dam is full, no"), "a.txt")[0]
    assert (event.notice, event.flags) == ("correction", ("cut_off",))
