"""What the parts of the house tell the metrics: translations from what they do to what is counted."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from eventlog.port import EventLog, LogError
from eventlog.reading import LostRecords, read_all
from newsroom.one_machine.told import Decided, Watcher
from newsroom.settings import installed_version
from producers.intake.taking import IntakeBatch
from schemas.events import Event
from schemas.topics import INTAKE
from sinks.rows import COLUMNS
from sinks.store import Row, Store
from streams.desk.traffic import PIPELINE_VERSION, Windows
from telemetry.disputes import LIVE, Disputes, RecordedFigure
from telemetry.endpoints import Pulse, ServiceHealth
from telemetry.metrics import Metrics, Service
from telemetry.outages import Outage

_SILENCE_SECONDS = 60.0
_UNDER_WAY = ("cause_partition", "cause_offset", "published_at")
_SAID = ("incident_id", "category", "policy", "disputed", "superseded_by", "updated_at", "recorded_at")
_SAID_LATELY = """
SELECT incident_id, category, policy, disputed, superseded_by, updated_at, recorded_at
FROM figures FINAL
WHERE updated_at > {since:DateTime64(3, 'UTC')}
ORDER BY recorded_at, cause_offset
"""

logger = logging.getLogger(__name__)


class Vitals(NamedTuple):
    """What a process tells of itself."""

    metrics: Metrics
    pulse: Pulse
    log: Outage
    store: Outage

    def health(self) -> ServiceHealth:
        """That of its loop, and what it needs and has not: to wait for that is alive."""
        loop = self.pulse.health()
        away = [problem for each in (self.log, self.store) if (problem := each.problem()) is not None]
        return ServiceHealth((*away, *loop.problems), loop.alive)


def vitals(service: Service, silence_seconds: float = _SILENCE_SECONDS) -> Vitals:
    """New ones, for a service that counts as dead when it is silent for so long."""
    metrics = Metrics(service, version=installed_version(), pipeline_version=PIPELINE_VERSION)
    return Vitals(metrics, Pulse(silence_seconds), Outage("the log", logger), Outage("the store", logger))


class AwayWatcher:
    """Tells of the attempts of one part of a process to reach the log or the store.

    `works`: it is the part whose pulse is the service's, and which lives while it tries.
    """

    def __init__(self, told: Vitals, of: Literal["log", "store"], part: str, *, works: bool = True) -> None:
        self._told = told
        self._of = of
        self._outage = told.log if of == "log" else told.store
        self._part = part
        self._works = works

    def failed(self, error: Exception | str, _attempt: int, _seconds: float) -> None:
        """An attempt failed; another one follows."""
        self._outage.failed(str(error), self._part)
        self._told.metrics.failed(self._of, self._outage.attempts)
        if self._works:
            self._told.pulse.lives()

    def recovered(self) -> None:
        """It was reached."""
        self._outage.over(self._part)
        self._told.metrics.attempts.labels(self._of).set(self._outage.attempts)


class WindowMetrics:
    """How much all memories of a process hold together, told batch by batch."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._held: dict[int, Windows] = {}  # by partition

    def tell(self, partition: int, before: Windows, after: Windows) -> None:
        """The memory of the partition was the one, and is now the other."""
        self._held[partition] = after
        self._tell(after.updates_gone - before.updates_gone, after.incidents_gone - before.incidents_gone)

    def keep(self, partitions: Iterable[int]) -> None:
        """The process has only these partitions any more."""
        held = set(partitions)
        if self._held.keys() - held:
            self._held = {partition: windows for partition, windows in self._held.items() if partition in held}
            self._tell(0, 0)

    def _tell(self, updates_gone: int, incidents_gone: int) -> None:
        held = self._held.values()
        self._metrics.window("duplicates", sum(each.updates for each in held), updates_gone)
        self._metrics.window("incidents", sum(each.incidents for each in held), incidents_gone)


