"""The cookbook on a desk's day as it is: pages that come late, a place that becomes known, a labelled correction, and an
editor who merges, splits, kills and rules. What is right is worked out by hand from the stories below.

All times are Lima's, five hours behind UTC; the day is 16 June 2026.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.newsroom_command import answer, command, with_store

pytestmark = pytest.mark.usefixtures("engine_kept")

HEAD = "The Latest: {0}\n\n{1}, Peru ({2}) — The Latest on {3} (all times local):\n\n"
STORIES = {
    "bus-evening": HEAD.format("Bus plunges into ravine", "CUSCO", "NRW", "a bus crash in Peru") + """9:00 p.m.

The regional governor, Elmer Tapia, said 20 people died when a bus fell into a ravine near Cusco.
""",
    "bus-of-the-day": HEAD.format("Bus crash kills 12 in Peru", "CUSCO", "ABN", "the bus crash near Cusco") + """3:00 p.m.

Police say 12 people were killed when a bus fell into a ravine near Cusco.

___

11:00 a.m.

Police say five people were killed when a bus fell into a ravine near Cusco.
""",
    "fire-in-arequipa": HEAD.format("Warehouse fire", "AREQUIPA", "ABN", "a warehouse fire in Arequipa") + """10:00 a.m.

Firefighters say a fire in a warehouse in Arequipa has killed three people. Eight people are missing.
""",
    "fire-in-camana": HEAD.format("Fire in Camana", "CAMANA", "NRW", "a fire in Camana") + """3:00 p.m.

The port authority said five people were killed in the fire in Camana.

___

2:00 p.m.

Fire chief Hugo Salas lowered the death toll from the fire in Camana to five from seven, saying two bodies had been counted twice.

___

1:00 p.m.

Fire chief Hugo Salas said seven people were killed in the fire in Camana.

___

12:00 p.m.

The port authority says the fire in Camana killed at least nine people.

___

11:00 a.m.

Fire chief Hugo Salas said four people were killed in the fire in Camana.
""",
    "explosions": HEAD.format("Explosion in Piura", "PIURA", "ABN", "an explosion in Piura") + """4:00 p.m.

Police said an explosion at a second site in Piura killed two people.

___

9:00 a.m.

Police said an explosion in Piura killed six people.
""",
    "flood": HEAD.format("Flooding in northern Peru", "LIMA", "ABN", "flooding in Peru") + """5:00 p.m.

Mayor Ines Prado said the flood in Chiclayo had killed four people.

___

1:00 p.m.

Mayor Ines Prado said the flood in Chiclayo had killed three people.

___

8:00 a.m.

Civil defense officials said floods in Lambayeque killed two people.
""",
}  # fmt: skip
SIGNED = ("--by", "Night editor", "--reason", "known from the scene")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    data = with_store(folder / "data")

    def told(*words: str | Path) -> None:
        done = command(*words, "--data", data)
        assert done.returncode == 0, done.stderr.decode()

    for name, text in STORIES.items():  # one by one: the bus of the day comes after the evening's
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        told("run", folder / f"{name}.txt", "--date", "2026-06-16")
    incidents = {row["place"]: row["incident_id"] for row in answer("figures", "--data", data)}
    assert set(incidents) == {"Cusco", "Arequipa", "Camaná", "Piura", "Chiclayo"}
    updates = {row["text"]: row["update_id"] for row in answer("timeline", "--data", data)}

    def saying(words: str) -> str:
        [found] = [update_id for text, update_id in updates.items() if words in text]
        return str(found)[:8]

    told("incidents", "merge", incidents["Arequipa"][:8], incidents["Camaná"][:8], *SIGNED)
    told("incidents", "split", incidents["Piura"][:8], "--update", saying("a second site"), *SIGNED)
    told("withdraw", saying("had killed four"), *SIGNED)
    told("rule", incidents["Cusco"][:8], "killed", "--best", "21", *SIGNED)
    return data


def cooked(data: Path, recipe: str, **params: str) -> list[dict[str, Any]]:
    given = [word for name, value in params.items() for word in ("--param", f"{name}={value}")]
    found: list[dict[str, Any]] = answer("sql", "--query", recipe, *given, "--data", data)
    return found


def hour(moment: str | None) -> str | None:
    """Of the 16th, of the 17th, or an editor's, which is today."""
    if moment is None:
        return None
    if not moment.startswith("2026-06-1"):
        return "edit"
    return ("next day " if moment[8:10] == "17" else "") + moment[11:16]


