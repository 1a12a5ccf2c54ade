"""A report's key figures above its first sentence are its text, and no titles of the page."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.producers.pages import read, texts

REST = "\n\nOVERVIEW\nThe search ended on Monday, when the last of four men was found under the mill. Roads are open again."


@pytest.mark.parametrize(("head", "headline", "told"), [
    ("BRELL RELIEF NETWORK\nSituation Report #3, Carrow earthquake in Peru\n\nKEY FIGURES (source: the agency)\nFatalities: 47\n"
     "Injured: 1,055\nSheltered in 11 sites: 14,200", "Situation Report #3, Carrow earthquake in Peru",
     ["Fatalities: 47", "Injured: 1,055", "Sheltered in 11 sites: 14,200"]),
    ("Rain in the Carrow valley, Peru: bulletin of the morning\n\nTowns with decrees: 19\nConfirmed deaths, all towns: 27",
     "Rain in the Carrow valley, Peru: bulletin of the morning", ["Confirmed deaths, all towns: 27"]),
    ("Cyclone in Peru, report of the province\n\nHIGHLIGHTS\n• 38 deaths (+15 since the last report)\n• Missing: 11",
     "Cyclone in Peru, report of the province", ["• 38 deaths (+15 since the last report)", "• Missing: 11"]),
])  # fmt: skip
def test_key_figures_are_text(head: str, headline: str, told: list[str]) -> None:
    page = read(head + REST, day=dt.date(2026, 3, 5))
    assert page.headline == headline
    (text,) = texts(page)
    assert text.split("\n\n")[: len(told)] == told


def test_a_headline_that_counts_is_a_headline() -> None:
    page = read("Death toll in Peru: 12\n\nA wall of mud took 40 houses of Carrow on Monday night.", day=dt.date(2026, 3, 5))
    assert page.headline == "Death toll in Peru: 12"
    assert texts(page) == ["A wall of mud took 40 houses of Carrow on Monday night."]
