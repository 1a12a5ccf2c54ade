"""What the command line and others' scripts read: the timeline and the current figures.

The entries are dicts with the names and order of the published JSON shapes; times are aware, in UTC.
Fields may be added, none renamed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict, cast, get_args

from schemas.events import Category
from sinks.store import Store

_CATEGORIES = ", ".join(f"'{category}'" for category in get_args(Category))

_NOW = "2299-12-31 00:00:00"  # as a time up to which records count: all of them

_TIMELINE = """
WITH said AS
    (
        SELECT update_id, category, claim_id FROM claims FINAL
        WHERE NOT other_event AND recorded_at <= {{known_by:DateTime64(6, 'UTC')}}
    )
SELECT
    update_id, story, carrier, published_at, recorded_at, disposition, same_as, headline, text,
    position, country, local_time, timezone, language, source, flags, reason, similarity, withdrawn_by, withdrawn_at,
    undone, arrayMap(figure -> (figure.evidence, figure.start, figure.end), unread) AS unread
FROM {view}
WHERE ({{story:Nullable(String)}} IS NULL OR story = {{story:Nullable(String)}})
    AND ({{country:Nullable(String)}} IS NULL OR country = {{country:Nullable(String)}})
    AND greatest(published_at, ifNull(withdrawn_at, published_at)) >= {{since:DateTime64(6, 'UTC')}}
    AND ({{category:Nullable(String)}} IS NULL OR update_id IN
        (SELECT update_id FROM said WHERE category = {{category:Nullable(String)}}))
    {of_incident}
ORDER BY published_at DESC, position, update_id
LIMIT {{limit:UInt64}}
"""
_TIMELINE_AS_OF = "timeline_as_of(as_of = {as_of:String})"
_TIMELINE_AT = "timeline_at(at = {at:String})"
_OF_INCIDENT = """AND update_id IN
        (
            SELECT update_id FROM said WHERE claim_id IN
            (
                SELECT claim_id FROM incidents_of_claims(as_of = {known_by:String})
                WHERE has({incidents:Array(String)}, incident_id)
            )
        )"""  # asked only where it is wanted: every claim is placed for it

_OF_UPDATES = " AND has({updates:Array(String)}, update_id)"

_FIGURES = f"""
SELECT
    incident_id, place, country, cause, category, policy, low, best, high, disputed, updated_at,
    arrayMap(voice -> (voice.claimant, voice.carriers, voice.value, voice.qualifier, voice.low, voice.high,
                       voice.scope, voice.published_at, voice.standing, voice.why, voice.reliability,
                       voice.credibility, voice.claim_id, voice.update_id), voices) AS claimants,
    best_qualifier, flags, explanation, geoname_id, admin1, latitude, longitude,
    desk, ruled, ruling_id, ruled_best, ruled_by, ruled_reason, ruled_at, ruled_until, policy_low, policy_best,
    policy_qualifier, policy_high, recorded_at, place_printed
FROM figures_said(as_of = {{as_of:String}}, now = {{now:String}})
WHERE ({{policy:Nullable(String)}} IS NULL OR policy = {{policy:Nullable(String)}})
    AND ({{country:Nullable(String)}} IS NULL OR country = {{country:Nullable(String)}})
    AND ({{category:Nullable(String)}} IS NULL OR category = {{category:Nullable(String)}})
    AND (NOT {{of_incident:Bool}} OR has({{incidents:Array(String)}}, incident_id))
    AND greatest(updated_at, ifNull(ruled_at, updated_at)) >= {{since:DateTime64(6, 'UTC')}}
ORDER BY
    isNull(country), country, isNull(place), place, incident_id,
    indexOf([{_CATEGORIES}], category), policy
