"""What a folder may hold: real FIFOs, sockets, links, files that change and files of our own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from producers.sources import files
from producers.sources.files import CHANGING, FoundFile, LeftOut, ReadElsewhere, SourceFile, Unreadable, find, read_file
from producers.sources.folder import FolderSource
from producers.sources.opening import NotAFile, open_regular
from producers.sources.source import SourceAway
from producers.sources.walk import FolderRules

ENDINGS = (".txt",)
LINKS = FolderRules(links=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A story, and much that is none: a FIFO, a socket, links to a file, a folder and nothing."""
    folder, beside = tmp_path / "stories", tmp_path / "beside"
    for each in (folder, beside):
        each.mkdir()
    (folder / "a.txt").write_text("It rains.")
    (beside / "b.txt").write_text("It snows.")
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.txt"))
    (folder / "link.txt").symlink_to(beside / "b.txt")
    (folder / "deep").symlink_to(beside)
    (folder / "gone.txt").symlink_to(beside / "nothing.txt")
    return folder


def read(found: list[FoundFile]) -> list[str]:
    return [Path(each.name).name for each in found if isinstance(each, SourceFile)]


def notices(found: list[FoundFile]) -> list[str]:
    return [each.message for each in found if isinstance(each, LeftOut)]


def test_only_regular_files_are_read_and_the_rest_is_said_once_with_its_number(folder: Path) -> None:
    found = list(find([folder]))
    assert read(found) == ["a.txt"]
    (notice,) = notices(found)
    assert notice.startswith("5 passed over in folders: 1 FIFO, 3 links, 1 socket: name a link itself")
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_over_several_folders_it_is_said_once(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "beside" / "pipe")
    (notice,) = notices(list(find([folder, tmp_path / "beside"])))
    assert notice.startswith("6 passed over in folders: 2 FIFOs, 3 links, 1 socket")


def test_links_are_followed_where_that_is_asked_for(folder: Path) -> None:
    found = list(find([folder], rules=LINKS))
    assert read(found) == ["a.txt", "link.txt", "b.txt"]
    (gone,) = (each for each in found if isinstance(each, Unreadable))
    assert gone.name.endswith("gone.txt")
    assert notices(found) == ["2 passed over in folders: 1 FIFO, 1 socket"]


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rains.")
    (tmp_path / "here").symlink_to(tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "up").symlink_to(tmp_path)
    assert read(list(find([tmp_path], rules=LINKS))) == ["a.txt"]


def test_a_link_that_is_named_is_followed(folder: Path) -> None:
    assert list(find([folder / "link.txt"])) == [SourceFile(str(folder / "link.txt"), b"It snows.")]
    assert read(list(find([folder / "deep"]))) == ["b.txt"]


@pytest.mark.parametrize(("name", "kind"), [("pipe.txt", "FIFO"), ("socket.txt", "socket")])
def test_what_is_no_file_is_refused_at_once_though_it_is_named(folder: Path, name: str, kind: str) -> None:
    found, rest = find([folder / name, folder / "a.txt"])
    assert isinstance(found, Unreadable)
    assert f"it is a {kind}, not a file" in found.message
    assert isinstance(rest, SourceFile)


def test_a_fifo_swapped_in_behind_the_first_look_does_not_hang(tmp_path: Path) -> None:
    """Another process swaps a file and a FIFO without a pause, while the name is opened again and again."""
    name = tmp_path / "a.txt"
    swapping = subprocess.Popen([sys.executable, "-c", (
        "import os, sys\n"
        "name, file, pipe = sys.argv[1], sys.argv[1] + '.file', sys.argv[1] + '.pipe'\n"
        "while True:\n"
        "    open(file, 'w').close(); os.rename(file, name)\n"
        "    os.mkfifo(pipe); os.rename(pipe, name)\n"), str(name)])
    opened = refused = 0
    try:
        while not name.exists():
            time.sleep(0.01)
        while opened < 50 or refused < 50:
            try:
                open_regular(str(name)).close()
                opened += 1
            except NotAFile:
                refused += 1
    finally:
        swapping.kill()
        swapping.wait()


