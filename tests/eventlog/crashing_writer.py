"""A small pipeline over the log, run as a process of its own so that it can be killed at any moment.

Appends inputs to `intake`, decides each into one record of `timeline` with the input's offset, and says
on stdout what was acknowledged, after the log took it: `input N`, `output N` (counts since the log began).
"""

from __future__ import annotations

import itertools
import os
import sys

from eventlog.sqlite.log import SqliteLog
from schemas.records import NewRecord, TopicPartition
from tests.contracts.eventlog import HERE, records

GROUP = "desk"


def acknowledge(what: str, count: int) -> None:
    os.write(sys.stdout.fileno(), f"{what} {count}\n".encode())  # one write: a line is whole or not there


def main(path: str) -> None:
    log = SqliteLog(path)
    for turn in itertools.count():
        taken = log.latest(*HERE)
        log.append(records(1 + turn % 7, start=taken))
        acknowledge("input", log.latest(*HERE))
        decided = log.committed(GROUP, *HERE)
        inputs = log.read(*HERE, decided, 5)
        outputs = [NewRecord("timeline", entry.key, entry.id, "UpdateFiled", entry.value) for entry in inputs]
        decided += len(inputs)
        log.append(outputs, group=GROUP, offsets={TopicPartition(*HERE): decided})
        acknowledge("output", decided)


if __name__ == "__main__":
    main(sys.argv[1])
