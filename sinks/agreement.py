"""Whether a store belongs to a log: of the same identity, no further than it, and as whole as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from eventlog.port import EventLog
from schemas.records import Record, TopicPartition, event_in
from schemas.topics import SINK_GROUP
from sinks.rows import RowError, rows_of
from sinks.store import Store, StoreError, StoreUnavailable
from sinks.written import StorePosition, keep_positions, lost_rows, rows_in_all, sources, store_positions


class StoreOfAnotherLog(StoreError):
    """The store holds what this log does not say: of another one, or of a later state of it."""


class StoreDamaged(StoreError):
    """Rows that the store had are gone, or cannot be read."""


class Names(NamedTuple):
    """How messages call the two, and the options that name both to another command."""

    log: str
    store: str
    options: str


class Agreement(NamedTuple):
    """How far the store is behind its log, in records."""

    behind: int  # of all that the log holds for it
    had: int  # of these, what was in it once: the sink committed them


def agree(log: EventLog, store: Store, names: Names, *, group: str = SINK_GROUP, adopt: bool = True) -> Agreement:
    """How the store stands to its log.

    One that was written before it kept its positions gets them, where its rows are those of the log and `adopt`.
    Raises StoreOfAnotherLog and StoreDamaged, which say what to do; StoreError, LogError.
    """
    log_id, written = log.identity(), store_positions(store)
    ends = log.ends(sources(log))
    if others := sorted(written.keys() - {log_id}):
        raise StoreOfAnotherLog(
            f"{names.store} was written from another log ({others[0]}) than {names.log} ({log_id or 'an older one'}), "
            "as when a log was deleted and made anew: name the log that it belongs to with --log or --data, or give up "
            f"what it holds and {_build_anew(names)}"
        )
    positions = written.get(log_id, {})
    lost = _lost(store, names)
    if not positions and any(_rows(store, names).values()):
        positions = _recognised(log, store, names, group)
        if adopt and log_id:
            keep_positions(store, log_id, positions)
    _check_ahead(log, positions, ends, names)
    if lost:
        gone = ", ".join(f"{rows} of {table}" for table, rows in lost.items())
        raise StoreDamaged(f"{names.store} has lost rows that it had ({gone}): {_build_anew(names)}")
    stands = {source: positions[source].next_offset if source in positions else 0 for source in ends}
    return Agreement(
        behind=sum(end - stands[source] for source, end in ends.items()),
        had=sum(max(0, min(log.committed(group, *source), end) - stands[source]) for source, end in ends.items()),
    )


def _build_anew(names: Names) -> str:
    return f"build it anew with `newsroom replay {names.options}`"


def _check_ahead(
    log: EventLog, positions: Mapping[TopicPartition, StorePosition], ends: Mapping[TopicPartition, int], names: Names
) -> None:
    for source, position in positions.items():
        place = f"{source.topic}/{source.partition}"
        if position.next_offset > ends.get(source, 0):
            raise StoreOfAnotherLog(
                f"{names.store} is ahead of {names.log}: it has {place} up to {position.next_offset}, the log ends at "
                f"{ends.get(source, 0)}, as when it was put back from an older copy: put back the newer log, or "
                f"{_build_anew(names)}"
            )
        before = _before(log, source, position.next_offset)
        if position.record_id and before is not None and before.id not in ("", position.record_id):
            raise StoreOfAnotherLog(
                f"{names.store} holds another record of {place}@{position.next_offset - 1} than {names.log}, as when a "
                f"log was put back from an older copy and went on: put back the newer log, or {_build_anew(names)}"
            )


def _before(log: EventLog, source: TopicPartition, offset: int) -> Record | None:
    """The record before the offset; None where the log has none there, or no longer."""
    found = log.read(*source, offset - 1, 1) if offset else []
    return found[0] if found and found[0].offset == offset - 1 else None


def _recognised(log: EventLog, store: Store, names: Names, group: str) -> dict[TopicPartition, StorePosition]:
    """The positions of a store that kept none yet: where the sink stood, if what it wrote last is in there."""
    positions, last = dict[TopicPartition, StorePosition](), list[Record]()
    for source, start in log.starts(sources(log)).items():
        committed = log.committed(group, *source)
        record = _before(log, source, committed or start + 1)  # without offsets of the group: the first that there is
        if record is not None:
            last.append(record)
            positions[source] = StorePosition(committed, record.id if committed else "")
    wanted = _events_by_table(last)
    if not wanted or any(_missing(store, table, ids) for table, ids in wanted.items()):
        raise StoreOfAnotherLog(
            f"{names.store} was written by an older version and not from {names.log} as it is: name the log that it "
            f"belongs to with --log or --data, or {_build_anew(names)}"
        )
    return positions


def _events_by_table(records: Collection[Record]) -> dict[str, list[str]]:
    from schemas.codec import CodecError  # Avro, which who only asks need not wait for

    found: dict[str, list[str]] = {}
    for record in records:
        try:
            event = event_in(record)
            found.setdefault(rows_of(event, record.recorded_at).table, []).append(event.event_id)
        except (CodecError, RowError):
            continue  # it is among the dead letters, and says nothing of the store
    return found


def _missing(store: Store, table: str, event_ids: list[str]) -> bool:
    asked = f"SELECT uniqExact(event_id) FROM {table} WHERE event_id IN {{ids:Array(String)}}"  # noqa: S608 - our own
    return store.query(asked, {"ids": event_ids}).rows != [(len(set(event_ids)),)]


def _lost(store: Store, names: Names) -> dict[str, int]:
    try:
        return lost_rows(store)
    except StoreUnavailable:
        raise
    except StoreError as error:
        raise StoreDamaged(f"{names.store} cannot be read whole ({error}): {_build_anew(names)}") from error


def _rows(store: Store, names: Names) -> dict[str, int]:
    try:
        return rows_in_all(store)
    except StoreUnavailable:
        raise
    except StoreError as error:
        raise StoreDamaged(f"{names.store} cannot be read whole ({error}): {_build_anew(names)}") from error
