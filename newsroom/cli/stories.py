"""What is typed to read stories: `run`, `inspect`, `formats`, `demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from newsroom.cli.options import (
    Carrier,
    Data,
    Day,
    FollowLinks,
    FormatName,
    Json,
    MetricsPort,
    Paths,
    Workers,
    Zone,
    reading_of,
    service_settings,
    settings_of,
)


def run_command(
    paths: Paths, date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    follow_links: FollowLinks = False, data: Data = None, metrics_port: MetricsPort = None,
    workers: Workers = None,
) -> None:
    """Take stories in and bring timeline and figures up to date."""
    from newsroom.commands.run import run

    settings = settings_of(data, workers=workers)
    reading = reading_of(settings, date, timezone, carrier, format_name)
    run(paths, settings, reading, metrics_port=metrics_port, links=follow_links)


def inspect_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="one story file, or - for stdin")],
    date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    as_json: Json = False,
) -> None:
    """Show what is read out of one document, without storing anything."""
    from newsroom.commands.inspect import inspect

    settings = settings_of(None)
    reading = reading_of(settings, date, timezone, carrier, format_name)
    inspect(file, settings, reading, as_json=as_json)


def formats_command(as_json: Json = False) -> None:
    """Show the formats that are read, in the order in which a document is tried."""
    from newsroom.commands.inspect import show_formats

    show_formats(as_json=as_json)


def demo_command(
    desk: Annotated[bool, typer.Option("--desk", help="serve the page while the stories come in")] = False,
    every: Annotated[float, typer.Option(min=0.0, metavar="SECONDS", help="with --desk: an update so often")] = 4.0,
    listen: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="with --desk: serve the page here")] = None,
) -> None:
    """Run the invented example stories through the whole pipeline, in a temporary folder."""
    from newsroom.commands.run import demo

    if not desk:
        if listen is not None:
            raise typer.BadParameter("--listen goes with --desk")
        demo(settings_of(None))
        return
    from newsroom.services.desk.demo import demo_desk

    demo_desk(service_settings(None, listen=listen), every)
