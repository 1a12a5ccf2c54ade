"""What the command line and others' scripts read: the timeline and the current figures.

The entries are dicts with the names and order of the published JSON shapes; times are aware, in UTC.
Fields may be added, none renamed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict, cast, get_args

from schemas.events import Category
from sinks.store import Store

_CATEGORIES = ", ".join(f"'{category}'" for category in get_args(Category))

_TIMELINE = """
SELECT
    update_id, story, carrier, published_at, recorded_at, disposition, same_as, headline, text,
    position, country, local_time, timezone, language, source, flags, reason
FROM timeline
WHERE {story:Nullable(String)} IS NULL OR story = {story:Nullable(String)}
ORDER BY published_at DESC, position, update_id
LIMIT {limit:UInt64}
"""

# the number that was best before it last changed: argMax over a tuple, for it may have been none
_FIGURES = f"""
WITH changes AS
(
    SELECT incident_id, category, policy, argMax(tuple(best_before), step).1 AS previous_best
    FROM figure_history
    WHERE step > 1 AND best IS DISTINCT FROM best_before
    GROUP BY incident_id, category, policy
)
SELECT
    incident_id, place, country, cause, category, policy, low, best, high, disputed, updated_at,
    arrayMap(voice -> (voice.claimant, voice.carriers, voice.value, voice.qualifier, voice.low, voice.high,
                       voice.scope, voice.published_at, voice.standing, voice.why), voices) AS claimants,
    best_qualifier, previous_best, flags, explanation, aliases, geoname_id, admin1, latitude, longitude
FROM current_figures AS figure
LEFT JOIN changes USING (incident_id, category, policy)
WHERE {{policy:Nullable(String)}} IS NULL OR policy = {{policy:Nullable(String)}}
ORDER BY
    isNull(country), country, isNull(place), place, incident_id,
    indexOf([{_CATEGORIES}], category), policy
"""  # noqa: S608 - the categories are our own words

_ENDLESS = 2**63


class TimelineEntry(TypedDict):
    """One update as it stands now; `recorded_at` is when its first version was recorded."""

    update_id: str
    story: str
    carrier: str | None
    published_at: dt.datetime
    recorded_at: dt.datetime
    disposition: str
    same_as: str | None
    headline: str | None
    text: str
    position: int
    country: str | None
    local_time: str | None
    timezone: str
    language: str
    source: str
    flags: list[str]
    reason: str | None


class Claimant(TypedDict):
    """The latest word of one claimant, whether it stands, and why."""

    claimant: str | None
    carriers: list[str]
    value: int | None
    qualifier: str
    low: int | None
    high: int | None
    scope: str
    published_at: dt.datetime
    standing: bool
    why: str


class Figure(TypedDict):
    """What can be printed of one category of one incident under one policy."""

    incident_id: str
    place: str | None
    country: str | None
    cause: str | None
    category: str
    policy: str
    low: int | None
    best: int | None
    high: int | None
    disputed: bool
    updated_at: dt.datetime
    claimants: list[Claimant]
    best_qualifier: str | None
    previous_best: int | None  # best before it last changed
    flags: list[str]
    explanation: list[str]
    aliases: list[str]
    geoname_id: int | None
    admin1: str | None
    latitude: float | None
    longitude: float | None


def timeline(store: Store, *, story: str | None = None, limit: int | None = None) -> list[TimelineEntry]:
    """Updates of all stories or one, newest published first, at one time topmost on the page first.

    Raises StoreError.
    """
    rows = _dicts(store, _TIMELINE, {"story": story, "limit": _ENDLESS if limit is None else limit})
    return cast(list[TimelineEntry], rows)


def figures(store: Store, *, policy: str | None = "house") -> list[Figure]:
    """Current figures under one policy, or all (None), by country, place, incident, category, policy.

    Raises StoreError.
    """
    rows = _dicts(store, _FIGURES, {"policy": policy})
    fields = tuple(Claimant.__annotations__)
    for row in rows:
        row["claimants"] = [dict(zip(fields, voice, strict=True)) for voice in row["claimants"]]
    return cast(list[Figure], rows)


def _dicts(store: Store, sql: str, parameters: dict[str, object]) -> list[dict[str, Any]]:
    result = store.query(sql, parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
