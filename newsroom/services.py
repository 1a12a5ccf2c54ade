"""The commands that run as services: each one process, stopped by SIGTERM, told about in structured logs."""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
from collections.abc import Callable, Sequence

from datelines.places import load
from eventlog.port import EventLog, LogError
from newsroom.errors import Failure
from newsroom.one_process import Desks, record_of
from newsroom.pages import port_of, serving_pages
from newsroom.positions import telling_positions
from newsroom.settings import Settings
from newsroom.stopping import stopped_by_signals
from newsroom.stories import Batch, Reading, read_stories
from newsroom.telling import RowsTold, Sources, Vitals, WorkTold, vitals
from newsroom.wiring import make_ready, new_desk, on_kafka, open_ledger, open_log, open_store_as_it_is
from producers.ledger import Ledger
from sinks.service import Away, SinkSettings, SinkWatcher, Wrote, run_sink
from sinks.store import Row
from telemetry.stages import Stages

POLL_SECONDS = 0.2
LONGEST_WAIT = 15.0
SILENCE_SECONDS = 60.0
NOT_TAKEN_IN = "stopped before the log took everything: take the same in again, nothing is counted twice"
DONE_AGAIN = "stopped while log or store did not answer: what was in hand is done again at the next start"

logger = logging.getLogger(__name__)


def ingest(paths: list[str], settings: Settings, reading: Reading, *, with_pages: bool = False) -> int:
    """Take stories in, once; how many could not be read.

    Raises LogError for a log that cannot be reached at the start, LedgerError, and Failure when it is stopped before
    the log took what was asked for.
    """
    told = vitals("ingest", SILENCE_SECONDS)
    pages = serving_pages(told, settings, port_of("ingest", settings)) if with_pages else contextlib.nullcontext()
    with (
        stopped_by_signals(NOT_TAKEN_IN, code=1) as stop, pages, open_log(settings) as log,
        open_ledger(settings, log) as ledger,
    ):
        return take_in(log, paths, reading, settings.batch, stop, told, ledger)


def take_in(
    log: EventLog, paths: list[str], reading: Reading, batch_size: int, stop: threading.Event,
    told: Vitals | None = None, ledger: Ledger | None = None,
) -> int:
    """`ingest` on an open log. Raises Failure and LedgerError as it does."""
    told = told or vitals("ingest")
    stages, sources = Stages(timed=told.metrics.stage), Sources(paths, told.metrics)
    unread = 0
    for batch in read_stories(paths, reading, load(), stages, batch_size, ledger):
        if stop.is_set():
            raise Failure(NOT_TAKEN_IN)
        with stages("log commit"):
            take_batch(log, batch, stop, told)
        sources.took(batch)
        unread += len(batch.dead_letters)
    sources.looked()
    return unread


def take_batch(log: EventLog, batch: Batch, stop: threading.Event, told: Vitals) -> None:
    """Append the batch, waiting while the log is away. Raises Failure when told to stop before it was taken."""
    for message in batch.messages:
        logger.warning(message)
    records = [record_of(event, event.desk) for event in batch.events]
    records += [record_of(letter, letter.source) for letter in batch.dead_letters]
    wait = POLL_SECONDS
    for attempt in itertools.count(1):
        try:
            log.append(records)
        except LogError as error:
            told.metrics.failed("log", attempt)
            told.pulse.waiting()
            logger.error("the log did not take %d updates", len(batch.updates), extra={"error": str(error)})
            if stop.wait(wait):
                raise Failure(NOT_TAKEN_IN) from error
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            told.metrics.recovered("log")
            told.metrics.count([*batch.events, *batch.dead_letters])
            told.pulse.beat()
            logger.info("taken in", extra={"files": batch.files, "updates": len(batch.updates),
                                           "recalls": len(batch.recalls), "dead_letters": len(batch.dead_letters)})
            return


def work(settings: Settings) -> None:
    """Decide what comes in until stopped: with Faust on Kafka, else with desks of our own."""
    with stopped_by_signals(DONE_AGAIN, code=0) as stop:
        if on_kafka(settings):
            from newsroom.kafka_worker import run  # imports Faust, which the embedded user need not have wait for

            run(settings, stop)
        else:
            told = vitals("work")
            with (
                serving_pages(told, settings, port_of("work", settings)), open_log(settings) as log,
                telling_positions(lambda: open_log(settings), told.metrics),
            ):
                _work_on(log, settings, stop, told)


def _work_on(log: EventLog, settings: Settings, stop: threading.Event, told: Vitals) -> None:
    stages = Stages(timed=told.metrics.stage)
    desks = Desks(log, new_desk(load(), settings), stages, settings.batch, WorkTold(told))
    wait, failures = POLL_SECONDS, 0
    while not stop.is_set():
        try:
            worked = desks.work(stop.is_set)
        except LogError as error:
            failures += 1
            told.metrics.failed("log", failures)
            told.pulse.waiting()
            logger.error("the log is away", extra={"error": str(error)})
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        if failures:
            told.metrics.recovered("log")
        wait, failures = POLL_SECONDS, 0
        told.pulse.beat()
        if worked.inputs:
            logger.info("decided", extra=worked._asdict())
        else:
            stop.wait(POLL_SECONDS)


class _Telling(SinkWatcher):
    def __init__(self, told: Vitals, rows: RowsTold) -> None:
        self._told = told
        self._rows = rows

    def wrote(self, batch: Wrote) -> None:
        self._rows.unwritable(len(batch.failures))
        self._told.pulse.beat()
        logger.info("written", extra={"rows": batch.rows, "seconds": round(batch.seconds, 3),
                                      "dead_letters": len(batch.failures)})

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
    asked = SinkSettings(records=settings.sink_batch_records, seconds=settings.sink_batch_seconds)
    told = vitals("sink", 2 * SILENCE_SECONDS)  # a store may be silent for a minute before it counts as away
    with (
        stopped_by_signals(DONE_AGAIN, code=0) as stop, serving_pages(told, settings, port_of("sink", settings)),
        open_log(settings) as log, open_store_as_it_is(settings) as store,
        telling_positions(lambda: open_log(settings), told.metrics),
    ):
        rows = RowsTold(told.metrics, log)

        def check() -> None:
            make_ready(store, settings)
            rows.begin(store)

        interrupt: Callable[[], None] | None = getattr(store, "interrupt", None)  # only a store on a server has it
        run_sink(log, store, "sink", stop, asked, _Telling(told, rows), check=check, interrupt=interrupt)
