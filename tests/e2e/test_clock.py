"""The command on machines whose clock is wrong: refused in one line that says what to do, and mended as it says."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import ROOT, Done, answer, command, with_store
from tests.forms import forms
from tests.stores import let_go

pytestmark = pytest.mark.usefixtures("engine_kept")
FAKETIME = shutil.which("faketime")
STORY = "LIMA, Peru (PNA) - The Latest on a mudslide in Peru:\n\nMarch 14, 2026, {hour} p.m.\n\n{text}\n"


@pytest.fixture(scope="module", autouse=True)
def faketime() -> None:
    if FAKETIME is None:
        if os.environ.get("NEWSROOM_REQUIRE_SERVERS") == "1":
            pytest.fail("faketime is not installed", pytrace=False)
        pytest.skip("needs the command faketime (Debian's package of this name)")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for number, text in enumerate(("Five people died in the mudslide, police said.",
                                   "Six people died in the mudslide, police said.",
                                   "Nine people were injured in the mudslide, police said.")):
        (tmp_path / f"{number}.txt").write_text(STORY.format(hour=4 + number, text=text))
    return with_store(tmp_path / "data")


def run(data: Path, number: int, clock: str | None = None) -> Done:
    """Take a story in, on a machine whose clock is off by so much, in faketime's words."""
    words = ("run", data.with_name(f"{number}.txt"), "--data", data)
    if clock is None:
        return command(*words)
    let_go()
    done = subprocess.run([str(FAKETIME), "-f", clock, sys.executable, "-m", "newsroom", *words], cwd=ROOT,
                          capture_output=True, timeout=120)
    return Done(done.returncode, done.stdout, done.stderr)


def recorded(data: Path) -> list[dt.datetime]:
    return sorted(dt.datetime.fromisoformat(row["recorded_at"]) for row in answer("timeline", "--data", data))


def refusal(done: Done) -> str:
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert line.startswith("newsroom: the log ")
    assert line.endswith("say so with `newsroom accept-clock`")
    return line


@pytest.mark.parametrize("clock", [*forms("+2h", "-2h"), pytest.param("+70y", marks=pytest.mark.long)])
def test_a_clock_that_jumped_is_refused_and_nothing_is_kept(data: Path, clock: str) -> None:
    assert run(data, 0).returncode == 0
    refusal(run(data, 1, clock))
    assert len(recorded(data)) == 1
    assert run(data, 1).returncode == 0
    now = dt.datetime.now(dt.UTC)
    assert [at > now - dt.timedelta(minutes=10) for at in recorded(data)] == [True, True]


def test_a_log_that_began_in_a_wrong_year_goes_on_in_the_right_one(data: Path) -> None:
    assert run(data, 0, "+70y").returncode == 0
    (ahead,) = recorded(data)
    assert f"{ahead:%Y-%m-%d}" in refusal(run(data, 1))
    before = dt.datetime.now(dt.UTC)
    done = command("accept-clock", "--data", data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert before - dt.timedelta(minutes=1) < recorded(data)[0] < dt.datetime.now(dt.UTC)
    assert run(data, 1).returncode == 0
    times = recorded(data)
    assert before < times[1] < dt.datetime.now(dt.UTC)
    early = answer("figures", "--data", data, "--as-of", before.isoformat())
    assert early == []
    assert len(answer("figures", "--data", data, "--as-of", times[1].isoformat())) == 1


def test_a_clock_a_little_behind_is_said_and_times_still_grow(data: Path) -> None:
    assert run(data, 0).returncode == 0
    late = run(data, 1, "-5m")
    assert (late.returncode, b"behind the last record" in late.stderr) == (0, True)
    assert run(data, 2).returncode == 0
    times = recorded(data)
    assert times == sorted(set(times))


def test_what_will_have_been_said_is_not_answered(data: Path) -> None:
    assert run(data, 0).returncode == 0
    done = command("figures", "--data", data, "--as-of", "2199-01-01T00:00Z")
    assert (done.returncode, b"still to come" in done.stderr) == (2, True)
