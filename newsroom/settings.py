"""Settings: from the command line, else NEWSROOM_* in the environment, else these defaults.

Secrets come from the environment or from a file that a setting names, and are never printed.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta
from msgspec.structs import fields

from eventlog.sqlite.clock import JUMP_SECONDS
from newsroom.errors import Failure, UsageFailure
from telemetry.secret import Secret

PREFIX = "NEWSROOM_"
KAFKA = "kafka://"
_OF_TESTS = ("NEWSROOM_TEST_", "NEWSROOM_REQUIRE_")  # they start commands with what says how they are run themselves
_LINK_NAMES = re.compile(r"NEWSROOM_(?:\w+_)?SERVICE_(?:HOST|PORT(?:_\w+)?)|"
                         r"NEWSROOM_(?:\w+_)?PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?")
_LINK = re.compile(r"(?:tcp|udp|sctp)://")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be set. Times are seconds; None: not set."""

    data: Annotated[Path, Meta(description="folder of the embedded log and store")] = Path("newsroom-data")
    log: Annotated[str | None, Meta(
        description="address of the log: sqlite://FILE or kafka://HOST:PORT,...; else the data folder's",
    )] = None
    store: Annotated[str | None, Meta(
        description="address of the store: chdb://FOLDER or clickhouse://USER@HOST:PORT/DB; else the data folder's",
    )] = None
    ledger: Annotated[Path | None, Meta(
        description="file in which `run` and `ingest` remember items and positions; else beside the SQLite log, "
        "or in the data folder",
    )] = None
    notify_rules: Annotated[Path | None, Meta(
        description="file of receivers and rules of `notify` (docs/notify.md); else `notify.toml` in the data folder",
    )] = None
    default_timezone: Annotated[str, Meta(
        description="zone of pages that name neither a city nor a zone and are about no country of one zone: "
        "the house zone of the US wires",
    )] = "America/New_York"
    claimants: Annotated[Path | None, Meta(
        description="file of your own claimants: their names, offices and grades (docs/claimants.md)",
    )] = None
    contact: Annotated[str | None, Meta(
        description="mail address or page told to the sites that are polled, for whoever minds",
    )] = None
    dead_letters_per_source: Annotated[int, Meta(
        ge=0, description="dead letters of a source that `run` or `ingest` keeps with their bytes, from its start",
    )] = 1000
    batch: Annotated[int, Meta(ge=1, description="updates that go through the pipeline at a time")] = 500
    store_wait_seconds: Annotated[float, Meta(ge=0, description="how long to wait for a store in use")] = 10.0

    clock_jump_seconds: Annotated[float, Meta(
        gt=0, description="jump of the machine's clock, ahead or back, from which on a SQLite log refuses it",
    )] = JUMP_SECONDS

    bad_inputs_in_a_row: Annotated[int, Meta(
        ge=0, description="inputs of a partition in a row that cannot be decided and are dead letters; one more stops "
        "the worker (Too many bad inputs). 0: any number",
    )] = 100
    bad_inputs_share: Annotated[float, Meta(
        gt=0, le=1, description="share of the last 1,000 inputs of a partition up to which such are dead letters; "
        "more stop the worker. 1: all of them",
    )] = 0.5

    sink_batch_records: Annotated[int, Meta(
        ge=1, description="records of the log in one batch of the sink",
    )] = 10_000
    sink_batch_seconds: Annotated[float, Meta(
        gt=0, description="age at which a batch is written although small",
    )] = 0.5

    kafka_protocol: Annotated[Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], Meta(
        description="how to speak to Kafka",
    )] = "PLAINTEXT"
    kafka_mechanism: Annotated[Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None, Meta(
        description="how to log in to Kafka",
    )] = None
    kafka_username: Annotated[str | None, Meta(description="who logs in to Kafka")] = None
    kafka_password: Annotated[Secret | None, Meta(description="password for Kafka")] = None
    kafka_password_file: Annotated[Path | None, Meta(description="file that holds the password for Kafka")] = None
    kafka_cafile: Annotated[Path | None, Meta(description="authorities trusted for Kafka's certificate (PEM)")] = None
    kafka_certfile: Annotated[Path | None, Meta(description="our certificate for Kafka (PEM)")] = None
    kafka_keyfile: Annotated[Path | None, Meta(description="our key for Kafka (PEM)")] = None

    schema_registry: Annotated[str | None, Meta(
        description="address of a schema registry with Confluent's REST API, for events on Kafka",
    )] = None
    schema_registry_username: Annotated[str | None, Meta(description="who logs in to the registry")] = None
    schema_registry_password: Annotated[Secret | None, Meta(description="password for the registry")] = None
    schema_registry_password_file: Annotated[Path | None, Meta(
        description="file that holds the password for the registry",
    )] = None
    schema_registry_cafile: Annotated[Path | None, Meta(
        description="authorities trusted for the registry (PEM)",
    )] = None

    clickhouse_password: Annotated[Secret | None, Meta(description="password for the ClickHouse server")] = None
    clickhouse_password_file: Annotated[Path | None, Meta(
        description="file that holds the password for the ClickHouse server",
    )] = None

    kafka_session_seconds: Annotated[float, Meta(
        gt=1, description="silence after which a worker's partitions go to others",
    )] = 6.0
    desk_listen: Annotated[str, Meta(
        description="address and port that `newsroom desk` serves its page at; port 0: any free one",
    )] = "127.0.0.1:6080"
    desk_site: Annotated[str | None, Meta(
        description="address by which readers reach the desk's page, as https://desk.example.org; else as they ask",
    )] = None
    desk_user_header: Annotated[str | None, Meta(
        description="header in which a reverse proxy names who speaks; with it editors may rule on the page",
    )] = None
    desk_proxies: Annotated[str | None, Meta(
        description="addresses or networks of the proxies whose header is believed, parted by commas",
    )] = None
    desk_tokens_file: Annotated[Path | None, Meta(
        description="file of tokens with which editors may rule on the page: on each line one, a blank, a name",
    )] = None

    health_port: Annotated[Annotated[int, Meta(ge=0, le=65_535)] | None, Meta(
        description="port of the pages; else 6065 of `ingest`, 6066 of `work`, 6067 of `sink`, 6068 of `notify`, 6069 "
        "of `desk`; 0: any free one",
    )] = None
    health_host: Annotated[str, Meta(description="address that these pages listen on")] = "127.0.0.1"


