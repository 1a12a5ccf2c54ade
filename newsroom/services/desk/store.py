"""The store that the desk's page asks: one on a server as it is, else one of its own beside the sink's.

chdb's folder is open in one process only, so the page never opens the store of `newsroom run`: it is one more sink,
and writes the log's rows into a folder of its own.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from eventlog.port import EventLog
from newsroom.errors import UsageFailure
from newsroom.own_files import CHDB, desk_store_path
from newsroom.settings import Settings
from newsroom.wiring import log_name, on_a_server, open_store, store_name
from schemas.records import TopicPartition
from sinks.agreement import Names, agree
from sinks.store import Store, StoreError, StoreInUse, StoreUnavailable
from sinks.writer import Batching, write_rows
from sinks.written import keep_counts, store_positions

COUNT_SECONDS = 300.0
_BATCH = 4_000  # records

logger = logging.getLogger(__name__)


class DeskStore:
    """A store, and how far it is with the log."""

    def __init__(self, store: Store, log: EventLog, *, own: bool) -> None:
        self.store = store
        self._log = log
        self._own = own
        self._stands: dict[TopicPartition, int] = {}
        self._counted_at = time.monotonic()

    def follow(self, ends: Mapping[TopicPartition, int], between: Callable[[], None]) -> Mapping[TopicPartition, int]:
        """Take in what the log has, which goes to these `ends`, where the store is our own; where it stands then.

        `between` two batches something else may be done. Raises LogError, StoreError.
        """
        if all(self._stands.get(place, 0) >= end for place, end in ends.items()):
            return self._stands
        if self._own:
            for _ in write_rows(self._log, self.store, beside=True, batching=Batching(records=_BATCH)):
                between()
            if time.monotonic() - self._counted_at > COUNT_SECONDS:
                self.count()
        stands = store_positions(self.store).get(self._log.identity(), {})
        self._stands = {place: position.next_offset for place, position in stands.items()}
        return self._stands

    def count(self) -> None:
        """Keep how many events the tables hold, for the next start. Raises StoreError."""
        if self._own:
            self._counted_at = time.monotonic()
            keep_counts(self.store)


def refuse_other_stores(settings: Settings) -> None:
    """Raises UsageFailure for a --store that the page can neither ask nor keep."""
    if settings.store is not None and not on_a_server(settings):
        raise UsageFailure(f"--store {settings.store!r}: the desk asks a server (clickhouse://HOST:PORT/DB); without "
                           f"one it keeps a store of its own in {desk_store_path(settings)}")


@contextlib.contextmanager
def open_desk_store(settings: Settings, log: EventLog) -> Iterator[DeskStore]:
    """Raises StoreError (StoreInUse while another desk has it), LogError, Failure."""
    if on_a_server(settings):
        with open_store(settings) as store:
            yield DeskStore(store, log, own=False)
        return
    folder = desk_store_path(settings)
    of_own = replace(settings, store=f"{CHDB}{folder}")
    with contextlib.ExitStack() as stack:
        try:
            store = stack.enter_context(_checked(of_own, log))
        except (StoreInUse, StoreUnavailable):
            raise
        except StoreError as error:
            if not folder.exists():
                raise  # it could not even be made
            logger.warning("%s: it is built anew from %s", error, log_name(settings))
            _clear(folder)
            store = stack.enter_context(_checked(of_own, log))
        opened = DeskStore(store, log, own=True)
        yield opened
        opened.count()


@contextlib.contextmanager
def _checked(settings: Settings, log: EventLog) -> Iterator[Store]:
    """One that holds what the log says, and nothing else. Raises StoreError."""
    with open_store(settings) as store:
        agree(log, store, Names(log_name(settings), store_name(settings), ""), adopt=False)
        yield store


def _clear(folder: Path) -> None:
    """All of it but the lock that says whose it is."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
