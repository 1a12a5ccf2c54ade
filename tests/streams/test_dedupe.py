"""Copies and revisions, in every order of arrival."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import UpdateFiled
from streams.dedupe import Decision, Window, seen
from tests.builders import NOON, filed, minutes

LONG = "Rescuers digging through mud in Trujillo have found {} bodies, the civil defense agency says."


def dispositions(updates: list[UpdateFiled]) -> dict[str, Decision]:
    """What each update is once all have come, in this order."""
    window, decided = Window(), {}
    for update in updates:
        decided.update(window.decide(seen(update)))
        window.add(seen(update))
    return decided


def kinds(updates: list[UpdateFiled]) -> list[str]:
    decided = dispositions(updates)
    return [decided[update.update_id].disposition for update in updates]


def test_the_same_words_by_another_carrier_are_a_copy_of_the_earliest() -> None:
    original, copy = filed(LONG.format(21)), filed(LONG.format(21), NOON + minutes(15), carrier="CPN")
    decided = dispositions([original, copy])
    assert decided[original.update_id] == Decision("new", None, None)
    assert decided[copy.update_id] == Decision("duplicate", original.update_id, 1.0)


def test_white_space_case_and_quotes_make_no_difference() -> None:
    assert kinds([filed("The mayor’s office  says\n\n21 people of the district have died."),
                  filed("The mayor's office says 21 people of the district HAVE died", NOON + minutes(1))]) == [
        "new", "duplicate"]


@pytest.mark.parametrize("other", ["22", "twenty-two", "2,100"])
def test_a_changed_number_is_a_revision_and_never_dropped(other: str) -> None:
    first, second = filed(LONG.format(21)), filed(LONG.format(other), NOON + minutes(60))
    decided = dispositions([first, second])
    assert decided[second.update_id].disposition == "revision"
    assert decided[second.update_id].same_as == first.update_id


def test_a_rewrite_under_the_same_heading_is_a_revision() -> None:
    assert kinds([filed("Rescuers have found bodies in the mud of the hillside district, the agency says."),
                  filed("Rescuers have found more bodies in the mud of the hillside district, agency says.")],
                 ).count("revision") == 1


def test_two_items_under_one_heading_are_both_new() -> None:
    assert kinds([filed("A parked van has blown up by the church and nobody was hurt in it."),
                  filed("The airport of the capital has opened again after two days of closure.")]) == ["new", "new"]


def test_short_texts_are_copies_only_within_their_story() -> None:
    assert kinds([filed("More to follow."), filed("More to follow.", NOON + minutes(9), story="another-story")],
                 ) == ["new", "new"]
    assert kinds([filed("More to follow."), filed("More to follow.", NOON + minutes(9))]) == ["new", "duplicate"]


def test_a_labelled_correction_is_one() -> None:
    first = filed(LONG.format(21))
    second = filed(LONG.format(19), NOON + minutes(30), flags=("correction",))
    assert dispositions([first, second])[second.update_id] == Decision("correction", first.update_id, 0.9333)


FAMILY = [
    filed(LONG.format(21)), filed(LONG.format(21), NOON + minutes(15), carrier="CPN"),
    filed(LONG.format(33), NOON + minutes(90)), filed(LONG.format(33), NOON + minutes(95), carrier="CPN"),
    filed("Firefighters say roads to the hillside district are cut by the mud and the rain."),
]


def test_dispositions_do_not_depend_on_the_order_of_arrival() -> None:
    expected = dispositions(FAMILY)
    assert sorted(d.disposition for d in expected.values()) == ["duplicate", "duplicate", "new", "new", "revision"]
    for order in itertools.permutations(FAMILY):
        assert dispositions(list(order)) == expected


def test_a_copy_takes_the_place_of_a_recalled_original() -> None:
    window = Window()
    for update in FAMILY[:2]:
        window.add(seen(update))
    assert window.decide_without(FAMILY[0].update_id) == {FAMILY[1].update_id: Decision("new", None, None)}


def test_what_left_the_window_has_no_copies_any_more() -> None:
    window = Window()
    for update in FAMILY:
        window.add(seen(update))
    for update in FAMILY[:2]:
        window.discard(update.update_id)
    assert len(window) == 3
    late = filed(LONG.format(21), NOON + minutes(99), carrier="QRS")
    assert window.decide(seen(late))[late.update_id].disposition == "revision"


@given(st.lists(st.tuples(st.sampled_from(["the toll is {} now", LONG]), st.integers(1, 3), st.integers(0, 5),
                          st.sampled_from(["PNA", "CPN"])), max_size=7), st.randoms())
def test_any_order_gives_the_same_dispositions(made: list[tuple[str, int, int, str]], random: object) -> None:
    updates = list({u.update_id: u for u in (
        filed(text.format(n), NOON + minutes(m), carrier=c) for text, n, m, c in made)}.values())
    shuffled = list(updates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dispositions(shuffled) == dispositions(updates)
