"""Figures from what had been published by a time, reconciled anew: what a run over just those updates would say.

The store answers what we said at a time of ours; what could have been said from the updates up to a published time
is another question, for updates may come late. So the claims that were out by then, less those recalled by then, are
gathered into incidents and reconciled again, with the rulings, merges and splits made by then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec

from schemas.events import (
    Category,
    Cause,
    FigureClaimed,
    FigureReconciled,
    IncidentsRelinked,
    Place,
    RulingFiled,
)
from sinks import queries
from sinks.editorial import published
from sinks.store import Store
from streams.extract.words.cause import cause_of
from streams.figures.figures import Figures, Ongoing, Slot
from streams.figures.rulings import Rulings
from streams.incidents.book import Book, Change, Incident, incident_id_from
from streams.stamp import Stamp

E = TypeVar("E", bound=msgspec.Struct)

_NOWHERE = Cause(topic="", partition=0, offset=0)


class _Asked(NamedTuple):
    """The question, in the place of an input."""

    event_id: str
    desk: str
    published_at: dt.datetime


def figures_at(store: Store, at: dt.datetime, figures: Figures, *, policy: str | None) -> list[queries.FigureRow]:
    """The figures under one policy, or all (None), in the order of `queries.figures`. Raises StoreError."""
    claims: dict[str, list[FigureClaimed]] = {}
    for row in published.claims_at(store, at):
        claim = claim_of_row(row)
        claims.setdefault(claim.desk, []).append(claim)
    relinked, rulings = relinks_until(store, at), rulings_until(store, at)
    found = []
    for desk, of_desk in claims.items():
        incidents = gathered(desk, of_desk, relinked)
        held = rulings_on(incidents, rulings)
        found += [_shown(figure, at) for figure in reconciled_at(incidents, desk, figures, held, at)
                  if policy is None or figure.policy == policy]
    return sorted(found, key=_place_in_list)


def rulings_on(incidents: Iterable[Incident], filed: Iterable[RulingFiled]) -> Rulings:
    """The rulings, each on the incident that has the id it names, or would have if its claims had come otherwise."""
    called = {incident_id_from(claim): incident.incident_id for incident in incidents for claim in incident.claims}
    rulings = Rulings()
    for ruling in filed:
        name = called.get(ruling.incident_id, ruling.incident_id)
        rulings.fold(msgspec.structs.replace(ruling, incident_id=name))
    return rulings


def gathered(desk: str, claims: Iterable[FigureClaimed], relinked: Iterable[IncidentsRelinked]) -> list[Incident]:
    """The incidents of a desk's claims, with its editors' merges and splits."""
    book = Book(cause_of)
    for claim in claims:
        book.add(claim)
    for event in relinked:
        if event.desk == desk:
            book.relink(event)
    return book.incidents()


def incidents_now(store: Store, desk: str) -> list[Incident]:
    """The incidents of a desk as they stand now. Raises StoreError."""
    return gathered(desk, map(claim_of_row, published.claims_at(store, None, desk)), relinks_until(store, None))


def reconciled_at(
    incidents: Iterable[Incident], desk: str, figures: Figures, rulings: Rulings, at: dt.datetime
) -> list[FigureReconciled]:
    """The figures of incidents from the claims in them, with what had been ruled."""
    change = Change(tuple(incidents), {}, ())
    return figures.of(change, get_args(Category), {}, rulings, event=_Asked("", desk, at), cause=_NOWHERE,
                      stamp=Stamp(0))


class Before(NamedTuple):
    """How an incident stood at a moment, to be gone on with at a later one."""

    ongoing: Ongoing
    stood: Incident | None
    new: Collection[FigureClaimed] | None  # what has come since, after all that stood; None: it changed otherwise


def reconciled_on(
    incident: Incident, desk: str, figures: Figures, rulings: Rulings, at: dt.datetime,
    told: Mapping[Slot, FigureReconciled], before: Before,
) -> list[FigureReconciled]:
    """The figures of an incident that differ from those told at a moment before; without voices: nobody stands behind
    them any more."""
    touched = get_args(Category) if before.new is None else {claim.category for claim in before.new}
    return figures.of(
        Change((incident,), {}, ()), touched, {incident.incident_id: told}, rulings, event=_Asked("", desk, at),
        cause=_NOWHERE, stamp=Stamp(0), ongoing=before.ongoing, stood=before.stood, new=before.new,
    )


def relinks_until(store: Store, at: dt.datetime | None) -> list[IncidentsRelinked]:
    """What editors had merged and split by then, in the order of its filing. Raises StoreError."""
    return [_event(IncidentsRelinked, row) for row in published.relinkings_at(store, at)]


def rulings_until(store: Store, at: dt.datetime | None) -> list[RulingFiled]:
    """The same of what they had ruled and taken back."""
    return [_event(RulingFiled, row) for row in published.rulings_at(store, at)]


def claim_of_row(row: dict[str, Any]) -> FigureClaimed:
    """The claim that a row of the store was made of, but for the input that it follows from."""
    place = None
    if row["place"] is not None:
        place = Place(name=row["place"], kind=row["place_kind"], country=row["place_country"],
                      geoname_id=row["geoname_id"], admin1=row["admin1"], latitude=row["latitude"],
                      longitude=row["longitude"])
    return _event(FigureClaimed, {**row, "place": place})


def _event(kind: type[E], row: dict[str, Any]) -> E:
    fields = {"caused_by": _NOWHERE, **row}
    return kind(**{name: _frozen(fields[name]) for name in kind.__struct_fields__})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _shown(figure: FigureReconciled, at: dt.datetime) -> queries.FigureRow:
    ruling = figure.ruling
    ruled = ruling is not None and (ruling.until is None or ruling.until > at)
    low, best, high, qualifier = figure.low, figure.best, figure.high, figure.best_qualifier
    if ruling is not None and ruled:
        low = min(low, ruling.best) if low is not None else None
        high = max(high, ruling.best) if high is not None else None
        best, qualifier = ruling.best, "exact"
    place = figure.place
    names = tuple(queries.Claimant.__annotations__)
    return {
        "incident_id": figure.incident_id, "place": place.name if place else None, "country": figure.country,
        "cause": figure.cause, "category": figure.category, "policy": figure.policy, "low": low, "best": best,
        "high": high, "disputed": figure.disputed, "updated_at": figure.updated_at,
        "claimants": [
            {name: _listed(getattr(voice, name)) for name in names} for voice in figure.voices  # type: ignore[misc]
        ],
        "best_qualifier": qualifier, "flags": list(figure.flags),
        "explanation": list(figure.explanation),
        "geoname_id": place.geoname_id if place else None, "admin1": place.admin1 if place else None,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "desk": figure.desk, "ruled": ruled, "ruling_id": ruling.ruling_id if ruling else None,
        "ruled_best": ruling.best if ruling else None, "ruled_by": ruling.by if ruling else None,
        "ruled_reason": ruling.reason if ruling else None, "ruled_at": ruling.made_at if ruling else None,
        "ruled_until": ruling.until if ruling else None, "policy_low": figure.low, "policy_best": figure.best,
        "policy_qualifier": figure.best_qualifier, "policy_high": figure.high, "recorded_at": None,
        "place_printed": figure.place_printed,
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _place_in_list(figure: queries.FigureRow) -> tuple[object, ...]:
    country, place = figure["country"], figure["place"]
    return (country is None, country or "", place is None, place or "", figure["incident_id"],
            get_args(Category).index(figure["category"]), figure["policy"])
