"""The prefilter spares texts without casualty words the reading, and no text with figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.extract.claims import extract, lines_of, numbers_of
from streams.extract.triggers import TRIGGERS, has_trigger
from streams.extract.words.categories import PREDICATES
from tests.forms import check_each, grouped
from tests.streams.extract.test_phrasings import context

ROOT = Path(__file__).parents[3]
PAGES = sorted([*(ROOT / "tests" / "gold" / "dev").rglob("*.txt"), *(ROOT / "examples").rglob("*.txt"),
                *Path(__file__).parent.glob("*.txt")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_figure_that_the_grammar_reads_is_lost(page: Path) -> None:
    for text in re.split(r"\n\s*\n", page.read_text("utf-8")):
        if not has_trigger(text):
            read = numbers_of(lines_of(text), context())
            assert [number.figure for number in read if number.figure is not None] == [], text


def test_a_phrase_is_a_trigger_as_a_whole() -> None:
    assert has_trigger("Four were swept\n  away by the river.")
    assert not has_trigger("They were away; the river passed a crane.")
    assert not has_trigger("The deadline is Monday.")


@pytest.mark.parametrize("triggers", grouped(TRIGGERS, lambda trigger: trigger[0]))
def test_each_trigger_is_found_whatever_its_letters(triggers: list[str]) -> None:
    def found(trigger: str) -> None:
        assert has_trigger(f"“{trigger.upper()},” she said.")

    check_each(triggers, found)


def test_most_rows_have_a_trigger() -> None:
    """Of the rest every word is an everyday one: they count beside others only."""
    without = [row.words for row in PREDICATES if row.category != "same" and not has_trigger(row.words.replace("*", "x"))]
    assert len(without) < len(PREDICATES) / 40, without


def test_a_text_without_a_word_of_casualties_is_read_where_its_title_has_one() -> None:
    text = "Nobody else is inside, the priest said. That leaves fourteen in the hands of the gunmen."
    assert not has_trigger(text)
    assert [claim.value for claim in extract(text, context(subject="Raid on Brell: six dead")).claims] == [14]
    assert extract(text, context(subject="the weather in Brell")).claims == ()
