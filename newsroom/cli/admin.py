"""What is typed by who runs it: `replay`, `reprocess`, `accept-clock`, `dead-letters`, `topics`, `waiting`, `migrate`
and `schemas`."""

from __future__ import annotations

from typing import Annotated

import typer

from newsroom.cli.options import Carrier, Data, Day, FormatName, Json, Log, Store, Zone, reading_of, settings_of

dead_letters_app = typer.Typer(invoke_without_command=True)
schemas_app = typer.Typer(help="The schemas of the events.", no_args_is_help=True)


def replay_command(data: Data = None, log: Log = None, store: Store = None) -> None:
    """Build the store anew from the log, beside the old tables, then swap."""
    from newsroom.commands.admin import rebuild_store

    rebuild_store(settings_of(data, log=log, store=store))


def reprocess_command(
    everything: Annotated[bool, typer.Option("--all", help="also what these rules decided: say, grades changed")]
    = False, data: Data = None, log: Log = None,
) -> None:
    """Decide everything again under the rules of this version; what was said stays answerable."""
    from newsroom.commands.reprocess import reprocess

    reprocess(settings_of(data, log=log), everything=everything)


def accept_clock_command(data: Data = None, log: Log = None) -> None:
    """Go on with the machine's clock as it is now, after the log refused it because it had jumped."""
    from newsroom.commands.clock import accept_clock

    accept_clock(settings_of(data, log=log))


@dead_letters_app.callback()
def dead_letters_command(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(min=1, help="only the newest N; else 50, as JSON all")] = None,
    data: Data = None, log: Log = None, as_json: Json = False,
) -> None:
    """Show what could not be processed, and why."""
    from newsroom.commands.dead_letters import show_dead_letters

    if context.invoked_subcommand is None:
        show_dead_letters(settings_of(data, log=log), limit=limit, as_json=as_json)


@dead_letters_app.command(name="replay")
def replay_dead_letters_command(
    data: Data = None, log: Log = None, date: Day = None, timezone: Zone = None, carrier: Carrier = None,
    format_name: FormatName = None,
    source: Annotated[str | None, typer.Option(
        metavar="NAME", help="only those of this file or address; * and ? stand for others")] = None,
    reason: Annotated[str | None, typer.Option(help="only those kept for this reason, as no_date")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the oldest N of them")] = None,
) -> None:
    """Try again what could not be processed: after a fix, or with the day or zone that was missing."""
    from newsroom.commands.dead_letters import ChosenLetters, replay_dead_letters

    settings = settings_of(data, log=log)
    replay_dead_letters(settings, reading_of(settings, date, timezone, carrier, format_name),
                        ChosenLetters(source, reason, limit))


def topics_command(
    create: Annotated[bool, typer.Option("--create", help="make the topics that are missing")] = False,
    replication: Annotated[int | None, typer.Option(min=1, help="copies of each record; else 3 where they fit")] = None,
    log: Log = None, as_json: Json = False,
) -> None:
    """Show and check the topics on Kafka, or create them."""
    from newsroom.commands.admin import show_topics

    show_topics(settings_of(None, log=log), create=create, replication=replication, as_json=as_json)


def waiting_command(data: Data = None, log: Log = None, as_json: Json = False) -> None:
    """Show the documents under embargo, and until when they wait."""
    from newsroom.commands.admin import show_waiting

    show_waiting(settings_of(data, log=log), as_json=as_json)


def migrate_command(data: Data = None, store: Store = None) -> None:
    """Bring the store's tables and views up to date."""
    from newsroom.commands.admin import bring_store_up_to_date

    bring_store_up_to_date(settings_of(data, store=store))


@schemas_app.command(name="check")
def check_schemas_command() -> None:
    """Check every schema against every released version of it."""
    from newsroom.commands.admin import show_schema_breaks

    show_schema_breaks()
