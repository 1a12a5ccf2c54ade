"""An answer of the store for a person: never cut, whatever its width."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table

from newsroom.show.answers.forms import one_line, texts
from newsroom.show.answers.values import NULL, is_number
from newsroom.show.lines import say
from newsroom.show.terminal import console
from schemas.characters import harmless
from sinks.store import Result

_WRAPPED = 18  # cells that a long text needs at least to be read in a column
_BETWEEN = 3  # cells of the frame, a column
_LONGEST_LAST = 40  # of the rule under the last column, which nothing has to be found under


def print_result(answer: Result) -> None:
    """In a pipe each row on one line, as wide as it is; on a terminal a table where its width does, else row by row.

    A single value keeps its own lines.
    """
    out, single = console(), len(answer.rows) == len(answer.columns) == 1
    shown = harmless if out.is_terminal or single else lambda text: harmless(one_line(text))
    rows = [[NULL if text is None else shown(text) for text in row] for row in texts(answer)]
    heads = [harmless(one_line(name)) for name in answer.columns]
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    if not out.is_terminal:
        _print_lines(answer, heads, rows, widths)
    elif sum(min(width, _WRAPPED) + _BETWEEN for width in widths) > out.width and rows:
        _print_row_by_row(heads, rows)
    else:
        table = Table(box=SIMPLE_HEAD)
        for name, kind in zip(heads, answer.types, strict=True):
            table.add_column(name, justify="right" if is_number(kind) else "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        out.print(table)


def _width(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _print_lines(answer: Result, heads: list[str], rows: list[list[str]], widths: list[int]) -> None:
    numbers = [is_number(kind) for kind in answer.types]
    say("  " + _line(heads, widths, numbers))
    say("  " + "──".join("─" * width for width in [*widths[:-1], *(min(each, _LONGEST_LAST) for each in widths[-1:])]))
    for row in rows:
        for line in _line(row, widths, numbers).split("\n"):
            say("  " + line)


def _line(cells: list[str], widths: list[int], numbers: list[bool]) -> str:
    placed = []
    for text, width, number in zip(cells, widths, numbers, strict=True):
        blank = " " * (width - _width(text))
        placed.append(blank + text if number else text + blank)
    return "  ".join(placed).rstrip()


def _print_row_by_row(heads: list[str], rows: list[list[str]]) -> None:
    width = max(map(cell_len, heads))
    for number, row in enumerate(rows, 1):
        say(f"row {number}")
        for name, text in zip(heads, row, strict=True):
            first, *more = text.split("\n")
            say(f"  {name}{' ' * (width - cell_len(name))}  {first}")
            for line in more:
                say(f"  {' ' * width}  {line}")
