"""The incident that a user names, the same for every command that takes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from newsroom.errors import UsageFailure
from sinks.incident_ids import IncidentRow, incidents_meant, newest_incidents
from sinks.store import Store

SHORTEST = 3  # digits of an incident's id that a person has to type at least
_SHOWN_AT_MOST = 5  # incidents named in an error


def incident_named(
    store: Store, typed: str, *, or_ended: bool = False, as_of: dt.datetime | None = None
) -> IncidentRow:
    """The incident of this id, of one it had before, or of the beginning of either; case does not matter.

    `or_ended`: also one of which nothing stands any more; `as_of`: by what had been said then.

    Raises UsageFailure where there is none, or several;
    StoreError.
    """
    beginning = typed.lower()
    if len(beginning) < SHORTEST or not set(beginning) <= set("0123456789abcdef"):
        raise UsageFailure(f"{typed!r} is no id of an incident: write at least {SHORTEST} of its hexadecimal digits, "
                           "as `newsroom figures` shows them")
    found = incidents_meant(store, beginning, as_of)
    if not found:
        known = _shown(newest_incidents(store, _SHOWN_AT_MOST, as_of))
        raise UsageFailure(f"there is no incident {typed!r}: "
                           + (f"`newsroom figures` lists all, the newest are {known}" if known else "none stands now"))
    if len(found) > 1:
        more = "" if len(found) <= _SHOWN_AT_MOST else " and others"
        raise UsageFailure(f"{typed!r} begins the ids of {len(found)} incidents: write more digits, of "
                           f"{_shown(found[:_SHOWN_AT_MOST])}{more}")
    [incident] = found
    if not incident.stands and not or_ended:
        raise UsageFailure(f"nothing stands of incident {incident.incident_id[:8]} now: "
                           f"`newsroom why {incident.incident_id[:8]}` shows what was said of it")
    return incident


def _shown(found: Iterable[IncidentRow]) -> str:
    return "; ".join(f"{incident.incident_id[:12]} {incident.title}" for incident in found)
