"""Embedded stores for many tests: to open and migrate one takes a second, to copy or empty it some milliseconds.

A process has one engine at a time, so a module that uses one opens no other and runs no command on one.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.rows import COLUMNS
from sinks.store import Store
from sinks.written import OWN_TABLES

_TABLES = "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"


@contextmanager
def opened(directory: Path) -> Iterator[EmbeddedStore]:
    """A migrated store, closed in the end; the one that is there, or a new one."""
    store = EmbeddedStore(directory if directory.exists() else lay_out(directory), wait_seconds=0)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


def lay_out(directory: Path) -> Path:
    """A store of this version without rows, for whoever opens this directory next; the directory."""
    let_go()
    return Path(shutil.copytree(_migrated(), directory, symlinks=True))


@functools.cache
def _migrated() -> Path:
    """What is copied; made once in a process, while no other store is open in it."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-store-"))
    atexit.register(shutil.rmtree, folder)
    store = EmbeddedStore(folder / "store", wait_seconds=0)
    try:
        migrate(store)
    finally:
        store.close()
    return folder / "store"


class _Engine:
    """The engine of one data folder at a time, kept running between commands: to start it takes longer than to answer."""

    def __init__(self) -> None:
        self._kept = False
        self._folder: Path | None = None
        self._connection: Any = None

    def keep(self, *, kept: bool) -> None:
        self.stop()
        self._kept = kept

    def run(self, folder: Path) -> None:
        """See that no engine but this folder's is running; none where there is no store yet."""
        if not self._kept or folder == self._folder:
            return
        self.stop()
        if (files := folder.absolute() / "store" / "clickhouse").is_dir():
            from chdb.state.sqlitelike import connect  # a fifth of a second that others need not wait

            self._folder, self._connection = folder, connect(str(files))

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._folder = self._connection = None


_engine = _Engine()


@contextmanager
def engine_kept() -> Iterator[None]:
    """Meanwhile a command in this process finds the engine running that the last one on its data folder used."""
    _engine.keep(kept=True)
    try:
        yield
    finally:
        _engine.keep(kept=False)


def going_to_use(data: Path) -> None:
    """Said before each command in this process."""
    _engine.run(data)


def let_go() -> None:
    """Said before another process uses the folder of the last command, or its store is moved or opened by a test."""
    _engine.stop()


def emptied(store: Store) -> Store:
    """The same store as it was when it was migrated: without rows, and without tables that a test made."""
    found = {name for (name,) in store.query(_TABLES).rows}
    ours = {*COLUMNS, *OWN_TABLES}
    assert found.issuperset(ours), "a test before this one took a table away"
    for name in ours:
        store.command(f"TRUNCATE TABLE {name} SYNC")
    for other in found.difference(ours, {"migrations"}):
        store.command(f"DROP TABLE {other} SYNC")
    return store