"""  # noqa: S608 - the categories are our own words

_ENDLESS = 2**63
_EVER = "1900-01-01 00:00:00"


class Chosen(NamedTuple):
    """What is asked for; what is None is asked of all. Each is held against the columns as they are stored."""

    incidents: Sequence[str] | None = None  # ids, those that an incident had before among them
    country: str | None = None  # ISO 3166 alpha-2
    category: str | None = None
    since: dt.datetime | None = None  # published, recalled or ruled then or later

    def parameters(self) -> dict[str, object]:
        """As the queries take them."""
        return {
            "of_incident": self.incidents is not None, "incidents": list(self.incidents or ()),
            "country": self.country, "category": self.category,
            "since": _EVER if self.since is None else time_asked(self.since),
        }


ALL = Chosen()


class Unread(TypedDict):
    """A number that may count casualties and was read as no claim: `text[start:end] == evidence` of the update."""

    evidence: str
    start: int
    end: int


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
    similarity: float | None
    withdrawn_by: str | None
    withdrawn_at: dt.datetime | None
    undone: bool  # withdrawn as one that should never have come in
    unread: list[Unread]


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
    reliability: str
    credibility: int
    claim_id: str
    update_id: str


class FigureRow(TypedDict):
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
    flags: list[str]
    explanation: list[str]
    geoname_id: int | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    desk: str
    ruled: bool  # low, best and high are those of an editor's ruling, not the policy's
    ruling_id: str | None
    ruled_best: int | None
    ruled_by: str | None
    ruled_reason: str | None
    ruled_at: dt.datetime | None
    ruled_until: dt.datetime | None
    policy_low: int | None
    policy_best: int | None
    policy_qualifier: str | None
    policy_high: int | None
    recorded_at: dt.datetime | None  # when it was said; None for one that is reconciled anew
    place_printed: str | None  # the place as a page spells it, where that is not its name


def time_asked(moment: dt.datetime | None) -> str:
    """A time as queries take it; None: the end of all times."""
    return _NOW if moment is None else f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"


def timeline(
    store: Store, *, story: str | None = None, limit: int | None = None, as_of: dt.datetime | None = None,
    at: dt.datetime | None = None, chosen: Chosen = ALL, updates: Sequence[str] | None = None,
) -> list[TimelineEntry]:
    """Updates of all stories or one, newest published first, at one time topmost on the page first.

    Of an incident: those with a claim that speaks of it; of a category: those that give a figure of it. `updates`: of
    these alone, which costs a fifth of asking for an incident's.

    With `as_of` as we had them on record then, with `at` those that had been published by then. Raises StoreError.
    """
    asked: dict[str, object] = {"story": story, "limit": _ENDLESS if limit is None else limit,
                                "known_by": time_asked(as_of), **chosen.parameters()}
    if at is not None:
        view, asked = _TIMELINE_AT, {**asked, "at": time_asked(at)}
    else:
        view, asked = _TIMELINE_AS_OF, {**asked, "as_of": time_asked(as_of)}
    of_incident = _OF_INCIDENT if chosen.incidents is not None else ""
    if updates is not None:
        of_incident, asked = of_incident + _OF_UPDATES, {**asked, "updates": list(updates)}
    rows = dicts(store, _TIMELINE.format(view=view, of_incident=of_incident), asked)
    for row in rows:
        row["unread"] = _named(Unread, row["unread"])
    return cast(list[TimelineEntry], rows)


def figures(
    store: Store, *, policy: str | None = "house", as_of: dt.datetime | None = None, now: dt.datetime | None = None,
    chosen: Chosen = ALL,
) -> list[FigureRow]:
    """Figures under one policy, or all (None), by country, place, incident, category, policy.

    With `as_of` what was said then; `now` tells which rulings have expired (default: as_of, else this moment).
    Raises StoreError.
    """
    now = now or as_of or dt.datetime.now(dt.UTC)
    asked = {"policy": policy, "as_of": time_asked(as_of), "now": time_asked(now), **chosen.parameters()}
    rows = dicts(store, _FIGURES, asked)
    for row in rows:
        row["claimants"] = _named(Claimant, row["claimants"])
    return cast(list[FigureRow], rows)


def earlier_ids(store: Store, incident_id: str, as_of: dt.datetime | None = None) -> list[str]:
    """The ids that the incident had before, by what had been said by then."""
    [[found]] = store.query(
        "SELECT arraySort(arrayDistinct(arrayFlatten(groupArray(aliases)))) FROM figures_as_of(as_of = {as_of:String}) "
        "WHERE incident_id = {incident:String}", {"incident": incident_id, "as_of": time_asked(as_of)},
    ).rows
    return cast(list[str], found)


def evidence(store: Store, incident_ids: list[str], as_of: dt.datetime | None = None) -> list[dict[str, Any]]:
    """The claims that were ever heard in the incidents, what their updates said beside them, and copies.

    Each with its words, its update, and its recall if it was recalled; with `as_of` by what was on record then.
    """
    return dicts(store, """
        WITH
            heard AS
            (
                SELECT DISTINCT arrayJoin(voices.claim_id) FROM figures FINAL
                WHERE has({ids:Array(String)}, incident_id) AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
            ),
            printed AS
            (
                SELECT DISTINCT category, arrayJoin(voices.update_id) FROM figures FINAL
                WHERE has({ids:Array(String)}, incident_id) AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
            ),
            gone AS
            (
                SELECT claim_id, any(withdrawn_by) AS by, any(reason) AS why, max(published_at) AS at
                FROM claims_withdrawn FINAL WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')} GROUP BY claim_id
            )
        SELECT
            c.claim_id AS claim_id, c.update_id AS update_id, c.category AS category, c.claimant AS claimant,
            c.carrier AS carrier, c.value AS value, c.qualifier AS qualifier, c.low AS low, c.high AS high,
            c.scope AS scope, c.published_at AS published_at, c.evidence AS evidence, c.start AS start,
            c.end AS end, c.copy_of AS copy_of, u.source AS source, u.position AS position, u.headline AS headline,
            gone.at > toDateTime64(0, 3) AS withdrawn, gone.by AS withdrawn_by, gone.why AS withdrawn_reason,
            gone.at AS withdrawn_at
        FROM claims AS c FINAL
        LEFT JOIN gone ON gone.claim_id = c.claim_id
        LEFT JOIN timeline_as_of(as_of = {as_of:String}) AS u ON u.update_id = c.update_id
        WHERE NOT c.other_event AND c.recorded_at <= {as_of:DateTime64(6, 'UTC')}
            AND (c.claim_id IN heard OR c.copy_of IN heard OR (c.category, c.update_id) IN printed)
        ORDER BY published_at, claim_id, c.pipeline_version DESC, c.cause_offset DESC
        LIMIT 1 BY claim_id
        """, {"ids": incident_ids, "as_of": time_asked(as_of)})


def steps(store: Store, incident_id: str, as_of: dt.datetime | None = None) -> list[dict[str, Any]]:
    """Each step at which a figure of the incident changed, with the input that changed it, oldest first."""
    return dicts(store, """
        SELECT category, policy, recorded_at, published_at, low, best, high, disputed, ruled_best, superseded_by,
               input, input_id, input_by, input_reason
        FROM figure_history_as_of(as_of = {as_of:String})
        WHERE incident_id = {incident:String}
        ORDER BY category, policy, step
        """, {"incident": incident_id, "as_of": time_asked(as_of)})


def dicts(store: Store, sql: str, parameters: dict[str, object]) -> list[dict[str, Any]]:
    """The rows of an answer, each by its columns. Raises StoreError."""
    result = store.query(sql, parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def _named(shape: type, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows without names, each by the fields of its shape."""
    return [dict(zip(shape.__annotations__, row, strict=True)) for row in rows]
