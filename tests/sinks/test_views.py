from __future__ import annotations

from typing import Any

import pytest

from schemas.ids import digest
from sinks.queries import figures
from sinks.store import Store
from tests.sinks.conftest import Put
from tests.sinks.events import INCIDENT, NOON, filed, minutes, reconciled, voice

OLD, NEW, OTHER = digest("incident", "old"), digest("incident", "new"), digest("incident", "other")


def columns(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return list(store.query(sql).rows)


def revised(text: str, offset: int, **fields: Any) -> Any:
    """The same update as it stood after the input at `offset`."""
    cause = filed(text).caused_by
    return filed(text, **{
        "update_id": digest("update", "u"), "event_id": digest("filed", "u", offset),
        "caused_by": type(cause)(topic="intake", partition=0, offset=offset), **fields,
    })


class TestTimeline:
    def test_shows_the_latest_version_and_when_the_first_was_recorded(self, store: Store, put: Put) -> None:
        put(revised("Five died.", 1), revised("Six died.", 2, disposition="correction", same_as="x"))
        put(revised("Six died.", 3, disposition="withdrawn", headline=None, reason="killed"))
        [row] = columns(store, "SELECT text, disposition, same_as, reason, recorded_at FROM timeline")
        assert row == ("Six died.", "withdrawn", None, "killed", NOON + minutes(1))

    def test_a_null_of_the_latest_version_hides_an_older_value(self, store: Store, put: Put) -> None:
        put(revised("Five died.", 1, headline="Toll", carrier="PNA"), revised("Five died.", 2, carrier=None))
        assert columns(store, "SELECT headline, carrier FROM timeline") == [(None, None)]

    def test_the_order_of_writing_does_not_matter(self, store: Store, put: Put) -> None:
        put(revised("Six died.", 10), revised("Five died.", 9))
        assert columns(store, "SELECT text FROM timeline") == [("Six died.",)]

    def test_a_newer_pipeline_supersedes(self, store: Store, put: Put) -> None:
        put(revised("by new rules", 1, pipeline_version=2, event_id=digest("filed", "v2")))
        put(revised("by old rules", 1))
        assert columns(store, "SELECT text FROM timeline") == [("by new rules",)]

    def test_redelivery_changes_nothing(self, store: Store, put: Put) -> None:
        put(*[revised("Five died.", 1)] * 3, filed("Another."))
        assert columns(store, "SELECT text FROM timeline ORDER BY 1") == [("Another.",), ("Five died.",)]

    def test_a_range_of_published_times_skips_granules(self, store: Store, put: Put) -> None:
        put(revised("Five died.", 1))
        ask = "SELECT text FROM timeline WHERE published_at > '2027-01-01'"
        plan = columns(store, f"EXPLAIN indexes = 1 {ask}")
        assert any("Skip" in line for [line] in plan)
        assert any("published_at" in line and "Name" in line for [line] in plan)


class TestCurrentFigures:
    def current(self, store: Store) -> list[tuple[Any, ...]]:
        return columns(store, "SELECT incident_id, best FROM current_figures ORDER BY incident_id, best")

    def test_shows_the_latest_of_each_incident_category_and_policy(self, store: Store, put: Put) -> None:
        put(reconciled(6, 2), reconciled(5, 1), reconciled(4, 3, policy="acled"))
        put(reconciled(9, 2, category="missing"))
        assert self.current(store) == [(INCIDENT, 4), (INCIDENT, 6), (INCIDENT, 9)]

    def test_an_unknown_figure_is_null_not_its_last_number(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1), reconciled(None, 2))
        assert self.current(store) == [(INCIDENT, None)]

    def test_without_voices_there_is_no_figure(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1), reconciled(None, 2, voices=()))
        assert self.current(store) == []

    def test_a_superseded_incident_is_void(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(5, 2, incident_id=OLD, superseded_by=NEW))
        put(reconciled(8, 2, incident_id=NEW))
        assert self.current(store) == [(NEW, 8)]

    def test_an_alias_is_not_shown_in_any_category(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(2, 1, incident_id=OLD, category="missing"))
        put(reconciled(5, 2, incident_id=NEW, aliases=(OLD,)), reconciled(3, 1, incident_id=OTHER))
        assert self.current(store) == sorted([(NEW, 5), (OTHER, 3)])

    def test_an_alias_stays_hidden_when_its_heir_has_no_voice_left(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(5, 2, incident_id=NEW, aliases=(OLD,)))
        put(reconciled(None, 3, incident_id=NEW, aliases=(OLD,), voices=()))
        assert self.current(store) == []

    def test_an_incident_renamed_there_and_back_is_shown_once(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(5, 2, incident_id=NEW, aliases=(OLD,)))
        put(reconciled(5, 3, incident_id=OLD, aliases=(NEW,)))
        assert self.current(store) == [(OLD, 5)]

    def test_the_name_that_became_void_as_the_older_came_back_hides_nothing(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(5, 2, incident_id=NEW, aliases=(OLD,)))
        put(reconciled(None, 3, incident_id=NEW, aliases=(OLD,), superseded_by=OLD, voices=()))
        put(reconciled(5, 3, incident_id=OLD))
        assert self.current(store) == [(OLD, 5)]

    def test_a_chain_of_names_ends_in_the_last(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, incident_id=OLD), reconciled(5, 2, incident_id=OTHER, aliases=(OLD,)))
        put(reconciled(5, 3, incident_id=NEW, aliases=(OLD, OTHER)))
        assert self.current(store) == [(NEW, 5)]

    def test_an_incident_may_name_itself(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1, aliases=(INCIDENT,)))
        assert self.current(store) == [(INCIDENT, 5)]

    def test_redelivery_changes_nothing(self, store: Store, put: Put) -> None:
        put(*[reconciled(5, 1)] * 3)
        assert self.current(store) == [(INCIDENT, 5)]


