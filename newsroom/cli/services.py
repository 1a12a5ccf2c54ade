"""What is typed to start what runs until it is stopped: `ingest`, `work`, `sink`, `desk`, `watch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsroom.cli.options import (
    Carrier,
    Country,
    Data,
    Day,
    FollowLinks,
    FormatName,
    Log,
    MetricsPort,
    OfCategory,
    OfIncident,
    Store,
    Workers,
    Zone,
    reading_of,
    service_settings,
    settings_of,
)
from newsroom.errors import Failure, UsageFailure
from newsroom.moments import moment_of


def ingest_command(
    paths: Annotated[list[str] | None, typer.Argument(
        metavar="[PATH...]", help="story files, folders of them, crawls, or - for stdin")] = None,
    sources: Annotated[Path | None, typer.Option(metavar="FILE", help="follow the sources of this file")] = None,
    once: Annotated[bool, typer.Option("--once", help="with --sources: look at each once")] = False,
    date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    every: Annotated[float | None, typer.Option(min=0.1, metavar="SECONDS", help="look again, until stopped")] = None,
    follow_links: FollowLinks = False,
    data: Data = None, log: Log = None, metrics_port: MetricsPort = None, workers: Workers = None,
) -> None:
    """Service: take stories in, onto the log."""
    from newsroom.services.ingest import ingest
    from newsroom.services.sources import follow, watch
    from newsroom.wiring import log_option

    settings = service_settings(data, log=log, port=metrics_port, workers=workers)
    if (sources is None) == (not paths):
        raise UsageFailure("name the stories' PATHs, or --sources FILE: one of them")
    if sources is not None:
        if follow_links or any(said is not None for said in (date, timezone, carrier, format_name, every)):
            raise UsageFailure("with --sources the file says how each source is read, and how often: set it there")
        unread = follow(sources, settings, once=once, with_pages=not once or metrics_port is not None)
    else:
        reading = reading_of(settings, date, timezone, carrier, format_name)
        if every is None:
            unread = ingest(paths or [], settings, reading, links=follow_links, with_pages=metrics_port is not None)
        else:
            unread = watch(paths or [], settings, reading, every, links=follow_links)
    if unread:
        kept = "is kept as a dead letter" if unread == 1 else "are kept as dead letters"
        raise Failure(f"{unread} could not be read and {kept}: see `newsroom dead-letters {log_option(settings)}`")


def work_command(data: Data = None, log: Log = None, metrics_port: MetricsPort = None) -> None:
    """Service: decide what comes in (with Faust when the log is on Kafka)."""
    from newsroom.services.work import work

    work(service_settings(data, log=log, port=metrics_port))


def sink_command(data: Data = None, log: Log = None, store: Store = None, metrics_port: MetricsPort = None) -> None:
    """Service: write what was decided to the store."""
    from newsroom.services.sink import sink

    sink(service_settings(data, log=log, store=store, port=metrics_port))


def desk_command(
    listen: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="serve the page here; port 0: any")] = None,
    data: Data = None, log: Log = None, store: Store = None, metrics_port: MetricsPort = None,
) -> None:
    """Service: the page that shows what can be printed, live."""
    from newsroom.services.desk.service import desk

    desk(service_settings(data, log=log, store=store, port=metrics_port, listen=listen))


def watch_command(
    policy: Annotated[str, typer.Option(metavar="NAME|all", help="house, ucdp, acled, gtd or all")] = "house",
    incident: OfIncident = None, country: Country = None, category: OfCategory = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="first what changed since, instead of what stands")]
    = None,
    data: Data = None, log: Log = None, as_json: Annotated[bool, typer.Option(
        "--json", help="one JSON object a line: what stands, then each change")] = False,
) -> None:
    """Show what can be printed and what changes in it, as it happens, until Ctrl-C; reads the log alone."""
    from newsroom.commands.ask import category_named, country_named, policy_named
    from newsroom.commands.watch import Watched, watch_changes

    watched = Watched(incident, category_named(category), country_named(country), policy_named(policy))
    watch_changes(settings_of(data, log=log), watched, since=moment_of("--since", since), as_json=as_json)