class RowMetrics:
    """What goes into the store: rows, how long they were under way, and which figures are disputed."""

    def __init__(self, metrics: Metrics, log: EventLog) -> None:
        self._metrics = metrics
        self._log = log  # used by the thread that tells
        self._disputes = Disputes(metrics)
        self._newest: dict[int, int] = {}  # by partition of intake: the offset up to which updates were seen

    def begin(self, store: Store) -> None:
        """Take up the disputes that the store holds. Raises StoreError."""
        rows: Sequence[Any] = store.query(_SAID_LATELY, {"since": dt.datetime.now(dt.UTC) - LIVE}).rows
        for row in rows:
            self._disputes.saw(RecordedFigure(*row))

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        """The store acknowledged these rows."""
        self._metrics.inserted(table, len(rows), seconds)
        if table == "figures":
            for said in _columns(table, rows, _SAID):
                self._disputes.saw(RecordedFigure(*said))
        elif table == "updates":
            self._stored(rows)

    def unwritable(self, records: int) -> None:
        """So many records of the log have no row."""
        self._metrics.dead_letters.labels("writing", "malformed").inc(records)

    def _stored(self, rows: Sequence[Row]) -> None:
        """Only what is seen for the first time, so that what is written again does not count as slow."""
        published: dict[int, dict[int, float]] = {}
        for partition, offset, published_at in _columns("updates", rows, _UNDER_WAY):
            if offset > self._newest.get(partition, -1):
                of_partition = published.setdefault(partition, {})
                of_partition[offset] = max(of_partition.get(offset, 0.0), published_at.timestamp())
        for partition, by_offset in published.items():
            self._newest[partition] = max(by_offset)
            self._metrics.stored(by_offset.values(), self._received(partition, by_offset))

    def _received(self, partition: int, offsets: Iterable[int]) -> list[float]:
        """When the log took these inputs; nothing when it cannot be asked."""
        wanted = set(offsets)
        try:
            inputs = list(read_all(self._log, INTAKE, partition, start=min(wanted), end=max(wanted) + 1))
        except LogError as error:
            logger.warning("cannot see when updates were received", extra={"error": str(error)})
            return []
        return [record.recorded_at.timestamp() for record in inputs if record.offset in wanted]


class WorkMetrics(Watcher):
    """What a worker of our own tells; with `rows`, what the one process does."""

    def __init__(self, vitals: Vitals, rows: RowMetrics | None = None) -> None:
        self._vitals = vitals
        self._rows = rows
        self._windows = WindowMetrics(vitals.metrics)

    def took(self, events: Sequence[Event]) -> None:
        self._vitals.metrics.count(events)

    def rebuilding(self) -> None:
        self._vitals.pulse.unready("it rebuilds the memory of a partition")

    def decided(self, batch: Decided) -> None:
        self._vitals.metrics.count(batch.events)
        self._windows.tell(batch.partition, batch.before, batch.after)
        self._vitals.pulse.beat()

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        if self._rows is not None:
            self._rows.inserted(table, rows, seconds)

    def unwritable(self, records: int) -> None:
        if self._rows is not None:
            self._rows.unwritable(records)

    def missing(self, group: str, lost: LostRecords) -> None:
        self._vitals.metrics.gone(group, lost.source.topic, lost.records)


def of_one_process(vitals: Vitals) -> Callable[[EventLog, Store], Watcher]:
    """What makes the watcher of the one process, which begins with the disputes in the store. Raises StoreError."""

    def watcher(log: EventLog, store: Store) -> Watcher:
        rows = RowMetrics(vitals.metrics, log)
        rows.begin(store)
        return WorkMetrics(vitals, rows)

    return watcher


class Sources:
    """The folders and files that `ingest` looks at, each a source."""

    def __init__(self, paths: Sequence[str], metrics: Metrics) -> None:
        self._metrics = metrics
        self._newest: dict[str, float] = dict.fromkeys(paths, 0.0)

    def took(self, batch: IntakeBatch) -> None:
        """The log has the updates of these files."""
        for path in self._newest:
            inside = f"{path.rstrip('/')}/"
            self._newest[path] = max(self._newest[path], *(
                update.published_at.timestamp() for update in batch.updates
                if update.source == path or update.source.startswith(inside)
            ), 0.0)

    def looked(self) -> None:
        """All of them were looked at."""
        for path, newest in self._newest.items():
            self._metrics.polled(path, ok=path == "-" or os.access(path, os.R_OK), newest=newest or None)


def _columns(table: str, rows: Sequence[Row], names: Sequence[str]) -> Iterable[Any]:
    """The named columns of each row."""
    places = [COLUMNS[table].index(name) for name in names]
    return (tuple(row[place] for place in places) for row in rows)
