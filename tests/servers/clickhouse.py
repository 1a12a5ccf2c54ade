"""ClickHouse servers for tests, each a process on a loopback port with its data in a folder.

They may be started, stopped, killed and started again, and keep port and data meanwhile. What each proves:

- ClickHouseFront: today's engine and SQL over the wire protocol, crashes of the whole process included.
- OldClickHouse: a real server's wire, retries and crashes, not today's SQL (Debian's 18.16 has no DateTime64,
  codecs, window functions nor EXCHANGE; `for_old_server` rewrites our tables for it).
- a server of one's own, named by NEWSROOM_TEST_CLICKHOUSE, runs the contract of stores in a scratch database.

None of them proves replication, Keeper, several shards, or settings of a cloud service.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sinks.clickhouse import ClickHouseStore
from sinks.migrate import migrations
from sinks.store import Row
from tests.servers.kafka_broker import _dying_with_us, free_ports
from tests.servers.kafka_jars import ServerUnavailable

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
_OLD_SERVER_PLACES = "/usr/sbin:/usr/bin:/usr/local/bin"

_CONFIG = """<yandex>
    <logger><level>warning</level><console>1</console></logger>
    <listen_host>127.0.0.1</listen_host>
    <tcp_port>{port}</tcp_port>
    <path>{folder}/data/</path>
    <tmp_path>{folder}/tmp/</tmp_path>
    <users_config>{folder}/users.xml</users_config>
    <default_profile>default</default_profile>
    <default_database>default</default_database>
    <timezone>UTC</timezone>
    <mark_cache_size>16777216</mark_cache_size>
</yandex>
"""
_USERS = """<yandex>
    <profiles><default>
        <max_memory_usage>1000000000</max_memory_usage>
        <allow_experimental_low_cardinality_type>1</allow_experimental_low_cardinality_type>
    </default></profiles>
    <users><default>
        <password></password><networks><ip>::/0</ip></networks>
        <profile>default</profile><quota>default</quota>
    </default></users>
    <quotas><default></default></quotas>
</yandex>
"""


class ServerProcess:
    """A server whose command says where it listens; ended only by its own process id."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        [self.port] = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"clickhouse://127.0.0.1:{self.port}/newsroom"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        """Start it and wait until it takes connections. Raises ServerUnavailable when it does not."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dying_with_us(), *self.command()],
                stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            if not self.running or time.monotonic() > deadline:
                self.kill()
                raise ServerUnavailable(f"the ClickHouse server did not start:\n{self.log_tail()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone. Harmless when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def restart(self) -> None:
        """Kill it, then start it on the same data and port."""
        self.kill()
        self.start()

    def log_tail(self) -> str:
        """The last that the server wrote."""
        log = self.folder / "server.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""


class ClickHouseFront(ServerProcess):
    """`tests.servers.clickhouse_front`; `tls` are its certificate and key, and the certificate clients need."""

    def __init__(self, folder: Path, *, password: str = "", tls: Sequence[Path] = ()) -> None:
        super().__init__(folder)
        self._arguments = [password, *map(str, tls)]

    def command(self) -> list[str]:
        front = [sys.executable, "-m", "tests.servers.clickhouse_front", str(self.folder / "data"), str(self.port)]
        return front + self._arguments


class OldClickHouse(ServerProcess):
    """Debian's `clickhouse-server`. Raises ServerUnavailable where it is not installed."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("clickhouse-server", path=_OLD_SERVER_PLACES)
        if found is None:
            raise ServerUnavailable("no clickhouse-server: `apt-get install clickhouse-server` (Debian's 18.16)")
        super().__init__(folder)
        self._binary = found
        for part in ("data", "tmp"):
            (folder / part).mkdir(exist_ok=True)
        (folder / "users.xml").write_text(_USERS)
        (folder / "config.xml").write_text(_CONFIG.format(port=self.port, folder=folder))

    def command(self) -> list[str]:
        return [self._binary, f"--config-file={self.folder / 'config.xml'}"]


class OnOldServer(ClickHouseStore):
    """A store on it that takes our rows: truth as a number, voices as their text."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        super().insert(table, columns, [tuple(map(_for_old_server, row)) for row in rows])

    def make_tables(self) -> None:
        """Our tables, as it can have them."""
        for migration in migrations():
            for statement in migration.statements:
                if statement.startswith("CREATE TABLE"):
                    self.command(for_old_server(statement))


def _for_old_server(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [item if isinstance(item, str) else repr(item) for item in value]
    return value


def for_old_server(statement: str) -> str:
    """A CREATE TABLE of ours without what 18.16 has not: same names and keys, times to the second."""
    for pattern, replacement in _OLDER:
        statement = re.sub(pattern, replacement, statement)
    return statement


_OLDER = (
    (r"DateTime64\(\d, 'UTC'\)", "DateTime"),
    (r",?\s*(?:INDEX|row_version) [^#]*?(?=\n\))| CODEC\(\w+\(1\)\)|\n(?:SETTINGS|COMMENT) .*| +COMMENT '[^']*'", ""),
    (r"LowCardinality\((Nullable\(String\)|String)\)|\bBool\b", lambda m: m[1] or "UInt8"),
    (r"Array\(Tuple\([^;]*? String\)\)(?=,)", "Array(String)"),
    (r"ReplacingMergeTree\(row_version\)", "ReplacingMergeTree(cause_offset)"),
)
