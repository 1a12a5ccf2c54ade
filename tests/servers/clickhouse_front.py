"""A server that speaks ClickHouse's native protocol and has the embedded engine underneath.

Usage: python -m tests.servers.clickhouse_front FOLDER PORT [PASSWORD [CERTIFICATE KEY [CLIENTS_CERTIFICATE]]]

So an unmodified clickhouse-driver can be tested against a current ClickHouse where no current server can be
installed. It says its port when it is ready, and ends when its input is closed or it is killed. What it has
not: external tables, INSERT with values in the statement (both are refused), progress, logs, several users.
"""

from __future__ import annotations

import json
import re
import socket
import socketserver
import ssl
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clickhouse_driver import defines
from clickhouse_driver.block import BlockInfo
from clickhouse_driver.columns.service import read_column
from clickhouse_driver.compression import get_compressor_cls
from clickhouse_driver.context import Context
from clickhouse_driver.protocol import ClientPacketTypes, ServerPacketTypes
from clickhouse_driver.reader import read_binary_str, read_binary_uint8, read_binary_uint64
from clickhouse_driver.streams.compressed import CompressedBlockInputStream, CompressedBlockOutputStream
from clickhouse_driver.varint import read_varint, write_varint
from clickhouse_driver.writer import write_binary_int32, write_binary_str, write_binary_uint8, write_binary_uint64

