"""The store inside this process: ClickHouse as a library (chdb), its data in one directory.

    <directory>/store.lock    held by the one process that has the store open; names it
    <directory>/clickhouse/   ClickHouse's own files

Never fork a process that has a store open: start others with spawn.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import clickhouse_connect
from clickhouse_connect.driver import options
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError
from clickhouse_connect.driver.query import QueryResult

from schemas.counted import counted
from sinks.store import Result, Row, StoreError, StoreInUse, error_line, is_selection, must_be_question

DATABASE = "newsroom"
_POLL_SECONDS = 0.05
_NOT_STARTED = "Error initializing EmbeddedServer"  # all that the engine says when another one has the files
_ELSEWHERE = "if another program has its files open, as a notebook with chdb, close it there"
_NO_ENGINE = "the embedded store needs chdb, which is not installed here: name a server's with clickhouse://HOST:PORT/DB"
_CLEARING_SECONDS = 5.0  # that closing waits at most
_NOT_WORTH_WAITING = 100_000  # bytes of merged parts
_MERGED_BYTES = "SELECT sum(bytes_on_disk) FROM system.parts WHERE NOT active AND database = currentDatabase()"
_ZONELESS = re.compile(r"\bDateTime\b(?!\()")  # what an answer says of a DateTime of any zone

# every insert asks whether it was given a DataFrame, which would import pandas: a third of a second of each command
# that writes, and 40 MiB; it is given rows
options.pd = None

# to compile an expression pays on millions of rows; on a newsroom's thousands it is half of a question's first answer
_INTERPRETED = {"compile_expressions": 0, "compile_aggregate_expressions": 0, "compile_sort_description": 0}

_T = TypeVar("_T")


class EmbeddedStore:
    """A Store in a directory, for one process at a time.

    Raises StoreInUse when another process still has it after `wait_seconds`, and StoreError when the
    directory cannot be used.
    """

    def __init__(self, directory: Path, *, wait_seconds: float = 10.0) -> None:
        self._directory = directory
        self._column_types: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._inserted = False
        self._lock = _lock(directory, wait_seconds)
        try:
            self._reader = self._connect_reader()
        except ImportError as error:
            os.close(self._lock)
            raise StoreError(_NO_ENGINE) from error
        except (ClickHouseError, RuntimeError, OSError) as error:
            os.close(self._lock)
            why = error_line(str(error))
            hint = f"; {_ELSEWHERE}" if _NOT_STARTED in why else ""
            raise StoreError(f"the store at {directory} cannot be opened: {why}{hint}") from error

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if not rows:
            return
        self._inserted = True
        names = tuple(columns)
        types = self._types(table, names)
        self._run(
            f"inserting {counted(len(rows), 'row')} into {table}",
            lambda: self._writer.insert(table, rows, column_names=names, column_type_names=types),
        )

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        must_be_question(sql)
        answer = self._ask(sql, parameters)
        if not answer.column_names and not answer.result_rows:
            return self._none(sql, parameters)
        types = tuple(kind.name for kind in answer.column_types)
        if any(map(_ZONELESS.search, types)) and is_selection(sql):
            types = self._described(sql, parameters).types
        with_times = [index for index, kind in enumerate(types) if "DateTime" in kind]
        rows = [tuple(row) for row in answer.result_rows]
        if with_times:
            rows = [_in_utc(row, with_times) for row in rows]
        return Result(tuple(answer.column_names), types, rows)

    def command(self, sql: str) -> None:
        self._run("running a statement", lambda: self._writer.command(sql))

    def close(self) -> None:
        if self._inserted:
            self._let_merged_parts_go()
        self._reader.close()
        if "_writer" in self.__dict__:
            self._writer.close()
        os.close(self._lock)

    def _let_merged_parts_go(self) -> None:
        """Have what was merged into other parts taken off the disk: after a busy run that is several times the rest.

        The engine does so by itself, but a table looks for such parts for the first time half a minute after it was
        made, and not while nothing has the store open.
        """
        until = time.monotonic() + _CLEARING_SECONDS
        with contextlib.suppress(ClickHouseError, RuntimeError, OSError):  # they go when the store is opened next
            while self._reader.query(_MERGED_BYTES).result_rows[0][0] > _NOT_WORTH_WAITING:
                if time.monotonic() > until:
                    return
                self._writer.command("SYSTEM START CLEANUP")  # it wakes what looks for them
                time.sleep(_POLL_SECONDS)

    def _ask(self, sql: str, parameters: Mapping[str, object] | None) -> QueryResult:
        try:
            return self._run("asking", lambda: self._reader.query(sql, parameters=dict(parameters or {})))
        except StoreError:
            # what a failed statement had put out already would stand before the connection's next answer
            self._reader.close()
            self._reader = self._connect_reader()
            raise

    def _none(self, sql: str, parameters: Mapping[str, object] | None) -> Result:
        """An answer without rows: the engine sends no columns with it and has to be asked for them."""
        if not is_selection(sql):
            return Result((), (), [])
        return self._described(sql, parameters)

    def _described(self, sql: str, parameters: Mapping[str, object] | None) -> Result:
        """The columns of a selection, without its rows."""
        described = self._ask(f"DESCRIBE TABLE ({sql.rstrip().rstrip(';')}\n)", parameters).result_rows
        return Result(tuple(row[0] for row in described), tuple(row[1] for row in described), [])

    def _connect(self) -> Client:
        with _without_pyarrow():
            import chdb  # noqa: F401  for what connects
        client = clickhouse_connect.get_client(
            dsn=f"chdb://{(self._directory / 'clickhouse').absolute()}",
            tz_mode="aware",
            settings={"session_timezone": "UTC", **_INTERPRETED},
        )
        client.server_tz = dt.UTC  # else it writes the times that a question is asked with in the zone of the machine
        return client

    @cached_property
    def _writer(self) -> Client:
        """Made when something is first written: a connection takes a tenth of a second, and most commands only ask."""
        client = self._connect()
        client.database = DATABASE
        return client

    def _connect_reader(self) -> Client:
        """A connection of its own: what was once made read-only cannot be made anything else."""
        client = self._connect()
        client.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE} ENGINE = Atomic")
        client.database = DATABASE
        client.command("SET readonly = 1")
        return client

    def _types(self, table: str, columns: tuple[str, ...]) -> list[str]:
        """The declared types of the columns, asked once: else every insert would ask."""
        key = (table, columns)
        if key not in self._column_types:
            kinds = {row[0]: row[1] for row in self._ask(f"DESCRIBE TABLE {table}", None).result_rows}
            unknown = [name for name in columns if name not in kinds]
            if unknown:
                raise StoreError(f"table {table} has no column {', '.join(unknown)}")
            self._column_types[key] = [kinds[name] for name in columns]
        return self._column_types[key]

    def _run(self, doing: str, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except (ClickHouseError, RuntimeError, OSError, ValueError, TypeError, OverflowError) as error:
            raise StoreError(
                f"the store at {self._directory} failed while {doing}: {error_line(str(error))}"
            ) from error


@contextmanager
def _without_pyarrow() -> Iterator[None]:
    """Meanwhile it cannot be imported: the engine does where it can, for answers that nobody asks of it here.

    That would take a quarter of the CPU time of each command that opens the store, and 40 MiB.
    """
    if "pyarrow" in sys.modules:
        yield
        return
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pyarrow"]


def _in_utc(row: Row, indexes: list[int]) -> Row:
    values = list(row)
    for index in indexes:
        values[index] = _utc(values[index])
    return tuple(values)


def _utc(value: Any) -> Any:
    """The value with every time in it aware and in UTC."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    if isinstance(value, dict):
        return {key: _utc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_utc(item) for item in value)
    return value


def _lock(directory: Path, wait_seconds: float) -> int:
    """The file descriptor whose lock makes the store ours until it is closed (or we die)."""
    path = directory / "store.lock"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"the store at {directory} cannot be opened: {error.strerror}") from error
    deadline = time.monotonic() + wait_seconds
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreInUse(
                f"the store at {directory} is in use by process {holder}; try again when it has finished"
            )
        time.sleep(_POLL_SECONDS)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
