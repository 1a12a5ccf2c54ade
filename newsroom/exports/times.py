"""Times as documents print them. Pure."""

from __future__ import annotations

import datetime as dt


def rfc3339(moment: dt.datetime) -> str:
    """In UTC, exact: "2026-03-14T15:20:00Z"."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"
