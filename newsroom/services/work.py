"""`newsroom work`: decides what comes in, until stopped."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from functools import partial

import msgspec

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from eventlog.retrying import Stopped, retrying
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import bad_input_limit, new_desk
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.positions import telling_positions
from newsroom.services.stopping import DONE_AGAIN, stopped_by_signals
from newsroom.services.watching import AwayWatcher, Vitals, WorkMetrics, vitals
from newsroom.settings import Settings, on_kafka
from newsroom.wiring import open_log
from streams.desk.bad_inputs import TooManyBadInputs
from telemetry.stages import Stages

POLL_SECONDS = 0.2

logger = logging.getLogger(__name__)


def work(settings: Settings) -> None:
    """Decide what comes in until stopped: with Faust on Kafka, else with desks of our own."""
    with stopped_by_signals(DONE_AGAIN, code=0) as stop:
        if on_kafka(settings):
            from newsroom.services.faust import (
                work_on_kafka,  # imports Faust, which the embedded user need not have wait for
            )

            work_on_kafka(settings, stop)
        else:
            told = vitals("work")
            with (
                serving_pages(told, settings, pages_port("work", settings)), open_log(settings) as log,
                telling_positions(settings, told),
            ):
                _work_on(log, settings, stop, told)


def _work_on(log: EventLog, settings: Settings, stop: threading.Event, told: Vitals) -> None:
    stages = Stages(timed=told.metrics.stage)
    desks = Desks(log, new_desk(load_gazetteer(), settings), stages, settings.batch, WorkMetrics(told),
                  bad_input_limit(settings))
    away = AwayWatcher(told, "log", "desks")
    with contextlib.suppress(Stopped), _stopped_by_bad_inputs(stop, told):
        while not stop.is_set():
            worked = retrying(partial(desks.work, stop.is_set), stop, away)
            told.pulse.beat()
            if worked.inputs:
                logger.info("decided", extra=msgspec.structs.asdict(worked))
            else:
                stop.wait(POLL_SECONDS)


@contextlib.contextmanager
def _stopped_by_bad_inputs(stop: threading.Event, told: Vitals) -> Iterator[None]:
    """Once too many inputs are bad, nothing but to say so until stopped: started again, it would go on with them."""
    try:
        yield
    except TooManyBadInputs as too_many:
        logger.error("%s", too_many)
        told.metrics.stopped.set(1)
        while not stop.is_set():
            told.pulse.unready(str(too_many))
            stop.wait(POLL_SECONDS)
