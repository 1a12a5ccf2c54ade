"""How a service ends: told by a signal, in good order where it can, and in bounded time whatever hangs."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections.abc import Iterator

from newsroom.errors import complain

NOT_TAKEN_IN = "stopped before the log took everything: take the same in again, nothing is counted twice"
DONE_AGAIN = "stopped while log or store did not answer: what was in hand is done again at the next start"

STOP_SECONDS = 8.0
"""From the signal to the end, of the ten seconds in which a service has to be gone."""


@contextlib.contextmanager
def stopped_by_signals(late: str, *, code: int) -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set: what is under way is finished, nothing new is begun.

    A process that is still there STOP_SECONDS after it was set, because a server does not answer, ends at once
    with the line `late` and the exit code: for what a kill at any moment may do, that may do, too.
    """
    stop, unneeded, told = threading.Event(), threading.Event(), queue.SimpleQueue[None]()
    # a handler interrupts its own thread, which would wait for itself if it just holds the lock of the event: another
    # thread sets it, told through the one queue whose put may interrupt itself
    before = {number: signal.signal(number, lambda *_: told.put(None)) for number in (signal.SIGTERM, signal.SIGINT)}
    threading.Thread(target=_hear, args=(told, stop), name="stop", daemon=True).start()
    # a library with handlers of its own (Faust) sets the event itself
    threading.Thread(target=_end_when_late, args=(stop, unneeded, late, code), name="late", daemon=True).start()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if not stop.is_set():  # once told to stop, the end of the interpreter must not hang either
            unneeded.set()
            stop.set()
        told.put(None)  # nobody else ends the thread that hears


def _hear(told: queue.SimpleQueue[None], stop: threading.Event) -> None:
    told.get()
    stop.set()


def _end_when_late(stop: threading.Event, unneeded: threading.Event, late: str, code: int) -> None:
    stop.wait()
    if not unneeded.wait(STOP_SECONDS):
        complain(f"newsroom: {late}")
        os._exit(code)
