"""`newsroom sink`: writes what the log holds for the store, until stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from eventlog.reading import LostRecords
from newsroom.one_machine.one_process import NO_ROWS
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.positions import telling_positions
from newsroom.services.stopping import DONE_AGAIN, stopped_by_signals
from newsroom.services.watching import AwayWatcher, RowMetrics, Vitals, vitals
from newsroom.settings import Settings
from newsroom.settling import settle
from newsroom.wiring import make_ready, on_a_server, open_log, open_store_as_it_is
from schemas.topics import SINK_GROUP
from sinks.service import Away, SinkSettings, SinkWatcher, run_sink
from sinks.store import Row, Store, StoreError
from sinks.writer import Batching, Wrote
from sinks.written import keep_counts

SILENCE_SECONDS = 60.0
COUNT_SECONDS = 300.0

logger = logging.getLogger(__name__)


class _Telling(SinkWatcher):
    def __init__(self, told: Vitals, rows: RowMetrics, store: Store) -> None:
        self._told = told
        self._rows = rows
        self._store = store
        self._away: dict[Away, AwayWatcher] = {
            "log": AwayWatcher(told, "log", "sink"), "store": AwayWatcher(told, "store", "sink"),
        }
        self._counted_at = time.monotonic()
        self._uncounted = False  # whether rows came since

    def wrote(self, batch: Wrote) -> None:
        self._rows.unwritable(len(batch.unwritable))
        self._told.pulse.beat()
        logger.info("written", extra={"rows": batch.rows, "seconds": round(batch.seconds, 3),
                                      "dead_letters": len(batch.unwritable)})

    def idle(self) -> None:
        self._told.pulse.beat()
        if self._uncounted and time.monotonic() - self._counted_at > COUNT_SECONDS:
            self.count()

    def count(self) -> None:
        """Keep how many events the tables hold, for whoever looks later whether all are there."""
        self._counted_at = time.monotonic()
        try:
            keep_counts(self._store)
        except StoreError as error:
            logger.warning("rows not counted", extra={"error": str(error)})
        else:
            self._uncounted = False

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        self._uncounted = True
        self._rows.inserted(table, rows, seconds)
        self._told.metrics.stage("store insert", seconds)
        self._told.pulse.beat()

    def missing(self, lost: LostRecords) -> None:
        logger.error("%s: %s", lost, NO_ROWS)
        self._told.metrics.gone(SINK_GROUP, lost.source.topic, lost.records)

    def waiting(self, of: Away, reason: str, seconds: float, attempt: int) -> None:
        self._away[of].failed(reason, attempt, seconds)

    def recovered(self) -> None:
        for away in self._away.values():
            away.recovered()


def sink(settings: Settings) -> None:
    """Write what the log holds for the store, until stopped. Raises StoreError for a store of another version."""
    asked = SinkSettings(Batching(records=settings.sink_batch_records, seconds=settings.sink_batch_seconds))
    told = vitals("sink", 2 * SILENCE_SECONDS)  # a store may be silent for a minute before it counts as away
    with (
        stopped_by_signals(DONE_AGAIN, code=0) as stop, serving_pages(told, settings, pages_port("sink", settings)),
        open_log(settings) as log, open_store_as_it_is(settings) as store,
        telling_positions(settings, told),
    ):
        rows = RowMetrics(told.metrics, log)

        def check() -> None:
            make_ready(store, settings)
            settle(log, store, settings)
            rows.begin(store)

        interrupt: Callable[[], None] | None = getattr(store, "interrupt", None)  # only a store on a server has it
        telling = _Telling(told, rows, store)
        run_sink(log, store, SINK_GROUP, stop, asked, telling, check=check, interrupt=interrupt)
        if not on_a_server(settings):  # which might hang: the stop has its time
            telling.count()
