"""Tables set with bars: a number is of the category at the head of its column, its row a part, the last often the sum.

    District | Dead | Missing | Shelters
    Brell    |   19 |       6 |      940
    Total    |   47 |      15 |    2,318
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from schemas.events import Category
from streams.extract.binding.figure import SUM_ROW, TABLE_ROW, Figure
from streams.extract.sentences.line import Line
from streams.extract.sentences.noun_group import Group

BAR = "|"
_SUMS = frozenset("total totals sum all overall nationwide altogether".split())


class Column(NamedTuple):
    """Words at the head of a column, any of which make it a category's; the first row that matches counts."""

    words: str
    category: Category
    example: str


COLUMNS = (
    Column("unidentified", "unidentified", "Town | Unidentified"),
    Column("dead death deaths killed deceased fatalities fatality died lives bodies", "killed", "Town | Dead"),
    Column("missing unaccounted untraced", "missing", "Town | Missing"),
    Column("hospital hospitalised hospitalized admitted inpatients admissions", "hospitalized", "Town | In hospital"),
    Column("injured hurt wounded injuries casualties", "injured", "Town | Injured"),
    Column("rescued alive saved survivors", "rescued", "Town | Rescued"),
    Column("displaced evacuated evacuees homeless shelter shelters sheltered centres centers camps", "displaced",
           "Town | Displaced"),
    Column("detained arrested arrests", "detained", "Town | Detained"),
)  # fmt: skip


class Table(NamedTuple):
    """The categories of a table's columns, the first of which holds the rows' names; None counts something else."""

    columns: tuple[Category | None, ...]


def tables(lines: Sequence[Line]) -> dict[int, Table]:
    """The rows of tables whose head tells at least one category, by the id of their line."""
    found: dict[int, Table] = {}
    table: Table | None = None
    for line in lines:
        cells = _cells(line)
        if len(cells) < 2:
            table = None
            continue
        if not line.quantities:
            heads = tuple(_category(cell) for cell in cells)
            table = Table(heads) if any(heads) else table if _is_rule(cells) else None
        elif table is not None and len(cells) == len(table.columns):
            found[id(line)] = table
    return found


def _cells(line: Line) -> list[list[str]]:
    """The words of each cell of a line; bars at its ends make none."""
    cells: list[list[str]] = [[]]
    for word in line.words:
        if word == BAR:
            cells.append([])
        else:
            cells[-1].append(word)
    while cells and not cells[0]:
        del cells[0]
    while cells and not cells[-1]:
        del cells[-1]
    return cells


def _is_rule(cells: Sequence[Sequence[str]]) -> bool:
    return all(not word[0].isalnum() for cell in cells for word in cell)


def _category(cell: Sequence[str]) -> Category | None:
    return next((column.category for column in COLUMNS if not set(column.words.split()).isdisjoint(cell)), None)


def read_row(line: Line, table: Table) -> list[Figure]:
    """The figures of a row: one number a cell, as its column's category; zeros count nobody."""
    figures = []
    name = _cells(line)[0]
    flag = SUM_ROW if not _SUMS.isdisjoint(name) else TABLE_ROW
    lead = line.words[0] == BAR
    for quantity in line.quantities:
        column = line.words[: quantity.first].count(BAR) - lead
        category = table.columns[column] if 0 < column < len(table.columns) else None
        alone = line.word(quantity.first - 1) == BAR and line.word(quantity.last + 1) in (BAR, "", ".", "\n")
        if category is not None and alone and quantity.value and quantity.flaw is None:
            group = Group(None, quantity.last + 1)
            figures.append(
                Figure(quantity, group, category, "column", quantity.first, quantity.last, line, flags={flag})
            )
    return figures
