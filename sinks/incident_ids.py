"""Which incident an id means: the one that has it or had it before, followed to the one that stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypedDict

from sinks.queries import FigureRow, time_asked
from sinks.store import Store

_INCIDENT = "incident_id, any(desk) AS desk, any(place) AS place, any(country) AS country, any(cause) AS cause"
_PRINTED = "any(place_printed) AS place_printed"
_BEGINNING = """
SELECT DISTINCT name
FROM
(
    SELECT arrayJoin(arrayConcat([incident_id], aliases)) AS name FROM figures FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
)
WHERE startsWith(name, {beginning:String})
"""
_STANDING = f"""
SELECT {_INCIDENT}, true AS stands, {_PRINTED} FROM figures_as_of(as_of = {{as_of:String}})
WHERE has({{ids:Array(String)}}, incident_id) GROUP BY incident_id ORDER BY 1
"""  # noqa: S608 - the columns are our own words
_ENDED = f"""
SELECT {_INCIDENT}, false AS stands, {_PRINTED} FROM figures FINAL
WHERE has({{ids:Array(String)}}, incident_id) AND recorded_at <= {{as_of:DateTime64(6, 'UTC')}}
GROUP BY incident_id ORDER BY 1
"""  # noqa: S608 - the columns are our own words
_NEWEST = f"""
SELECT {_INCIDENT}, true AS stands, {_PRINTED} FROM figures_as_of(as_of = {{as_of:String}})
GROUP BY incident_id ORDER BY max(updated_at) DESC, incident_id LIMIT {{at_most:UInt32}}
"""  # noqa: S608 - the columns are our own words
# The latest word on an id counts: that of its own incident, or of one that names it as its own of before. Of one
# input the name counts, as in figures_said.
_HEIRS = """
SELECT name, argMax(heir, version) AS heir
FROM
(
    SELECT incident_id AS name, ifNull(superseded_by, '') AS heir, (pipeline_version, cause_offset, false) AS version
    FROM figures FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
    UNION ALL
    SELECT arrayJoin(aliases), incident_id, (pipeline_version, cause_offset, true)
    FROM figures FINAL
    WHERE superseded_by IS NULL AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
)
WHERE has({ids:Array(String)}, name)
GROUP BY name
HAVING heir != ''
"""


class IncidentRow(NamedTuple):
    """An incident by the id it has now; `stands` unless all that was said of it was recalled."""

    incident_id: str
    desk: str
    place: str | None
    country: str | None  # ISO 3166 alpha-2
    cause: str | None
    stands: bool
    place_printed: str | None = None

    @property
    def title(self) -> str:
        """ "Trujillo, PE, landslide"; the id where nothing of that is known."""
        known = (place_title(self.place, self.place_printed), self.country, self.cause)
        return ", ".join(part for part in known if part) or self.incident_id


def place_title(place: str | None, printed: str | None) -> str | None:
    """The place as its page spells it, and beside it the name that GeoNames has where that differs."""
    return f"{printed} ({place})" if place and printed and printed != place else place


def incidents_meant(store: Store, beginning: str, as_of: dt.datetime | None = None) -> list[IncidentRow]:
    """The incidents meant by an id or the beginning of it, by id; those that stand if any does, else those that ended.

    With `as_of` by what had been said then.
    An id that an incident had before a merge, a split or an earlier claim means that incident. Raises StoreError.
    """
    asked: dict[str, object] = {"beginning": beginning, "as_of": time_asked(as_of)}
    names = {str(name) for (name,) in store.query(_BEGINNING, asked).rows}
    met, standing, ended = set(names), dict[str, IncidentRow](), set[str]()
    while names:
        found = {each.incident_id: each for each in _incidents(store, _STANDING, names, as_of)}
        standing |= found
        names -= found.keys()
        heirs = _heirs(store, names, as_of)
        ended |= names - heirs.keys()
        names = set(heirs.values()) - met
        met |= names
    return [standing[each] for each in sorted(standing)] or _incidents(store, _ENDED, ended, as_of)


def newest_incidents(store: Store, at_most: int, as_of: dt.datetime | None = None) -> list[IncidentRow]:
    """The incidents that stand, last changed first. Raises StoreError."""
    rows: Any = store.query(_NEWEST, {"at_most": at_most, "as_of": time_asked(as_of)}).rows
    return [IncidentRow(*row) for row in rows]


def _heirs(store: Store, ids: Collection[str], as_of: dt.datetime | None) -> dict[str, str]:
    """Of each id that no incident has any more: the one that took its incident over, if one did."""
    rows = store.query(_HEIRS, {"ids": sorted(ids), "as_of": time_asked(as_of)}).rows if ids else []
    return {str(name): str(heir) for name, heir in rows}


def _incidents(store: Store, sql: str, ids: Collection[str], as_of: dt.datetime | None) -> list[IncidentRow]:
    rows: Any = store.query(sql, {"ids": sorted(ids), "as_of": time_asked(as_of)}).rows if ids else []
    return [IncidentRow(*row) for row in rows]


class ListedIncident(TypedDict):
    """An incident that stands, with the figures that can be printed of it."""

    incident_id: str
    place: str | None
    place_printed: str | None
    country: str | None
    cause: str | None
    desk: str
    updated_at: dt.datetime  # published time of the word, or time of the ruling, that changed it last
    figures: list[dict[str, Any]]  # category, low, best, high, best_qualifier, disputed, ruled


def listed_incidents(figures: Iterable[FigureRow]) -> list[ListedIncident]:
    """The incidents of figures under one policy, last changed first."""
    found: dict[str, ListedIncident] = {}
    for figure in figures:
        changed = max(time for time in (figure["updated_at"], figure["ruled_at"]) if time is not None)
        incident = found.setdefault(figure["incident_id"], {
            "incident_id": figure["incident_id"], "place": figure["place"], "place_printed": figure["place_printed"],
            "country": figure["country"], "cause": figure["cause"], "desk": figure["desk"], "updated_at": changed,
            "figures": [],
        })
        incident["updated_at"] = max(incident["updated_at"], changed)
        incident["figures"].append({
            "category": figure["category"], "low": figure["low"], "best": figure["best"], "high": figure["high"],
            "best_qualifier": figure["best_qualifier"], "disputed": figure["disputed"], "ruled": figure["ruled"],
        })
    return sorted(found.values(), key=lambda incident: (incident["updated_at"], incident["incident_id"]), reverse=True)
