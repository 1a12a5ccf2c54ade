"""The sink as a service: follows the log, writes to the store in batches, outlasts either being away."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeVar

from eventlog.port import EventLog, LogError
from eventlog.reading import LostRecords
from eventlog.retrying import Stopped, Waits, retrying
from sinks.store import Row, Store, StoreUnavailable
from sinks.writer import Batching, Wrote, write_rows

Away = Literal["log", "store"]

T = TypeVar("T")


class SinkSettings(NamedTuple):
    """When a batch is written, how attempts are spaced, and how long after the stop an insert that hangs is cut."""

    batching: Batching = Batching()
    waits: Waits = Waits()
    stop_seconds: float = 5.0


class SinkWatcher:
    """What a sink tells while it runs; override what is of interest. Called in the sink's thread."""

    def wrote(self, batch: Wrote) -> None:
        """A batch is written and committed."""

    def waiting(self, of: Away, reason: str, seconds: float, attempt: int) -> None:
        """The log or the store is away, for the `attempt`th time in a row; tried again in so many seconds."""

    def idle(self) -> None:
        """Nothing was left to read; asked again after `poll_seconds`."""

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        """The store acknowledged rows of a table; they come again if their offsets cannot be committed."""

    def missing(self, lost: LostRecords) -> None:
        """Records that were still to be written are no longer on the log: the store will never have what they say."""

    def recovered(self) -> None:
        """What was away answers again."""


def run_sink(
    log: EventLog, store: Store, group: str, stop: threading.Event, settings: SinkSettings | None = None,
    watcher: SinkWatcher | None = None, *, check: Callable[[], None] = lambda: None,
    interrupt: Callable[[], None] | None = None,
) -> None:
    """Write what the log holds for the store, and what comes, until `stop` is set.

    The store's positions and the group's offsets move only behind rows that the store acknowledged and dead letters
    that the log took: a crash at any moment repeats at most a batch, which the tables collapse. While the store is away
    nothing more is read. One sink at a time for a group: a second one would do the same work again.

    StoreUnavailable and LogError are waited out; any other StoreError (a table that is missing, a row
    that the store refuses) is raised, and nothing of that batch is committed. `check` is run before
    anything else and may raise any of these. `interrupt` is called from another thread when a call still hangs
    some seconds after the stop: it makes that call fail.
    """
    asked, watcher = settings or SinkSettings(), watcher or SinkWatcher()
    finished = threading.Event()
    if interrupt is not None:
        arguments = (stop, finished, asked.stop_seconds, interrupt)
        threading.Thread(target=_cut_when_late, args=arguments, name="sink-stop", daemon=True).start()
    away = _Away(watcher)

    def until_done(_stage: str, step: Callable[[], T], /) -> T:
        return retrying(step, stop, away, asked.waits, (StoreUnavailable, LogError))

    try:
        with contextlib.suppress(Stopped):
            until_done("check", check)
            for batch in write_rows(
                log, store, group, batching=asked.batching, stop=stop, steps=until_done, inserted=watcher.inserted,
                idle=watcher.idle, missing=watcher.missing,
            ):  # fmt: skip
                watcher.wrote(batch)
    finally:
        finished.set()


class _Away:
    """Tells the watcher which of the two is away."""

    def __init__(self, watcher: SinkWatcher) -> None:
        self._watcher = watcher

    def failed(self, error: Exception, attempt: int, seconds: float) -> None:
        self._watcher.waiting("log" if isinstance(error, LogError) else "store", str(error), seconds, attempt)

    def recovered(self) -> None:
        self._watcher.recovered()


def _cut_when_late(
    stop: threading.Event, finished: threading.Event, seconds: float, interrupt: Callable[[], None]
) -> None:
    while not stop.wait(1.0):
        if finished.is_set():
            return
    if not finished.wait(seconds):
        interrupt()
