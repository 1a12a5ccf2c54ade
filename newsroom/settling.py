"""A log and a store opened together: they must belong to each other, and an embedded store is mended from its log."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from eventlog.port import EventLog, LogError
from newsroom.errors import Failure
from newsroom.own_files import log_path, store_path
from newsroom.settings import Settings
from newsroom.wiring import (
    log_name,
    on_a_server,
    open_log,
    open_store,
    replay_option,
    store_name,
)
from schemas.counted import counted
from sinks.agreement import Names, StoreDamaged, agree
from sinks.store import Store
from sinks.written import keep_counts

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def open_log_and_store(settings: Settings, *, must_exist: bool = False) -> Iterator[tuple[EventLog, Store]]:
    """Both, settled. Raises StoreError and LogError, Failure, UsageFailure as those who open them."""
    with open_log(settings, must_exist=must_exist) as log, open_store(settings) as store:
        settle(log, store, settings)
        yield log, store
        keep_counts(store)


def settle(log: EventLog, store: Store, settings: Settings) -> None:
    """See that the store belongs to the log, and build an embedded one anew that is damaged.

    Raises StoreOfAnotherLog; StoreDamaged of a store on a server; StoreError, LogError.
    """
    try:
        found = agree(log, store, _names(settings))
    except StoreDamaged as damage:
        if on_a_server(settings):
            raise
        from sinks.replay import replay  # Avro, which who only asks need not wait for

        logger.warning("%s: that is done now", damage)
        replay(log, store)
        return
    if found.had:
        were, they = ("was", "it is") if found.had == 1 else ("were", "they are")
        logger.warning("%s lacks %s of %s that %s in it, as when it was deleted or put back from an older copy: %s "
                       "written again", store_name(settings), counted(found.had, "record"), log_name(settings), were,
                       they)
    keep_counts(store)


@contextlib.contextmanager
def open_store_to_ask(settings: Settings) -> Iterator[Store]:
    """The store for who asks it; an embedded one is compared with its log where both lie together or are named.

    Says on stderr what it lacks. Raises StoreError, also for one that cannot be trusted; Failure, UsageFailure.
    """
    log, folder = log_path(settings), store_path(settings)
    together = (settings.log is None) == (settings.store is None)
    if log is None or folder is None or not together:
        with open_store(settings, must_exist=True) as store:
            yield store
        return
    if log.exists() and not folder.exists():
        raise Failure(f"{store_name(settings)} is gone, its log is not: `newsroom replay {replay_option(settings)}` "
                      "builds it anew")
    with open_store(settings, must_exist=True) as store:
        if line := _lacking(store, settings) if log.exists() else f"{log_name(settings)} is gone: nothing can be added":
            logger.warning("%s", line)
        yield store


def _lacking(store: Store, settings: Settings) -> str:
    """What the store lacks of its log; nothing: it is up to date. Raises StoreError."""
    try:
        with open_log(settings, read_only=True) as log:
            behind = agree(log, store, _names(settings), adopt=False).behind if log.identity() else 0
    except LogError as error:
        return f"{store_name(settings)} cannot be compared with its log: {error}"
    if not behind:
        return ""
    return (f"{store_name(settings)} is {counted(behind, 'record')} behind its log, of which this does not tell: "
            f"`newsroom run`, `newsroom sink` or `newsroom replay {replay_option(settings)}` writes them")


def _names(settings: Settings) -> Names:
    return Names(log_name(settings), store_name(settings), replay_option(settings))
