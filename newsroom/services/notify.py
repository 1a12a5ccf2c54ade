"""`newsroom notify`: tells receivers what changes in the figures, until stopped."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from eventlog.port import EventLog
from eventlog.retrying import Stopped, retrying
from newsroom.notify.alone import alone_with
from newsroom.notify.delivery import Delivery
from newsroom.notify.outbox import NotifyOutbox
from newsroom.notify.receivers import Queue, Sender, queues_of
from newsroom.notify.rules import NotifyRules, read_rules
from newsroom.notify.taking import ChangesToOutbox, Chooser
from newsroom.own_files import notify_path, notify_rules_path, private
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.stopping import stopped_by_signals
from newsroom.services.watching import AwayWatcher, Vitals, vitals
from newsroom.settings import Settings, installed_version
from newsroom.show.lines import say
from newsroom.wiring import open_log
from producers.sources.http.client import user_agent
from schemas.topics import FIGURES, NOTIFY_GROUP

POLL_SECONDS = 0.2
COUNT_SECONDS = 2.0
LATE = "stopped while the log or a receiver did not answer: what was not acknowledged is told again at the next start"

logger = logging.getLogger(__name__)


class _Telling:
    """What deliveries tell the metrics."""

    def __init__(self, told: Vitals, receivers: Sequence[str]) -> None:
        self._metrics, self._receivers = told.metrics, receivers
        for receiver in receivers:
            self._metrics.notify_receiver(receiver)

    def sent(self, receiver: str, changes: int, seconds: float) -> None:
        self._metrics.notified(receiver, changes, seconds)

    def not_taken(self, receiver: str, *, dead: bool) -> None:
        self._metrics.not_notified(receiver, dead=dead)

    def count(self, outbox: NotifyOutbox) -> None:
        """How much waits, for how long, and what is dead."""
        waiting, dead, now = Counter[str](), Counter[str](), dt.datetime.now(dt.UTC)
        oldest: dict[str, float] = {}
        for queue, count in outbox.queue_counts().items():
            receiver = queue.partition("/")[0]
            waiting[receiver] += count.waiting
            dead[receiver] += count.dead
            if count.oldest is not None:
                oldest[receiver] = max(oldest.get(receiver, 0.0), (now - count.oldest).total_seconds())
        for receiver in self._receivers:
            self._metrics.notify_queue(receiver, waiting[receiver], dead[receiver], oldest.get(receiver, 0.0))


class _Printing:
    """Says what would be sent."""

    def __init__(self, queue: str) -> None:
        self._queue = queue

    def send(self, name: str, title: str, content: bytes) -> None:
        say(f"would tell {self._queue}: {title} ({len(content)} bytes, message {name})")

    def close(self) -> None:
        """Nothing is open."""


def notify(settings: Settings, *, dry_run: bool = False) -> None:
    """Tell until stopped. With `dry_run` print what would be told from now on, send nothing and keep nothing.

    Raises UsageFailure for rules, secrets or addresses that are wrong, LogError, Failure.
    """
    rules = read_rules(notify_rules_path(settings))
    queues = queues_of(rules, user_agent(installed_version(), settings.contact))
    told = vitals("notify")
    telling = _Telling(told, list(rules.receivers))
    with (
        stopped_by_signals(LATE, code=0) as stop, serving_pages(told, settings, pages_port("notify", settings)),
        open_log(settings) as log, _outbox_path(settings, dry_run=dry_run) as path,
    ):
        if dry_run:
            queues = [queue._replace(open_sender=_printing(queue)) for queue in queues]
        with contextlib.closing(NotifyOutbox(path)) as outbox, _delivering(queues, path, telling) as failed:
            _notify_on(log, outbox, rules, queues, stop, told, telling, failed)


def _notify_on(
    log: EventLog, outbox: NotifyOutbox, rules: NotifyRules, queues: Sequence[Queue], stop: threading.Event,
    told: Vitals, telling: _Telling, failed: list[Exception],
) -> None:
    ended = outbox.end_queues_but([queue.name for queue in queues], dt.datetime.now(dt.UTC))
    if ended:
        logger.error("%d messages are for receivers that %s has no more: they are dead letters", ended, rules.path)
    taking = ChangesToOutbox(log, outbox, Chooser(rules, queues))
    away = AwayWatcher(told, "log", "notify")
    told.pulse.unready("it reads what was told before")
    counted_at = 0.0
    with contextlib.suppress(Stopped):
        if not retrying(partial(taking.ready, stop), stop, away):
            return
        while not stop.is_set():
            taken = retrying(taking.step, stop, away)
            told.pulse.beat()
            if taken.records:
                logger.info("taken", extra={"records": taken.records, "chosen": taken.chosen})
            for lost in taken.lost:
                told.metrics.gone(NOTIFY_GROUP, FIGURES, lost.records)
            told.metrics.notify_unreadable.inc(taken.unreadable)
            if failed:
                raise failed[0]
            if time.monotonic() - counted_at > COUNT_SECONDS:
                counted_at = time.monotonic()
                telling.count(outbox)
                for partition, stand in retrying(taking.stand, stop, away).items():
                    told.metrics.position(NOTIFY_GROUP, FIGURES, partition, *stand)
            if not taken.records:
                stop.wait(POLL_SECONDS)


@contextlib.contextmanager
def _delivering(queues: Sequence[Queue], path: Path, telling: _Telling) -> Iterator[list[Exception]]:
    """Send, a thread a queue, while the block runs; what ended a thread is in the list."""
    end, failed = threading.Event(), list[Exception]()

    def deliver(queue: Queue) -> None:
        try:
            Delivery(queue, path, telling).run(end)
        except Exception as error:  # noqa: BLE001 - raised by the thread that looks at it
            failed.append(error)

    threads = [threading.Thread(target=deliver, args=(queue,), name=f"notify {queue.name}", daemon=True)
               for queue in queues]
    for thread in threads:
        thread.start()
    try:
        yield failed
    finally:
        end.set()
        for thread in threads:
            thread.join()  # as long as the stop gives us


@contextlib.contextmanager
def _outbox_path(settings: Settings, *, dry_run: bool) -> Iterator[Path]:
    if dry_run:
        with tempfile.TemporaryDirectory(prefix="newsroom-notify-") as folder:
            yield Path(folder) / "notify.sqlite"
        return
    path = notify_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with private(settings, path), alone_with(path):
        yield path


def _printing(queue: Queue) -> Callable[[], Sender]:
    return lambda: _Printing(queue.name)
