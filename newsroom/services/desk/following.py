"""The two threads behind the page. One follows the log's changes and has the board: what changed is on the screen a
moment later, whatever else is asked. The other has the store, which takes longer: the pages of incidents."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from eventlog.port import EventLog, LogError
from newsroom.changes.change import TollChange
from newsroom.changes.following import LogChanges
from newsroom.own_files import log_path
from newsroom.page.asking import QuestionQueue
from newsroom.page.board import DeskBoard
from newsroom.page.live import LiveFeed
from newsroom.page.rendering import Renderer
from newsroom.services.desk.store import DeskStore, open_desk_store
from newsroom.services.watching import AwayWatcher, Vitals
from newsroom.settings import Settings
from newsroom.wiring import log_name, open_log
from schemas.records import TopicPartition
from schemas.topics import FIGURES
from sinks.store import Result, Store, StoreUnavailable
from sinks.written import sources

TICK_SECONDS = 0.4  # readers are told at most so often
LOOK_SECONDS = 0.1
_OBSERVED_AT_MOST = 1_000
_AGAIN_SECONDS = 2.0

logger = logging.getLogger(__name__)


class ChangedIncidents:
    """What the board's thread has seen change and the store's has not told yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changed: set[str] = set()

    def add(self, incidents: Iterable[str]) -> None:
        with self._lock:
            self._changed |= set(incidents)

    def take(self) -> set[str]:
        with self._lock:
            changed, self._changed = self._changed, set()
            return changed


class BoardFollowing:
    """Keeps the board up to date with the log, answers questions to it, and has its readers told."""

    def __init__(
        self, settings: Settings, questions: QuestionQueue[DeskBoard], renderer: Renderer, board: DeskBoard,
        changed: ChangedIncidents, told: Vitals, stop: threading.Event,
    ) -> None:
        self._settings, self._questions, self._renderer, self._board = settings, questions, renderer, board
        self._to_store, self._told, self._stop = changed, told, stop
        self._away = AwayWatcher(told, "log", "board", works=False)
        self._log_id = ""
        self._changes: LogChanges | None = None
        self._changed: set[str] = set()
        self._waiting: list[float] = []  # when the log took changes of which nobody was told yet
        self._told_at = 0.0
        self.failed: BaseException | None = None

    def run(self, feed: LiveFeed) -> None:
        """Until stopped; what ends it otherwise is kept in `failed`, and ends the service."""
        try:
            while not self._stop.is_set():
                try:
                    with log_there(self._settings, self._log_id) as log:
                        self._follow(log, feed)
                except LogError as error:
                    self._away.failed(error, 1, _AGAIN_SECONDS)
                    self._questions.serve(self._board, _AGAIN_SECONDS)
        except BaseException as error:  # noqa: BLE001 - raised where the service ends
            self.failed = error
            self._stop.set()

    def _follow(self, log: EventLog, feed: LiveFeed) -> None:
        """Until stopped, or until the log is another one."""
        moved, changes = moved_away(log), self._changes_of(log)
        self._away.recovered()
        while not self._stop.is_set() and not moved():
            for portion in (*changes.read(), *changes.expired(dt.datetime.now(dt.UTC))):
                self._take(portion.changes)
                self._questions.serve(self._board, 0.0)
            self._tell(feed)
            self._questions.serve(self._board, LOOK_SECONDS)
            self._away.recovered()

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

    def _take(self, changes: Sequence[TollChange]) -> None:
        for change in changes:
            if touched := self._board.take(change):
                self._changed |= set(touched)
                self._waiting.append(change.recorded_at.timestamp())

    def _tell(self, feed: LiveFeed) -> None:
        if not self._changed or time.monotonic() - self._told_at < TICK_SECONDS:
            return
        changed, self._changed = self._changed, set()
        feed.publish(self._renderer.board_news(feed.wanted(), changed))
        self._to_store.add(changed)
        now, self._told_at = time.time(), time.monotonic()
        for taken in self._waiting[-_OBSERVED_AT_MOST:]:
            self._told.metrics.desk_change_seconds.observe(max(0.0, now - taken))
        self._waiting.clear()
        self._told.metrics.desk_incidents.set(len(self._board))


