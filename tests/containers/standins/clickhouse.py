"""Stands in for clickhouse/clickhouse-server: the embedded engine behind the native protocol, with two users.

`newsroom` and `analyst` have the passwords whose SHA-256 the environment has, as deploy/clickhouse/users.d says; what
they may do is not limited. Over HTTP it answers /ping only.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.servers.clickhouse_front import Front

_DIGESTS = {"newsroom": "CLICKHOUSE_WRITER_PASSWORD_SHA256", "analyst": "CLICKHOUSE_ANALYST_PASSWORD_SHA256"}


class TwoUsersFront(Front):
    """Reached from other containers too, by those whom it knows."""

    def admits(self, user: str, password: str) -> bool:
        return user in _DIGESTS and hashlib.sha256(password.encode()).hexdigest() == os.environ[_DIGESTS[user]]


class Ping(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ping" else 404)
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        """Say nothing."""


def main() -> None:
    front = TwoUsersFront(Path("/var/lib/clickhouse"), 9000, host="0.0.0.0")  # noqa: S104 - in a container
    threading.Thread(target=front.serve_forever, daemon=True).start()
    ping = ThreadingHTTPServer(("0.0.0.0", 8123), Ping)  # noqa: S104 - in a container
    threading.Thread(target=ping.serve_forever, daemon=True).start()
    signal.sigwait({signal.SIGTERM})
    front.shutdown()
    for handler in list(front.live):
        handler.request.close()
    front.keep.close()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # for every thread, so that only sigwait has it
    main()
