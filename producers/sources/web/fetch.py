"""One document asked for: redirects followed by hand, every step checked, polite and conditional."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import httpx

from producers.sources.http.addresses import RefusedAddress, fingerprint, host_of, origin, parse_url, public_address
from producers.sources.http.client import AGENT, Answer, Client
from producers.sources.http.inflating import Corrupt, TooLarge
from producers.sources.http.politeness import Hosts, retry_after
from producers.sources.http.robots import LIMIT as ROBOTS_LIMIT
from producers.sources.http.robots_files import RobotsFiles
from producers.sources.source import Document, SourceAway, Unusable
from producers.sources.web.fetched import Fetched, FetchedBefore, Gone, Outcome, Rejected, Unchanged, content_digest
from telemetry.secret import Secret

_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_REST = 60.0  # seconds that a host is left alone that is busy and does not say for how long
_HEAD = 64 * 1024  # bytes kept of what is refused
_LONGEST_VALIDATOR = 128  # characters; of a longer one nothing is kept, and the digest of the body has to do


class Terms(NamedTuple):
    """What holds for all that one source asks for."""

    url: httpx.URL  # the source's own: its headers go to this origin alone
    headers: Mapping[str, Secret]
    limit: int  # bytes of a body
    allow_private: bool = False
    ignore_robots: bool = False


class _Step(NamedTuple):
    """One address on the way to the document."""

    url: httpx.URL
    number: int  # of redirects before it
    ours: bool  # whether the way has kept to the source's own origin


class Fetcher:
    """What all sources of a process ask through. `now` in seconds since 1970."""

    def __init__(self, client: Client, hosts: Hosts, *, now: Callable[[], float] = time.time) -> None:
        self._client, self._hosts, self._now = client, hosts, now
        self._robots = RobotsFiles(AGENT, self._read_robots, now)

    async def fetch(self, url: httpx.URL, terms: Terms, known: FetchedBefore | None = None) -> Outcome:
        """What is there, or that it is still as `known`. Raises SourceAway (Gone, Resting)."""
        step = _Step(url, 0, origin(url) == origin(terms.url))
        while True:
            is_asked = False
            try:
                answer = await self._ask(step, terms, known)
                is_asked = True
                if answer.status not in _MOVED:
                    return self._judged(step, answer, terms, known)
                step = _next(step, answer)
            except RefusedAddress as refused:
                return self._refused(step, str(refused), outright=not (is_asked or step.number))

    async def _ask(self, step: _Step, terms: Terms, known: FetchedBefore | None) -> Answer:
        delay = 0.0
        if not terms.ignore_robots:
            rules = await self._robots.rules(step.url, terms.allow_private)
            if not rules.allow(step.url.raw_path.decode("ascii")):
                raise RefusedAddress(f"{public_address(step.url)} is closed to us by the robots.txt of "
                                     f"{host_of(step.url)}")
            delay = rules.delay
        headers = _conditions(_at(step.url, terms), known)
        if step.ours:
            headers += [(key.encode(), value.get_secret_value().encode()) for key, value in terms.headers.items()]
        return await self._get(step.url, headers, terms.allow_private, terms.limit, delay)

    async def _get(
        self, url: httpx.URL, headers: list[tuple[bytes, bytes]], allow_private: bool, limit: int, delay: float = 0.0
    ) -> Answer:
        """One answer, in this host's turn. Raises SourceAway where the host is busy, and what Client.get raises."""
        async with self._hosts.turn(host_of(url), delay):
            answer = await self._client.get(url, headers, allow_private=allow_private, limit=limit)
        if answer.status in _BUSY:
            asked = retry_after(answer.header("retry-after"), dt.datetime.fromtimestamp(self._now(), dt.UTC))
            rest = _REST if asked is None else asked
            self._hosts.leave_alone(host_of(url), rest)
            raise SourceAway(f"{public_address(url)} answered {answer.status}: left alone for {rest:,.0f} s", rest)
        return answer

    def _judged(self, step: _Step, answer: Answer, terms: Terms, known: FetchedBefore | None) -> Outcome:
        status, name = answer.status, public_address(step.url)
        if answer.failed is not None:
            return self._failed(step, answer, answer.failed, terms)
        if status in (200, 203):
            media_type = (answer.header("content-type") or "").partition(";")[0].strip().lower()[:100]
            document = Document(name=name, raw=answer.body, media_type=media_type or None)
            return Fetched(url=step.url, document=document, known=self._known(step, answer, terms, answer.body))
        if status == 204 or (status == 304 and _conditions(_at(step.url, terms), known)):
            return Unchanged()
        if status in (401, 403):
            raise Gone(f"{name} answered {status}: it wants a key, or does not want us")
        if 400 <= status < 500 and status != 408:
            raise Gone(f"{name} answered {status}: check the address")
        if status < 400:
            raise SourceAway(f"{name} answered {status}, which is no document")
        raise SourceAway(f"{name} answered {status}: asked again later")

    def _failed(self, step: _Step, answer: Answer, failed: TooLarge | Corrupt, terms: Terms) -> Rejected:
        name = public_address(step.url)
        if isinstance(failed, TooLarge):
            what = f"{name} is too large ({failed.size:,} bytes or more, at most {terms.limit:,})"
            message, reason = f"{what}: name what is smaller, or raise the limit", "too_large"
            head, size = failed.read[:_HEAD], failed.size
        else:
            message, reason, head, size = f"{name}: {failed}: tell the publisher", "unreadable", b"", 0
        known = self._known(step, answer, terms, reason.encode() + head)
        return Rejected(unusable=Unusable(name=name, reason=reason, message=message, head=head, size=size), known=known)

    def _refused(self, step: _Step, why: str, *, outright: bool) -> Rejected:
        name, now = public_address(step.url), self._now()
        unusable = Unusable(name=name, reason="refused", message=f"{name} is not followed: {why}")
        known = FetchedBefore(digest=content_digest(unusable.message.encode()), since=now, checked=now)
        return Rejected(unusable=unusable, known=known, outright=outright)

    def _known(self, step: _Step, answer: Answer, terms: Terms, content: bytes) -> FetchedBefore:
        now = self._now()
        etag, modified = (
            value if value and len(value) <= _LONGEST_VALIDATOR else None
            for value in (answer.header("etag"), answer.header("last-modified"))
        )
        return FetchedBefore(
            digest=content_digest(content), at=_at(step.url, terms), etag=etag, modified=modified, since=now,
            checked=now,
        )

    async def _read_robots(self, url: httpx.URL, allow_private: bool) -> bytes:
        """The file; nothing, which allows all, where there is none. Raises SourceAway."""
        step = _Step(url, 0, ours=False)
        try:
            while True:
                answer = await self._get(step.url, [], allow_private, ROBOTS_LIMIT)
                if answer.status not in _MOVED:
                    break
                step = _next(step, answer)
        # RFC 9309: after five redirects it may count as missing; and a refused host stays so
        except (RefusedAddress, _Lost):
            return b""
        if answer.status >= 500:
            raise SourceAway(f"{public_address(step.url)} answered {answer.status}: nothing more is fetched without it")
        # of a file that is too large the beginning counts, and one that cannot be unpacked counts as missing
        return answer.failed.read if isinstance(answer.failed, TooLarge) else answer.body


