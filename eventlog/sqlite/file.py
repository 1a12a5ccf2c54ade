"""The file under the SQLite log: how it is made, opened and refused, and what its errors mean to a person.

One row per record. `at` packs a partition's number and the offset (`stream << 40 | offset`), so that a
partition's records lie together in offset order and one index finds them; the view `log` unpacks it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from pathlib import Path

from eventlog.port import LogError
from schemas.topics import TOPICS

LOG_VERSION = 1
OFFSET_BITS = 40

_BUSY_PAUSE_SECONDS = 0.02
_APPLICATION_ID = 0x4E57_4C47  # "NWLG": tells our file from any other SQLite database

_IDENTITY = "CREATE TABLE IF NOT EXISTS identity (log_id TEXT NOT NULL)"  # one row, made once; older logs get it late
_TABLES = (
    f"PRAGMA application_id = {_APPLICATION_ID}",
    f"PRAGMA user_version = {LOG_VERSION}",
    """CREATE TABLE partitions (
        stream INTEGER PRIMARY KEY,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        UNIQUE (topic, partition)
    )""",
    """CREATE TABLE records (
        at INTEGER PRIMARY KEY,        -- stream << 40 | offset
        key TEXT NOT NULL,
        id BLOB NOT NULL,              -- 16 bytes of a hexadecimal id, else the text itself
        type TEXT NOT NULL,
        value BLOB NOT NULL,
        recorded_at INTEGER NOT NULL   -- microseconds since 1970, UTC
    )""",
    f"CREATE UNIQUE INDEX records_once ON records (at >> {OFFSET_BITS}, id)",
    """CREATE TABLE offsets (
        consumer_group TEXT NOT NULL,
        stream INTEGER NOT NULL,
        next_offset INTEGER NOT NULL CHECK (next_offset >= 0),
        PRIMARY KEY (consumer_group, stream)
    ) WITHOUT ROWID""",
    "CREATE TABLE stamp (last_recorded_at INTEGER NOT NULL)",
    "INSERT INTO stamp VALUES (0)",
    f"""CREATE VIEW log AS
        SELECT topic, partition, at & {(1 << OFFSET_BITS) - 1} AS "offset", key,
               iif(typeof(id) = 'blob', lower(hex(id)), id) AS id, type, value, recorded_at
        FROM records JOIN partitions ON stream = at >> {OFFSET_BITS}""",  # noqa: S608 - a constant
)

# not part of the version: an older program leaves it alone, and what it says of that moment stays true
_CLOCK = """CREATE TABLE IF NOT EXISTS clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    wall INTEGER NOT NULL,  -- the machine's clock when something was last stamped; microseconds since 1970, UTC
    run TEXT NOT NULL,      -- of the machine or, where it tells none, the process
    up INTEGER NOT NULL     -- microseconds since that run began
)"""

_SETTINGS = (
    "PRAGMA synchronous = FULL",  # an acknowledged record survives a power cut
    "PRAGMA cache_size = -65536",  # KiB; the index on ids is read at random
    "PRAGMA wal_autocheckpoint = 16384",  # pages, 64 MiB: pages changed often are copied back once
    "PRAGMA journal_size_limit = 134217728",
)


def open_file(path: Path, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the log at `path`, which is made when it is not there, unless `read_only`.

    Raises LogError when there is no log to read, when the file is something else or cannot be opened,
    and when it was written by a newer version.
    """
    _check_path(path, read_only)
    give_up_at = time.monotonic() + busy_seconds
    while True:
        try:
            return _opened(path, read_only, busy_seconds)
        except sqlite3.Error as error:
            if not _is_busy(error) or time.monotonic() > give_up_at:
                raise explain(path, error) from error
        time.sleep(_BUSY_PAUSE_SECONDS)


