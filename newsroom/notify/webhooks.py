"""Posts messages to a webhook: over checked connections, with TLS verified, no redirect followed, no answer believed
but its status."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import httpcore
import httpx

from newsroom.notify.signing import headers_of
from producers.sources.http.addresses import RefusedAddress
from producers.sources.http.client import why_broken
from producers.sources.http.guard import spelled, unfit

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
_ANSWER_BYTES = 16 * 1024  # read of an answer, so that its connection may be used again
_ADDRESSES = 4  # of one host that are tried
_LONGEST_RETRY_AFTER = 3600.0


class PostTimeouts(NamedTuple):
    """Seconds."""

    connect: float = 10.0
    silence: float = 15.0  # without a byte
    whole: float = 30.0  # of the answer's body


class NotTaken(Exception):
    """A receiver did not acknowledge a message; one line says why. `retry_after` are seconds that it asked for."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Webhook:
    """One address; used by one thread."""

    def __init__(
        self, url: httpx.URL, keys: Sequence[bytes], agent: str, *, allow_private: bool = False,
        ca_file: str | None = None, timeouts: PostTimeouts = PostTimeouts(),  # noqa: B008 immutable
    ) -> None:
        """Raises OSError, ssl.SSLError for authorities that cannot be read."""
        tls = ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context(trust_env=False)
        self._url, self._keys, self._agent, self._timeouts = url, keys, agent, timeouts
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, max_connections=1, keepalive_expiry=20.0,
            network_backend=_CheckedBackend(allow_private=allow_private),
        )

    def send(self, name: str, _title: str, content: bytes) -> None:
        """Post the message. Raises NotTaken unless it is acknowledged with a status of 200 to 299."""
        headers: dict[bytes | str, bytes | str] = {
            "host": self._url.netloc.decode(), "user-agent": self._agent, "content-type": CONTENT_TYPE,
            "content-length": str(len(content)), "accept": "*/*",
        }
        headers.update(headers_of(name, content, int(time.time()), self._keys).items())
        wait = {"connect": self._timeouts.connect, "read": self._timeouts.silence, "write": self._timeouts.silence,
                "pool": self._timeouts.connect}
        at = httpcore.URL(scheme=self._url.raw_scheme, host=self._url.raw_host, port=self._url.port,
                          target=self._url.raw_path)
        try:
            with self._pool.stream("POST", at, headers=headers, content=content,
                                   extensions={"timeout": wait}) as answer:
                taken = 200 <= answer.status < 300
                if taken:
                    self._read_little(answer)
        except RefusedAddress as error:
            raise NotTaken(str(error)) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NotTaken(_why(error)) from error
        if not taken:
            followed = ", which is not followed" if 300 <= answer.status < 400 else ""
            raise NotTaken(f"it answered {answer.status}{followed}", _retry_after(answer.headers))

    def close(self) -> None:
        self._pool.close()

    def _read_little(self, answer: httpcore.Response) -> None:
        """The status is the acknowledgement: what fails after it is no failure."""
        read, until = 0, time.monotonic() + self._timeouts.whole
        try:
            for chunk in answer.iter_stream():
                read += len(chunk)
                if read > _ANSWER_BYTES or time.monotonic() > until:
                    return
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
            return


class _CheckedBackend(httpcore.SyncBackend):
    """Connects to addresses that were checked, by the very address that was: a name is not asked a second time."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises RefusedAddress, httpcore's errors."""
        failed: Exception = httpcore.ConnectError("no address of the host is known")
        for address in self._addresses(host, port)[:_ADDRESSES]:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        literal = spelled(host)
        try:
            found = [str(literal)] if literal else [
                str(address[0]) for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no address of the host is known") from error
        for text in found:
            address = ipaddress.ip_address(text)
            if (what := unfit(address, allow_private=self._allow_private)) is not None:
                hint = "" if unfit(address, allow_private=True) else ": allow_private says that it may be"
                raise RefusedAddress(f"its host is at an address that is {what}{hint}")
        return list(dict.fromkeys(found))


def _retry_after(headers: Sequence[tuple[bytes, bytes]]) -> float:
    asked = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    return min(float(asked), _LONGEST_RETRY_AFTER) if asked.isdigit() and len(asked) < 10 else 0.0


def _why(error: BaseException) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return f"it kept us waiting for too long ({type(error).__name__})"
    broke_off = "it broke its answer off, or it is no HTTP" if isinstance(error, httpcore.ProtocolError) else ""
    return why_broken(error, broke_off)
