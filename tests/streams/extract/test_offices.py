"""Who holds an office, as far as the words that a text calls him by tell."""

from __future__ import annotations

import pytest

from streams.extract import extract
from streams.extract.speakers.offices import EXAMPLES
from tests.streams.extract.test_phrasings import context


@pytest.mark.parametrize(("text", "without"), [
    *EXAMPLES,
    ("All but six were given back to a family, the institute said. The institute said 12 people died.", False),
    ("Ana Corvo, head of the Brell fire station, said 12 people died.", False),
    ("Ana Corvo, convener of the workers' watch, said 12 people died.", True),
    ("State radio said 12 people died.", False),
    ("The miners' union said 12 people died.", True),
    ("Residents and police said 12 people died.", False),
    ("A survivor, Ana Corvo, said 12 people died.", True),
])
def test_who_holds_no_office(text: str, without: bool) -> None:
    assert [claim.without_office for claim in extract(text, context()).claims if claim.value == 12] == [without]
