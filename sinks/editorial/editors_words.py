"""What editors name and what they said: ids looked up, and the rulings with what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, TypedDict, cast

from sinks.queries import ALL, Chosen, time_asked
from sinks.store import Store


class IdOnDesk(NamedTuple):
    """Something with an id, on a desk."""

    found_id: str
    desk: str


def updates(store: Store, prefix: str) -> list[IdOnDesk]:
    """The updates whose id begins so."""
    return _found(store, "SELECT update_id, any(desk) FROM updates WHERE startsWith(update_id, {asked:String}) "
                         "GROUP BY update_id ORDER BY 1", prefix)


def updates_from(store: Store, source: str, *, undo: bool) -> list[IdOnDesk]:
    """The updates read from this file or address: those that are not recalled, or with `undo` not undone, or all where
    none is left."""
    return _found(store, "WITH found AS (SELECT update_id, desk, if({undo:Bool}, undone, disposition = 'withdrawn') "
                         "AS gone FROM timeline WHERE source = {asked:String}) "
                         "SELECT update_id, desk FROM found WHERE gone = (SELECT min(gone) FROM found) ORDER BY 1",
                  source, undo=undo)


def undone(store: Store, update_ids: Sequence[str]) -> int:
    """How many of the updates were taken back as if they had never come in."""
    [[count]] = store.query("SELECT count() FROM timeline WHERE has({ids:Array(String)}, update_id) AND undone",
                            {"ids": list(update_ids)}).rows
    return int(str(count))


def rulings(store: Store, prefix: str) -> list[IdOnDesk]:
    """The rulings whose id begins so."""
    return _found(store, "SELECT ruling_id, any(desk) FROM rulings WHERE startsWith(ruling_id, {asked:String}) "
                         "GROUP BY ruling_id ORDER BY 1", prefix)


_ALL_RULINGS = """
WITH
    filed AS
    (
        SELECT
            ruling_id, withdrawn, min(published_at) AS said_at,
            argMin((desk, incident_id, category, best, editor, reason, until), published_at) AS said
        FROM rulings FINAL GROUP BY ruling_id, withdrawn
    ),
    made AS (SELECT * FROM filed WHERE NOT withdrawn),
    gone AS (SELECT * FROM filed WHERE withdrawn),
    on_figures AS
    (
        SELECT assumeNotNull(ruling_id) FROM figures_as_of(as_of = {now:String}) WHERE ruling_id IS NOT NULL
    ),
    heirs AS
    (
        SELECT arrayJoin(arrayConcat([incident_id], aliases)) AS name, incident_id, place, place_printed, country, cause
        FROM figures_as_of(as_of = {now:String})
        ORDER BY name = incident_id DESC, incident_id
        LIMIT 1 BY name
    )
SELECT
    made.ruling_id AS ruling_id,
    multiIf(
        gone.ruling_id != '', 'withdrawn',
        made.said.7 IS NOT NULL AND made.said.7 <= {now:DateTime64(6, 'UTC')}, 'expired',
        made.ruling_id IN on_figures, 'standing',
        heirs.incident_id = '', 'nothing left',
        'replaced'
    ) AS state,
    if(heirs.incident_id != '', heirs.incident_id, made.said.2) AS incident,
    heirs.place AS place, heirs.place_printed AS place_printed, heirs.country AS country, heirs.cause AS cause,
    made.said.3 AS ruled_category, made.said.4 AS best, made.said.5 AS ruled_by, made.said.6 AS ruled_reason,
    made.said_at AS made_at, made.said.7 AS ruled_until,
    if(gone.ruling_id != '', gone.said.5, NULL) AS withdrawn_by,
    if(gone.ruling_id != '', gone.said.6, NULL) AS withdrawn_reason,
    if(gone.ruling_id != '', gone.said_at, NULL) AS withdrawn_at
FROM made
LEFT JOIN gone ON gone.ruling_id = made.ruling_id
LEFT JOIN heirs ON heirs.name = made.said.2
WHERE (NOT {of_incident:Bool} OR has({incidents:Array(String)}, incident))
    AND ({country:Nullable(String)} IS NULL OR country = {country:Nullable(String)})
    AND ({category:Nullable(String)} IS NULL OR ruled_category = {category:Nullable(String)})
    AND greatest(made_at, ifNull(withdrawn_at, made_at)) >= {since:DateTime64(6, 'UTC')}
ORDER BY made_at DESC, ruling_id
"""


class ToldRuling(TypedDict):
    """A ruling and what became of it: standing, expired, withdrawn, replaced by a later one, or with nothing left that
    it could be on."""

    ruling_id: str
    state: str
    incident_id: str  # as it is called now
    place: str | None
    place_printed: str | None
    country: str | None
    cause: str | None
    category: str
    best: int
    by: str
    reason: str
    made_at: dt.datetime
    until: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    withdrawn_at: dt.datetime | None


def all_rulings(store: Store, now: dt.datetime, chosen: Chosen = ALL) -> list[ToldRuling]:
    """Every ruling that was made, the latest first; `since` counts its withdrawal too. Raises StoreError."""
    result = store.query(_ALL_RULINGS, {"now": time_asked(now), **chosen.parameters()})
    names = tuple(ToldRuling.__annotations__)
    return [cast(ToldRuling, dict(zip(names, row, strict=True))) for row in result.rows]


def _found(store: Store, sql: str, asked: str, **more: object) -> list[IdOnDesk]:
    return [IdOnDesk(str(found_id), str(desk)) for found_id, desk in store.query(sql, {"asked": asked, **more}).rows]
