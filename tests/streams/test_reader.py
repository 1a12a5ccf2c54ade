"""A text that was read for one carrier is taken as read for another only where its name changes nothing."""

from __future__ import annotations

from itertools import permutations

import pytest

from datelines.places import load_gazetteer
from streams.desk.reader import reader
from streams.extract import extract
from streams.extract.claim import Context
from tests.builders import received

CARRIERS = (None, "PNA", "Meridian News", "AP", "BBC News", "Ministry of Health", "Trujillo Police")
TEXTS = (
    "At least 12 people were killed in the flood in Trujillo, and 30 were injured.",
    "The BBC had earlier reported 41 dead in the flood. Officials say 39 people died.",
    "CORRECTION: the Associated Press reported 41 dead in the flood; 39 people died.",
    "We can confirm that 12 people were killed in the blast. Our officers found nine bodies.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_whoever_printed_the_text_before_it_is_read_as_by_itself(text: str) -> None:
    gazetteer = load_gazetteer()
    apart = {}
    for carrier in CARRIERS:
        update = received(text, carrier=carrier, timezone="UTC")
        apart[carrier] = extract(text, Context(
            published_on=update.published_at.date(), focus_country=update.focus_country, subject=update.subject,
            headline=update.story_headline, carrier=carrier, dateline_place=update.dateline_place, gazetteer=gazetteer,
            may_be_cut_off=False,
        ))
    for order in permutations(CARRIERS, 2):
        read = reader(gazetteer)
        assert [read(received(text, carrier=carrier, timezone="UTC")) for carrier in order] == [
            apart[carrier] for carrier in order
        ]


def test_some_carriers_are_read_otherwise() -> None:
    """Else the test above could not tell a text that is wrongly taken as read."""
    read = reader(load_gazetteer())
    assert len({read(received(text, carrier=carrier, timezone="UTC")) for text in TEXTS for carrier in CARRIERS}) > len(TEXTS)
