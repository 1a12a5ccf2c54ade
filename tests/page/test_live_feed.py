"""The feed alone: who is behind gets the newest, and nobody waits for anybody."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from newsroom.page import live
from newsroom.page.live import ChannelNews, LiveFeed, TooManyReaders


def _read(message: bytes) -> Any:
    return json.loads(message.split(b"data: ", 1)[1])


def _news(number: int) -> dict[Any, ChannelNews]:
    return {"board": ChannelNews({"change": number}, {"whole": number})}


async def _whole() -> dict[str, str]:
    return {"whole": "asked"}


def test_a_reader_gets_each_change_and_who_is_behind_the_newest() -> None:
    skipped: list[int] = []

    async def tell() -> None:
        feed = LiveFeed(asyncio.get_running_loop(), lambda: skipped.append(1))
        swift, slow = (feed.messages("board", feed.stamp(), _whole) for _ in range(2))
        assert (await anext(swift), await anext(slow)) == (b": here\n\n", b": here\n\n")
        for number in (1, 2, 3):
            feed.publish(_news(number))
            assert _read(await anext(swift)) == {"change": number}
        assert _read(await anext(slow)) == {"whole": 3}
        assert len(skipped) == 1
        feed.publish(_news(4))
        assert _read(await anext(slow)) == {"change": 4}
        feed.end()
        assert [message async for message in swift] == []  # let go

    asyncio.run(tell())


@pytest.mark.parametrize("seen", ["", "another-7", "x", "-", "{epoch}--1", "{epoch}-99999999999999999999"])
def test_who_comes_with_a_version_of_elsewhere_gets_the_whole(seen: str) -> None:
    async def tell() -> None:
        feed = LiveFeed(asyncio.get_running_loop())
        feed.publish({})
        await asyncio.sleep(0)
        reader = feed.messages("board", seen.format(epoch=feed.epoch), _whole)
        assert _read(await anext(reader)) == {"whole": "asked"}

    asyncio.run(tell())


def test_a_change_of_something_else_is_not_told() -> None:
    async def tell() -> None:
        feed = LiveFeed(asyncio.get_running_loop())
        reader = feed.messages("board", feed.stamp(), _whole)
        await anext(reader)
        feed.publish({"box": ChannelNews({}, {})})
        feed.publish(_news(5))
        assert _read(await anext(reader)) == {"change": 5}

    asyncio.run(tell())


def test_channels_and_readers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "READERS_AT_MOST", 2)
    monkeypatch.setattr(live, "CHANNELS_AT_MOST", 1)

    async def tell() -> None:
        feed = LiveFeed(asyncio.get_running_loop())
        one = feed.messages("board", feed.stamp(), _whole)
        await anext(one)
        with pytest.raises(TooManyReaders):
            await anext(feed.messages("another", feed.stamp(), _whole))
        two = feed.messages("board", feed.stamp(), _whole)
        await anext(two)
        with pytest.raises(TooManyReaders):
            await anext(feed.messages("board", feed.stamp(), _whole))
        await one.aclose()
        await two.aclose()
        assert (feed.readers, feed.wanted()) == (0, [])

    asyncio.run(tell())
