"""One HTTP request at a time over guarded connections: who we say we are, time and size limits, errors as one line."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

import httpcore
import httpx

from producers.sources.http.addresses import public_address
from producers.sources.http.guard import GuardedBackend, Resolve, resolve
from producers.sources.http.inflating import Corrupt, CutShort, TooLarge, gather
from producers.sources.source import SourceAway

AGENT = "newsroom"  # the name that robots.txt files know us by
_WITH_BODY = frozenset({200, 203})
_CONNECTIONS = 100  # open at once, for all sources
_HEAD = 64 * 1024  # bytes read of what says at once that it is too large


class Timeouts(NamedTuple):
    """Seconds."""

    connect: float = 10.0  # name looked up and connection opened; as much again for TLS
    read: float = 20.0  # without a byte
    total: float = 60.0  # of one request with its whole answer: what trickles ends here


class Answer(NamedTuple):
    """What a server said. `body` is empty for any status but 200 and 203."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes = b""
    failed: TooLarge | Corrupt | None = None  # why there is no body

    def header(self, name: str) -> str | None:
        """The first header of this name (lower case)."""
        return next((value for key, value in self.headers if key == name), None)


def user_agent(version: str, contact: str | None = None) -> str:
    """How we name ourselves: with the version and, for whoever minds, where to complain (an address or a page)."""
    named = f"{AGENT}/{version}" + (f" (+{contact})" if contact else "")
    if not re.fullmatch(r"[\x20-\x7e]+", named):
        raise ValueError(f"the contact {contact!r} must be plain ASCII: write a mail address or a page")
    return named


class Client:
    """Asks servers, through no proxy: only a connection of our own is sure to lead where it was checked to lead.

    TLS is always verified: `tls` may bring other authorities. `resolver` and `backend` stand in for the network.
    Keeps no cookies. To be used in one event loop, and closed.
    """

    def __init__(
        self,
        agent: str,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 immutable
        tls: ssl.SSLContext | None = None,
        resolver: Resolve = resolve,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        tls = tls or httpx.create_ssl_context(trust_env=False)
        if tls.verify_mode != ssl.CERT_REQUIRED or not tls.check_hostname:
            raise ValueError("TLS must be verified: give a context that does")
        inner = backend or httpcore.AnyIOBackend()
        self._agent, self._timeouts = agent.encode("ascii"), timeouts
        # one pool each, else a connection that one source may have would serve one that may not
        self._pools = {
            allow_private: httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=_CONNECTIONS,
                keepalive_expiry=30.0,
                network_backend=GuardedBackend(inner, resolver, allow_private=allow_private),
            )
            for allow_private in (False, True)
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    async def get(
        self, url: httpx.URL, headers: Sequence[tuple[bytes, bytes]], *, allow_private: bool, limit: int
    ) -> Answer:
        """The answer to one GET, redirects not followed, with at most `limit` bytes of body.

        Raises SourceAway where there is no whole answer, RefusedAddress where the connection must not be made.
        """
        with _told(url, self._timeouts):
            async with asyncio.timeout(self._timeouts.total):
                return await self._get(url, headers, allow_private, limit)

    async def _get(
        self, url: httpx.URL, headers: Sequence[tuple[bytes, bytes]], allow_private: bool, limit: int
    ) -> Answer:
        times = {"connect": self._timeouts.connect, "read": self._timeouts.read, "write": self._timeouts.read}
        ours = [
            (b"Host", url.netloc),
            (b"User-Agent", self._agent),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", b"gzip, deflate"),
        ]
        at = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        pool = self._pools[allow_private]
        async with pool.stream("GET", at, headers=[*ours, *headers], extensions={"timeout": times}) as response:
            named = tuple((key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in response.headers)
            answer = Answer(response.status, named)
            if response.status not in _WITH_BODY:
                return answer
            try:
                return answer._replace(body=await _body(answer, response.aiter_stream(), limit))
            except (TooLarge, Corrupt) as failed:
                return answer._replace(failed=failed)


async def _body(answer: Answer, chunks: AsyncIterator[bytes], limit: int) -> bytes:
    encoding = ",".join(value for key, value in answer.headers if key == "content-encoding")
    length = answer.header("content-length") or ""
    announced = int(length) if length.isdecimal() and len(length) < 20 else 0
    if announced <= limit:
        return await gather(chunks, encoding, limit)
    head = bytearray()
    async for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD:
            break
    raise TooLarge(bytes(head[:limit]), announced)


@contextlib.contextmanager
def _told(url: httpx.URL, timeouts: Timeouts) -> Iterator[None]:
    """Says what kept an answer away, in one line. Raises SourceAway."""
    try:
        yield
    except TimeoutError as error:
        raise SourceAway(f"{public_address(url)} did not answer whole within {timeouts.total:g} s") from error
    except httpcore.TimeoutException as error:
        raise SourceAway(f"{public_address(url)} kept us waiting for too long ({type(error).__name__})") from error
    except (httpcore.ProtocolError, CutShort) as error:
        raise SourceAway(f"{public_address(url)} broke its answer off, or it is no HTTP") from error
    except (httpcore.NetworkError, OSError) as error:
        raise SourceAway(f"{public_address(url)}: {why_broken(error)}") from error


def why_broken(error: BaseException, otherwise: str = "") -> str:
    """Why a connection could not be made or broke: certificates and TLS in words, else `otherwise` or what it says."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed ({cause.reason or 'no reason given'})"
        cause = cause.__cause__ or cause.__context__
    return otherwise or " ".join(str(error).split()) or "the connection broke"
