"""A source on the web that is restarted before every look, for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from producers.formats.common.format import Link
from producers.sources.source import Look
from producers.sources.web.budget import Limits
from producers.sources.web.source import WebSource
from tests.producers.sources.web_server import (
    Handler,
    Web,
)

URL = "http://feed.example/feed"
MANY = Limits(requests=500, seconds=1e9)  # the clock of these tests passes a second with each request


def links(raw: bytes) -> Sequence[Link]:
    """The links of the documents of these tests: "next=ADDRESS" and "entry=ADDRESS" in them."""
    found = re.findall(rb"(next|entry)=(\S+)", raw)
    return [Link(address.decode(), "next_page" if kind == b"next" else "entry") for kind, address in found]


class Reader:
    """A source that is restarted before every look, and keeps what a log would keep."""

    def __init__(self, web: Web, url: str = URL, **options: Any) -> None:
        self.web, self.url = web, url
        self.options: dict[str, Any] = {"limits": MANY, "links": links} | options
        self.position: str | None = None
        self.looks: list[Look] = []

    async def look(self) -> Look:
        web = self.web
        source = WebSource("feed", self.url, web.fetcher, now=web.clock, clock=web.clock, **self.options)
        look = await source.look(self.position)
        self.position = look.position
        self.looks.append(look)
        return look

    async def bodies(self) -> list[str]:
        return [document.raw.decode() for document in (await self.look()).documents]

    async def all_bodies(self) -> list[str]:
        found = await self.bodies()
        while self.looks[-1].more:
            found += await self.bodies()
        return found


def route(web: Web, **routes: Handler) -> None:
    web.server.routes |= {f"/{path}": handler for path, handler in routes.items()}
