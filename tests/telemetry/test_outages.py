"""What is said of something that is away, by us and by the libraries that shout of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from telemetry.logs import JsonLines, LibrariesAtMost
from telemetry.outages import Outage


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Lines:
    """A handler as a service has it, with a clock of the test's."""

    def __init__(self, clock: Clock) -> None:
        self._out = io.StringIO()
        self.handler = logging.StreamHandler(self._out)
        self.handler.setFormatter(JsonLines())
        self.handler.addFilter(LibrariesAtMost(clock))

    def new(self) -> list[dict[str, Any]]:
        told = [json.loads(line) for line in self._out.getvalue().splitlines()]
        self._out.seek(0)
        self._out.truncate()
        return told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines(clock: Clock) -> Iterator[Lines]:
    lines = Lines(clock)
    loggers = [logging.getLogger(name) for name in ("newsroom", "kafka", "aiokafka")]
    for logger in loggers:
        logger.addHandler(lines.handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(lines.handler)


def outage(clock: Clock, of: str = "the log") -> Outage:
    return Outage(of, logging.getLogger("newsroom.test"), clock)


def shout(times: int) -> None:
    for _ in range(times):
        logging.getLogger("kafka.conn").error("no route to the broker")
        logging.getLogger("aiokafka").warning("no route either")


def test_one_line_when_it_goes_one_a_minute_while_it_is_away_and_one_when_it_is_back(clock: Clock, lines: Lines) -> None:
    log = outage(clock)
    for second in range(150):
        clock.now = 1000.0 + second
        log.failed(f"refused {second}")
    clock.now = 1150.0
    log.over()
    log.over()
    told = lines.new()
    assert [line["message"] for line in told] == [
        "the log is away: refused 0", "the log is away, for 60 s now: refused 60",
        "the log is away, for 120 s now: refused 120", "the log is back after 150 s",
    ]
    assert [line["level"] for line in told] == ["error", "error", "error", "warning"]
    assert [line.get("attempt") for line in told] == [1, 61, 121, None]


def test_it_is_back_once_no_part_finds_it_away(clock: Clock, lines: Lines) -> None:
    log = outage(clock)
    log.failed("no answer", "watching")
    log.failed("no answer", "append")
    log.failed("no answer", "append")
    assert log.attempts == 2
    log.over("watching")
    assert log.problem() == "the log is away for 0 s: no answer"
    clock.now += 7
    log.over("append")
    log.over("another that never failed")
    assert log.problem() is None
    assert log.attempts == 0
    assert log.back_at == clock.now
    assert [line["message"] for line in lines.new()] == ["the log is away: no answer", "the log is back after 7 s"]


def test_libraries_have_a_line_a_minute_and_what_was_left_out_is_counted(clock: Clock, lines: Lines) -> None:
    shout(50)
    clock.now += 59
    shout(1)
    assert [line["message"] for line in lines.new()] == ["no route to the broker"]
    clock.now += 1
    shout(1)
    (line,) = lines.new()
    assert line["left_out"] == 101


def test_while_something_is_away_libraries_are_silent_and_our_own_lines_count_for_them(clock: Clock, lines: Lines) -> None:
    log = outage(clock)
    shout(5)
    log.failed("refused")
    clock.now += 90
    shout(100)
    logging.getLogger("newsroom.test").warning("another thing")
    log.over()
    told = lines.new()
    assert [(line["logger"], line.get("left_out")) for line in told] == [
        ("kafka.conn", None), ("newsroom.test", 9), ("newsroom.test", None), ("newsroom.test", 200),
    ]
    clock.now += 60
    shout(1)
    assert [line["logger"] for line in lines.new()] == ["kafka.conn"]


def test_two_things_may_be_away(clock: Clock, lines: Lines) -> None:
    log, store = outage(clock), outage(clock, "the store")
    log.failed("refused")
    store.failed("refused")
    log.over()
    clock.now += 120
    shout(1)
    assert len(lines.new()) == 3, "the store is still away"
    store.over()
    clock.now += 60
    shout(1)
    assert len(lines.new()) == 2
