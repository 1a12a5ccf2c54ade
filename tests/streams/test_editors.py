"""What a desk makes of editors' words, and of recalls that come late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from schemas.codec import encode
from schemas.events import (
    Cause,
    ClaimWithdrawn,
    DeadLetter,
    Event,
    FigureReconciled,
    IncidentsMerged,
    IncidentSplit,
    IncidentsRelinked,
    RulingFiled,
    RulingMade,
    RulingWithdrawn,
    UpdateFiled,
    UpdateReceived,
)
from schemas.ids import digest
from streams.desk.desk import Desk
from streams.desk.traffic import DERIVED
from tests.builders import NOON, received
from tests.streams.figures_told import figures_told
from tests.streams.test_desk import new_desk, recall, through

LATER = NOON + dt.timedelta(hours=6)
STORY = [
    received("killed 21 by Agency; missing 9 by Agency", NOON, carrier="PNA"),
    received("killed 30 by Agency", NOON + dt.timedelta(hours=1), carrier="CPN"),
]
LONG_AFTER = received("killed 4 by Mayor", NOON + dt.timedelta(days=40), carrier="PNA")


def current(events: list[Event], policy: str = "house") -> dict[tuple[str, str], FigureReconciled]:
    """The newest figure of each incident and category that is not void."""
    newest = {
        (e.incident_id, e.category): e for e in figures_told(events) if e.policy == policy
    }
    return {slot: figure for slot, figure in newest.items() if figure.voices}


def incident_of(events: list[Event]) -> str:
    (incident_id,) = {incident_id for incident_id, _ in current(events)}
    return incident_id


def ruling(incident_id: str, best: int = 25, at: dt.datetime = LATER, **fields: Any) -> RulingMade:
    ruling_id = digest("ruling", incident_id, best, at)
    known: dict[str, Any] = {
        "event_id": digest("made", ruling_id), "ruling_id": ruling_id, "desk": "PE", "incident_id": incident_id,
        "category": "killed", "best": best, "by": "Night editor", "reason": "called the morgue", "published_at": at,
    }
    return RulingMade(**{**known, **fields})


def unruling(made: RulingMade) -> RulingWithdrawn:
    return RulingWithdrawn(event_id=digest("unmade", made.ruling_id), ruling_id=made.ruling_id, desk="PE",
                           by="Day editor", reason="counted again", published_at=LATER)


def merging(*incident_ids: str) -> IncidentsMerged:
    return IncidentsMerged(event_id=digest("merged", *incident_ids), desk="PE", incident_ids=incident_ids,
                           by="Night editor", reason="one slide", published_at=LATER)


def splitting(incident_id: str, *updates: UpdateReceived, since: dt.datetime | None = None) -> IncidentSplit:
    return IncidentSplit(event_id=digest("split", incident_id, *(u.update_id for u in updates)), desk="PE",
                         incident_id=incident_id, update_ids=tuple(u.update_id for u in updates), since=since,
                         by="Night editor", reason="another slide", published_at=LATER)


@pytest.fixture
def desk() -> Desk:
    return new_desk()


def test_a_ruling_is_carried_by_every_policy_and_leaves_their_numbers(desk: Desk) -> None:
    events = through(desk, STORY)
    made = ruling(incident_of(events))
    after = through(desk, [made], first=9)
    figures = figures_told(after)
    assert isinstance(after[0], RulingFiled)
    assert {f.policy for f in figures} == {"house", "ucdp", "acled", "gtd"}
    assert {f.category for f in figures} == {"killed"}
    for figure in figures:
        assert figure.ruling is not None
        assert (figure.ruling.best, figure.ruling.by, figure.best) == (25, "Night editor", 30)


def test_a_ruling_stays_when_claims_come_and_goes_when_it_is_withdrawn(desk: Desk) -> None:
    events = through(desk, STORY)
    made = ruling(incident_of(events))
    events += through(desk, [made], first=9)
    events += through(desk, [received("killed 33 by Agency", NOON + dt.timedelta(hours=2))], first=10)
    [held] = [f for slot, f in current(events).items() if slot[1] == "killed"]
    assert held.ruling is not None
    assert held.best == 33
    events += through(desk, [unruling(made)], first=11)
    [free] = [f for slot, f in current(events).items() if slot[1] == "killed"]
    assert (free.ruling, free.best) == (None, 33)


def test_withdrawing_the_later_of_two_rulings_brings_the_earlier_back(desk: Desk) -> None:
    events = through(desk, STORY)
    first = ruling(incident_of(events), best=25)
    second = ruling(incident_of(events), best=27, at=LATER + dt.timedelta(minutes=1))
    events += through(desk, [first, second], first=9)
    assert current(events)[incident_of(events), "killed"].ruling.best == 27  # type: ignore[union-attr]
    events += through(desk, [unruling(second)], first=11)
    assert current(events)[incident_of(events), "killed"].ruling.best == 25  # type: ignore[union-attr]


def test_a_ruling_can_be_withdrawn_when_what_it_ruled_on_was_recalled(desk: Desk) -> None:
    said = received("killed 30 by Agency", NOON)
    events = through(desk, [said])
    made = ruling(incident_of(events))
    through(desk, [made], first=1)
    through(desk, [recall(said)], first=2)
    [filed] = through(desk, [unruling(made)], first=3)
    assert isinstance(filed, RulingFiled)
    assert filed.withdrawn
    [again] = [e for e in through(desk, [unruling(made)], first=4) if isinstance(e, RulingFiled)]
    assert again == filed  # the same input gives what it gave


@pytest.mark.parametrize("word", [
    ruling("no such incident"), merging("one", "other"), splitting("none", STORY[0]),
], ids=lambda word: type(word).__name__)
def test_what_cannot_be_followed_is_kept_with_its_reason(desk: Desk, word: Any) -> None:
    through(desk, STORY)
    [letter] = through(desk, [word], first=9)
    assert isinstance(letter, DeadLetter)
    assert letter.reason == "refused"
    assert letter.payload


def test_a_ruling_on_what_nobody_spoke_of_is_refused(desk: Desk) -> None:
    events = through(desk, STORY)
    [letter] = through(desk, [ruling(incident_of(events), category="detained")], first=9)
    assert isinstance(letter, DeadLetter)
    assert "detained" in letter.detail


def test_an_editors_word_that_comes_twice_counts_once(desk: Desk) -> None:
    events = through(desk, STORY)
    made = ruling(incident_of(events))
    first = through(desk, [made], first=9)
    assert through(desk, [made], first=10) == first


def test_a_split_gives_two_incidents_and_a_merge_makes_them_one_again(desk: Desk) -> None:
    events = through(desk, STORY)
    whole = incident_of(events)
    events += through(desk, [splitting(whole, STORY[1])], first=9)
    figures = current(events)
    assert {(f.best, category) for (_, category), f in figures.items()} == {(21, "killed"), (9, "missing"), (30, "killed")}
    assert len({incident_id for incident_id, _ in figures}) == 2
    [moved] = {incident_id for incident_id, _ in figures} - {whole}
    events += through(desk, [merging(whole, moved)], first=10)
    [again] = {incident_id for incident_id, _ in current(events)}
    assert again == whole
    assert current(events)[whole, "killed"].best == 30
    assert moved in current(events)[whole, "killed"].aliases


def test_an_old_id_stays_valid_after_a_merge(desk: Desk) -> None:
    events = through(desk, STORY)
    whole = incident_of(events)
    events += through(desk, [splitting(whole, STORY[1])], first=9)
    [moved] = {incident_id for incident_id, _ in current(events)} - {whole}
    events += through(desk, [merging(whole, moved), ruling(moved, best=29)], first=10)
    held = current(events)[whole, "killed"].ruling
    assert held is not None
    assert held.best == 29


def test_what_is_split_off_again_after_a_merge_is_no_name_of_the_other(desk: Desk) -> None:
    events = through(desk, STORY)
    whole = incident_of(events)
    again = splitting(whole, STORY[1])
    events += through(desk, [again], first=9)
    [moved] = {incident_id for incident_id, _ in current(events)} - {whole}
    events += through(desk, [merging(whole, moved)], first=10)
    events += through(desk, [msgspec.structs.replace(again, event_id="5" * 32)], first=11)
    figures = current(events)
    assert {(figures[incident, "killed"].best, figures[incident, "killed"].aliases) for incident in (whole, moved)} == {
        (21, ()), (30, ()),
    }


def test_later_claims_go_with_the_split_from_the_time_named(desk: Desk) -> None:
    events = through(desk, STORY)
    whole = incident_of(events)
    events += through(desk, [splitting(whole, STORY[1], since=STORY[1].published_at)], first=9)
    events += through(desk, [received("killed 31 by Agency", NOON + dt.timedelta(hours=3))], first=10)
    assert sorted(f.best or 0 for (_, category), f in current(events).items() if category == "killed") == [21, 31]


def test_a_desk_rebuilt_from_what_was_filed_knows_every_word_of_the_editors(desk: Desk) -> None:
    events = through(desk, STORY)
    whole = incident_of(events)
    words = [ruling(whole), splitting(whole, STORY[1])]
    events += through(desk, words, first=9)
    rebuilt = new_desk()
    for event in events:
        if isinstance(event, DERIVED):
            rebuilt.fold(event)
    then = [received("killed 34 by Agency", NOON + dt.timedelta(hours=4)), unruling(ruling(whole))]
    assert [encode(e) for e in through(rebuilt, then, first=20)] == [encode(e) for e in through(desk, then, first=20)]
    assert any(isinstance(e, IncidentsRelinked) for e in events)


def test_an_update_older_than_the_window_of_duplicates_is_recalled_with_its_claims(desk: Desk) -> None:
    events = through(desk, STORY)
    events += through(desk, [received("killed 40 by Agency", NOON + dt.timedelta(days=6))], first=9)
    gone = through(desk, [recall(STORY[0])], first=10)
    events += gone
    assert [e.disposition for e in gone if isinstance(e, UpdateFiled)] == ["withdrawn"]
    assert len([e for e in gone if isinstance(e, ClaimWithdrawn)]) == 2
    assert {category for _, category in current(events)} == {"killed"}


def test_what_was_recalled_stays_recalled_when_it_is_sent_again_after_its_window(desk: Desk) -> None:
    events = through(desk, [*STORY, recall(STORY[0])])
    events += through(desk, [received("killed 40 by Agency", NOON + dt.timedelta(days=6))], first=9)
    before = current(events)
    again = through(desk, [STORY[0]], first=10)
    assert [e.disposition for e in again if isinstance(e, UpdateFiled)] == ["withdrawn"]
    assert not figures_told(again)
    assert current([*events, *again]) == before


def test_a_closed_incident_leaves_nothing_behind() -> None:
    desk = new_desk(recent=1)
    events = through(desk, STORY)
    made = ruling(incident_of(events))
    through(desk, [made], first=9)
    for event in desk.decide(LONG_AFTER, Cause(topic="intake", partition=0, offset=10), LONG_AFTER.published_at):
        desk.fold(event)
    [letter] = through(desk, [ruling(made.incident_id, best=9)], first=12)
    assert isinstance(letter, DeadLetter)
    [early] = through(desk, [unruling(made)], first=13)
    assert isinstance(early, RulingFiled)
    assert desk._rulings.find(made.ruling_id) == early
    much_later = received("killed 4 by Mayor", NOON + dt.timedelta(days=80))
    for event in desk.decide(much_later, Cause(topic="intake", partition=0, offset=14), much_later.published_at):
        desk.fold(event)
    assert desk._rulings.find(made.ruling_id) is None
