"""A replay that is killed leaves the old tables, and the next one succeeds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sinks.replay import replay
from tests.sinks.test_replay import ROUNDS, filled, leftovers, write_all
from tests.sinks.test_writer import content, counts
from tests.stores import opened

REPLAY = """
import sys, time
from pathlib import Path
from eventlog.sqlite.log import SqliteLog
from schemas.events import Event
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.replay import replay
log, store = SqliteLog(Path(sys.argv[1])), EmbeddedStore(Path(sys.argv[2]))
def tell(rows):
    print(rows, flush=True)
    sys.stdin.readline()
replay(log, store, records_per_batch=10, on_progress=tell)
"""


@pytest.mark.parametrize("batches", [pytest.param(1, marks=pytest.mark.long), 3, pytest.param(12, marks=pytest.mark.long)])
def test_killed_midway_the_old_tables_stand_and_the_next_replay_succeeds(tmp_path: Path, batches: int) -> None:
    directory = tmp_path / "store"
    log = filled(tmp_path / "log.sqlite")
    with opened(directory) as store:
        write_all(log, store)
        store.command("TRUNCATE TABLE claims_withdrawn")  # so that old and new can be told apart
        before = content(store)

    process = subprocess.Popen(
        [sys.executable, "-c", REPLAY, str(log.path), str(directory)], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(batches):
        assert process.stdout.readline() == "10\n"
        process.stdin.write("go on\n")
        process.stdin.flush()
    process.kill()
    process.communicate()

    with opened(directory) as store:
        assert content(store) == before
        assert leftovers(store) != []
        assert replay(log, store).rows == 7 * ROUNDS
        assert counts(store) == dict.fromkeys(counts(store), ROUNDS)
        assert leftovers(store) == []
    log.close()
