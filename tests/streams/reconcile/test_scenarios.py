"""Every scenario file gives its figures under every policy it names, in every order of its claims."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from schemas.events import FigureClaimed
from streams.figures.policies import POLICIES
from streams.figures.reconcile import Reconciled, reconcile, reconcile_all
from tests.streams.reconcile.scenario import Expected, Scenario, read_scenario

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))
ALL = tuple(POLICIES.values())


def orders(claims: Sequence[FigureClaimed]) -> Iterator[Sequence[FigureClaimed]]:
    """All permutations of up to 5 claims, 200 random ones of more."""
    if len(claims) <= 5:
        yield from permutations(claims)
        return
    shuffler = random.Random(len(claims))
    for _ in range(200):
        yield shuffler.sample(claims, len(claims))


def printed(figure: Reconciled) -> Expected:
    return Expected(figure.low, figure.best, figure.best_qualifier, figure.high, figure.disputed,
                    frozenset(figure.flags))


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return read_scenario(request.param)


def test_the_figures_are_those_of_the_table(scenario: Scenario) -> None:
    figures = reconcile_all(scenario.claims, ALL, scenario.grades)
    assert {name: printed(figures[name]) for name in scenario.figures} == scenario.figures


def test_the_voices_are_those_of_the_table(scenario: Scenario) -> None:
    figure = reconcile(scenario.claims, POLICIES["house"], scenario.grades)
    assert figure is not None
    for expected in scenario.voices:
        assert any(
            voice.claimant == expected.claimant and voice.standing == expected.stands and expected.why in voice.why
            for voice in figure.voices
        ), (expected, figure.voices)


def test_the_order_of_arrival_changes_nothing(scenario: Scenario) -> None:
    first = reconcile_all(scenario.claims, ALL, scenario.grades)
    for order in orders(scenario.claims):
        assert reconcile_all(order, ALL, scenario.grades) == first


def test_there_is_a_scenario_for_every_rule() -> None:
    rules = {file.stem.split("-")[0] for file in FILES}
    assert rules >= {f"{rule:02}" for rule in range(1, 14)}
    assert len(FILES) >= 40
