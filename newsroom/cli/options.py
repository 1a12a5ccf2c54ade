"""The options that commands share, and what the words given with them mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datelines.clocks.iana import ZoneInfo
from newsroom.errors import UsageFailure
from newsroom.moments import moment_of
from schemas.characters import harmless

if TYPE_CHECKING:
    from newsroom.commands.ask import Narrowed, TimeAsked
    from newsroom.settings import Settings
    from producers.formats.common.format import Reading

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="story files, folders of them, or - for stdin")]
Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help="day of the story's newest update, YYYY-MM-DD")]
Zone = Annotated[str | None, typer.Option("--timezone", metavar="TZ", help="zone of the page's times, as Asia/Beirut")]
Carrier = Annotated[str | None, typer.Option(help="who printed it, when the page does not say")]
FormatName = Annotated[str | None, typer.Option(
    "--format", metavar="NAME", help="read as this format (`newsroom formats`); else told from the content",
)]
FollowLinks = Annotated[bool, typer.Option("--follow-links", help="read what links inside folders lead to, too")]
Data = Annotated[Path | None, typer.Option(metavar="DIR", help="folder of the log and the store")]
Log = Annotated[str | None, typer.Option(metavar="URL", help="log: sqlite://FILE or kafka://HOST:PORT,...")]
Store = Annotated[str | None, typer.Option(metavar="URL", help="store: chdb://FOLDER or clickhouse://HOST:PORT/DB")]
Json = Annotated[bool, typer.Option("--json", help="print JSON instead of a table")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="TIME", help="as we said it at that time")]
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help="from what had been published by that time")]
OfIncident = Annotated[str | None, typer.Option("--incident", metavar="ID", help="only this incident (its id, or the "
                                                "beginning of it)")]
Country = Annotated[str | None, typer.Option(metavar="CC", help="only this country (its two letters, as PE)")]
OfCategory = Annotated[str | None, typer.Option("--category", help="only this category: killed, injured, missing, ...")]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="only what was published, recalled or ruled since")]
AllVoices = Annotated[bool, typer.Option("--all-voices", help="also the words that no longer stand, each on its own")]
MetricsPort = Annotated[int | None, typer.Option(
    "--metrics-port", min=0, max=65_535, metavar="PORT", help="serve /metrics, /healthz and /readyz here; 0: any port",
)]
Workers = Annotated[int | None, typer.Option(
    min=1, metavar="N", help="processes that decide or parse; else one for each core. 1: all in this one",
)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="the editor who says so", callback=harmless)]
Reason = Annotated[str, typer.Option("--reason", help="why, in words", callback=harmless)]


def service_settings(
    data: Path | None, *, log: str | None = None, store: str | None = None, port: int | None = None,
    workers: int | None = None, listen: str | None = None,
) -> Settings:
    """The settings of a service, which tells what it does in structured logs."""
    from msgspec.structs import replace

    from telemetry import logs

    logs.configure()
    settings = settings_of(data, log=log, store=store, workers=workers)
    given = {"health_port": port, "desk_listen": listen}
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def settings_of(
    data: Path | None, *, log: str | None = None, store: str | None = None, workers: int | None = None
) -> Settings:
    """Those of the environment, and what was given on the command line. Raises UsageFailure."""
    from msgspec.structs import replace

    from newsroom.settings import from_environment

    given = {"data": data, "log": log, "store": store, "workers": workers}
    return replace(from_environment(), **{name: value for name, value in given.items() if value is not None})


def day_of(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageFailure(f"--date {text!r} is no day: write it as YYYY-MM-DD, for example 2017-10-23") from error


def reading_of(
    settings: Settings, date: str | None, timezone: str | None, carrier: str | None, format_name: str | None
) -> Reading:
    """What the user said of the stories. Raises UsageFailure for a day, a zone or a format that there is none of."""
    from producers.formats import index
    from producers.formats.common.format import Reading

    if format_name is not None and index.format_named(format_name) is None:
        raise UsageFailure(f"--format {format_name!r} is no format: see `newsroom formats`")
    return Reading(
        day=day_of(date), timezone=_zone(timezone), carrier=carrier, default_timezone=settings.default_timezone,
        format=format_name,
    )


def _zone(name: str | None) -> str | None:
    if name is not None:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError) as error:
            raise UsageFailure(f"--timezone {name!r} is no time zone: name it as in Asia/Beirut") from error
    return name


def when_of(as_of: str | None, at: str | None) -> TimeAsked:
    """Raises UsageFailure."""
    from newsroom.commands.ask import TimeAsked

    if as_of is not None and at is not None:
        raise UsageFailure("--as-of is a time of ours, --at one of the world: name one of them")
    return TimeAsked(moment_of("--as-of", as_of), moment_of("--at", at))


def narrowed_to(incident: str | None, country: str | None, category: str | None, since: str | None) -> Narrowed:
    """Raises UsageFailure."""
    from newsroom.commands.ask import Narrowed

    return Narrowed(incident, country, category, moment_of("--since", since))
