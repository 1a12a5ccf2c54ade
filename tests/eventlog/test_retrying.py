"""Trying again: how often, how long between, what is told, and what ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice

import pytest

from eventlog.port import LogError
from eventlog.retrying import Stopped, Waits, retrying

SHORT = Waits(first=0.0001, longest=0.0004)


class Told:
    """Remembers what it is told, and sets `stop` at the attempt named."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.stop = threading.Event()
        self.attempts: list[tuple[str, int]] = []
        self.recoveries = 0
        self._stop_at = stop_at

    def failed(self, error: Exception, attempt: int, seconds: float) -> None:
        assert seconds <= SHORT.longest
        self.attempts.append((str(error), attempt))
        if attempt == self._stop_at:
            self.stop.set()

    def recovered(self) -> None:
        self.recoveries += 1


def failing(times: int, error: type[Exception] = LogError) -> Callable[[], str]:
    """A step that fails so often and then works."""
    left = iter(range(times))

    def step() -> str:
        for number in left:
            raise error(f"away {number}")
        return "done"

    return step


@pytest.mark.parametrize("times", [0, 1, 5])
def test_is_tried_until_it_works_and_each_failure_is_told(times: int) -> None:
    told = Told()
    assert retrying(failing(times), told.stop, told, SHORT) == "done"
    assert told.attempts == [(f"away {number}", number + 1) for number in range(times)]
    assert told.recoveries == (1 if times else 0)


def test_a_stop_ends_it_with_the_last_failure_as_the_cause() -> None:
    told = Told(stop_at=3)
    with pytest.raises(Stopped) as stopped:
        retrying(failing(10), told.stop, told, SHORT)
    assert str(stopped.value.__cause__) == "away 2"
    assert told.recoveries == 0


def test_after_a_stop_a_step_that_works_is_done_and_one_that_fails_is_not_tried_again_nor_told() -> None:
    told = Told()
    told.stop.set()
    assert retrying(failing(0), told.stop, told, SHORT) == "done"
    with pytest.raises(Stopped):
        retrying(failing(1), told.stop, told, SHORT)
    assert told.attempts == []


def test_what_waiting_cannot_cure_is_raised_at_once() -> None:
    told = Told()
    with pytest.raises(ZeroDivisionError):
        retrying(failing(1, ZeroDivisionError), told.stop, told, SHORT)
    assert told.attempts == []


def test_waits_double_to_their_limit_and_differ() -> None:
    waits = list(islice(Waits(first=1.0, longest=8.0).seconds(), 40))
    limits = [min(8.0, 2.0**n) for n in range(40)]
    assert all(limit / 2 <= wait <= limit for wait, limit in zip(waits, limits, strict=True))
    assert len({wait / limit for wait, limit in zip(waits, limits, strict=True)}) > 20
