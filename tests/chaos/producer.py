"""`newsroom ingest` with a ledger: the id of every update is written down once the broker has acknowledged it.

Usage: python -m tests.chaos.producer LOG_URL STORIES LEDGER PAUSE

Pauses so many seconds behind each batch, so that the load lasts as long as the chaos.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from eventlog.kafka.log import KafkaLog
from eventlog.port import LogError
from newsroom.services.ingest import take_in
from newsroom.services.stopping import stopped_by_signals
from producers.intake.taking import Reading
from schemas.records import NewRecord, TopicPartition

BATCH = 100


class LedgerLog(KafkaLog):
    def __init__(self, url: str, ledger: Path, pause: float) -> None:
        super().__init__(url)
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._pause = pause

    def append(
        self, records: Sequence[NewRecord], *, group: str | None = None,
        offsets: Mapping[TopicPartition, int] | None = None,
    ) -> None:
        super().append(records, group=group, offsets=offsets)
        os.write(self._ledger, "".join(f"{record.topic} {record.id}\n" for record in records).encode())
        time.sleep(self._pause)


def main() -> None:
    url, stories, ledger, pause = sys.argv[1:]
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
    with stopped_by_signals("the producer was told to stop", code=1) as stop:
        while True:
            try:
                log = LedgerLog(url, Path(ledger), float(pause))
            except LogError:
                time.sleep(0.5)
                continue
            take_in(log, [stories], reading, BATCH, stop)
            log.close()
            return


if __name__ == "__main__":
    main()
