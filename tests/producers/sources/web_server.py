"""A real server on loopback that behaves as badly as it is told to, and the network as its clients see it.

Names resolve as a table says, and every public address leads to the server: the guard is on as in service, and what
it lets through is what really connects.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import httpcore
import httpx

from producers.sources.http.client import Client, Timeouts, user_agent
from producers.sources.http.politeness import Hosts
from producers.sources.web.fetch import Fetcher

PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "2606:2800:220:1:248:1893:25c8:1946"
HANG_GUARD = 120  # seconds; no test waits for it

T = TypeVar("T")


class Asked(NamedTuple):
    """A request as it came."""

    path: str
    headers: Mapping[str, str]  # names in lower case

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


Handler: TypeAlias = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers by path; what has no route is 404. `asked` is all that it was asked for, robots.txt included."""

    def __init__(self) -> None:
        self.routes: dict[str, Handler] = {}
        self.asked: list[Asked] = []
        self.sent = 0  # bytes, by `endless`
        self.at_once = 0
        self.most_at_once = 0
        self.port = 0

    def paths(self) -> list[str]:
        """What it was asked for, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            lines = (line.partition(":") for line in head[1:] if line)
            asked = Asked(head[0].split(" ")[1], {key.lower(): value.strip() for key, _, value in lines})
            self.asked.append(asked)
            await self.routes.get(asked.path, answers(b"nothing", 404))(asked, writer)
            await writer.drain()
        self.at_once -= 1
        writer.close()


@contextlib.asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


class Network(httpcore.AsyncNetworkBackend):
    """Public addresses lead to the server; `connected` is where connections were made to."""

    def __init__(self, server: Server) -> None:
        self._server, self._inner = server, httpcore.AnyIOBackend()
        self.connected: list[str] = []

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        self.connected.append(host)
        return await self._inner.connect_tcp("127.0.0.1", self._server.port, timeout, local_address, socket_options)


class Names:
    """A resolver: by a table, else PUBLIC. A name with several answers gives one after the other, the last for ever."""

    def __init__(self, **table: Sequence[Sequence[str]]) -> None:
        self._table = {name.replace("_", "."): list(answers) for name, answers in table.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        told = self._table.get(host)
        if told is None:
            return [PUBLIC]
        found = told.pop(0) if len(told) > 1 else told[0]
        if not found:
            raise OSError("no such name")
        return found


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self, seconds: float = 1_800_000_000.0) -> None:
        self.seconds = seconds
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Web(NamedTuple):
    """All that a test needs."""

    server: Server
    fetcher: Fetcher
    network: Network
    names: Names
    clock: Clock
    hosts: Hosts


@contextlib.asynccontextmanager
async def web(
    names: Names | None = None,
    *,
    timeouts: Timeouts | None = None,
    tls: ssl.SSLContext | None = None,
    server_tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Web]:
    async with serving(server_tls) as server:
        clock, network, names = Clock(), Network(server), names or Names()
        hosts = Hosts(1.0, clock=clock, sleep=clock.sleep)
        agent = user_agent("0.0", "desk@news.example")
        async with Client(agent, timeouts=timeouts or Timeouts(), tls=tls or _authorities(), resolver=names, backend=network) as client:
            yield Web(server, Fetcher(client, hosts, now=clock), network, names, clock, hosts)


@functools.cache
def _authorities() -> ssl.SSLContext:
    """What a client takes where none is given; once, for to read all authorities takes longer than most of these tests."""
    return httpx.create_ssl_context(trust_env=False)


def run(work: Coroutine[Any, Any, T]) -> T:
    async def guarded() -> T:
        async with asyncio.timeout(HANG_GUARD):
            return await work

    return asyncio.run(guarded())


def head(status: int, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Something", "Connection: close", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    return "\r\n".join([*lines, "", ""]).encode()


def raw(*pieces: bytes) -> Handler:
    """Exactly these bytes, and the end of the connection."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return handle


def answers(body: bytes = b"", status: int = 200, /, **headers: str) -> Handler:
    """A sound answer. Headers with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    length = {} if status == 304 else {"Content-Length": str(len(body))}
    return raw(head(status, length | named) + body)


def redirects(to: str, status: int = 302) -> Handler:
    return answers(b"", status, Location=to)


def in_turn(*handlers: Handler) -> Handler:
    """One after the other, the last for ever."""
    left = list(handlers)

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, writer)

    return handle


def versioned(body: bytes, etag: str, **headers: str) -> Handler:
    """304 for whoever has it."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        is_known = asked.headers.get("if-none-match") == etag
        await (answers(b"", 304) if is_known else answers(body, ETag=etag, **headers))(asked, writer)

    return handle


def endless(server: Server, first: bytes, size: int, piece: bytes) -> Handler:
    """`first`, then `piece` again and again up to `size` bytes, made on the fly."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        for _ in range(size // len(piece)):
            writer.write(piece)
            await writer.drain()
            server.sent += len(piece)

    return handle


def trickling(first: bytes, piece: bytes) -> Handler:
    """A piece now and then, for ever."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return handle
