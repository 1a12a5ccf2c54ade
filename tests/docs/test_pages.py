"""Commands and settings that the pages beside docs/operations.md name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsroom.settings import described
from tests.docs.test_operations import command_lines, wrong_with

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("architecture.md", "notebooks.md", "extending.md", "runbook.md", "metrics.md", "sql-cookbook.md")]
PAGES += [ROOT / "deploy" / "kubernetes" / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_settings_that_are_named_exist(page: Path) -> None:
    assert {line: wrong for line in command_lines(page) if (wrong := wrong_with(line))} == {}
    settings = {f"NEWSROOM_{name.upper()}" for name in described()}
    assert set(re.findall(r"NEWSROOM_[A-Z_]+", page.read_text("utf-8"))) <= settings
