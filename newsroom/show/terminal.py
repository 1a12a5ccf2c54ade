"""The one console that commands print to: what is printed is text, whatever stands in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from schemas.characters import harmless


class TextConsole(Console):
    """A console without markup, emoji codes and highlighting; characters that steer a terminal are shown as U+FFFD.

    Styles, and the control codes of a moving line, are ours alone: no text can bring its own.
    """

    def __init__(self, *, stderr: bool = False, soft_wrap: bool = False, width: int | None = None) -> None:
        super().__init__(stderr=stderr, soft_wrap=soft_wrap, width=width, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """Before it is measured, so that what stands for a character has its room."""
        return super().render_str(harmless(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text), style, control)


def console() -> TextConsole:
    """Of stdout; wide in a pipe that asks for no width (COLUMNS), so that what is searched for stands on one line."""
    console = TextConsole()
    asked = console.is_terminal or os.environ.get("COLUMNS", "").isdigit()
    return console if asked else TextConsole(width=max(console.width, 160))
