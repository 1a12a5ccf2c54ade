"""`newsroom ingest`, once through: stories under paths onto the log."""

from __future__ import annotations

import contextlib
import logging
import threading
from functools import partial

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from eventlog.refusals import append_or_keep
from eventlog.retrying import Stopped, retrying
from newsroom.errors import Failure
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.stopping import NOT_TAKEN_IN, stopped_by_signals
from newsroom.services.watching import AwayWatcher, Sources, Vitals, vitals
from newsroom.settings import Settings, number_of_workers
from newsroom.wiring import folder_rules, open_ledger, open_log
from producers.intake.ledger import Ledger
from producers.intake.quota import LetterQuota, named_by
from producers.intake.taking import IntakeBatch, Reading, intake_records, read_stories
from producers.sources import files
from producers.sources.walk import FolderRules
from telemetry.flood import Flood
from telemetry.stages import Stages

SILENCE_SECONDS = 60.0

logger = logging.getLogger(__name__)


def ingest(
    paths: list[str], settings: Settings, reading: Reading, *, links: bool = False, with_pages: bool = False
) -> int:
    """Take stories in, once; how many could not be read.

    Raises LogError for a log that cannot be reached at the start, LedgerError, and Failure when it is stopped before
    the log took what was asked for.
    """
    if (missing := files.first_missing(paths)) is not None:
        raise Failure(f"there is no file or folder {missing}: nothing was taken in; check the path")
    told = vitals("ingest", SILENCE_SECONDS)
    pages = serving_pages(told, settings, pages_port("ingest", settings)) if with_pages else contextlib.nullcontext()
    with (
        stopped_by_signals(NOT_TAKEN_IN, code=1) as stop, pages, open_log(settings) as log,
        open_ledger(settings, log) as ledger,
    ):
        return take_in(log, paths, reading, settings.batch, stop, told, ledger, folder_rules(settings, links=links),
                       LetterQuota(settings.dead_letters_per_source), number_of_workers(settings))


def take_in(
    log: EventLog, paths: list[str], reading: Reading, batch_size: int, stop: threading.Event,
    told: Vitals | None = None, ledger: Ledger | None = None, rules: FolderRules | None = None,
    quota: LetterQuota | None = None, workers: int = 1,
) -> int:
    """`ingest` on an open log. Raises Failure and LedgerError as it does."""
    told = told or vitals("ingest")
    stages, sources = Stages(timed=told.metrics.stage), Sources(paths, told.metrics)
    flood = Flood(logger.warning)
    unread = 0
    for batch in read_stories(paths, reading, load_gazetteer(), stages, batch_size, ledger, rules,
                              workers=workers, parsing=workers):
        if stop.is_set():
            raise Failure(NOT_TAKEN_IN)
        if quota is not None:
            quota.keep_to(batch, named_by(paths))
        flood.tell(batch.messages, batch.dead_letters)
        with stages("log commit"):
            append_batch(log, batch, stop, told)
        sources.took(batch)
        unread += len(batch.dead_letters)
    flood.end()
    sources.looked()
    return unread


def take_batch(log: EventLog, batch: IntakeBatch, stop: threading.Event, told: Vitals) -> None:
    """Tell what the batch says and append it, waiting while the log is away.

    Raises Failure when told to stop before it was taken.
    """
    flood = Flood(logger.warning)
    flood.tell(batch.messages, batch.dead_letters)
    flood.end()
    append_batch(log, batch, stop, told)


def append_batch(log: EventLog, batch: IntakeBatch, stop: threading.Event, told: Vitals) -> None:
    """The same without a word of what it holds."""
    records = intake_records(batch.events, batch.dead_letters)
    try:
        refused = retrying(partial(append_or_keep, log, records), stop, AwayWatcher(told, "log", "append"))
    except Stopped as stopped:
        raise Failure(NOT_TAKEN_IN) from stopped
    for letter in refused.values():
        logger.error("the log will never take it, and it is kept as a dead letter: %s", letter.detail)
    batch.updates = [update for update in batch.updates if update.event_id not in refused]
    batch.recalls = [recall for recall in batch.recalls if recall.event_id not in refused]
    batch.dead_letters = [letter for letter in batch.dead_letters if letter.event_id not in refused]
    batch.dead_letters += refused.values()
    told.metrics.count([*batch.events, *batch.dead_letters])
    told.pulse.beat()
    logger.info("taken in", extra={"files": batch.files, "updates": len(batch.updates),
                                   "recalls": len(batch.recalls), "dead_letters": len(batch.dead_letters)})
