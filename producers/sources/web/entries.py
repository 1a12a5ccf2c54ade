"""The stories that a page only names: each fetched when it is new, and again when the page that names it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx
from msgspec.structs import replace

from producers.formats.common.format import Link
from producers.sources.http.addresses import RefusedAddress, fingerprint, origin, parse_url
from producers.sources.source import SourceAway, Unusable
from producers.sources.web.budget import Haul
from producers.sources.web.fetched import Fetched, FetchedBefore, Unchanged, content_digest
from producers.sources.web.position import ENTRIES


class Entries:
    """What is known of them, by fingerprint of their addresses; those used last are last."""

    def __init__(self, haul: Haul, known: Mapping[str, FetchedBefore]) -> None:
        self._haul = haul
        self.known = dict(known)

    async def of(self, page: Fetched, links: Sequence[Link], since: float, recheck: float) -> bool:
        """Fetches what a page names and is not known as of `since`; whether all of it was had.

        `since` is when the page was first seen as it is. What was fetched in the last `recheck` seconds waits: a live
        feed changes every minute, and its stories need not be asked for each time.
        """
        wanted = self._wanted(page, links)
        is_done, has_asked = True, False
        for key in sorted(wanted, key=self.known.__contains__):  # new ones first
            known = self.known.get(key)
            if known is not None and known.checked >= since:
                continue
            if known is not None and known.checked + recheck > self._haul.now():
                is_done = False  # for a later look
            elif has_asked and self._haul.is_spent():  # one at least, else a slow page would keep them back for ever
                self._haul.is_left_over = True
                return False
            else:
                has_asked = True
                is_done = await self._fetch(key, wanted[key], known) and is_done
        return is_done

    def parsed(self, address: str, page: Fetched) -> httpx.URL | None:
        """The address of a link; None for one that is not followed, which is said once."""
        try:
            return parse_url(address, page.url)
        except RefusedAddress as refused:
            key = content_digest(f"{origin(page.url)} {address}".encode())
            if self._used(key) is None:
                self.known[key] = FetchedBefore(since=self._haul.now())
                message = f"a link of {page.document.name} is not followed: {refused}"
                self._haul.unusable.append(Unusable(name=page.document.name, reason="refused", message=message))
            return None

    def _wanted(self, page: Fetched, links: Sequence[Link]) -> dict[str, httpx.URL]:
        named = [link.address for link in links if link.kind == "entry"][:ENTRIES]
        urls = [url for address in named if (url := self.parsed(address, page)) is not None and url != page.url]
        for url in urls:
            self._used(fingerprint(url))  # before any new one is added, else these would be forgotten for it
        return {fingerprint(url): url for url in urls}

    def _used(self, key: str) -> FetchedBefore | None:
        known = self.known.pop(key, None)
        if known is not None:
            self.known[key] = known
        return known

    async def _fetch(self, key: str, url: httpx.URL, known: FetchedBefore | None) -> bool:
        """One of them; whether that is settled until the page changes."""
        try:
            outcome = await self._haul.fetch(url, known)
        except SourceAway as away:
            self.known[key], is_settled = self._haul.failed(url, known, away)
            return is_settled
        if isinstance(outcome, Unchanged):
            self.known[key] = replace(known or FetchedBefore(), checked=self._haul.now(), tries=0)
            return True
        self.known[key] = outcome.known
        if known is None or known.digest != outcome.known.digest:
            if isinstance(outcome, Fetched):
                self._haul.take(outcome.document)
            else:
                self._haul.unusable.append(outcome.unusable)
        return True
