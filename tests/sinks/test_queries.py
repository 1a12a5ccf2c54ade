from __future__ import annotations

import datetime as dt
import itertools
from typing import get_args

import msgspec

from schemas.events import Category, Place, UnreadFigure
from schemas.ids import digest
from sinks.queries import figures, timeline
from sinks.store import Store
from tests.sinks.conftest import Put
from tests.sinks.events import NOON, TRUJILLO, filed, minutes, reconciled, voice

TIMELINE_FIELDS = (
    "update_id", "story", "carrier", "published_at", "recorded_at", "disposition", "same_as", "headline",
    "text",
)
FIGURE_FIELDS = (
    "incident_id", "place", "country", "cause", "category", "policy", "low", "best", "high", "disputed",
    "updated_at", "claimants",
)
CLAIMANT_FIELDS = (
    "claimant", "carriers", "value", "qualifier", "low", "high", "scope", "published_at", "standing",
)


def test_the_timeline_has_the_published_shape(store: Store, put: Put) -> None:
    put(filed("Five died.", headline=None, carrier=None))
    [entry] = timeline(store)
    assert tuple(entry)[: len(TIMELINE_FIELDS)] == TIMELINE_FIELDS
    raw = msgspec.json.decode(msgspec.json.encode(entry))
    assert raw["published_at"] == "2026-03-14T12:00:00Z"
    assert raw["recorded_at"] == "2026-03-14T12:01:00Z"
    assert (raw["text"], raw["headline"], raw["carrier"], raw["country"]) == ("Five died.", None, None, "PE")


def test_the_timeline_names_what_was_not_read_at_both_times(store: Store, put: Put) -> None:
    put(filed("Five died. 18 stretchers.", unread=(UnreadFigure(evidence="18 stretchers", start=11, end=24),)))
    named = [{"evidence": "18 stretchers", "start": 11, "end": 24}]
    soon = NOON + minutes(2)
    for entries in (timeline(store), timeline(store, as_of=soon), timeline(store, at=soon)):
        assert [entry["unread"] for entry in entries] == [named]


def test_the_timeline_runs_newest_first_then_down_the_page(store: Store, put: Put) -> None:
    put(filed("c", NOON, position=7), filed("a", NOON + minutes(1), position=9), filed("b", NOON, position=2))
    assert [entry["text"] for entry in timeline(store)] == ["a", "b", "c"]
    assert [entry["text"] for entry in timeline(store, limit=2)] == ["a", "b"]


def test_updates_of_one_place_and_time_keep_their_order(store: Store, put: Put) -> None:
    updates = [filed(f"text {n}") for n in range(6)]
    put(*updates)
    assert [entry["update_id"] for entry in timeline(store)] == sorted(update.update_id for update in updates)


def test_the_timeline_of_one_story(store: Store, put: Put) -> None:
    put(filed("ours"), filed("theirs", story="it's another"))
    assert [entry["text"] for entry in timeline(store, story="it's another")] == ["theirs"]
    assert timeline(store, story="none") == []


def test_figures_have_the_published_shape(store: Store, put: Put) -> None:
    mayor = voice("Mayor", 61, qualifier="more_than", high=None, carriers=("PNA", "MNA"))
    voices = (mayor, voice(None, 9, standing=False))
    put(reconciled(61, 1, high=None, best_qualifier="more_than", voices=voices))
    [figure] = figures(store)
    assert tuple(figure)[: len(FIGURE_FIELDS)] == FIGURE_FIELDS
    assert tuple(figure["claimants"][0])[: len(CLAIMANT_FIELDS)] == CLAIMANT_FIELDS
    raw = msgspec.json.decode(msgspec.json.encode(figure))
    assert [raw[name] for name in FIGURE_FIELDS[1:-1]] == [
        "Trujillo", "PE", "landslide", "killed", "house", 61, 61, None, False, "2026-03-14T12:01:00Z",
    ]
    by_name = {claimant["claimant"]: claimant for claimant in raw["claimants"]}
    assert [by_name["Mayor"][name] for name in CLAIMANT_FIELDS] == [
        "Mayor", ["PNA", "MNA"], 61, "more_than", 61, None, "total", "2026-03-14T12:00:00Z", True,
    ]
    assert by_name[None]["standing"] is False
    assert (raw["geoname_id"], raw["admin1"], raw["latitude"]) == (3691175, "13", -8.116)


def test_figures_of_one_policy_or_of_all(store: Store, put: Put) -> None:
    put(reconciled(5, 1), reconciled(4, 2, policy="acled"))
    assert [figure["best"] for figure in figures(store)] == [5]
    assert [figure["best"] for figure in figures(store, policy="acled")] == [4]
    assert [figure["policy"] for figure in figures(store, policy=None)] == ["acled", "house"]
    assert figures(store, policy="none") == []


def test_figures_run_by_country_place_incident_category_and_policy(store: Store, put: Put) -> None:
    places = [(TRUJILLO, "PE"), (Place(name="Aasen", country="NO"), "NO"), (Place(name="Bodal"), "NO"),
              (None, "PE"), (None, None)]
    wanted = []
    for (place, country), category, policy in itertools.product(places, get_args(Category), ("acled", "house")):
        incident = digest("incident", country, place.name if place else None)
        wanted.append((country, place and place.name, category, policy))
        where = {"incident_id": incident, "place": place, "country": country}
        put(reconciled(5, 1, category=category, policy=policy, **where))
    order = ["NO Aasen", "NO Bodal", "PE Trujillo", "PE None", "None None"]
    categories = get_args(Category)
    wanted.sort(key=lambda key: (order.index(f"{key[0]} {key[1]}"), categories.index(key[2]), key[3]))
    found = [(f["country"], f["place"], f["category"], f["policy"]) for f in figures(store, policy=None)]
    assert found == wanted


def test_times_are_aware_and_in_utc(store: Store, put: Put) -> None:
    put(filed("Five died."), reconciled(5, 1))
    [entry], [figure] = timeline(store), figures(store)
    for moment in (entry["published_at"], entry["recorded_at"], figure["updated_at"],
                   figure["claimants"][0]["published_at"]):
        assert moment.utcoffset() == dt.timedelta(0)
