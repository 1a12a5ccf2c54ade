"""The day that an update gives its event: all published on Wednesday, 13 May 2026."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.claims import lines_of
from streams.extract.day_of_event import day_of_event

WEDNESDAY = dt.date(2026, 5, 13)
_WORDS = (
    "Monday Friday May 9 31 of 2026 2025 bomb killed said recovered on in the ( — , . 's morning derailment died when"
).split()


def day(text: str) -> str | None:
    found = day_of_event(lines_of(text), WEDNESDAY)
    return None if found is None else found.isoformat()


@pytest.mark.parametrize(("text", "happened"), [
    ("Gunmen opened fire at the market on Monday, killing 14.", "2026-05-11"),
    ("On Monday, a slope gave way above Taraju and buried six pickers.", "2026-05-11"),
    ("The boat sank off Jeju early Tuesday, leaving two dead.", "2026-05-12"),
    ("Nine people died on Sunday night when a minibus hit a trailer.", "2026-05-10"),
    ("The wall came down on 9 May and killed four.", "2026-05-09"),
    ("The wall came down on the 9th of May and killed four.", "2026-05-09"),
    ("Four were killed as the wall collapsed on May 9, 2026, in Fez.", "2026-05-09"),
    ("On 30 December, before the new year, the quake struck.", None),  # long ago: another event
    ("Three more have died of their burns, bringing the dead of Friday's derailment to 21.", "2026-05-08"),
    ("Police arrested two men over the Monday night shooting of five.", "2026-05-11"),
    ("Nineteen lost their lives at the harbour on Monday.", "2026-05-11"),
])
def test_the_day_beside_what_happened(text: str, happened: str | None) -> None:
    assert day(text) == happened


@pytest.mark.parametrize("text", [
    "The governor said on Tuesday that a bomb at the market had killed 14.",
    "A bomb killed 14 at the market, the governor told reporters on Tuesday.",
    "The bodies of two more miners were recovered on Tuesday.",
    "A man of 40 died on Tuesday of his wounds.",
    "Twelve are missing, down from 35 on Monday.",
    "The office withdraws the figure of 19 dead circulated on Monday.",
    "Monday's print edition gave the number of dead as seven.",
    "Schools stay closed until Friday; six are dead.",
    "Thirteen people were killed on the spot today.",  # so rolling news dates whatever is new
    "MAIDUGURI, May 11 (Sahel Wire) — Fourteen are dead.",
])
def test_a_day_of_something_else(text: str) -> None:
    assert day(text) is None


def test_the_first_one_counts() -> None:
    assert day("Eleven died when a bomb went off in Bama on Tuesday. It is the second attack after the one in Konduga "
               "that killed 14 on Sunday.") == "2026-05-12"
    assert day("The toll is 41. Two succumbed on Tuesday. The ferry capsized on Sunday.") == "2026-05-10"


@given(st.lists(st.sampled_from(_WORDS), max_size=12))
def test_whatever_the_words_it_is_of_the_month_before(words: list[str]) -> None:
    found = day_of_event(lines_of(" ".join(words)), WEDNESDAY)
    assert found is None or WEDNESDAY - dt.timedelta(days=31) <= found <= WEDNESDAY + dt.timedelta(days=1)
