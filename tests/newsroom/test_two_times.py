"""What we said at a time of ours, and what had been published by a time: each against the real thing, at many times."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from eventlog.sqlite.log import SqliteLog
from newsroom.commands.published.course import course_of
from newsroom.commands.published.figures_at import (
    claim_of_row,
    figures_at,
    incidents_now,
    reconciled_at,
    rulings_until,
)
from newsroom.one_machine.one_process import OneProcess
from schemas.events import (
    Cause,
    FigureReconciled,
    RulingMade,
    RulingWithdrawn,
    UpdateReceived,
    UpdateWithdrawn,
)
from schemas.ids import digest
from schemas.records import record_of
from sinks import queries
from sinks.editorial import published
from sinks.embedded import EmbeddedStore
from sinks.incident_ids import newest_incidents
from sinks.store import Store
from streams.desk.desk import Desk
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.figures.rulings import Rulings
from streams.grades import Grades
from streams.incidents.book import Incident, writing_order
from telemetry.stages import Stages
from tests.builders import NOON
from tests.forms import forms
from tests.stores import lay_out
from tests.streams.small_desk import new_desk, traffic

FIGURES = Figures(tuple(POLICIES.values()), Grades({}))


class Size(NamedTuple):
    updates: int
    times: int  # to ask about


class Polled(NamedTuple):
    """What a reader saw who polled the figures and the timeline."""

    at: dt.datetime
    figures: list[queries.FigureRow]
    timeline: list[queries.TimelineEntry]


class Story(NamedTuple):
    store: Store
    inputs: list[Any]  # in order of arrival
    polls: list[Polled]
    times: int


def rulings_on(figures: Sequence[queries.FigureRow], rng: random.Random, published_at: dt.datetime) -> list[RulingMade]:
    """An editor's word on one of the figures."""
    if not figures:
        return []
    figure = rng.choice(figures)
    ruling_id = digest("ruling", figure["incident_id"], figure["category"], published_at)
    until = published_at + dt.timedelta(hours=9) if rng.random() < 0.5 else None
    return [RulingMade(
        event_id=digest("made", ruling_id), ruling_id=ruling_id, desk=figure["desk"],
        incident_id=figure["incident_id"], category=figure["category"],  # type: ignore[arg-type]
        best=rng.randrange(50), by="Night editor", reason="called", published_at=published_at, until=until,
    )]


def once_recalled(events: Iterator[Any]) -> list[Any]:
    """The traffic without second recalls of an update: of several the first to arrive counts, whenever it was made."""
    recalled: set[str] = set()
    kept = []
    for event in events:
        if not isinstance(event, UpdateWithdrawn) or event.update_id not in recalled:
            kept.append(event)
        if isinstance(event, UpdateWithdrawn):
            recalled.add(event.update_id)
    return kept


