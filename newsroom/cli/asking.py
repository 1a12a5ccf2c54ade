"""What is typed to ask the store: `timeline`, `figures`, `why`, `rulings`, `sql`, `plot`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsroom.cli.options import (
    AllVoices,
    AsOf,
    At,
    Country,
    Data,
    Json,
    OfCategory,
    OfIncident,
    Since,
    Store,
    narrowed_to,
    settings_of,
    when_of,
)
from newsroom.errors import UsageFailure
from newsroom.moments import moment_of


def timeline_command(
    story: Annotated[str | None, typer.Option(help="only this story (its slug)")] = None,
    incident: OfIncident = None, country: Country = None, category: OfCategory = None, since: Since = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the newest N updates")] = None,
    as_of: AsOf = None, at: At = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show the updates, newest first."""
    from newsroom.commands.ask import show_timeline

    show_timeline(settings_of(data, store=store), story=story, limit=limit, when=when_of(as_of, at), as_json=as_json,
                  narrowed=narrowed_to(incident, country, category, since))


def figures_command(
    policy: Annotated[str, typer.Option(metavar="NAME|all", help="house, ucdp, acled, gtd or all")] = "house",
    incident: OfIncident = None, country: Country = None, category: OfCategory = None, since: Since = None,
    all_voices: AllVoices = False,
    as_of: AsOf = None, at: At = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show what can be printed: low, best and high per incident, and who says so."""
    from newsroom.commands.ask import show_figures

    show_figures(settings_of(data, store=store), policy=policy, when=when_of(as_of, at), as_json=as_json,
                 narrowed=narrowed_to(incident, country, category, since), all_voices=all_voices)


def why_command(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="an incident's id, or its beginning")],
    policy: Annotated[str, typer.Option(metavar="NAME|all", help="house, ucdp, acled, gtd or all")] = "house",
    category: OfCategory = None, since: Since = None, all_voices: AllVoices = False,
    as_of: AsOf = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Explain an incident's figures: which claims set low, best and high, which do not count, and why; and why
    its stories are one event."""
    from newsroom.commands.ask import show_why

    show_why(settings_of(data, store=store), incident, policy=policy, category=category,
             since=moment_of("--since", since), as_of=moment_of("--as-of", as_of), as_json=as_json,
             all_voices=all_voices)


def rulings_command(
    incident: OfIncident = None, country: Country = None, category: OfCategory = None, since: Since = None,
    data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show the rulings, the latest first: which stand, which expired, were withdrawn or replaced."""
    from newsroom.commands.ask import show_rulings

    show_rulings(settings_of(data, store=store), narrowed=narrowed_to(incident, country, category, since),
                 as_json=as_json)


def sql_command(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="a reading statement in its SQL")] = None,
    recipe: Annotated[str | None, typer.Option("--query", metavar="NAME", help="a question of the cookbook")] = None,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="parameter of that question")] = None,
    queries: Annotated[bool, typer.Option("--queries", help="show the questions of the cookbook")] = False,
    format_: Annotated[str | None, typer.Option(
        "--format", metavar="NAME", help="csv, tsv, json, ndjson, parquet or arrow; else a table",
    )] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="the file to write, else stdout")] = None,
    data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Ask the store; views: timeline, current_claims, current_figures, figure_history, disputes."""
    from newsroom.commands.sql import sql

    if as_json and format_ not in (None, "json"):
        raise UsageFailure(f"--json is --format json: leave it out for {format_}")
    sql(settings_of(data, store=store), query, recipe=recipe, params=param or [], queries=queries,
        form_name="json" if as_json else format_, output=output)


def plot_command(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="an incident's id, or its beginning")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="the picture to write, .svg or .png")],
    category: Annotated[str, typer.Option(help="killed, injured, missing and so on")] = "killed",
    policy: Annotated[str, typer.Option(help="house, ucdp, acled or gtd")] = "house",
    data: Data = None, store: Store = None,
) -> None:
    """Draw a figure by published time: what each claimant said, step by step, and the reconciled band."""
    from newsroom.commands.ask import draw_plot

    draw_plot(settings_of(data, store=store), incident, out, category=category, policy=policy)


def export_command(
    story: Annotated[str, typer.Argument(metavar="STORY", help="a story's slug, or an incident's id or its beginning")],
    format_: Annotated[str, typer.Option("--format", metavar="NAME", help="liveblog, ninjs or atom")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="the file to write, else stdout")] = None,
    policy: Annotated[str, typer.Option(help="of the figures: house, ucdp, acled or gtd")] = "house",
    data: Data = None, store: Store = None,
) -> None:
    """Write a story for others: its updates with corrections and recalls, and its figures."""
    from newsroom.commands.export import export

    export(settings_of(data, store=store), story, format_=format_, policy=policy, out=out)
