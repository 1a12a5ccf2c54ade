"""What a person types. Each command says what it does in one line and ends in one clear line when it can't."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from eventlog.port import LogError
from newsroom import administration, commands, cookbook, editors_cli, export_cli, recovery, reprocess, services
from newsroom.errors import Failure, UsageFailure
from newsroom.options import (
    AsOf,
    At,
    Carrier,
    Data,
    Day,
    FormatName,
    Json,
    Log,
    MetricsPort,
    Paths,
    Store,
    Zone,
    day_of,
    moment_of,
    service_settings,
    settings_of,
)
from newsroom.wiring import log_option
from producers.article import NotAStory
from producers.crawls.workers import CrawlFailed
from producers.ledger import LedgerError
from producers.sources.catalogue import CatalogueError
from schemas.codec import RegistryFailure
from sinks.store import StoreError

app = typer.Typer(
    name="newsroom",
    help="Live-update stories in, reconciled casualty figures out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="show a traceback when something fails")] = False,
) -> None:
    """Live-update stories in, reconciled casualty figures out."""


@app.command()
def run(
    paths: Paths, date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    data: Data = None, metrics_port: MetricsPort = None,
) -> None:
    """Take stories in and bring timeline and figures up to date."""
    settings = settings_of(data)
    reading = commands.reading_of(settings, day_of(date), timezone, carrier, format_name)
    commands.run(paths, settings, reading, metrics_port=metrics_port)


@app.command()
def inspect(
    file: Annotated[str, typer.Argument(metavar="FILE", help="one story file, or - for stdin")],
    date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    as_json: Json = False,
) -> None:
    """Show what is read out of one document, without storing anything."""
    settings = settings_of(None)
    reading = commands.reading_of(settings, day_of(date), timezone, carrier, format_name)
    commands.inspect(file, settings, reading, as_json=as_json)


@app.command()
def formats(as_json: Json = False) -> None:
    """Show the formats that are read, in the order in which a document is tried."""
    commands.formats(as_json=as_json)


@app.command()
def timeline(
    story: Annotated[str | None, typer.Option(help="only this story (its slug)")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the newest N updates")] = None,
    as_of: AsOf = None, at: At = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show the updates, newest first."""
    commands.timeline(settings_of(data, store=store), story=story, limit=limit, when=_when(as_of, at), as_json=as_json)


@app.command()
def figures(
    policy: Annotated[str, typer.Option(metavar="NAME|all", help="house, ucdp, acled, gtd or all")] = "house",
    as_of: AsOf = None, at: At = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Show what can be printed: low, best and high per incident, and who says so."""
    commands.figures(settings_of(data, store=store), policy=policy, when=_when(as_of, at), as_json=as_json)


@app.command()
def why(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="an incident's id, or its beginning")],
    policy: Annotated[str, typer.Option(metavar="NAME|all", help="house, ucdp, acled, gtd or all")] = "house",
    category: Annotated[str | None, typer.Option(help="only this category")] = None,
    as_of: AsOf = None, data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Explain an incident's figures: which claims set low, best and high, which do not count, and why."""
    commands.why(settings_of(data, store=store), incident, policy=policy, category=category,
                 as_of=moment_of("--as-of", as_of), as_json=as_json)


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="a reading statement in its SQL")] = None,
    recipe: Annotated[str | None, typer.Option("--query", metavar="NAME", help="a question of the cookbook")] = None,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="parameter of that question")] = None,
    queries: Annotated[bool, typer.Option("--queries", help="show the questions of the cookbook")] = False,
    data: Data = None, store: Store = None, as_json: Json = False,
) -> None:
    """Ask the store; views: timeline, current_figures, figure_history, disputes."""
    cookbook.sql(settings_of(data, store=store), query, recipe=recipe, params=param or [], queries=queries,
                 as_json=as_json)


@app.command()
def plot(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="an incident's id, or its beginning")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="the picture to write, .svg or .png")],
    category: Annotated[str, typer.Option(help="killed, injured, missing and so on")] = "killed",
    policy: Annotated[str, typer.Option(help="house, ucdp, acled or gtd")] = "house",
    data: Data = None, store: Store = None,
) -> None:
    """Draw a figure: what each claimant said, step by step, and the reconciled band."""
    commands.plot(settings_of(data, store=store), incident, out, category=category, policy=policy)


@app.command()
def replay(data: Data = None, log: Log = None, store: Store = None) -> None:
    """Build the store anew from the log, beside the old tables, then swap."""
    commands.replay(settings_of(data, log=log, store=store))


@app.command(name="reprocess")
def reprocess_(
    everything: Annotated[bool, typer.Option("--all", help="also what these rules decided: say, grades changed")]
    = False, data: Data = None, log: Log = None,
) -> None:
    """Decide everything again under the rules of this version; what was said stays answerable."""
    reprocess.reprocess(settings_of(data, log=log), everything=everything)


dead_letters_app = typer.Typer(invoke_without_command=True)
app.add_typer(dead_letters_app, name="dead-letters")


@dead_letters_app.callback()
def dead_letters(context: typer.Context, data: Data = None, log: Log = None, as_json: Json = False) -> None:
    """Show what could not be processed, and why."""
    if context.invoked_subcommand is None:
        recovery.show(settings_of(data, log=log), as_json=as_json)


@dead_letters_app.command(name="replay")
def replay_dead_letters(
    data: Data = None, log: Log = None, date: Day = None, timezone: Zone = None, carrier: Carrier = None,
    format_name: FormatName = None,
) -> None:
    """Try again what could not be processed: after a fix, or with the day or zone that was missing."""
    settings = settings_of(data, log=log)
    recovery.replay(settings, commands.reading_of(settings, day_of(date), timezone, carrier, format_name))


