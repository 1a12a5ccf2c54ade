"""The command `newsroom`: each of its words says what it does in one line and ends in one clear line when it can't.

What a command needs is imported when it runs: `newsroom --help` must not wait for the store.
"""

from __future__ import annotations

import functools
import io
import os
import sqlite3
import sys
import traceback
from typing import Annotated, Any

import msgspec
import typer

from newsroom.cli import admin, asking, editors, notify, services, stories
from newsroom.errors import Failure, UsageFailure, complain
from schemas.characters import harmless

app = typer.Typer(
    name="newsroom",
    help="Live-update stories in, reconciled casualty figures out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        from newsroom.commands.inspect import show_version

        show_version()
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="show a traceback when something fails")] = False,
    version: Annotated[bool, typer.Option("--version", help="show the version and end", callback=_tell_version,
                                          is_eager=True)] = False,
) -> None:
    """Live-update stories in, reconciled casualty figures out."""


for _command in (
    stories.run_command, stories.inspect_command, stories.formats_command,
    asking.timeline_command, asking.figures_command, asking.why_command, asking.rulings_command,
    asking.sql_command, asking.plot_command,
    admin.replay_command, admin.reprocess_command, admin.accept_clock_command,
    services.ingest_command, services.work_command, services.sink_command, services.desk_command,
    services.watch_command,
    admin.topics_command, admin.waiting_command, admin.migrate_command,
    editors.rule_command, editors.withdraw_command, editors.kill_command, asking.export_command, stories.demo_command,
):
    app.command(_command.__name__.removesuffix("_command").replace("_", "-"))(_command)
app.add_typer(notify.notify_app, name="notify")
app.add_typer(admin.dead_letters_app, name="dead-letters")
app.add_typer(editors.incidents_app, name="incidents")
app.add_typer(admin.schemas_app, name="schemas")


def main() -> None:
    """Run one command; every error is one line on stderr, with a traceback only under --debug."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter ends no command
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    try:
        code = _run([a for a in arguments if a != "--debug"], debug)
    except Exception:  # noqa: BLE001 - told as the interpreter would, but as text
        sys.stderr.write(harmless(traceback.format_exc()))
        code = 1
    sys.exit(code)


@functools.cache
def _command_tree() -> Any:
    """Built once: who runs many commands in one process (the tests) need not wait a tenth of a second for each."""
    return typer.main.get_command(app)


def _run(arguments: list[str], debug: bool) -> int:
    try:
        result: Any = _command_tree().main(
            args=arguments or ["--help"], prog_name="newsroom", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except typer.Abort:
        return _fail("interrupted; what was committed stays, run again to go on", 130, debug)
    except typer.TyperException as error:
        return _fail(_usage(error), 2, debug)
    except _of_usage() as error:
        return _fail(str(error), 2, debug)
    except _of_work() as error:
        return _fail(str(error), 1, debug)
    except KeyboardInterrupt:
        return _fail("interrupted; what was committed stays, run again to go on", 130, debug)
    except BrokenPipeError:  # who read it has enough; what is still to be written must not fail at the end again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, sqlite3.Error, msgspec.MsgspecError, ValueError, RuntimeError) as error:
        return _fail(f"unexpected {type(error).__name__}: {_one_line(str(error))}; "
                     "run again with --debug for the traceback", 1, debug)


def _of_usage() -> tuple[type[Exception], ...]:
    """Errors of what was asked for. A function, as the parts that raise them need not be there until one does."""
    from eventlog.port import LogAddressError
    from producers.sources.catalogue import CatalogueError
    from sinks.store import StoreAddressError

    return UsageFailure, CatalogueError, LogAddressError, StoreAddressError


def _of_work() -> tuple[type[Exception], ...]:
    """Errors that say in one line what could not be done."""
    from eventlog.port import LogError
    from producers.article import NotAStory
    from producers.crawls.workers import CrawlFailed
    from producers.intake.ledger import LedgerError
    from schemas.codec import RegistryFailure
    from sinks.store import StoreError
    from streams.desk.bad_inputs import TooManyBadInputs

    return Failure, NotAStory, CrawlFailed, LedgerError, LogError, StoreError, RegistryFailure, TooManyBadInputs


def _fail(line: str, code: int, debug: bool) -> int:
    if debug:
        raise  # called from an except clause only
    complain(f"newsroom: {line}" if not line.startswith("newsroom") else line)
    return code


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the command's words, and where to look."""
    context: Any = getattr(error, "ctx", None)
    where = context.command_path if context else "newsroom"
    told = error.format_message() if hasattr(error, "format_message") else str(error)
    return f"{where}: {_one_line(told)} (see `{where} --help`)"


def _one_line(text: str) -> str:
    return " ".join(text.split())