@pytest.fixture(scope="module", params=forms(Size(60, 8), Size(160, 200)))
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Traffic of a desk taken in bit by bit, with recalls and rulings, and a poll after each bit."""
    form: Size = request.param
    folder = tmp_path_factory.mktemp("two-times")
    log, store = SqliteLog(folder / "log.sqlite"), EmbeddedStore(lay_out(folder / "store"))
    pipeline = OneProcess(log, store, new_desk, Stages(), 50)
    rng = random.Random(7)
    inputs: list[Any] = []
    polls: list[Polled] = []
    made: list[RulingMade] = []
    waiting = once_recalled(traffic(form.updates, seed=7, desks=("PE",)))
    while waiting:
        size = rng.randrange(1, 4)
        taken, waiting = waiting[:size], waiting[size:]
        if polls and rng.random() < 0.25:
            last = max(event.published_at for event in inputs)
            made += rulings_on(polls[-1].figures, rng, last)
            taken += made[-1:]
        if made and rng.random() < 0.15:
            gone = made.pop()
            taken.append(RulingWithdrawn(
                event_id=digest("unmade", gone.ruling_id), ruling_id=gone.ruling_id, desk=gone.desk, by="Day editor",
                reason="no more", published_at=max(event.published_at for event in inputs),
            ))
        log.append([record_of(event, event.desk) for event in taken])
        inputs += taken
        pipeline.work()
        pipeline.sink()
        now = dt.datetime.now(dt.UTC)
        polls.append(Polled(now, queries.figures(store, policy=None, now=now), queries.timeline(store)))
    yield Story(store, inputs, polls, form.times)
    store.close()
    log.close()


def test_the_story_has_recalls_rulings_and_disputes(story: Story) -> None:
    assert {UpdateReceived, UpdateWithdrawn, RulingMade, RulingWithdrawn} == {type(event) for event in story.inputs}
    assert any(figure["ruled"] for poll in story.polls for figure in poll.figures)
    assert any(figure["disputed"] for poll in story.polls for figure in poll.figures)
    assert any(update["disposition"] == "withdrawn" for update in story.polls[-1].timeline)


def test_as_of_gives_what_a_reader_had_seen_then(story: Story) -> None:
    rng = random.Random(1)
    for poll in rng.choices(story.polls, k=story.times):
        assert queries.figures(story.store, policy=None, as_of=poll.at) == poll.figures
    for poll in rng.choices(story.polls, k=story.times // 4):
        assert queries.timeline(story.store, as_of=poll.at) == poll.timeline


def run_of(inputs: Sequence[Any]) -> list[FigureReconciled]:
    """The figures that desks which know nothing but these inputs say in the end."""
    desks: dict[str, Desk] = {}
    for offset, event in enumerate(inputs):
        desk = desks.setdefault(event.desk, new_desk())
        cause = Cause(topic="intake", partition=0, offset=offset)
        for output in desk.decide(event, cause, dt.datetime(2030, 1, 1, tzinfo=dt.UTC)):
            desk.fold(output)
    return [figure for desk in desks.values() for figure in desk.figures()]


SAME = ("incident_id", "country", "cause", "category", "policy", "low", "best", "high", "disputed", "best_qualifier")


def brief(figure: Any) -> tuple[Any, ...]:
    return tuple(figure[name] if isinstance(figure, dict) else getattr(figure, name) for name in SAME)


def test_at_gives_what_a_fresh_run_over_the_updates_published_by_then_says(story: Story) -> None:
    rng = random.Random(2)
    span = max(event.published_at for event in story.inputs) - NOON
    for _ in range(story.times):
        at = NOON + rng.random() * span
        fresh = run_of([e for e in story.inputs if e.published_at <= at and not isinstance(e, _RULINGS)])
        asked = figures_at(story.store, at, FIGURES, policy=None)
        of_policy = [{**figure, "low": figure["policy_low"], "best": figure["policy_best"],
                      "high": figure["policy_high"], "best_qualifier": figure["policy_qualifier"]} for figure in asked]
        assert sorted(map(str, map(brief, of_policy))) == sorted(map(str, map(brief, fresh)))


_RULINGS = (RulingMade, RulingWithdrawn)


def test_at_counts_the_rulings_made_by_then(story: Story) -> None:
    made = [event for event in story.inputs if isinstance(event, RulingMade)]
    held = 0
    for ruling in made:
        after = figures_at(story.store, ruling.published_at, FIGURES, policy="house")
        before = figures_at(story.store, ruling.published_at - dt.timedelta(seconds=1), FIGURES, policy="house")
        assert ruling.ruling_id not in {figure["ruling_id"] for figure in before}
        held += ruling.ruling_id in {figure["ruling_id"] for figure in after}
    assert held >= len(made) // 2


def test_at_the_end_it_shows_what_the_store_shows(story: Story) -> None:
    """Rulings and the order of the list are told by the store's views and, for --at, by the command."""
    end = max(event.published_at for event in story.inputs)
    current = [shown(figure) for figure in queries.figures(story.store, policy=None, now=end)]
    assert any(figure["ruled"] for figure in current)
    assert [shown(figure) for figure in figures_at(story.store, end, FIGURES, policy=None)] == current


def shown(figure: Any) -> dict[str, Any]:
    """What does not tell how the figure came about step by step."""
    steps = ("recorded_at", "updated_at")
    return {name: value for name, value in figure.items() if name not in steps}


def test_the_course_of_an_incident_is_what_each_of_its_moments_says_by_itself(story: Story) -> None:
    """Reconciled in one go from moment to moment, or anew for each of them."""
    asked = recalled = 0
    for incident in newest_incidents(story.store, 100):
        names = [incident.incident_id, *queries.earlier_ids(story.store, incident.incident_id)]
        incidents = incidents_now(story.store, incident.desk)
        out = published.when_out(story.store, incident.desk)
        claims = [claim for each in incidents if each.incident_id in names for claim in each.claims]
        claims += map(claim_of_row, published.claims_recalled(story.store, names))
        course = course_of(story.store, incident, names[1:], incidents, FIGURES)
        stood = 0
        for moment in course:
            rulings = Rulings()
            for ruling in rulings_until(story.store, None):
                if ruling.incident_id in names and ruling.published_at <= moment.at:
                    rulings.fold(replace(ruling, incident_id=incident.incident_id))
            told = [claim for claim in claims if claim.update_id in out and out[claim.update_id][0] <= moment.at
                    and (out[claim.update_id][1] or FOREVER) > moment.at]
            then = Incident(incident.incident_id, tuple(sorted(told, key=writing_order)), None, incident.cause)
            fresh = reconciled_at([then] if told else [], incident.desk, FIGURES, rulings, moment.at)
            assert list(map(of_itself, moment.figures)) == list(map(of_itself, fresh))
            asked += 1
            recalled += len(told) < stood
            stood = len(told)
    assert asked > 20
    assert recalled > 0


FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def of_itself(figure: FigureReconciled) -> FigureReconciled:
    """Without what tells by which question it was reconciled."""
    return replace(figure, event_id="", input_published_at=None)
