"""What is typed to have receivers told: `notify` and what belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsroom.cli.options import Data, Json, Log, MetricsPort, service_settings, settings_of
from newsroom.errors import UsageFailure

notify_app = typer.Typer(help="Service: tell receivers what changes in the figures.", invoke_without_command=True)

_Rules = Annotated[Path | None, typer.Option("--rules", metavar="FILE", help="receivers and rules, else notify.toml in "
                                             "the data folder")]


@notify_app.callback()
def notify_command(
    context: typer.Context, rules: _Rules = None,
    check: Annotated[bool, typer.Option("--check", help="say what would be sent of the log's last day")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print instead of sending, and keep nothing")] = False,
    data: Data = None, log: Log = None, metrics_port: MetricsPort = None,
) -> None:
    """Service: tell receivers what changes in the figures, by the rules of notify.toml."""
    from msgspec.structs import replace

    if context.invoked_subcommand is not None:
        if rules is not None or check or dry_run or log is not None or data is not None or metrics_port is not None:
            raise UsageFailure(f"write options behind `newsroom notify {context.invoked_subcommand}`")
        return
    if check and dry_run:
        raise UsageFailure("--check looks back and ends, --dry-run goes on: name one of them")
    settings = settings_of(data, log=log) if check else service_settings(data, log=log, port=metrics_port)
    if rules is not None:
        settings = replace(settings, notify_rules=rules)
    if check:
        from newsroom.services.notify_admin import check_notify

        check_notify(settings)
    else:
        from newsroom.services.notify import notify

        notify(settings, dry_run=dry_run)


@notify_app.command("dead")
def dead_command(data: Data = None, as_json: Json = False) -> None:
    """Show the messages that were tried in vain, the latest first."""
    from newsroom.services.notify_admin import show_dead_messages

    show_dead_messages(settings_of(data), as_json=as_json)


@notify_app.command("resend")
def resend_command(
    receiver: Annotated[str | None, typer.Option(metavar="NAME", help="only those of this receiver")] = None,
    name: Annotated[str | None, typer.Option("--id", metavar="ID", help="only the message of this id")] = None,
    data: Data = None,
) -> None:
    """Have dead messages tried again, by the service that runs or the next that is started."""
    from newsroom.services.notify_admin import send_again

    send_again(settings_of(data), receiver=receiver, name=name)


@notify_app.command("secret")
def secret_command() -> None:
    """Print a new secret for a webhook, for its secret_file and its receiver."""
    from newsroom.services.notify_admin import say_new_secret

    say_new_secret()
