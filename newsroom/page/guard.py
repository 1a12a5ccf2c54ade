"""Who may speak, and what a browser may do with our pages.

Who speaks is known from a header that a reverse proxy sets, believed only from the addresses that it is trusted at, or
from a token of a file, once typed in. Nothing is changed without a mark in the form that only our own page for this
speaker has (against forged requests), and from no other site.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsroom.errors import Failure, UsageFailure
from schemas.characters import harmless_line

COOKIE = "newsroom-desk"
SPEAKS_FOR_SECONDS = 12 * 3600
SHORTEST_TOKEN = 16
LONGEST_NAME = 100

_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
           "form-action 'self'; base-uri 'none'; frame-ancestors {}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()", "Cache-Control": "no-store",
}

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class NotAllowed(Exception):
    """What was asked for is not allowed; one line says why."""


class Speakers(NamedTuple):
    """How it is known who speaks; with neither a header nor tokens nobody does."""

    header: str | None = None
    proxies: Sequence[Network] = ()
    tokens: Mapping[str, str] = {}  # digest of a token -> who has it

    @property
    def known(self) -> bool:
        return self.header is not None or bool(self.tokens)


def speakers(header: str | None, proxies: str | None, tokens_file: Path | None) -> Speakers:
    """Raises UsageFailure for settings that do not go together, Failure for a file that cannot be used."""
    if (header is None) != (proxies is None):
        raise UsageFailure("NEWSROOM_DESK_USER_HEADER and NEWSROOM_DESK_PROXIES go together: the header that names who "
                           "speaks, and the addresses of the proxies that are believed")
    try:
        networks = [ipaddress.ip_network(each.strip()) for each in (proxies or "").split(",") if each.strip()]
    except ValueError as error:
        raise UsageFailure(f"NEWSROOM_DESK_PROXIES: {error}; write addresses or networks, as 10.0.0.5,10.1.0.0/16") \
            from error
    return Speakers(header, networks, _tokens(tokens_file) if tokens_file is not None else {})


def _tokens(file: Path) -> dict[str, str]:
    """Lines of a token, a blank and the name of who has it."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"the file that NEWSROOM_DESK_TOKENS_FILE names cannot be read: {error}") from error
    found = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        token, _, name = line.strip().partition(" ")
        if len(token) < SHORTEST_TOKEN or not name.strip():
            raise Failure(f"{file}:{number}: write a token of at least {SHORTEST_TOKEN} characters, a blank, and the "
                          "name of the editor who has it")
        found[_digest(token)] = harmless_line(name.strip())[:LONGEST_NAME]
    if not found:
        raise Failure(f"{file} holds no token: write one a line, a blank, and the name of the editor who has it")
    return found


class Guard:
    """Tells who speaks, and whether a form is ours. The marks are good for this process."""

    def __init__(self, known: Speakers) -> None:
        self._known = known
        self._key = secrets.token_bytes(32)

    @property
    def editing(self) -> bool:
        return self._known.known

    @property
    def with_tokens(self) -> bool:
        return bool(self._known.tokens)

    def speaker(self, request: Request) -> str | None:
        """Who sent this; None: nobody that we know."""
        return self._by_proxy(request) or self._by_cookie(request)

    def cookie_of(self, token: str) -> str | None:
        """What a browser keeps once this token was typed in; None for one that nobody has."""
        digest = _digest(token.strip())
        if not any(hmac.compare_digest(digest, known) for known in self._known.tokens):
            return None
        until = str(int(time.time()) + SPEAKS_FOR_SECONDS)
        return f"{digest}.{until}.{self._sign('cookie', digest, until)}"

    def mark(self, speaker: str) -> str:
        """What a form of ours has for this speaker."""
        return self._sign("form", speaker)

    def check_form(self, request: Request, speaker: str, mark: object) -> None:
        """Raises NotAllowed unless the form is ours and came from our own page."""
        check_origin(request)
        if not isinstance(mark, str) or not hmac.compare_digest(mark.encode(), self.mark(speaker).encode()):
            raise NotAllowed("this form is not of this page, or older than it: load the page again and say it once "
                             "more")

    def _by_proxy(self, request: Request) -> str | None:
        if self._known.header is None or request.client is None:
            return None
        try:
            address = ipaddress.ip_address(request.client.host)
        except ValueError:
            return None
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if not any(address in network for network in self._known.proxies):
            return None
        values = request.headers.getlist(self._known.header)
        name = harmless_line(values[0].strip()) if len(values) == 1 else ""
        return name if 0 < len(name) <= LONGEST_NAME else None

    def _by_cookie(self, request: Request) -> str | None:
        digest, _, rest = request.cookies.get(COOKIE, "").partition(".")
        until, _, signed = rest.partition(".")
        if not (until.isascii() and until.isdigit()) or not hmac.compare_digest(
                signed.encode(), self._sign("cookie", digest, until).encode()):
            return None
        return self._known.tokens.get(digest) if int(until) > time.time() else None

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def check_origin(request: Request) -> None:
    """Raises NotAllowed for a request that another site made."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none") or (origin is not None and origin.partition("://")[2] != host):
        raise NotAllowed("this came from another site: open the desk's own page and say it there")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SafeHeaders:
    """Puts on every answer what keeps a browser from running, loading or framing what is not ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        anywhere = scope["path"].startswith("/box/")

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY.format("*" if anywhere else "'none'")
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)
