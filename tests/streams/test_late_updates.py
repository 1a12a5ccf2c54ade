"""Updates that come late, and late again: the same current state, as long as the desk remembers; and how much it does."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.events import Event, FigureClaimed, UpdateFiled, UpdateReceived
from streams.desk.remembered import RECENT
from streams.desk.traffic import DERIVED
from tests.builders import NOON, received
from tests.forms import example_count
from tests.streams.test_desk import STORY, copied, current, new_desk, recall, through, updates

DAY = dt.timedelta(days=1)


def standing(events: list[Event]) -> tuple[dict[str, Any], dict[str, str | None], dict[Any, Any]]:
    """What a reader sees after these events: what each update is, what its claims copy, and the figures."""
    filed = {e.update_id: (e.disposition, e.same_as, e.similarity) for e in events if isinstance(e, UpdateFiled)}
    copies = {
        e.claim_id: e.copy_of for e in events
        if isinstance(e, FigureClaimed) and filed[e.update_id][0] != "withdrawn"
    }
    return filed, copies, current(events)


def without(told: tuple[dict[str, Any], dict[str, str | None], dict[Any, Any]], update: UpdateReceived) -> Any:
    filed, *rest = told
    return {update_id: what for update_id, what in filed.items() if update_id != update.update_id}, *rest


FIRST, LOWER = received("killed 1 by Agency", NOON), received("killed 0 by Agency", NOON)
SAID_AGAIN = copied(LOWER, "Herald", 1)


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, LOWER, SAID_AGAIN])))
def test_a_copy_that_came_before_its_original_says_nothing_of_its_own(order: tuple[UpdateReceived, ...]) -> None:
    events = through(new_desk(), list(order))
    assert standing(events) == standing(through(new_desk(), [FIRST, LOWER, SAID_AGAIN]))
    assert {figure[1] for (*_, policy), figure in current(events).items() if policy == "house"} == {1}


def test_copies_name_another_original_when_theirs_is_recalled() -> None:
    copies = [copied(STORY[0], carrier, hours) for hours, carrier in enumerate(["CPN", "Herald", "Wire"], 1)]
    told = standing(through(new_desk(), [STORY[0], *copies, recall(STORY[0])]))
    assert without(told, STORY[0]) == standing(through(new_desk(), copies))
    assert [told[0][copy.update_id][1] for copy in copies] == [None, copies[0].update_id, copies[0].update_id]


def test_a_claim_that_is_told_again_differs_in_nothing_but_what_it_copies() -> None:
    before, own, after = (e for e in through(new_desk(), [SAID_AGAIN, LOWER]) if isinstance(e, FigureClaimed))
    assert (before.copy_of, after.copy_of) == (None, own.claim_id)
    assert (before.caused_by.offset, after.caused_by.offset, own.caused_by.offset) == (0, 1, 1)
    assert len({before.event_id, own.event_id, after.event_id}) == 3
    taken = {"event_id": before.event_id, "copy_of": None, "caused_by": before.caused_by}
    assert msgspec.structs.replace(after, **taken) == before


def test_an_old_story_that_comes_after_a_newer_one_has_its_copies() -> None:
    newer = received("killed 2 by Mayor", NOON + 200 * DAY, story="peru")
    told = standing(through(new_desk(), [newer, *STORY[::-1]]))
    alone = standing(through(new_desk(), STORY))
    assert all(part.items() <= whole.items() for part, whole in zip(alone, told, strict=True))
    assert "duplicate" in {disposition for disposition, *_ in alone[0].values()}


def test_what_pushed_the_watermark_on_can_be_recalled() -> None:
    ahead = received("killed 2 by Mayor", NOON + 20 * DAY, story="peru")
    told = standing(through(new_desk(), [ahead, STORY[1], recall(ahead), STORY[0], *STORY[2:]]))
    assert without(told, ahead) == standing(through(new_desk(), STORY))


LONG = ["killed 5 by Mayor", "missing 3 by Agency", "injured 7 by Police", "displaced 40 by Quillay", "rescued 9 by Guard"]
texts = st.one_of(
    st.just("; "),
    st.integers(0, 2).map("killed {} by Agency".format),
    # a copy may be cut: so there are copies of copies that are none of the first
    st.builds(lambda first, last: "; ".join(LONG[first:last]), st.integers(0, 1), st.integers(3, 5)),
)
spread = st.lists(
    st.one_of(updates, st.builds(
        lambda text, days, hours, carrier: received(
            text, NOON + days * DAY + dt.timedelta(hours=hours), carrier=carrier),
        texts, st.sampled_from([0, 1, 2, 3, 4, 6, 45]), st.integers(0, 23), st.sampled_from(["PNA", "CPN", "Herald"]),
    )), min_size=2, max_size=9, unique_by=lambda update: update.update_id,
)


@settings(deadline=None)
@given(spread, st.data())
def test_no_order_of_arrival_changes_what_stands(made: list[UpdateReceived], data: st.DataObject) -> None:
    """Copies and revisions over days and months, some of them recalled."""
    gone = data.draw(st.sets(st.sampled_from(sorted(update.update_id for update in made)), max_size=2))
    orders = [made, data.draw(st.permutations(made))]
    told = []
    for order in orders:
        inputs: list[Any] = list(order)
        for update in made:
            if update.update_id in gone:
                after = inputs.index(update) + 1
                inputs.insert(data.draw(st.integers(after, len(inputs))), recall(update))
        told.append(standing(through(new_desk(), inputs)))
    assert told[0] == told[1]
    filed, copies, figures = standing(through(new_desk(), [u for u in made if u.update_id not in gone]))
    assert (copies, figures) == told[0][1:]
    assert filed == {update_id: what for update_id, what in told[0][0].items() if update_id not in gone}


def test_memory_is_bounded_and_what_leaves_it_is_counted() -> None:
    recent, per_day, days = 5, 4, 80
    desk = new_desk(recent)
    for number in range(per_day * days):
        day, hour = divmod(number, per_day)
        live = received(f"killed {number} by Agency", NOON + (day - days) * DAY + dt.timedelta(hours=hour))
        late = received(f"injured {number} by Mayor", NOON - (400 + 40 * number) * DAY)
        through(desk, [live, late], 2 * number)
        assert desk.windows.updates <= 4 * per_day + recent
        assert desk.windows.updates + desk.windows.updates_gone == 2 * (number + 1)
    assert desk.windows.incidents <= days
    assert desk.windows.incidents_gone > days


@settings(max_examples=example_count(60), deadline=None)
@given(spread, st.sampled_from([1, 2, 4]), st.data())
def test_a_desk_that_forgot_is_rebuilt_as_it_was(
    made: list[UpdateReceived], recent: int, data: st.DataObject
) -> None:
    """Some are sent twice and recalled twice, at any time."""
    inputs: list[Any] = data.draw(st.permutations([*made, *made[:4], *map(recall, made[:2]), recall(made[0])]))
    cut = data.draw(st.integers(0, len(inputs)))
    desk, rebuilt = new_desk(recent), new_desk(recent)
    newest = -1
    for event in through(desk, inputs[:cut]):
        if isinstance(event, DERIVED) and event.caused_by.offset >= newest:  # what is told again is no news
            newest = event.caused_by.offset
            rebuilt.fold(event)
    assert rebuilt.windows[:2] == desk.windows[:2]
    for offset, event in enumerate([*inputs[cut:], *made], cut):
        assert list(map(encode, through(rebuilt, [event], offset))) == list(map(encode, through(desk, [event], offset)))


@pytest.mark.parametrize("recent", [1, RECENT])
def test_what_is_sent_again_after_its_input_was_forgotten_is_told_as_it_stands(recent: int) -> None:
    desk = new_desk(recent)
    first = through(desk, [SAID_AGAIN, LOWER, received("missing 3 by Quillay", NOON + 5 * DAY, story="peru")])
    again = through(desk, [SAID_AGAIN], first=9)
    assert [type(event) for event in again] == [UpdateFiled, FigureClaimed]
    assert {encode(event) for event in again} <= {encode(event) for event in first}
    assert standing([*first, *again]) == standing(first)
    gone = through(desk, [recall(SAID_AGAIN)], first=10)
    for sent in (SAID_AGAIN, recall(SAID_AGAIN)):
        again = through(desk, [sent], first=11)
        assert {encode(event) for event in again} <= {encode(event) for event in gone}


def stored(events: list[Event]) -> list[Event]:
    """The events as the store reads them: of one id the one with the first cause, all in the order of their causes."""
    first: dict[str, Any] = {}
    for event in sorted((e for e in events if isinstance(e, DERIVED)), key=lambda e: e.caused_by.offset):
        first.setdefault(event.event_id, event)
    return list(first.values())


@settings(deadline=None)
@given(spread.filter(lambda made: all(update.published_at < NOON + 20 * DAY for update in made)),
       st.sampled_from([1, 2, 4, RECENT]), st.data())
def test_what_is_sent_again_while_incidents_are_open_changes_nothing(
    made: list[UpdateReceived], recent: int, data: st.DataObject
) -> None:
    desk, inputs = new_desk(recent), [made[0], recall(made[0]), *made[1:], recall(made[-1])]
    events = through(desk, inputs)
    again = through(desk, data.draw(st.lists(st.sampled_from(inputs), max_size=12)), len(inputs))
    assert standing(stored([*events, *again])) == standing(stored(events))


def test_what_is_sent_again_when_nothing_is_known_of_it_touches_nothing_else() -> None:
    """A folder that is sent again, in part: what still stands was told with the whole of it in mind."""
    silent = [received("; ", NOON + dt.timedelta(hours=hours), carrier=carrier)
              for hours, carrier in ((0, "PNA"), (2, "CPN"), (60, "Herald"))]
    later = received("missing 3 by Quillay", NOON + dt.timedelta(hours=90))
    desk = new_desk(recent=1)
    before = standing(through(desk, [*silent, later]))
    assert [before[0][update.update_id][1] for update in silent] == [None, *[silent[0].update_id] * 2]
    again = through(desk, [silent[1], silent[0]], first=9)
    assert {event.update_id for event in again if isinstance(event, UpdateFiled)} == {
        silent[0].update_id, silent[1].update_id}
