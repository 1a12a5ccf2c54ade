"""A figure is stored as what changed: the views put its voices together, as they stood at each time of ours."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import FigureChanged, FigureReconciled, Voice
from schemas.ids import digest
from sinks.queries import figures
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store
from streams.desk.told import Told, figures_of
from tests.forms import example_count
from tests.sinks.conftest import Put
from tests.sinks.events import INCIDENT, NOON, minutes, reconciled, redone, voice

POLICIES = ("house", "acled")
SPEAKERS = ("Mayor", "Governor", "Police", None)


def heard(store: Store, as_of: dt.datetime | None = None, policy: str = "house") -> dict[str, str]:
    """Why each claim that is heard stands, by its id."""
    known: dict[str, Any] = {} if as_of is None else {"as_of": as_of}
    found = figures(store, policy=policy, **known)
    return {each["claim_id"]: each["why"] for figure in found for each in figure["claimants"]}


def told(memory: Told, offset: int, voices: tuple[Voice, ...], *, whole: bool = False, **fields: Any) -> FigureChanged:
    """The change that says so, folded."""
    best = voices[-1].value if voices else None
    of_policies = [reconciled(best, offset, policy=policy, voices=voices, **fields) for policy in POLICIES]
    [change] = memory.changes(of_policies, whole=whole)
    memory.fold(change)
    return change


def test_voices_are_those_of_all_changes_since_they_were_told_whole(store: Store, put: Put) -> None:
    memory = Told()
    mayor, police, later = voice("Mayor", 5), voice("Police", 7), voice("Mayor", 9, published_at=NOON + minutes(2))
    put(told(memory, 1, (mayor,)), told(memory, 2, (mayor, police)), told(memory, 3, (police, later)))
    assert heard(store, NOON + minutes(1)).keys() == {mayor.claim_id}
    assert heard(store, NOON + minutes(2)).keys() == {mayor.claim_id, police.claim_id}
    assert heard(store).keys() == heard(store, policy="acled").keys() == {police.claim_id, later.claim_id}


def test_a_change_of_numbers_alone_leaves_the_voices(store: Store, put: Put) -> None:
    memory = Told()
    put(told(memory, 1, (voice("Mayor", 5),)), change := told(memory, 2, (voice("Mayor", 5),), disputed=True))
    assert (change.voices, change.gone, change.whole) == ((), (), False)
    assert [(figure["disputed"], len(figure["claimants"])) for figure in figures(store)] == [(True, 1)]


def test_a_voice_that_is_gone_may_be_heard_again(store: Store, put: Put) -> None:
    memory = Told()
    mayor, police = voice("Mayor", 5), voice("Police", 7)
    put(told(memory, 1, (mayor, police)), told(memory, 2, (police,)), told(memory, 3, (mayor, police)))
    assert heard(store, NOON + minutes(2)).keys() == {police.claim_id}
    assert heard(store).keys() == {mayor.claim_id, police.claim_id}


def test_a_figure_without_voices_is_no_figure(store: Store, put: Put) -> None:
    memory = Told()
    put(told(memory, 1, (voice("Mayor", 5),)), told(memory, 2, ()))
    assert figures(store) == []
    assert heard(store, NOON + minutes(1)) != {}


def test_changes_go_on_from_figures_that_an_older_version_told_whole(store: Store, put: Put) -> None:
    memory = Told()
    mayor, police = voice("Mayor", 5), voice("Police", 7)
    older = [reconciled(5, 1, policy=policy, voices=(mayor,)) for policy in POLICIES]
    for figure in older:
        memory.fold(figure)
    change = told(memory, 2, (mayor, police), pipeline_version=7)
    assert change.voices == (police,)
    put(*older, change)
    assert heard(store).keys() == {mayor.claim_id, police.claim_id}


def test_what_is_decided_again_begins_anew(store: Store, put: Put) -> None:
    memory, again = Told(), Told()
    mayor, police = voice("Mayor", 5), voice("Police", 7)
    put(told(memory, 1, (mayor,)), told(memory, 2, (mayor, police)))
    put(told(again, 1, (mayor,), pipeline_version=2), redone(3))
    assert heard(store).keys() == {mayor.claim_id}
    assert heard(store, NOON + minutes(2)).keys() == {mayor.claim_id, police.claim_id}


def test_one_write_that_comes_twice_counts_once(store: Store, put: Put) -> None:
    memory = Told()
    mayor, police = voice("Mayor", 5), voice("Police", 7)
    first, second = told(memory, 1, (mayor, police)), told(memory, 2, (police,))
    put(first, second, first)
    assert heard(store).keys() == {police.claim_id}


said = st.lists(
    st.tuples(st.sampled_from(SPEAKERS), st.integers(1, 9), st.sampled_from(("stands", "overtaken"))),
    max_size=5, unique_by=lambda each: each[:2],
)


class TestAnyCourse:
    @pytest.fixture
    def empty(self, shared_store: Store) -> Store:
        return shared_store

    @settings(max_examples=example_count(30))
    @given(course=st.lists(st.tuples(said, st.booleans()), min_size=1, max_size=12))
    def test_the_store_hears_whom_the_log_tells(
        self, shared_store: Store, course: list[tuple[list[tuple[str | None, int, str]], bool]]
    ) -> None:
        """Each voice at each time of ours: as the changes say when they are folded, and as was said in full."""
        shared_store.command("TRUNCATE TABLE figures")
        memory, wanted = Told(), {}
        for offset, (speakers, whole) in enumerate(course, 1):
            voices = tuple(sorted((voice(who, number, why=why) for who, number, why in speakers),
                                  key=lambda each: (each.published_at, each.claim_id)))
            known = memory.current.get(INCIDENT, {}).values()
            before: tuple[Voice, ...] = next((figure.voices for figure in known), ())
            change = told(memory, offset, voices, whole=whole)
            assert figures_of(change, before)[0].voices == voices
            table, rows = rows_of(change, NOON + minutes(offset))
            shared_store.insert(table, COLUMNS[table], rows)
            wanted[offset] = {each.claim_id: each.why for each in voices}
        for offset, right in wanted.items():
            assert heard(shared_store, NOON + minutes(offset)) == right, offset


def test_voices_are_told_whole_again_after_many_changes() -> None:
    memory = Told()
    whole = []
    for offset in range(200):
        change = told(memory, offset, (voice("Mayor", offset), voice("Police", 7)))
        whole.append(change.whole)
    assert whole[0]
    assert 5 < sum(whole) <= 20
    assert not any(a and b for a, b in pairwise(whole))


def test_figures_of_older_versions_are_told_whole_and_forgotten_with_their_incident() -> None:
    memory = Told()
    memory.fold(reconciled(5, 1))
    assert [type(figure) for figure in memory.forget(INCIDENT)] == [FigureReconciled]
    assert len(memory) == 0
    assert told(memory, 2, (voice("Mayor", 5),)).whole


def test_sentences_that_all_policies_share_are_told_once() -> None:
    memory = Told()
    shared = ("Set aside.", "Disputed.")
    figures_told = [reconciled(5, 1, policy=policy, explanation=(policy, *shared)) for policy in POLICIES]
    [change] = memory.changes(figures_told, whole=False)
    assert change.explanation == shared
    assert [figure.explanation for figure in change.figures] == [("house",), ("acled",)]
    assert [figure.explanation for figure in figures_of(change)] == [("house", *shared), ("acled", *shared)]
    assert change.event_id == figures_told[0].event_id != digest("nothing")