@pytest.fixture
def restless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was written a moment ago, and that moment lasts."""
    monkeypatch.setattr(files, "_TICK_SECONDS", 60.0)
    file = tmp_path / "spool" / "a.txt"
    file.parent.mkdir()
    file.write_text("It rains.")
    return file


def test_a_file_that_never_rests_is_tried_a_few_times_and_said(restless: Path) -> None:
    found = read_file(str(restless))
    assert isinstance(found, Unreadable)
    assert (found.reason, "changed each of the" in found.message) == (CHANGING, True)


def test_a_file_whose_time_of_change_lies_ahead_is_read(restless: Path) -> None:
    os.utime(restless, (time.time() + 3600,) * 2)
    assert read_file(str(restless)) == SourceFile(str(restless), b"It rains.")


def test_a_followed_folder_leaves_it_for_the_next_look(restless: Path) -> None:
    source = FolderSource("spool", restless.parent, ENDINGS)
    look = asyncio.run(source.look(None))
    assert (look.documents, look.unusable, look.more) == ((), (), False)
    assert "left for the next look" in look.messages[0]
    assert look.position == "{}"


def test_a_file_written_over_while_it_is_read_is_never_read_half(tmp_path: Path) -> None:
    """Another process writes the file over from its beginning, a megabyte at a time: a reader meets both."""
    file, size = tmp_path / "a.txt", 1_000_000
    file.write_bytes(b"a" * size)
    writing = subprocess.Popen([sys.executable, "-c", (
        "import sys, time\n"
        "size = int(sys.argv[2])\n"
        "with open(sys.argv[1], 'r+b', buffering=0) as file:\n"
        "    for letter in b'bcdefghij':\n"
        "        file.seek(0); file.write(bytes([letter]) * size); time.sleep(0.1)\n"), str(file), str(size)])
    whole = set()
    while writing.poll() is None:
        found = read_file(str(file))
        if isinstance(found, SourceFile):
            letters = set(found.raw)
            assert len(letters) == 1
            whole |= letters
    found = read_file(str(file))
    assert isinstance(found, SourceFile)
    assert set(found.raw) == set(b"j")
    assert whole


def test_our_own_places_are_never_read_whoever_names_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "store" / "clickhouse").mkdir(parents=True)
    (data / "store" / "clickhouse" / "columns.txt").write_text("columns format version: 1")
    (data / "log.txt").write_text("a log of another name")
    (data / "log.txt-wal").write_text("what belongs to it")
    (data / "beside.txt").write_text("It rains.")
    (tmp_path / "story.txt").write_text("It snows.")
    (tmp_path / "data.txt").symlink_to(data / "log.txt")
    (tmp_path / "into").symlink_to(data / "store" / "clickhouse")
    rules = FolderRules(links=True, own=(data / "log.txt", data / "store"), data=data)
    found = list(find([tmp_path], rules=rules))
    assert read(found) == ["story.txt"]
    assert notices(found) == ["3 passed over in folders: 3 places of newsroom's own"]
    assert read(list(find([data], rules=rules))) == ["beside.txt"], "named, it is searched for what is not ours"
    for name in ("log.txt", "log.txt-wal", "store", "store/clickhouse", "store/clickhouse/columns.txt"):
        (refused,) = find([data / name], rules=rules)
        assert isinstance(refused, Unreadable)
        assert (refused.reason, "newsroom's own" in refused.message) == ("refused", True)


def test_a_file_of_another_kind_is_named_once_whether_it_was_named_or_found(tmp_path: Path) -> None:
    for name in ("a.warc", "b.txt"):
        (tmp_path / name).write_text("It rains.")
    assert [each for each in find([tmp_path, tmp_path / "a.warc"], ENDINGS, lambda name: name.endswith(".warc"))
            if not isinstance(each, SourceFile)] == [ReadElsewhere(str(tmp_path / "a.warc"))] * 2


def test_a_followed_folder_says_what_it_passes_over_when_that_changes(folder: Path) -> None:
    source = FolderSource("spool", folder, ENDINGS)
    first = asyncio.run(source.look(None))
    assert [document.raw for document in first.documents] == [b"It rains."]
    assert [message.partition(":")[0] for message in first.messages] == ["5 passed over in folders"]
    again = asyncio.run(source.look(first.position))
    assert (again.documents, again.messages) == ((), ())
    os.mkfifo(folder / "another")
    assert asyncio.run(source.look(again.position)).messages[0].startswith("6 passed over")


@pytest.mark.parametrize("name", ["pipe.txt", "nothing"])
def test_a_followed_path_that_is_no_folder_and_no_file_is_away(folder: Path, name: str) -> None:
    with pytest.raises(SourceAway, match=r"FIFO|cannot be listed"):
        asyncio.run(FolderSource("spool", folder / name, ENDINGS).look(None))


def test_a_followed_path_of_our_own_is_away(folder: Path) -> None:
    with pytest.raises(SourceAway, match="newsroom's own"):
        asyncio.run(FolderSource("spool", folder, ENDINGS, FolderRules(own=(folder,))).look(None))


def test_the_store_of_another_data_folder_holds_no_stories(tmp_path: Path) -> None:
    store = tmp_path / "last-week" / "store"
    (store / "clickhouse").mkdir(parents=True)
    (store / "store.lock").write_text("4711")
    (store / "clickhouse" / "columns.txt").write_text("columns format version: 1")
    (tmp_path / "story.txt").write_text("It snows.")
    found = list(find([tmp_path]))
    assert read(found) == ["story.txt"]
    assert notices(found) == ["1 passed over in folders: 1 place of newsroom's own"]
