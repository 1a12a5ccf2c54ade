"""What the pages for users say exists in the code, and the walk-through of docs/operations.md runs as printed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from newsroom.cli.app import app
from newsroom.services.pages import PORTS
from newsroom.settings import described
from sinks.clickhouse.address import _READERS as STORE_OPTIONS
from streams.faust.settings import WorkerSettings

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"
PAGES = (OPERATIONS, ROOT / "README.md", ROOT / "deploy" / "README.md")
WALK_THROUGH = "<!-- walk-through: a test runs these lines -->\n"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def command_lines(page: Path) -> list[str]:
    """Every `newsroom …` of the page: typed at a prompt, or named in a sentence or a table."""
    text = text_of(page)
    typed = re.findall(r"^[$#] newsroom (.*?)(?: &)?$", text, re.MULTILINE)
    named = re.findall(r"`newsroom ([^`\n]+)`", text)
    return typed + named


def wrong_with(line: str) -> str | None:
    """What of the words after `newsroom` the command does not have; None when all is there."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line)
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            option = next((each for each in command.params if word in each.opts), None)
            if option is None:
                return f"{command.name} has no option {word}"
            if not option.is_flag and words:
                words.pop(0)
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
        elif not any(each.param_type_name == "argument" for each in command.params):
            return f"{command.name} has no command {word} and takes no argument"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_on_the_page_exists_with_its_options(page: Path) -> None:
    lines = command_lines(page)
    assert lines or page.parent.name == "deploy"
    assert {line: wrong for line in lines if (wrong := wrong_with(line))} == {}


@pytest.mark.parametrize("line", ["recompute", "replay --policy house", "schemas forget", "work now", "run x --log y"])
def test_a_command_line_that_is_not_ours_is_noticed(line: str) -> None:
    assert wrong_with(line)


def test_every_service_and_command_for_operators_is_on_the_page() -> None:
    named = {line.split()[0] for line in command_lines(OPERATIONS)}
    assert {"ingest", "work", "sink", "topics", "migrate", "schemas", "replay", "dead-letters"} <= named


