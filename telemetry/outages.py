"""Whether something that a service needs is away: told when that changes, and once a minute while it lasts."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

REMIND_SECONDS = 60.0


class Outage:
    """Of a log, a store or a source, by the name that its lines have for it ("the log").

    Several parts of a service may find it away, each by a name of its own: it is back once none of them does. May be
    told and asked from any thread. Its lines bear `of` and `away`, by which `telemetry.logs` knows when what libraries
    say of it is no news.
    """

    def __init__(self, of: str, logger: logging.Logger, now: Callable[[], float] = time.monotonic) -> None:
        self._of = of
        self._logger = logger
        self._now = now
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}  # in a row, by part
        self._since = self._told_at = now()
        self._why = ""
        self.back_at = now()  # monotonic seconds: since when it has been there; of no meaning while it is away

    def failed(self, why: str, part: str = "") -> None:
        """An attempt of this part failed; it makes another."""
        with self._lock:
            now, began = self._now(), not self._failures
            self._failures[part] = self._failures.get(part, 0) + 1
            self._why = why
            if began:
                self._since = now
            elif now - self._told_at < REMIND_SECONDS:
                return
            self._told_at = now
            for_seconds = "" if began else f", for {now - self._since:.0f} s now"
            self._logger.error("%s is away%s: %s", self._of, for_seconds, why,
                               extra={"of": self._of, "away": True, "attempt": max(self._failures.values())})

    def over(self, part: str = "") -> None:
        """This part finds it there."""
        with self._lock:
            if self._failures.pop(part, None) is None or self._failures:
                return
            self.back_at = self._now()
            self._logger.warning("%s is back after %.0f s", self._of, self.back_at - self._since,
                                 extra={"of": self._of, "away": False})

    @property
    def attempts(self) -> int:
        """Attempts in a row that failed until now, of the part that failed most often; 0: it is there."""
        with self._lock:
            return max(self._failures.values(), default=0)

    def problem(self) -> str | None:
        """In words, while it is away."""
        with self._lock:
            if not self._failures:
                return None
            return f"{self._of} is away for {self._now() - self._since:.0f} s: {self._why}"
