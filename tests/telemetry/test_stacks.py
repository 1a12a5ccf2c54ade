"""Where everything stands is told once when nothing gets on, by a thread that stands beside it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from telemetry.endpoints import Pulse, ServiceHealth
from telemetry.logs import JsonLines
from telemetry.stacks import telling_standstills

LOGGER = logging.getLogger("newsroom.standing")


class Lines:
    def __init__(self) -> None:
        self.out = io.StringIO()

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    handler = logging.StreamHandler(lines.out)
    handler.setFormatter(JsonLines())
    LOGGER.addHandler(handler)
    yield lines
    LOGGER.removeHandler(handler)


def wait_for(truth: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not truth():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def stuck_in_a_place_of_this_name(until: threading.Event) -> None:
    until.wait()


async def waiting_for_what_never_comes() -> None:
    await asyncio.Event().wait()


def test_stacks_are_told_once_an_incident(lines: Lines) -> None:
    clock, looks, go_on = [0.0], [0], threading.Event()
    pulse = Pulse(60, now=lambda: clock[0])
    pulse.beat()

    def health() -> ServiceHealth:
        looks[0] += 1
        return pulse.health()

    def some_looks() -> None:
        seen = looks[0]
        wait_for(lambda: looks[0] > seen + 4)

    thread = threading.Thread(target=stuck_in_a_place_of_this_name, args=(go_on,), name="the stuck one")
    thread.start()
    with telling_standstills(health, LOGGER, every=0.005):
        some_looks()
        assert lines.told() == [], "it is well"
        pulse.unready("it rebuilds a memory")
        some_looks()
        assert lines.told() == [], "not ready is no standstill"
        clock[0] = 61.0
        some_looks()
        (told,) = lines.told()
        assert told["level"] == "error"
        assert told["message"] == "no progress: no sign of life for 61 s; where everything stands follows"
        assert "thread the stuck one:" in told["stacks"]
        assert "stuck_in_a_place_of_this_name" in told["stacks"]
        assert "thread MainThread:" in told["stacks"]
        pulse.beat()
        some_looks()
        clock[0] = 130.0
        some_looks()
        assert [line["message"].partition(":")[0] for line in lines.told()] == ["no progress", "progress again", "no progress"]
    go_on.set()
    thread.join()


def test_tasks_of_a_loop_that_is_blocked_are_told_too(lines: Lines) -> None:
    loops: list[asyncio.AbstractEventLoop] = []
    go_on = threading.Event()

    async def blocked() -> None:
        task = asyncio.create_task(waiting_for_what_never_comes(), name="intake/3")
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        stuck_in_a_place_of_this_name(go_on)  # the loop does not turn
        task.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(blocked()), name="loop")
    thread.start()
    wait_for(lambda: bool(loops))
    with telling_standstills(lambda: ServiceHealth(("stands",), alive=False), LOGGER, lambda: loops[0], every=0.005):
        wait_for(lambda: bool(lines.told()))
    go_on.set()
    thread.join()
    (told,) = lines.told()
    _, _, tasks = told["stacks"].partition("task intake/3:")
    assert "waiting_for_what_never_comes" in tasks
    assert "stuck_in_a_place_of_this_name" in told["stacks"]
