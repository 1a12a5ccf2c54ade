"""Reads the topic `figures` of a log, all its partitions, and gives what changes; what it must remember can be kept."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from eventlog.port import EventLog
from eventlog.reading import LostRecords
from newsroom.changes.change import TollChange
from newsroom.changes.fold import TollChanges
from newsroom.changes.state import restored, stored
from newsroom.changes.telling import standing_tolls
from schemas.codec import CodecError
from schemas.records import Record, TopicPartition, event_in
from schemas.topics import FIGURES

PORTION = 1000  # records

logger = logging.getLogger(__name__)


class KeptPosition(NamedTuple):
    """Where a partition is to be read on, and what was told before."""

    next_offset: int
    state: bytes


class FiguresPortion(NamedTuple):
    """What some records of a partition change; `unreadable` of them are passed over, `lost` were not there."""

    partition: int
    start: int
    next_offset: int
    changes: list[TollChange]
    unreadable: int = 0
    lost: LostRecords | None = None
    records: int = 0


class LogChanges:
    """Follows all partitions, each on its own, from the first record or from where it was kept."""

    def __init__(self, log: EventLog, kept: Mapping[int, KeptPosition] | None = None) -> None:
        """Raises LogError; msgspec.MsgspecError for what another version kept."""
        known = kept or {}
        self._log = log
        self._folds: dict[int, TollChanges] = {}
        self._next: dict[int, int] = {}
        for partition in range(log.partitions(FIGURES)):
            at = known.get(partition)
            self._folds[partition] = TollChanges(restored(at.state) if at is not None else None)
            self._next[partition] = at.next_offset if at is not None else 0

    def ends(self) -> dict[int, int]:
        """Where each partition ends now. Raises LogError."""
        places = [TopicPartition(FIGURES, partition) for partition in self._folds]
        return {place.partition: end for place, end in self._log.ends(places).items()}

    def read(self, limit: int = PORTION, until: Mapping[int, int] | None = None) -> Iterator[FiguresPortion]:
        """What is new, once around: of each partition that has it up to so many records, below `until` if that is
        given. A portion is read when it is asked for. Raises LogError; then the same can be read again.
        """
        ends = self.ends()
        for partition, start in self._next.items():
            end = min(ends[partition], until[partition]) if until is not None else ends[partition]
            if start < end and (records := self._log.read(FIGURES, partition, start, min(limit, end - start))):
                yield self._portion(partition, start, records)

    def expired(self, now: dt.datetime) -> Iterator[FiguresPortion]:
        """The rulings that ended by then, of each partition that has some."""
        for partition, fold in self._folds.items():
            if changes := fold.expired(now):
                yield FiguresPortion(partition, self._next[partition], self._next[partition], changes)

    def kept(self, partition: int) -> KeptPosition:
        """What to keep, so that another goes on where this one is."""
        return KeptPosition(self._next[partition], stored(self._folds[partition].state))

    def next_offset(self, partition: int) -> int:
        """The first record that is not read."""
        return self._next[partition]

    def standing(self) -> list[TollChange]:
        """What stands now, of every incident and category under every policy, last changed first."""
        found = [toll for fold in self._folds.values() for toll in standing_tolls(fold.state.board)]
        return sorted(found, key=lambda toll: (toll.since, toll.incident_id), reverse=True)

    def _portion(self, partition: int, start: int, records: list[Record]) -> FiguresPortion:
        fold, changes, unreadable = self._folds[partition], list[TollChange](), 0
        for record in records:
            try:
                event = event_in(record)
            except CodecError as error:
                logger.warning("%s/%s@%s is passed over: %s", FIGURES, partition, record.offset, error)
                unreadable += 1
            else:
                changes += fold.fold(event, record.recorded_at)
        self._next[partition] = records[-1].offset + 1
        gone = records[0].offset > start
        lost = LostRecords(TopicPartition(FIGURES, partition), start, records[0].offset) if gone else None
        return FiguresPortion(partition, start, records[-1].offset + 1, changes, unreadable, lost, len(records))
