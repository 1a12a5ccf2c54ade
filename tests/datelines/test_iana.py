"""Zones are the pinned ones, whatever the machine has."""

from __future__ import annotations

import json
import zoneinfo
from importlib.resources import files
from pathlib import Path

import pytest

from datelines.clocks.iana import ZoneInfo, available_timezones
from tests.e2e.newsroom_process import newsroom

VANCOUVER = Path(__file__).parent.parent / "producers" / "cases" / "zones" / "vancouver.txt"


@pytest.fixture
def machine(tmp_path: Path) -> str:
    """Zones of a machine whose clock in Vancouver is Tokyo's."""
    (tmp_path / "America").mkdir()
    tokyo = files("tzdata.zoneinfo.Asia").joinpath("Tokyo").read_bytes()
    for name in ("Vancouver", "Atlantis"):
        (tmp_path / "America" / name).write_bytes(tokyo)
    return str(tmp_path)


def test_two_machines_place_an_update_alike(machine: str) -> None:
    told = [
        json.loads(newsroom("inspect", VANCOUVER, "--json", environment={"PYTHONTZPATH": path}).stdout)
        for path in (machine, "")
    ]
    assert told[0] == told[1]
    # British Columbia stopped setting its clocks back in 2026
    assert [update["published_at"] for update in told[0]["updates"]] == ["2026-12-05T17:15:00Z"]


def test_a_zone_that_only_the_machine_has_is_none(machine: str) -> None:
    done = newsroom("inspect", VANCOUVER, "--timezone", "America/Atlantis", environment={"PYTHONTZPATH": machine})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("newsroom: --timezone 'America/Atlantis' is no time zone")


def test_the_machine_s_files_are_not_looked_at() -> None:
    assert zoneinfo.TZPATH == ()
    assert ZoneInfo("America/Vancouver").key in available_timezones()
