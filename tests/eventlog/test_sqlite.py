"""The SQLite log keeps the contract, and what it promises beyond it."""

from __future__ import annotations

import functools
import sqlite3
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from eventlog.port import LogError
from eventlog.reading import lost_records
from eventlog.sqlite.file import OFFSET_BITS
from eventlog.sqlite.log import SqliteLog
from schemas.records import NewRecord
from tests.contracts.eventlog import (
    HERE,
    LONG_ENOUGH,
    EventLogContract,
    OpenLog,
    ids,
    record,
    records,
    start_process,
    stored,
)


class TestSqliteKeepsTheContract(EventLogContract):
    @pytest.fixture
    def open_log(self, path: Path) -> OpenLog:
        return functools.partial(SqliteLog, path)


class TestAllOrNothing:
    def test_a_failed_append_keeps_nothing_of_its_batch(self, log: SqliteLog) -> None:
        log.append(records(3), group="desk", offsets={HERE: 2})
        with pytest.raises(LogError):
            log.append([*records(5, start=3), record(9, topic="nowhere")], group="desk", offsets={HERE: 3})
        with pytest.raises(LogError, match="partitions 0 to 11"):
            log.append(records(5, start=3), group="desk", offsets={HERE._replace(partition=12): 1})
        assert len(stored(log)) == 3
        assert log.committed("desk", *HERE) == 2

    def test_an_interrupt_in_the_middle_keeps_nothing(self, path: Path) -> None:
        ticks = iter([1_000, 2_000])
        log = SqliteLog(path, clock=lambda: next(ticks))
        log.append(records(3))

        class Interrupting(list[NewRecord]):
            def __iter__(self) -> Iterator[NewRecord]:
                yield record(3)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            log.append(Interrupting(records(3)))
        assert len(stored(log)) == 3
        log.close()

    def test_readers_see_nothing_of_an_append_that_is_not_acknowledged(self, path: Path) -> None:
        seen: list[int] = []
        reader = SqliteLog(path)

        class Watching(list[NewRecord]):
            def __iter__(self) -> Iterator[NewRecord]:
                for entry in super().__iter__():
                    yield entry
                    seen.append(reader.latest(*HERE))

        writer = SqliteLog(path)
        writer.append(Watching(records(5)))
        assert seen == [0] * 5
        assert reader.latest(*HERE) == 5
        writer.close()
        reader.close()

    def test_offsets_need_a_group(self, log: SqliteLog) -> None:
        with pytest.raises(ValueError, match="group"):
            log.append([], offsets={HERE: 1})


class TestAnEventIsKeptOnce:
    def test_a_known_id_is_skipped_and_leaves_no_gap(self, log: SqliteLog) -> None:
        log.append(records(3))
        log.append([record(1), record(3), record(3), record(0), record(4)])
        found = stored(log)
        assert ids(found) == [entry.id for entry in records(5)]
        assert [entry.offset for entry in found] == list(range(5))

    def test_the_first_of_two_values_stays(self, log: SqliteLog) -> None:
        log.append([NewRecord("intake", "SY", "a", "X", b"first")])
        log.append([NewRecord("intake", "SY", "a", "X", b"second")])
        assert [entry.value for entry in stored(log)] == [b"first"]

    def test_the_same_id_in_another_topic_or_partition_is_another_record(self, log: SqliteLog) -> None:
        log.append([record(1), record(1, topic="claims"), record(1, key="IT")])
        assert [len(stored(log)), len(stored(log, topic="claims")), len(stored(log, "IT"))] == [1, 1, 1]

    def test_the_offset_is_committed_even_if_all_outputs_are_known(self, log: SqliteLog) -> None:
        log.append(records(2, topic="claims"))
        log.append(records(2, topic="claims"), group="desk", offsets={HERE: 5})
        assert log.committed("desk", *HERE) == 5

    def test_ids_that_look_alike_are_told_apart(self, log: SqliteLog) -> None:
        names = ["ab", "AB", "a b", "ab ", "", "00", "0", "not hexadecimal", "ab" * 16, "«»"]
        log.append([NewRecord("intake", "SY", name, "X", b"") for name in names])
        assert ids(stored(log)) == names


class TestOneFile:
    def test_a_person_can_read_it_with_plain_sql(self, log: SqliteLog, path: Path) -> None:
        log.append([record(255)])
        with sqlite3.connect(path) as plain:
            rows = plain.execute('SELECT topic, partition, "offset", key, id, type FROM log').fetchall()
        plain.close()
        assert rows == [(*HERE, 0, "SY", f"{255:032x}", "UpdateReceived")]

    def test_it_survives_a_power_cut(self, log: SqliteLog) -> None:
        assert log._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        full = 2  # every commit is on the disk before it returns
        assert log._connection.execute("PRAGMA synchronous").fetchone() == (full,)

    def test_closing_twice_is_harmless_and_using_it_then_is_an_error(self, path: Path) -> None:
        log = SqliteLog(path)
        log.close()
        log.close()
        with pytest.raises(LogError, match="closed"):
            log.latest(*HERE)

    @pytest.mark.parametrize(("offset", "limit"), [(-1, 5), (0, -1)])
    def test_negative_offsets_and_limits_are_refused(self, log: SqliteLog, offset: int, limit: int) -> None:
        with pytest.raises(ValueError, match="0 or more"):
            log.read(*HERE, offset, limit)


