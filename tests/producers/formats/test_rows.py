"""Rows of lists and tables keep their lines; prose that was broken over lines is joined."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from producers.formats.story.paragraph.rows import ROW_FORMS, RowForm, columns_of, is_row
from tests.producers.pages import read, texts

PROSE = (
    "The civil defence chief told reporters on the steps of the hall on Thursday that they had put the figures of the night at 12 dead in"
    " the valley and gave these figures: 12 dead in the valley and nine in the hills above it, where the road is cut."
)
WRAPPED = textwrap.fill(PROSE, 58)


def lines_of(text: str) -> list[str]:
    (only,) = texts(read(f"Slide in Peru\n\n5 p.m.\n\n{text}", day=dt.date(2026, 3, 5)))
    return only.split("\n\n")


@pytest.mark.parametrize("form", ROW_FORMS, ids=[form.name for form in ROW_FORMS])
def test_each_form_reads_its_example(form: RowForm) -> None:
    assert form.pattern.fullmatch(form.example)
    assert is_row(form.example)


@pytest.mark.parametrize("rows", [
    ["Killed: 12", "Injured: 30", "Missing: nine"], ["- Brell: 4 dead", "- Carrow: 2 dead, 5 hurt", "- elsewhere: 1 dead"],
    ["Province | Deaths | Missing", "Zambezia | 38 | 27", "Total | 52 | 31"], ["a. Dead - 22 (15 confirmed)", "b. Injured - 134"],
    ["Deceased 17", "Disappeared 11", "Wounded 24"], ["killed: 12", "injured: 30"], ["12 dead", "30 injured"],
    ["Fatalities: 27 (Brell 11, Carrow 5, Dunmore 4, Eyrie 3, Fallow 2)", "Whereabouts unknown: 1 (Brell)"],
    ["Killed (confirmed) ..... 12", "Hurt .................. 30"], ["• Loss of life: 64 (the agency)", "• 14,700 people are displaced"],
])  # fmt: skip
def test_rows_stay_lines(rows: list[str]) -> None:
    printed = "\n".join(rows)
    assert lines_of(f"The agency gave these figures.\n{printed}\nThe search goes on.") == [
        "The agency gave these figures.", *rows, "The search goes on.",
    ]  # fmt: skip
    assert lines_of(f"{WRAPPED}\n{printed}")[1:] == rows


def test_wrapped_prose_is_joined_whatever_number_a_line_begins_with() -> None:
    begun = set()
    for width in range(40, 100):
        wrapped = textwrap.wrap(PROSE, width)
        begun |= {line.split()[0] for line in wrapped}
        assert lines_of("\n".join(wrapped)) == [PROSE], width
    assert {"12", "figures:"} <= begun


def test_rows_side_by_side_are_parted() -> None:
    assert lines_of("Serious injuries: 64   Minor injuries: 188") == ["Serious injuries: 64", "Minor injuries: 188"]
    assert columns_of("The road   is closed") == ["The road   is closed"]


@pytest.mark.parametrize("line", [
    "Police: two men were seen.", "The toll stands at 12, police say.", "At 14:35 the wall came down: 12 people were under it, they say.",
    "-5 degrees at night", "Brell 12 and Carrow 5 were cut off.", "In 2019 12 people died", "figures: 12 dead in the valley",
])  # fmt: skip
def test_what_is_no_row(line: str) -> None:
    assert not is_row(line)


def test_a_headline_in_capitals_right_below_a_time_is_the_update_s() -> None:
    page = "Slide in Peru\n\n5 p.m.\nDeath Toll Climbs To 14 In Brell\nFourteen are dead, the mayor said.\nSeven Pumpkin Recipes Every Grandmother Should Teach Children\n\n3 p.m.\nIt rains."
    assert texts(read(page, day=dt.date(2026, 3, 5)))[0].split("\n\n") == [
        "Death Toll Climbs To 14 In Brell", "Fourteen are dead, the mayor said.",
    ]  # fmt: skip
