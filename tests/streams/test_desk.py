"""The desk: what it decides does not depend on arrival, and folding gives the desk that decided."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.events import (
    Cause,
    DeadLetter,
    Event,
    FigureClaimed,
    UnreadFigure,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)
from schemas.ids import digest
from streams.desk.desk import Desk
from streams.desk.filing import AHEAD_OF_CLOCK
from streams.desk.remembered import RECENT
from streams.desk.traffic import DERIVED, Derived
from streams.extract.claim import Claim, Extraction
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.grades import Grades
from tests.builders import NOON, TRUJILLO, minutes, received
from tests.forms import example_count
from tests.streams.figures_told import figures_told

ARRIVAL = NOON + dt.timedelta(days=30)


def read(update: UpdateReceived) -> Extraction:
    """Claims written as "killed 5 by Mayor; missing 3" in the text: the grammar is tested elsewhere."""
    claims, start = [], 0
    for part in filter(None, update.text.split("; ")):
        category, value, *by = part.split(" ")
        claims.append(Claim(
            category=category, value=int(value), qualifier="exact", low=int(value), high=int(value),  # type: ignore[arg-type]
            scope="total", claimant=by[1] if by else None, anonymous=False, victims=None, place=TRUJILLO,
            cause="landslide", other_event=False, revision="none", from_value=None, evidence=part,
            start=start, end=start + len(part),
        ))
        start += len(part) + 2
    return Extraction(language="en", claims=tuple(claims), warnings=())


def new_desk(recent: int = RECENT) -> Desk:
    return Desk(read, Figures(tuple(POLICIES.values()), Grades({})), lambda _: "landslide", recent=recent)


def recall(update: UpdateReceived) -> UpdateWithdrawn:
    return UpdateWithdrawn(event_id=digest("withdrawn", update.update_id), update_id=update.update_id, desk="PE",
                           published_at=ARRIVAL, by="PNA", reason="killed by the carrier")


def through(desk: Desk, inputs: list[Any], first: int = 0) -> list[Event]:
    """The events of these inputs, each decided and folded in turn."""
    events = []
    for offset, event in enumerate(inputs, first):
        outputs = desk.decide(event, Cause(topic="intake", partition=0, offset=offset), ARRIVAL)
        for output in outputs:
            desk.fold(output)
        events += outputs
    return events


def current(events: list[Event]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """What a reader of the figures sees after these events."""
    figures = {(e.incident_id, e.category, e.policy): e for e in figures_told(events)}
    return {slot: (f.low, f.best, f.high, f.disputed, f.flags, f.voices, f.updated_at, f.place, f.cause)
            for slot, f in figures.items() if f.superseded_by is None and f.voices}


STORY = [
    received("killed 21 by Agency; injured 64 by Agency", NOON),
    received("killed 21 by Agency; injured 64 by Agency", NOON + minutes(15), carrier="CPN"),
    received("killed 33 by Quillay; missing 27 by Quillay", NOON + minutes(200)),
    received("killed 41 by Quillay; missing 19 by Quillay", NOON + minutes(370)),
    received("killed 45 by Residents", NOON + minutes(400), carrier="CPN", story="peru"),
]


def test_an_update_is_filed_its_claims_made_and_its_figures_reconciled() -> None:
    filed, *rest = through(new_desk(), STORY[:1])
    assert isinstance(filed, UpdateFiled)
    assert filed.disposition == "new"
    claims = [e for e in rest if isinstance(e, FigureClaimed)]
    assert [(c.category, c.value, c.claimant) for c in claims] == [("killed", 21, "Agency"), ("injured", 64, "Agency")]
    house = [e for e in figures_told(rest) if e.policy == "house"]
    assert {(f.category, f.low, f.best, f.high) for f in house} == {("killed", 21, 21, 21), ("injured", 64, 64, 64)}
    assert {f.policy for f in figures_told(rest)} == set(POLICIES)


def test_what_was_not_read_is_filed_and_stays_with_the_update() -> None:
    doubted = (UnreadFigure(evidence="21", start=7, end=9),)

    def doubting(update: UpdateReceived) -> Extraction:
        return msgspec.structs.replace(read(update), unread=doubted)

    desk = Desk(doubting, Figures(tuple(POLICIES.values()), Grades({})), lambda _: "landslide")
    filed = [e for e in through(desk, [*STORY[:2], recall(STORY[0])]) if isinstance(e, UpdateFiled)]
    assert [f.disposition for f in filed] == ["new", "duplicate", "withdrawn", "new"]
    assert {f.unread for f in filed} == {doubted}


def test_claims_of_a_copy_name_the_claim_they_copy() -> None:
    events = through(new_desk(), STORY[:2])
    original, copy = ([e for e in events if isinstance(e, FigureClaimed) and e.carrier == c] for c in ("PNA", "CPN"))
    assert [c.copy_of for c in copy] == [c.claim_id for c in original]


def test_a_known_input_gives_its_earlier_outputs_and_changes_nothing() -> None:
    desk = new_desk()
    first = [through(desk, [update], offset) for offset, update in enumerate(STORY)]
    again = [through(desk, [update], offset) for offset, update in enumerate(STORY, 10)]
    assert again == first


def test_deciding_changes_nothing() -> None:
    desk, cause = new_desk(), Cause(topic="intake", partition=0, offset=0)
    once = [encode(e) for e in desk.decide(STORY[0], cause, ARRIVAL)]
    assert [encode(e) for e in desk.decide(STORY[0], cause, ARRIVAL)] == once


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(STORY))))[::5])
def test_current_figures_do_not_depend_on_the_order_of_arrival(order: tuple[int, ...]) -> None:
    assert current(through(new_desk(), [STORY[i] for i in order])) == current(through(new_desk(), STORY))


def test_a_recalled_update_leaves_no_trace_in_the_current_figures() -> None:
    desk = new_desk()
    events = through(desk, [*STORY, recall(STORY[3])])
    assert current(events) == current(through(new_desk(), [*STORY[:3], STORY[4]]))
    withdrawn = [e for e in events if isinstance(e, UpdateFiled) and e.disposition == "withdrawn"]
    assert [(w.update_id, w.reason) for w in withdrawn] == [(STORY[3].update_id, "killed by the carrier")]


def undo(update: UpdateReceived) -> UpdateWithdrawn:
    """As an editor takes it back, other than its carrier recalls it."""
    return msgspec.structs.replace(recall(update), event_id=digest("undone", update.update_id), by="Chief", undone=True)


@pytest.mark.parametrize("words", sorted(set(itertools.permutations(("kill", "undo", "undo")))), ids="-".join)
def test_what_was_killed_may_be_undone_and_stays_so_in_whatever_order_that_is_said(words: tuple[str, ...]) -> None:
    said = {"kill": recall, "undo": undo}
    events = through(new_desk(), [*STORY[:3], *(said[word](STORY[2]) for word in words)])
    told = [e for e in events if isinstance(e, UpdateFiled) and e.update_id == STORY[2].update_id]
    assert (told[-1].disposition, told[-1].undone, told[-1].withdrawn_by) == ("withdrawn", True, "Chief")
    assert current(events) == current(through(new_desk(), STORY[:2]))


def test_a_desk_rebuilt_from_what_was_said_of_a_kill_undone_says_the_same() -> None:
    said, again = new_desk(), new_desk()
    inputs = [*STORY[:3], recall(STORY[2]), undo(STORY[2])]
    for output in through(said, inputs):
        again.fold(output)
    for offset, event in enumerate(inputs):
        assert through(again, [event], offset) == through(said, [event], offset)


def test_a_copy_stands_when_its_original_is_recalled() -> None:
    events = through(new_desk(), [*STORY[:2], recall(STORY[0])])
    last = {e.update_id: e.disposition for e in events if isinstance(e, UpdateFiled)}
    assert last == {STORY[0].update_id: "withdrawn", STORY[1].update_id: "new"}
    assert {v.carriers for figure in current(events).values() for v in figure[5]} == {("CPN",)}


def test_a_recall_of_something_unknown_is_kept_as_a_dead_letter() -> None:
    (letter,) = through(new_desk(), [recall(STORY[0])])
    assert isinstance(letter, DeadLetter)
    assert letter.reason == "unknown_update"


def test_a_wrongly_dated_page_does_not_age_what_is_known() -> None:
    desk = new_desk()
    future = received("killed 1 by Nobody", ARRIVAL + dt.timedelta(days=300))
    events = through(desk, [STORY[0], future, STORY[1]])
    filed = [e for e in events if isinstance(e, UpdateFiled)]
    assert AHEAD_OF_CLOCK in filed[1].flags
    assert filed[2].disposition == "duplicate"


def test_a_copy_after_the_window_is_new_again() -> None:
    much_later = received(STORY[0].text, NOON + dt.timedelta(days=4))
    filler = received("killed 2 by Agency", NOON + dt.timedelta(days=3, hours=23), story="peru")
    events = through(new_desk(), [STORY[0], filler, much_later])
    assert [e.disposition for e in events if isinstance(e, UpdateFiled)][-1] in ("new", "revision")
    assert [e.same_as for e in events if isinstance(e, UpdateFiled)][-1] != STORY[0].update_id


def test_an_update_that_comes_again_after_it_was_forgotten_touches_nothing_else() -> None:
    desk = new_desk()
    near = received("killed 22 by Agency; injured 64 by Agency", NOON + dt.timedelta(hours=60))
    later = received("missing 3 by Quillay", NOON + dt.timedelta(hours=100), story="peru")
    first = through(desk, [STORY[0], near, later])
    again = through(desk, [STORY[0]], first=9)
    assert {e.event_id for e in again} <= {e.event_id for e in first}
    assert [type(e) for e in again] == [UpdateFiled, FigureClaimed, FigureClaimed]


updates = st.builds(
    lambda category, value, who, at, carrier, story: received(
        f"{category} {value} by {who}", NOON + dt.timedelta(hours=at), carrier=carrier, story=story),
    st.sampled_from(["killed", "missing"]), st.integers(0, 40), st.sampled_from(["Agency", "Quillay"]),
    st.integers(0, 100), st.sampled_from(["PNA", "CPN"]), st.sampled_from(["mudslide", "peru"]),
)


def copied(update: UpdateReceived, carrier: str, hours: int) -> UpdateReceived:
    return received(update.text, update.published_at + dt.timedelta(hours=hours), carrier=carrier, story=update.story)


@settings(max_examples=example_count(60), deadline=None)
@given(st.lists(updates, min_size=1, max_size=8, unique_by=lambda u: u.update_id), st.data())
def test_what_is_recalled_leaves_the_figures_as_if_it_had_never_come(
    made: list[UpdateReceived], data: st.DataObject
) -> None:
    """Also when a copy of it stands, whatever comes before and after the recall."""
    gone = data.draw(st.sampled_from(made))
    copies = [copied(gone, "Herald", hours) for hours in data.draw(st.sets(st.integers(0, 5), max_size=2))]
    others = [update for update in [*made, *copies] if update.update_id != gone.update_id]
    others = data.draw(st.permutations(others))
    cut = data.draw(st.integers(0, len(others)))
    at = data.draw(st.integers(0, cut))
    with_recall = [*others[:at], gone, *others[at:cut], recall(gone), *others[cut:]]
    assert current(through(new_desk(), with_recall)) == current(through(new_desk(), others))


@settings(max_examples=example_count(40), deadline=None)
@given(st.lists(updates, max_size=10, unique_by=lambda u: u.update_id), st.data())
def test_folding_what_inputs_below_an_offset_caused_gives_the_desk_that_decided_them(
    made: list[UpdateReceived], data: st.DataObject
) -> None:
    recalled = data.draw(st.sets(st.sampled_from(made), max_size=2)) if made else set()
    inputs: list[Any] = [*made, *(recall(update) for update in sorted(recalled, key=lambda u: u.update_id))]
    cut = data.draw(st.integers(0, len(inputs)))
    events = through(new_desk(), inputs)
    rebuilt = new_desk()
    derived = [e for e in events if isinstance(e, DERIVED)]
    by_topic: list[Derived] = sorted(derived, key=lambda e: type(e).__name__)
    for event in sorted(by_topic, key=lambda e: e.caused_by.offset):
        if event.caused_by.offset < cut:
            rebuilt.fold(event)
    again = [encode(e) for e in through(rebuilt, inputs[cut:], cut)]
    calm = [encode(e) for e in through(new_desk(), inputs)]
    assert again == calm[len(calm) - len(again):]
