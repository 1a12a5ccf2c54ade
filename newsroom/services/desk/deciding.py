"""On one machine, where perhaps no other process runs: what an editor says on the page is decided soon after it.

The desks work in a process of their own, so that the page neither waits for them nor keeps their memory.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from multiprocessing.connection import Connection

from datelines.places import load_gazetteer
from eventlog.port import EventLog, LogError
from eventlog.reading import lag
from newsroom.errors import Failure
from newsroom.one_machine.desks import Desks
from newsroom.pipeline import bad_input_limit, new_desk
from newsroom.settings import Settings
from newsroom.wiring import open_log
from producers.spawned import Spawned
from schemas.topics import INTAKE, WORK_GROUP
from streams.desk.bad_inputs import TooManyBadInputs
from telemetry.stages import Stages

OTHERS_SECONDS = 1.0  # that `newsroom work` or a run is given to go on; it looks five times a second
_LOOK_SECONDS = 0.1
_LATER = "it is on the log, and `newsroom work` or the next `newsroom run` decides it"

logger = logging.getLogger(__name__)


class DecidesUnlessOthersDo:
    """Has what waits on intake decided when nobody else gets on with it. One at a time; whoever comes meanwhile need
    not wait, for who decides looks again at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asked = threading.Event()
        self._busy = threading.Lock()

    def __call__(self) -> None:
        """Takes as long as deciding does. What fails is logged: what was said stays on the log."""
        self._asked.set()
        while self._asked.is_set() and self._busy.acquire(blocking=False):
            try:
                self._asked.clear()
                if self._nobody_does():
                    self._decide()
            except (LogError, Failure) as error:
                logger.warning("what an editor said could not be decided: %s; %s", error, _LATER)
            finally:
                self._busy.release()

    def _nobody_does(self) -> bool:
        with open_log(self._settings, must_exist=True, read_only=True) as log:
            before, until = _decided(log), time.monotonic() + OTHERS_SECONDS
            while time.monotonic() < until:
                if not any(lag(log, WORK_GROUP, INTAKE).values()) or _decided(log) != before:
                    return False
                time.sleep(_LOOK_SECONDS)
            return True

    def _decide(self) -> None:
        working = Spawned("editors-words", _work, self._settings)
        try:
            failure = working.connection.recv()
        except (EOFError, OSError):
            failure = "the process that was to decide it has died"
        finally:
            working.end(wait=True)
        if failure is not None:
            logger.warning("what an editor said could not be decided: %s; %s", failure, _LATER)


def _decided(log: EventLog) -> list[int]:
    """How far, by partition."""
    return [log.committed(WORK_GROUP, INTAKE, partition) for partition in range(log.partitions(INTAKE))]


def _work(connection: Connection, settings: Settings) -> None:
    """Tells why it could not, in a line; None once all is decided."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # who started it ends it
    failure = None
    try:
        with open_log(settings, must_exist=True) as log:
            Desks(log, new_desk(load_gazetteer(), settings), Stages(), settings.batch,
                  limit=bad_input_limit(settings)).work()
    except (LogError, TooManyBadInputs, Failure) as error:
        failure = str(error)
    connection.send(failure)