def shown(default: object) -> str:
    if default is None:
        return "not set"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def test_every_setting_is_on_the_page_as_it_is_in_the_code() -> None:
    """On failure, the missing lines are what the table has to hold."""
    page = text_of(OPERATIONS).splitlines()
    rows = [
        f"| `NEWSROOM_{name.upper()}` | {shown(field.default)} | {field.description} |"
        for name, field in described().items()
    ]
    assert [row for row in rows if row not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_named_is_read_and_has_the_default_named(page: Path) -> None:
    settings = {f"NEWSROOM_{name.upper()}": shown(field.default) for name, field in described().items()}
    text = text_of(page)
    of_tests = set(re.findall(r"NEWSROOM_[A-Z_]+", text_of(ROOT / "tests" / "servers" / "plugin.py")))
    assert set(re.findall(r"NEWSROOM_[A-Z_]+", text)) <= set(settings) | of_tests
    rows = re.findall(r"^\|[^|]*`(NEWSROOM_[A-Z_]+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert [(name, default) for name, default in rows if default != settings[name]
            and not name.endswith("_PROTOCOL")] == []


def test_every_option_of_the_stores_address_is_on_the_page() -> None:
    _, _, rest = text_of(OPERATIONS).partition("The store's address takes options")
    table = rest.partition("\n## ")[0]
    named = {name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(STORE_OPTIONS)


def test_the_pages_ports_and_limits_are_those_of_the_services() -> None:
    worker, page = WorkerSettings(), text_of(OPERATIONS)
    assert worker.web_port == PORTS["work"]
    for service, port in PORTS.items():
        assert f"| `{service}` | `http://{described()['health_host'].default}:{port}` |" in page
    assert f"up to {worker.batch} inputs of a partition" in page
    assert worker.stalled_seconds == 60, "the page says a minute"


class Shell:
    """Runs the lines of the page in a folder of its own, as a person would who waits for what was begun."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
        self.environment["PYTHONPATH"] = str(ROOT)
        self.environment["NEWSROOM_HEALTH_PORT"] = "0"  # the page's ports may be in use on this machine
        self.background: list[tuple[str, subprocess.Popen[bytes]]] = []

    def run(self, line: str) -> str:
        """The line's output; it must succeed."""
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            self.environment[name] = value
            return ""
        if line.startswith("kill "):
            self.stop()
            return ""
        if line.startswith("sqlite3 ") and shutil.which("sqlite3") is None:
            _, source, backup = shlex.split(line)
            with contextlib.closing(sqlite3.connect(self.folder / source)) as log, contextlib.closing(
                sqlite3.connect(self.folder / backup.removeprefix(".backup "))
            ) as copy:
                log.backup(copy)
            return ""
        words = shlex.split(line.removesuffix(" &"))
        ours = {"newsroom": [sys.executable, "-m", "newsroom"], "python3": [sys.executable]}
        if line.endswith(" &"):
            self._begin(words[1], [*ours[words[0]], *words[1:]])
            return ""
        command = [*ours[words[0]], *words[1:]] if words[0] in ours else ["sh", "-c", line]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, timeout=120)
        assert done.returncode == 0, f"{line}: {done.stderr.decode()}"
        return done.stdout.decode()

    def stop(self) -> None:
        """Wait until the services have nothing left to do, then end them, as the page says: with 0 and at once."""
        deadline = time.monotonic() + 120
        waiting_for = {"ingest": "taken in", "work": "decided", "sink": "written"}
        for name, process in self.background:
            while waiting_for[name] not in self.logged(name):
                assert process.poll() is None, self.logged(name)
                assert time.monotonic() < deadline, f"{name} does nothing: {self.logged(name)}"
                time.sleep(0.1)
        topics = set(self.behind()) if "sink" in dict(self.background) else {"intake"}
        while any(self.behind()[topic] for topic in topics):
            assert time.monotonic() < deadline, self.behind()
            time.sleep(0.1)
        while self.background:
            name, process = self.background.pop()
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, self.logged(name)

    def behind(self) -> dict[str, int]:
        """What the page's own question to the log answers."""
        question = re.search(r"```sql\n(.*?)```", text_of(OPERATIONS), re.DOTALL)
        assert question
        path = self.folder / self.environment["NEWSROOM_LOG"].removeprefix("sqlite://")
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as log:
            return dict(log.execute(question[1]).fetchall())

    def logged(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def end(self) -> None:
        for _, process in self.background:
            process.kill()
            process.wait()

    def _begin(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as out:
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=out, stderr=out)
        self.background.append((name, process))


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (program,) = re.findall(r'```python\n("""copy_intake.py .*?)```', text_of(OPERATIONS), re.DOTALL)
    (tmp_path / "copy_intake.py").write_text(program, encoding="utf-8")
    yield shell
    shell.end()


def walk_through() -> list[list[str]]:
    """The lines to be typed, block by block."""
    blocks = re.findall(re.escape(WALK_THROUGH) + r"```console\n(.*?)```", text_of(OPERATIONS), re.DOTALL)
    return [[line.removeprefix("$ ") for line in block.splitlines()] for block in blocks]


def rows_of(shell: Shell, table: str, leaving_out: str = "nothing") -> list[dict[str, Any]]:
    columns = "*" if leaving_out == "nothing" else f"* EXCEPT {leaving_out}"
    rows: list[dict[str, Any]] = json.loads(
        shell.run(f'newsroom sql --json "SELECT {columns} FROM {table} FINAL ORDER BY ALL"'))
    return rows


@pytest.mark.long
def test_the_walk_through_runs_as_printed(shell: Shell) -> None:
    services, restore, erase = walk_through()

    printed = [shell.run(line) for line in services]
    assert "Trujillo" in printed[-1]
    for name, fields in {"ingest": {"files", "updates", "recalls", "dead_letters"}, "work": {"inputs", "dead_letters", "updates"},
                         "sink": {"rows", "seconds", "dead_letters"}}.items():
        pages, first, *_ = map(json.loads, shell.logged(name).splitlines())
        assert fields | {"time", "level", "logger", "message"} == set(first)
        assert (pages["message"], pages["host"]) == ("pages served", "127.0.0.1")
    before = {table: rows_of(shell, table) for table in ("updates", "claims", "figures")}

    assert "Trujillo" in [shell.run(line) for line in restore][-1]
    assert {table: rows_of(shell, table) for table in before} == before, "recorded times and all"

    erased = shlex.split(next(line for line in erase if "copy_intake" in line))[-1]
    printed = [shell.run(line) for line in erase]
    assert erased in printed[0], "the first question names the source"
    left = rows_of(shell, "updates")
    assert {row["source"] for row in left} == {row["source"] for row in before["updates"]} - {erased}
    kept = {row["update_id"] for row in before["updates"] if row["source"] != erased}
    assert {row["update_id"] for row in left} == kept
    assert {row["update_id"] for row in rows_of(shell, "claims")} <= kept


@pytest.mark.long
def test_a_whole_copy_of_intake_decides_the_same_and_repeating_it_adds_nothing(shell: Shell) -> None:
    for line in ("mkdir stories", "cp examples/mudslide/*.txt stories/",
                 "newsroom run stories --date 2026-03-14 --data house"):
        shell.run(line)
    shell.environment |= {"NEWSROOM_LOG": "sqlite://copy.sqlite", "NEWSROOM_STORE": "chdb://house/store"}
    before = {table: rows_of(shell, table, "recorded_at") for table in ("updates", "claims", "figures")}
    for _ in range(2):
        shell.run("python3 copy_intake.py sqlite://house/log.sqlite sqlite://copy.sqlite")
    shell.run("newsroom work &")
    shell.stop()
    shell.run("newsroom replay")
    assert {table: rows_of(shell, table, "recorded_at") for table in before} == before