def explain(path: Path, error: sqlite3.Error) -> LogError:
    """What went wrong, where, and what to do, in one line."""
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LogError(f"the log {path} is in use: another process is writing to it; try again later")
        case sqlite3.SQLITE_FULL:
            return LogError(f"the disk of the log {path} is full: nothing of this batch was kept; make room")
        case sqlite3.SQLITE_READONLY:
            return LogError(
                f"the log {path} or its folder is read-only: allow writing, which SQLite needs even to read"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return LogError(
                f"the log {path} cannot be opened: check that its folder is there and may be read and written"
            )
        case sqlite3.SQLITE_NOTADB:
            return LogError(f"{path} is not a log: it holds something else; give another path")
        case sqlite3.SQLITE_CORRUPT:
            return LogError(f"the log {path} is damaged ({error}): restore it from a copy")
        case sqlite3.SQLITE_IOERR:
            return LogError(f"the disk of the log {path} failed ({error}): check its space and health")
    return LogError(f"the log {path} failed: {error}")


def _opened(path: Path, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """Raises sqlite3.Error: busy also at once, when others make the file at this moment."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
        uri=True, timeout=busy_seconds, isolation_level=None,
    )
    try:
        _prepare(connection, path, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF


def _check_path(path: Path, read_only: bool) -> None:
    # SQLite tells none of these apart, and opens a file that it may not write for reading without a word
    try:
        exists = path.exists()
    except OSError as error:
        raise LogError(f"the log {path} cannot be opened: {error.strerror}; give another path") from error
    if path.is_dir():
        raise LogError(f"{path} is a folder, not a log: give the path of a file")
    if read_only and not exists:
        raise LogError(f"there is no log at {path}: nothing was written yet, or the path is wrong")
    if not path.parent.is_dir():
        raise LogError(f"the log {path} cannot be made: the folder {path.parent} is missing; make it first")
    if not os.access(path if exists else path.parent, os.R_OK):
        raise LogError(f"the log {path} cannot be read: permission denied; allow reading")
    if not read_only and not (os.access(path.parent, os.W_OK) and (not exists or os.access(path, os.W_OK))):
        raise LogError(f"the log {path} cannot be written: file or folder is read-only; allow writing")


def _prepare(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    blank = _is_blank(connection)
    if blank and read_only:
        raise LogError(f"{path} is empty: there is no log in it yet")
    if not blank:
        _check_version(connection, path)
    if read_only:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    for setting in _SETTINGS:
        connection.execute(setting)
    _bring_up(connection)


def _is_blank(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone() != (_APPLICATION_ID,):
        raise LogError(f"{path} is not a log: it is a database of something else; give another path")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > LOG_VERSION:
        raise LogError(
            f"the log {path} has version {version}, this program reads up to {LOG_VERSION}: "
            "a newer version wrote it; upgrade"
        )


def _bring_up(connection: sqlite3.Connection) -> None:
    """Make the tables, and add what an older version had not: identity, clock, topics. Else it is not touched.

    A topic keeps the number of partitions that it was made with, else its keys would move.
    """
    known = identity_of(connection) if not _is_blank(connection) else ""
    if known and not _missing_topics(connection) and _has_clock(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _is_blank(connection):
            for statement in _TABLES:
                connection.execute(statement)
        connection.execute(_CLOCK)
        if not identity_of(connection):
            connection.execute(_IDENTITY)
            connection.execute("INSERT INTO identity VALUES (?)", (secrets.token_hex(16),))
        connection.executemany(
            "INSERT INTO partitions (topic, partition) VALUES (?, ?)", _missing_topics(connection)
        )
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _has_clock(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'clock'").fetchone() is not None


def identity_of(connection: sqlite3.Connection) -> str:
    """The identity of the log; empty for one of an older version that has none yet. Raises sqlite3.Error."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'identity'").fetchone() is None:
        return ""
    found = connection.execute("SELECT log_id FROM identity").fetchone()
    return str(found[0]) if found else ""


def _missing_topics(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    present = {topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM partitions")}
    return [
        (topic.name, number)
        for topic in TOPICS if topic.name not in present
        for number in range(topic.partitions)
    ]
