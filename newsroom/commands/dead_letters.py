"""Dead letters: shown, and tried again."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import msgspec

from datelines.places import load_gazetteer
from eventlog.port import EventLog
from eventlog.reading import read_all
from eventlog.refusals import append_or_keep
from newsroom.errors import Failure
from newsroom.settings import Settings
from newsroom.show import tables
from newsroom.show.lines import print_json, say
from newsroom.wiring import log_option, open_ledger, open_log
from producers.intake.taking import IntakeBatch, Reading, Taking, intake_records
from schemas.codec import CodecError, decode
from schemas.dead_letters import record_of_letter
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from schemas.ids import digest
from schemas.records import NewRecord, Record, TopicPartition, record_of
from schemas.topics import DEAD_LETTERS, DEAD_LETTERS_GROUP

_SHOWN = 50


class _KeptLetter(NamedTuple):
    """A dead letter and where it stands."""

    record: Record
    letter: DeadLetter


def show_dead_letters(settings: Settings, *, limit: int | None, as_json: bool) -> None:
    """The newest `limit`, the latest last; None: all in JSON, else as many as fit on some screens."""
    most = limit or (None if as_json else _SHOWN)
    with open_log(settings, read_only=True) as log:
        tried = log.committed(DEAD_LETTERS_GROUP, DEAD_LETTERS, 0)
        count = log.latest(DEAD_LETTERS, 0)
        letters = [_shown(kept, tried) for kept in _kept(log, 0 if most is None else max(0, count - most))]
    if as_json:
        print_json(letters)
    else:
        tables.print_dead_letters(letters, count)


def replay_dead_letters(settings: Settings, reading: Reading) -> None:
    """Try every dead letter again that was not tried since it came. What fails again is kept again.

    Raises Failure if one does; it then stays to be tried with the next replay.
    """
    gazetteer = load_gazetteer()
    done = 0
    failed: list[str] = []
    with open_log(settings, must_exist=True) as log, open_ledger(settings, log) as ledger:
        taking = Taking(gazetteer, ledger)
        for kept in _kept(log, log.committed(DEAD_LETTERS_GROUP, DEAD_LETTERS, 0)):
            with ledger.keeping():
                again = _again(log, kept, reading, taking)
                if again.failure is None:
                    done += 1
                else:
                    failed.append(again.failure)
                    again.records.append(_kept_again(kept, again.failure))
                behind = {TopicPartition(DEAD_LETTERS, 0): kept.record.offset + 1}
                refused = append_or_keep(log, again.records, group=DEAD_LETTERS_GROUP, offsets=behind)
                failed += [letter.detail for letter in refused.values()]
                done -= bool(refused)
    by_run = "" if settings.log else f"the next `newsroom run PATH... --data {settings.data}` or "
    say(f"{done} dead letters tried again; what they give comes with {by_run}`newsroom work {log_option(settings)}`")
    if failed:
        raise Failure(f"{len(failed)} failed again and are kept: {failed[0]}")


class _Again(NamedTuple):
    """What to append so that a letter's content is processed once more, and what failed of it again."""

    records: list[NewRecord]
    failure: str | None = None


def _again(log: EventLog, kept: _KeptLetter, reading: Reading, taking: Taking) -> _Again:
    letter = kept.letter
    if letter.origin is None:
        if letter.stage == "sending" and letter.payload:
            return _Again([_refused_record(letter)])
        if len(letter.payload) < letter.payload_bytes:
            return _Again([], f"{letter.source}: only {len(letter.payload)} of {letter.payload_bytes} bytes were kept: "
                              "mend the file and run it again")
        batch = IntakeBatch()
        taking.document(batch, letter.source, letter.payload, reading)
        records = intake_records(batch.in_published_order().events)
        return _Again(records, batch.dead_letters[0].detail if batch.dead_letters else None)
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
        yield _KeptLetter(record, cast(DeadLetter, decode(record.type, record.value)))


def _shown(kept: _KeptLetter, tried: int) -> dict[str, Any]:
    record, letter = kept
    return {"offset": record.offset, "recorded_at": record.recorded_at, "source": letter.source,
            "stage": letter.stage, "reason": letter.reason, "detail": letter.detail,
            "tried_again": record.offset < tried, "bytes": letter.payload_bytes,
            "payload": base64.b64encode(letter.payload).decode()}
