"""What deciding comes to, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from eventlog.reading import LostRecords
from schemas.events import Event
from sinks.store import Row
from streams.desk.traffic import Windows

# said of what a memory was to be made of
WITHOUT = "the memory was rebuilt without them"


class Decided(NamedTuple):
    """Inputs of a partition whose outputs the log has."""

    partition: int
    events: Sequence[Event]  # that the outputs encode
    before: Windows  # how much the partition's memory held
    after: Windows


class Watcher:
    """What the parts tell while they work; override what is of interest."""

    def took(self, events: Sequence[Event]) -> None:
        """The log has updates and dead letters of the intake."""

    def rebuilding(self) -> None:
        """A memory is being rebuilt; told again and again while that lasts."""

    def decided(self, batch: Decided) -> None:
        """Inputs were decided and the log has what follows."""

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        """The store acknowledged rows of a table."""

    def unwritable(self, records: int) -> None:
        """So many records have no row: they are in dead_letters."""

    def missing(self, group: str, lost: LostRecords) -> None:
        """The log no longer has records that the group had still to read, or to rebuild a memory from."""


class Worked(msgspec.Struct):
    """How much of its kind a part has done; one adds up with another."""

    inputs: int = 0
    dead_letters: int = 0
    updates: int = 0  # of the inputs those that came in for the first time

    def __iadd__(self, more: Worked) -> Worked:
        self.inputs += more.inputs
        self.dead_letters += more.dead_letters
        self.updates += more.updates
        return self
