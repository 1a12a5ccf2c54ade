"""A process of our own that works for this one, as this one sees it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

_END_SECONDS = 2.0


class Spawned:
    """Runs `work(connection, *arguments)` in a new process; `connection` is this end of its pipe.

    It holds nothing that cannot be made again: it is killed in the end, and dies with this process at the latest.
    """

    def __init__(self, name: str, work: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks and open logs
        self.connection, other = context.Pipe()
        self._process = context.Process(target=work, args=(other, *arguments), name=name, daemon=True)
        self._process.start()
        other.close()

    def end(self, *, wait: bool = False) -> int | None:
        """Kill it, unless it has ended or, with `wait`, ends soon; its exit code, below 0 that of a signal."""
        if wait:
            self._process.join(_END_SECONDS)
        self.connection.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode
