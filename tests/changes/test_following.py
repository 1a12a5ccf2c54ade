"""The changes of a log: all its partitions, gone on with from where they were kept, beside who writes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from eventlog.sqlite.log import SqliteLog
from newsroom.changes.change import TollChange
from newsroom.changes.following import FiguresPortion, KeptPosition, LogChanges
from schemas.events import Cause
from schemas.records import NewRecord, record_of
from schemas.topics import FIGURES, topic_of
from tests.builders import NOON, received
from tests.streams.small_desk import new_desk

DESKS = ("PE", "TR", "GH")


def take(log: SqliteLog, first: int, values: list[int]) -> None:
    """What a desk of each country decides of so many killed."""
    for name in DESKS:
        desk = new_desk()
        for offset, value in enumerate(values):
            update = received(f"killed {value} by Mayor", NOON + dt.timedelta(hours=offset), desk=name)
            for output in desk.decide(update, Cause(topic="intake", partition=0, offset=offset), update.published_at):
                desk.fold(output)
                if topic_of(output) == FIGURES and offset >= first:
                    log.append([record_of(output, name)])


def changed(portions: list[FiguresPortion]) -> list[TollChange]:
    return [change for portion in portions for change in portion.changes]


def test_all_partitions_are_followed_while_another_process_writes(tmp_path: Path) -> None:
    writing = SqliteLog(tmp_path / "log.sqlite")
    take(writing, 0, [3])
    reading = SqliteLog(tmp_path / "log.sqlite", read_only=True)
    changes = LogChanges(reading)
    first = changed(list(changes.read()))
    assert {(each.desk, each.after.best) for each in first} == {(name, 3) for name in DESKS}
    assert not list(changes.read())
    take(writing, 1, [3, 9])
    kept = {partition: changes.kept(partition) for partition in range(12)}
    later = changed(list(LogChanges(reading, kept).read()))
    assert {(each.desk, each.before.best if each.before else 0, each.after.best) for each in later} == {
        (name, 3, 9) for name in DESKS}
    assert changed(list(changes.read())) == later
    assert {(toll.desk, toll.after.best) for toll in changes.standing() if toll.policy == "house"} == {
        (name, 9) for name in DESKS}


def test_it_reads_no_further_than_asked(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    take(log, 0, [3, 5, 9])
    whole, slowly = LogChanges(log), LogChanges(log)
    one_by_one = [portion for _ in range(3) for portion in slowly.read(limit=1)]
    assert {portion.records for portion in one_by_one} == {1}
    by_id = {change.id: change for change in changed(list(whole.read()))}
    assert {change.id: change for change in changed(one_by_one)} == by_id
    until = dict.fromkeys(range(12), 2)
    assert {each.after.best for each in changed(list(LogChanges(log).read(until=until)))} == {3, 5}


def test_what_cannot_be_read_is_counted_and_passed_over(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    log.append([NewRecord(FIGURES, "PE", "1" * 32, "FigureChanged", b"no Avro")])
    take(log, 0, [3])
    portions = list(LogChanges(log).read())
    assert sum(portion.unreadable for portion in portions) == 1
    assert {each.desk for each in changed(portions)} == set(DESKS)


def test_a_position_behind_records_that_are_gone_says_which(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    take(log, 0, [3, 5, 9])
    log._connection.execute("DELETE FROM records WHERE at = (SELECT min(at) FROM records)")
    lost = [portion.lost for portion in LogChanges(log).read() if portion.lost is not None]
    assert [(each.source.topic, each.records) for each in lost] == [(FIGURES, 1)]


def test_a_position_that_is_kept_is_bytes_and_an_offset(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite")
    take(log, 0, [3])
    changes = LogChanges(log)
    [portion, *_] = list(changes.read())
    kept = changes.kept(portion.partition)
    assert isinstance(kept, KeptPosition)
    assert (kept.next_offset, changes.next_offset(portion.partition)) == (portion.next_offset, portion.next_offset)
