"""What one look brings home, and how much it may still ask for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import httpx
from msgspec.structs import replace

from producers.sources.http.addresses import public_address
from producers.sources.source import Document, SourceAway, Unusable
from producers.sources.web.fetch import Fetcher, Terms
from producers.sources.web.fetched import FetchedBefore, Gone, Outcome, content_digest

_TRIES = 5  # of a linked document, in as many looks, before it is given up


class Limits(NamedTuple):
    """What one look may take at the most; what is left over comes with the next."""

    body: int = 10_000_000  # bytes of one document, unpacked or as it came
    total: int = 40_000_000  # bytes of all documents of a look, but for the last one
    requests: int = 50  # documents asked for
    pages: int = 10  # of a feed: in a look where they are newer, in a first fetch where they are older
    seconds: float = 120.0  # after these, nothing more is begun
    recheck: float = 900.0  # seconds before a story that is known is asked for again because its feed has changed


class Haul:
    """The documents of one look. `now` in seconds since 1970, `clock` in seconds."""

    def __init__(
        self,
        fetcher: Fetcher,
        terms: Terms,
        limits: Limits,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher, self._terms, self._limits, self._clock = fetcher, terms, limits, clock
        self._until = clock() + limits.seconds
        self._requests = self._bytes = 0
        self.now = now
        self.documents: list[Document] = []
        self.unusable: list[Unusable] = []
        self.is_left_over = False  # whether something was not asked for because the look had taken enough

    def is_spent(self) -> bool:
        """Whether the look has taken enough."""
        return (
            self._requests >= self._limits.requests
            or self._bytes >= self._limits.total
            or self._clock() >= self._until
        )

    async def fetch(self, url: httpx.URL, known: FetchedBefore | None) -> Outcome:
        """Raises SourceAway."""
        self._requests += 1
        return await self._fetcher.fetch(url, self._terms, known)

    def take(self, document: Document) -> None:
        self.documents.append(document)
        self._bytes += len(document.raw)

    def failed(self, url: httpx.URL, known: FetchedBefore | None, away: SourceAway) -> tuple[FetchedBefore, bool]:
        """What is known of a linked document that was not to be had, and whether it is given up."""
        known = known or FetchedBefore()
        is_final = isinstance(away, Gone)
        if not is_final and away.retry_after is not None:
            return known, False  # it was only told to wait
        if not is_final and known.tries + 1 < _TRIES:
            return replace(known, tries=known.tries + 1), False
        now, mark = self.now(), content_digest(str(away).encode() if is_final else b"away")
        if mark != known.digest:
            tried = "" if is_final else f" ({_TRIES} times)"
            message = f"{away}{tried}: left out until what points to it changes"
            self.unusable.append(Unusable(name=public_address(url), reason="unreadable", message=message))
        return FetchedBefore(digest=mark, since=now, checked=now), True
