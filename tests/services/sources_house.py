"""Sources of a test's own: a folder, pages on loopback, and the process of `newsroom ingest --sources` on them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from schemas.codec import decode
from schemas.events import DeadLetter, UpdateReceived
from tests.e2e.newsroom_command import command
from tests.services.running import Service


def story(number: int) -> str:
    return (f"TRUJILLO, Peru (PNA) — The Latest on the mudslide in northern Peru (all times local):\n\n"
            f"March 14, 2026, {1 + number % 11}:{number % 60:02d} p.m.\n\nBridge {number} has been closed to heavy traffic.\n")


class Site(ThreadingHTTPServer):
    """Pages on loopback, with ETags; `broken` addresses answer 500."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.pages: dict[str, str] = {}
        self.hostile: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}  # writes what it likes
        self.broken: set[str] = set()
        self.asked: list[tuple[str, int]] = []  # path and status

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path in self.server.hostile:
            self.server.asked.append((self.path, 200))
            with contextlib.suppress(OSError):  # whoever reads may have had enough
                self.server.hostile[self.path](self)
            return
        page = self.server.pages.get(self.path)
        etag = f'"{hash(page)}"'
        if self.path in self.server.broken:
            status = 500
        elif page is None:
            status = 404
        else:
            status = 304 if self.headers.get("If-None-Match") == etag else 200
        self.server.asked.append((self.path, status))
        self.send_response(status)
        body = page.encode() if page is not None and status == 200 else b""
        self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Not onto the test's output."""


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class House:
    """A folder, a sources file and a log of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spool = folder / "spool"
        self.spool.mkdir()
        self.file = folder / "sources.toml"
        self.log = folder / "log.sqlite"

    def write(self, *sources: dict[str, Any]) -> None:
        tables = ["[[source]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in source.items()) for source in sources]
        self.file.write_text("\n".join(tables), encoding="utf-8")

    def begin(self) -> Service:
        arguments = ["--sources", str(self.file), "--log", f"sqlite://{self.log}"]
        return Service("ingest", arguments, self.folder / "ingest.log")

    def once(self) -> int:
        return command("ingest", "--sources", str(self.file), "--once", "--log", f"sqlite://{self.log}").returncode

    def events(self) -> list[Any]:
        if not self.log.exists():
            return []
        try:
            with contextlib.closing(sqlite3.connect(f"{self.log.as_uri()}?mode=ro", uri=True)) as log:
                return [decode(kind, value) for kind, value in log.execute("SELECT type, value FROM log")]
        except sqlite3.OperationalError:
            return []  # it is just being made

    def texts(self) -> list[str]:
        return sorted(event.text for event in self.events() if isinstance(event, UpdateReceived))

    def letters(self) -> list[DeadLetter]:
        return [event for event in self.events() if isinstance(event, DeadLetter)]
