"""Copies and revisions, in every order of arrival."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rensa import RMinHash

from schemas.events import UpdateFiled
from streams.dedupe import Decision, Window, remembered_update
from tests.builders import NOON, filed, minutes

ROOT = Path(__file__).parents[2]
LONG = "Rescuers digging through mud in Trujillo have found {} bodies, the civil defense agency says."


def dispositions(updates: list[UpdateFiled]) -> dict[str, Decision]:
    """What each update is once all have come, in this order."""
    window, decided = Window(), {}
    for update in updates:
        decided.update(window.decide(remembered_update(update)))
        window.add(remembered_update(update))
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
        window.add(remembered_update(update))
    assert window.decide_without(FAMILY[0].update_id) == {FAMILY[1].update_id: Decision("new", None, None)}


def test_what_left_the_window_has_no_copies_any_more() -> None:
    window = Window()
    for update in FAMILY:
        window.add(remembered_update(update))
    for update in FAMILY[:2]:
        window.discard(update.update_id)
    assert len(window) == 3
    late = filed(LONG.format(21), NOON + minutes(99), carrier="QRS")
    assert window.decide(remembered_update(late))[late.update_id].disposition == "revision"


BASE = ("Rescuers digging through mud in Trujillo have found 21 bodies, the civil defense agency says. The agency said 64 "
        "people were injured and about 300 had to leave their homes near the river.")
SAME = [
    ("a credit line", BASE + "\n\n(Reporting by Ada Lund in Lima; Editing by Bo Moe)"),
    ("a dateline", "TRUJILLO, Peru (CPN) — " + BASE),
    ("a copyright with its year", BASE + " Copyright 2026 Coastal Press Network. All rights reserved."),
    ("a label above", "RELATED STORIES\n\n" + BASE),
    ("a number in words", BASE.replace("21", "twenty-one")),
    ("a qualifier in other words", BASE.replace("about 300", "some 300")),
    ("cut after a sentence", BASE[:BASE.index(" The agency")]),
    ("cut inside a sentence", BASE[:BASE.index(" and about")]),
    ("a passage in its middle left out", BASE.replace(", the civil defense agency says. The agency said 64 people", "")),
    ("a word replaced", BASE.replace("digging", "searching")),
    ("words added", BASE.replace("have found", "have already found").replace("had to", "then had to")),
    ("its carrier's own name", BASE.replace("the agency says", "the agency told CPN")),
]
OTHER = [
    ("a number", BASE.replace("64", "65")),
    ("a number, in a copy that was edited", BASE.replace("21", "22").replace("digging", "searching")),
    ("a number, under a credit line", BASE.replace("21", "22") + "\n\nReporting by Ada Lund."),
    ("a number, cut", BASE.replace("21", "22")[:100]),
    ("two numbers exchanged", BASE.replace("21", "x").replace("64", "21").replace("x", "64")),
    ("a number left out", BASE.replace("64 people", "People")),
    ("a qualifier", BASE.replace("found 21", "found at least 21")),
    ("another qualifier", BASE.replace("about 300", "up to 300")),
    ("a denial", BASE.replace("had to leave", "did not have to leave")),
    ("an addition", BASE.replace("have found 21", "have found 21 more")),
    ("a place", BASE.replace("in Trujillo", "in Chiclayo")),
    ("a sentence", BASE + " The mayor resigned."),
    ("a sentence with a name", BASE + " Mayor Ilan Torvik was there."),
    ("a number between labels", "LIVE\n\n" + BASE + "\n\nToll now 25"),
]


@pytest.mark.parametrize("later", [later for _, later in SAME], ids=[name for name, _ in SAME])
def test_a_copy_that_was_dressed_cut_or_lightly_edited_is_one(later: str) -> None:
    assert kinds([filed(BASE), filed(later, NOON + minutes(15), carrier="CPN")]) == ["new", "duplicate"]


@pytest.mark.parametrize("later", [later for _, later in OTHER], ids=[name for name, _ in OTHER])
def test_what_says_something_else_is_no_copy(later: str) -> None:
    assert kinds([filed(BASE), filed(later, NOON + minutes(15), carrier="CPN")])[1] in ("new", "revision")


def test_the_longer_of_two_is_no_copy_of_the_shorter_when_it_comes_later() -> None:
    short = BASE[:BASE.index(" The agency")]
    assert kinds([filed(short), filed(BASE, NOON + minutes(15), carrier="CPN")]) == ["new", "new"]


def test_a_teaser_of_a_long_text_is_a_copy() -> None:
    long = BASE + "".join(f" Street {n} of the town is closed and crews are clearing bricks there." for n in range(40))
    teaser = BASE[:BASE.index(", the civil")]
    assert kinds([filed(long), filed(teaser, NOON + minutes(15), carrier="CPN")]) == ["new", "duplicate"]


def test_words_picked_from_all_over_a_longer_text_are_no_copy_of_it() -> None:
    long = BASE + "".join(f" The {street} of the town is closed and crews are clearing bricks there."
                          for street in ("harbor", "market", "north road", "old bridge", "station"))
    picked = BASE[:BASE.index(" have found")] + " and said the river is closed and the harbor, the market, the road there."
    assert kinds([filed(long), filed(picked, NOON + minutes(15), carrier="CPN")]) == ["new", "new"]


def test_a_text_too_long_to_align_is_compared_whole() -> None:
    long = " ".join(f"House {n} stands empty, and its owner waits beside the road with a dog." for n in range(200))
    edited, changed = long.replace("a dog", "one cat", 1), long.replace("House 77", "House 78")
    assert kinds([filed(long), filed(long, NOON + minutes(1), carrier="CPN"), filed(edited, NOON + minutes(2)),
                  filed(changed, NOON + minutes(3))]) == ["new", "duplicate", "new", "revision"]


def test_a_labelled_correction_that_changes_a_word_is_no_copy() -> None:
    second = filed(BASE.replace("agency says", "service says"), NOON + minutes(30), flags=("correction",))
    third = filed(BASE.replace("agency says", "service says"), NOON + minutes(40), flags=("correction",), carrier="CPN")
    assert kinds([filed(BASE), second, third]) == ["new", "correction", "duplicate"]


def test_a_text_of_capitals_is_a_copy_and_its_numbers_count() -> None:
    assert kinds([filed(BASE), filed(BASE.upper(), NOON + minutes(5)),
                  filed(BASE.upper().replace("64", "65"), NOON + minutes(9))]) == ["new", "duplicate", "revision"]


def test_text_in_another_script_is_compared_whole() -> None:
    text = "地震により少なくとも十二人が死亡しました。救助活動は続いています。"
    assert kinds([filed(text), filed(text, NOON + minutes(5), carrier="CPN")]) == ["new", "duplicate"]


def test_an_update_is_a_copy_of_the_earliest_and_a_revision_of_the_latest_in_its_first_print() -> None:
    updates = [filed(BASE), filed(BASE.replace("21", "25"), NOON + minutes(10)),
               filed(BASE.replace("21", "25"), NOON + minutes(20), carrier="CPN"),
               filed(BASE.replace("21", "29"), NOON + minutes(30))]
    decided = dispositions(updates)
    assert [decided[u.update_id].same_as for u in updates] == [
        None, updates[0].update_id, updates[1].update_id, updates[1].update_id]


def test_similarity_is_the_share_of_words_in_common() -> None:
    half = BASE[:BASE.index(" The agency")]
    decided = dispositions([filed(BASE), filed(half, NOON + minutes(5))])
    found = decided[filed(half, NOON + minutes(5)).update_id].similarity
    words, kept = len(BASE.split()) - 1, len(half.split())  # "about 300" is one number
    assert found == round(2 * kept / (words + kept), 4)


def test_a_late_original_that_left_the_window_is_no_longer_named() -> None:
    window = Window()
    original, copy, second = (filed(BASE, NOON + minutes(n), carrier=c) for n, c in enumerate(["PNA", "CPN", "QRS"]))
    for update in (original, copy, second):
        window.add(remembered_update(update))
    window.discard(original.update_id)
    assert window.decide_without(copy.update_id) == {second.update_id: Decision("new", None, None)}
    assert window.decide_without("never seen") == {}


def test_the_same_in_every_process() -> None:
    """Codes, fingerprints and candidates may not depend on the seed of Python's own hashes."""
    script = (
        "from tests.streams.test_dedupe import FAMILY, SAME, OTHER, BASE, dispositions\n"
        "from tests.builders import NOON, filed, minutes\n"
        "made = [filed(BASE), *(filed(t, NOON + minutes(n), carrier='CPN') for n, (_, t) in enumerate(SAME + OTHER))]\n"
        "print(list(dispositions(FAMILY + made).items()))"
    )
    said = {
        subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
                       cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert "duplicate" in said.pop()


def test_the_algorithm_of_the_sketches_is_the_one_that_was_measured() -> None:
    """Another one finds other candidates, so that the same inputs are decided otherwise: raise PIPELINE_VERSION."""
    assert RMinHash.ALGORITHM_VERSION == 2


TEXTS = ["the toll is {} now", LONG, BASE + " Toll {}.", BASE.replace("digging", "working") + " Toll {}.",
         BASE[:90] + " {}", BASE + " Toll {}. (Reporting by Ada Lund)"]
made_updates = st.lists(
    st.builds(lambda text, n, m, carrier: filed(text.format(n), NOON + minutes(m), carrier=carrier),
              st.sampled_from(TEXTS), st.integers(1, 3), st.integers(0, 5), st.sampled_from(["PNA", "CPN"])),
    max_size=8, unique_by=lambda update: update.update_id,
)


@settings(deadline=None)
@given(made_updates, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_dispositions(updates: list[UpdateFiled], random: Random) -> None:
    shuffled = list(updates)
    random.shuffle(shuffled)
    assert dispositions(shuffled) == dispositions(updates)


@settings(deadline=None)
@given(made_updates, st.data())
def test_what_came_and_was_recalled_leaves_no_trace(updates: list[UpdateFiled], data: st.DataObject) -> None:
    recalled = data.draw(st.lists(st.sampled_from(updates), unique_by=lambda u: u.update_id)) if updates else []
    window, decided = Window(), {}
    for update in updates:
        decided.update(window.decide(remembered_update(update)))
        window.add(remembered_update(update))
    for update in recalled:
        decided.update(window.decide_without(update.update_id))
        window.discard(update.update_id)
        del decided[update.update_id]
    assert decided == dispositions([update for update in updates if update not in recalled])


def test_another_version_of_an_item_is_a_revision_whatever_it_says() -> None:
    first = filed("The mayor says five people died.", item="urn:x:1", version="1")
    rewritten = filed("Trains run again.", NOON + minutes(20), item="urn:x:1", version="2")
    other = filed("Trains run as planned.", NOON + minutes(30), item="urn:x:2", version="3")
    assert kinds([first, rewritten, other]) == ["new", "revision", "new"]
    assert dispositions([first, rewritten, other]) == dispositions([other, rewritten, first])


def test_updates_under_headings_of_one_page_are_no_versions_of_each_other() -> None:
    first = filed("The mayor says five people died.", item="urn:x:1", version="1", time_text="9 p.m.")
    second = filed("Trains run again.", NOON + minutes(20), item="urn:x:1", version="2", time_text="9:20 p.m.")
    assert kinds([first, second]) == ["new", "new"]
