"""Dead letters: shown, and tried again."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, cast

import msgspec

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from eventlog.reading import read_all
from eventlog.refusals import append_or_keep
from newsroom.errors import Failure
from newsroom.one_machine.one_process import OneProcess
from newsroom.pipeline import new_desk
from newsroom.settings import Settings
from newsroom.settling import open_log_and_store
from newsroom.show import tables
from newsroom.show.lines import print_json, say
from newsroom.wiring import log_option, open_ledger, open_ledger_as_it_is, open_log, store_name
from producers.intake.ledger import Ledger
from producers.intake.replayed import keep_tried, letters_tried, remember_replayed
from producers.intake.taking import IntakeBatch, Reading, Taking, intake_records
from schemas.codec import CodecError, decode
from schemas.counted import counted
from schemas.dead_letters import record_of_letter
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from schemas.ids import digest
from schemas.records import NewRecord, Record, TopicPartition, event_in, record_of
from schemas.topics import DEAD_LETTERS, DEAD_LETTERS_GROUP
from telemetry.stages import Stages

_SHOWN = 50


class _KeptLetter(NamedTuple):
    """A dead letter and where it stands."""

    record: Record
    letter: DeadLetter


class ChosenLetters(NamedTuple):
    """Which dead letters are tried again; None: whatever it is."""

    source: str | None = None  # its whole name, the end of its path, or a pattern with * and ?
    reason: str | None = None
    limit: int | None = None  # only the oldest so many

    def takes(self, letter: DeadLetter) -> bool:
        """Whether it is one of them, of however many."""
        named = self.source is None or letter.source.endswith(f"/{self.source}") or any(
            fnmatchcase(letter.source, pattern) for pattern in (self.source, f"*/{self.source}"))
        return named and self.reason in (None, letter.reason)


ALL_LETTERS = ChosenLetters()


def show_dead_letters(settings: Settings, *, limit: int | None, as_json: bool) -> None:
    """The newest `limit`, the latest last; None: all in JSON, else as many as fit on some screens."""
    most = limit or (None if as_json else _SHOWN)
    with open_log(settings, read_only=True) as log, open_ledger_as_it_is(settings) as ledger:
        tried = _Tried.known(log, ledger)
        count = log.latest(DEAD_LETTERS, 0)
        letters = [_shown(kept, tried) for kept in _kept(log, 0 if most is None else max(0, count - most))]
    if as_json:
        print_json(letters)
    else:
        tables.print_dead_letters(letters, count)


def replay_dead_letters(settings: Settings, reading: Reading, choice: ChosenLetters = ALL_LETTERS) -> None:
    """Try the chosen dead letters again that were not tried since they came. What fails again is kept again.

    Embedded, what they give is decided and written, too. Raises Failure if one fails, which stays to be tried with
    the next replay, and if none is what was chosen.
    """
    with _opened(settings) as (log, pipeline), open_ledger(settings, log) as ledger:
        replay = _Replay(log, ledger, reading)
        left = replay.all_of(choice)
        if not replay.tried and choice != ALL_LETTERS and left:
            raise Failure(f"none of the {counted(left, 'dead letter')} to try again is what was chosen: "
                          f"`newsroom dead-letters {log_option(settings)}` shows them")
        told = f"{replay.tried} of {counted(replay.tried + left, 'dead letter')} tried again, {replay.done} read"
        failed = replay.failed
        if pipeline is None:
            say(f"{told}; what they give comes with `newsroom work {log_option(settings)}`")
        else:
            end = log.latest(DEAD_LETTERS, 0)
            worked, sunk = pipeline.work(), pipeline.sink()
            failed = [*failed, *(kept.letter.detail for kept in _kept(log, end))]
            say(f"{told}; {counted(worked.updates, 'new update')}, {counted(sunk.inputs, 'row')} written to "
                f"{store_name(settings)}")
    if failed:
        raise Failure(f"{len(failed)} failed again and {'is' if len(failed) == 1 else 'are'} kept: {failed[0]}")


@contextlib.contextmanager
def _opened(settings: Settings) -> Iterator[tuple[EventLog, OneProcess | None]]:
    """The log and, where no services do it, what decides and writes; it takes up first what still waits."""
    if settings.log is not None:
        with open_log(settings, must_exist=True) as log:
            yield log, None
        return
    with open_log_and_store(settings, must_exist=True) as (log, store):
        pipeline = OneProcess(log, store, new_desk(load_gazetteer(), settings), Stages(), settings.batch)
        pipeline.work()
        pipeline.sink()
        yield log, pipeline


class _Tried(NamedTuple):
    """Which letters were tried: all below an offset, and some behind it."""

    below: int
    others: frozenset[int]

    @classmethod
    def known(cls, log: EventLog, ledger: Ledger) -> _Tried:
        return cls(log.committed(DEAD_LETTERS_GROUP, DEAD_LETTERS, 0), letters_tried(ledger))

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and (offset < self.below or offset in self.others)

    def with_one(self, offset: int) -> _Tried:
        """With one more, and all that now stand in a row."""
        others = {*self.others, offset}
        below = self.below
        while below in others:
            below += 1
        return _Tried(below, frozenset(other for other in others if other >= below))


class _Replay:
    """Tries letters, and counts what became of them."""

    def __init__(self, log: EventLog, ledger: Ledger, reading: Reading) -> None:
        self._log = log
        self._ledger = ledger
        self._reading = reading
        self._taking = Taking(load_gazetteer(), ledger)
        self.tried = self.done = 0
        self.failed: list[str] = []

    def all_of(self, choice: ChosenLetters) -> int:
        """Try the chosen that stand there now; how many others are left to try. Raises LogError, LedgerError."""
        known, left = _Tried.known(self._log, self._ledger), 0
        for kept in _kept(self._log, known.below):
            if kept.record.offset in known:
                continue
            if not choice.takes(kept.letter) or (choice.limit is not None and self.tried >= choice.limit):
                left += 1
                continue
            known = known.with_one(kept.record.offset)
            self._try(kept, known)
        return left

    def _try(self, kept: _KeptLetter, known: _Tried) -> None:
        self.tried += 1
        with self._ledger.keeping():
            again = _again(self._log, kept, self._reading, self._taking)
            if again.failure is None:
                self.done += 1
                if again.reading is not None:
                    remember_replayed(self._ledger, kept.letter.payload, again.reading)
            else:
                self.failed.append(again.failure)
                again.records.append(_kept_again(kept, again.failure))
            keep_tried(self._ledger, known.others)
            behind = {TopicPartition(DEAD_LETTERS, 0): known.below}
            refused = append_or_keep(self._log, again.records, group=DEAD_LETTERS_GROUP, offsets=behind)
        if refused:
            self.done -= again.failure is None
            self.failed += [letter.detail for letter in refused.values()]


class _Again(NamedTuple):
    """What to append so that a letter's content is processed once more, what failed of it again, and what a document
    was read with."""

    records: list[NewRecord]
    failure: str | None = None
    reading: Reading | None = None


def _again(log: EventLog, kept: _KeptLetter, reading: Reading, taking: Taking) -> _Again:
    letter = kept.letter
    if letter.origin is None:
        if letter.stage == "sending" and letter.payload:
            return _Again([_refused_record(letter)])
        if len(letter.payload) < letter.payload_bytes:
            return _Again([], f"{letter.source}: only {len(letter.payload)} of {letter.payload_bytes} bytes were kept: "
                              "mend the file and run it again")
        batch = IntakeBatch()
        used = taking.document(batch, letter.source, letter.payload, reading)
        records = intake_records(batch.in_published_order().events)
        return _Again(records, batch.dead_letters[0].detail if batch.dead_letters else None, used)
    found = log.read(letter.origin.topic, letter.origin.partition, letter.origin.offset, 1)
    if not found or found[0].offset != letter.origin.offset:
        return _Again([], f"{letter.source} is no longer on the log: its bytes are in the dead letter")
    record = found[0]
    once_more = digest("again", record.id, kept.record.offset)  # a log may keep one record of an id only
    return _Again([NewRecord(record.topic, record.key, once_more, record.type, record.value)])


def _refused_record(letter: DeadLetter) -> NewRecord:
    """The record that the log refused: an event of the intake, whose bytes name its schema."""
    for kind in (UpdateReceived, UpdateWithdrawn):
        with contextlib.suppress(CodecError):
            event = decode(kind.__name__, letter.payload)
            return record_of(event, cast(UpdateReceived | UpdateWithdrawn, event).desk)
    raise Failure(f"{letter.source}: the bytes that the log refused are no event of the intake")


def _kept_again(kept: _KeptLetter, why: str) -> NewRecord:
    """The letter once more, behind those that were tried."""
    again_id = digest("dead letter again", kept.letter.event_id, kept.record.offset)
    return record_of_letter(msgspec.structs.replace(kept.letter, event_id=again_id, detail=why))


def _kept(log: EventLog, start: int) -> Iterator[_KeptLetter]:
    """The dead letters from the offset on that stand there now."""
    for record in read_all(log, DEAD_LETTERS, 0, start=start, end=log.latest(DEAD_LETTERS, 0)):
        yield _KeptLetter(record, cast(DeadLetter, event_in(record)))


def _shown(kept: _KeptLetter, tried: _Tried) -> dict[str, Any]:
    record, letter = kept
    return {"offset": record.offset, "recorded_at": record.recorded_at, "source": letter.source,
            "stage": letter.stage, "reason": letter.reason, "detail": letter.detail,
            "tried_again": record.offset in tried, "bytes": letter.payload_bytes,
            "payload": base64.b64encode(letter.payload).decode()}