class TestFigureHistory:
    STEPS = "SELECT best_before, best, recorded_at, published_at FROM figure_history ORDER BY step"

    def test_tells_each_step_with_the_figure_before(self, store: Store, put: Put) -> None:
        put(reconciled(None, 1), reconciled(5, 2), reconciled(5, 3), reconciled(6, 4), reconciled(0, 5))
        assert columns(store, self.STEPS) == [
            (None, None, NOON + minutes(1), NOON + minutes(1)),
            (None, 5, NOON + minutes(2), NOON + minutes(2)),
            (5, 6, NOON + minutes(4), NOON + minutes(4)), (6, 0, NOON + minutes(5), NOON + minutes(5)),
        ]

    @pytest.mark.parametrize("change", [
        {"low": 4}, {"high": None}, {"high": 7}, {"disputed": True}, {"superseded_by": NEW},
    ])
    def test_a_step_is_any_change_of_what_is_said(
        self, store: Store, put: Put, change: dict[str, Any]
    ) -> None:
        put(reconciled(5, 1), reconciled(5, 2, **change), reconciled(5, 3, **change), reconciled(5, 4))
        assert columns(store, "SELECT step FROM figure_history ORDER BY step") == [(1,), (2,), (4,)]

    def test_keeps_figures_apart(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1), reconciled(4, 2, policy="acled"), reconciled(9, 3, category="missing"))
        assert columns(store, "SELECT DISTINCT best_before, step FROM figure_history") == [(None, 1)]

    def test_follows_the_order_of_decision_not_of_writing(self, store: Store, put: Put) -> None:
        put(reconciled(6, 10), reconciled(5, 9), reconciled(5, 9))
        steps = columns(store, "SELECT best_before, best FROM figure_history ORDER BY step")
        assert steps == [(None, 5), (5, 6)]

    def test_answers_what_was_said_at_a_moment(self, store: Store, put: Put) -> None:
        put(reconciled(5, 1), reconciled(6, 2), reconciled(7, 3))
        said = columns(store, "SELECT best FROM figure_history WHERE recorded_at <= '2026-03-14 12:02:30' "
                              "ORDER BY step DESC LIMIT 1")
        assert said == [(6,)]


def test_disputes_show_current_disputed_figures_with_the_standing_voices(store: Store, put: Put) -> None:
    voices = (voice("Mayor", 5), voice("Hospital", 9), voice("Radio", 2, standing=False, why="overtaken"))
    put(reconciled(5, 1, disputed=True, category="missing"), reconciled(5, 2, category="missing"))
    put(reconciled(9, 2, disputed=True, voices=voices))
    [row] = columns(store, "SELECT category, best, standing.claimant FROM disputes")
    assert row == ("killed", 9, ["Mayor", "Hospital"])


def test_every_view_answers_on_an_empty_store(store: Store) -> None:
    for view in ("timeline", "current_figures", "figure_history", "disputes"):
        assert store.query(f"SELECT * FROM {view}").rows == []
    assert figures(store) == []
