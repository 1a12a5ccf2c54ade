"""The SQL cookbook: real questions to the store, one file each in `sinks/cookbook/`.

A file begins with comments: its first line is the title, the others say what the rows mean. Every parameter is
a `{name:Nullable(String)}`, which is NULL when it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

from sinks.store import Result, Store

_PARAMETER = re.compile(r"\{(\w+):Nullable\(String\)\}")


class RecipeError(Exception):
    """There is no such recipe, or no such parameter; one line names those there are."""


class Recipe(NamedTuple):
    """`name` is the file's without suffix; `parameters` are in the order in which the statement first names them."""

    name: str
    title: str
    meaning: str
    parameters: tuple[str, ...]
    sql: str


def recipes() -> list[Recipe]:
    """All there are, by name."""
    found = [
        _recipe(entry.name.removesuffix(".sql"), entry.read_text("utf-8"))
        for entry in (files("sinks") / "cookbook").iterdir() if entry.name.endswith(".sql")
    ]
    return sorted(found)


def recipe(name: str) -> Recipe:
    """The recipe of that name. Raises RecipeError."""
    known = {each.name: each for each in recipes()}
    if name not in known:
        raise RecipeError(f"no recipe {name!r}: there are {', '.join(known)}")
    return known[name]


def cook(store: Store, name: str, arguments: Mapping[str, str] | None = None) -> Result:
    """The answer to the recipe's question. Raises RecipeError, StoreError."""
    wanted, given = recipe(name), arguments or {}
    unknown = sorted(set(given) - set(wanted.parameters))
    if unknown:
        takes = f"takes {', '.join(wanted.parameters)}" if wanted.parameters else "takes no parameters"
        raise RecipeError(f"recipe {name} has no parameter {', '.join(unknown)}: it {takes}")
    return store.query(wanted.sql, {parameter: given.get(parameter) for parameter in wanted.parameters})


def _recipe(name: str, text: str) -> Recipe:
    lines = text.splitlines()
    head = [line.removeprefix("-- ") for line in lines[: _length_of_head(lines)]]
    sql = "\n".join(lines[len(head):]).strip()
    return Recipe(name, head[0], " ".join(head[1:]), tuple(dict.fromkeys(_PARAMETER.findall(sql))), sql)


def _length_of_head(lines: list[str]) -> int:
    return next(number for number, line in enumerate(lines) if not line.startswith("--"))
