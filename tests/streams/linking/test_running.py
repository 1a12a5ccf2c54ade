"""A story that goes on is cut, and an incident gathered, as if all its claims were met at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import FigureClaimed
from schemas.ids import digest
from streams.extract.words.cause import cause_of
from streams.incidents.relinks import Relinks
from streams.incidents.running import Gathered, RunningStories, gained
from streams.incidents.sites import NAMES_FROM, cut, writing_order
from streams.incidents.subjects import subject_of
from tests.builders import LIMA, NOON, PERU, TRUJILLO, claimed
from tests.forms import example_count

STORIES = ("the-latest", "quake-in-peru", "shooting-in-peru", "the-war-in-peru")
CAUSES = ("shooting", "shooting", "attack", "quake", "landslide", None)

next_claims = st.fixed_dictionaries({
    "after": st.sampled_from((0, 0, 1, 20, 45, 400, 800, 24 * 60, 4 * 24 * 60, 12 * 24 * 60, 40 * 24 * 60)),  # minutes
    "value": st.integers(0, 40), "category": st.sampled_from(("killed", "killed", "injured")),
    "scope": st.sampled_from(("total", "total", "subset")), "place": st.sampled_from((None, PERU, TRUJILLO, TRUJILLO, LIMA)),
    "cause": st.sampled_from(CAUSES), "claimant": st.sampled_from((None, "Mayor Ada Morvelli", "police", "Rimac army")),
    "from_value": st.sampled_from((None, None, 3, 90)), "same_update": st.booleans(),
    "names": st.sampled_from(((), ("morvelli", "sante"), ("rimac", "Lima"), ("Lima",))), "happened_on": st.sampled_from((None, "2026-03-14")),
    "revision": st.sampled_from(("none", "none", "prior")),
})  # fmt: skip


def story(begin: list[dict[str, Any]], name: str) -> list[FigureClaimed]:
    claims: list[FigureClaimed] = []
    at, update_id = NOON, ""
    for number, each in enumerate(begin):
        fields = dict(each)
        at += dt.timedelta(minutes=fields.pop("after"))
        if not (fields.pop("same_update") and update_id):
            update_id = digest("update", number)
        value, category = fields.pop("value"), fields.pop("category")
        claims.append(claimed(category, value, at, story=name, update_id=update_id, start=number, **fields))
    return sorted(claims, key=writing_order)


@settings(max_examples=example_count(200), deadline=None)
@given(
    st.lists(next_claims, min_size=1, max_size=4), st.lists(next_claims, min_size=1, max_size=12),
    st.sampled_from(STORIES), st.data(),
)
def test_a_story_that_goes_on_is_cut_as_when_it_is_read_at_once(
    pattern: list[dict[str, Any]], more: list[dict[str, Any]], name: str, data: st.DataObject
) -> None:
    steady = [{**each, "after": min(each["after"], 45)} for each in pattern]
    begin = (steady * NAMES_FROM)[: NAMES_FROM + data.draw(st.integers(-2, 4))]
    claims = tuple(story([*begin, *more], name))
    subject, origin = subject_of(name, cause_of), (name, None)
    running = RunningStories()
    known = len(claims) - len(more)
    while known <= len(claims):
        told = claims[:known]
        assert running.cut(origin, told, subject, Relinks()) == cut(origin, told, subject, Relinks())
        known += data.draw(st.integers(1, 3))


def test_claims_behind_the_others_go_into_the_one_site() -> None:
    claims = tuple(claimed("killed", 5 + n // 9, NOON + dt.timedelta(minutes=n), start=n) for n in range(NAMES_FROM + 40))
    subject, origin = subject_of("the-mudslide", cause_of), ("the-mudslide", None)
    running = RunningStories()
    [first] = running.cut(origin, claims[:-1], subject, Relinks())
    [after] = running.cut(origin, claims, subject, Relinks())
    assert after.claims is claims  # not gathered anew
    assert after.site.tolls is first.site.tolls


@settings(max_examples=example_count(150), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), next_claims), min_size=1, max_size=25), st.data())
def test_an_incident_is_gathered_as_when_its_sites_are_met_at_once(
    dealt: list[tuple[int, dict[str, Any]]], data: st.DataObject
) -> None:
    claims = story([each for _, each in dealt], "the-latest")
    arrival = data.draw(st.permutations(list(enumerate(claims))))
    held: dict[int, tuple[FigureClaimed, ...]] = {}
    gathered: Gathered | None = None
    for number, claim in arrival:
        site = dealt[number][0]
        held = {**held, site: tuple(sorted((*held.get(site, ()), claim), key=writing_order))}
        if gathered is None or not gathered.follow(held):
            gathered = Gathered(held)
        anew = Gathered(held)
        assert (gathered.claims, gathered.place, gathered.cause) == (anew.claims, anew.place, anew.cause)


def test_what_was_gained_is_told_only_where_nothing_else_happened() -> None:
    a, b, c, d = (claimed("killed", n, NOON + dt.timedelta(minutes=n)) for n in range(1, 5))
    assert gained((a, b), (a, b, c, d)) == (c, d)
    assert gained((a, d), (a, b, c, d)) == (b, c)
    assert gained((b, d), (a, b, c, d)) is None
    assert gained((a, b), (a, c, d)) is None
    assert gained((a, b), (a,)) is None
    assert gained((a, b), (a, b)) is None
