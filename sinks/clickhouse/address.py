"""The address of a ClickHouse server, as a user writes it, and what it means to the driver.

    clickhouse://user@host:9000/newsroom?secure=1&ca=/etc/ca.pem&alt_hosts=b:9000,c:9000&compression=lz4
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from sinks.store import StoreAddressError

SCHEME = "clickhouse://"
DEFAULT_DATABASE = "newsroom"
DEFAULT_PORT, DEFAULT_SECURE_PORT = 9000, 9440
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0  # the longest silence on a connection: a server at work reports its progress

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMPRESSIONS = ("lz4", "none")


class Address(NamedTuple):
    """Where the store is. `str()` of it names no user: it may stand in messages."""

    host: str
    port: int
    database: str
    user: str
    driver_options: dict[str, Any]  # TLS, other hosts, compression and timeouts, as clickhouse-driver takes them

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}{host}:{self.port}/{self.database}"


def parse_address(url: str) -> Address:
    """Raises StoreAddressError, which never quotes a password."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise StoreAddressError(f"the address of the store cannot be read: {error}") from None
    if parts.password is not None:
        raise StoreAddressError("the address of the store must not hold a password: leave it out and set it apart")
    if not url.startswith(SCHEME) or not host or parts.fragment:
        raise StoreAddressError(f"{url!r} is no address of a store: write {SCHEME}user@host:port/database")
    database = unquote(parts.path.strip("/")) or DEFAULT_DATABASE
    if not _NAME.fullmatch(database):
        raise StoreAddressError(f"{database!r} is no name of a database: use letters, digits and underscores")
    options = _options(parts.query)
    default = DEFAULT_SECURE_PORT if options["secure"] else DEFAULT_PORT
    return Address(host, port or default, database, unquote(parts.username or "default"), options)


def _options(query: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "secure": False, "compression": False, "connect_timeout": CONNECT_SECONDS,
        "send_receive_timeout": ANSWER_SECONDS, "tcp_keepalive": True,
    }
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in _READERS:
            raise StoreAddressError(f"the address of the store has no option {name!r}; it has {', '.join(_READERS)}")
        driver_name, read = _READERS[name]
        try:
            options[driver_name] = read(value)
        except ValueError as error:
            raise StoreAddressError(f"option {name} of the store's address: {error}") from None
    tls_only = [name for name, (driver_name, _) in _READERS.items() if name in _TLS and driver_name in options]
    if tls_only and not options["secure"]:
        raise StoreAddressError(f"option {tls_only[0]} of the store's address needs secure=1")
    if "keyfile" in options and "certfile" not in options:
        raise StoreAddressError("option key of the store's address needs cert: the certificate that the key belongs to")
    return options


def _flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError(f"1 or 0, not {value!r}")
    return value == "1"


def _file(value: str) -> str:
    if not Path(value).is_file():
        raise ValueError(f"there is no file {value}")
    return value


def _seconds(value: str) -> float:
    seconds = float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else 0.0
    if seconds <= 0:
        raise ValueError(f"a number of seconds above 0, not {value!r}")
    return seconds


def _compression(value: str) -> str | bool:
    if value not in _COMPRESSIONS:
        raise ValueError(f"{' or '.join(_COMPRESSIONS)}, not {value!r}")
    return False if value == "none" else value


def _hosts(value: str) -> str:
    for host in value.split(","):
        parts = urlsplit(f"//{host}")
        if not parts.hostname or parts.username is not None or parts.path or parts.port == 0:
            raise ValueError(f"host:port[,host:port], not {value!r}")
    return value


_TLS = ("verify", "ca", "cert", "key", "server_name")
_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "secure": ("secure", _flag),
    "verify": ("verify", _flag),
    "ca": ("ca_certs", _file),
    "cert": ("certfile", _file),
    "key": ("keyfile", _file),
    "server_name": ("server_hostname", str),
    "alt_hosts": ("alt_hosts", _hosts),
    "compression": ("compression", _compression),
    "connect_timeout": ("connect_timeout", _seconds),
    "timeout": ("send_receive_timeout", _seconds),
}
