"""From the log to the outbox: what changes, which rules choose it, and for when."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from eventlog.port import EventLog
from eventlog.reading import LostRecords
from newsroom.changes.change import TollChange
from newsroom.changes.following import FiguresPortion, LogChanges
from newsroom.errors import Failure
from newsroom.notify.matching import chooses, due_at
from newsroom.notify.message import ChosenChange
from newsroom.notify.outbox import ChosenFor, NotifyOutbox, Positions
from newsroom.notify.receivers import Queue
from newsroom.notify.rules import NotifyRules

logger = logging.getLogger(__name__)


class TakenChanges(NamedTuple):
    """What one look at the log gave."""

    records: int
    chosen: int
    unreadable: int
    lost: tuple[LostRecords, ...]


class Chooser:
    """The rules over the queues that they tell."""

    def __init__(self, rules: NotifyRules, queues: Sequence[Queue]) -> None:
        self._rules = rules
        self._queues = queues

    def choose(
        self, changes: Iterable[TollChange], now: dt.datetime, told_last: Mapping[str, dt.datetime]
    ) -> list[ChosenFor]:
        """Each change for every queue of a receiver that a rule names, once."""
        found = []
        for change in changes:
            choosing = [rule for rule in self._rules.rules if chooses(rule, change, self._rules.policy)]
            for queue in self._queues:
                ours = [rule for rule in choosing if queue.receiver in rule.to]
                if ours:
                    due = due_at(queue.table.quiet, queue.fold_seconds, urgent=any(rule.urgent for rule in ours),
                                 now=now, told_last=told_last.get(queue.name))
                    found.append(ChosenFor(queue.name, ChosenChange(change, tuple(rule.name for rule in ours)), due))
        return found


class ChangesToOutbox:
    """Reads the log from where the outbox is, and keeps both together. All of it may be repeated after a LogError."""

    def __init__(self, log: EventLog, outbox: NotifyOutbox, chooser: Chooser) -> None:
        self._log, self._outbox, self._chooser = log, outbox, chooser
        self._changes: LogChanges | None = None

    def ready(self, stop: threading.Event) -> bool:
        """Go on from where the outbox is; an outbox of no log, or of another one, begins with what comes from now on,
        which needs all of the log read once. False when it was stopped meanwhile. Raises LogError, Failure.
        """
        positions = self._positions()
        try:
            changes = LogChanges(self._log, positions.kept)
        except msgspec.MsgspecError as error:
            raise Failure(f"{self._outbox.path} keeps what this version of newsroom cannot read ({error}): go on with "
                          "the version that wrote it, or move it away to begin anew") from error
        unread = positions.told_from.keys() - positions.kept.keys()
        if unread:
            until = {partition: positions.told_from.get(partition, 0) for partition in changes.ends()}
            while not stop.is_set() and (portions := list(changes.read(until=until))):
                _tell_of(portions)
            if stop.is_set():
                return False
            list(changes.expired(dt.datetime.now(dt.UTC)))  # what ended before nobody is told of
            self._outbox.take({partition: changes.kept(partition) for partition in until}, ())
        self._changes = changes
        return True

    def step(self) -> TakenChanges:
        """Take what is new, once around; with nothing new the rulings that ended. Raises LogError, Failure."""
        changes = self._changes
        if changes is None:
            raise AssertionError("it is not ready")
        records = chosen = unreadable = 0
        lost: list[LostRecords] = []
        for portion in changes.read():
            chosen += self._take(changes, portion)
            records, unreadable = records + portion.records, unreadable + portion.unreadable
            lost += [portion.lost] if portion.lost is not None else []
            _tell_of([portion])
        if not records:
            chosen += sum(self._take(changes, portion) for portion in changes.expired(dt.datetime.now(dt.UTC)))
        return TakenChanges(records, chosen, unreadable, tuple(lost))

    def stand(self) -> dict[int, tuple[int, int]]:
        """Of each partition the first record that is not read, and its end. Raises LogError."""
        changes = self._changes
        if changes is None:
            return {}
        return {partition: (changes.next_offset(partition), end) for partition, end in changes.ends().items()}

    def _take(self, changes: LogChanges, portion: FiguresPortion) -> int:
        chosen = self._chooser.choose(portion.changes, dt.datetime.now(dt.UTC), self._outbox.told_last())
        self._outbox.take({portion.partition: changes.kept(portion.partition)}, chosen)
        return len(chosen)

    def _positions(self) -> Positions:
        log_id, ends = self._log.identity(), LogChanges(self._log).ends()
        found = self._outbox.positions()
        if found is not None:
            is_another = bool(found.log_id and log_id and found.log_id != log_id)
            is_ahead = any(at.next_offset > ends.get(partition, 0) for partition, at in found.kept.items())
            if not is_another and not is_ahead:
                return found
            logger.warning("%s knows another log than this, or one that was put back from an older copy: from now on "
                           "it tells what changes in this one", self._outbox.path)
        self._outbox.begin(log_id, ends)
        return Positions(log_id, {}, ends)


def _tell_of(portions: Iterable[FiguresPortion]) -> None:
    for portion in portions:
        if portion.lost is not None:
            logger.error("%s: nobody is told what they changed", portion.lost)
