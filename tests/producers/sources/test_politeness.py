"""Turns at hosts, pauses, and how long to stay away."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.http.politeness import LONGEST_REST, Hosts, Resting, backoff, retry_after
from tests.producers.sources.web_server import Clock, run

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@given(st.integers(-5, 10_000), st.integers(0, 2**32))
def test_backoff_is_bounded_and_the_same_for_the_same_chance(failures: int, seed: int) -> None:
    seconds = backoff(failures, random.Random(seed), first=5.0, longest=300.0)
    assert seconds == backoff(failures, random.Random(seed), first=5.0, longest=300.0)
    assert 0.0 <= seconds <= 300.0
    if failures < 1:
        assert seconds == 0.0
    elif failures < 6:
        assert seconds <= 5.0 * 2 ** (failures - 1)


def test_backoff_is_spread_over_the_whole_span() -> None:
    rng = random.Random(7)
    waits = [backoff(4, rng, first=5.0) for _ in range(1000)]
    assert min(waits) < 4.0
    assert max(waits) > 36.0


@pytest.mark.parametrize(("value", "seconds"), [
    ("0", 0.0), ("120", 120.0), (" 120 ", 120.0), ("999999999999", LONGEST_REST), ("9" * 5000, LONGEST_REST),
    ("Sun, 01 Mar 2026 12:02:00 GMT", 120.0), ("Sun, 01 Mar 2026 12:02:00 -0000", 120.0),
    ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0), ("Tue, 01 Mar 2050 12:00:00 GMT", LONGEST_REST),
    (None, None), ("", None), ("soon", None), ("-5", None), ("1.5", None), ("١٢", None), ("Sun, 99 Mar 2026", None),
])  # fmt: skip
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.one_of(st.text(), st.integers().map(str), st.from_regex(r"\A[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{1,5} \d\d:\d\d:\d\d \S{1,5}\Z")))
def test_retry_after_is_bounded_or_nothing(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0.0 <= seconds <= LONGEST_REST


@given(st.integers(0, int(LONGEST_REST)))
def test_dates_and_seconds_ask_for_the_same(seconds: int) -> None:
    date = email.utils.format_datetime(NOW + dt.timedelta(seconds=seconds), usegmt=True)
    assert retry_after(date, NOW) == retry_after(str(seconds), NOW) == seconds


def test_a_host_is_asked_once_at_a_time_with_a_pause_between() -> None:
    clock = Clock(0.0)
    hosts = Hosts(2.0, clock=clock, sleep=clock.sleep)
    inside: list[str] = []
    starts: list[tuple[str, float]] = []

    async def ask(host: str) -> None:
        async with hosts.turn(host):
            assert host not in inside
            inside.append(host)
            starts.append((host, clock()))
            await asyncio.sleep(0)
            inside.remove(host)

    async def all_of_them() -> None:
        await asyncio.gather(*(ask(host) for host in ("a", "b", "a", "b", "a")))

    run(all_of_them())
    for host in ("a", "b"):
        times = [when for name, when in starts if name == host]
        assert all(later - earlier >= 2.0 for earlier, later in itertools.pairwise(times))


def test_a_longer_pause_of_the_host_counts() -> None:
    clock = Clock(0.0)
    hosts = Hosts(2.0, clock=clock, sleep=clock.sleep)

    async def twice() -> None:
        for _ in range(2):
            async with hosts.turn("a", 20.0):
                pass

    run(twice())
    assert clock.slept == [20.0]


def test_a_host_that_rests_is_not_asked_and_others_are() -> None:
    clock = Clock(0.0)
    hosts = Hosts(1.0, clock=clock, sleep=clock.sleep)

    async def ask(host: str) -> None:
        async with hosts.turn(host):
            pass

    hosts.leave_alone("a", 500.0)
    hosts.leave_alone("a", 5.0)  # what was asked for before still counts
    with pytest.raises(Resting) as resting:
        run(ask("a"))
    assert resting.value.retry_after == 500.0
    run(ask("b"))
    clock.seconds += 495.0
    run(ask("a"))
    assert clock.slept == [5.0]


def test_no_rest_is_longer_than_the_longest() -> None:
    clock = Clock(0.0)
    hosts = Hosts(clock=clock, sleep=clock.sleep)

    async def ask() -> None:
        async with hosts.turn("a"):
            pass

    hosts.leave_alone("a", 1e12)
    with pytest.raises(Resting) as resting:
        run(ask())
    assert resting.value.retry_after == LONGEST_REST


def test_thousands_of_hosts_are_forgotten_again_but_not_those_that_rest() -> None:
    clock = Clock(0.0)
    hosts = Hosts(0.0, clock=clock, sleep=clock.sleep)
    hosts.leave_alone("resting", 500.0)

    async def ask_many() -> None:
        for number in range(3000):
            async with hosts.turn(f"host{number}"):
                pass
        async with hosts.turn("resting"):
            pass

    with pytest.raises(Resting):
        run(ask_many())
    assert len(hosts._hosts) <= 1000


def test_a_turn_that_fails_is_over() -> None:
    clock = Clock(0.0)
    hosts = Hosts(1.0, clock=clock, sleep=clock.sleep)

    async def ask() -> None:
        with pytest.raises(ZeroDivisionError):
            async with hosts.turn("a"):
                raise ZeroDivisionError
        async with hosts.turn("a"):
            pass

    run(ask())
    assert clock.slept == [1.0]
