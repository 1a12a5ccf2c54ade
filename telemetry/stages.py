"""Where the time goes: seconds and entries per stage, and who wants to know of each change of stage."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

BETWEEN = "between"


class Stages:
    """Measures named stages; `observer` is told each stage as it begins and BETWEEN as it ends, `timed` each
    stage and its seconds as it ends."""

    def __init__(
        self, observer: Callable[[str], None] | None = None, timed: Callable[[str, float], None] | None = None
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._observer = observer
        self._timed = timed

    @contextlib.contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        if self._observer:
            self._observer(stage)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.took(stage, time.perf_counter() - started)
            if self._observer:
                self._observer(BETWEEN)

    def took(self, stage: str, seconds: float) -> None:
        """Add what another process has measured of a stage."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        if self._timed:
            self._timed(stage, seconds)
