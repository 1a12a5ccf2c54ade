"""How disputes are followed from record to record."""

from __future__ import annotations

import datetime as dt

import pytest

from telemetry.disputes import Disputes, RecordedFigure
from telemetry.metrics import Metrics
from tests.builders import NOON, minutes


class Desk:
    """Figures recorded as the test says, and the two gauges as they then stand."""

    def __init__(self) -> None:
        self.now = NOON
        self.metrics = Metrics("sink", version="1", pipeline_version=1)
        self.disputes = Disputes(self.metrics, now=lambda: self.now.timestamp())

    def saw(self, *, disputed: bool, incident: str = "a", policy: str = "house", published: dt.datetime | None = None,
            superseded_by: str | None = None) -> None:
        self.disputes.saw(RecordedFigure(incident * 32, "killed", policy, disputed, superseded_by, published or self.now, self.now))

    def gauges(self, policy: str = "house") -> tuple[float | None, float | None]:
        return (self.metrics.registry.get_sample_value("newsroom_figures_disputed", {"policy": policy}),
                self.metrics.registry.get_sample_value("newsroom_longest_dispute_seconds", {"policy": policy}))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_without_disputes_both_are_zero(desk: Desk) -> None:
    assert desk.gauges() == (0, 0)
    desk.saw(disputed=False)
    assert desk.gauges() == (0, 0)


def test_a_dispute_ages_from_its_first_record_to_its_end(desk: Desk) -> None:
    desk.saw(disputed=True)
    desk.now += minutes(50)
    desk.saw(disputed=True)
    desk.now += minutes(20)
    assert desk.gauges() == (1, 70 * 60)
    desk.saw(disputed=False)
    assert desk.gauges() == (0, 0)
    desk.saw(disputed=True)
    desk.now += minutes(1)
    assert desk.gauges() == (1, 60), "a new dispute begins anew"


def test_the_longest_of_several_counts_and_policies_are_apart(desk: Desk) -> None:
    desk.saw(disputed=True, incident="a")
    desk.now += minutes(10)
    desk.saw(disputed=True, incident="b")
    desk.saw(disputed=True, incident="b", policy="acled")
    desk.now += minutes(5)
    assert desk.gauges() == (2, 900)
    assert desk.gauges("acled") == (1, 300)


def test_a_void_incident_is_not_disputed(desk: Desk) -> None:
    desk.saw(disputed=True)
    desk.saw(disputed=True, superseded_by="b" * 32)
    assert desk.gauges() == (0, 0)


def test_old_news_is_no_dispute_of_today(desk: Desk) -> None:
    desk.saw(disputed=True, incident="a", published=NOON - dt.timedelta(days=2000))
    assert desk.gauges() == (0, 0)
    desk.saw(disputed=True, incident="b")
    desk.now += dt.timedelta(days=2, hours=23)
    assert desk.gauges()[0] == 1
    desk.now += dt.timedelta(hours=2)
    assert desk.gauges() == (0, 0)
