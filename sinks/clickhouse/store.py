"""The store on a ClickHouse server, by its native protocol.

A call that fails is not repeated here: the caller knows whether it may be, and inserts of ours always may.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from clickhouse_driver import Client, defines, errors

from schemas.counted import counted
from sinks.clickhouse.address import Address, parse_address
from sinks.clickhouse.errors import explained
from sinks.clickhouse.values import Convert, for_server, reader_of, writer_of
from sinks.store import Result, Row, StoreError, StoreUnavailable, must_be_question

# an insert is answered when its rows are written, whatever the server's own defaults are
_WRITER_SETTINGS = {"session_timezone": "UTC", "async_insert": 0}
_READER_SETTINGS = {"session_timezone": "UTC", "readonly": 1}
_NO_DATABASE = ""
# the driver's own, and whatever Python makes of a lost connection or of a value that does not fit its column
_DRIVER_ERRORS = (
    errors.Error, OSError, EOFError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, struct.error,
)
_T = TypeVar("_T")

# what the driver says of every lost connection goes where the application sends its logs, or nowhere
logging.getLogger("clickhouse_driver").addHandler(logging.NullHandler())


class ClickHouseStore:
    """A Store on a server at `url` (see `sinks.clickhouse.address`); connects when it is first used.

    Threads take turns. Beyond the port: what a retry may cure is raised as StoreUnavailable. Servers older
    than 22.8 cannot take parameters of questions. Raises StoreError for an address that cannot be read.
    """

    def __init__(self, url: str, *, password: str = "") -> None:
        self.address = parse_address(url)
        self._writer = _client(self.address, password, _WRITER_SETTINGS)
        self._reader = _client(self.address, password, _READER_SETTINGS | {"server_side_params": True})
        self._password = password
        self._column_types: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._turn = threading.Lock()
        self._interrupted = False

    def create_database(self) -> None:
        """Make the database of the address where it is missing. Raises StoreError."""
        nowhere = self.address._replace(database=_NO_DATABASE)
        client = _client(nowhere, self._password, _WRITER_SETTINGS)
        statement = f"CREATE DATABASE IF NOT EXISTS {self.address.database}"
        try:
            self._run("making its database", client, lambda: client.execute(statement))
        finally:
            client.disconnect()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if not rows:
            return
        names = tuple(columns)
        doing = f"inserting {counted(len(rows), 'row')} into {table}"
        writers = [writer_of(kind) for kind in self._types(table, names)]
        statement = f"INSERT INTO {table} ({', '.join(f'`{name}`' for name in names)}) VALUES"

        def send() -> None:
            # columns all of one length are one block, and so one part
            self._writer.execute(
                statement, _columns(rows, writers), columnar=True, settings={"insert_block_size": len(rows)}
            )

        self._run(doing, self._writer, send)

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        must_be_question(sql)
        return self._run("asking", self._reader, lambda: self._ask(sql, parameters or {}))

    def command(self, sql: str) -> None:
        self._column_types.clear()
        self._run("running a statement", self._writer, lambda: self._writer.execute(sql))

    def interrupt(self) -> None:
        """Cut the connections, from another thread: a call in flight ends with StoreUnavailable, as do later ones."""
        self._interrupted = True
        for client in (self._writer, self._reader):
            connected = client.connection.socket
            if connected is not None:
                with contextlib.suppress(OSError):
                    connected.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._writer.disconnect()
        self._reader.disconnect()

    def _ask(self, sql: str, parameters: Mapping[str, object]) -> Result:
        if parameters:
            self._check_that_it_takes_parameters()
        rows, described = self._reader.execute(sql, for_server(parameters), with_column_types=True)
        timezone = self._reader.connection.server_info.get_timezone()
        kinds = tuple(kind for _, kind in described)
        readers = [reader_of(kind, timezone) for kind in kinds]
        return Result(tuple(name for name, _ in described), kinds, _converted(rows, readers))

    def _check_that_it_takes_parameters(self) -> None:
        if self._reader.connection.server_info is None:
            self._reader.execute("SELECT 1")  # who the server is turns out when it is asked
        revision = self._reader.connection.server_info.used_revision
        if revision < defines.DBMS_MIN_PROTOCOL_VERSION_WITH_PARAMETERS:
            raise StoreError(f"the server at {self.address} is too old for parameters: it has to be 22.8 or newer")

    def _types(self, table: str, columns: tuple[str, ...]) -> list[str]:
        """The declared types of the columns, asked once: else every insert would ask."""
        key = (table, columns)
        if key not in self._column_types:
            kinds = {str(row[0]): str(row[1]) for row in self.query(f"DESCRIBE TABLE {table}").rows}
            unknown = [name for name in columns if name not in kinds]
            if unknown:
                raise StoreError(f"table {table} has no column {', '.join(unknown)}")
            self._column_types[key] = [kinds[name] for name in columns]
        return self._column_types[key]

    def _run(self, doing: str, client: Any, call: Callable[[], _T]) -> _T:
        with self._turn:
            if self._interrupted:
                raise StoreUnavailable(f"the store at {self.address} was left while {doing}")
            try:
                return call()
            except _DRIVER_ERRORS as error:
                self._column_types.clear()
                client.disconnect()
                if self._interrupted:
                    raise StoreUnavailable(f"the store at {self.address} was left while {doing}") from error
                problem = explained(str(self.address), doing, error)
                if isinstance(problem, StoreUnavailable):
                    client.connection.hosts.rotate(-1)  # the driver itself goes on only where a connection fails
                raise problem from error


def _client(address: Address, password: str, settings: Mapping[str, object]) -> Any:
    return Client(
        address.host, port=address.port, database=address.database, user=address.user, password=password,
        client_name="newsroom", settings=dict(settings), **address.driver_options,
    )


def _columns(rows: Sequence[Row], writers: Sequence[Convert | None]) -> list[list[Any]]:
    """Rows as columns of values that the driver takes. Raises ValueError for rows of unequal length."""
    columns = zip(*rows, strict=True)
    return [
        list(column) if convert is None else [convert(value) for value in column]
        for column, convert in zip(columns, writers, strict=True)
    ]


def _converted(rows: Sequence[Row], readers: Sequence[Convert | None]) -> list[Row]:
    if not any(readers):
        return list(rows)
    return [
        tuple(
            value if convert is None else convert(value)
            for value, convert in zip(row, readers, strict=True)
        )
        for row in rows
    ]
