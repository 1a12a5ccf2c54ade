"""docs/sources.md names the formats, keys and settings that there are, and its file of sources can be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from producers.formats.index import FORMATS
from producers.sources import catalogue
from producers.sources.catalogue import CatalogueEntry
from tests.docs.test_operations import command_lines, wrong_with
from tests.e2e.newsroom_process import ROOT

PAGE = (ROOT / "docs" / "sources.md").read_text("utf-8")


def shown(field: Any) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if default is None or default == {}:
        return "not set" if default is None else "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def test_every_key_of_a_source_is_on_the_page_as_it_is_in_the_code() -> None:
    """On failure, the missing lines are what the table has to hold."""
    rows = [f"| `{name}` | {shown(field)} | {field.description} |" for name, field in CatalogueEntry.model_fields.items()]
    assert [row for row in rows if row not in PAGE.splitlines()] == []


def test_every_format_is_on_the_page_in_its_order() -> None:
    _, _, block = PAGE.partition("$ newsroom formats\n")
    lines = [" ".join(line.split()) for line in block.partition("```")[0].splitlines()[1:]]
    assert lines == [f"{known.name} {known.what} {' '.join(known.endings)}" for known in FORMATS]


def test_the_example_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "sources.toml"
    file.write_text(example, encoding="utf-8")
    monkeypatch.setenv("WIRE_KEY", "secret")
    entries = catalogue.read_catalogue(file)
    assert [entry.kind for entry in entries] == ["folder", "http", "http"]
    assert entries[2].secrets()["x-api-key"].get_secret_value() == "secret"
    assert "secret" not in repr(entries) + repr(entries[2].secrets())


def test_commands_that_are_named_exist() -> None:
    assert {line: wrong for line in command_lines(ROOT / "docs" / "sources.md") if (wrong := wrong_with(line))} == {}
