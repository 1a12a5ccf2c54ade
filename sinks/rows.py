"""Events to rows: one pure function, and the tables and columns it fills.

The columns are declared here in the order of the migrations; a test holds the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.events import (
    Cause,
    ClaimWithdrawn,
    Event,
    FigureChanged,
    FigureClaimed,
    FigureReconciled,
    IncidentsRelinked,
    Place,
    PolicyFigure,
    Reprocessed,
    Ruling,
    RulingFiled,
    UpdateFiled,
    Voice,
)
from sinks.store import Row

_CAUSE = ("cause_topic", "cause_partition", "cause_offset", "pipeline_version", "recorded_at")
_PLACE = ("place", "place_kind", "place_country", "geoname_id", "admin1", "latitude", "longitude")

COLUMNS: dict[str, tuple[str, ...]] = {
    "updates": (
        "event_id", "update_id", "desk", "disposition", "same_as", "similarity", "story", "subject",
        "story_headline", "headline", "carrier", "source", "position", "time_text", "local_time", "timezone",
        "published_at", "country", "language", "text", "flags", "reason", "withdrawn_by", "withdrawn_at",
        "item", "version", "undone", "unread", *_CAUSE,
    ),
    "claims": (
        "event_id", "claim_id", "update_id", "desk", "story", "carrier", "position", "published_at",
        "category", "value", "qualifier", "low", "high", "scope", "claimant", "anonymous", "victims", *_PLACE,
        "cause", "other_event", "revision", "from_value", "evidence", "start", "end", "copy_of",
        "place_printed", "names", "happened_on", "without_office", *_CAUSE,
    ),
    "claims_withdrawn": (
        "event_id", "claim_id", "update_id", "desk", "published_at", "reason", "withdrawn_by", *_CAUSE,
    ),
    "figures": (
        "event_id", "incident_id", "aliases", "superseded_by", "desk", "country", *_PLACE, "cause",
        "category", "policy", "low", "best", "best_qualifier", "high", "disputed", "flags", "voices",
        "explanation", "updated_at", "ruling_id", "ruled_best", "ruled_by", "ruled_reason", "ruled_at", "ruled_until",
        "input_published_at", "place_printed", "whole", "gone", *_CAUSE,
    ),
    "rulings": (
        "event_id", "edit_id", "ruling_id", "desk", "incident_id", "category", "best", "editor", "reason",
        "published_at", "until", "withdrawn", *_CAUSE,
    ),
    "relinkings": (
        "event_id", "edit_id", "desk", "kind", "incident_ids", "claim_ids", "since", "editor", "reason",
        "published_at", *_CAUSE,
    ),
    "reprocessed": ("event_id", "desk", "partition", "below", "started_at", *_CAUSE),
}

EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)  # what DateTime64 holds
LATEST = dt.datetime(2299, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


class TableRows(NamedTuple):
    table: str
    rows: list[Row]


class RowError(ValueError):
    """The store has no row for this event; one line says why."""


def rows_of(event: Event, recorded_at: dt.datetime) -> TableRows:
    """The rows of an event that the log took at `recorded_at`, in the order of COLUMNS: of a change of a figure one
    for each policy, of every other event one.

    Raises RowError for an event that is not kept in the store, and for one with a time that the store
    cannot hold (before 1900, after 2299).
    """
    if isinstance(event, FigureChanged):
        return TableRows("figures", _change(event, recorded_at))
    try:
        table, row = _ROWS[type(event)]
    except KeyError:
        raise RowError(f"{type(event).__name__} {event.event_id} has no table in the store") from None
    return TableRows(table, [row(event, recorded_at)])


def _update(event: UpdateFiled, recorded_at: dt.datetime) -> Row:
    return (
        event.event_id, event.update_id, event.desk, event.disposition, event.same_as, event.similarity,
        event.story, event.subject, event.story_headline, event.headline, event.carrier, event.source,
        event.position, event.time_text, event.local_time, event.timezone, _time(event.published_at),
        event.focus_country, event.language, event.text, list(event.flags), event.reason,
        event.withdrawn_by, _time_or_none(event.withdrawn_at), event.item, event.version, event.undone,
        [(figure.evidence, figure.start, figure.end) for figure in event.unread],
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _claim(event: FigureClaimed, recorded_at: dt.datetime) -> Row:
    return (
        event.event_id, event.claim_id, event.update_id, event.desk, event.story, event.carrier,
        event.position, _time(event.published_at), event.category, event.value, event.qualifier,
        event.low, event.high, event.scope, event.claimant, event.anonymous, event.victims,
        *_place(event.place), event.cause,
        event.other_event, event.revision, event.from_value, event.evidence, event.start, event.end,
        event.copy_of, event.place_printed, list(event.names), event.happened_on, event.without_office,
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _claim_withdrawn(event: ClaimWithdrawn, recorded_at: dt.datetime) -> Row:
    return (
        event.event_id, event.claim_id, event.update_id, event.desk, _time(event.published_at), event.reason,
        event.by, *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _figure(event: FigureReconciled, recorded_at: dt.datetime) -> Row:
    voices = [_voice(voice) for voice in event.voices]
    return _figure_row(event, event, recorded_at, voices, list(event.explanation), True, [])


def _change(event: FigureChanged, recorded_at: dt.datetime) -> list[Row]:
    """What was said of voices stands in the row of the first policy: it is the same under all."""
    voices, gone = [_voice(voice) for voice in event.voices], list(event.gone)
    rows = []
    for figure in event.figures:
        lines = [*figure.explanation, *event.explanation]
        rows.append(_figure_row(event, figure, recorded_at, voices, lines, event.whole, gone))
        voices, gone = [], []
    return rows


def _figure_row(
    event: FigureReconciled | FigureChanged, figure: FigureReconciled | PolicyFigure, recorded_at: dt.datetime,
    voices: list[Row], explanation: list[str], whole: bool, gone: list[str],
) -> Row:
    return (
        event.event_id, event.incident_id, list(event.aliases), event.superseded_by, event.desk,
        event.country, *_place(event.place), event.cause, event.category, figure.policy, figure.low, figure.best,
        figure.best_qualifier, figure.high, event.disputed, list(figure.flags),
        voices, explanation, _time(event.updated_at),
        *_ruling(event.ruling), _time_or_none(event.input_published_at), event.place_printed, whole, gone,
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _ruling(ruling: Ruling | None) -> Row:
    if ruling is None:
        return (None,) * 6
    return (
        ruling.ruling_id, ruling.best, ruling.by, ruling.reason, _time(ruling.made_at), _time_or_none(ruling.until),
    )


def _ruling_filed(event: RulingFiled, recorded_at: dt.datetime) -> Row:
    return (
        event.event_id, event.edit_id, event.ruling_id, event.desk, event.incident_id, event.category,
        event.best, event.by, event.reason, _time(event.published_at), _time_or_none(event.until), event.withdrawn,
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _relinked(event: IncidentsRelinked, recorded_at: dt.datetime) -> Row:
    return (
        event.event_id, event.edit_id, event.desk, event.kind, list(event.incident_ids), list(event.claim_ids),
        _time_or_none(event.since), event.by, event.reason, _time(event.published_at),
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _reprocessed(event: Reprocessed, recorded_at: dt.datetime) -> Row:
    if min(event.partition, event.below) < 0:
        raise RowError(f"{event.partition}@{event.below} cannot stand on a log")
    return (
        event.event_id, event.desk, event.partition, event.below, event.started_at,
        *_cause(event.caused_by, event.pipeline_version, recorded_at),
    )


def _voice(voice: Voice) -> Row:
    return (
        voice.claimant, list(voice.carriers), voice.claim_id, voice.update_id, voice.value, voice.qualifier,
        voice.low, voice.high, voice.scope, _time(voice.published_at), voice.standing, voice.reliability,
        voice.credibility, voice.why,
    )


def _place(place: Place | None) -> Row:
    if place is None:
        return (None,) * len(_PLACE)
    return (
        place.name, place.kind, place.country, place.geoname_id, place.admin1,
        place.latitude, place.longitude,
    )


def _cause(cause: Cause, pipeline_version: int, recorded_at: dt.datetime) -> Row:
    if min(cause.partition, cause.offset, pipeline_version) < 0:
        raise RowError(f"the cause {cause.topic}/{cause.partition}@{cause.offset} cannot stand on a log")
    return (cause.topic, cause.partition, cause.offset, pipeline_version, recorded_at)


def _time_or_none(moment: dt.datetime | None) -> dt.datetime | None:
    return _time(moment) if moment is not None else None


def _time(moment: dt.datetime) -> dt.datetime:
    """A published time to the millisecond: cut here, so that every adapter cuts it the same way."""
    if not EARLIEST <= moment <= LATEST:
        raise RowError(f"the time {moment:%Y-%m-%d} is outside of what the store holds (1900 to 2299)")
    below = moment.microsecond % 1000
    return moment.replace(microsecond=moment.microsecond - below) if below else moment


_ROWS: dict[type[Event], tuple[str, Callable[[Any, dt.datetime], Row]]] = {
    UpdateFiled: ("updates", _update),
    FigureClaimed: ("claims", _claim),
    ClaimWithdrawn: ("claims_withdrawn", _claim_withdrawn),
    FigureReconciled: ("figures", _figure),
    RulingFiled: ("rulings", _ruling_filed),
    IncidentsRelinked: ("relinkings", _relinked),
    Reprocessed: ("reprocessed", _reprocessed),
}
