"""A log that an older version wrote is read, goes on, and is decided again: nothing of it is passed over.

`older/` holds the log of the version of 27 November 2026 (schemas of version 2, figures told whole) after the mudslide
of `examples/` and a ruling, and what it then said was current.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import decode
from tests.e2e.newsroom_command import answer, command

OLDER = Path(__file__).with_name("older")
FIGURES = json.loads((OLDER / "figures-of-2026-11-27.json").read_text("utf-8"))
LATER = """TRUJILLO, Peru (PNA) - The Latest on the mudslide in northern Peru (all times local):

March 15, 2026, 9 a.m.

Peru's civil defense institute says the mudslide in Trujillo has killed 52 people.
"""

pytestmark = pytest.mark.usefixtures("engine_kept")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with that log, and no store yet."""
    folder = tmp_path / "data"
    folder.mkdir()
    packed = (OLDER / "log-of-2026-11-27.sqlite.gz").read_bytes()
    (folder / "log.sqlite").write_bytes(gzip.decompress(packed))
    return folder


def said(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fields that the older version had, claimants in any order."""
    return [
        {name: figure[name] for name in FIGURES[0] if name != "claimants"} | {"claimants": sorted((
            [c["claimant"], sorted(c["carriers"]), c["value"], c["standing"], c["why"], c["credibility"]]
            for c in figure["claimants"]
        ), key=str)}
        for figure in figures
    ]


def test_every_record_is_read(data: Path) -> None:
    rows = sqlite3.connect(data / "log.sqlite").execute("SELECT type, value FROM records").fetchall()
    assert {type(decode(kind, value)).__name__ for kind, value in rows} >= {
        "UpdateReceived", "UpdateFiled", "FigureClaimed", "FigureReconciled", "RulingMade", "RulingFiled",
    }


def test_the_same_figures_are_current(data: Path) -> None:
    done = command("run", "-", "--data", data, stdin=b"")
    assert b"passed over" not in done.stderr
    assert said(answer("figures", "--data", data)) == FIGURES


def test_it_is_gone_on_from(data: Path, tmp_path: Path) -> None:
    (tmp_path / "later.txt").write_text(LATER)
    done = command("run", tmp_path / "later.txt", "--data", data)
    assert (done.returncode, b"passed over" in done.stderr) == (0, False)
    before = {claimant[0] for figure in FIGURES if figure["category"] == "killed" for claimant in figure["claimants"]}
    [killed] = [figure for figure in answer("figures", "--data", data) if figure["category"] == "killed"]
    assert killed["incident_id"] == FIGURES[0]["incident_id"]
    assert {claimant["claimant"] for claimant in killed["claimants"]} >= before
    assert 52 in {claimant["value"] for claimant in killed["claimants"]}
    assert killed["ruled_best"] == 47


def test_it_is_decided_again(data: Path) -> None:
    done = command("reprocess", "--data", data)
    assert (done.returncode, b"decided again" in done.stdout) == (0, True)
    assert answer("figures", "--data", data)[0]["ruled_best"] == 47
