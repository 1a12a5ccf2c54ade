"""Where every thread and every task of a process stands: told once when a service no longer gets on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager

from telemetry.beside import running_beside
from telemetry.endpoints import ServiceHealth

LOOK_SECONDS = 5.0


def telling_standstills(
    health: Callable[[], ServiceHealth], logger: logging.Logger,
    loop: Callable[[], asyncio.AbstractEventLoop | None] = lambda: None, every: float = LOOK_SECONDS,
) -> AbstractContextManager[None]:
    """While the block runs, have the log hold the stacks of all threads, and of the loop's tasks, each time that the
    health has turned bad for want of progress: once, until it is good again and turns bad anew.

    `health` and `loop` are asked from a thread, which goes on whatever stands still.
    """

    def look_on(stop: threading.Event) -> None:
        told = False
        while not stop.wait(every):
            now = health()
            if not now.alive and not told:
                record = logger.makeRecord(
                    logger.name, logging.ERROR, __file__, 0, "no progress: %s; where everything stands follows",
                    ("; ".join(now.problems),), None, sinfo=stacks(loop()),
                )
                logger.handle(record)
            elif now.alive and told:
                logger.warning("progress again")
            told = not now.alive

    return running_beside(look_on, "standstills", every)


def stacks(loop: asyncio.AbstractEventLoop | None = None) -> str:
    """The stack of every thread, innermost call last, and of every task of the loop."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    parts = [
        f"thread {names.get(number, number)}:\n" + "".join(traceback.format_stack(frame))
        for number, frame in sys._current_frames().items() if number != threading.get_ident()
    ]
    for task in sorted(asyncio.all_tasks(loop), key=asyncio.Task.get_name) if loop is not None else ():
        frames = task.get_stack()
        parts.append(f"task {task.get_name()}:\n" + "".join(
            line for frame in frames for line in traceback.format_stack(frame, limit=1)
        ))
    return "\n".join(parts)
