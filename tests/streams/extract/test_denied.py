"""Numbers that a text tells only to say that they are wrong are no word of anybody."""

from __future__ import annotations

import pytest

from streams.extract import extract
from streams.extract.standing.denied import EXAMPLES
from tests.streams.extract.test_phrasings import context


@pytest.mark.parametrize("text", [
    *EXAMPLES,
    "Twelve people died, the mayor said. She rejected claims that more than 30 had been buried.",
    "The army called a report of 40 killed fake news.",
])
def test_a_denied_number_no_longer_holds(text: str) -> None:
    wrong = [claim for claim in extract(text, context()).claims if claim.low in (40, 31)]
    assert wrong
    assert {claim.revision for claim in wrong} == {"prior"}


@pytest.mark.parametrize("text", [
    "The group denied responsibility for the attack that killed 40 people.",
    "Forty people died, the ministry said. It dismissed calls for an inquiry.",
    "The minister denied that the dam was old. The toll is 40.",
])
def test_what_is_denied_beside_it_leaves_a_number_alone(text: str) -> None:
    assert [claim.revision for claim in extract(text, context()).claims] == ["none"]


@pytest.mark.parametrize(("text", "told"), [
    ("The death toll is 15, the office said. It had wrongly announced 18 deaths at dawn.", {15: "lowered"}),
    ("The death toll is 18, the office said. It had earlier announced 15 deaths.", {18: "none"}),
    ("Two people died in hospital, the office said. The toll had been given as 18 earlier.", {2: "none"}),
])
def test_a_total_below_an_old_one_of_its_update_is_a_correction(text: str, told: dict[int, str]) -> None:
    claims = {claim.value: claim.revision for claim in extract(text, context()).claims}
    for value, revision in told.items():
        assert claims[value] in (revision, "raised" if revision == "none" else revision)
