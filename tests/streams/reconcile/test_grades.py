"""Grades hold from day to day, by name however it is written; everybody else cannot be judged."""

from __future__ import annotations

import datetime as dt

import pytest

from streams.grades import UNGRADED, Grade, Grades

GRADES = Grades({
    "Civil  Protection": [
        Grade(reliability="C", until=dt.date(2025, 12, 31)),
        Grade(reliability="B", since=dt.date(2026, 1, 1)),
    ],
})


@pytest.mark.parametrize(("claimant", "day", "expected"), [
    ("Civil Protection", dt.date(2025, 12, 31), "C"),
    ("civil protection", dt.date(2026, 1, 1), "B"),
    (" CIVIL\u00a0PROTECTION ", dt.date(2026, 6, 1), "B"),
    ("Civil Protectors", dt.date(2026, 6, 1), "F"),
    (None, dt.date(2026, 6, 1), "F"),
])
def test_the_grade_of_a_day(claimant: str | None, day: dt.date, expected: str) -> None:
    assert GRADES.of(claimant, day) == expected


def test_the_last_listed_grade_holds_where_validity_overlaps() -> None:
    grades = Grades({"Army": [Grade(reliability="C"), Grade(reliability="E", since=dt.date(2026, 3, 1))]})
    assert grades.of("Army", dt.date(2026, 2, 28)) == "C"
    assert grades.of("Army", dt.date(2026, 3, 1)) == "E"


def test_without_a_registry_nobody_is_judged() -> None:
    assert UNGRADED.of("Army", dt.date(2026, 3, 1)) == "F"
