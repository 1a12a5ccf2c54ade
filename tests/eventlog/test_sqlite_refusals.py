"""What the SQLite log refuses to open or to write, in words that say what to do, and leaves alone."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from eventlog.port import EventLog, LogError
from eventlog.sqlite.log import SqliteLog
from tests.contracts.eventlog import HERE, LONG_ENOUGH, record, records, start_process, stored


class TestRefusals:
    def test_a_log_of_a_newer_version_is_refused_and_left_alone(self, path: Path) -> None:
        SqliteLog(path).close()
        with sqlite3.connect(path) as plain:
            plain.execute("PRAGMA user_version = 7")
        plain.close()
        before = path.read_bytes()
        for read_only in (False, True):
            with pytest.raises(LogError, match=f"{path} has version 7, .* up to 1: .* upgrade"):
                SqliteLog(path, read_only=read_only)
        assert path.read_bytes() == before

    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_file_of_something_else_is_refused_and_left_alone(self, path: Path, read_only: bool) -> None:
        path.write_bytes(b"The Latest: not a database at all\n" * 200)
        before = path.read_bytes()
        with pytest.raises(LogError, match=f"{path} is not a log"):
            SqliteLog(path, read_only=read_only)
        assert path.read_bytes() == before

    def test_a_database_of_something_else_is_refused_and_left_alone(self, path: Path) -> None:
        with sqlite3.connect(path) as plain:
            plain.execute("CREATE TABLE recipes (name TEXT)")
        plain.close()
        before = path.read_bytes()
        with pytest.raises(LogError, match=f"{path} is not a log"):
            SqliteLog(path)
        assert path.read_bytes() == before

    def test_a_log_cut_in_half_is_damaged(self, log: SqliteLog, path: Path) -> None:
        log.append(records(2_000))
        log.close()
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) // 2])
        with pytest.raises(LogError, match="damaged"):
            stored(SqliteLog(path))

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(LogError, match=f"the folder {tmp_path / 'missing'} is missing"):
            SqliteLog(tmp_path / "missing" / "events.log")

    def test_a_folder_is_no_log(self, tmp_path: Path) -> None:
        with pytest.raises(LogError, match="is a folder"):
            SqliteLog(tmp_path)

    def test_a_file_in_the_place_of_the_folder_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(LogError):
            SqliteLog(tmp_path / "file" / "events.log")

    def test_a_name_that_is_too_long_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(LogError, match="too long"):
            SqliteLog(tmp_path / ("x" * 5_000))

    @pytest.mark.parametrize("name", ["with space #1?.log", "mode=memory&x.log", "ünï%41.log"])
    def test_odd_names_are_plain_names(self, tmp_path: Path, name: str) -> None:
        log = SqliteLog(tmp_path / name)
        log.append([record(1)])
        log.close()
        assert [entry.name for entry in tmp_path.iterdir()] == [name]

    def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_else(self, log: SqliteLog) -> None:
        log.append(records(10), group="desk", offsets={HERE: 1})
        (pages,) = log._connection.execute("PRAGMA page_count").fetchone()
        log._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LogError, match="full: nothing of this batch was kept"):
            log.append(records(5_000, start=10), group="desk", offsets={HERE: 9})
        assert (len(stored(log)), log.committed("desk", *HERE)) == (10, 1)
        log._connection.execute(f"PRAGMA max_page_count = {pages + 5_000}")
        log.append(records(5_000, start=10), group="desk", offsets={HERE: 9})
        assert (len(stored(log)), log.committed("desk", *HERE)) == (5_010, 9)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="permissions of POSIX")
class TestPermissions:
    """Run in a process of its own that gives up the rights of root, where it has them."""

    @pytest.fixture
    def shared(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "inner" / "events.log"
            path.parent.mkdir()
            log = SqliteLog(path)
            log.append(records(3))
            log.close()
            path.parent.parent.chmod(0o755)
            path.chmod(0o644)
            yield path
            path.parent.chmod(0o755)

    @pytest.mark.parametrize(
        ("folder_mode", "file_mode", "read_only", "message"),
        [
            (0o755, 0o444, False, "cannot be written: file or folder is read-only"),
            (0o555, 0o444, False, "cannot be written: file or folder is read-only"),
            (0o755, 0o000, True, "cannot be read: permission denied"),
            (0o000, 0o644, True, "cannot be opened"),
            (0o555, 0o644, True, "or its folder is read-only: allow writing, which SQLite needs"),
        ],
    )
    def test_what_may_not_be_opened_is_said(
        self, shared: Path, folder_mode: int, file_mode: int, read_only: bool, message: str
    ) -> None:
        shared.chmod(file_mode)
        shared.parent.chmod(folder_mode)
        said = in_other_process(open_without_rights, shared, read_only)
        assert message in said
        assert str(shared) in said

    def test_a_log_in_a_folder_that_may_not_be_written_cannot_be_made(self, shared: Path) -> None:
        shared.unlink()
        shared.parent.chmod(0o555)
        assert "cannot be written" in in_other_process(open_without_rights, shared, False)


def in_other_process(target: Callable[..., None], *arguments: object) -> str:
    process, ends = start_process(target, *arguments)
    assert ends.poll(LONG_ENOUGH)
    said: str = ends.recv()
    process.join(LONG_ENOUGH)
    return said


def open_without_rights(ends: Connection, path: Path, read_only: bool) -> None:
    if os.getuid() == 0:
        os.setgid(65_534)
        os.setuid(65_534)
    try:
        log: EventLog = SqliteLog(path, read_only=read_only)
        log.read(*HERE, 0, 10)
        ends.send("opened")
    except LogError as error:
        ends.send(str(error))
