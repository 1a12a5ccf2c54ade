"""An address of the web as a source: polled, conditionally and politely, and followed to what it points to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

from producers.formats.common.format import Link, no_links
from producers.sources.http.addresses import RefusedAddress, fingerprint, parse_url
from producers.sources.source import Look, SourceAway
from producers.sources.web.budget import Haul, Limits
from producers.sources.web.fetch import Fetcher, Terms
from producers.sources.web.look import Follow, Looking, Pages, Plan, has_no_items
from producers.sources.web.position import load_position
from telemetry.secret import Secret

_OURS = frozenset(
    "accept-encoding connection content-length host if-modified-since if-none-match keep-alive proxy-authorization "
    "range te trailer transfer-encoding upgrade user-agent".split()
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", re.ASCII)


class WebSource:
    """One address that is looked at again and again.

    `links` says what a document points to, and `follow` which of that is fetched. `pages` says what the next page of
    a page holds: "older" (a feed's archive, read once, when the feed is first fetched) or "newer" (an API that is
    read on and on: each look begins where the last one stopped); there, `is_empty` tells a page that holds nothing
    new, which is no document and ends the look. `headers` go to the address's own scheme, host and port, and to
    nobody else. `allow_private` and `ignore_robots` are for publishers' own servers and for APIs meant for programs.
    `now` is in seconds since 1970, `clock` in seconds.

    Raises ValueError, in one line and without a secret, for an address or a header that cannot be.
    """

    def __init__(
        self,
        name: str,
        url: str,
        fetcher: Fetcher,
        *,
        links: Callable[[bytes], Sequence[Link]] = no_links,
        follow: Follow = "none",
        pages: Pages = "older",
        is_empty: Callable[[bytes], bool] = has_no_items,
        headers: Mapping[str, Secret | str] | None = None,
        allow_private: bool = False,
        ignore_robots: bool = False,
        limits: Limits = Limits(),  # noqa: B008 immutable
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            address = parse_url(url)
        except RefusedAddress as refused:
            raise ValueError(f"{name}: {refused}") from None
        self._name, self._fetcher, self._now, self._clock = name, fetcher, now, clock
        self._terms = Terms(address, _headers(name, headers or {}), limits.body, allow_private, ignore_robots)
        self._plan = Plan(address, links, follow, pages, limits, is_empty)

    @property
    def name(self) -> str:
        return self._name

    async def look(self, position: str | None) -> Look:
        """What is new since the look that gave `position`. Raises SourceAway."""
        since = load_position(position, fingerprint(self._plan.url), self._name)
        haul = Haul(self._fetcher, self._terms, self._plan.limits, now=self._now, clock=self._clock)
        try:
            return await Looking(self._plan, haul, since).look()
        except RefusedAddress as refused:
            raise SourceAway(f"the position kept of {self._name} is of no use ({refused}): remove it") from None


def _headers(source: str, given: Mapping[str, Secret | str]) -> dict[str, Secret]:
    kept: dict[str, Secret] = {}
    for name, value in given.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise ValueError(f"{source}: the header {name!r} cannot be set")
        kept[name] = value if isinstance(value, Secret) else Secret(value)
        # checked here, since the library below would show the value when it complains
        if not _VALUE.fullmatch(kept[name].get_secret_value()):
            raise ValueError(f"{source}: the value of the header {name!r} must be one line of plain ASCII")
    return kept
