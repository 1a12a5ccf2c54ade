"""Which numbers of the dead count those who did it: the issue's "the figure says which it counts". Invented events."""

from __future__ import annotations

import pytest

from schemas.events import ATTACKERS_INCLUDED
from streams.extract import extract
from tests.streams.extract.test_phrasings import context

COUNTED = (
    ("Counting the gunman, nine people are dead.", 9),
    ("Nine people are dead, including the shooter, the sheriff said.", 9),
    ("Seven people lost their lives in Brell on Sunday, the assailants included.", 7),
    ("Four people, the attacker among them, are dead.", 4),
    ("Thirty-three (33) persons were killed. This number includes the three (3) suicide bombers.", 33),
    ("The mayor spoke of eleven deceased, a figure in which the perpetrator is included.", 11),
    ("If you count the criminals, there were 24 bodies in that house.", 24),
    ("The raid left 12 people dead, all three raiders among the dead.", 12),
)
NOT_COUNTED = (
    ("Nine people are dead, not counting the gunman.", 9),
    ("Nine people are dead, not including the two attackers.", 9),
    ("Nine people are dead. The gunman is in custody.", 9),
    ("The toll stands corrected at nine, since the earlier figure had wrongly included the bomber.", 9),
    ("The fire killed 17 people, including the two airmen of a water bomber.", 17),
    ("Nine people were killed by the attackers, including three children.", 9),
    ("Nine people were injured, including the gunman.", 9),
)


@pytest.mark.parametrize(("text", "number"), COUNTED)
def test_it_is_told_that_the_attackers_are_counted(text: str, number: int) -> None:
    [victims] = [claim.victims for claim in extract(text, context()).claims if claim.value == number]
    assert victims is not None
    assert victims.endswith(ATTACKERS_INCLUDED)


@pytest.mark.parametrize(("text", "number"), NOT_COUNTED)
def test_others_are_told_as_they_were(text: str, number: int) -> None:
    [victims] = [claim.victims for claim in extract(text, context()).claims if claim.value == number]
    assert victims is None or ATTACKERS_INCLUDED not in victims
