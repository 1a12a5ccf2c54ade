"""Times as people type them."""

from __future__ import annotations

import datetime as dt

from newsroom.errors import UsageFailure

_SHOWN = 40  # characters of what is no time


def moment_of(name: str, text: str | None) -> dt.datetime | None:
    """A time as RFC 3339; without a zone it is UTC. None is none; `name` is what it was typed for.

    Raises UsageFailure.
    """
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageFailure(f"{name} {text[:_SHOWN]!r} is no time: write it as 2026-03-14T21:30Z") from error
    if not 1900 <= moment.year <= 2299:
        raise UsageFailure(f"{name} {text!r} is beyond what the store holds: years 1900 to 2299")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
