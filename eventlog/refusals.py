"""What the log will never take costs a dead letter, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventlog.port import EventLog, RecordsRefused
from schemas.dead_letters import letter_of_refused, record_of_letter
from schemas.events import DeadLetter
from schemas.records import NewRecord, TopicPartition


def append_or_keep(
    log: EventLog, records: Sequence[NewRecord], *, group: str | None = None,
    offsets: Mapping[TopicPartition, int] | None = None,
) -> dict[str, DeadLetter]:
    """Append the records, and for each that the log refuses for good a dead letter; then commit the offsets.

    Gives the letters, by the ids of the records that they stand for. A dead letter that is refused itself is kept
    without its bytes. Raises LogError, after which the whole may be tried again.
    """
    try:
        log.append(records, group=group, offsets=offsets)
    except RecordsRefused as refused:
        letters = _letters(refused)
    else:
        return {}
    try:
        log.append([*map(record_of_letter, letters.values())])
    except RecordsRefused as refused:
        log.append([*map(record_of_letter, _letters(refused).values())])
    if group is not None and offsets:
        log.commit(group, offsets)
    return letters


def _letters(refused: RecordsRefused) -> dict[str, DeadLetter]:
    return {record.id: letter_of_refused(record, why) for record, why in refused.records}
