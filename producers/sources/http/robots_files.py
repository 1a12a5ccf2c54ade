"""The robots.txt files of hosts, each fetched once a day at the most and kept for all sources."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from producers.sources.http.addresses import origin
from producers.sources.http.robots import Rules, rules_for
from producers.sources.source import SourceAway

_AGE = 24 * 3600.0  # seconds; the longest that RFC 9309 allows
_KEPT = 128  # files, of half a megabyte at the most


class _File:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()  # sources that start together ask once
        self.read_at: float | None = None
        self.raw = b""


class RobotsFiles:
    """What they say. `read` fetches one (its address, whether it may be private), `now` is in seconds since 1970."""

    def __init__(
        self, agent: str, read: Callable[[httpx.URL, bool], Awaitable[bytes]], now: Callable[[], float]
    ) -> None:
        self._agent, self._read, self._now = agent, read, now
        self._files: dict[tuple[str, bool], _File] = {}

    async def rules(self, url: httpx.URL, allow_private: bool) -> Rules:
        """What counts for this address. Raises SourceAway where there should be a file and never was one."""
        file = self._file((origin(url), allow_private))
        async with file.lock:
            if file.read_at is None or not 0 <= self._now() - file.read_at < _AGE:
                try:
                    file.raw = await self._read(url.join("/robots.txt"), allow_private)
                    file.read_at = self._now()
                except SourceAway:
                    if file.read_at is None:
                        raise
                    # an old file tells more than none: RFC 9309, 2.4
        return rules_for(self._agent, file.raw)

    def _file(self, key: tuple[str, bool]) -> _File:
        file = self._files.pop(key, None) or _File()
        self._files[key] = file  # the last one is the one used last
        if len(self._files) > _KEPT:
            del self._files[next(iter(self._files))]
        return file
