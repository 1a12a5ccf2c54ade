"""A writer killed with SIGKILL at random moments loses nothing it acknowledged and leaves nothing half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from eventlog.sqlite.log import SqliteLog
from tests.contracts.eventlog import HERE, ids, records, stored
from tests.eventlog.crashing_writer import GROUP

KILLS = 10
ROOT = Path(__file__).parents[2]


def acknowledged_before_the_kill(path: Path, seconds: float) -> dict[str, int]:
    """Run the writer, kill it that long after its first acknowledgement, and return its last ones."""
    command = [sys.executable, "-m", "tests.eventlog.crashing_writer", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.kill()
        lines += writer.stdout.readlines()
    assert writer.returncode == -9, "the writer ended before it was killed"
    last = {}
    for line in lines:
        what, count = line.split()
        last[what] = int(count)
    return last


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "events.log"
    moments = random.Random(7)
    for _ in range(KILLS):
        acknowledged = acknowledged_before_the_kill(path, moments.uniform(0, 0.15))
        log = SqliteLog(path, read_only=True)
        inputs, outputs = stored(log), stored(log, topic="timeline")
        decided = log.committed(GROUP, *HERE)
        log.close()
        assert len(inputs) >= acknowledged["input"]
        assert decided >= acknowledged.get("output", 0)
        assert ids(inputs) == [entry.id for entry in records(len(inputs))]
        assert ids(outputs) == ids(inputs)[:decided], "outputs and the input's offset do not agree"
        assert [entry.offset for entry in inputs] == list(range(len(inputs)))
        assert [entry.offset for entry in outputs] == list(range(decided))
