"""Tests that have two forms: a short one for `make test`, and the whole one for `make test-long`; tests of long tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, TypeVar

import pytest

_Row = TypeVar("_Row")


def forms(short: Any, long: Any) -> list[Any]:
    """The values of a parameter in the two forms."""
    return [pytest.param(short, id="short"), pytest.param(long, id="long", marks=pytest.mark.long)]


def covering(*axes: Iterable[Any]) -> list[Any]:
    """All combinations of values of several parameters; in the short form so few that each value occurs."""
    values = [list(axis) for axis in axes]
    short = [tuple(axis[number % len(axis)] for axis in values) for number in range(max(map(len, values)))]
    return [pytest.param(*each, marks=[] if each in short else [pytest.mark.long]) for each in product(*values)]


def one_in(step: int, values: Iterable[Any]) -> list[Any]:
    """All of the values; in the short form the first of each so many."""
    return [pytest.param(each, marks=[pytest.mark.long] if number % step else []) for number, each in enumerate(values)]


def example_count(long: int) -> int:
    """So many generated examples in the long form, for which `make test-long` asks; a quarter in the short one.

    NEWSROOM_TEST_EXAMPLES=5000 asks for so many of each property.
    """
    asked = os.environ.get("NEWSROOM_TEST_EXAMPLES", "")
    return int(asked) if asked.isdigit() else long if asked == "all" else -(-long // 4)


def grouped(rows: Iterable[_Row], group_of: Callable[[_Row], str]) -> list[Any]:
    """The rows of a long table as values of one parameter, a group each: a test for each row costs more than its check."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(group_of(row), []).append(row)
    return [pytest.param(group, id=name) for name, group in groups.items()]


def check_each(rows: Iterable[_Row], check: Callable[[_Row], None]) -> None:
    """Check every row, whatever becomes of the others; all that failed are named in the end, each with why."""
    failed = []
    for row in rows:
        try:
            check(row)
        except Exception as error:  # noqa: BLE001 - an error is no less a failure of its row
            failed.append(f"{row}\n    {type(error).__name__}: {error}")
    assert not failed, "\n".join([f"{len(failed)} failed:", *failed])