REVISION = defines.CLIENT_REVISION  # the newest that the driver knows
_INSERT = re.compile(
    r"\s*(insert\s+into\s+(?:table\s+)?([\w.`\"]+)\s*(\([^)]*\))?.*?)\s*(?:format\s+\w+|values)?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_INLINE_VALUES = re.compile(r"\s*insert\b.*\bvalues\s*\(", re.IGNORECASE | re.DOTALL)
_MEGABYTE = 1 << 20


class Refused(Exception):
    """What the front does not do, as ClickHouse would say it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Code: 48. DB::Exception: the test front does not support {what}. (NOT_IMPLEMENTED)")


class Tee:
    """The reader that the driver's columns need; remembers the bytes that were read."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.read_raw = read
        self.raw = bytearray()

    def read(self, n: int) -> bytes:
        found = self.read_raw(n)
        self.raw += found
        return found

    def read_one(self) -> int:
        return self.read(1)[0]

    def read_fixed_strings(self, n: int, length: int, _encoding: str | None = None) -> tuple[bytes, ...]:
        return tuple(self.read(length) for _ in range(n))

    def read_strings(self, n: int, _encoding: str | None = None) -> tuple[bytes, ...]:
        return tuple(self.read(read_varint(self)) for _ in range(n))


class Out(bytearray):
    """The writer that the driver's functions need."""

    def write(self, found: bytes) -> None:
        self += found

    def flush(self) -> None:
        """Nothing waits here."""


def context(revision: int) -> Any:
    made = Context()
    made.settings = {}
    made.server_info = types.SimpleNamespace(
        used_revision=revision, get_timezone=lambda: "UTC", version_tuple=lambda: (26, 9, 2)
    )
    made.client_settings = {
        "strings_as_bytes": True, "strings_encoding": "utf-8", "use_numpy": False,
        "input_format_null_as_default": False, "namedtuple_as_json": True, "server_side_params": False,
    }
    return made


def copy_block(
    read: Callable[[int], bytes], ctx: Any, *, flags_in: bool, flags_out: bool
) -> tuple[list[tuple[str, str]], int, bytes]:
    """Walk one block, its columns decoded only to find their end: its columns, number of rows, and bytes.

    Newer protocols have a flag after each column's type, which the Native format has not.
    """
    tee, columns = Tee(read), []
    n_columns, n_rows = read_varint(tee), read_varint(tee)
    for _ in range(n_columns):
        name, kind = read_binary_str(tee), read_binary_str(tee)
        columns.append((name, kind))
        if flags_in and tee.read_raw(1) != b"\0":
            raise Refused("custom serialization")
        if flags_out:
            tee.raw.append(0)
        if n_rows:
            read_column(ctx, kind, n_rows, tee, use_numpy=False)
    return columns, n_rows, bytes(tee.raw)


class Handler(socketserver.BaseRequestHandler):
    """One connection of a client, with a session of its own."""

    server: Front

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.server.tls is not None:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.input = self.request.makefile("rb", _MEGABYTE)
        self.session = self.server.open_session()
        self.server.live.add(self)

    def finish(self) -> None:
        self.session.close()
        self.server.live.discard(self)

    def handle(self) -> None:
        self.packets = Tee(self.read)
        answers: dict[int, Callable[[], None]] = {
            ClientPacketTypes.HELLO: self.hello, ClientPacketTypes.QUERY: self.query,
            ClientPacketTypes.PING: lambda: self.send(bytes([ServerPacketTypes.PONG])),
            ClientPacketTypes.CANCEL: lambda: None,
        }
        try:
            while True:
                self.packets.raw.clear()
                answers[read_varint(self.packets)]()
        except (EOFError, LookupError, OSError):
            return  # the client has left, or speaks something else

    def read(self, n: int) -> bytes:
        found: bytes = self.input.read(n)
        if len(found) != n:
            raise EOFError
        return found

    def send(self, found: bytes | bytearray) -> None:
        self.request.sendall(found)

    def hello(self) -> None:
        read = self.packets
        read_binary_str(read), read_varint(read), read_varint(read)
        self.revision = min(read_varint(read), REVISION)
        self.ctx = context(self.revision)
        self.flags = self.since(defines.DBMS_MIN_REVISION_WITH_CUSTOM_SERIALIZATION)
        database, user, password = (read_binary_str(read) for _ in range(3))
        try:
            if not self.server.admits(user, password):
                raise RuntimeError(f"Code: 516. DB::Exception: {user}: Authentication failed. (AUTHENTICATION_FAILED)")
            if database:
                self.session.query(f"USE `{database}`")
        except RuntimeError as error:
            self.exception(error)
            raise EOFError from error
        out = Out()
        write_varint(ServerPacketTypes.HELLO, out)
        write_binary_str("ClickHouse", out)
        for number in (26, 9, REVISION):
            write_varint(number, out)
        write_binary_str("UTC", out)
        write_binary_str("front", out)
        write_varint(2, out)
        if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_PASSWORD_COMPLEXITY_RULES):
            write_varint(0, out)
        if self.since(defines.DBMS_MIN_REVISION_WITH_INTERSERVER_SECRET_V2):
            write_binary_uint64(0, out)
        self.send(out)
        if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_ADDENDUM):
            read_binary_str(read)  # quota key

    def query(self) -> None:
        settings, sql, parameters = self.read_query()
        try:
            if self.data()[0]:
                raise Refused("external tables")
            if _INLINE_VALUES.match(sql):
                raise Refused("INSERT with its values in the statement")
            for name, value in settings.items():
                escaped = value.replace("\\", "\\\\").replace("'", "\\'")
                self.session.query(f"SET `{name}` = '{escaped}'")
            insert = _INSERT.fullmatch(sql)
            if insert and not re.search(r"\bselect\b", sql, re.IGNORECASE):
                self.insert(insert)
            else:
                self.select(sql.rstrip().rstrip(";"), parameters)
            self.send(bytes([ServerPacketTypes.END_OF_STREAM]))
        except (RuntimeError, Refused) as error:
            self.exception(error)

    def read_query(self) -> tuple[dict[str, str], str, dict[str, str]]:
        """Settings, statement and parameters of a query."""
        read = self.packets
        read_binary_str(read)  # query id
        if read_binary_uint8(read):
            self.skip_client_info()
        settings = self.pairs()
        read_binary_str(read)  # secret between servers
        read_varint(read)  # stage
        self.compressed = bool(read_varint(read))
        sql = read_binary_str(read)
        parameters = {}
        if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_PARAMETERS):
            for name, value in self.pairs().items():
                parameters[name] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == "'" else value
        read_varint(read)  # the packet of external tables
        return settings, sql, parameters

    def skip_client_info(self) -> None:
        read = self.packets
        for _ in range(3):
            read_binary_str(read)
        if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_INITIAL_QUERY_START_TIME):
            read_binary_uint64(read)
        read_binary_uint8(read)
        for _ in range(3):
            read_binary_str(read)
        for _ in range(3):
            read_varint(read)
        read_binary_str(read)
        if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_DISTRIBUTED_DEPTH):
            read_varint(read)
        read_varint(read)
        if read_binary_uint8(read):  # OpenTelemetry
            read.read(16), read.read(8), read_binary_str(read), read.read(1)
        if self.since(defines.DBMS_MIN_REVISION_WITH_PARALLEL_REPLICAS):
            for _ in range(3):
                read_varint(read)

    def pairs(self) -> dict[str, str]:
        """Names and values, ended by an empty name."""
        found = {}
        while name := read_binary_str(self.packets):
            read_binary_uint8(self.packets)
            found[name] = read_binary_str(self.packets)
        return found

    def data(self) -> tuple[list[tuple[str, str]], int, bytes]:
        """The body of a packet of data: columns, number of rows, bytes in the Native format."""
        read_binary_str(self.packets)
        read: Callable[[int], bytes] = self.read
        if self.compressed:
            read = CompressedBlockInputStream(self.packets, self.ctx).fin.read
        BlockInfo().read(Tee(read))
        return copy_block(read, self.ctx, flags_in=self.flags, flags_out=False)

    def send_block(self, raw: bytes, kind: int = ServerPacketTypes.DATA, *, may_be_compressed: bool = True) -> None:
        body, out = Out(), Out()
        BlockInfo().write(body)
        body += raw
        write_varint(kind, out)
        write_binary_str("", out)
        if self.compressed and may_be_compressed:
            stream = CompressedBlockOutputStream(get_compressor_cls("lz4"), _MEGABYTE, out, self.ctx)
            stream.fout.write(bytes(body))
            stream.finalize()
        else:
            out += body
        self.send(out)

    def header(self, columns: list[tuple[str, str]]) -> bytes:
        """A block of these columns without rows: the driver takes their names and types from it."""
        out = Out()
        write_varint(len(columns), out)
        write_varint(0, out)
        for name, kind in columns:
            write_binary_str(name, out)
            write_binary_str(kind, out)
            if self.flags:
                out.append(0)
        return bytes(out)

    def describe(self, sql: str, parameters: dict[str, str] | None = None) -> list[tuple[str, str]]:
        answer = self.session.query(f"DESCRIBE ({sql}\n)", "JSONCompactEachRow", params=parameters or None)
        return [(row[0], row[1]) for row in map(json.loads, str(answer).splitlines())]

    def insert(self, statement: re.Match[str]) -> None:
        table, columns = statement[2], (statement[3] or "(*)")[1:-1]
        self.send_block(self.header(self.describe(f"SELECT {columns} FROM {table}")))
        inserting, failed = None, None
        while True:
            if read_varint(self.packets) != ClientPacketTypes.DATA:
                raise EOFError
            sent, n_rows, raw = self.data()
            ended = not sent and not n_rows
            try:
                if n_rows and failed is None:
                    inserting = inserting or self.session.send_insert(statement[1], "Native")
                    inserting.append(raw)
                if ended and inserting is not None and failed is None:
                    inserting.finish()
            except RuntimeError as error:
                failed = error
            if ended and failed is not None:
                raise failed
            if self.since(defines.DBMS_MIN_PROTOCOL_VERSION_WITH_PROFILE_EVENTS_IN_INSERT):
                self.send_block(self.header([]), ServerPacketTypes.PROFILE_EVENTS, may_be_compressed=False)
            if ended:
                return

    def select(self, sql: str, parameters: dict[str, str]) -> None:
        answer = self.session.query(sql, "Native", params=parameters or None)
        raw = bytes(answer.bytes()) if answer.size() else b""
        if not raw:
            if re.match(r"\s*(select|with)\b", sql, re.IGNORECASE):
                self.send_block(self.header(self.describe(sql, parameters)))
            return
        view, position = memoryview(raw), 0

        def read(n: int) -> bytes:
            nonlocal position
            position += n
            return bytes(view[position - n : position])

        first = True
        while position < len(raw):
            columns, _, block = copy_block(read, self.ctx, flags_in=False, flags_out=self.flags)
            if first:
                self.send_block(self.header(columns))
            first = False
            self.send_block(block)
        self.send_block(self.header([]))

    def exception(self, error: Exception) -> None:
        text, out = str(error), Out()
        code = re.search(r"Code: (\d+)", text)
        write_varint(ServerPacketTypes.EXCEPTION, out)
        write_binary_int32(int(code[1]) if code else 1002, out)
        for part in ("DB::Exception", text, ""):
            write_binary_str(part, out)
        write_binary_uint8(0, out)
        self.send(out)

    def since(self, revision: int) -> bool:
        """Whether the protocol that both sides speak is as new as this."""
        return bool(self.revision >= revision)


class Front(socketserver.ThreadingTCPServer):
    """Listens on a port, of the loopback interface if no other is named; the data is in the folder."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, folder: Path, port: int, password: str = "", tls: ssl.SSLContext | None = None, host: str = "127.0.0.1",
    ) -> None:
        from chdb import session

        make: Any = session.Session
        self.open_session: Callable[[], Any] = lambda: make(str(folder))
        self.password, self.tls = password, tls
        self.live: set[Handler] = set()
        self.keep: Any = self.open_session()
        super().__init__((host, port), Handler)

    def admits(self, user: str, password: str) -> bool:
        """Whether this is the password; here one for all."""
        return password == self.password


def main() -> None:
    folder, port, password, *files = [*sys.argv[1:], ""][: max(3, len(sys.argv) - 1)]
    tls = None
    if files:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*files[:2])
        for client in files[2:]:
            tls.verify_mode = ssl.CERT_REQUIRED
            tls.load_verify_locations(client)
    front = Front(Path(folder), int(port), password, tls)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    print(front.server_address[1], flush=True)
    sys.stdin.read()
    front.shutdown()
    front.server_close()
    for handler in list(front.live):
        handler.request.close()
    front.keep.close()


if __name__ == "__main__":
    main()