@app.command()
def ingest(
    paths: Annotated[list[str] | None, typer.Argument(
        metavar="[PATH...]", help="story files, folders of them, crawls, or - for stdin")] = None,
    sources: Annotated[Path | None, typer.Option(metavar="FILE", help="follow the sources of this file")] = None,
    once: Annotated[bool, typer.Option("--once", help="with --sources: look at each once")] = False,
    date: Day = None, timezone: Zone = None, carrier: Carrier = None, format_name: FormatName = None,
    every: Annotated[float | None, typer.Option(min=0.1, metavar="SECONDS", help="look again, until stopped")] = None,
    data: Data = None, log: Log = None, metrics_port: MetricsPort = None,
) -> None:
    """Service: take stories in, onto the log."""
    from newsroom.sources import follow, watch  # a third of a second that others need not wait

    settings = service_settings(data, log=log, port=metrics_port)
    if (sources is None) == (not paths):
        raise UsageFailure("name the stories' PATHs, or --sources FILE: one of them")
    if sources is not None:
        if any(said is not None for said in (date, timezone, carrier, format_name, every)):
            raise UsageFailure("with --sources the file says how each source is read, and how often: set it there")
        unread = follow(sources, settings, once=once, with_pages=not once or metrics_port is not None)
    else:
        reading = commands.reading_of(settings, day_of(date), timezone, carrier, format_name)
        if every is None:
            unread = services.ingest(paths or [], settings, reading, with_pages=metrics_port is not None)
        else:
            unread = watch(paths or [], settings, reading, every)
    if unread:
        raise Failure(f"{unread} could not be read and are kept as dead letters: "
                      f"see `newsroom dead-letters {log_option(settings)}`")


@app.command()
def work(data: Data = None, log: Log = None, metrics_port: MetricsPort = None) -> None:
    """Service: decide what comes in (with Faust when the log is on Kafka)."""
    services.work(service_settings(data, log=log, port=metrics_port))


@app.command()
def sink(data: Data = None, log: Log = None, store: Store = None, metrics_port: MetricsPort = None) -> None:
    """Service: write what was decided to the store."""
    services.sink(service_settings(data, log=log, store=store, port=metrics_port))


@app.command()
def topics(
    create: Annotated[bool, typer.Option("--create", help="make the topics that are missing")] = False,
    replication: Annotated[int | None, typer.Option(min=1, help="copies of each record; else 3 where they fit")] = None,
    log: Log = None, as_json: Json = False,
) -> None:
    """Show and check the topics on Kafka, or create them."""
    administration.topics(settings_of(None, log=log), create=create, replication=replication, as_json=as_json)


@app.command()
def waiting(data: Data = None, log: Log = None, as_json: Json = False) -> None:
    """Show the documents under embargo, and until when they wait."""
    administration.waiting(settings_of(data, log=log), as_json=as_json)


@app.command()
def migrate(data: Data = None, store: Store = None) -> None:
    """Bring the store's tables and views up to date."""
    administration.migrate(settings_of(data, store=store))


editors_cli.add_to(app)
export_cli.add_to(app)

schemas_app = typer.Typer(help="The schemas of the events.", no_args_is_help=True)
app.add_typer(schemas_app, name="schemas")


@schemas_app.command(name="check")
def check_schemas() -> None:
    """Check every schema against every released version of it."""
    administration.check_schemas()


@app.command()
def demo() -> None:
    """Run the invented example stories through the whole pipeline, in a temporary folder."""
    commands.demo(settings_of(None))


def _when(as_of: str | None, at: str | None) -> commands.When:
    if as_of is not None and at is not None:
        raise UsageFailure("--as-of is a time of ours, --at one of the world: name one of them")
    return commands.When(moment_of("--as-of", as_of), moment_of("--at", at))


def main() -> None:
    """Run one command; every error is one line on stderr, with a traceback only under --debug."""
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    sys.exit(_run([a for a in arguments if a != "--debug"], debug))


def _run(arguments: list[str], debug: bool) -> int:
    try:
        result: Any = app(args=arguments or ["--help"], prog_name="newsroom", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Abort:
        return _fail("interrupted; what was committed stays, run again to go on", 130, debug)
    except typer.TyperException as error:
        return _fail(_usage(error), 2, debug)
    except (UsageFailure, CatalogueError) as error:
        return _fail(str(error), 2, debug)
    except (Failure, NotAStory, CrawlFailed, LedgerError, LogError, StoreError, RegistryFailure) as error:
        return _fail(str(error), 1, debug)
    except KeyboardInterrupt:
        return _fail("interrupted; what was committed stays, run again to go on", 130, debug)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except (OSError, sqlite3.Error, msgspec.MsgspecError, ValueError, RuntimeError) as error:
        return _fail(f"unexpected {type(error).__name__}: {_one_line(str(error))}; "
                     "run again with --debug for the traceback", 1, debug)


def _fail(line: str, code: int, debug: bool) -> int:
    if debug:
        raise  # called from an except clause only
    print(f"newsroom: {line}" if not line.startswith("newsroom") else line, file=sys.stderr)
    return code


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the command's words, and where to look."""
    context: Any = getattr(error, "ctx", None)
    where = context.command_path if context else "newsroom"
    told = error.format_message() if hasattr(error, "format_message") else str(error)
    return f"{where}: {_one_line(told)} (see `{where} --help`)"


def _one_line(text: str) -> str:
    return " ".join(text.split())
