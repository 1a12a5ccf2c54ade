"""Documents parsed by several processes: what is taken in is what one process takes in, in its order."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generated import pages
from producers.article import NotAStory
from producers.formats.common.format import Reading
from producers.intake import parsing
from producers.intake.parsing import DEATHS, ParsingFailed, parsed_ahead
from producers.intake.taking import IntakeBatch, read_stories
from producers.sources.files import FoundFile, SourceFile
from telemetry.stages import Stages
from tests.producers.pages import gazetteer

NO_STORIES = {"a-list.txt": "milk\nbread\n", "empty.txt": "", "picture.txt": "\x00\x01\x02" * 50}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("stories")
    for page in pages(150):
        (found / page.name).write_text(page.text, encoding="utf-8")
    for name, text in NO_STORIES.items():
        (found / f"{len(text)}-{name}").write_text(text, encoding="utf-8")
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes parse from the first document on."""
    monkeypatch.setattr("producers.intake.taking.parsed_ahead",
                        lambda files, reading, workers: parsed_ahead(files, reading, workers, few_bytes=0))


def taken(folder: Path, processes: int) -> list[IntakeBatch]:
    return list(read_stories([str(folder)], Reading(), gazetteer(), Stages(), 20, parsing=processes))


@pytest.mark.usefixtures("at_once")
def test_batches_are_those_of_one_process(folder: Path) -> None:
    alone, spread = taken(folder, 1), taken(folder, 3)
    assert spread == alone
    assert len(alone) > 4
    assert sum(len(batch.dead_letters) for batch in alone) == len(NO_STORIES)
    assert not parsers()


def test_a_few_are_parsed_by_the_process_that_takes_them_in(folder: Path) -> None:
    files = found_in(folder)
    found = list(parsed_ahead(iter(files), Reading(), 2, few_bytes=sum(len(file.raw) for file in files[:5])))
    assert [each.file for each in found] == files
    assert [each.parsed is None for each in found] == [True] * 5 + [False] * (len(files) - 5)
    assert sum(isinstance(each.parsed, NotAStory) for each in found[5:]) >= 1


def test_no_more_is_read_ahead_than_processes_can_parse_soon(folder: Path) -> None:
    read = list[FoundFile]()

    def files() -> Iterator[FoundFile]:
        for file in itertools.cycle(found_in(folder)):
            read.append(file)
            yield file

    ahead = parsed_ahead(files(), Reading(), 2, few_bytes=0)
    for _ in range(50):
        next(ahead)
    assert len(read) - 50 <= 2 * 2
    ahead.close()  # type: ignore[attr-defined] # it is a generator
    assert not parsers()


def test_a_process_that_is_killed_is_replaced(folder: Path) -> None:
    files, killed = found_in(folder), 0
    found = list[parsing.Found]()
    for each in parsed_ahead(iter(files), Reading(), 2, few_bytes=0):
        found.append(each)
        if len(found) in (3, 6, 9):
            os.kill(parsers()[-1], signal.SIGKILL)
            killed += 1
    assert killed == 3
    assert [each.file for each in found] == files
    assert all(each.parsed is not None for each in found)


def test_a_document_at_which_processes_always_die_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "_serve", dying)
    with pytest.raises(ParsingFailed, match=rf"parsed \S+ was ended by SIGKILL, {DEATHS} times: see whether memory"):
        list(parsed_ahead(iter(found_in(folder)), Reading(), 2, few_bytes=0))
    assert not parsers()


def dying(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_fault_of_ours_is_said_to_be_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_serve", broken)
    with pytest.raises(ParsingFailed, match="this is a fault of newsroom, report it"):
        list(parsed_ahead(iter(found_in(folder)), Reading(), 2, few_bytes=0))


def broken(*_: object) -> None:
    raise ZeroDivisionError("as a fault of ours would")


def found_in(folder: Path) -> list[SourceFile]:
    return [SourceFile(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def parsers() -> list[int]:
    """The processes that parse, the oldest first."""
    told = subprocess.run(["ps", "-ww", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True,
                          check=False)
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "spawn_main" in line]
