"""The whole way of one update, as a user sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.newsroom_command import ROOT, answer, command, with_demo
from tests.e2e.newsroom_process import newsroom, without_recorded_times
from tests.stores import let_go

pytestmark = pytest.mark.usefixtures("engine_kept")

STORIES = sorted((ROOT / "examples" / "mudslide").glob("*.txt"))
DAY = ["--date", "2026-03-14"]
TABLES = ("updates", "claims", "figures")


def run(data: Path, *paths: Path) -> None:
    done = command("run", *paths, *DAY, "--data", data)
    assert done.returncode == 0, done.stderr.decode()


def tables(data: Path) -> dict[str, Any]:
    return {table: answer("sql", f"SELECT * FROM {table} FINAL ORDER BY ALL", "--data", data) for table in TABLES}


def current(data: Path) -> list[dict[str, Any]]:
    """Current figures but for when they were said."""
    return without_recorded_times(answer("figures", "--policy", "all", "--data", data))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_demo(tmp_path_factory.mktemp("demo") / "data")


def test_the_demo_disaster_is_reconciled(data: Path) -> None:
    figures = {figure["category"]: figure for figure in answer("figures", "--data", data)}
    assert {f["incident_id"] for f in figures.values()} == {figures["killed"]["incident_id"]}
    killed, missing = figures["killed"], figures["missing"]
    assert (killed["place"], killed["country"], killed["cause"]) == ("Trujillo", "PE", "landslide")
    assert killed["best"] == 38
    assert "revised_down" in killed["flags"]
    assert (missing["low"], missing["best"], missing["high"]) == (12, 12, 12)
    said = {(c["claimant"], c["value"], c["scope"]) for c in killed["claimants"]}
    assert any(value == 45 for _, value, _ in said)
    assert any(value == 9 and scope == "subset" for _, value, scope in said)


def test_copies_are_recognised_and_local_times_placed(data: Path) -> None:
    timeline = answer("timeline", "--data", data)
    assert len(timeline) == 13
    copies = [u for u in timeline if u["disposition"] == "duplicate"]
    assert {u["carrier"] for u in copies} == {"CPN", "RMN"}
    assert timeline[0]["published_at"] == "2026-03-15T02:40:00Z"


def test_every_claim_can_be_traced_to_its_words(data: Path) -> None:
    claims = answer("sql", "SELECT c.evidence AS evidence, u.text AS text, c.start AS start, c.end AS end "
                           "FROM claims AS c FINAL JOIN timeline AS u USING update_id WHERE evidence != ''",
                    "--data", data)
    assert claims
    assert all(c["text"][c["start"]:c["end"]] == c["evidence"] for c in claims)


def test_the_same_files_again_change_nothing(data: Path) -> None:
    before, figures = tables(data), answer("figures", "--policy", "all", "--data", data)
    run(data, *STORIES)
    assert tables(data) == before
    assert answer("figures", "--policy", "all", "--data", data) == figures


def test_the_order_of_files_does_not_change_current_figures(data: Path, tmp_path: Path) -> None:
    for story in reversed(STORIES):
        run(tmp_path / "data", story)
    assert current(tmp_path / "data") == current(data)


def test_replay_gives_equal_tables_recorded_times_included(data: Path) -> None:
    before = tables(data)
    done = newsroom("replay", "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    assert tables(data) == before


def test_a_store_that_is_gone_is_built_anew_from_the_log(data: Path, tmp_path: Path) -> None:
    with_demo(tmp_path / "data")
    before = tables(tmp_path / "data")
    let_go()
    (tmp_path / "data" / "store").rename(tmp_path / "lost")
    run(tmp_path / "data", *STORIES)
    assert command("replay", "--data", tmp_path / "data").returncode == 0
    assert tables(tmp_path / "data") == before
    assert without_recorded_times(before["updates"]) == without_recorded_times(tables(data)["updates"])


def test_inspect_prints_the_interface(tmp_path: Path) -> None:
    page = answer("inspect", STORIES[0], *DAY)
    assert {"headline", "subject", "story", "carrier", "focus_country", "dateline", "story_date", "warnings",
            "updates"} <= set(page)
    assert set(page["dateline"]) == {"place", "country", "timezone"}
    for position, update in enumerate(page["updates"]):
        assert update["position"] == position
        assert {"time_text", "local_time", "published_at", "headline", "text", "claims"} <= set(update)
        for claim in update["claims"]:
            assert {"category", "value", "qualifier", "low", "high", "scope", "claimant", "victims", "place", "country",
                    "revision", "from_value", "evidence", "start", "end"} <= set(claim)
            assert update["text"][claim["start"]:claim["end"]] == claim["evidence"]


@pytest.mark.parametrize(("ask", "name"), [(command, "timeline"), (newsroom, "figures"), (command, "dead-letters")])
def test_tables_for_people(ask: Callable[..., Any], name: str, data: Path) -> None:
    done = ask(name, "--data", data)
    assert done.returncode == 0
    assert done.stdout.decode().strip()


def test_the_demo_ends_with_timeline_and_figures() -> None:
    done = newsroom("demo")
    assert done.returncode == 0, done.stderr.decode()
    told = done.stdout.decode()
    assert "Timeline" in told
    assert "Trujillo" in told
    assert "at least 45" in told


def test_a_word_that_no_desk_can_follow_is_refused_in_one_line(tmp_path: Path) -> None:
    with_demo(tmp_path / "data")
    [first, *_] = answer("figures", "--data", tmp_path / "data")
    done = command("rule", first["incident_id"], "detained", "--best", "3", "--by", "Night editor", "--reason", "called",
                    "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "nobody said anything of detained" in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1
