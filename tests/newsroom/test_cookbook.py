"""`newsroom sql --query` and `newsroom plot` as a user runs them, on the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from sinks.recipes import recipes
from tests.e2e.newsroom_command import answer, command, with_demo

pytestmark = pytest.mark.usefixtures("engine_kept")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_demo(tmp_path_factory.mktemp("cookbook") / "data")


def test_a_question_by_name_answers_and_a_parameter_chooses(data: Path) -> None:
    everything = answer("sql", "--query", "toll-by-claimant", "--data", data)
    killed = answer("sql", "--query", "toll-by-claimant", "--param", "category=killed", "--data", data)
    assert {row["category"] for row in killed} == {"killed"}
    assert len(killed) < len(everything)


def test_the_names_are_listed_without_a_store(tmp_path: Path) -> None:
    listed = answer("sql", "--queries", "--data", tmp_path / "none")
    assert [row["query"] for row in listed] == [each.name for each in recipes()]


@pytest.mark.parametrize(("asked", "said"), [
    (["--query", "tolls"], "no recipe 'tolls': there are "),
    (["--query", "disputed", "--param", "colour=red"], "no parameter colour"),
    (["--query", "disputed", "--param", "colour"], "write NAME=VALUE"),
    (["SELECT 1", "--param", "a=b"], "--param goes with --query"),
    (["SELECT 1", "--queries"], "ask one thing"),
    ([], "ask one thing"),
])
def test_a_wrong_question_is_one_line_and_exit_code_2(data: Path, asked: list[str], said: str) -> None:
    done = command("sql", *asked, "--data", data)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line


def test_a_picture_is_written_and_named(data: Path, tmp_path: Path) -> None:
    [incident] = {row["incident_id"] for row in answer("figures", "--data", data)}
    picture = tmp_path / "toll.svg"
    done = command("plot", incident[:8], "--out", picture, "--data", data)
    assert (done.returncode, done.stdout.decode().strip()) == (0, str(picture)), done.stderr.decode()
    assert "Rosa Quillay" in picture.read_text("utf-8")


@pytest.mark.parametrize(("asked", "code", "said"), [
    (["x", "--out", "toll.gif"], 2, "--out 'toll.gif' is no picture: name a file that ends in .svg or .png"),
    (["x", "--out", "toll.svg", "--policy", "mine"], 2, "none of house"),
    (["ffff", "--out", "toll.svg"], 2, "no incident 'ffff'"),
])
def test_a_picture_that_cannot_be_drawn_is_one_line(data: Path, asked: list[str], code: int, said: str) -> None:
    done = command("plot", *asked, "--data", data)
    assert done.returncode == code
    (line,) = done.stderr.decode().splitlines()
    assert said in line
