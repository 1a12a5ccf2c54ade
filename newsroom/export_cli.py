"""What is typed to write a story for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsroom.export import export as write_story
from newsroom.options import Data, Store, settings_of


def add_to(app: typer.Typer) -> None:
    """Make the command part of the application."""
    app.command()(export)


def export(
    story: Annotated[str, typer.Argument(metavar="STORY", help="a story's slug, or the beginning of an incident's id")],
    format_: Annotated[str, typer.Option("--format", metavar="NAME", help="liveblog, ninjs or atom")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="the file to write, else stdout")] = None,
    policy: Annotated[str, typer.Option(help="of the figures: house, ucdp, acled or gtd")] = "house",
    data: Data = None, store: Store = None,
) -> None:
    """Write a story for others: its updates with corrections and recalls, and its figures."""
    write_story(settings_of(data, store=store), story, format_=format_, policy=policy, out=out)
