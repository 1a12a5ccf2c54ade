"""docs/notify.md names the keys, kinds and commands that there are, and its example can be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from newsroom.changes.change import ChangeKind, TollChange
from newsroom.notify.receivers import queues_of
from newsroom.notify.rules import ReceiverTable, RuleTable, read_rules
from newsroom.notify.signing import new_secret
from tests.docs.test_operations import command_lines, wrong_with

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "notify.md").read_text("utf-8")


def shown(field: Any) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if default is None or default == ():
        return "not set" if default is None else "all"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def rows(table: type[BaseModel]) -> list[str]:
    return [f"| `{field.alias or name}` | {shown(field)} | {field.description} |"
            for name, field in table.model_fields.items()]


@pytest.mark.parametrize("table", [ReceiverTable, RuleTable])
def test_every_key_is_on_the_page_as_it_is_in_the_code(table: type[BaseModel]) -> None:
    """On failure, the missing lines are what the table has to hold."""
    assert [row for row in rows(table) if row not in PAGE.splitlines()] == []


def test_every_kind_and_key_of_a_change_is_on_the_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert set(get_args(ChangeKind)) <= named
    assert set(TollChange.__struct_fields__) <= named


def test_the_example_can_be_used(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "notify.toml").write_text(example, encoding="utf-8")
    for name in ("publishing-secret", "graphics-secret"):
        (tmp_path / name).write_text(new_secret())
    (tmp_path / "night-desk-addresses").write_text("mailto://desk:word@mail.example.org\n")
    rules = read_rules(tmp_path / "notify.toml")
    assert [queue.receiver for queue in queues_of(rules, "newsroom/test")] == ["publishing", "graphics", "night-desk"]
    assert len(rules.rules) == 3


def test_commands_that_are_named_exist() -> None:
    assert {line: wrong for line in command_lines(ROOT / "docs" / "notify.md") if (wrong := wrong_with(line))} == {}
