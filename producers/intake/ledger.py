"""What a producer remembers between looks: where its sources stand, what the log has of each item, what must wait.

One SQLite file beside the log. Everything in it is written in one transaction with the documents that it speaks of,
and that transaction is committed only once the log has them: a producer that is killed reads them again and gives
the same events. It keeps which log that was, and how far it went: of another one, or of one that was put back from an
older copy, it must not believe that it has what it has not.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.records import TopicPartition

BUSY_SECONDS = 30.0
_VERSION = 2
_UPDATES = """CREATE TABLE updates (
        item TEXT NOT NULL,
        update_id TEXT NOT NULL,
        desk TEXT NOT NULL,
        text TEXT NOT NULL,                -- digest of its words
        is_whole INTEGER NOT NULL,         -- 0: one of several updates of its item
        versioned_at INTEGER NOT NULL,     -- of its version; microseconds since 1970, UTC
        version TEXT NOT NULL,             -- '' where the publisher says none
        told_at INTEGER NOT NULL,          -- when the world was told
        last_versioned_at INTEGER NOT NULL,  -- the same of the latest version that says it
        last_version TEXT NOT NULL,
        last_told_at INTEGER NOT NULL,
        repeat BLOB,                       -- the event of that version, JSON, where it was not given: it was no news
        PRIMARY KEY (item, update_id)
    ) WITHOUT ROWID"""
_TABLES = (
    """CREATE TABLE positions (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        newest REAL                     -- when the newest that it gave was published; seconds since 1970, UTC
    ) WITHOUT ROWID""",
    _UPDATES,
    """CREATE TABLE recalls (
        item TEXT NOT NULL,
        recalled_at INTEGER NOT NULL,
        version TEXT NOT NULL,
        reason TEXT NOT NULL,
        carrier TEXT NOT NULL,
        PRIMARY KEY (item, recalled_at, version)
    ) WITHOUT ROWID""",
    """CREATE TABLE waiting (
        name TEXT NOT NULL,             -- of the document
        content BLOB NOT NULL,          -- digest of its bytes
        due REAL NOT NULL,              -- seconds since 1970, UTC: when it may be told
        reading BLOB NOT NULL,          -- what was said of it, JSON
        raw BLOB NOT NULL,
        PRIMARY KEY (name, content)
    ) WITHOUT ROWID""",
)
# Version 1 knew of an update only the latest version that says it. That stands for when it was told too, which never
# makes a later version one that was told no later; updates that came in one version are parts of their item.
_FROM_VERSION_1 = (
    "ALTER TABLE positions ADD COLUMN newest REAL",
    "ALTER TABLE updates RENAME TO updates_of_version_1",
    _UPDATES,
    """INSERT INTO updates
        SELECT item, update_id, desk, text,
               count(*) OVER (PARTITION BY item, versioned_at, version) = 1,
               versioned_at, version, versioned_at, versioned_at, version, versioned_at, NULL
        FROM updates_of_version_1""",
    "DROP TABLE updates_of_version_1",
)


_RELIED_ON = """CREATE TABLE IF NOT EXISTS relied_on (
    log_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,       -- where the partition ended when what this file says was written
    PRIMARY KEY (topic, partition)
) WITHOUT ROWID"""
_TAKEN = """CREATE TABLE IF NOT EXISTS taken (
    article BLOB PRIMARY KEY            -- digest of one that names items and that the log has
) WITHOUT ROWID"""
_REPLAYED = """CREATE TABLE IF NOT EXISTS replayed (
    content BLOB PRIMARY KEY,           -- digest of a document's bytes
    reading BLOB NOT NULL               -- what a replay of its dead letter read it with, JSON
) WITHOUT ROWID"""
_TRIED = """CREATE TABLE IF NOT EXISTS tried (
    letter INTEGER PRIMARY KEY          -- offset of a dead letter that was tried before one that stands before it
)"""
_LATE = (_RELIED_ON, _TAKEN, _REPLAYED, _TRIED)  # files of older versions get them late


class LogState(NamedTuple):
    """Which log it is, and where its partitions that producers write end."""

    log_id: str
    ends: Mapping[TopicPartition, int]


class LedgerError(Exception):
    """The producer's memory cannot be used; one line says why and what to do."""


