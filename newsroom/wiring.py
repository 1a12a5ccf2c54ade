"""The one place that knows every adapter: settings in, an open log, store or ledger out."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from eventlog.port import EventLog, LogError
from eventlog.sqlite.log import SqliteLog
from newsroom.errors import Failure, UsageFailure
from newsroom.own_files import ledger_path, log_path, own_places, private, store_path
from newsroom.settings import Settings, on_kafka, read_secret
from producers.intake.ledger import Ledger, LogState
from producers.sources.walk import FolderRules
from schemas.records import TopicPartition
from schemas.topics import DEAD_LETTERS, INTAKE
from sinks.migrate import check_version, migrate
from sinks.store import Store

if TYPE_CHECKING:
    from sinks.clickhouse.store import ClickHouseStore

CLICKHOUSE = "clickhouse"
KAFKA_SECONDS = 30.0
"""In which a broker may go away and come back without anybody noticing."""

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def open_log(
    settings: Settings, *, must_exist: bool = False, read_only: bool = False, seconds: float = KAFKA_SECONDS
) -> Iterator[EventLog]:
    """The log at its address, else in the data folder; on Kafka whatever is asked of it may take so many seconds.

    Raises LogError, Failure, UsageFailure.
    """
    with _private(settings, log_path(settings)):
        log = _log(settings, must_exist=must_exist or read_only, read_only=read_only, seconds=seconds)
        try:
            yield log
        finally:
            log.close()


@contextlib.contextmanager
def open_ledger(settings: Settings, log: EventLog) -> Iterator[Ledger]:
    """What producers remember of this log: of an empty one, another one, or one that was put back from an older copy
    they forget what they knew. Raises LedgerError, LogError."""
    places = [TopicPartition(topic, n) for topic in (INTAKE, DEAD_LETTERS) for n in range(log.partitions(topic))]

    def state() -> LogState:
        return LogState(log.identity(), log.ends(places))

    def state_if_known() -> LogState | None:
        try:
            return state()
        except LogError as error:
            logger.warning("the ledger could not see how far the log goes", extra={"error": str(error)})
            return None

    with open_ledger_as_it_is(settings, state_if_known) as ledger:
        if ledger.exists:
            found = state()
            if (ledger.relies_on_more(found) or not any(found.ends.values())) and ledger.forget_log():
                logger.warning("%s remembers what %s does not have (it was deleted, or put back from an older copy): "
                               "that is forgotten, and documents are taken in again", ledger.path, log_name(settings))
            ledger.keep_to(found.log_id)
        yield ledger


@contextlib.contextmanager
def open_ledger_as_it_is(
    settings: Settings, log_state: Callable[[], LogState | None] = lambda: None
) -> Iterator[Ledger]:
    """What producers remember, whatever the log holds. Raises LedgerError."""
    path = ledger_path(settings)
    with private(settings, path):
        ledger = Ledger(path, log_state)
        try:
            yield ledger
        finally:
            ledger.close()


def folder_rules(settings: Settings, *, links: bool = False) -> FolderRules:
    """What may be read of a folder: none of our own files. With `links` those found inside are followed."""
    return FolderRules(links, own_places(settings), settings.data)


@contextlib.contextmanager
def open_store(settings: Settings, *, must_exist: bool = False) -> Iterator[Store]:
    """The store at its address, else in the data folder, of this version: an embedded one is migrated where it must be.

    Raises StoreError (for a newer one, and for one on a server that is not migrated, too), StoreInUse, Failure,
    UsageFailure.
    """
    with open_store_as_it_is(settings, must_exist=must_exist) as store:
        make_ready(store, settings)
        yield store


@contextlib.contextmanager
def open_store_as_it_is(settings: Settings, *, must_exist: bool = False) -> Iterator[Store]:
    """The same as it is found; a server is not even asked whether it is there."""
    with _private(settings, store_path(settings)):
        store = _store(settings, must_exist=must_exist)
        try:
            yield store
        finally:
            store.close()


def make_ready(store: Store, settings: Settings) -> None:
    """Migrate an embedded store; look whether `newsroom migrate` did so with one on a server. Raises StoreError."""
    (check_version if on_a_server(settings) else migrate)(store, name=store_name(settings))


def migrate_store(settings: Settings) -> list[str]:
    """Bring the store up to date; the names of the migrations it had not seen. Raises StoreError."""
    with open_store_as_it_is(settings) as store:
        if on_a_server(settings):
            cast("ClickHouseStore", store).create_database()
        done = migrate(store, name=store_name(settings))
        return [f"{migration.number:04d} {migration.name}" for migration in done]


def store_name(settings: Settings) -> str:
    """How messages call the store: as the user did."""
    return f"the store in {settings.data}" if settings.store is None else f"the store at {settings.store}"


def log_name(settings: Settings) -> str:
    """The same of the log."""
    return f"the log in {settings.data}" if settings.log is None else f"the log at {settings.log}"


def replay_option(settings: Settings) -> str:
    """What names the same log and store to another command."""
    named = [log_option(settings)]
    if settings.store is not None:
        named.append(f"--store {settings.store}")
    elif settings.log is not None:
        named.append(f"--data {settings.data}")
    return " ".join(named)


def log_option(settings: Settings) -> str:
    """What names the same log to another command."""
    return f"--data {settings.data}" if settings.log is None else f"--log {settings.log}"


def sqlite_path(settings: Settings) -> Path:
    """The file of the log that is not on Kafka. Raises UsageFailure for the address of something else."""
    path = log_path(settings)
    if path is None:
        raise UsageFailure(f"--log {settings.log!r} is no log: write sqlite://FILE or kafka://HOST:PORT")
    return path


def _private(settings: Settings, place: Path | None) -> contextlib.AbstractContextManager[None]:
    """What is on a server is its own affair."""
    return contextlib.nullcontext() if place is None else private(settings, place)


def on_a_server(settings: Settings) -> bool:
    """Whether the store is on a server."""
    return settings.store is not None and settings.store.startswith(CLICKHOUSE)


def _log(settings: Settings, *, must_exist: bool, read_only: bool, seconds: float) -> EventLog:
    if on_kafka(settings):
        from newsroom.kafka import open_kafka  # a third of a second that the embedded user need not wait

        return open_kafka(settings, seconds=seconds)
    path = sqlite_path(settings)
    if must_exist and settings.log is not None and not path.exists():
        raise Failure(f"no log at {settings.log}: `newsroom ingest PATH... --log {settings.log}` makes it")
    return SqliteLog(_place(path, "--data" if settings.log is None else "--log", must_exist), read_only=read_only,
                     jump_seconds=settings.clock_jump_seconds)


def _store(settings: Settings, *, must_exist: bool) -> Store:
    if on_a_server(settings) and settings.store is not None:
        from sinks.clickhouse.store import ClickHouseStore  # imported only where it is used, as above

        return ClickHouseStore(settings.store, password=_clickhouse_password(settings) or "")
    folder = store_path(settings)
    if folder is None:
        raise UsageFailure(f"--store {settings.store!r} is no store: write chdb://FOLDER or clickhouse://HOST:PORT")
    from sinks.embedded import EmbeddedStore  # imported only where it is used, as above

    if must_exist and settings.store is not None and not folder.exists():
        raise Failure(f"no store at {settings.store}: `newsroom replay --store {settings.store}` makes it from the log")
    place = _place(folder, "--data" if settings.store is None else "--store", must_exist)
    return EmbeddedStore(place, wait_seconds=settings.store_wait_seconds)


def _clickhouse_password(settings: Settings) -> str | None:
    return read_secret("NEWSROOM_CLICKHOUSE_PASSWORD_FILE", settings.clickhouse_password,
                       settings.clickhouse_password_file)


def _place(path: Path, option: str, must_exist: bool) -> Path:
    if must_exist and not path.exists():
        raise Failure(f"no newsroom data in {path.parent}: run `newsroom run PATH... --data {path.parent}` first")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"cannot make the folder {path.parent}: {error.strerror}; name another with {option}") from error
    return path
