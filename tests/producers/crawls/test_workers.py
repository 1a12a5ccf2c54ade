"""Several processes read what one reads, and their deaths lose and repeat nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from producers.crawls.crawl import Portion
from producers.crawls.workers import DEATHS, CrawlFailed, read_crawls
from producers.formats.common.format import Reading
from tests.producers.crawls.small import crawl

READING = Reading()
ROOT = Path(__file__).parents[3]
SIZES = (110, 5, 60, 1)


class Kept(dict[str, str]):
    """Positions that are gone with the test."""

    def put(self, name: str, value: str, /) -> None:
        self[name] = value


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("crawls")
    return [crawl(folder / f"{seed}.warc.gz", size, seed) for seed, size in enumerate(SIZES)]


def taken(reading: Iterator[Portion], kept: Kept) -> Iterator[Portion]:
    """Each portion, its position kept before the next is asked for."""
    for portion in reading:
        yield portion
        kept.put(portion.key, portion.position)


def by_file(found: list[Portion]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for portion in found:
        names.setdefault(portion.file, []).extend([page.name for page in portion.pages])
        names[portion.file] += [letter.source for letter in portion.dead_letters]
    return names


def expected(files: list[str]) -> dict[str, list[str]]:
    return by_file(list(read_crawls(files, Kept(), READING, workers=1)))


def children() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]


def test_workers_read_what_one_process_reads(files: list[str], tmp_path: Path) -> None:
    named = [*files, str(tmp_path / "missing.warc"), files[0]]
    kept, alone = Kept(), Kept()
    found = list(taken(read_crawls(named, kept, READING, workers=3), kept))
    one = list(taken(read_crawls(named, alone, READING, workers=1), alone))
    assert by_file(found) == by_file(one)
    assert kept == alone
    assert {page.name: page for portion in found for page in portion.pages} == {
        page.name: page for portion in one for page in portion.pages}
    assert not children()
    again = list(read_crawls(named, kept, READING, workers=2))
    assert not [page for portion in again for page in portion.pages]


def test_killed_workers_are_replaced(files: list[str]) -> None:
    kept = Kept()
    found: list[Portion] = []
    kills = 0
    for portion in taken(read_crawls(files, kept, READING, workers=2), kept):
        found.append(portion)
        if kills < 2 and portion.pages:
            kills += 1
            os.kill(children()[kills % len(children())], signal.SIGKILL)
    assert by_file(found) == expected(files)
    told = [line for portion in found for line in portion.messages if "SIGKILL" in line]
    assert 1 <= len(told) <= kills
    assert all(line.startswith("a process that read ") and line.endswith(": it is read on") for line in told)
    assert not children()


def test_a_file_that_kills_its_readers_ends_the_run(files: list[str]) -> None:
    kept = Kept()
    reading = taken(read_crawls(files[:1], kept, READING, workers=2), kept)
    found = []

    def read_and_kill() -> None:
        for portion in reading:
            found.append(portion)
            for child in children():
                os.kill(child, signal.SIGKILL)

    with pytest.raises(CrawlFailed) as failed:
        read_and_kill()
    assert len([portion for portion in found if not portion.pages]) >= DEATHS - 1
    assert files[0] in str(failed.value)
    assert "\n" not in str(failed.value)
    assert not children()


def test_workers_end_with_whoever_asks(files: list[str]) -> None:
    reading = read_crawls(files, Kept(), READING, workers=2)
    next(reading)
    pids = children()
    assert pids
    reading.close()  # type: ignore[attr-defined]
    assert not children()


@pytest.mark.parametrize("workers", [1, 2])
def test_reading_ends_when_it_is_stopped(files: list[str], workers: int) -> None:
    kept, stop = Kept(), threading.Event()
    reading = taken(read_crawls(files, kept, READING, workers=workers, stopped=stop.is_set), kept)
    next(reading)
    stop.set()
    assert len(list(reading)) < workers
    assert not children()
    assert len(kept) <= workers


def test_workers_do_not_outlive_a_killed_process(files: list[str]) -> None:
    script = ("import sys, multiprocessing\n"
              "from producers.crawls.workers import read_crawls\n"
              "from producers.formats.common.format import Reading\n"
              "from tests.producers.crawls.test_workers import Kept\n"
              "if __name__ == '__main__':\n"
              "    reading = read_crawls(sys.argv[1:], Kept(), Reading(), workers=2)\n"
              "    next(reading)\n"
              "    print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
              "    sys.stdin.read()\n")
    process = subprocess.Popen([sys.executable, "-c", script, *files], cwd=ROOT, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    process.kill()
    process.communicate()
    assert len(pids) == 2
    while any(is_running(pid) for pid in pids):  # the test's own time limit ends it
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
