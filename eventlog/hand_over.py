"""Events that this process has just put on the log, for who reads them there next and need not decode them again.

The log stays what is true: a record is read from it all the same, and its event is handed over only if the bytes are
the ones that this process encoded it to. What another process wrote, or this one before a crash, is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.events import Event
from schemas.records import NewRecord, Record, event_in
from schemas.topics import DERIVED_TOPICS, INTAKE

MOST_BYTES = 16 * 1024 * 1024  # some batches of the size that a run has by default

_READ_NEXT = {INTAKE, *DERIVED_TOPICS}


class HandOver:
    """The newest events, by the ids of their records, until they are asked for; of so many bytes of records at most."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: dict[str, tuple[bytes, Event]] = {}  # the oldest first

    def keep(self, appended: Iterable[tuple[NewRecord, Event]]) -> None:
        """Records that the log has now, and the events that they were made of."""
        for record, event in appended:
            if record.topic in _READ_NEXT and self._most_bytes:
                self._drop(record.id)
                self._kept[record.id] = record.value, event
                self._bytes += len(record.value)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def event_of(self, record: Record) -> Event:
        """The event that the record holds: the one that was handed over, which is then let go, or decoded.

        Raises CodecError.
        """
        value, event = self._kept.get(record.id, (None, None))
        if event is None or value != record.value or type(event).__name__ != record.type:
            return event_in(record)
        self._drop(record.id)
        return event

    def clear(self) -> None:
        """Let all go."""
        self._kept.clear()
        self._bytes = 0

    def _drop(self, name: str) -> None:
        value, _ = self._kept.pop(name, (b"", None))
        self._bytes -= len(value)
