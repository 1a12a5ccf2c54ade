"""One look at a source on the web: its page, the pages that follow, and the stories that they only name.

What makes a look safe to cut off anywhere: a page counts as known, validators and all, only once everything it points
to was had. Until then it is asked for again in full, and what was had of it already is told by its digest.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

import httpx
from msgspec.structs import replace

from producers.formats.common.format import Link
from producers.sources.http.addresses import fingerprint, with_echo, without_echo
from producers.sources.source import Look, SourceAway
from producers.sources.web.budget import Haul, Limits
from producers.sources.web.entries import Entries
from producers.sources.web.fetched import Fetched, FetchedBefore, Gone, Rejected, Unchanged
from producers.sources.web.position import Position, Spot, dump_position

Follow: TypeAlias = Literal["none", "pages", "entries", "all"]
Pages: TypeAlias = Literal["older", "newer"]

_EMPTY = re.compile(rb'"items"\s*:\s*\[\s*\]')
_HEAD = 64 * 1024  # bytes in which a list of items must begin


def has_no_items(raw: bytes) -> bool:
    """Whether this is JSON that lists no items, as the AP Media API answers when there is nothing new."""
    return raw.lstrip()[:1] == b"{" and bool(_EMPTY.search(raw[:_HEAD]))


class Plan(NamedTuple):
    """What a source wants of its looks."""

    url: httpx.URL
    links: Callable[[bytes], Sequence[Link]]
    follow: Follow
    pages: Pages  # which the next page of a page holds
    limits: Limits
    is_empty: Callable[[bytes], bool]


class _Page(NamedTuple):
    """A page that was looked at."""

    spot: Spot
    on: Spot | None = None  # its next page
    is_done: bool = True  # whether everything it points to was had
    is_read: bool = False  # whether it came at all
    is_empty: bool = False


class Looking:
    """The state of one look."""

    def __init__(self, plan: Plan, haul: Haul, position: Position) -> None:
        self._plan, self._haul, self._position = plan, haul, position
        self._entries = Entries(haul, position.entries)
        self._visited: set[str] = set()

    async def look(self) -> Look:
        """Raises SourceAway if the first page cannot be had."""
        position = await (self._forwards() if self._plan.pages == "newer" else self._backwards())
        haul = self._haul
        return Look(
            documents=tuple(haul.documents),
            unusable=tuple(haul.unusable),
            position=dump_position(replace(position, entries=self._entries.known)),
            # a look that had nothing new would be made again for ever
            more=haul.is_left_over and bool(haul.documents or haul.unusable),
        )

    async def _backwards(self) -> Position:
        """The head page and, of the first that was ever read, the pages behind it."""
        position = self._position
        head = await self._page(position.head, self._plan.limits.recheck)
        position = replace(position, head=head.spot)
        if position.left is None and head.is_read:
            position = replace(position, older=head.on, left=self._plan.limits.pages - 1)
        has_asked = False
        while position.older is not None and position.left:
            if has_asked and self._haul.is_spent():  # one at least, else a slow head would keep them back for ever
                self._haul.is_left_over = True
                break
            has_asked = True
            page = await self._older(position.older)
            if not page.is_done:
                return replace(position, older=page.spot)
            position = replace(position, older=page.on, left=position.left - 1)
        return position

    async def _older(self, spot: Spot) -> _Page:
        try:
            return await self._page(spot)
        except SourceAway as away:
            known, is_given_up = self._haul.failed(self._address(spot), spot.known, away)
            return _Page(replace(spot, known=known), is_done=is_given_up)

    async def _forwards(self) -> Position:
        """The pages from where the last look stopped to the newest."""
        page = await self._first()
        for _ in range(1, self._plan.limits.pages):
            if page.on is None or not page.is_done or page.is_empty:
                break
            if self._haul.is_spent():
                self._haul.is_left_over = True
                break
            try:
                page = await self._page(page.on)
            except Gone:
                # its address is to be had anew from the page before, which must then be told in full
                return replace(self._position, head=_in_full(page.spot))
            except SourceAway:  # the next look begins there, and says so
                break
        else:
            self._haul.is_left_over |= page.on is not None and page.is_done and not page.is_empty
        return replace(self._position, head=page.on if page.on is not None and page.is_done else page.spot)

    async def _first(self) -> _Page:
        spot = self._position.head
        try:
            return await self._page(spot)
        except Gone:
            if spot.address is None:
                raise
            return await self._page(Spot())  # the place in the feed is no longer known there: from its beginning

    async def _page(self, spot: Spot, recheck: float = 0.0) -> _Page:
        """One page and the stories that it names. Raises SourceAway."""
        url = self._address(spot)
        self._visited.add(fingerprint(url))
        outcome = await self._haul.fetch(url, spot.known)
        if isinstance(outcome, Unchanged):
            return _Page(spot)
        is_new = spot.known is None or spot.known.digest != outcome.known.digest
        if isinstance(outcome, Fetched):
            return await self._read(spot, outcome, is_new, recheck)
        self._rejected(spot, outcome, is_new)
        return _Page(replace(spot, known=outcome.known))

    def _rejected(self, spot: Spot, outcome: Rejected, is_new: bool) -> None:
        if outcome.outright and spot.address is None:
            # what the user named is at fault: that is to be seen until it is mended
            raise SourceAway(outcome.unusable.message)
        if is_new:
            self._haul.unusable.append(outcome.unusable)

    async def _read(self, spot: Spot, page: Fetched, is_new: bool, recheck: float) -> _Page:
        raw = page.document.raw
        is_empty = self._plan.pages == "newer" and self._plan.is_empty(raw)
        if is_new and not is_empty:
            self._haul.take(page.document)
        known = page.known if is_new or spot.known is None else replace(page.known, since=spot.known.since)
        # reading ten megabytes takes a while, in which other sources go on
        links = [] if self._plan.follow == "none" else await asyncio.to_thread(self._plan.links, raw)
        is_done = True
        if self._plan.follow in ("entries", "all"):
            is_done = await self._entries.of(page, links, known.since, recheck)
        there = replace(spot, known=known)
        return _Page(there if is_done else _in_full(there), self._on(page, links), is_done, True, is_empty)

    def _on(self, page: Fetched, links: Sequence[Link]) -> Spot | None:
        """The next page, unless this look has been there."""
        address = next((link.address for link in links if link.kind == "next_page"), None)
        if address is None or self._plan.follow not in ("pages", "all"):
            return None
        url = self._entries.parsed(address, page)
        if url is None or fingerprint(url) in self._visited:
            return None
        return Spot(address=without_echo(url, self._plan.url))

    def _address(self, spot: Spot) -> httpx.URL:
        return self._plan.url if spot.address is None else with_echo(spot.address, self._plan.url)


def _in_full(spot: Spot) -> Spot:
    """The page without what would let the server say that it is unchanged."""
    known = spot.known
    return spot if known is None else replace(spot, known=FetchedBefore(digest=known.digest, since=known.since))
