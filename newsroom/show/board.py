"""The board in a terminal: what stands, last changed first, and below it the latest changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from newsroom.show.tables import CATEGORY_STYLE
from newsroom.show.terminal import TextConsole
from schemas.characters import harmless

_LATEST = 6  # changes below the board
_AROUND = 8  # lines that are not figures or changes: heads, margins, the last line


class BoardLine(NamedTuple):
    """One figure as the board shows it."""

    where: str
    category: str
    printed: str
    band: str  # "37–38+, disputed"
    since: dt.datetime
    who: str  # whose word came last, or which editor's


def board_table(lines: Sequence[BoardLine], rows: int | None = None) -> Table:
    """The first so many figures, or all, as a table."""
    shown = lines if rows is None else lines[: max(rows, 1)]
    table = Table("incident", "", "print", "low–high", "since (UTC)", "last word", box=SIMPLE_HEAD)
    for line in shown:
        table.add_row(
            Text(harmless(line.where)), Text(line.category, CATEGORY_STYLE.get(line.category, "")),
            Text(harmless(line.printed), "bold"), Text(harmless(line.band)), f"{line.since:%d %b %H:%M}",
            Text(harmless(line.who)),
        )
    return table


class LiveBoard:
    """A board that moves, for a console that is a terminal; use it as a context."""

    def __init__(self, console: TextConsole) -> None:
        self._console = console
        self._latest: list[str] = []
        self._live = Live(console=console, auto_refresh=False, transient=False)

    def __enter__(self) -> LiveBoard:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, lines: Sequence[BoardLine], changes: Sequence[str]) -> None:
        """What stands now, and what has just changed."""
        self._latest = [*self._latest, *changes][-_LATEST:]
        rows = self._console.height - _AROUND - len(self._latest)
        hidden = len(lines) - max(rows, 1)
        latest = [Text(harmless(line), no_wrap=True, overflow="ellipsis") for line in self._latest]
        ending = f"{hidden} more below; " if hidden > 0 else ""
        last = Text(f"{ending}Ctrl-C ends", "dim")
        self._live.update(Group(board_table(lines, rows), *latest, last), refresh=True)
