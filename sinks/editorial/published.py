"""What had been published by a time: the claims that were out, and what editors had said of them by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sinks.queries import dicts, time_asked
from sinks.rows import COLUMNS
from sinks.store import Store

_END = "2299-12-31 00:00:00"  # as a time up to which records count: all of them


def claims_at(store: Store, at: dt.datetime | None, desk: str | None = None) -> list[dict[str, Any]]:
    """The claims, of all desks or one, that had been published by then (None: to this day) and not been recalled by
    then, column by column.

    Each as it was told last, but for what followed from recalls made known later.
    """
    return dicts(store, f"""
        WITH known AS
        (
            SELECT {_columns("claims")} FROM claims_known(as_of = '{_END}')
            WHERE (cause_partition, cause_offset, pipeline_version) IN
            (
                SELECT cause_partition, cause_offset, max(pipeline_version)
                FROM updates_known(as_of = '{_END}') GROUP BY cause_partition, cause_offset
            )
            AND (cause_partition, cause_offset) NOT IN
            (
                SELECT cause_partition, cause_offset FROM updates FINAL
                WHERE withdrawn_at > {{at:DateTime64(6, 'UTC')}} AND NOT undone
            )
        )
        SELECT * FROM known
        WHERE ({{desk:Nullable(String)}} IS NULL OR desk = {{desk:Nullable(String)}})
            AND event_id IN
            (
                SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) FROM known GROUP BY claim_id
            )
            AND update_id IN (SELECT update_id FROM timeline_at(at = {{at:String}}) WHERE disposition != 'withdrawn')
        ORDER BY published_at, claim_id
        """, {"at": time_asked(at), "desk": desk})  # noqa: S608 - the columns are our own words


def rulings_at(store: Store, at: dt.datetime | None) -> list[dict[str, Any]]:
    """What editors had ruled and taken back by then, in the order in which it was filed."""
    rows = dicts(store, _SAID_BY_EDITORS.format(columns=_columns("rulings"), table="rulings"), {"at": time_asked(at)})
    return [{**row, "by": row["editor"]} for row in rows]


def relinkings_at(store: Store, at: dt.datetime | None) -> list[dict[str, Any]]:
    """What editors had merged and split by then, in the order in which it was filed."""
    rows = dicts(store, _SAID_BY_EDITORS.format(columns=_columns("relinkings"), table="relinkings"),
                  {"at": time_asked(at)})
    return [{**row, "by": row["editor"]} for row in rows]


_SAID_BY_EDITORS = """
SELECT {columns} FROM {table} FINAL
WHERE published_at <= {{at:DateTime64(6, 'UTC')}}
ORDER BY cause_partition, cause_offset, pipeline_version DESC
LIMIT 1 BY cause_partition, cause_offset
"""


def _columns(table: str) -> str:
    return ", ".join(f"`{name}`" for name in COLUMNS[table])


def claims_recalled(store: Store, incident_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The claims heard in an incident that its publishers recalled, column by column; by their updates' published
    times, each as it was told last before that."""
    return dicts(store, f"""
        SELECT {_columns("claims")} FROM claims_known(as_of = '{_END}')
        WHERE update_id IN (SELECT update_id FROM timeline WHERE disposition = 'withdrawn' AND NOT undone)
            AND claim_id IN
            (
                SELECT DISTINCT arrayJoin(voices.claim_id) FROM figures FINAL
                WHERE has({{ids:Array(String)}}, incident_id)
            )
        ORDER BY published_at, claim_id, pipeline_version DESC, cause_offset DESC
        LIMIT 1 BY claim_id
        """, {"ids": list(incident_ids)})  # noqa: S608 - the columns are our own words


def texts_of(store: Store, update_ids: Sequence[str]) -> list[str]:
    """What these updates print, their headlines first, by published time."""
    rows: Any = store.query(
        "SELECT arrayJoin(arrayFilter(x -> isNotNull(x), [story_headline, headline, text])) FROM timeline "
        "WHERE has({ids:Array(String)}, update_id) ORDER BY published_at, update_id", {"ids": list(update_ids)}).rows
    return [text for (text,) in rows]


def when_out(store: Store, desk: str) -> dict[str, tuple[dt.datetime, dt.datetime | None]]:
    """Of each update of a desk that was not undone: when it was published, and when it was recalled if it was."""
    rows: Any = store.query("SELECT update_id, published_at, withdrawn_at FROM timeline "
                            "WHERE desk = {desk:String} AND NOT undone", {"desk": desk}).rows
    return {update_id: (published, recalled) for update_id, published, recalled in rows}