class Described(NamedTuple):
    """A setting: what it means, and what it is when nobody says."""

    description: str
    default: Any


def described() -> dict[str, Described]:
    """The settings by name."""
    return {
        field.name: Described(next(meta.description or "" for meta in get_args(field.type) if isinstance(meta, Meta)),
                              field.default)
        for field in fields(Settings)
    }


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of NEWSROOM_* variables, in capitals or not.

    Raises UsageFailure for one that makes no sense, or that there is none of.
    """
    named = {name.upper(): value for name, value in (os.environ if environment is None else environment).items()}
    _refuse_unknown(named)
    given = {}
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        if name in named:
            try:
                given[field.name] = msgspec.convert(named[name], field.type, strict=False, dec_hook=_read)
            except msgspec.ValidationError as error:
                wanted = _wanted(field.type, error)
                raise UsageFailure(f"{name}={named[name]!r} in the environment: {wanted}") from error
    return Settings(**given)


def _refuse_unknown(named: Mapping[str, str]) -> None:
    """A setting that is mistyped is no setting, and nothing would tell."""
    known = [PREFIX + field.name.upper() for field in fields(Settings)]
    for name, value in sorted(named.items()):
        if name.startswith(PREFIX) and name not in known and not name.startswith(_OF_TESTS) and not _links(name, value):
            (nearest,) = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
            raise UsageFailure(f"{name} in the environment is no setting; the nearest there is: {nearest} "
                               "(docs/operations.md has them all)")


def _links(name: str, value: str) -> bool:
    """Whether Kubernetes made it of a service of that name, as it does in every pod unless told not to."""
    return bool(_LINK_NAMES.fullmatch(name) or (name.endswith("_PORT") and _LINK.match(value)))


def _wanted(kind: Any, error: msgspec.ValidationError) -> str:
    """What a setting of this type has to be."""
    parts = [kind]
    for part in parts:
        parts += get_args(part)
    words = [part for part in parts if isinstance(part, str)]
    if words:
        return "it must be one of " + ", ".join(words)
    number = "a whole number" if int in parts else "a number" if float in parts else None
    if number is None:
        return str(error)
    bounds = [f"{words} {bound:g}" for part in parts if isinstance(part, Meta)
              for words, bound in (("at least", part.ge), ("more than", part.gt), ("at most", part.le))
              if bound is not None]
    return f"it must be {number}" + (f", {' and '.join(bounds)}" if bounds else "")


def _read(kind: type, value: Any) -> Any:
    """What msgspec does not read itself: files, folders and secrets."""
    return kind(value)


def on_kafka(settings: Settings) -> bool:
    return settings.log is not None and settings.log.startswith(KAFKA)


def read_secret(name: str, value: Secret | None, file: Path | None) -> str | None:
    """A secret of the settings. Raises Failure when the file that holds it cannot be read."""
    try:
        return _secret(value, file)
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"the file that {name} names cannot be read: {error}") from error


def _secret(value: Secret | None, file: Path | None) -> str | None:
    """The secret itself, from the setting or else from the first line of the file. Raises OSError."""
    if value is not None:
        return value.get_secret_value()
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.stat().st_size else ""
    return None


def installed_version() -> str:
    """The version that is installed, or that none is."""
    try:
        return version("newsroom-pipeline")
    except PackageNotFoundError:
        return "not installed"
