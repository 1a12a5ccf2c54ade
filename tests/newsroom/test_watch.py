"""`newsroom watch`: a process of its own beside the one that writes; ended by Ctrl-C."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest

from eventlog.sqlite.log import SqliteLog
from newsroom.own_files import LOG_FILE
from schemas.events import Cause, UpdateReceived
from schemas.records import record_of
from schemas.topics import FIGURES, topic_of
from streams.desk.desk import Desk
from tests.builders import NOON, received
from tests.e2e.newsroom_command import command
from tests.streams.small_desk import new_desk
from tests.streams.test_editors import ruling

ROOT = Path(__file__).parents[2]


class Log:
    """A log on which a desk's figures are put."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.log = SqliteLog(folder / LOG_FILE)
        self.desk: Desk = new_desk()
        self.inputs = 0

    def take(self, *events: Any) -> None:
        for event in events:
            cause = Cause(topic="intake", partition=0, offset=self.inputs)
            outputs = self.desk.decide(event, cause, event.published_at)
            for output in outputs:
                self.desk.fold(output)
            self.log.append([record_of(each, "PE") for each in outputs if topic_of(each) == FIGURES])
            self.inputs += 1


def said(number: int, hours: int, category: str = "killed") -> UpdateReceived:
    return received(f"{category} {number} by Mayor", NOON + dt.timedelta(hours=hours))


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log(tmp_path / "data")
    made.take(said(5, 0), said(3, 1, "injured"))
    return made


@contextlib.contextmanager
def watching(data: Path, *arguments: str, out: int | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "newsroom", "watch", "--data", str(data), *arguments], cwd=ROOT, text=True,
        stdout=subprocess.PIPE if out is None else out, stderr=subprocess.PIPE if out is None else out,
        env={**os.environ, "COLUMNS": "160", "LINES": "30", "TERM": "xterm"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_json_is_what_stands_and_then_each_change_as_it_comes(log: Log, tmp_path: Path) -> None:
    with watching(tmp_path / "data", "--json") as process:
        stands = [json.loads(next_line(process)) for _ in range(2)]
        assert {(each["category"], each["after"]["best"], tuple(each["kinds"])) for each in stands} == {
            ("killed", 5, ()), ("injured", 3, ())}
        log.take(said(8, 2))
        change = json.loads(next_line(process))
        assert (change["before"]["best"], change["after"]["printed"], change["policy"]) == (5, "8", "house")
        assert change["who"][0]["claimant"] == "Mayor"
        assert dt.datetime.fromisoformat(change["published_at"]) == NOON + dt.timedelta(hours=2)
        incident = change["incident_id"]
        ends = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
        log.take(ruling(incident, best=7, until=ends))
        ruled, ended = (json.loads(next_line(process)) for _ in range(2))
        assert (ruled["after"]["best"], ruled["after"]["ruled"], ruled["editor"]["by"]) == (7, True, "Night editor")
        assert (ended["kinds"][0], ended["after"]["best"]) == ("ruling_expired", 8)
        assert interrupted(process) == (0, "")


def test_lines_in_a_pipe_are_narrowed_as_asked(log: Log, tmp_path: Path) -> None:
    with watching(tmp_path / "data", "--category", "killed", "--country", "pe", "--policy", "all") as process:
        board = [next_line(process) for _ in range(8)]
        assert sum("Trujillo, PE: landslide" in line for line in board) == 4
        assert not any("injured" in line for line in board)
        log.take(said(9, 2, "injured"), said(4, 3))
        line = next_line(process)
        while "killed" not in line or "→" not in line:
            assert "injured" not in line
            line = next_line(process)
        assert "killed under" in line
        assert "4 by Mayor, in PNA" in line
        assert interrupted(process) == (0, "")


def test_since_tells_what_changed_instead_of_what_stands(log: Log, tmp_path: Path) -> None:
    with watching(tmp_path / "data", "--since", "2026-01-01") as process:
        lines = [next_line(process) for _ in range(2)]
        assert ["new incident" in line or "first figure" in line for line in lines] == [True, True]
        assert interrupted(process) == (0, "")


def test_on_a_terminal_the_board_moves(log: Log, tmp_path: Path) -> None:
    parent, child = pty.openpty()
    with watching(tmp_path / "data", out=child) as process:
        os.close(child)
        seen = until(parent, b"", b"Ctrl-C ends")
        assert b"Trujillo, PE: landslide" in seen
        log.take(said(8, 2))
        assert b"raised" in until(parent, b"", b"raised")
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # the other side is closed
            while os.read(parent, 4096):
                pass
        assert process.wait(60) == 0
    os.close(parent)


def until(terminal: int, seen: bytes, wanted: bytes) -> bytes:
    while wanted not in seen:
        ready = wait([terminal], 120)  # also of descriptors that select cannot take
        assert ready, seen
        seen += os.read(terminal, 4096)
    return seen


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("--policy", "best"), 2, "--policy 'best' is none of house"),
    (("--category", "dead"), 2, "--category 'dead' is none of killed"),
    (("--country", "Peru"), 2, "--country 'Peru' is no country"),
    (("--since", "yesterday"), 2, "--since 'yesterday' is no time"),
    ((), 1, "no newsroom data"),
])
def test_what_cannot_be_watched_is_said_in_one_line(
    arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = command("watch", "--data", tmp_path / "none", *arguments)
    assert done.returncode == code
    assert words in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
