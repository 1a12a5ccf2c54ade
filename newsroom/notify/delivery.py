"""Sends what a queue holds, in a thread of its own: a receiver that is away holds nobody else up."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
from pathlib import Path
from typing import Protocol

from newsroom.notify.outbox import NotifyOutbox, OutMessage
from newsroom.notify.receivers import Queue, Sender
from newsroom.notify.webhooks import NotTaken

_LOOK_SECONDS = 0.25

logger = logging.getLogger(__name__)


class DeliveryWatcher(Protocol):
    """What is told of deliveries, from the threads of all queues."""

    def sent(self, receiver: str, changes: int, seconds: float) -> None:
        """A message was acknowledged; so long after it was made."""

    def not_taken(self, receiver: str, *, dead: bool) -> None:
        """A try failed; `dead`: it was the last one."""


class Delivery:
    """Composes and sends one queue's messages until stopped."""

    def __init__(self, queue: Queue, path: Path, watcher: DeliveryWatcher) -> None:
        self._queue, self._path, self._watcher = queue, path, watcher
        self._failures = 0  # in a row
        self._random = random.Random()  # noqa: S311 - spreads tries over time, no secret

    def run(self, stop: threading.Event) -> None:
        """Raises Failure when the outbox fails."""
        outbox, sender = NotifyOutbox(self._path), self._queue.open_sender()
        try:
            while not stop.is_set():
                stop.wait(self.step(outbox, sender))
        finally:
            sender.close()
            outbox.close()

    def step(self, outbox: NotifyOutbox, sender: Sender) -> float:
        """Try one message, if one is due; the seconds until the next look."""
        queue, now = self._queue, dt.datetime.now(dt.UTC)
        outbox.compose(queue.name, now, queue.changes_in_one, queue.message_of)
        found = outbox.next_message(queue.name, now)
        if found is None:
            return _LOOK_SECONDS
        message = found.message
        try:
            sender.send(message.id, message.title, message.content)
        except NotTaken as refused:
            return self._failed(outbox, found, refused)
        outbox.delivered(queue.name, message.id)
        self._failures = 0
        took = (dt.datetime.now(dt.UTC) - found.composed_at).total_seconds()
        self._watcher.sent(queue.receiver, message.changes, took)
        logger.info("told", extra={"receiver": queue.name, "message_id": message.id, "changes": message.changes})
        return 0.0

    def _failed(self, outbox: NotifyOutbox, found: OutMessage, refused: NotTaken) -> float:
        queue, now, tries = self._queue, dt.datetime.now(dt.UTC), found.tries + 1
        self._failures += 1
        dead = tries >= queue.table.tries
        next_try = now + dt.timedelta(seconds=max(self._wait(tries), refused.retry_after))
        outbox.failed(queue.name, found.message.id, str(refused), None if dead else next_try, now)
        self._watcher.not_taken(queue.receiver, dead=dead)
        level, what = (logging.ERROR, "a message is a dead letter") if dead else (logging.WARNING, "not taken")
        logger.log(level, what, extra={"receiver": queue.name, "message_id": found.message.id, "tries": tries,
                                       "error": str(refused)})
        return max(self._wait(self._failures), refused.retry_after)

    def _wait(self, failures: int) -> float:
        """Seconds until the next try after so many failures, shortened by up to half at random."""
        table = self._queue.table
        longest: float = min(table.longest_wait_seconds, table.first_wait_seconds * 2.0 ** min(failures - 1, 30))
        return longest * self._random.uniform(0.5, 1.0)
