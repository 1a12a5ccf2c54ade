"""What tells two events of a week apart, and two pages on one event are forgiven: days, causes, places, manners."""

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
    book.add(claimed(at=NOON, **{**known, "story": "a", "value": 14, "place": TRUJILLO, **first}))
    book.add(claimed(at=NOON + days * _DAY, start=1, **{**known, "story": "b", "value": 11, "place": LIMA, **second}))
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


def test_one_name_at_two_places_of_the_map_is_one_place() -> None:
    here = Place(name="Lodza", kind="city", country="PE", geoname_id=2, admin1="13", latitude=-8.1, longitude=-79.0)
    there = Place(name="Lodza", kind="city", country="PE", geoname_id=3, admin1="21", latitude=-15.8, longitude=-70.0)
    nobody: dict[str, Any] = {"claimant": None, "names": ()}
    assert incidents({**nobody, "place": here}, {**nobody, "place": there}, 1) == 1
    assert incidents({**nobody, "place": here}, {**nobody, "place": LIMA}, 1) == 2


def test_an_air_strike_is_a_bombing_to_others() -> None:
    known: dict[str, Any] = {"cause": "attack", "place": TRUJILLO}
    assert incidents({**known, "story": "the-airstrike-on-a-market"}, {**known, "story": "market-bombing"}, 1) == 1
    assert incidents({**known, "story": "the-knife-attack"}, {**known, "story": "market-bombing"}, 1) == 2
