"""The recipes of the cookbook on the demo: what they answer, and what they say to a wrong name."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from sinks.recipes import RecipeError, cook, recipe, recipes
from sinks.store import Result, Store
from tests.docs.demo import demo_store
from tests.forms import one_in

NAMES = [each.name for each in recipes()]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with demo_store() as store:
        yield store


Answers: TypeAlias = Callable[[str], Result]


@pytest.fixture(scope="module")
def answers(store: Store) -> Answers:
    """What a recipe answered when it was first asked without parameters."""
    return functools.cache(functools.partial(cook, store))


def rows(store: Store, name: str, **arguments: str) -> list[dict[str, Any]]:
    result = cook(store, name, arguments)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_there_is_a_dozen_at_least_each_with_title_and_meaning() -> None:
    assert len(NAMES) >= 12
    for each in recipes():
        assert each.title
        assert each.title[0].isupper()
        assert each.meaning
        assert each.sql.startswith(("SELECT", "WITH"))
        _, _, told = each.meaning.partition(" Parameters: ")
        assert set(each.parameters) == {part.split(" ")[0].strip(" .,") for part in told.split(", ") if part}


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_answers(answers: Answers, name: str) -> None:
    answer = answers(name)
    assert answer.rows
    assert len(set(answer.columns)) == len(answer.columns)


@pytest.mark.parametrize("name", one_in(4, NAMES))
def test_every_recipe_answers_the_same_every_time(answers: Answers, store: Store, name: str) -> None:
    assert cook(store, name) == answers(name)


@pytest.mark.parametrize("name", one_in(2, [each.name for each in recipes() if each.parameters]))
def test_every_parameter_chooses(store: Store, name: str) -> None:
    for parameter in recipe(name).parameters:
        assert rows(store, name, **{parameter: "nothing of the kind"}) == []


def test_who_said_what_in_order(store: Store) -> None:
    killed = rows(store, "toll-by-claimant", category="killed")
    totals = [(row["claimant"], row["number"]) for row in killed if row["scope"] == "total" and row["number"]]
    assert totals[0] == ("Peru's civil defense agency", 21)
    assert totals[-1] == ("Rosa Quillay", 38)
    assert next(r for r in killed if r["number"] == 21)["carriers"] == ["CPN", "PNA", "RMN"]


def test_the_figure_over_time_ends_at_the_corrected_toll(store: Store) -> None:
    steps = rows(store, "figure-over-time", category="killed")
    assert steps[-1]["best"] == 38
    assert "revised_down" in steps[-1]["flags"]
    assert all(later["best_before"] == step["best"] for step, later in itertools.pairwise(steps))
    acled = rows(store, "figure-over-time", category="killed", policy="acled")
    assert acled[-1]["best"] == 37


def test_the_labelled_correction_is_a_revision_downwards(store: Store) -> None:
    [down] = rows(store, "revised-down", category="killed")
    assert (down["claimant"], down["before"], down["after"], down["labelled"]) == ("Rosa Quillay", 41, 38, True)
    missing = rows(store, "revised-down", category="missing")
    assert [(row["before"], row["after"], row["labelled"]) for row in missing] == [(27, 19, False), (19, 12, False)]


def test_carriers_follow_the_agency(store: Store) -> None:
    followed = {(row["first"], row["follower"]): row for row in rows(store, "carrier-follows-carrier")}
    assert followed["PNA", "CPN"]["copies"] == 2
    assert followed["PNA", "RMN"]["median_minutes"] == 10
    carriers = {row["carrier"]: row for row in rows(store, "carriers")}
    assert carriers["CPN"]["percent_copied"] == 50
    assert sum(row["updates"] for row in carriers.values()) == 13


def test_copies_make_nobody_first(store: Store) -> None:
    first = {row["carrier"]: row for row in rows(store, "first-with-a-figure")}
    assert first["PNA"]["later"] == 0
    assert first["RMN"]["minutes_behind"] == 10


def test_who_contradicts_whom(store: Store) -> None:
    pairs = {(r["claimant"], r["other_claimant"]): r for r in rows(store, "claimants-agree", category="killed")}
    assert pairs["Elvia Tantarico", "residents' association"]["both_can_be_true"] is True
    assert pairs["Elvia Tantarico", "Rosa Quillay"]["both_can_be_true"] is False
    assert {row["claimant"] for row in rows(store, "disputed")} >= {"Elvia Tantarico", "Rosa Quillay"}


def test_hours_hold_all_updates_and_claims(store: Store) -> None:
    hours = rows(store, "updates-per-hour")
    assert sum(row["updates"] for row in hours) == 13
    claims = store.query("SELECT count() FROM current_claims").rows[0][0]
    assert sum(row["claims"] for row in hours) == claims


def test_killed_and_missing_stand_side_by_side(store: Store) -> None:
    last = rows(store, "killed-and-missing")[-1]
    assert (last["killed"], last["missing"]) == (38, 12)


def test_the_map_has_the_place(store: Store) -> None:
    [place] = rows(store, "figures-on-a-map", country="PE")
    assert place["place"] == "Trujillo"
    assert place["latitude"] == pytest.approx(-8.1, abs=0.1)
    assert (place["killed"], place["missing"]) == (38, 12)


def test_the_dispute_that_has_not_ended_is_open(store: Store) -> None:
    assert [row["ended"] for row in rows(store, "how-long-disputed")] == [None]
    [began] = [row["began"] for row in rows(store, "how-long-disputed")]
    assert began == dt.datetime(2026, 3, 14, 21, 30, tzinfo=dt.UTC)


def test_policies_differ_where_claims_do(store: Store) -> None:
    by_category = {row["category"]: row for row in rows(store, "policies-compared")}
    assert by_category["killed"]["differs"] is True
    assert by_category["displaced"]["differs"] is False
    assert by_category["killed"]["house"] == 38


def test_the_other_recipes_count_what_the_demo_holds(store: Store) -> None:
    [times] = rows(store, "time-to-first-toll")
    assert times["first_word"] == dt.datetime(2026, 3, 14, 15, 20, tzinfo=dt.UTC)
    exact = {row["who"]: row for row in rows(store, "how-exact")}
    assert exact["firefighters"]["words"] == 1
    assert exact["Elvia Tantarico"]["bounds"] == 1
    named = {row["carrier"]: row for row in rows(store, "named-or-not")}
    assert all(row["named"] + row["not_to_be_named"] + row["nobody"] == row["claims"] for row in named.values())


def test_an_unknown_recipe_or_parameter_names_those_there_are(store: Store) -> None:
    with pytest.raises(RecipeError, match=r"no recipe 'tolls': there are .*toll-by-claimant"):
        cook(store, "tolls")
    with pytest.raises(RecipeError, match="no parameter colour: it takes category"):
        cook(store, "revised-down", {"colour": "red"})
    with pytest.raises(RecipeError, match="carriers has no parameter x: it takes no parameters"):
        cook(store, "carriers", {"x": "y"})
