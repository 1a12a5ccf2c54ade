"""The day that pages give an event tells two of a week apart where one speaker and some names are common to both."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schemas.events import Place
from streams.extract.words.cause import cause_of
from streams.incidents.book import Book
from tests.builders import LIMA, NOON, TRUJILLO, claimed

_DAY = dt.timedelta(days=1)
_NAMES = ("kpalo", "lodza", "tantarico")


def incidents(first: dict[str, Any], second: dict[str, Any], days: int) -> int:
    """How many there are of two pages so many days apart, one spokeswoman in both."""
    known: dict[str, Any] = {"claimant": "Elvia Tantarico", "cause": "shooting", "names": _NAMES}
    book = Book(cause_of)
    book.add(claimed(story="a", at=NOON, **{**known, "value": 14, "place": TRUJILLO, **first}))
    book.add(claimed(story="b", at=NOON + days * _DAY, start=1, **{**known, "value": 11, "place": LIMA, **second}))
    return len(book.incidents())


@pytest.mark.parametrize(("first", "second", "days", "asked"), [
    ("2026-03-14", "2026-03-17", 3, 2),  # the second happened when the first was already told
    ("2026-03-14", "2026-03-14", 3, 1),
    ("2026-03-14", None, 1, 1),
    (None, "2026-03-14", 2, 1),  # when the first was told
    (None, None, 3, 2),
    ("2026-03-14", "2026-03-15", 1, 1),  # a night, or two clocks, may lie between
])
def test_a_day_that_comes_after_the_first_page_is_of_another_event(
    first: str | None, second: str | None, days: int, asked: int
) -> None:
    assert incidents({"happened_on": first}, {"happened_on": second}, days) == asked


def test_where_nothing_is_common_but_time_another_cause_keeps_two_apart() -> None:
    nothing: dict[str, Any] = {"claimant": None, "names": (), "place": None}
    assert incidents({**nothing, "value": 40}, {**nothing, "value": 40, "cause": "quake"}, 0) == 2
    assert incidents({**nothing, "value": 40}, {**nothing, "value": 40}, 0) == 1


def test_near_places_and_another_cause_may_be_one_event_that_two_call_otherwise() -> None:
    near = Place(name="Kpalo", kind="city", country="PE", geoname_id=1, admin1="13", latitude=-8.1, longitude=-79.0)
    assert incidents({"cause": "crash"}, {"cause": "landslide", "place": near}, 0) == 1
