"""One document asked for, for tests: what comes of it, and answers that are cut short."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

import pytest

from producers.sources.http.addresses import parse_url
from producers.sources.http.client import Timeouts
from producers.sources.source import SourceAway
from producers.sources.web.fetch import Terms
from producers.sources.web.fetched import Fetched, FetchedBefore, Outcome, Rejected
from telemetry.secret import Secret
from tests.producers.sources.web_server import (
    Handler,
    Web,
    answers,
    head,
    raw,
    run,
    web,
)

URL = "http://feed.example/live"
LIMIT = 100_000
QUICK = Timeouts(connect=5.0, read=0.5, total=1.0)  # for answers that never end


async def fetch(
    web: Web, url: str = URL, known: FetchedBefore | None = None, *, own: str = URL, headers: Mapping[str, Secret] | None = None,
    allow_private: bool = False, ignore_robots: bool = False,
) -> Outcome:  # fmt: skip
    terms = Terms(parse_url(own), headers or {}, LIMIT, allow_private, ignore_robots)
    return await web.fetcher.fetch(parse_url(url), terms, known)


def outcome(handler: Handler, routes: Mapping[str, Handler] | None = None, timeouts: Timeouts | None = None) -> Outcome:
    async def go() -> Outcome:
        async with web(timeouts=timeouts) as there:
            there.server.routes = {"/live": handler, **{f"/{path}": route for path, route in (routes or {}).items()}}
            return await fetch(there)

    return run(go())


def away(handler: Handler, *, timeouts: Timeouts | None = None) -> SourceAway:
    with pytest.raises(SourceAway) as caught:
        outcome(handler, timeouts=timeouts)
    line = str(caught.value)
    assert "feed.example" in line
    assert "\n" not in line
    return caught.value


def fetched(handler: Handler, **routes: Handler) -> Fetched:
    found = outcome(handler, routes)
    assert isinstance(found, Fetched)
    return found


def rejected(handler: Handler, *, timeouts: Timeouts | None = None) -> Rejected:
    found = outcome(handler, timeouts=timeouts)
    assert isinstance(found, Rejected)
    assert "\n" not in found.unusable.message
    return found


CUT = {
    "shorter than it says": raw(head(200, {"Content-Length": "100"}) + b"half"),
    "chunks that break off": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nhalf "),
    "no last chunk": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nhalf \r\n"),
    "gzip that breaks off": answers(gzip.compress(b"half and half")[:-9], Content_Encoding="gzip"),
    "nothing at all": raw(b""),
    "half a head": raw(b"HTTP/1.1 200 O"),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.0\r\n\r\n"),
    "lengths that differ": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "a length that is none": raw(head(200, {"Content-Length": "many"}) + b"x"),
    "a head without end": raw(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: y\r\n" * 50_000),
    "bad chunks": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nhalf\r\n0\r\n\r\n"),
}
