"""`newsroom ingest --sources`: real sources side by side, whatever happens to one of them or to the service."""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.e2e.newsroom_command import command
from tests.forms import forms
from tests.services.running import Service, wait_until
from tests.services.sources_house import House, Site, serving, story

SEED = 7


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


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


@pytest.mark.parametrize("kills", forms(2, 6))
def test_killed_at_any_moment_nothing_is_lost(house: House, running: list[Service], kills: int) -> None:
    rng = random.Random(SEED)
    house.write({"name": "spool", "kind": "folder", "path": str(house.spool), "interval": 0.1})
    written = 0
    for _ in range(kills):
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
    done = command("ingest", "--sources", str(house.file), "--once", "--log", f"sqlite://{house.log}")
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line
    assert not house.log.exists()


def sends(body: bytes, *headers: tuple[str, str]) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def never_ends(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(1000):
        request.wfile.write(b"Rain. " * 170_000)  # a gigabyte in all


HOSTILE = {
    "/bomb.xml": sends(b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel>&b;</channel></rss>"),
    "/outside.xml": sends(b"<!DOCTYPE nitf [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><nitf><body>&e;</body></nitf>"),
    "/deep.json": sends(b'{"uri": "urn:x", "versioncreated": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "/zipped": sends(gzip.compress(bytes(100_000_000)), ("Content-Encoding", "gzip")),
    "/gigabyte": never_ends,
}


def test_what_is_hostile_is_one_dead_letter_each_and_the_others_go_on(
    house: House, site: Site, running: list[Service]
) -> None:
    site.hostile = HOSTILE
    site.pages = {"/live.txt": story(1)}
    house.write(*(
        {"name": path, "kind": "http", "url": site.url(path), "interval": 0.3, "allow_private": True}
        for path in (*HOSTILE, "/live.txt")
    ))
    running.append(house.begin())
    wait_until(lambda: len(house.letters()) >= len(HOSTILE), 180, "each is refused")
    wait_until(lambda: house.texts() == texts(1), 120, "the story is read")
    site.pages["/live.txt"] = story(2)
    wait_until(lambda: house.texts() == texts(1, 2), 120, "the story is followed")
    looks = min(sum(asked == path for asked, _ in site.asked) for path in HOSTILE)
    wait_until(lambda: min(sum(a == path for a, _ in site.asked) for path in HOSTILE) > looks, 180, "all are looked at again")
    letters = {letter.source.removeprefix(site.url("")): letter for letter in house.letters()}
    assert sorted(letters) == sorted(HOSTILE)
    assert len(house.letters()) == len(HOSTILE), "once each, however often it is met"
    assert {path: letters[path].reason for path in letters} == {
        "/bomb.xml": "malformed", "/outside.xml": "malformed", "/deep.json": "malformed", "/zipped": "too_large",
        "/gigabyte": "too_large",
    }
    assert all(len(letter.detail.splitlines()) == 1 for letter in letters.values())
    peak = next(int(line.split()[1]) for line in Path(f"/proc/{running[0].process.pid}/status").read_text().splitlines()
                if line.startswith("VmHWM"))
    assert peak < 600_000, f"{peak:,} kB held at most"
    running[0].process.terminate()
    assert running[0].process.wait(30) == 1
