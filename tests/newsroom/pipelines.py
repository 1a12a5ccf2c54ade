"""Pages taken in, decided and written, and what comes of it: for tests of who decides."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from benchmarks.generated import pages
from eventlog.sqlite.log import SqliteLog
from newsroom.pipeline import new_desk
from producers.formats.common.format import Reading
from producers.intake.taking import IntakeBatch, read_stories
from schemas.records import Record
from schemas.topics import DERIVED_TOPICS, INTAKE
from sinks.rows import COLUMNS
from sinks.store import Row, Store
from streams.desk.desk import Desk
from telemetry.stages import Stages
from tests.builders import NOON
from tests.producers.pages import gazetteer

BATCH = 40


@functools.cache
def _desks() -> Callable[[], Desk]:
    return new_desk(gazetteer())


def some_desk() -> Desk:
    return _desks()()


def batches_of(updates: int, folder: Path) -> list[IntakeBatch]:
    """Generated pages with so many updates, as the intake gets them."""
    for page in pages(updates):
        (folder / page.name).write_text(page.text, encoding="utf-8")
    return list(read_stories([str(folder)], Reading(), gazetteer(), Stages(), BATCH))


def records(log: SqliteLog) -> list[Record]:
    """All that is taken in and decided."""
    return [record for topic in (INTAKE, *DERIVED_TOPICS) for partition in range(log.partitions(topic))
            for record in log.read(topic, partition, 0, 100_000)]


def told(log: SqliteLog, store: Store) -> tuple[list[Record], list[Sequence[Row]]]:
    """What stands on the log and in the store, when it was recorded left out."""
    return ([msgspec.structs.replace(record, recorded_at=NOON) for record in records(log)],
            [store.query(f"SELECT * EXCEPT recorded_at FROM {table} FINAL ORDER BY ALL").rows for table in COLUMNS])