class TestReadingOnly:
    def test_it_makes_nothing(self, path: Path) -> None:
        with pytest.raises(LogError, match=f"no log at {path}"):
            SqliteLog(path, read_only=True)
        assert list(path.parent.iterdir()) == []

    def test_it_reads_and_refuses_to_write(self, log: SqliteLog, path: Path) -> None:
        log.append(records(3))
        reader = SqliteLog(path, read_only=True)
        assert stored(reader) == stored(log)
        with pytest.raises(LogError, match="reading only"):
            reader.append([record(4)])
        with pytest.raises(LogError, match="reading only"):
            reader.commit("desk", {HERE: 1})
        reader.close()

    def test_an_empty_file_is_no_log_yet(self, path: Path) -> None:
        path.touch()
        with pytest.raises(LogError, match="is empty"):
            SqliteLog(path, read_only=True)
        assert path.read_bytes() == b""


class TestWriters:
    def test_a_second_writer_waits_its_turn_and_then_says_in_use(self, log: SqliteLog, path: Path) -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError, match=f"{path} is in use"):
            log.append([record(1)])
        reader = SqliteLog(path, read_only=True, busy_seconds=0.1)
        assert stored(reader) == []
        reader.close()
        late = SqliteLog(path, busy_seconds=0.1)
        late.close()
        other.execute("ROLLBACK")
        other.close()
        log.append([record(1)])
        assert len(stored(log)) == 1

    def test_processes_that_make_and_write_one_log_at_once_lose_nothing(self, path: Path) -> None:
        started = [start_process(write_ten, path, writer) for writer in range(4)]
        for process, ends in started:
            assert ends.poll(LONG_ENOUGH)
            assert ends.recv() == "written"
            process.join(LONG_ENOUGH)
        log = SqliteLog(path, read_only=True)
        found = stored(log)
        assert [entry.offset for entry in found] == list(range(40))
        for writer in range(4):
            mine = [entry.id for entry in found if int(entry.id, 16) // 10 == writer]
            assert mine == [entry.id for entry in records(10, start=10 * writer)]
        log.close()


    def test_who_opens_a_log_that_is_being_made_waits(self, path: Path) -> None:
        maker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        maker.execute("BEGIN IMMEDIATE")  # of a file not yet in WAL mode: SQLite says busy at once, whatever its timeout
        done = threading.Timer(0.3, maker.execute, ["ROLLBACK"])
        done.start()
        SqliteLog(path).close()
        done.join()
        maker.close()

    def test_a_log_that_is_long_in_the_making_is_in_use(self, path: Path) -> None:
        maker = sqlite3.connect(path, isolation_level=None)
        maker.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError, match=f"{path} is in use"):
            SqliteLog(path, busy_seconds=0.1)
        maker.close()


def write_ten(ends: Connection, path: Path, writer: int) -> None:
    log = SqliteLog(path, busy_seconds=LONG_ENOUGH)
    for entry in records(10, start=10 * writer):
        log.append([entry])
    log.close()
    ends.send("written")


class TestIdentity:
    def test_each_file_has_its_own_and_a_copy_the_same(self, tmp_path: Path) -> None:
        one, other = SqliteLog(tmp_path / "one"), SqliteLog(tmp_path / "other")
        assert one.identity() != other.identity()
        assert len(one.identity()) == 32
        with sqlite3.connect(tmp_path / "copy") as copy:
            one._connection.backup(copy)
        copy.close()
        copied = SqliteLog(tmp_path / "copy")
        assert copied.identity() == one.identity()
        for log in (one, other, copied):
            log.close()

    def test_a_file_of_an_older_version_gets_one_when_it_is_next_written(self, path: Path) -> None:
        old = SqliteLog(path)
        old.append(records(3))
        old._connection.execute("DROP TABLE identity")
        old.close()
        reader = SqliteLog(path, read_only=True)
        assert reader.identity() == ""
        writer = SqliteLog(path)
        assert reader.identity() == writer.identity() != ""
        assert len(stored(writer)) == 3
        reader.close()
        writer.close()


def test_what_was_taken_off_by_hand_is_told(log: SqliteLog) -> None:
    log.append(records(9))
    base = log._streams[HERE] << OFFSET_BITS
    log._connection.execute("DELETE FROM records WHERE at < ?", (base + 6,))
    assert log.starts([HERE]) == {HERE: 6}
    [lost] = lost_records(log, {HERE: 2})
    assert (lost.records, str(lost)) == (
        4, f"4 records of intake/{HERE.partition}, from 2 on, are gone from the log (retention or delete-records)",
    )
    assert lost_records(log, {HERE: 6}) == []