class Ledger:
    """The file, opened when it is first used, and the transaction of what is being taken in."""

    def __init__(self, path: Path | None = None, log_state: Callable[[], LogState | None] = lambda: None) -> None:
        """`path` None: in memory, for what is read once. `log_state` None: it cannot be told now."""
        self.path = path
        self._log_state = log_state
        self._log_id: str | None = None

    @property
    def exists(self) -> bool:
        """Whether there is anything in it yet."""
        return self.path is not None and self.path.exists()

    @property
    def in_use(self) -> bool:
        """Whether there is anything in it, or in what it holds in memory."""
        return self.exists or "_connection" in self.__dict__

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Run a statement within the transaction, which it begins where there is none. Raises LedgerError."""
        try:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def look(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Ask, without keeping others from writing. Raises LedgerError."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    @contextlib.contextmanager
    def keeping(self) -> Iterator[None]:
        """What the block remembers is kept if the block ends well, with the log having what it took in; else undone.

        Raises LedgerError.
        """
        try:
            yield
            if self._in_transaction() and (state := self._log_state()) is not None:
                self.keep_to(state.log_id)
                self._refuse_another_log()
                self._rely_on(state)
            self._end("COMMIT")
        finally:
            self._end("ROLLBACK")

    def close(self) -> None:
        if "_connection" in self.__dict__:
            self._connection.close()
            del self._connection

    def position(self, name: str) -> str | None:
        """Where the source of this name stands; None before its first look. Raises LedgerError."""
        self._refuse_another_log()
        found = self.look("SELECT value FROM positions WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def newest(self, name: str) -> float | None:
        """When the newest of the source was published, seconds since 1970. Raises LedgerError."""
        found = self.look("SELECT newest FROM positions WHERE name = ?", (name,))
        return float(str(found[0][0])) if found and found[0][0] is not None else None

    def put_position(self, name: str, value: str, newest: float | None = None) -> None:
        """`newest` None: nothing newer came. Raises LedgerError."""
        self.execute(
            "INSERT INTO positions VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
            "newest = max(ifnull(newest, excluded.newest), ifnull(excluded.newest, newest))",
            (name, value, newest),
        )

    def keep_to(self, log_id: str) -> None:
        """From now on nothing that it says of another log is believed: `position` and `keeping` raise LedgerError."""
        self._log_id = log_id

    def relies_on_more(self, state: LogState) -> bool:
        """Whether what it says is of another log, or of records that the log no longer has. Raises LedgerError."""
        rows = self.look("SELECT log_id, topic, partition, next_offset FROM relied_on")
        return any(log_id != state.log_id or int(str(next_offset)) > state.ends.get(TopicPartition(str(topic),
                   int(str(partition))), 0) for log_id, topic, partition, next_offset in rows)

    def forget_log(self) -> bool:
        """Nothing of the log is known, but what waits, what was recalled and what was said of documents in a replay;
        whether anything was.

        Raises LedgerError.
        """
        with self.keeping():
            self.execute("DELETE FROM relied_on")
            forgotten = [self.execute(f"DELETE FROM {table} RETURNING 1")  # noqa: S608 - constants
                         for table in ("positions", "updates", "taken", "tried")]
        return any(forgotten)

    def _refuse_another_log(self) -> None:
        """What another process remembers of another log would pass for what ours has, and its documents be skipped."""
        if self._log_id is not None and self.in_use and self.look(
            "SELECT 1 FROM relied_on WHERE log_id != ? LIMIT 1", (self._log_id,)
        ):
            raise LedgerError(f"{self.path} was taken over by another process that takes stories in for another log: "
                              "give each log a ledger of its own with NEWSROOM_LEDGER")

    def _rely_on(self, state: LogState) -> None:
        for place, end in state.ends.items():
            self.execute("INSERT OR REPLACE INTO relied_on VALUES (?, ?, ?, ?)", (state.log_id, *place, end))

    @functools.cached_property
    def _connection(self) -> sqlite3.Connection:
        """Raises LedgerError."""
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error
        try:
            found = _prepared(connection)
        except sqlite3.Error as error:
            connection.close()
            raise self._explained(error) from error
        if found > _VERSION:
            connection.close()
            raise LedgerError(f"{self.path} is from a newer version of newsroom: run that one")
        return connection

    def _in_transaction(self) -> bool:
        return "_connection" in self.__dict__ and self._connection.in_transaction

    def _end(self, statement: str) -> None:
        if self._in_transaction():
            try:
                self._connection.execute(statement)
            except sqlite3.Error as error:
                raise self._explained(error) from error

    def _explained(self, error: OSError | sqlite3.Error) -> LedgerError:
        if isinstance(error, sqlite3.Error) and error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return LedgerError(f"{self.path} is in use by another process that takes stories in: try again later")
        if isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            return LedgerError(f"{self.path}, the memory of what was taken in, is damaged ({error}): delete it and "
                               "take in again what you have; what the log holds already changes nothing")
        return LedgerError(f"{self.path}, the memory of what was taken in, cannot be used ({error}): "
                           "check its folder, space and permissions, or name another with NEWSROOM_LEDGER")


def _prepared(connection: sqlite3.Connection) -> int:
    """The version of the file, which is made where it is empty and brought up to date where it is older."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    found = _version_of(connection)
    if found >= _VERSION:
        for statement in _LATE if found == _VERSION else ():
            connection.execute(statement)
        return found
    connection.execute("BEGIN IMMEDIATE")
    found = _version_of(connection)  # another process may have been here meanwhile
    if found < _VERSION:
        for statement in (*(_TABLES if not found else _steps_from_version_1(connection)), *_LATE):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
    return max(found, _VERSION)


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _steps_from_version_1(connection: sqlite3.Connection) -> tuple[str, ...]:
    """None for a file that has the tables of today already: for a while such were made under that number."""
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(updates)")}
    return () if "told_at" in columns else _FROM_VERSION_1
