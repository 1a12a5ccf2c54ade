"""What every runner does with an input, whichever log and engine carry it: decide, fold, rebuild.

A partition's memory is its desks. Deciding an input folds what was decided, so that the next input meets it;
a runner whose log did not take the outputs throws the memory away and has it rebuilt.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from schemas.codec import CodecError, Malformed, SchemaFromTheFuture
from schemas.dead_letters import letter_of_record, record_of_letter
from schemas.events import Cause, DeadLetter, Event, Reprocessed
from schemas.records import NewRecord, Record, event_in, record_of
from schemas.topics import CLAIMS, DERIVED_TOPICS, FIGURES, TIMELINE
from streams.desk.bad_inputs import BadInputLimit, BadInputs, TooManyBadInputs
from streams.desk.desk import Desk
from streams.desk.traffic import DERIVED, Derived, Windows

NO_LIMIT = BadInputLimit()

ReadDerived: TypeAlias = "Callable[[str, int], Iterable[Record]]"
"""Topic and first offset -> the records of a partition, in the order of the log."""


class Decisions(NamedTuple):
    """What follows from the first `inputs` of some records: from all of them, but where too many were bad."""

    outputs: list[NewRecord]
    inputs: int
    too_many_bad: TooManyBadInputs | None = None


class Memory:
    """The desks of one partition, made as their keys are met."""

    def __init__(
        self, new_desk: Callable[[], Desk], limit: BadInputLimit = NO_LIMIT,
        event_of: Callable[[Record], Event] = event_in,
    ) -> None:
        """`event_of` gives the event of an input, for a runner that has it already. Raises CodecError."""
        self._new_desk = new_desk
        self._event_of = event_of
        self._desks: dict[str, Desk] = {}
        self._bad_inputs = BadInputs(limit)

    def decide_all(
        self, records: Iterable[Record], observe: Callable[[list[Event]], None] = lambda _: None
    ) -> Decisions:
        """`decide` each of the records, up to one that is beyond the limit of bad ones."""
        outputs: list[NewRecord] = []
        count = 0
        for record in records:
            try:
                outputs += self.decide(record, observe)
            except TooManyBadInputs as too_many:
                return Decisions(outputs, count, too_many)
            count += 1
        return Decisions(outputs, count)

    def decide(self, record: Record, observe: Callable[[list[Event]], None] = lambda _: None) -> list[NewRecord]:
        """What follows from an input, folded and encoded; `observe` is told the events that the outputs encode.

        An input that cannot be read or decided gives one dead letter: it must not stop the line. Raises
        TooManyBadInputs where there were so many of them that it must.
        """
        desk = self._desk(record.key)
        cause = Cause(topic=record.topic, partition=record.partition, offset=record.offset)
        try:
            events = desk.decide(self._event_of(record), cause, record.recorded_at)
            outputs = [_output(event, record.key) for event in events]
        except CodecError as error:
            reason = "future_schema" if isinstance(error, SchemaFromTheFuture) else "malformed"
            letter = letter_of_record(record, "deciding", reason, str(error))
        except Exception as error:  # noqa: BLE001 - kept with its reason, whatever it is
            letter = letter_of_record(record, "deciding", "undecidable", f"{type(error).__name__}: {error}")
        else:
            for event in events:
                desk.fold(event)
            self._bad_inputs.good()
            observe(events)
            return outputs
        self._bad_inputs.bad(record, f"{letter.reason}: {letter.detail}")
        observe([letter])
        return [record_of_letter(letter)]

    def windows(self) -> Windows:
        """How much all desks together hold, and what has left them since the memory was made."""
        return Windows(*map(sum, zip(*(desk.windows for desk in self._desks.values()), strict=True)))

    def rebuild(
        self, read: ReadDerived, committed: int, unreadable: Callable[[Record, str], None]
    ) -> dict[str, int]:
        """Fold what inputs below the offset `committed` caused: later inputs are decided again.

        Returns from which offset on each topic had to be whole.

        `read` gives the records of the partition on one of DERIVED_TOPICS from an offset on. What was there before
        the partition was last reprocessed is not asked for. A record that cannot be read is passed over, and
        `unreadable` is told it and why.
        """
        starts = dict.fromkeys(DERIVED_TOPICS, 0) | _starts(read(FIGURES, 0))
        readable = [_first_told(read(topic, start), committed, unreadable) for topic, start in starts.items()]
        for key, event in heapq.merge(*readable, key=lambda item: item[1].caused_by.offset):
            self._desk(key).fold(event)
        return starts

    def _desk(self, key: str) -> Desk:
        desk = self._desks.get(key)
        if desk is None:
            desk = self._desks[key] = self._new_desk()
        return desk


def _starts(figures: Iterable[Record]) -> dict[str, int]:
    """Where to begin on each derived topic: where the last reprocessing of the partition began."""
    marks = [record for record in figures if record.type == Reprocessed.__name__]
    if not marks:
        return {}
    mark = event_in(marks[-1])
    if not isinstance(mark, Reprocessed):
        raise Malformed(f"{marks[-1].type} holds a {type(mark).__name__}")
    return {TIMELINE: mark.timeline_from, CLAIMS: mark.claims_from, FIGURES: mark.figures_from}


def _first_told(
    records: Iterable[Record], committed: int, unreadable: Callable[[Record, str], None]
) -> Iterator[tuple[str, Derived]]:
    """The events in the order of their causes, each told once.

    Writers write the outputs of inputs in order and, after a crash, begin again at or before the input they had
    reached. So whatever is caused by an earlier input than the one before it was there already: it is left
    out, for a desk may have forgotten it since, and would take it for something new. And after the first event
    that an input at or beyond `committed` caused, none before it is told for the first time.
    """
    newest = -1
    for record in records:
        try:
            event = event_in(record)
        except CodecError as error:
            unreadable(record, str(error))
            continue
        if isinstance(event, Reprocessed):
            continue
        if not isinstance(event, DERIVED):
            unreadable(record, f"{record.type} does not belong on {record.topic}")
            continue
        if event.caused_by.offset >= committed:
            return
        if event.caused_by.offset >= newest:
            newest = event.caused_by.offset
            yield record.key, event


def _output(event: Event, key: str) -> NewRecord:
    """An editor's word that is refused is a dead letter as any other: keyed by who said it."""
    return record_of_letter(event) if isinstance(event, DeadLetter) else record_of(event, key)
