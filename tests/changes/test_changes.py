"""What a person is told of figures: a function of the events, however they are portioned, and true to the desk."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.changes.board import FORGOTTEN_AFTER
from newsroom.changes.change import TollChange
from newsroom.changes.compare import printed_toll
from newsroom.changes.fold import TollChanges
from newsroom.changes.reading import numbers_in
from newsroom.changes.state import restored, stored
from newsroom.changes.telling import standing_tolls
from schemas.events import Cause, Event, FigureChanged, Reprocessed
from schemas.ids import digest
from schemas.topics import FIGURES, topic_of
from streams.desk.desk import Desk
from streams.stamp import Stamp
from tests.builders import NOON, minutes, received
from tests.forms import example_count
from tests.streams.figures_told import figures_told
from tests.streams.small_desk import new_desk, traffic
from tests.streams.test_desk import recall
from tests.streams.test_editors import LATER, STORY, merging, ruling, splitting, unruling

Recorded = tuple[Event, dt.datetime]


class House:
    """A desk and what stands on its topic `figures`."""

    def __init__(self) -> None:
        self.desk = new_desk()
        self.offset = 0
        self.log: list[Recorded] = []

    def take(self, *inputs: Any, at: dt.datetime | None = None) -> list[Recorded]:
        taken: list[Recorded] = []
        for event in inputs:
            recorded_at = at or event.published_at
            cause = Cause(topic="intake", partition=0, offset=self.offset)
            outputs = self.desk.decide(event, cause, recorded_at)
            for output in outputs:
                self.desk.fold(output)
            taken += [(output, recorded_at) for output in outputs if topic_of(output) == FIGURES]
            self.offset += 1
        self.log += taken
        return taken

    @property
    def incident_id(self) -> str:
        (incident_id,) = {figure.incident_id for figure in self.desk.figures()}
        return incident_id


def folded(changes: TollChanges, log: Sequence[Recorded]) -> list[TollChange]:
    return [change for event, at in log for change in changes.fold(event, at)]


def house_changes(changes: Sequence[TollChange], category: str = "killed") -> list[TollChange]:
    return [each for each in changes if each.policy == "house" and each.category == category]


@pytest.fixture
def house() -> House:
    return House()


def test_a_story_is_told_change_by_change(house: House) -> None:
    changes = folded(TollChanges(), house.take(*STORY))
    first, raised = house_changes(changes)
    assert first.kinds == ("new_incident", "bounds", "wording")
    assert (first.before, first.after.printed, first.after.interval) == (None, "21", "21")
    assert [(each.claimant, each.said, each.carriers) for each in first.who] == [("Agency", "21", ("PNA",))]
    assert (first.place, first.country, first.cause, first.since) == ("Trujillo", "PE", "landslide", NOON)
    assert "raised" in raised.kinds
    assert raised.before == first.after
    assert raised.after.best == 30
    assert (raised.since, raised.published_at) == (STORY[1].published_at, STORY[1].published_at)
    assert {each.policy for each in changes} == {"house", "ucdp", "acled", "gtd"}
    assert len({each.id for each in changes}) == len(changes)


def test_a_recall_says_whose_word_is_gone(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    told = folded(changes, house.take(recall(STORY[1])))
    [lowered] = house_changes(told)
    assert "corrected_down" in lowered.kinds
    assert (lowered.before.best if lowered.before else None, lowered.after.best) == (30, 21)
    [withdrawn, *_] = house_changes(folded(changes, house.take(recall(STORY[0]))))
    assert withdrawn.kinds == ("withdrawn",)
    assert withdrawn.no_longer == ("Agency",)
    assert (withdrawn.after.best, withdrawn.after.printed) == (None, "—")
    assert not list(standing_tolls(changes.state.board))


def test_a_ruling_is_told_when_it_is_made_when_it_ends_and_once(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    until = LATER + minutes(30)
    made = ruling(house.incident_id, best=25, until=until)
    [ruled] = house_changes(folded(changes, house.take(made)))
    assert ruled.kinds[0] == "ruled"
    assert ruled.editor is not None
    assert (ruled.editor.by, ruled.editor.reason) == ("Night editor", "called the morgue")
    assert (ruled.after.best, ruled.after.ruled, ruled.ruled_until, ruled.since) == (25, True, until, LATER)
    assert "corrected_down" in ruled.kinds
    assert not changes.expired(until - minutes(1))
    changes = TollChanges(restored(stored(changes.state)))
    [ended] = house_changes(changes.expired(until))
    assert ended.event_id == digest("ruling expired", made.ruling_id)
    assert (ended.kinds, ended.after.best, ended.after.ruled) == (("ruling_expired", "raised", "bounds"), 30, False)
    assert (ended.since, ended.recorded_at) == (until, until)
    assert not changes.expired(until + minutes(600))
    assert not changes.expired(until + minutes(900))


def test_a_ruling_that_ended_unseen_is_told_before_what_came_after(house: House) -> None:
    until = LATER + minutes(30)
    house.take(*STORY)
    house.take(ruling(house.incident_id, best=25, until=until))
    house.take(received("killed 40 by Agency", LATER + minutes(60)))
    kinds = [each.kinds[0] for each in house_changes(folded(TollChanges(), house.log))]
    assert kinds == ["new_incident", "raised", "ruled", "ruling_expired", "raised"]


def test_a_ruling_withdrawn_brings_the_policys_number_back(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    made = ruling(house.incident_id, best=25)
    folded(changes, house.take(made))
    [back] = house_changes(folded(changes, house.take(unruling(made))))
    assert back.kinds[0] == "ruling_withdrawn"
    assert back.editor is not None
    assert (back.editor.word, back.editor.by) == ("ruling_withdrawn", "Day editor")
    assert (back.after.best, back.after.ruled) == (30, False)


def test_a_split_and_a_merge_say_who_did_it_and_are_no_new_incident(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    whole = house.incident_id
    split = house_changes(folded(changes, house.take(splitting(whole, STORY[1]))))
    assert {("split" in each.kinds, "new_incident" in each.kinds) for each in split} == {(True, False)}
    assert {(each.incident_id == whole, each.after.best) for each in split} == {(True, 21), (False, 30)}
    assert {each.editor.word for each in split if each.editor} == {"split"}
    [moved] = {each.incident_id for each in split} - {whole}
    [merged] = house_changes(folded(changes, house.take(merging(whole, moved))))
    assert merged.kinds[0] == "merged"
    assert (merged.incident_id, merged.after.best, moved in merged.aliases) == (whole, 30, True)
    assert merged.editor is not None
    assert merged.editor.word == "merge"
    assert {toll.incident_id for toll in standing_tolls(changes.state.board)} == {whole}


def test_an_incident_that_takes_an_earlier_claims_name_is_renamed_not_new(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(STORY[0]))
    before = house.incident_id
    told = folded(changes, house.take(received("killed 2 by Agency", NOON - minutes(90), carrier="CPN"), at=LATER))
    assert house.incident_id != before
    assert {each.incident_id for each in told} == {house.incident_id}
    assert all(each.kinds[0] == "renamed" and "new_incident" not in each.kinds for each in told)
    assert {each.aliases for each in told} == {(before,)}


def test_what_is_sent_twice_is_told_once(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    first = list(house.log)
    folded(changes, house.take(received("killed 40 by Agency", LATER)))
    assert folded(changes, first) == []
    assert folded(changes, house.log) == []
    [later] = house_changes(folded(changes, house.take(received("killed 41 by Agency", LATER + minutes(9)))))
    assert later.before is not None
    assert (later.before.best, later.after.best) == (40, 41)


def test_a_reprocessing_tells_what_newer_rules_print_otherwise_and_nothing_else(house: House) -> None:
    changes, again = TollChanges(), House()
    inputs = [*STORY, received("killed 40 by Agency", LATER), received("injured 7 by Agency", LATER + minutes(5))]
    folded(changes, house.take(*inputs))
    again.desk._stamp = Stamp(again.desk._stamp.version, "run")
    redone = again.take(*inputs, at=LATER + minutes(60))
    mark = Reprocessed(event_id="f" * 32, desk="PE", partition=0, below=4, timeline_from=0, claims_from=0,
                       figures_from=0, started_at=LATER, caused_by=Cause(topic="intake", partition=0, offset=3),
                       pipeline_version=7)
    marked = mark, LATER + minutes(61)
    assert folded(TollChanges(restored(stored(changes.state))), [*redone, marked]) == []

    told = folded(changes, [*((otherwise(event), at) for event, at in redone), marked])
    assert {(each.category, each.kinds[:2], each.after.best) for each in told} == {
        ("killed", ("reprocessed", "corrected_down"), 39)}
    assert len({each.id for each in told}) == len(told)
    [next_] = house_changes(folded(changes, house.take(received("killed 44 by Agency", LATER + minutes(90)))))
    assert next_.before is not None
    assert (next_.before.best, next_.after.best) == (39, 44)


def otherwise(event: Event) -> Event:
    """As rules would say it that read 40 as 39."""
    if not isinstance(event, FigureChanged):
        return event
    return msgspec.structs.replace(event, figures=tuple(
        msgspec.structs.replace(each, low=39, best=39, high=39) if each.best == 40 else each for each in event.figures))


def test_logs_of_old_versions_give_the_same_changes(house: House) -> None:
    made_at = LATER + minutes(5)
    house.take(*STORY)
    house.take(ruling(house.incident_id, best=25, at=made_at, until=made_at + minutes(10)))
    house.take(received("killed 50 by Mayor", LATER + minutes(30)), recall(STORY[0]))
    at = {event.event_id: recorded_at for event, recorded_at in house.log}
    old: list[Recorded] = [(event, at[event.event_id]) for event, _ in house.log  # rulings stand where they stood
                           if not hasattr(event, "figures")]
    old += [(figure, at[figure.event_id]) for figure in figures_told(event for event, _ in house.log)]
    order = {event.event_id: number for number, (event, _) in enumerate(house.log)}
    old.sort(key=lambda each: order[each[0].event_id])
    assert folded(TollChanges(), old) == folded(TollChanges(), house.log)


def test_incidents_are_forgotten_when_they_are_old(house: House) -> None:
    changes = TollChanges()
    folded(changes, house.take(*STORY))
    assert len(changes.state.board.incidents) == 1
    later = NOON + FORGOTTEN_AFTER + dt.timedelta(days=2)
    folded(changes, house.take(received("killed 3 by Mayor", later)))
    assert {each.seen.date() for each in changes.state.board.incidents.values()} == {later.date()}


def edited_traffic(seed: int) -> list[Recorded]:
    """Reports, copies, recalls, inputs sent twice, and now and then an editor's word on what stands."""
    rng, house = random.Random(seed), House()
    for number, event in enumerate(traffic(60, seed=seed, desks=("PE",), resent_within=50)):
        house.take(event, at=NOON + dt.timedelta(hours=2 * number))
        standing = sorted({figure.incident_id for figure in house.desk.figures()})
        at = NOON + dt.timedelta(hours=2 * number, minutes=5)
        if standing and rng.random() < 0.15:
            figure = rng.choice(sorted(house.desk.figures(), key=lambda f: (f.incident_id, f.category, f.policy)))
            until = at + dt.timedelta(hours=rng.randrange(1, 20)) if rng.random() < 0.6 else None
            made = ruling(figure.incident_id, best=rng.randrange(60), at=at, until=until, category=figure.category)
            house.take(made)
            if rng.random() < 0.3:
                house.take(unruling(made), at=at + minutes(1))
        if len(standing) > 1 and rng.random() < 0.2:
            house.take(merging(*rng.sample(standing, 2)), at=at + minutes(2))
        elif standing and isinstance(event, type(STORY[0])) and rng.random() < 0.2:
            house.take(splitting(rng.choice(standing), event), at=at + minutes(2))
    return house.log


