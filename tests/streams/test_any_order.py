"""Figures with their explanations are a function of what was said, recalled and ruled, never of its order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import Event, FigureClaimed, FigureReconciled, RulingMade, UpdateReceived
from schemas.ids import digest
from tests.builders import NOON, received
from tests.forms import example_count
from tests.streams.figures_told import figures_told
from tests.streams.test_desk import new_desk, recall, through
from tests.streams.test_editors import ruling, unruling

SPEAKERS = ("Mayor", "Police", "Agency")
said = st.tuples(
    st.integers(0, 9), st.sampled_from(["PNA", "CPN"]), st.sampled_from(["killed", "missing"]), st.integers(1, 6),
    st.sampled_from(SPEAKERS),
)


def update(at: int, carrier: str, category: str, value: int, speaker: str) -> UpdateReceived:
    return received(f"{category} {value} by {speaker}", NOON + dt.timedelta(minutes=20 * at), carrier=carrier)


def named_by(told: UpdateReceived) -> str:
    """The id of the incident that the claim of an update begins."""
    (claim,) = (event for event in through(new_desk(), [told]) if isinstance(event, FigureClaimed))
    return digest("incident", claim.claim_id)


def stands(events: list[Event]) -> list[dict[str, Any]]:
    """The current figures as `figures --json` shows them."""
    newest: dict[tuple[str, str, str], FigureReconciled] = {}
    void: set[str] = set()
    for figure in figures_told(events):
        newest[figure.incident_id, figure.category, figure.policy] = figure
        (void.add if figure.superseded_by else void.discard)(figure.incident_id)
    how = ("event_id", "caused_by", "pipeline_version", "input_published_at", "aliases", "superseded_by")
    shown = [msgspec.to_builtins(figure) for figure in newest.values() if figure.voices
             and figure.incident_id not in void]
    return sorted(({k: v for k, v in figure.items() if k not in how} for figure in shown), key=str)


def once(inputs: list[Any]) -> list[Event]:
    """What follows from inputs, what is only said again left out, as the log does."""
    return list({event.event_id: event for event in through(new_desk(), inputs)}.values())


@settings(max_examples=example_count(150))
@given(
    told=st.lists(said, min_size=1, max_size=7, unique_by=lambda each: each[:2]), data=st.data(),
    recalled=st.sets(st.integers(0, 6), max_size=2), ruled=st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=2),
)
def test_any_order_and_repetition_ends_in_the_same_figures(
    told: list[tuple[int, str, str, int, str]], data: st.DataObject, recalled: set[int],
    ruled: list[tuple[int, bool]],
) -> None:
    updates = [update(*each) for each in told]
    made = [
        ruling(named_by(updates[of % len(updates)]), best=20 + n, at=NOON + dt.timedelta(hours=5 + n),
               category=told[of % len(told)][2])
        for n, (of, _) in enumerate(ruled)
    ]
    recalls = [recall(each) for n, each in enumerate(updates) if n in recalled]
    # a recall stands behind its update on the log, and a ruling is on something that was said and not taken back
    early = [*updates, *(unruling(each) for each, (_, gone) in zip(made, ruled, strict=True) if gone)]
    ends = []
    for _ in range(2):
        inputs: list[Any] = data.draw(st.permutations([*early, *early[:2]]))
        for each in made:
            behind = max(n for n, known in enumerate(inputs) if _tells(known, each, updates)) + 1
            inputs.insert(data.draw(st.integers(behind, len(inputs))), each)
        for late in recalls:
            behind = max(n for n, known in enumerate(inputs) if getattr(known, "update_id", None) == late.update_id
                         or isinstance(known, RulingMade)) + 1
            inputs.insert(data.draw(st.integers(behind, len(inputs))), late)
        ends.append(stands(once(inputs)))
    assert ends[0] == ends[1]


def _tells(known: Any, made: RulingMade, updates: list[UpdateReceived]) -> bool:
    return known in updates and named_by(known) == made.incident_id


def test_a_withdrawal_that_comes_before_its_ruling_withdraws_it() -> None:
    told = update(0, "PNA", "killed", 5, "Mayor")
    made = ruling(named_by(told), best=20)
    for inputs in ([told, made, unruling(made)], [told, unruling(made), made], [unruling(made), told, made, made]):
        figures = [figure for figure in stands(once(inputs)) if figure["policy"] == "house"]
        assert [(figure["best"], figure["ruling"]) for figure in figures] == [(5, None)]


def test_an_explanation_tells_what_came_late() -> None:
    late, soon = update(1, "CPN", "killed", 4, "Mayor"), update(3, "PNA", "killed", 6, "Mayor")
    first = update(0, "PNA", "killed", 2, "Police")
    for inputs in ([first, late, soon], [first, soon, late]):
        (figure,) = (each for each in stands(once(inputs)) if each["policy"] == "house")
        assert any("Mayor: 4" in line for line in figure["explanation"]), figure["explanation"]
