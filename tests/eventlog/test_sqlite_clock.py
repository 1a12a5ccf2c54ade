"""Recorded times grow with the log whatever the machine's clock does, and a clock that jumped is not believed."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.port import LogError
from eventlog.sqlite.clock import Uptime, uptime
from eventlog.sqlite.log import SqliteLog
from tests.contracts.eventlog import record, stored
from tests.forms import example_count

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
YEARS = dt.timedelta(days=73 * 365)


class Machine:
    """A machine with a clock that can be set and an uptime that cannot."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now, self.boot, self.up = now, "first", 0

    def clock(self) -> int:
        return (self.now - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // MICROSECOND * 1_000

    def uptime(self) -> Uptime:
        return Uptime(self.boot, self.up)

    def passes(self, time: dt.timedelta) -> None:
        self.now += time
        self.up += time // MICROSECOND

    def is_started_again(self) -> None:
        self.boot, self.up = self.boot + "'", 0


class House:
    """A log on that machine; each append is of a process of its own."""

    def __init__(self, path: Path) -> None:
        self.path, self.machine, self.count = path, Machine(), 0

    def append(self) -> dt.datetime:
        """Append a record; its stamp."""
        log = self._opened()
        try:
            log.append([record(self.count)])
        finally:
            log.close()
        self.count += 1
        return self.stamps()[-1]

    def accept(self) -> int:
        log = self._opened()
        found = log.accept_clock()
        log.close()
        return found

    def stamps(self) -> list[dt.datetime]:
        log = self._opened()
        found = [entry.recorded_at for entry in stored(log)]
        log.close()
        return found

    def _opened(self) -> SqliteLog:
        return SqliteLog(self.path, clock=self.machine.clock, up=self.machine.uptime)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "events.log")
    assert house.append() == NOON
    yield house
    assert house.stamps() == sorted(set(house.stamps()))


def test_a_clock_that_stands_still_gives_stamps_that_grow(house: House) -> None:
    assert [house.append(), house.append()] == [NOON + MICROSECOND, NOON + 2 * MICROSECOND]


def test_a_clock_that_is_a_little_behind_is_told_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.machine.now -= dt.timedelta(minutes=10)
    with caplog.at_level(logging.WARNING):
        log = house._opened()
        log.append([record(1)])
        log.append([record(2)])
        log.close()
    assert house.stamps()[1:] == [NOON + MICROSECOND, NOON + 2 * MICROSECOND]
    assert [entry.getMessage() for entry in caplog.records] == [
        f"the machine's clock is 600 s behind the last record of the log {house.path}: until it has caught up, "
        "records are stamped a microsecond apart"
    ]


def test_a_clock_that_went_back_is_refused_until_it_is_set_right(house: House) -> None:
    house.machine.now -= dt.timedelta(hours=2)
    with pytest.raises(LogError, match=r"2026-03-14 12:00:00 UTC.*2026-03-14 10:00:00 UTC.*newsroom accept-clock"):
        house.append()
    house.machine.now += dt.timedelta(hours=2, seconds=1)
    assert house.append() == NOON + dt.timedelta(seconds=1)


def test_a_clock_that_jumps_ahead_is_refused_by_every_process(house: House) -> None:
    house.machine.passes(dt.timedelta(days=3))
    house.machine.now += dt.timedelta(hours=1)
    for _ in range(2):
        with pytest.raises(LogError, match="3 days, 0:00:00 ago") as told:
            house.append()
        assert len(str(told.value).splitlines()) == 1
    assert len(house.stamps()) == 1


def test_a_log_may_lie_still(house: House) -> None:
    house.machine.passes(dt.timedelta(days=500))
    assert house.append() == NOON + dt.timedelta(days=500)
    house.machine.is_started_again()
    house.machine.passes(dt.timedelta(days=300))
    assert house.append() == NOON + dt.timedelta(days=800)


def test_a_leap_of_years_is_refused_after_a_restart_too(house: House) -> None:
    house.machine.is_started_again()
    house.machine.now += YEARS
    with pytest.raises(LogError, match="2099"):
        house.append()


def test_a_clock_that_is_accepted_counts_from_then_on(house: House) -> None:
    house.machine.now += YEARS
    assert house.accept() == 0
    assert house.append() == NOON + YEARS
    house.machine.is_started_again()
    house.machine.passes(dt.timedelta(days=1))
    assert house.append() == NOON + YEARS + dt.timedelta(days=1)


def test_records_stamped_far_ahead_do_not_hold_recorded_time(house: House) -> None:
    house.machine.now += YEARS
    house.accept()
    house.append()
    house.machine.passes(dt.timedelta(seconds=1))
    house.append()
    house.machine.now -= YEARS
    house.machine.passes(dt.timedelta(minutes=1))
    with pytest.raises(LogError, match="2099"):
        house.append()
    assert house.accept() == 2
    now = house.machine.now
    assert house.stamps() == [NOON, now - MICROSECOND, now]
    house.machine.passes(dt.timedelta(seconds=1))
    assert house.append() == now + dt.timedelta(seconds=1)


def test_a_log_without_a_memory_of_the_clock_gets_one(house: House) -> None:
    with sqlite3.connect(house.path) as plain:
        plain.execute("DROP TABLE clock")
    plain.close()
    house.machine.passes(dt.timedelta(days=2))
    house.append()
    house.machine.now += dt.timedelta(days=1)
    with pytest.raises(LogError, match="the machine's clock says"):
        house.append()


def test_this_machine_tells_how_long_it_has_been_up() -> None:
    first, second = uptime(), uptime()
    assert first.run == second.run
    assert first.micros <= second.micros


EVENTS = st.one_of(
    st.tuples(st.just("passes"), st.integers(0, 40 * 86_400)), st.tuples(st.just("set"), st.integers(-4_000, 4_000)),
    st.tuples(st.just("set"), st.integers(-10**9, 10**9)), st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("accept"), st.just(0)),
)


@settings(max_examples=example_count(40))
@given(events=st.lists(EVENTS, max_size=12))
def test_whatever_the_clock_does_stamps_grow_and_no_earlier_moment_changes(
    events: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    house = House(tmp_path_factory.mktemp("clock") / "events.log")
    house.append()
    for event, amount in events:
        now, before = house.machine.now, house.stamps()
        match event:
            case "passes":
                house.machine.passes(dt.timedelta(seconds=amount))
            case "set":
                house.machine.now += dt.timedelta(seconds=amount)
            case "restart":
                house.machine.is_started_again()
            case "accept":
                house.accept()
                assert house.stamps()[-1] <= now + len(before) * MICROSECOND
                assert [at for at in house.stamps() if at < now - dt.timedelta(seconds=1)] == [
                    at for at in before if at < now - dt.timedelta(seconds=1)
                ]
        try:
            house.append()
        except LogError:
            continue
        after = house.stamps()
        assert after == sorted(set(after))
        assert after[-1] <= max(house.machine.now, after[-2] + MICROSECOND)
