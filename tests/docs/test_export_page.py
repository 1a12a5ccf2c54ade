"""The sessions of docs/export.md, run line by line on one data folder: what they show is what comes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from newsroom.commands.export import WRITERS
from tests.docs.test_editors_page import as_pattern
from tests.e2e.newsroom_command import ROOT, command, with_store

pytestmark = pytest.mark.usefixtures("engine_kept")

PAGE = ROOT / "docs" / "export.md"


def test_the_sessions_give_what_the_page_shows(tmp_path: Path) -> None:
    where = {"NEWSROOM_DATA": str(with_store(tmp_path / "data"))}
    sessions = re.findall(r"^\$ newsroom (.*)\n((?:(?!\$|```).*\n)*)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(sessions) >= 6
    for words, shown in sessions:
        done = command(*shlex.split(words), environment=where)
        assert done.returncode == 0, f"{words}: {done.stderr.decode()}"
        for line in shown.splitlines():
            assert re.search(as_pattern(line), done.stdout.decode()), f"{words} does not show {line!r}"


def test_every_format_is_on_the_page() -> None:
    for name in WRITERS:
        assert f"--format {name}" in PAGE.read_text("utf-8")
