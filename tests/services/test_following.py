"""`newsroom ingest --sources`: real sources side by side, whatever happens to one of them or to the service."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import decode
from schemas.events import UpdateReceived
from tests.e2e.newsroom_process import newsroom
from tests.services.running import Service, wait_until

SEED = 7


def story(number: int) -> str:
    return (f"TRUJILLO, Peru (PNA) — The Latest on the mudslide in northern Peru (all times local):\n\n"
            f"March 14, 2026, {1 + number % 11}:{number % 60:02d} p.m.\n\nBridge {number} has been closed to heavy traffic.\n")


class Site(ThreadingHTTPServer):
    """Pages on loopback, with ETags; `broken` addresses answer 500."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.pages: dict[str, str] = {}
        self.broken: set[str] = set()
        self.asked: list[tuple[str, int]] = []  # path and status

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
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


@pytest.fixture
def site() -> Iterator[Site]:
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
        return newsroom("ingest", "--sources", str(self.file), "--once", "--log", f"sqlite://{self.log}").returncode

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



@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def running(house: House) -> Iterator[list[Service]]:
    services: list[Service] = []
    yield services
    for service in services:
        if service.process.poll() is None:
            service.kill()


def texts(*numbers: int) -> list[str]:
    return sorted(f"Bridge {number} has been closed to heavy traffic." for number in numbers)


def test_one_that_fails_stops_no_other(house: House, site: Site, running: list[Service]) -> None:
    site.pages = {"/live.txt": story(1), "/broken.txt": story(2)}
    site.broken = {"/broken.txt"}
    (house.spool / "3.txt").write_text(story(3))
    house.write(
        {"name": "gone", "kind": "folder", "path": str(house.folder / "nothing"), "interval": 0.2},
        {"name": "private", "kind": "http", "url": site.url("/live.txt"), "interval": 0.2},
        {"name": "broken", "kind": "http", "url": site.url("/broken.txt"), "interval": 0.2, "allow_private": True},
        {"name": "live", "kind": "http", "url": site.url("/live.txt"), "interval": 0.2, "allow_private": True},
        {"name": "spool", "kind": "folder", "path": str(house.spool), "interval": 0.2},
    )
    running.append(house.begin())
    wait_until(lambda: house.texts() == texts(1, 3), 60, "both that work are read")
    (house.spool / "4.txt").write_text(story(4))
    wait_until(lambda: house.texts() == texts(1, 3, 4), 60, "what comes later is read")
    site.broken.clear()
    wait_until(lambda: house.texts() == texts(1, 2, 3, 4), 120, "what was broken is read once it is well")
    code, _ = running[0].stop()
    assert code == 0
    assert "allow_private" in running[0].logged(), "an address of the own network is refused, and it is said how to allow it"
    assert "cannot be listed" in running[0].logged()
    assert running[0].logged().count("Traceback") == 0


def test_a_restart_neither_misses_nor_repeats(house: House, site: Site) -> None:
    site.pages = {"/live.txt": story(1)}
    (house.spool / "2.txt").write_text(story(2))
    house.write(
        {"name": "live", "kind": "http", "url": site.url("/live.txt"), "interval": 1, "allow_private": True},
        {"name": "spool", "kind": "folder", "path": str(house.spool), "interval": 1},
    )
    assert house.once() == 0
    before = house.events()
    assert house.once() == 0
    assert house.events() == before
    assert [status for path, status in site.asked if path == "/live.txt"] == [200, 304]
    site.pages["/live.txt"] = story(5)
    (house.spool / "3.txt").write_text(story(3))
    assert house.once() == 0
    assert house.texts() == texts(1, 2, 3, 5)


def test_killed_at_any_moment_nothing_is_lost(house: House, running: list[Service]) -> None:
    rng = random.Random(SEED)
    house.write({"name": "spool", "kind": "folder", "path": str(house.spool), "interval": 0.1})
    written = 0
    for _ in range(6):
        running.append(house.begin())
        time.sleep(rng.uniform(0.5, 2.5))
        for _ in range(20):
            whole = house.spool / f"{written}.part"
            whole.write_text(story(written))
            whole.rename(house.spool / f"{written}.txt")
            written += 1
        time.sleep(rng.uniform(0.0, 0.8))
        running[-1].kill()
    running.append(house.begin())
    wait_until(lambda: house.texts() == texts(*range(written)), 120, "all are read")
    assert running[-1].stop()[0] == 0


def test_a_folder_that_is_looked_at_again_remembers_across_restarts(house: House, running: list[Service]) -> None:
    (house.spool / "1.txt").write_text(story(1))
    arguments = [str(house.spool), "--every", "0.2", "--log", f"sqlite://{house.log}"]
    for number in (2, 3):
        service = Service("ingest", arguments, house.folder / f"ingest-{number}.log")
        running.append(service)
        (house.spool / f"{number}.txt").write_text(story(number))
        wait_until(lambda number=number: house.texts() == texts(*range(1, number + 1)), 60, "it is read")  # type: ignore[misc]
        assert service.stop()[0] == 0
    taken = [json.loads(line)["updates"] for line in running[-1].logged().splitlines() if '"taken in"' in line]
    assert sum(taken) == 1, "what the first had taken in is not read again"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[source]]\nname = 1", "source 1"),
        ("[[source]]\nname = 'a'\nkind = 'folder'", "needs path"),
        ("[[source]]\nname = 'a'\nkind = 'http'\nurl = 'ftp://x/'", "a:"),
        ("[[source]]\nname = 'a'\nkind = 'folder'\npath = '.'\ntimezone = 'Mars'", "no time zone"),
        ("[[source]]\nname = 'a'\nkind = 'folder'\npath = '.'\nformat = 'fax'", "newsroom formats"),
        ("[[source]]\nname = 'a'\nkind = 'folder'\npath = '.'\ninterval = 0", "interval"),
        ("[[source]]\nname = 'a'\nkind = 'folder'\npath = '.'\n" * 2, "two sources are called"),
        ("[[source]]\nname = 'a'\nkind = 'http'\nurl = 'http://a.example'\nheaders = {Key = 'env:NOT_SET'}", "NOT_SET"),
        ("name = 'a'", "[[source]]"),
        ("[[source", "no TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(house: House, written: str, said: str) -> None:
    house.file.write_text(written, encoding="utf-8")
    done = newsroom("ingest", "--sources", str(house.file), "--once", "--log", f"sqlite://{house.log}")
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line
    assert not house.log.exists()