class _Lost(SourceAway):
    """Redirects without end."""


def _next(step: _Step, answer: Answer) -> _Step:
    """Where a redirect leads. Raises RefusedAddress, SourceAway."""
    where = answer.header("location")
    if where is None:
        raise SourceAway(f"{public_address(step.url)} answered {answer.status} without saying where to")
    if step.number >= _REDIRECTS:
        raise _Lost(f"{public_address(step.url)} is the {_REDIRECTS + 1}th redirect in a row: check the address")
    url = parse_url(_utf8(where), step.url)
    if step.url.scheme == "https" and url.scheme == "http":
        raise RefusedAddress(f"{public_address(url)} is without TLS, and what led there was with it")
    return _Step(url, step.number + 1, step.ours and origin(url) == origin(step.url))


def _utf8(header: str) -> str:
    """A header's text, for servers that write UTF-8 where only ASCII may be."""
    raw = header.encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return header


def _at(url: httpx.URL, terms: Terms) -> str:
    """Whose validators: another limit makes another document of the same bytes."""
    return f"{fingerprint(url)}/{terms.limit}"


def _conditions(at: str, known: FetchedBefore | None) -> list[tuple[bytes, bytes]]:
    """"Only if it is another than": said to the very address that gave the validators, since others' may be alike."""
    if known is None or known.at != at:
        return []
    named = (("If-None-Match", known.etag), ("If-Modified-Since", known.modified))
    return [(key.encode(), value.encode("latin-1")) for key, value in named if value]
