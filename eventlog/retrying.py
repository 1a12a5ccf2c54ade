"""The one way to wait for a log, or a store, that is away: try again, ever later, until it answers or we stop."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol, TypeVar

from eventlog.port import LogError

T = TypeVar("T")


class Stopped(Exception):
    """Told to stop before the step was done; the cause is its last failure."""


class Waits(NamedTuple):
    """Seconds between attempts: they double, and each is shortened by up to half at random, so that many services
    do not knock at once."""

    first: float = 0.2
    longest: float = 15.0

    def seconds(self) -> Iterator[float]:
        """One wait after the other, without end."""
        wait = self.first
        while True:
            yield wait * random.uniform(0.5, 1.0)  # noqa: S311 - nobody is to be fooled by it
            wait = min(self.longest, wait * 2)


WAITS = Waits()


class RetryWatcher(Protocol):
    """What is told while a step is tried."""

    def failed(self, error: Exception, attempt: int, seconds: float) -> None:
        """The `attempt`th attempt in a row failed; the next one follows in so many seconds."""

    def recovered(self) -> None:
        """It worked, after it had failed."""


def retrying(
    step: Callable[[], T], stop: threading.Event, watcher: RetryWatcher, waits: Waits = WAITS,
    errors: tuple[type[Exception], ...] = (LogError,),
) -> T:
    """What the step gives, once it works; after one of `errors` it is tried again.

    Raises Stopped when the step fails and `stop` is set, and whatever else the step raises.
    """
    for attempt, seconds in enumerate(waits.seconds(), start=1):
        try:
            done = step()
        except errors as error:
            if stop.is_set():
                raise Stopped from error
            watcher.failed(error, attempt, seconds)
            if stop.wait(seconds):
                raise Stopped from error
        else:
            if attempt > 1:
                watcher.recovered()
            return done
    raise AssertionError("waits never end")
