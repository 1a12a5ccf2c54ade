"""ClickHouse servers for tests, each a process on a loopback port with its data in a folder.

They may be started, stopped, killed and started again, and keep port and data meanwhile. What each proves:

- ClickHouseFront: today's engine and SQL over the wire protocol, crashes of the whole process included.
- OldClickHouse: a real server's wire, retries and crashes, not today's SQL (Debian's 18.16 has no DateTime64,
  codecs, window functions nor EXCHANGE; `for_old_server` rewrites our tables for it).
- a server of one's own, named by NEWSROOM_TEST_CLICKHOUSE, runs the contract of stores in a scratch database.

None of them proves replication, Keeper, several shards, or settings of a cloud service.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sinks.clickhouse.store import ClickHouseStore
from sinks.migrate import migrations
from sinks.store import Row
from tests.servers.process import ServerProcess, ServerUnavailable

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


class ClickHouseServer(ServerProcess):
    """A server that speaks ClickHouse's native protocol."""

    @property
    def url(self) -> str:
        return f"clickhouse://127.0.0.1:{self.port}/newsroom"


class ClickHouseFront(ClickHouseServer):
    """`tests.servers.clickhouse_front`; `tls` are its certificate and key, and the certificate clients need."""

    def __init__(self, folder: Path, *, password: str = "", tls: Sequence[Path] = ()) -> None:
        super().__init__(folder)
        self._arguments = [password, *map(str, tls)]

    def command(self) -> list[str]:
        front = [sys.executable, "-m", "tests.servers.clickhouse_front", str(self.folder / "data"), str(self.port)]
        return front + self._arguments


class OldClickHouse(ClickHouseServer):
    """Debian's `clickhouse-server`. Raises ServerUnavailable where it is not installed."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("clickhouse-server", path=_OLD_SERVER_PLACES)
        if found is None:
            raise ServerUnavailable("no clickhouse-server: `apt-get install clickhouse-server` (Debian's 18.16)")
        super().__init__(folder)
        self._binary = found
        (folder / "data").mkdir(exist_ok=True)
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
                if statement.startswith("CREATE TABLE") or " ADD COLUMN " in statement:
                    self.command(for_old_server(statement))


def _for_old_server(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [item if isinstance(item, str) else repr(item) for item in value]
    return value


def for_old_server(statement: str) -> str:
    """What makes a table or a column of ours, without what 18.16 has not: same names and keys, times to the second."""
    for pattern, replacement in _OLDER:
        statement = re.sub(pattern, replacement, statement)
    return statement


_OLDER = (
    (r"(?<=ADD COLUMN) IF NOT EXISTS", ""),
    (r"\bDEFAULT false\b", "DEFAULT 0"),
    (r"\bDEFAULT true\b", "DEFAULT 1"),
    (r"DateTime64\(\d, 'UTC'\)", "DateTime"),
    (r",?\s*(?:INDEX|row_version) [^#]*?(?=\n\))| CODEC\(\w+\(1\)\)|\n(?:SETTINGS|COMMENT) .*| +COMMENT '[^']*'", ""),
    (r"LowCardinality\((Nullable\(String\)|String)\)|\bBool\b", lambda m: m[1] or "UInt8"),
    (r"Array\(Tuple\((?:[^;]*? String\)\)(?=,)|[^;]*?Int64\)\))", "Array(String)"),
    (r"ReplacingMergeTree\(row_version\)", "ReplacingMergeTree(cause_offset)"),
)
