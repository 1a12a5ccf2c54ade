"""Structured logs: one JSON object a line in a pipe, a readable line on a terminal; always on stderr.

No text in them steers a terminal or begins another line, whoever wrote it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from schemas.characters import escaped_in_json, harmless, harmless_line

_OURS = frozenset({"newsroom", "producers", "streams", "sinks", "eventlog", "datelines", "telemetry", "schemas"})
_LIBRARIES_SECONDS = 60.0
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Time (RFC 3339 UTC), level, logger, message, and whatever the call gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"time": moment.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name,
                "message": record.getMessage()}
        line |= _extra(record)
        if record.stack_info:
            line["stacks"] = record.stack_info
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return escaped_in_json(json.dumps(line, default=str, ensure_ascii=False))


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _PLAIN}


class _ReadableLine(logging.Formatter):
    """Time, level and message, and whatever the call gave as `extra`; an exception's traceback below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        more = (f" {name}={value}" for name, value in _extra(record).items())
        return harmless_line(super().formatMessage(record) + "".join(more))

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


class LibrariesAtMost(logging.Filter):
    """One line a minute of all libraries together, and none while something is known to be away (`telemetry.outages`).

    How many were left out is said, as `left_out`, by the next line that passes. A broker that is away is told by its
    clients in a hundred lines a second.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._told_at = -_LIBRARIES_SECONDS
        self._left_out = 0
        self._away: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is told. No lock: where two threads meet, a line too much does no harm."""
        of = getattr(record, "of", None)
        if of is not None:
            (self._away.add if getattr(record, "away", False) else self._away.discard)(of)
        elif record.name.partition(".")[0] in _OURS:
            return True
        elif self._away or self._now() - self._told_at < _LIBRARIES_SECONDS:
            self._left_out += 1
            return False
        self._told_at = self._now()
        if self._left_out:
            record.left_out = self._left_out
            self._left_out = 0
        return True


def configure(level: int = logging.INFO) -> None:
    """Send the process's logs to stderr in the form that suits it; of the libraries' only warnings, and few."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(LibrariesAtMost())
    terminal = sys.stderr.isatty()
    handler.setFormatter(_ReadableLine() if terminal else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in _OURS:
        logging.getLogger(ours).setLevel(level)
