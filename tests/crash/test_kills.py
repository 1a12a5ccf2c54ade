"""Killed with SIGKILL anywhere and run again, a run ends as if nothing had happened.

Real processes, at least so many kills in each stage. A round is a run that is killed again and again until it gets
through, or was killed often enough; what it leaves must equal the calm run in everything but recorded times. Kills per
stage are printed.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.generated import pages
from telemetry.stages import BETWEEN
from tests.crash import versioned
from tests.crash.driver import WIDTH
from tests.e2e.newsroom_command import answer
from tests.forms import forms
from tests.stores import engine_kept

KILLS = int(os.environ.get("NEWSROOM_TEST_KILLS", "8"))  # of the long form
UPDATES = int(os.environ.get("NEWSROOM_TEST_KILL_UPDATES", "8000"))
STAGES = ("reading", "deciding", "log commit", "store insert", BETWEEN)
KILLS_PER_ROUND = 20
ROOT = Path(__file__).parents[2]

TABLES = ("updates", "claims", "figures")
OF_RECALLS = "claims_withdrawn"


class Size(NamedTuple):
    kills: int  # in each stage
    stories: int  # updates, or documents of versions
    stages: tuple[str, ...] = STAGES
    hold: bool = False  # where the stage begins, so that each kill hits it; else any moment from there on


def written_pages(folder: Path, updates: int) -> Path:
    folder.mkdir()
    for page in pages(updates):
        (folder / page.name).write_text(page.text, encoding="utf-8")
    return folder


def written_versions(folder: Path, documents: int) -> Path:
    return versioned.written(folder, versioned.documents(random.Random(20260314), documents, documents // 8))


def start(data: Path, stories: Path, stage_file: Path, target: str, nth: int, *, hold: bool = False) -> subprocess.Popen[str]:
    stage_file.write_bytes(b" " * WIDTH)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.driver", str(data), str(stories), str(stage_file), target, str(nth),
         "hold" if hold else "go"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )


def killed_in(
    data: Path, stories: Path, stage_file: Path, target: str, nth: int, rng: random.Random, *, hold: bool
) -> str:
    """Start a run and kill it in the target stage if it gets there; the stage it died in, or "done"."""
    delay = 0.0 if hold else rng.choice([0.0, 0.001, 0.004, 0.02])
    process = start(data, stories, stage_file, target, nth, hold=delay == 0)
    assert process.stdout is not None
    line = process.stdout.readline()
    if line.strip() == "here":
        if target != BETWEEN:
            time.sleep(delay)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
    process.stdout.close()
    code = process.wait()
    assert code in (0, -signal.SIGKILL), f"the run failed by itself, exit code {code}"
    return "done" if code == 0 else stage_file.read_bytes().decode().strip()


def state(data: Path, tables: Sequence[str]) -> dict[str, str]:
    """A digest of every table, of the current views and of the history, recorded times left out."""
    asked = {table: f"SELECT * EXCEPT recorded_at FROM {table} FINAL ORDER BY ALL" for table in tables}
    asked["timeline"] = "SELECT * EXCEPT recorded_at FROM timeline ORDER BY update_id"
    asked["current_figures"] = "SELECT * EXCEPT recorded_at FROM current_figures ORDER BY ALL"
    asked["figure_history"] = "SELECT * EXCEPT recorded_at FROM figure_history ORDER BY ALL"
    found = {}
    with engine_kept():
        for name, query in asked.items():
            rows = answer("sql", query, "--data", data)
            assert rows, f"{name} is empty"
            found[name] = f"{len(rows)} rows {hashlib.sha256(json.dumps(rows).encode()).hexdigest()}"
    return found


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", forms(Size(1, 200, hold=True), Size(KILLS, UPDATES)))
def test_a_killed_run_ends_as_the_calm_one(size: Size, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = killed_rounds(written_pages(tmp_path / "stories", size.stories), size, TABLES, tmp_path)
    with capsys.disabled():
        print(f"\n{told}")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", forms(Size(1, 200, ("log commit", "store insert"), hold=True), Size(KILLS, 2000)))
def test_a_killed_run_over_versions_ends_as_the_calm_one(
    size: Size, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = killed_rounds(written_versions(tmp_path / "stories", size.stories), size, (*TABLES, OF_RECALLS), tmp_path)
    with capsys.disabled():
        print(f"\nversions: {told}")


def killed_rounds(stories: Path, size: Size, tables: Sequence[str], tmp_path: Path) -> str:
    """Rounds until every stage was hit often enough; what is to be told of them."""
    stage_file = tmp_path / "stage"
    calm = start(tmp_path / "calm", stories, stage_file, "never", 1)
    told, _ = calm.communicate()
    assert calm.returncode == 0
    expected = state(tmp_path / "calm", tables)

    rng = random.Random(20260314)
    kills: collections.Counter[str] = collections.Counter()
    rounds = 0
    files = sum(1 for _ in stories.iterdir())
    while any(kills[stage] < size.kills for stage in size.stages):
        rounds += 1
        assert rounds < 40, f"stages that could not be hit often enough: {kills}"
        data = tmp_path / f"round{rounds}"
        for _ in range(KILLS_PER_ROUND):
            target = min(size.stages, key=lambda stage: (kills[stage], rng.random()))
            nth = rng.randrange(1, files if target == "reading" else max(2, size.stories // 130))
            stage = killed_in(data, stories, stage_file, target, nth, rng, hold=size.hold)
            kills[stage] += stage != "done"
            if stage == "done" or all(kills[each] >= size.kills for each in size.stages):
                break
        last = start(data, stories, stage_file, "never", 1)
        last.communicate()
        assert last.returncode == 0
        assert state(data, tables) == expected, f"round {rounds} differs from the calm run"
    return (f"calm run: {told.strip()}; {rounds} rounds, kills: "
            + ", ".join(f"{stage} {count}" for stage, count in sorted(kills.items())))
