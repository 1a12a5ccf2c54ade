"""What changes on a page, told to whoever has it open: one rendering for all who look at the same, and nobody waits.

A channel is what several readers look at: a board with the same filter, an incident, a box. It holds its newest state
and what changed in it last. A reader who is one change behind gets that change; one who is further behind, because the
line is slow or was down, gets the whole of it, and never what lies between. So there is no queue that could fill.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Callable, Hashable, Mapping
from typing import Any, NamedTuple

READERS_AT_MOST = 2_000
CHANNELS_AT_MOST = 500


class ChannelNews(NamedTuple):
    """A new state of a channel, as messages: what changed since the one before, and all of it."""

    change: Mapping[str, Any]
    whole: Mapping[str, Any]


class TooManyReaders(Exception):
    """No further reader, or no further thing to look at, is taken; the page can still be loaded."""


class _Channel:
    def __init__(self) -> None:
        self.readers = 0
        self.at = self.base = 0  # versions: of the newest state, and of the one that `change` begins at
        self.change = self.whole = b""
        self.news = asyncio.Event()  # a new one for each state


class LiveFeed:
    """All channels. Used on the event loop, but for `wanted` and `publish`, which any thread may call."""

    def __init__(self, loop: asyncio.AbstractEventLoop, skipped: Callable[[], None] = lambda: None) -> None:
        self.epoch = secrets.token_hex(4)  # a version counts in this process alone
        self.version = 0
        self._loop = loop
        self._channels: dict[Hashable, _Channel] = {}
        self._skipped = skipped
        self._ended = False
        self.readers = 0  # of all channels

    def wanted(self) -> list[Hashable]:
        """What somebody looks at."""
        return list(self._channels)

    def stamp(self) -> str:
        """The version that a page is as of which is rendered from now on."""
        return f"{self.epoch}-{self.version}"

    def publish(self, told: Mapping[Hashable, ChannelNews]) -> None:
        """Something changed: a new version, and the new states of channels that it touches."""
        self._loop.call_soon_threadsafe(self._publish, {
            key: (_encoded(each.change), _encoded(each.whole)) for key, each in told.items()})

    def _publish(self, told: Mapping[Hashable, tuple[bytes, bytes]]) -> None:
        self.version += 1
        for key, (change, whole) in told.items():
            channel = self._channels.get(key)
            if channel is None:
                continue
            channel.base, channel.at = channel.at, self.version
            channel.change, channel.whole = change, whole
            news, channel.news = channel.news, asyncio.Event()
            news.set()

    def end(self) -> None:
        """Let every reader go; on the loop."""
        self._ended = True
        for channel in self._channels.values():
            channel.news.set()

    async def messages(
        self, key: Hashable, seen: str, render: Callable[[], Any], lasting: Callable[[], bool] = lambda: True
    ) -> AsyncGenerator[bytes, None]:
        """Events for one reader who has seen that version; `render` gives the whole of the channel's state now.

        Ends when the feed does, or when `lasting` says so. Raises TooManyReaders.
        """
        if self._ended or self.readers >= READERS_AT_MOST or (
                key not in self._channels and len(self._channels) >= CHANNELS_AT_MOST):
            raise TooManyReaders
        channel = self._channels.setdefault(key, _Channel())
        channel.readers += 1
        self.readers += 1
        try:
            at = self._version_of(seen)
            if at is None or at < self.version:
                at = self.version
                yield self._event(_encoded(await render()), at)
            else:
                yield b": here\n\n"
            while not self._ended and lasting():
                news = channel.news
                if channel.at <= at:
                    await news.wait()
                    continue
                if at < channel.base:
                    self._skipped()
                told, at = (channel.change if at >= channel.base else channel.whole), channel.at
                yield self._event(told, at)
        finally:
            channel.readers -= 1
            self.readers -= 1
            if not channel.readers:
                del self._channels[key]

    def _version_of(self, stamp: str) -> int | None:
        epoch, _, version = stamp.partition("-")
        return int(version) if epoch == self.epoch and version.isdigit() and len(version) < 18 else None

    def _event(self, data: bytes, version: int) -> bytes:
        return b"id: %s-%d\ndata: %s\n\n" % (self.epoch.encode(), version, data)


def _encoded(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
