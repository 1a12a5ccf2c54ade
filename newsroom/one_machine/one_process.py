"""The embedded runner: intake, desks and sink in one process, with a SQLite log and an embedded store.

A batch of inputs, their outputs and the offsets commit in one transaction of the log; writes to the store are
idempotent and have an offset of their own. So a crash at any moment loses nothing, and running again goes on
where the log stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from eventlog.hand_over import HandOver
from eventlog.port import EventLog
from eventlog.reading import LostRecords
from newsroom.one_machine.desks import Desks
from newsroom.one_machine.keeping import Keeping
from newsroom.one_machine.spread import Hire, SpreadDesks
from newsroom.one_machine.told import Watcher, Worked
from producers.intake.taking import intake_records
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from schemas.topics import SINK_GROUP
from sinks.store import Store
from sinks.writer import Batching, write_rows
from streams.desk.bad_inputs import BadInputLimit
from streams.desk.desk import Desk
from streams.desk.memory import NO_LIMIT
from telemetry.stages import Stages

NO_ROWS = "the store has no rows of them, and `newsroom replay` cannot bring them back while the log misses them"

T = TypeVar("T")

logger = logging.getLogger(__name__)


class OneProcess:
    """Drives the parts in turn; every method may be repeated after a crash."""

    def __init__(
        self, log: EventLog, store: Store, new_desk: Callable[[], Desk], stages: Stages, batch: int,
        watcher: Watcher | None = None, limit: BadInputLimit = NO_LIMIT, hire: Hire | None = None,
    ) -> None:
        """With `hire` other processes decide once there is much to do; `close` lets them go."""
        self._log = log
        self._store = store
        self._stages = stages
        self._batch = batch
        self._watcher = watcher or Watcher()
        self._hand_over = HandOver()
        desks = Desks(log, new_desk, stages, batch, self._watcher, limit, self._hand_over)
        keeping = Keeping(log, self._hand_over, stages, self._watcher)
        self._desks: Desks | SpreadDesks = desks if hire is None else SpreadDesks(
            log, desks, keeping, hire, stages, batch, self._watcher
        )
        self.work = self._desks.work
        self.go_on = self._desks.go_on
        self.close = self._desks.end

    def take(
        self, events: Sequence[UpdateReceived | UpdateWithdrawn], dead_letters: Sequence[DeadLetter] = ()
    ) -> None:
        """Append to intake; what the log already holds is kept once. Raises LogError."""
        records = intake_records(events, dead_letters)
        with self._stages("log commit"):
            self._log.append(records)
        self._hand_over.keep(zip(records, [*events, *dead_letters], strict=True))
        self._watcher.took([*events, *dead_letters])

    def sink(self) -> Worked:
        """Write all that the log holds for the store. Raises StoreError or LogError."""
        rows = dead = 0
        for batch in write_rows(
            self._log, self._store, batching=Batching(self._batch * 4), steps=self._measured,
            inserted=self._watcher.inserted, missing=self._missing, event_of=self._hand_over.event_of,
        ):  # fmt: skip
            self._watcher.unwritable(len(batch.unwritable))
            rows, dead = rows + batch.rows, dead + len(batch.unwritable)
        self._hand_over.clear()  # all of the log is read by now: what is left was not asked for
        return Worked(rows, dead)

    def _missing(self, lost: LostRecords) -> None:
        logger.error("%s: %s", lost, NO_ROWS)
        self._watcher.missing(SINK_GROUP, lost)

    def _measured(self, stage: str, step: Callable[[], T], /) -> T:
        with self._stages(stage):
            return step()