class StoreFollowing:
    """Keeps the store up to date where it is our own, answers questions to it, and has readers of incidents told."""

    def __init__(
        self, settings: Settings, questions: QuestionQueue[Store], renderer: Renderer, changed: ChangedIncidents,
        told: Vitals, stop: threading.Event,
    ) -> None:
        self._settings, self._questions, self._renderer, self._changed = settings, questions, renderer, changed
        self._told, self._stop = told, stop
        self._log_away, self._store_away = AwayWatcher(told, "log", "desk"), AwayWatcher(told, "store", "desk")
        self._log_id = ""
        self._problem: str | None = "reading the log"
        self._pending: list[tuple[Mapping[TopicPartition, int], set[str]]] = []  # what the store has to have first
        self.complete_until = dt.datetime.min.replace(tzinfo=dt.UTC)
        """Up to when the store has all that the log took."""

    def problem(self) -> str | None:
        """What keeps the page from being up to date, in one line."""
        return self._problem

    def run(self, feed: LiveFeed) -> None:
        """Until stopped; what is away is waited for. Raises StoreError and Failure for what no waiting cures."""
        while not self._stop.is_set():
            try:
                with log_there(self._settings, self._log_id) as log, \
                        open_desk_store(self._settings, log) as store:
                    self._follow(log, store, feed)
            except (LogError, StoreUnavailable) as error:
                self._wait(error)

    def _follow(self, log: EventLog, store: DeskStore, feed: LiveFeed) -> None:
        self._log_id, moved = log.identity(), moved_away(log)
        while not self._stop.is_set():
            if moved():
                logger.warning("%s is another file now: it is opened anew", log_name(self._settings))
                return
            if changed := self._stored(log, store):
                feed.publish(self._renderer.incident_news(store.store, feed.wanted(), changed))
            self._questions.serve(store.store, LOOK_SECONDS)
            self._log_away.recovered()
            self._store_away.recovered()
            self._told.pulse.beat()

    def _stored(self, log: EventLog, store: DeskStore) -> set[str]:
        """The changed incidents of which the store has all that the log had when they were seen to change."""
        changed, began, ends = self._changed.take(), dt.datetime.now(dt.UTC), log.ends(sources(log))
        if changed:
            self._pending.append((ends, changed))
        stands = store.follow(ends, lambda: self._between(store))
        behind = sum(max(0, end - stands.get(place, 0)) for place, end in ends.items())
        self._told.metrics.desk_behind.set(behind)
        self._problem = f"{behind:,} records behind the log" if behind else None
        if not behind:
            self.complete_until = began
        done = [names for until, names in self._pending
                if all(stands.get(place, 0) >= end for place, end in until.items())]
        self._pending = self._pending[len(done):]
        return set().union(*done)

    def _between(self, store: DeskStore) -> None:
        self._told.pulse.lives()
        self._questions.serve(store.store, 0.0)

    def _wait(self, error: LogError | StoreUnavailable) -> None:
        """Go on saying so to whoever asks for a while."""
        away = self._log_away if isinstance(error, LogError) else self._store_away
        away.failed(error, 1, _AGAIN_SECONDS)
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


@contextlib.contextmanager
def log_there(settings: Settings, known: str) -> Iterator[EventLog]:
    """The log, for reading. Raises Failure where there is none, LogError where one was, whose id is known."""
    path = log_path(settings)
    if known and path is not None:
        _inode(path)
    with open_log(settings, must_exist=True, read_only=True) as log:
        yield log


def moved_away(log: EventLog) -> Callable[[], bool]:
    """What tells whether the log's file was put away and another one is in its place; raises LogError while none is."""
    path = getattr(log, "path", None)
    if path is None:
        return lambda: False
    before = _inode(path)
    return lambda: _inode(path) != before


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError as error:
        raise LogError(f"the log {path} is gone ({error.strerror}): put it back") from error


@contextlib.contextmanager
def beside(run: Callable[[], None], name: str, stop: threading.Event, seconds: float) -> Iterator[None]:
    """Run it in a thread while the block runs; it ends by `stop`, and has so many seconds for it."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(seconds)
