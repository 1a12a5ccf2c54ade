"""`newsroom sink`: writes what the log holds for the store, until stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.positions import telling_positions
from newsroom.services.stopping import DONE_AGAIN, stopped_by_signals
from newsroom.services.watching import RowMetrics, Vitals, vitals
from newsroom.settings import Settings
from newsroom.wiring import make_ready, open_log, open_store_as_it_is
from schemas.topics import SINK_GROUP
from sinks.service import Away, SinkSettings, SinkWatcher, run_sink
from sinks.store import Row
from sinks.writer import Batching, Wrote

SILENCE_SECONDS = 60.0

logger = logging.getLogger(__name__)


class _Telling(SinkWatcher):
    def __init__(self, told: Vitals, rows: RowMetrics) -> None:
        self._told = told
        self._rows = rows

    def wrote(self, batch: Wrote) -> None:
        self._rows.unwritable(len(batch.unwritable))
        self._told.pulse.beat()
        logger.info("written", extra={"rows": batch.rows, "seconds": round(batch.seconds, 3),
                                      "dead_letters": len(batch.unwritable)})

    def idle(self) -> None:
        self._told.pulse.beat()

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        self._rows.inserted(table, rows, seconds)
        self._told.metrics.stage("store insert", seconds)
        self._told.pulse.beat()

    def failed(self, of: Away, attempt: int) -> None:
        self._told.metrics.failed(of, attempt)
        self._told.pulse.waiting()

    def recovered(self) -> None:
        self._told.metrics.recovered("log")
        self._told.metrics.recovered("store")

    def waiting(self, reason: str, seconds: float, attempt: int) -> None:
        logger.warning("waiting", extra={"reason": reason, "seconds": round(seconds, 2), "attempt": attempt})


def sink(settings: Settings) -> None:
    """Write what the log holds for the store, until stopped. Raises StoreError for a store of another version."""
    asked = SinkSettings(Batching(records=settings.sink_batch_records, seconds=settings.sink_batch_seconds))
    told = vitals("sink", 2 * SILENCE_SECONDS)  # a store may be silent for a minute before it counts as away
    with (
        stopped_by_signals(DONE_AGAIN, code=0) as stop, serving_pages(told, settings, pages_port("sink", settings)),
        open_log(settings) as log, open_store_as_it_is(settings) as store,
        telling_positions(lambda: open_log(settings), told.metrics),
    ):
        rows = RowMetrics(told.metrics, log)

        def check() -> None:
            make_ready(store, settings)
            rows.begin(store)

        interrupt: Callable[[], None] | None = getattr(store, "interrupt", None)  # only a store on a server has it
        run_sink(log, store, SINK_GROUP, stop, asked, _Telling(told, rows), check=check, interrupt=interrupt)