def test_an_incident_has_one_row_whatever_it_was_called_and_where(data: Path) -> None:
    found = cooked(data, "time-to-first-toll")
    assert [(row["place"], hour(row["first_word"]), row["minutes_to_first_toll"], row["minutes_to_final_toll"],
             row["minutes_to_last_word"]) for row in found] == [
        ("Chiclayo", "13:00", 0, 300, 300),  # 2 of the region, then 3; the 4 was killed
        ("Piura", "14:00", 0, 0, 0),  # 6; the other two were split off
        ("Camaná", "15:00", 0, 240, 300),  # one fire: 3 in Arequipa first, corrected to 5 at 14:00, said again at 15:00
        ("Cusco", "16:00", 0, 600, 600),  # 5 in the morning, though that page came last
        ("Piura", "21:00", 0, 0, 0),
    ]


def test_a_figure_over_time_is_told_as_we_said_it_with_when_it_was_published(data: Path) -> None:
    bus = cooked(data, "figure-over-time", incident=incident(data, "Cusco")[:5], category="killed")
    assert [(hour(row["published_at"]), row["low"], row["best"], row["ruled_best"], row["input"]) for row in bus] == [
        ("next day 02:00", 20, 20, None, "update"),
        ("16:00", 20, 20, None, "update"), ("20:00", 12, 20, None, "update"),  # late, and said since they came
        ("edit", 12, 20, 21, "ruling"),
    ]
    assert [row["recorded_at"] for row in bus] == sorted(row["recorded_at"] for row in bus)
    assert len({row["incident_id"] for row in bus}) == 2, "an earlier page gives an incident another id"
    fire = cooked(data, "figure-over-time", incident=incident(data, "Camaná")[:5], category="killed")
    assert [(row["input"], row["best_before"], row["best"]) for row in fire] == [
        ("update", None, 3),
        ("update", None, 4), ("update", 4, 9), ("update", 9, 9), ("update", 9, 5), ("update", 5, 5),
        ("merge", 3, 5),
    ]
    assert {row["place"] for row in fire} == {"Camaná"}
    flood = cooked(data, "figure-over-time", incident=incident(data, "Chiclayo")[:5])
    assert [(row["place"], row["best"], row["input"]) for row in flood] == [
        ("Chiclayo", 2, "update"), ("Chiclayo", 3, "update"), ("Chiclayo", 4, "update"), ("Chiclayo", 3, "withdrawal")]
    piura = [(row["incident_id"], row["best"], row["input"]) for row in cooked(data, "figure-over-time") if row["place"] == "Piura"]
    first, second = (row["incident_id"] for row in in_order(data, "Piura"))
    assert {row for row in piura if row[0] == second} == {(second, 2, "split")}
    assert [row[1:] for row in piura if row[0] == first] == [(6, "update"), (2, "update"), (6, "split")]


def test_an_incident_is_disputed_while_any_of_its_parts_is(data: Path) -> None:
    """At 13:00 the chief's seven contradict the port authority's nine, until it says five at 15:00; merged, the missing eight of
    Arequipa stand alone."""
    killed = [row for row in cooked(data, "how-long-disputed") if row["category"] == "killed"]
    assert [(row["place"], hour(row["began"]), hour(row["ended"]), row["minutes"], row["low"], row["best"]) for row in killed
            if row["place"] == "Camaná"] == [("Camaná", "18:00", "20:00", 120, 7, 9)]
    assert all(row["minutes"] is None or row["minutes"] >= 0 for row in cooked(data, "how-long-disputed"))
    assert all(row["minutes"] is None or row["minutes"] >= 0 for row in cooked(data, "how-long-disputed", policy="acled"))


def test_killed_and_missing_keep_to_their_incident(data: Path) -> None:
    fire = cooked(data, "killed-and-missing", incident=incident(data, "Camaná")[:5])
    assert [(hour(row["at"]), row["killed"], row["missing"]) for row in fire] == [
        ("15:00", 3, 8), ("16:00", 4, None), ("17:00", 9, None), ("19:00", 5, None), ("edit", 5, 8)]
    bus = cooked(data, "killed-and-missing", incident=incident(data, "Cusco")[:5])
    assert [hour(row["at"]) for row in bus] == ["next day 02:00", "next day 02:00"], "a late page counts from when it came"


