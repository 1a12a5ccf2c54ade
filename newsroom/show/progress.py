"""Progress of long work: on a terminal a line that moves, in a pipe nothing."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich import progress

from newsroom.show.terminal import TextConsole
from schemas.characters import harmless_line


class Progress:
    """Counts what is done; what has to be said goes to stderr above the moving line."""

    def __init__(self, what: str) -> None:
        self._console = TextConsole(stderr=True, soft_wrap=True)
        self._bar = progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.completed} " + what + " {task.description}", markup=False),
            progress.TimeElapsedColumn(), console=self._console, transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advance(self, by: int, note: str) -> None:
        self._bar.update(self._task, advance=by, description=note)

    def say(self, line: str) -> None:
        self._console.print(harmless_line(line))
