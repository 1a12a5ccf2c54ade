"""Killed with SIGKILL anywhere and run again, a run ends as if nothing had happened.

Real processes, at least KILLS kills in each stage. A round is a run that is killed again and again until it gets
through; what it leaves must equal the calm run in everything but recorded times. Kills per stage are printed.
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
from pathlib import Path

import pytest

from benchmarks.generated import pages
from telemetry.stages import BETWEEN
from tests.crash.driver import WIDTH

KILLS = int(os.environ.get("NEWSROOM_TEST_KILLS", "8"))
UPDATES = int(os.environ.get("NEWSROOM_TEST_KILL_UPDATES", "8000"))
STAGES = ("reading", "deciding", "log commit", "store insert", BETWEEN)
KILLS_PER_ROUND = 20
ROOT = Path(__file__).parents[2]

TABLES = ("updates", "claims", "figures")


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    for page in pages(UPDATES):
        (folder / page.name).write_text(page.text, encoding="utf-8")
    return folder


def start(data: Path, stories: Path, stage_file: Path, target: str, nth: int) -> subprocess.Popen[str]:
    stage_file.write_bytes(b" " * WIDTH)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.driver", str(data), str(stories), str(stage_file), target, str(nth)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )


def killed_in(data: Path, stories: Path, stage_file: Path, target: str, rng: random.Random) -> str:
    """Start a run and kill it in the target stage if it gets there; the stage it died in, or "done"."""
    process = start(data, stories, stage_file, target, rng.randrange(1, 60))
    assert process.stdout is not None
    line = process.stdout.readline()
    if line.strip() == "here":
        if target != BETWEEN:
            time.sleep(rng.choice([0.0, 0.001, 0.004, 0.02]))
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
    process.stdout.close()
    code = process.wait()
    assert code in (0, -signal.SIGKILL), f"the run failed by itself, exit code {code}"
    return "done" if code == 0 else stage_file.read_bytes().decode().strip()


def state(data: Path) -> dict[str, str]:
    """A digest of every table and current view, recorded times left out, read by a process of its own."""
    asked = {table: f"SELECT * EXCEPT recorded_at FROM {table} FINAL ORDER BY event_id" for table in TABLES}
    asked["timeline"] = "SELECT * EXCEPT recorded_at FROM timeline ORDER BY update_id"
    asked["current_figures"] = "SELECT * EXCEPT recorded_at FROM current_figures ORDER BY event_id"
    found = {}
    for name, query in asked.items():
        done = subprocess.run([sys.executable, "-m", "newsroom", "sql", query, "--json", "--data", str(data)],
                              cwd=ROOT, capture_output=True, text=True, check=True)
        rows = json.loads(done.stdout)
        assert rows, f"{name} is empty"
        found[name] = f"{len(rows)} rows {hashlib.sha256(done.stdout.encode()).hexdigest()}"
    return found


@pytest.mark.timeout(1800)
def test_a_killed_run_ends_as_the_calm_one(
    stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage_file = tmp_path / "stage"
    calm = start(tmp_path / "calm", stories, stage_file, "never", 1)
    told, _ = calm.communicate()
    assert calm.returncode == 0
    expected = state(tmp_path / "calm")

    rng = random.Random(20260314)
    kills: collections.Counter[str] = collections.Counter()
    rounds = 0
    while any(kills[stage] < KILLS for stage in STAGES):
        rounds += 1
        assert rounds < 40, f"stages that could not be hit often enough: {kills}"
        data = tmp_path / f"round{rounds}"
        for _ in range(KILLS_PER_ROUND):
            target = min(STAGES, key=lambda stage: (kills[stage], rng.random()))
            stage = killed_in(data, stories, stage_file, target, rng)
            kills[stage] += stage != "done"
            if stage == "done":
                break
        last = start(data, stories, stage_file, "never", 1)
        last.communicate()
        assert last.returncode == 0
        assert state(data) == expected, f"round {rounds} differs from the calm run"
    with capsys.disabled():
        print(f"\ncalm run: {told.strip()}; {rounds} rounds, kills: "
              + ", ".join(f"{stage} {count}" for stage, count in sorted(kills.items())))
