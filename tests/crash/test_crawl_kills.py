"""Killed with SIGKILL at any moment and run again, crawls end on the log as if nothing had happened.

A round is a run that is killed again and again, each time some moments after one of its portions was read or kept,
until it gets through. Kills and what they hit are printed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.generated_crawl import warc
from eventlog.reading import read_all
from eventlog.sqlite.log import SqliteLog
from tests.forms import forms
from tests.producers.crawls.small import crawl

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("NEWSROOM_TEST_KILLS", "6"))  # a round of the long form
PAGES = int(os.environ.get("NEWSROOM_TEST_KILL_PAGES", "350"))  # of it, too
TOPICS = ("intake", "dead_letters")


class Size(NamedTuple):
    pages: int
    kills: int  # a round
    workers: tuple[int, ...]  # of each round


def crawls(folder: Path, pages: int) -> list[str]:
    """Pages in HTML, some of them in a file that is one gzip frame, and of plain text."""
    warc(folder / "pages.warc.gz", pages // 3)
    warc(folder / "frame.warc.gz", pages // 3, seed=2, frames="file")
    return [str(folder / "pages.warc.gz"), str(folder / "frame.warc.gz"), crawl(folder / "text.warc.gz", pages // 3)]


def start(data: Path, workers: int, files: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "tests.crash.crawl_driver", str(data), str(workers), *files],
                            cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(data: Path, workers: int, files: list[str]) -> int:
    """To the end; how many pages were read."""
    told, _ = (process := start(data, workers, files)).communicate()
    assert process.returncode == 0
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("read"))


def killed(data: Path, workers: int, files: list[str], rng: random.Random) -> str:
    """Kill a run at a random moment; the last that it said, or "done"."""
    process = start(data, workers, files)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(rng.randrange(1, 5))]
    if lines[-1]:
        time.sleep(rng.choice([0.0, 0.001, 0.01, 0.1]))
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.stdout.close()
    code = process.wait()
    assert code in (0, -signal.SIGKILL), f"the run failed by itself, exit code {code}"
    return "done" if code == 0 else [line for line in lines if line][-1].split()[0]


def logged(data: Path) -> list[tuple[str, str, str, bytes]]:
    log = SqliteLog(data / "log.sqlite")
    found = [(record.topic, record.key, record.id, record.value) for topic in TOPICS
             for partition in range(log.partitions(topic)) for record in read_all(log, topic, partition)]
    log.close()
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", forms(Size(150, 1, (2,)), Size(PAGES, KILLS, (1, 2))))
def test_killed_crawls_end_as_the_calm_one(size: Size, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = crawls(tmp_path, size.pages)
    pages = run(tmp_path / "calm", 1, files)
    expected = logged(tmp_path / "calm")
    assert len({record[2] for record in expected}) == len(expected) > pages > size.pages // 3
    rng = random.Random(20260314)
    hits: Counter[str] = Counter()
    for workers in size.workers:
        data = tmp_path / f"killed{workers}"
        hit = [killed(data, workers, files, rng) for _ in range(size.kills)]
        hits.update(hit)
        left = run(data, workers, files)
        assert left < pages or "kept" not in hit, "it began from the beginning"
        found = logged(data)
        if workers == 1:
            assert found == expected  # also in its order
        assert sorted(found) == sorted(expected)
        assert run(data, workers, files) == 0, "what was taken in was read again"
    with capsys.disabled():
        print(f"\n{len(expected)} records of {pages} pages; killed behind: {dict(hits)}")
