"""Where connections may lead: every address behind a name is checked, and the checked one is the one connected to.

The check sits under the pool of connections, so that pages, redirects, links and robots.txt all pass it, and a name
that answers differently the second time (DNS rebinding) gains nothing: it is not asked a second time.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

import httpcore

from producers.sources.http.addresses import RefusedAddress

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> its addresses, as text. Raises OSError where there are none."""

_TRIED = 4  # addresses of one host, before it counts as away

_UNFIT_4 = tuple(
    (ipaddress.IPv4Network(net), what)
    for net, what in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier's customers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for examples"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for examples"),
        ("203.0.113.0/24", "for examples"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_UNFIT_6 = tuple(
    (ipaddress.IPv6Network(net), what)
    for net, what in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved"),  # Teredo among them, which may lead anywhere
        ("2001:db8::/32", "for examples"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "for examples"),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# where clouds hand out the keys of a machine: no newsroom has a story there, so no switch opens them
_METADATA = tuple(
    map(ipaddress.ip_address, ("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
)


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the system knows them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def spelled(host: str) -> Address | None:
    """The address that a host spells, also in the decimal, octal and hexadecimal ways of old; None for a name.

    Raises RefusedAddress for what looks like an address and is none.
    """
    bare = host.strip("[]").rstrip(".")
    try:
        if ":" in bare:
            return ipaddress.IPv6Address(bare)
        last = bare.rpartition(".")[2].lower()
        if not (last.isdecimal() or last.startswith("0x")):
            return None
        if not bare.isascii() or any(map(str.isspace, bare)):  # inet_aton stops reading at a blank
            raise ValueError(bare)
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (ValueError, OSError):
        raise RefusedAddress(f"{host} looks like an address and is none") from None


def unfit(address: Address, *, allow_private: bool = False) -> str | None:
    """What an address is that a source must not lead to; None where it may."""
    inner = _inner(address)
    if inner in _METADATA:
        return "of a cloud's metadata"
    if inner.is_multicast:
        return "multicast"
    if allow_private:
        return None
    nets: Iterable[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str]]
    nets = _UNFIT_4 if isinstance(inner, ipaddress.IPv4Address) else _UNFIT_6
    named = next((what for net, what in nets if inner in net), None)
    if named is None and isinstance(inner, ipaddress.IPv6Address) and inner not in _PUBLIC_6:
        return "reserved"
    return named


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped, or through the well-known NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


async def addresses(host: str, port: int, resolver: Resolve, *, allow_private: bool) -> list[str]:
    """The addresses of a host, each of them fit. Raises RefusedAddress if one is not, OSError if there are none."""
    literal = spelled(host)
    found = [literal] if literal else [ipaddress.ip_address(text) for text in await resolver(host, port)]
    if not found:
        raise OSError("no address")
    for address in found:
        what = unfit(address, allow_private=allow_private)
        if what is not None:
            at = "" if str(address) == host else f"at {address}, "
            hint = "" if unfit(address, allow_private=True) else ": set allow_private for the source if that is meant"
            raise RefusedAddress(f"{host} is {at}an address that is {what}{hint}")
    return [str(address) for address in found]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to checked addresses alone. TLS and the Host header keep the name: they are set above it."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, resolver: Resolve, *, allow_private: bool) -> None:
        self._inner, self._resolve, self._allow_private = inner, resolver, allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection within `timeout` seconds, names looked up included. Raises RefusedAddress, httpcore's errors."""
        until = None if timeout is None else time.monotonic() + timeout
        try:
            async with asyncio.timeout(timeout):
                found = await addresses(host, port, self._resolve, allow_private=self._allow_private)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"looking {host} up took too long") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: what the system's resolver says of odd names
            raise httpcore.ConnectError(f"no address of {host} is known") from error
        return await self._first(found[:_TRIED], port, until, local_address, socket_options)

    async def _first(
        self,
        found: list[str],
        port: int,
        until: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for tried, address in enumerate(found):
            # an address that swallows packets must leave time for the next
            share = None if until is None else max((until - time.monotonic()) / (len(found) - tried), 0.001)
            try:
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
