"""`newsroom why` on two pages of one event and a page of another: why they are one, and two, and what editors did."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.newsroom_command import answer, command, with_store

pytestmark = pytest.mark.usefixtures("engine_kept")

PAGES = {
    "coach": """The Latest: Coach falls into river gorge

CUSCO, Peru (NRW) — The Latest on a coach crash in southern Peru (all times local):

3:00 p.m.

Nine people died when a coach of the Apurlec line left the road near Cusco and fell into a gorge, police colonel Ruth Otoya said.
""",
    "gorge": """The Latest: Cusco gorge crash kills 11

CUSCO, Peru (PNA) — The Latest on a bus crash in Peru (all times local):

6:00 p.m.

The Apurlec bus that fell into a gorge near Cusco was going to Puno. At least 11 people died in the crash, police colonel Ruth Otoya said.
""",
    "market": """The Latest: Fire in Piura market

PIURA, Peru (PNA) — The Latest on a fire in a market in northern Peru (all times local):

7:00 p.m.

A fire killed four people at the Modelo market in Piura, the fire chief Saul Neyra said.
""",
}


def test_why_tells_what_made_one_event_of_two_pages_and_what_editors_made_of_it(tmp_path: Path) -> None:
    data = with_store(tmp_path / "data")
    for name, page in PAGES.items():
        (tmp_path / f"{name}.txt").write_text(page, encoding="utf-8")
    stories = [tmp_path / f"{name}.txt" for name in PAGES]
    assert command("run", *stories, "--date", "2026-06-16", "--data", data).returncode == 0
    crash, fire = (incident(data, cause) for cause in ("crash", "fire"))

    told = why(data, crash)
    assert "why this is one event It begins with a-coach-crash-in-southern-peru (update " in told
    assert re.search(r"a-bus-crash-in-peru \(update \w{8} of PNA, 16 Jun 23:00\) is one event with a-coach-crash-in-southern-peru "
                     r"\(\w{8}\): both name Apurlec[^.]*; both hear Ruth Otoya; [^.]*the same cause, crash", told)
    assert re.search(rf"Apart from incident {fire[:8]} \(Piura: fire\): [^.]*places far apart, Cusco and Piura", told)

    [first, one, apart] = answer("why", crash, "--data", data)["linking"]
    assert [reason["kind"] for reason in (first, one, apart)] == ["first", "one event", "apart"]
    assert one["other"] == first["telling"]
    assert one["closeness"] > apart["closeness"]
    assert apart["nearest_id"] == fire
    assert all(reason["said"] in told for reason in (first, one, apart))

    [moved] = one["telling"]["update_ids"]
    signed = ("--by", "Ana Ruiz", "--reason", "another coach", "--data", data)
    assert command("incidents", "split", crash, "--update", moved, *signed).returncode == 0
    assert re.search(r"Apart from incident \w{8} \(Cusco: crash\), for one was split off by Ana Ruiz, \d\d \w{3} \d\d:\d\d UTC: "
                     "another coach.", why(data, crash))
    assert command("incidents", "merge", crash, fire, *signed).returncode == 0
    assert "was merged into it by Ana Ruiz" in why(data, crash)


def incident(data: Path, cause: str) -> str:
    [found] = [each for each in answer("incidents", "list", "--data", data) if each["cause"] == cause]
    return str(found["incident_id"])


def why(data: Path, name: str) -> str:
    done: Any = command("why", name, "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    return " ".join(done.stdout.decode().split())
