"""Structured logs: one JSON object a line in a pipe, a readable line on a terminal; always on stderr.

No text in them steers a terminal or begins another line, whoever wrote it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

from schemas.characters import escaped_in_json, harmless, harmless_line

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Time (RFC 3339 UTC), level, logger, message, and whatever the call gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"time": moment.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name,
                "message": record.getMessage()}
        line |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return escaped_in_json(json.dumps(line, default=str, ensure_ascii=False))


class _ReadableLine(logging.Formatter):
    """Time, level and message; an exception's traceback below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return harmless_line(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


def configure(level: int = logging.INFO) -> None:
    """Send the process's logs to stderr in the form that suits it; the libraries' only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    terminal = sys.stderr.isatty()
    handler.setFormatter(_ReadableLine() if terminal else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("newsroom", "streams", "sinks", "eventlog"):
        logging.getLogger(ours).setLevel(level)
