"""A webhook's other side: a real HTTP server on loopback that checks signatures, keeps what it got, and fails at will."""

from __future__ import annotations

import contextlib
import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks.webhooks import Webhook as StandardWebhook


class Got(NamedTuple):
    """A message as the receiver read it."""

    id: str
    event: Any  # the CloudEvent
    body: bytes
    acknowledged: bool


class Receiver:
    """Takes messages; `answer` says with which status, given the number of the call (from 1 on)."""

    def __init__(
        self, secret: str, answer: Callable[[int], int] = lambda _: 204, tls: ssl.SSLContext | None = None
    ) -> None:
        self.secret, self.answer = secret, answer
        self.got: list[Got] = []
        self.faults: list[str] = []  # what no receiver should see
        self.headers: dict[str, str] = {}  # sent with every answer
        self.answer_body = b""
        self.calls = 0
        self._lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.take(dict(self.headers.items()), body)
                self.send_response(status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(receiver.answer_body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # nobody need read it all
                    self.wfile.write(receiver.answer_body)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_address[1]}/tolls"

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            self.calls += 1
            status = self.answer(self.calls)
            lower = {name.lower(): value for name, value in headers.items()}
            try:
                StandardWebhook(self.secret).verify(body, lower)
                event = from_http_event(HTTPMessage(headers, body))
                if event.get_id() != lower["webhook-id"]:
                    raise ValueError("the event has another id than the webhook")
            except Exception as error:  # noqa: BLE001 - told by the test
                self.faults.append(repr(error))
                return 400
            self.got.append(Got(lower["webhook-id"], event, body, 200 <= status < 300))
            return status

    def acknowledged(self) -> list[Got]:
        with self._lock:
            return [each for each in self.got if each.acknowledged]

    @contextlib.contextmanager
    def serving(self) -> Iterator[Receiver]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def until(done: Callable[[], bool], what: str, seconds: float = 120) -> None:
    """Wait until it is so; fails the test when it is not for far too long."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, what
        time.sleep(0.05)
