"""What one run leaves for later ones: items that wait, kills of items that have not come yet, what was taken in."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import answer, command
from tests.e2e.test_item_versions import FIVE, WRONG
from tests.e2e.wires import WIRES, Version
from tests.stores import let_go

pytestmark = pytest.mark.usefixtures("engine_kept")


def test_what_waits_is_shown_and_taken_in_by_a_later_run(tmp_path: Path) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=8)
    item = json.loads(WIRES["ninjs"](FIVE)) | {"embargoedUntil": soon.isoformat()}
    (tmp_path / "item.json").write_text(json.dumps(item))
    data: list[str | Path] = ["--data", tmp_path / "data"]
    done = command("run", tmp_path / "item.json", *data)
    assert (done.returncode, b"under embargo until" in done.stderr) == (0, True)
    assert answer("timeline", *data) == []
    assert [row["document"] for row in answer("waiting", *data)] == [str(tmp_path / "item.json")]
    time.sleep(max(0.0, (soon - dt.datetime.now(dt.UTC)).total_seconds()))
    (tmp_path / "other.txt").write_text("LIMA, Peru (PNA) - The Latest on rain in Peru:\n\nMarch 14, 2026, 9 p.m.\n\nIt rains in Lima.\n")
    assert command("run", tmp_path / "other.txt", *data).returncode == 0
    assert len(answer("timeline", *data)) == 2
    assert answer("waiting", *data) == []


def test_a_kill_that_comes_before_anything_else_is_remembered_by_later_runs(tmp_path: Path) -> None:
    data: list[str | Path] = ["--data", tmp_path / "data"]
    for number, version in enumerate((Version(3, status="canceled", note="Unfounded."), WRONG)):
        (tmp_path / f"{number}.json").write_bytes(WIRES["ninjs"](version))
        assert command("run", tmp_path / f"{number}.json", *data).returncode == 0
    assert [row["disposition"] for row in answer("timeline", *data)] == ["withdrawn"]
    assert answer("figures", *data) == []


def test_with_a_new_log_everything_is_taken_in_again(tmp_path: Path) -> None:
    data: list[str | Path] = ["--data", tmp_path / "data"]
    (tmp_path / "item.json").write_bytes(WIRES["ninjs"](FIVE))
    assert command("run", tmp_path / "item.json", *data).returncode == 0
    let_go()
    shutil.rmtree(tmp_path / "data" / "store")
    for log in (tmp_path / "data").glob("log.sqlite*"):
        log.unlink()
    assert command("run", tmp_path / "item.json", *data).returncode == 0
    assert len(answer("timeline", *data)) == 1


def test_an_editors_word_that_is_given_again_changes_nothing_that_is_printed(tmp_path: Path) -> None:
    """As somebody does who does not know whether a command came through before it was killed."""
    data: list[str | Path] = ["--data", tmp_path / "data"]
    signed = ("--by", "Night editor", "--reason", "the desk called")
    for number, version in enumerate((FIVE, WRONG)):
        (tmp_path / f"{number}.json").write_bytes(WIRES["ninjs"](version).replace(b"trujillo", f"t-{number}".encode()))
    assert command("run", tmp_path / "0.json", tmp_path / "1.json", *data).returncode == 0
    incident = answer("figures", *data)[0]["incident_id"]
    told = []
    for words in (("rule", incident, "killed", "--best", "39"), ("withdraw", tmp_path / "1.json")):
        for _ in range(2):
            done = command(*words, *signed, *data)
            assert done.returncode == 0, done.stderr.decode()
            figures = [(row["best"], row["ruled"], row["category"]) for row in answer("figures", *data)]
            told.append((figures, [(row["update_id"], row["disposition"]) for row in answer("timeline", *data)]))
    assert told[0] == told[1] != told[2] == told[3]
    assert sorted(disposition for _, disposition in told[3][1]) == ["new", "withdrawn"]


def test_an_editors_word_is_followed_though_the_store_was_lost(tmp_path: Path) -> None:
    data: list[str | Path] = ["--data", tmp_path / "data"]
    (tmp_path / "item.json").write_bytes(WIRES["ninjs"](FIVE))
    assert command("run", tmp_path / "item.json", *data).returncode == 0
    let_go()
    shutil.rmtree(tmp_path / "data" / "store")
    done = command("withdraw", tmp_path / "item.json", "--by", "Night editor", "--reason", "the desk called", *data)
    assert (done.returncode, done.stdout) == (0, b"1 update withdrawn, as if never taken in\n"), done.stderr.decode()
    assert [row["disposition"] for row in answer("timeline", *data)] == ["withdrawn"]
