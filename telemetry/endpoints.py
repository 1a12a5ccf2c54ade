"""What every service serves over HTTP: `/metrics`, `/healthz` and `/readyz`, from a thread of its own."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeAlias

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

_Page: TypeAlias = tuple[int, bytes, str]  # status, body, content type

_JSON = "application/json; charset=utf-8"
_SLOWEST_CLIENT_SECONDS = 10.0
PATHS = ("/metrics", "/healthz", "/readyz")


class CannotServe(Exception):
    """The address cannot be listened on; one line says why and what to do."""


class ServiceHealth(NamedTuple):
    """`problems` say in words what keeps a service from its work; `alive`: to be started again would not help."""

    problems: tuple[str, ...] = ()
    alive: bool = True

    @property
    def ready(self) -> bool:
        """Whether it does its work at present."""
        return not self.problems


class Pulse:
    """The health of a service that works in a loop: it lives as long as the loop goes round."""

    def __init__(self, limit_seconds: float = 60.0, now: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit_seconds
        self._now = now
        self._beat_at = now()
        self._unready: str | None = "it is starting"

    def beat(self) -> None:
        """A round is done, or there was nothing to do."""
        self._beat_at, self._unready = self._now(), None

    def lives(self) -> None:
        """It goes on, though a round is not done: what it needs is away and tried again."""
        self._beat_at = self._now()

    def unready(self, why: str) -> None:
        """It goes on, but has to do something else before it is ready: what, in words."""
        self._beat_at, self._unready = self._now(), why

    def health(self) -> ServiceHealth:
        silent = self._now() - self._beat_at
        if silent > self._limit:
            return ServiceHealth((f"no sign of life for {silent:.0f} s",), alive=False)
        return ServiceHealth(() if self._unready is None else (self._unready,))


@contextlib.contextmanager
def serving(
    registry: CollectorRegistry, health: Callable[[], ServiceHealth], host: str = "127.0.0.1", port: int = 0
) -> Iterator[int]:
    """Serve the three pages while the block runs; gives the port (a free one for 0).

    `health` is asked from other threads and must not wait. Raises CannotServe.
    """
    server = _server(registry, health, host, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="endpoints", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def metrics_page(registry: CollectorRegistry, accept: str | None) -> tuple[bytes, str]:
    """The metrics in the form that the client asks for, and the name of that form."""
    encode, content_type = choose_encoder(accept or "")
    return encode(registry), content_type


def _server(
    registry: CollectorRegistry, health: Callable[[], ServiceHealth], host: str, port: int
) -> ThreadingHTTPServer:
    def answer(path: str, accept: str | None) -> _Page:
        return _answer(path, registry, health, accept)

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        server_class = type("Server", (ThreadingHTTPServer,), {"address_family": family, "daemon_threads": True})
        server: ThreadingHTTPServer = server_class((host, port), partial(_Handler, answer))
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CannotServe(
            f"metrics and health cannot be served at {host}:{port}: {reason}; choose another port or address"
        ) from error
    return server


def _answer(path: str, registry: CollectorRegistry, health: Callable[[], ServiceHealth], accept: str | None) -> _Page:
    if path == "/metrics":
        return (200, *metrics_page(registry, accept))
    if path not in PATHS:
        return 404, json.dumps({"pages": PATHS}).encode(), _JSON
    now = health()
    well = now.alive if path == "/healthz" else now.ready
    told = {"problems": now.problems, "ready": now.ready, "alive": now.alive}
    return 200 if well else 503, json.dumps(told).encode(), _JSON


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # one request a connection: none that is kept open answers on after the end
    server_version = "newsroom"
    sys_version = ""
    timeout = _SLOWEST_CLIENT_SECONDS

    def __init__(self, answer: Callable[[str, str | None], _Page], *connection: Any) -> None:
        self._answer = answer  # before super, which serves the request
        super().__init__(*connection)

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def log_message(self, *_: Any) -> None:
        """Nobody wants a line in the log for every scrape."""

    def _send(self, *, with_body: bool) -> None:
        try:
            status, body, content_type = self._answer(self.path.partition("?")[0], self.headers.get("Accept"))
        except Exception as error:  # noqa: BLE001 - whoever asks must learn it, and the service goes on
            status, body, content_type = 500, json.dumps({"problems": [repr(error)]}).encode(), _JSON
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(body)
