"""What an editor types: rulings, recalls, merges and splits. Each is kept with who said it and why."""

from __future__ import annotations

from typing import Annotated

import typer

from newsroom.cli.options import (
    By,
    Country,
    Data,
    Json,
    Log,
    OfCategory,
    Reason,
    Since,
    Store,
    narrowed_to,
    settings_of,
)
from newsroom.moments import moment_of

_INCIDENT = typer.Argument(metavar="INCIDENT", help="an incident's id, or its beginning")
_Recalled = Annotated[str, typer.Argument(metavar="UPDATE|FILE", help="an update's id, or the file it was read from")]

incidents_app = typer.Typer(help="List incidents, merge those that are one, split one that is two.",
                            no_args_is_help=True)


def rule_command(
    incident: Annotated[str | None, _INCIDENT] = None,
    category: Annotated[str | None, typer.Argument(metavar="CATEGORY", help="killed, injured, missing, ...")] = None,
    best: Annotated[int | None, typer.Option(min=0, metavar="N", help="the number to print")] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="when the ruling expires")] = None,
    take_back: Annotated[str | None, typer.Option("--withdraw", metavar="RULING", help="take a ruling back")] = None,
    by: By = "", reason: Reason = "", data: Data = None, log: Log = None, store: Store = None,
) -> None:
    """Rule which number is printed, whatever the policies say; or take a ruling back."""
    from newsroom.commands import editors

    settings = settings_of(data, log=log, store=store)
    if take_back is not None:
        editors.unrule(settings, take_back, by, reason)
    elif incident is None or category is None or best is None:
        raise typer.BadParameter("name an incident, a category and --best N, or --withdraw RULING")
    else:
        editors.rule(settings, incident, category, best, by, reason, moment_of("--until", until))


def withdraw_command(
    what: _Recalled, by: By = "", reason: Reason = "", data: Data = None, log: Log = None, store: Store = None,
) -> None:
    """Undo a bad ingest: an update, or all that a file brought in, is taken back as if it had never come."""
    from newsroom.commands import editors

    editors.withdraw(settings_of(data, log=log, store=store), what, by, reason)


def kill_command(
    what: _Recalled, by: By = "", reason: Reason = "", data: Data = None, log: Log = None, store: Store = None,
) -> None:
    """Take a publisher's kill: what it recalls counts no more from now on; it had been published until now."""
    from newsroom.commands import editors

    editors.kill(settings_of(data, log=log, store=store), what, by, reason)


@incidents_app.command("list")
def list_command(
    country: Country = None, category: OfCategory = None, since: Since = None,
    data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show the incidents that stand, last changed first."""
    from newsroom.commands.ask import show_incidents

    show_incidents(settings_of(data, store=store), narrowed=narrowed_to(None, country, category, since),
                   as_json=as_json)


@incidents_app.command("merge")
def merge_command(
    incidents: Annotated[list[str], typer.Argument(metavar="INCIDENT...", help="two incidents or more")],
    by: By = "", reason: Reason = "", data: Data = None, log: Log = None, store: Store = None,
) -> None:
    """Say that incidents are one; their old ids stay valid."""
    from newsroom.commands import editors

    editors.merge(settings_of(data, log=log, store=store), incidents, by, reason)


@incidents_app.command("split")
def split_command(
    incident: Annotated[str, _INCIDENT],
    updates: Annotated[list[str], typer.Option("--update", metavar="UPDATE", help="whose claims are moved out")],
    since: Annotated[str | None, typer.Option(metavar="TIME", help="later claims of their kind go along")] = None,
    by: By = "", reason: Reason = "", data: Data = None, log: Log = None, store: Store = None,
) -> None:
    """Say that updates of an incident speak of another one, which then has figures of its own."""
    from newsroom.commands import editors

    editors.split(settings_of(data, log=log, store=store), incident, updates, moment_of("--since", since), by, reason)
