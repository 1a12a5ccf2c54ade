"""A sink in a process of its own, for tests that kill it or its store.

Usage: python -m tests.sinks.sink_process LOG URL [old]

Says every insert, batch, wait and idle moment in one line each; stops in good order at SIGTERM.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from eventlog.retrying import Waits
from eventlog.sqlite.log import SqliteLog
from newsroom.services.stopping import stopped_by_signals
from schemas.topics import SINK_GROUP
from sinks.clickhouse.store import ClickHouseStore
from sinks.service import Away, SinkSettings, SinkWatcher, run_sink
from sinks.store import Row
from sinks.writer import Batching, Wrote
from tests.servers.clickhouse import OnOldServer

SETTINGS = SinkSettings(Batching(records=1000, seconds=0.05, poll_seconds=0.02), Waits(0.05, 1.0), stop_seconds=2)


class Teller(SinkWatcher):
    def wrote(self, batch: Wrote) -> None:
        print("wrote", batch.rows, len(batch.unwritable), flush=True)

    def waiting(self, of: Away, reason: str, seconds: float, attempt: int) -> None:
        print("waiting", f"{seconds:.3f}", attempt, reason, flush=True)

    def idle(self) -> None:
        print("idle", flush=True)


class Telling(ClickHouseStore):
    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        print("inserting", flush=True)
        super().insert(table, columns, rows)
        print("inserted", flush=True)


class TellingOld(OnOldServer, Telling):
    """The same on Debian's server."""


def main() -> None:
    log = SqliteLog(Path(sys.argv[1]))
    store = (TellingOld if sys.argv[3:] == ["old"] else Telling)(sys.argv[2])
    with stopped_by_signals("the sink was told to stop", code=1) as stop:
        run_sink(log, store, SINK_GROUP, stop, SETTINGS, Teller(), interrupt=store.interrupt)
    store.close()
    log.close()


if __name__ == "__main__":
    main()
