"""A figure explains itself: who was taken, confirmed, set aside or disputes, with number and time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from streams.figures.policies import POLICIES
from streams.figures.reconcile import Reconciled, reconcile
from streams.grades import UNGRADED
from tests.streams.reconcile.scenario import DAY, claim, read_scenario, state

SCENARIOS = Path(__file__).parent / "scenarios"


def house(name: str) -> Reconciled:
    scenario = read_scenario(SCENARIOS / f"{name}.txt")
    figure = reconcile(scenario.claims, POLICIES["house"], scenario.grades)
    assert figure is not None
    return figure


def test_what_was_taken_and_how_much_agreed() -> None:
    assert house("07-subset-never-votes").explanation == (
        "2026-05-04 11:15 UTC, Syrian activists: at least 65: taken as best.",
        "Words that only agreed with what then was best: 1.",
    )


def test_what_a_correction_set_aside() -> None:
    lines = house("10-correction-sets-aside-whoever-said-it").explanation
    assert "2026-05-04 13:00 UTC, Ministry: 253, a labelled correction: taken as best." in lines
    assert ("2026-05-04 09:30 UTC, Police: 321: set aside by the correction to 253 by Ministry at "
            "2026-05-04 13:00 UTC.") in lines


def test_who_disputes_whom() -> None:
    assert house("12-later-lower-figure-disputes").explanation == (
        "2026-05-04 09:00 UTC, Police: 65: taken as best.",
        "2026-05-04 10:00 UTC, Governor: 60: below best, which stays (best was 65).",
        "Disputed: 2026-05-04 10:00 UTC, Governor: 60 lies below 65 by Police at 2026-05-04 09:00 UTC.",
    )


def test_voices_date_from_the_first_time_and_name_all_carriers() -> None:
    governor, _ = house("03-one-governor-through-five-papers").voices
    assert governor.claimant == "Governor"
    assert governor.carriers == ("Courier", "Evening Post", "Herald", "Morning Post")
    assert governor.published_at == DAY.replace(hour=9)


def test_a_quoted_figure_is_dated_a_minute_before_its_update() -> None:
    quoted, said = house("04-quoted-past-never-votes").voices
    assert (quoted.value, said.value) == (278, 281)
    assert quoted.published_at == said.published_at - dt.timedelta(minutes=1)


def test_a_long_history_is_counted_not_told() -> None:
    claims = [
        claim(at=DAY.replace(hour=row // 60, minute=row % 60), claimant="Police", stated=state("exact", row), row=row)
        for row in range(300)
    ]
    figure = reconcile(claims, POLICIES["house"], UNGRADED)
    assert figure is not None
    assert figure.best == 299
    assert figure.explanation[0] == "Earlier steps left out here: 292."
    assert len(figure.explanation) == 9


def test_no_claims_no_figure() -> None:
    elsewhere = claim(stated=state("exact", 300), other_event=True)
    assert reconcile([], POLICIES["house"], UNGRADED) is None
    assert reconcile([elsewhere], POLICIES["house"], UNGRADED) is None
