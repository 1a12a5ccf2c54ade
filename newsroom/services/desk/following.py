"""The one thread that has log, store and board: follows the log, answers questions, has readers told what changed."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

from eventlog.port import EventLog, LogError
from newsroom.changes.change import TollChange
from newsroom.changes.following import LogChanges
from newsroom.page.asking import StoreQueue
from newsroom.page.board import DeskBoard
from newsroom.page.live import LiveFeed
from newsroom.page.rendering import Renderer
from newsroom.services.desk.store import DeskStore, open_desk_store
from newsroom.services.watching import AwayWatcher, Vitals
from newsroom.settings import Settings
from newsroom.wiring import log_name, open_log
from schemas.records import TopicPartition
from schemas.topics import FIGURES
from sinks.store import Result, StoreError, StoreUnavailable
from sinks.written import sources

TICK_SECONDS = 0.4  # readers are told at most so often
LOOK_SECONDS = 0.1
_OBSERVED_AT_MOST = 1_000
_AGAIN_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Following:
    """Runs until stopped; what is away is waited for, and meanwhile the board answers as it was."""

    def __init__(
        self, settings: Settings, questions: StoreQueue, renderer: Renderer, board: DeskBoard, told: Vitals,
        stop: threading.Event,
    ) -> None:
        self._settings, self._questions, self._renderer, self._board = settings, questions, renderer, board
        self._told, self._stop = told, stop
        self._away = {of: AwayWatcher(told, of, "desk") for of in ("log", "store")}
        self._problem: str | None = "reading the log"
        self._log_id = ""
        self._changes: LogChanges | None = None
        self._ends: dict[TopicPartition, int] = {}
        self._changed: set[str] = set()
        self._waiting: list[float] = []  # when the log took changes of which nobody was told yet
        self._told_at = 0.0
        self.complete_until = dt.datetime.min.replace(tzinfo=dt.UTC)
        """Up to when the store has all that the log took."""

    def problem(self) -> str | None:
        """What keeps the page from being up to date, in one line."""
        return self._problem

    def run(self, feed: LiveFeed) -> None:
        """Raises StoreError and Failure for what no waiting cures."""
        while not self._stop.is_set():
            try:
                with open_log(self._settings, must_exist=True, read_only=True) as log, \
                        open_desk_store(self._settings, log) as store:
                    self._recovered()
                    self._follow(log, store, feed)
            except (LogError, StoreUnavailable) as error:
                self._wait(error)

    def _follow(self, log: EventLog, store: DeskStore, feed: LiveFeed) -> None:
        """Until stopped, or until the log is another one. What the board holds stays until it is read anew."""
        moved, log_id, changes = _moved(log), log.identity(), self._changes_of(log)
        self._ends = {}
        while not self._stop.is_set():
            self._questions.serve(store.store, LOOK_SECONDS)
            if moved() or log.identity() != log_id:
                logger.warning("%s is another file now: it is opened anew", log_name(self._settings))
                return
            self._look(log, store, changes)
            self._tell(store, feed)
            self._recovered()
            self._told.pulse.beat()

    def _changes_of(self, log: EventLog) -> LogChanges:
        """What changes on this log, from where it was read to, if it is the one of before."""
        log_id, before = log.identity(), self._changes
        kept = None
        if before is not None and log_id == self._log_id:
            kept = {partition: before.kept(partition) for partition in range(log.partitions(FIGURES))}
        else:
            self._board.clear()
        self._log_id, self._changes = log_id, LogChanges(log, kept)
        return self._changes

    def _look(self, log: EventLog, store: DeskStore, changes: LogChanges) -> None:
        """Take in what is new. Raises LogError, StoreError."""
        began, ends = dt.datetime.now(dt.UTC), log.ends(sources(log))
        if ends != self._ends:
            stands = store.follow(lambda: self._questions.serve(store.store, 0.0))
            until = {place.partition: min(stands.get(place, 0), end) for place, end in ends.items()
                     if place.topic == FIGURES}
            while portions := list(changes.read(until=until)):
                for portion in portions:
                    self._take(portion.changes)
                self._questions.serve(store.store, 0.0)
                self._told.pulse.lives()
            behind = sum(max(0, end - stands.get(place, 0)) for place, end in ends.items())
            self._told.metrics.desk_behind.set(behind)
            self._told.metrics.desk_incidents.set(len(self._board))
            self._problem = f"{behind:,} records behind the log" if behind else None
            if behind:
                return
            self._ends = ends
        self.complete_until = began
        for portion in changes.expired(began):
            self._take(portion.changes)

    def _take(self, changes: Iterable[TollChange]) -> None:
        for change in changes:
            if touched := self._board.take(change):
                self._changed |= set(touched)
                self._waiting.append(change.recorded_at.timestamp())

    def _tell(self, store: DeskStore, feed: LiveFeed) -> None:
        if not self._changed or time.monotonic() - self._told_at < TICK_SECONDS:
            return
        changed, self._changed = self._changed, set()
        feed.publish(self._renderer.told(store.store, feed.wanted(), changed))
        now, self._told_at = time.time(), time.monotonic()
        for taken in self._waiting[-_OBSERVED_AT_MOST:]:
            self._told.metrics.desk_change_seconds.observe(max(0.0, now - taken))
        self._waiting.clear()

    def _recovered(self) -> None:
        for away in self._away.values():
            away.recovered()

    def _wait(self, error: LogError | StoreUnavailable) -> None:
        """Go on answering from the board alone for a while."""
        self._away["log" if isinstance(error, LogError) else "store"].failed(error, 1, _AGAIN_SECONDS)
        self._problem = f"not up to date: {error}"
        until = time.monotonic() + _AGAIN_SECONDS
        while time.monotonic() < until and not self._stop.is_set():
            self._questions.serve(_Nothing(str(error)), LOOK_SECONDS)
            self._told.pulse.lives()


class _Nothing:
    """A store that is away."""

    def __init__(self, why: str) -> None:
        self._why = why

    def insert(self, *_: object) -> NoReturn:
        raise StoreUnavailable(self._why)

    def query(self, *_: object) -> Result:
        raise StoreUnavailable(self._why)

    def command(self, _: str) -> NoReturn:
        raise StoreUnavailable(self._why)

    def close(self) -> None:
        """There is nothing to let go of."""


def _moved(log: EventLog) -> Callable[[], bool]:
    """Whether the log's file was put away and another one is in its place."""
    path = getattr(log, "path", None)
    if path is None:
        return lambda: False
    before = path.stat().st_ino

    def moved() -> bool:
        with contextlib.suppress(OSError):
            return bool(path.stat().st_ino != before)
        return False

    return moved


@contextlib.contextmanager
def refusing_at_the_end(questions: StoreQueue) -> Iterator[None]:
    """Whoever waits for an answer when nobody answers any more is told so."""
    try:
        yield
    finally:
        questions.refuse_all(StoreError("the desk has ended"))
