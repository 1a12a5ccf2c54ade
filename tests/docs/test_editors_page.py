"""The sessions of docs/editors.md, run line by line on one data folder: what they show is what comes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import ROOT, command, with_store

pytestmark = pytest.mark.usefixtures("engine_kept")

PAGE = ROOT / "docs" / "editors.md"


def sessions() -> list[tuple[str, list[str]]]:
    """Each command with the lines that the page shows of its output."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ newsroom "):
                found.append((line.removeprefix("$ newsroom "), []))
            else:
                found[-1][1].append(line)
    return found


def as_pattern(line: str) -> str:
    """A line of the page as a pattern: "…" stands for anything, any space for any other."""
    words = [re.escape(word).replace("…", ".*") for word in line.split()]
    return r"\s+".join(words)


def test_the_sessions_give_what_the_page_shows(tmp_path: Path) -> None:
    where = {"NEWSROOM_DATA": str(with_store(tmp_path / "data"))}
    for words, shown in sessions():
        done = command(*shlex.split(words), environment=where)
        assert done.returncode == 0, f"{words}: {done.stderr.decode()}"
        for line in shown:
            assert re.search(as_pattern(line), done.stdout.decode()), f"{words} does not show {line!r}"


def test_the_page_shows_every_word_an_editor_has() -> None:
    commands = " ".join(words for words, _ in sessions())
    for word in ("why", "rule", "withdraw", "incidents split", "--at", "--as-of", "reprocess"):
        assert word in commands
