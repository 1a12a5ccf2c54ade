"""Leaving hosts in peace: one request at a time and a pause after it, longer when they ask for it or fail."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email.utils
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from producers.sources.source import SourceAway

INTERVAL = 1.0  # seconds between two requests to one host
LONGEST_REST = 6 * 3600.0  # seconds that a host can ask for; one that says a year is wrong, or hostile
_PATIENCE = 10.0  # seconds that are waited for a host; a longer rest is told to the caller instead
_HOSTS = 1000  # that are remembered: links may name any number


class Resting(SourceAway):
    """The host asked to be left alone and was not asked again."""


class _Host:
    def __init__(self) -> None:
        self.busy = asyncio.Lock()
        self.free_at = 0.0
        self.waiting = 0


class Hosts:
    """The turns of all sources of a process at all hosts. `clock` and `sleep` in seconds."""

    def __init__(
        self,
        interval: float = INTERVAL,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval, self._clock, self._sleep = interval, clock, sleep
        self._hosts: dict[str, _Host] = {}

    @contextlib.asynccontextmanager
    async def turn(self, name: str, interval: float = 0.0) -> AsyncIterator[None]:
        """The only request to this host meanwhile; `interval` seconds of pause after it, if that is more than usual.

        Raises Resting if the host has asked to be left alone for longer than is worth waiting here.
        """
        host = self._host(name)
        host.waiting += 1
        try:
            async with host.busy:
                rest = host.free_at - self._clock()
                if rest > max(_PATIENCE, self._interval, interval):
                    raise Resting(f"{name} asked to be left alone for {rest:,.0f} s more", rest)
                if rest > 0:
                    await self._sleep(rest)
                try:
                    yield
                finally:
                    pause = max(self._interval, interval)
                    host.free_at = max(host.free_at, self._clock() + pause)
        finally:
            host.waiting -= 1

    def leave_alone(self, name: str, seconds: float) -> None:
        """Nothing is asked of this host for so long."""
        host = self._host(name)
        host.free_at = max(host.free_at, self._clock() + min(seconds, LONGEST_REST))

    def _host(self, name: str) -> _Host:
        host = self._hosts.pop(name, None) or _Host()
        self._hosts[name] = host  # the last one is the one used last
        idle = [old for old, its in self._hosts.items() if its is not host and not its.waiting]
        if idle and len(self._hosts) > _HOSTS:
            # those that rest longest stay: forgetting them would break a promise
            del self._hosts[min(idle, key=lambda old: self._hosts[old].free_at)]
        return host


def backoff(failures: int, rng: random.Random, *, first: float = 5.0, longest: float = 3600.0) -> float:
    """Seconds to wait after so many failures in a row: anything up to a bound that doubles ("full jitter").

    Spread over the whole span, so that sources that failed together do not come back together.
    """
    if failures < 1:
        return 0.0
    return rng.uniform(0.0, min(longest, first * 2.0 ** min(failures - 1, 64)))


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """The seconds that a Retry-After header asks for, from 0 to LONGEST_REST; None where it says nothing readable."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return LONGEST_REST if len(text) > 9 else min(float(text), LONGEST_REST)
    try:
        when = email.utils.parsedate_to_datetime(text)
        if when.tzinfo is None:  # "-0000", which HTTP does not have: it has only GMT
            when = when.replace(tzinfo=dt.UTC)
        return min(max((when - now).total_seconds(), 0.0), LONGEST_REST)
    except (ValueError, TypeError, IndexError, OverflowError):  # what parsedate says of what is no date
        return None