def printed_by(desk: Desk, now: dt.datetime) -> dict[tuple[str, str, str], Any]:
    return {
        (figure.incident_id, figure.category, figure.policy): printed_toll(numbers_in(figure, now)[figure.policy])
        for figure in desk.figures()
    }


@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=example_count(25))
def test_in_one_go_and_in_portions_from_a_stored_state_it_is_the_same(seed: int, cuts: list[int]) -> None:
    log = edited_traffic(seed)
    whole = TollChanges()
    in_one_go = folded(whole, log)
    portioned, changes = list[TollChange](), TollChanges()
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(log)], strict=True):
        changes = TollChanges(restored(stored(changes.state)))
        portioned += folded(changes, log[start:end])
    assert portioned == in_one_go
    assert stored(changes.state) == stored(whole.state)
    assert len({change.id for change in in_one_go}) == len(in_one_go)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=example_count(25))
def test_what_stands_after_the_changes_is_what_the_desk_says(seed: int) -> None:
    """Followed as a reader would: each change on top of the one before."""
    rng, house, changes = random.Random(seed), House(), TollChanges()
    told: dict[tuple[str, str, str], Any] = {}
    now = NOON
    for number, event in enumerate(traffic(50, seed=seed, desks=("PE",), resent_within=50)):
        now = NOON + dt.timedelta(hours=2 * number)
        taken = house.take(event, at=now)
        figures = sorted(house.desk.figures(), key=lambda f: (f.incident_id, f.category, f.policy))
        standing = sorted({figure.incident_id for figure in figures})
        if figures and rng.random() < 0.2:
            figure = rng.choice(figures)
            taken += house.take(ruling(figure.incident_id, best=rng.randrange(60), at=now, category=figure.category,
                                       until=now + dt.timedelta(hours=3)), at=now)
        elif len(standing) > 1 and rng.random() < 0.3:
            taken += house.take(merging(*rng.sample(standing, 2)), at=now)
        for change in [*folded(changes, taken), *changes.expired(now)]:
            for name in change.aliases:
                told = {slot: toll for slot, toll in told.items() if slot[0] != name}
            slot = change.incident_id, change.category, change.policy
            assert change.before is None or slot not in told or told[slot] == change.before
            told[slot] = change.after
            if "withdrawn" in change.kinds:
                del told[slot]
        expected = printed_by(house.desk, now)
        assert {(t.incident_id, t.category, t.policy): t.after for t in standing_tolls(changes.state.board)} == expected
        assert told == expected
