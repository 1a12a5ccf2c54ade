"""`newsroom watch`: what can be printed, and what changes in it, as it happens. It reads the log alone: the embedded
store belongs to the process that writes it."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from eventlog.port import LogError
from eventlog.retrying import Stopped, retrying
from newsroom.changes.change import TollChange
from newsroom.changes.following import FiguresPortion, LogChanges
from newsroom.changes.in_words import band_in_words, change_in_words, heading_of
from newsroom.errors import complain
from newsroom.services.stopping import stopped_by_signals
from newsroom.settings import Settings, on_kafka
from newsroom.show.board import BoardLine, LiveBoard, board_table
from newsroom.show.lines import json_lines, say
from newsroom.show.terminal import console
from newsroom.wiring import open_log

_LOOK_SECONDS = 0.5
_LATE = "stopped while the log did not answer"

Show = Callable[[LogChanges, Sequence[TollChange]], None]


class Watched(NamedTuple):
    """What is shown, None: whatever it is. An incident is named by its id, an earlier one, or the beginning of one."""

    incident: str | None = None
    category: str | None = None
    country: str | None = None
    policy: str | None = "house"

    def holds(self, change: TollChange) -> bool:
        """Whether the change is of what is shown."""
        names = (change.incident_id, *change.aliases)
        return (
            (self.incident is None or any(name.startswith(self.incident) for name in names))
            and self.category in (None, change.category) and self.country in (None, change.country)
            and self.policy in (None, change.policy)
        )


class _AwayLog:
    """Tells once that the log is away, and once that it is back."""

    def __init__(self) -> None:
        self._told = False

    def failed(self, error: Exception, _attempt: int, _seconds: float) -> None:
        if not self._told:
            complain(f"newsroom: {error}; watching goes on once it answers")
        self._told = True

    def recovered(self) -> None:
        complain("newsroom: the log answers again")
        self._told = False


def watch_changes(settings: Settings, watched: Watched, *, since: dt.datetime | None, as_json: bool) -> None:
    """Show what stands, or what changed `since`, and then every change, until stopped.

    Raises LogError, Failure; of a log on Kafka that goes away later it waits until it is back.
    """
    with stopped_by_signals(_LATE, code=0) as stop, open_log(settings, read_only=True) as log:
        changes = LogChanges(log)
        ends = changes.ends()
        missed = list[TollChange]()
        while (portions := list(changes.read(until=ends))) and not stop.is_set():
            _complain_of(portions)
            missed += [change for portion in portions for change in portion.changes
                       if since is not None and change.recorded_at >= since and watched.holds(change)]
        missed.sort(key=lambda change: change.recorded_at)
        with contextlib.ExitStack() as stack:
            show = _shown(stack, watched, as_json=as_json, board=since is None)
            show(changes, missed)
            with contextlib.suppress(Stopped):
                _follow(changes, watched, show, stop, (LogError,) if on_kafka(settings) else ())


def _follow(
    changes: LogChanges, watched: Watched, show: Show, stop: threading.Event, waited_for: tuple[type[Exception], ...]
) -> None:
    away = _AwayLog()
    while not stop.wait(_LOOK_SECONDS):
        portions = retrying(partial(_news, changes), stop, away, errors=waited_for)
        _complain_of(portions)
        news = [change for portion in portions for change in portion.changes if watched.holds(change)]
        if news:
            show(changes, sorted(news, key=lambda change: change.recorded_at))


def _news(changes: LogChanges) -> list[FiguresPortion]:
    """What was put on the log, and the rulings that ended since."""
    portions = list(changes.read())
    return [*portions, *changes.expired(dt.datetime.now(dt.UTC))]


def _complain_of(portions: Iterable[FiguresPortion]) -> None:
    for portion in portions:
        if portion.lost is not None:
            complain(f"newsroom: {portion.lost}: what they changed is not shown")
        if portion.unreadable:
            complain(f"newsroom: {portion.unreadable} of the records {portion.start} to {portion.next_offset - 1} of "
                     f"figures/{portion.partition} cannot be read, by this version at least, and are not shown")


def _shown(stack: contextlib.ExitStack, watched: Watched, *, as_json: bool, board: bool) -> Show:
    """What shows the news: the first time it is called with the present board, where that is wanted."""
    if as_json:
        return _Lines(watched, board=board, print_changes=_print_json, print_board=_print_json).show
    out = console()
    if out.is_terminal:
        moving = stack.enter_context(LiveBoard(out))
        return lambda changes, news: moving.show(_board(changes, watched), [_line(each, watched) for each in news])

    def print_lines(news: Sequence[TollChange]) -> None:
        for each in news:
            say(_line(each, watched))
        sys.stdout.flush()

    def print_board(tolls: Sequence[TollChange]) -> None:
        if tolls:
            out.print(board_table([_board_line(toll, watched) for toll in tolls]))
        else:
            say("no figures yet")
        sys.stdout.flush()

    return _Lines(watched, board=board, print_changes=print_lines, print_board=print_board).show


class _Lines:
    """Shows news as lines that stay, below the board that stood when it began."""

    def __init__(
        self, watched: Watched, *, board: bool, print_changes: Callable[[Sequence[TollChange]], None],
        print_board: Callable[[Sequence[TollChange]], None],
    ) -> None:
        self._watched, self._board = watched, board
        self._print_changes, self._print_board = print_changes, print_board

    def show(self, changes: LogChanges, news: Sequence[TollChange]) -> None:
        if self._board:
            self._print_board([toll for toll in changes.standing() if self._watched.holds(toll)])
            self._board = False
        self._print_changes(news)


def _print_json(news: Sequence[TollChange]) -> None:
    sys.stdout.buffer.write(json_lines(news))
    sys.stdout.flush()


def _board(changes: LogChanges, watched: Watched) -> list[BoardLine]:
    return [_board_line(toll, watched) for toll in changes.standing() if watched.holds(toll)]


def _board_line(toll: TollChange, watched: Watched) -> BoardLine:
    named = f" under {toll.policy}" if watched.policy is None else ""
    words = [f"{word.said} by {word.claimant or 'nobody named'}" for word in toll.who[-1:]]
    return BoardLine(heading_of(toll), toll.category + named, toll.after.printed, band_in_words(toll), toll.since,
                     "".join(words))


def _line(change: TollChange, watched: Watched) -> str:
    named = watched.policy is None
    return f"{change.recorded_at:%Y-%m-%d %H:%M:%S} UTC  {heading_of(change)}  {change_in_words(change, named=named)}"
