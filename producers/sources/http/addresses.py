"""Web addresses: taken apart, compared, and shown without what is secret. Pure; where they lead is guard's matter."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import unquote_plus

import httpx

LONGEST = 4096  # characters of an address
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]+", re.ASCII)
_PORTS = {"http": 80, "https": 443}
_OPEN_PORTS_FROM = 1024
_SECRET = re.compile(
    r"""(x[-_])?api[-_]?key | key | (access|auth|security|session)?[-_]?token | auth(orization)? | pass(word|wd)?
      | (client[-_]?)?secret | sig(nature)? | x-(amz|goog)-.* | awsaccesskeyid""",
    re.VERBOSE | re.IGNORECASE,
)


class RefusedAddress(Exception):
    """An address that is not asked, whatever is there; one line says which and why."""


def parse_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address, without fragment, relative ones seen from `base`.

    Raises RefusedAddress for what is no address of the web, carries a name or password, or names a port below 1024
    other than 80 and 443: HTTP sent to a mail server or the like is an old trick.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise RefusedAddress(f"an address of {len(text):,} characters is not followed (at most {LONGEST:,})")
    try:
        url = (httpx.URL(text) if base is None else base.join(text)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError):  # ValueError: what urllib finds in it
        raise RefusedAddress("what cannot be read as an address is not followed") from None
    if url.userinfo:
        raise RefusedAddress(f"{url.scheme}://{host_of(url)} with a name or password in the address is refused: "
                             "give headers")
    if url.scheme not in _PORTS:
        raise RefusedAddress(f"{url.scheme or 'an address without scheme'}: only http and https are followed")
    if not _HOST.fullmatch(host_of(url)):
        raise RefusedAddress(f"{public_address(url)} names no host that could be asked")
    if _port_of(url) not in _PORTS.values() and not _OPEN_PORTS_FROM <= _port_of(url) < 2**16:
        raise RefusedAddress(f"{public_address(url)} is at port {url.port}: only 80, 443 and those from "
                             f"{_OPEN_PORTS_FROM} are asked")
    return url


def _port_of(url: httpx.URL) -> int:
    return url.port if url.port is not None else _PORTS.get(url.scheme, 0)


def origin(url: httpx.URL) -> str:
    """Scheme, host and port: whom a header is for, and whose robots.txt counts."""
    return f"{url.scheme}://{host_of(url)}:{_port_of(url)}"


def host_of(url: httpx.URL) -> str:
    """As it is asked for: names of other scripts in ASCII, since httpx's own `host` fails for some of these."""
    return url.raw_host.decode("ascii").rstrip(".")


def public_address(url: httpx.URL) -> str:
    """The address as it may be kept and read by anybody: no fragment, no password, no parameter named like a key."""
    named = (part for part in _parameters(url) if not _is_secret(part))
    return str(url.copy_with(username=None, password=None, fragment=None, query="&".join(named).encode() or None))


def fingerprint(url: httpx.URL) -> str:
    """A short name of an address that does not tell it."""
    return hashlib.blake2b(str(url).encode(), digest_size=10).hexdigest()


def without_echo(url: httpx.URL, own: httpx.URL) -> str:
    """The address without the secret parameters that it repeats from the source's own: this one may be kept."""
    ours = {part for part in _parameters(own) if _is_secret(part)} if origin(url) == origin(own) else set()
    kept = [part for part in _parameters(url) if part not in ours]
    return str(url.copy_with(query="&".join(kept).encode() or None))


def with_echo(text: str, own: httpx.URL) -> httpx.URL:
    """The address that without_echo() made fit to be kept, fit to be asked again. Raises RefusedAddress."""
    url = parse_url(text)
    if origin(url) != origin(own):
        return url
    names = {_name(part) for part in _parameters(url)}
    missing = [part for part in _parameters(own) if _is_secret(part) and _name(part) not in names]
    return url.copy_with(query="&".join([*_parameters(url), *missing]).encode() or None)


def _is_secret(parameter: str) -> bool:
    """Whether a parameter of an address (name=value) is named like a key, a token or a signature."""
    return bool(_SECRET.fullmatch(_name(parameter)))


def _name(parameter: str) -> str:
    return unquote_plus(parameter.partition("=")[0])


def _parameters(url: httpx.URL) -> list[str]:
    return url.query.decode("ascii", "replace").split("&") if url.query else []
