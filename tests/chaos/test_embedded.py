"""The short form of `make chaos-embedded`: a few kills, and one of log, store and ledger lost, damaged or old."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.chaos.embedded import chaos

KILLS = 6


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_killed_and_robbed_it_ends_as_the_calm_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = chaos(tmp_path, KILLS, seed=20261128)
    with capsys.disabled():
        print("\n" + json.dumps(found, indent=2, ensure_ascii=False))
    assert found["failures"] == []
    assert found["kills"] >= KILLS
    assert found["losses"] != []
