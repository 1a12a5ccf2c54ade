"""The twelve events of tests/gold/shared: each in one incident alone, with the toll that a careful editor would print."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from datelines.places import load_gazetteer
from tests.gold.events import HERE, Outcome, Reading, outcomes

NOT_YET = {
    "Brussels bombings": "the parts that the government gave earlier are read as old, so that only an anonymous toll is left",
}
"""Why an event does not come out yet."""
NAMES = [event["event"] for event in json.loads((HERE / "shared" / "events.json").read_text("utf-8"))]


@cache
def found() -> dict[str, Outcome]:
    gazetteer = load_gazetteer()
    return {outcome.name: outcome for outcome in outcomes("shared", gazetteer, Reading(gazetteer))[0]}


def marked(name: str) -> Any:
    marks = [pytest.mark.xfail(reason=NOT_YET[name], strict=True)] if name in NOT_YET else []
    return pytest.param(name, marks=marks, id=name)


@pytest.mark.parametrize("name", [marked(name) for name in NAMES])
def test_an_event(name: str) -> None:
    outcome = found()[name]
    assert outcome.right, (outcome.labelled, outcome.incidents)