def test_words_stand_under_the_incident_that_they_speak_of_now(data: Path) -> None:
    words = cooked(data, "toll-by-claimant", category="killed")
    said = {(row["place"], row["claimant"], row["number"]) for row in words}
    assert said == {
        ("Cusco", "police", 5), ("Cusco", "police", 12), ("Cusco", "Elmer Tapia", 20), ("Piura", "police", 6), ("Piura", "police", 2),
        ("Camaná", "firefighters", 3), ("Camaná", "Hugo Salas", 4), ("Camaná", "port authority", 9), ("Camaná", "Hugo Salas", 7),
        ("Camaná", "Hugo Salas", 5), ("Camaná", "port authority", 5),
        ("Chiclayo", "Civil defense officials", 2), ("Chiclayo", "Ines Prado", 3),
    }
    assert len(words) == len(said)
    [second] = cooked(data, "toll-by-claimant", incident=in_order(data, "Piura")[1]["incident_id"][:6])
    assert second["number"] == 2


def test_nobody_revises_down_what_was_said_of_another_incident(data: Path) -> None:
    """Police said six of one explosion and two of the other."""
    down = [(row["claimant"], row["before"], row["after"], row["labelled"]) for row in cooked(data, "revised-down")]
    assert down == [("Hugo Salas", 7, 5, True), ("port authority", 9, 5, False)]


def test_maps_and_policies_have_one_row_for_an_incident(data: Path) -> None:
    places = cooked(data, "figures-on-a-map", country="pe")
    assert sorted((row["place"], row["killed"]) for row in places) == [
        ("Camaná", 5), ("Chiclayo", 3), ("Cusco", 21), ("Piura", 2), ("Piura", 6)]
    compared = cooked(data, "policies-compared", incident=incident(data, "Camaná")[:5])
    assert [row["category"] for row in compared] == ["killed", "missing"]


def test_hours_and_carriers_count_each_update_and_claim_once(data: Path) -> None:
    updates = len(answer("timeline", "--data", data))
    [[claims]] = [list(row.values()) for row in answer("sql", "SELECT count() AS n FROM current_claims", "--data", data)]
    for recipe in ("updates-per-hour", "carriers"):
        rows = cooked(data, recipe)
        assert (sum(row["updates"] for row in rows), sum(row["claims"] for row in rows)) == (updates, claims)


@pytest.mark.parametrize(("recipe", "param", "said"), [
    ("figure-over-time", "incident=ffff", "there is no incident 'ffff'"),
    ("figure-over-time", "incident=f", "'f' is no id of an incident"),
    ("figure-over-time", "incident=Cusco", "'Cusco' is no id of an incident"),
    ("how-long-disputed", "policy=hous", "policy 'hous' is none of house, ucdp, acled, gtd"),
    ("toll-by-claimant", "category=dead", "category 'dead' is none of killed, injured,"),
    ("updates-per-hour", "story=a-story", "there is no story 'a-story'"),
    ("figures-on-a-map", "country=Peru", "'Peru' is no country: write its two letters, as PE"),
])
def test_a_parameter_that_there_is_nothing_of_is_one_line_and_exit_code_2(
    data: Path, recipe: str, param: str, said: str
) -> None:
    done = command("sql", "--query", recipe, "--param", param, "--data", data)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line


def test_an_id_that_a_merge_took_away_means_the_incident_that_took_it(data: Path) -> None:
    fire = incident(data, "Camaná")
    aliases = answer("sql", f"SELECT DISTINCT arrayJoin(aliases) AS id FROM current_figures WHERE incident_id = '{fire}'", "--data", data)
    [earlier] = [row["id"] for row in aliases]
    assert cooked(data, "figure-over-time", incident=earlier[:6]) == cooked(data, "figure-over-time", incident=fire[:6])


def in_order(data: Path, place: str) -> list[dict[str, Any]]:
    """The incidents of a place, by their first word."""
    asked = ("SELECT incident_id, min(published_at) AS first FROM current_claims WHERE incident_id IN "
             f"(SELECT incident_id FROM current_figures WHERE place = '{place}') GROUP BY incident_id ORDER BY first")
    found: list[dict[str, Any]] = answer("sql", asked, "--data", data)
    return found


def incident(data: Path, place: str) -> str:
    [found] = in_order(data, place)
    return str(found["incident_id"])
