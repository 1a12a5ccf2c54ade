"""Which names of claimants are one voice, and that their order tells nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.figures.claimants.one_voice import voices_of_names
from streams.figures.policies import POLICIES
from streams.figures.reconcile import reconcile
from streams.grades import UNGRADED, Grade, Grades, claimant_key
from tests.forms import example_count
from tests.streams.reconcile.scenario import DAY, claim, state

ONE = (
    ("Indonesia's transport ministry", "transport ministry in Jakarta", "the ministry"),
    ("Indonesia's transport ministry", "Indonesian transport ministry"),
    ("national search and rescue agency", "search and rescue agency"),
    ("Gov. Ada Morvelli", "Morvelli", "the governor's office"),
    ("Puebla Gov. Ada Morvelli", "governor", "Ada Morvelli"),
    ("civil defence institute Indeci", "Indeci"),
    ("police in Mutare", "police"),
    ("Mutare Police Department", "Mutare police", "police headquarters"),
    ("Sedgwick County EMS", "EMS"),
    ("health minister Jan Rok", "health ministry", "Ministry of Health"),
    ("spokesman for the army Jan Rok", "the army", "army spokeswoman Ada Bel"),
    ("National Emergency Management Agency", "NEMA"),
    ("NATIONAL DISASTER AGENCY (NDA)", "NDA", "disaster agency"),
    ("Ministry of the Interior", "interior ministry"),
    ("Defence Ministry", "defense ministry"),
    ("Sheriff Ada Morvelli's office", "sheriff", "Ada Morvelli"),
    ("director of the Northern Mining Agency, Ada Bel", "Northern Mining Agency", "Bel"),
    ("home ministry's evening bulletin", "home ministry", "home ministry said"),
    ("top police official", "police", "police officials"),
    ("official of the health ministry", "health ministry"),
    ("Philippine coast guard", "coast guard", "Philippines' coastguard"),
    ("Sorin Vlădescu", "Sorin Vladescu", "Vlădescu"),
)

APART = (
    ("police", "police in Mutare", "police in Harare"),
    ("ministry", "interior ministry", "health ministry"),
    ("Morvelli", "Ada Morvelli", "Bo Morvelli"),
    ("Gov. Ada Morvelli", "Gov. Bo Rist", "governor's office"),
    ("health minister Jan Rok", "health minister Bo Rist"),
    ("police", "highway police"),
    ("disaster agency", "provincial disaster agency"),
    ("Niger State Emergency Management Agency", "National Emergency Management Agency"),
    ("officials", "health officials"),
    ("official", "police official", "health official"),
    ("hospital official", "hospital"),
    ("authorities", "Lebanese authorities"),
    ("office", "governor's office"),
    ("hospital director Jan Rok", "hospital director Ada Bel", "hospital"),
    ("deputy health minister Jan Rok", "health ministry"),
    ("police captain at the scene", "police"),
    ("police sources", "police"),
    ("health ministry in Gaza", "health ministry in Ramallah"),
    ("Tunisia's health ministry", "Israel's health ministry"),
    ("Red Cross", "International Federation of Red Cross and Red Crescent Societies"),
    ("County", "Clackamas County"),
    ("nurse at the State Hospital", "State Hospital"),
)


def _groups(names: Iterable[str]) -> set[frozenset[str]]:
    voices = voices_of_names(names)
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(voices[claimant_key(name)].key, set()).add(name)
    return {frozenset(group) for group in found.values()}


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_one_body_under_several_names_is_one_voice(names: tuple[str, ...]) -> None:
    assert _groups(names) == {frozenset(names)}
    assert {voice.name for voice in voices_of_names(names).values()} <= set(names)


@pytest.mark.parametrize("names", APART, ids=" / ".join)
def test_where_two_can_be_meant_all_stay_apart(names: tuple[str, ...]) -> None:
    assert _groups(names) == {frozenset([name]) for name in names}


def test_a_voice_has_the_fullest_of_its_names() -> None:
    fullest = {voices_of_names(names)[claimant_key(names[-1])].name for names in ONE[:2] + ONE[2:5]}
    assert fullest == {
        "Indonesia's transport ministry", "national search and rescue agency", "Gov. Ada Morvelli",
        "Puebla Gov. Ada Morvelli",
    }


_NAMES = sorted({name for names in ONE + APART for name in names})


@settings(max_examples=example_count(200), deadline=None)
@given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=12), st.data())
def test_the_order_of_names_tells_nothing(names: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(names))
    assert voices_of_names(shuffled) == voices_of_names(names)
    assert _groups([*shuffled, *names]) == _groups(names)


@settings(max_examples=example_count(200), deadline=None)
@given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=12))
def test_every_name_has_a_voice_which_is_called_by_it(names: list[str]) -> None:
    for key, voice in voices_of_names(names).items():
        assert key in map(claimant_key, voice.names)
        assert set(voice.names) <= set(names)


@settings(max_examples=example_count(100), deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_a_name(name: str) -> None:
    assert voices_of_names([name])[claimant_key(name)].name == name


@settings(max_examples=example_count(100), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_NAMES), st.integers(0, 60)), min_size=1, max_size=8), st.data())
def test_figures_of_many_names_are_a_function_of_the_set(said: Sequence[tuple[str, int]], data: st.DataObject) -> None:
    claims = [
        claim(category="killed", row=row, at=DAY + dt.timedelta(minutes=row), claimant=name, stated=state("exact", number))
        for row, (name, number) in enumerate(said)
    ]
    figure = reconcile(claims, POLICIES["house"], UNGRADED)
    assert reconcile(data.draw(st.permutations(claims)), POLICIES["house"], UNGRADED) == figure


def test_a_ministry_that_is_graded_by_one_name_is_graded_by_all() -> None:
    grades = Grades({"health ministry": [Grade(reliability="E")]})
    said = claim(category="killed", row=0, at=DAY, claimant="Tunisia's health ministry", stated=state("exact", 90))
    again = claim(category="killed", row=1, at=DAY, claimant="health ministry", stated=state("exact", 90))
    figure = reconcile([said, again], POLICIES["house"], grades)
    assert figure is not None
    assert (figure.best, [voice.reliability for voice in figure.voices]) == (None, ["E"])
