"""From changed incidents to the figures that say something new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Final, Protocol, TypeAlias, get_args

import msgspec

from schemas.events import Category, Cause, FigureClaimed, FigureReconciled
from streams.figures.policies import Policy
from streams.figures.reconcile import Reconciled, Reconciling
from streams.figures.rulings import Rulings
from streams.grades import Grades
from streams.incidents.book import Change, Incident
from streams.stamp import Stamp


class Input(Protocol):
    """What a figure needs to know of the input that it follows from."""

    @property
    def event_id(self) -> str: ...
    @property
    def desk(self) -> str: ...
    @property
    def published_at(self) -> dt.datetime: ...


Slot: TypeAlias = tuple[Category, str]  # category, policy
Current: TypeAlias = Mapping[str, Mapping[Slot, FigureReconciled]]  # by incident

_BESIDE_THE_POINT = frozenset(("event_id", "caused_by", "pipeline_version", "input_published_at"))
_said = attrgetter(*(name for name in FigureReconciled.__struct_fields__ if name not in _BESIDE_THE_POINT))
_NOT_STAMPED = Cause(topic="", partition=0, offset=0)


class Ongoing:
    """What was reconciled of a desk's incidents, kept to be gone on with: a help, and no memory of what was told.

    It is known by the very tuple of claims that it was made of, so that one that was never folded, or has changed
    otherwise since, is not gone on with.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[FigureClaimed, ...], dict[Category, Reconciling]]] = {}

    def of(
        self, incident: Incident, stood: Incident | None, touched: Collection[Category],
        new: Collection[FigureClaimed] | None,
    ) -> dict[Category, Reconciling]:
        """By category what was reconciled of the incident, gone on with where it could be.

        `stood` is the incident before; `new` are the claims that it has gained since, None where that is not all.
        """
        claims, by_category = self._known.pop(incident.incident_id, ((), {}))
        if stood is None or claims is not stood.claims:
            by_category = {}
        elif new is None or len(incident.claims) != len(claims) + len(new):
            by_category = {category: each for category, each in by_category.items() if category not in touched}
        else:
            come: dict[Category, list[FigureClaimed]] = {}
            for claim in new:
                come.setdefault(claim.category, []).append(claim)
            for category, of_category in come.items():
                if category in by_category and not by_category[category].follow(of_category):
                    del by_category[category]
        self._known[incident.incident_id] = incident.claims, by_category
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return by_category


KEPT: Final = 256
"""So many incidents of a desk, those that changed last, are gone on with; the others are reconciled anew when they
change."""


class Figures:
    """Computes figures under every policy side by side."""

    def __init__(self, policies: Sequence[Policy], grades: Grades) -> None:
        self._policies = policies
        self._grades = grades

    def of(self, change: Change, touched: Collection[Category], current: Current, rulings: Rulings, *,
           event: Input, cause: Cause, stamp: Stamp, ongoing: Ongoing | None = None,
           stood: Incident | None = None, new: Collection[FigureClaimed] | None = None) -> list[FigureReconciled]:
        """The figures that differ from the current ones, with those of their category under the other policies; those
        of incidents that are gone come first, void. Figures of one category have one event id.

        `touched` are the categories in which claims came or went: a figure is a function of its category's claims,
        so that the others need not be reconciled again while no incident took another's place. With `ongoing` what was
        reconciled of an incident that changes alone is gone on with: `stood` is it before the change, `new` what it has
        gained, if nothing else happened to it.
        """

        @cache
        def id_of(incident_id: str, category: Category) -> str:
            return stamp.id("reconciled", event.desk, incident_id, category, event.event_id)

        def stamped(figure: FigureReconciled) -> FigureReconciled:
            event_id = id_of(figure.incident_id, figure.category)
            return msgspec.structs.replace(figure, event_id=event_id, caused_by=cause,
                                           pipeline_version=stamp.version, input_published_at=event.published_at)

        ongoing = ongoing if ongoing is not None else Ongoing()
        figures = [*_void(change, current)]
        for incident in change.after:
            before = current.get(incident.incident_id, {})
            aliases = _aliases(incident.incident_id, change, current)
            known = ongoing.of(incident, stood, touched, new) if change.alone else {}
            after = self._reconciled(incident, aliases, event.desk, before if change.alone else {}, touched, known)
            after = {slot: _ruled(figure, rulings) for slot, figure in after.items()}
            changed = {category for (category, policy), f in after.items()
                       if (told := before.get((category, policy))) is None or not _same(f, told)}
            figures += [f for (category, _), f in after.items() if category in changed]
            figures += [_emptied(f, None) for slot, f in before.items() if slot not in after and f.voices]
        return [stamped(figure) for figure in figures]

    def _reconciled(
        self, incident: Incident, aliases: tuple[str, ...], desk: str, before: Mapping[Slot, FigureReconciled],
        touched: Collection[Category], ongoing: dict[Category, Reconciling],
    ) -> dict[Slot, FigureReconciled]:
        place, country, printed = incident.place, _country(incident, desk), _place_printed(incident)
        figures: dict[Slot, FigureReconciled] = {}
        for category in _categories(incident, before, touched):
            kept = {p.name: before.get((category, p.name)) for p in self._policies} if category not in touched else {}
            for policy, known in kept.items():
                if known is not None and known.voices:
                    figures[category, policy] = msgspec.structs.replace(
                        known, aliases=aliases, place=place, place_printed=printed, country=country,
                        cause=incident.cause, superseded_by=None,
                    )
            if any((category, policy.name) not in figures for policy in self._policies):
                if category not in ongoing:
                    claims = [claim for claim in incident.claims if claim.category == category]
                    ongoing[category] = Reconciling(claims, self._grades)
                for name, result in ongoing[category].figures(self._policies).items():
                    figures[category, name] = _figure(incident, aliases, desk, category, name, result, printed)
        return figures


def _categories(
    incident: Incident, before: Mapping[Slot, FigureReconciled], touched: Collection[Category]
) -> list[Category]:
    """Those in which the incident may have claims, in the order of the vocabulary."""
    known = {category for category, _ in before} | set(touched) if before else {c.category for c in incident.claims}
    return [category for category in get_args(Category) if category in known]


def _ruled(figure: FigureReconciled, rulings: Rulings) -> FigureReconciled:
    ruling = rulings.on((figure.incident_id, *figure.aliases), figure.category)
    return msgspec.structs.replace(figure, ruling=ruling) if ruling != figure.ruling else figure


def _place_printed(incident: Incident) -> str | None:
    """The place as the earliest of its pages spells it that does so otherwise than GeoNames; capitals tell nothing."""
    place = incident.place
    if place is None:
        return None
    spelt = (claim.place_printed for claim in incident.claims if claim.place_printed and claim.place == place)
    first = next((printed for printed in spelt if not printed.isupper()), None)
    return first if first != place.name else None


def _country(incident: Incident, desk: str) -> str | None:
    place = incident.place
    return place.country if place and place.country else (desk if len(desk) == 2 else None)


def _figure(incident: Incident, aliases: tuple[str, ...], desk: str, category: Category, policy: str,
            result: Reconciled, printed: str | None) -> FigureReconciled:
    return FigureReconciled(
        event_id="", incident_id=incident.incident_id, aliases=aliases, superseded_by=None, desk=desk,
        country=_country(incident, desk), place=incident.place, cause=incident.cause, category=category, policy=policy,
        low=result.low, best=result.best, best_qualifier=result.best_qualifier, high=result.high,
        disputed=result.disputed, flags=result.flags, voices=result.voices,
        explanation=result.explanation, updated_at=result.updated_at,
        caused_by=_NOT_STAMPED, pipeline_version=0, place_printed=printed,
    )


def _same(one: FigureReconciled, other: FigureReconciled) -> bool:
    """Whether both say the same of the event, whatever input they follow from."""
    return bool(_said(one) == _said(other))


def _void(change: Change, current: Current) -> Iterator[FigureReconciled]:
    for incident_id in (*change.superseded, *change.ended):
        for figure in current.get(incident_id, {}).values():
            heir = change.superseded.get(incident_id)
            if figure.voices or figure.superseded_by != heir:
                yield _emptied(figure, heir)


def _emptied(figure: FigureReconciled, superseded_by: str | None) -> FigureReconciled:
    return msgspec.structs.replace(
        figure, superseded_by=superseded_by, low=None, best=None, best_qualifier=None, high=None,
        disputed=False, flags=(), voices=(), explanation=(), ruling=None,
    )


def _aliases(incident_id: str, change: Change, current: Current) -> tuple[str, ...]:
    """The ids the incident had before: its own past ones and those of the incidents it took over.

    None of them names an incident that stands: one that was merged and split off again is itself once more.
    """
    taken = [gone for gone, heir in change.superseded.items() if heir == incident_id]
    earlier = {
        alias for known in (incident_id, *taken)
        for figure in current.get(known, {}).values() for alias in figure.aliases
    }
    standing = {incident.incident_id for incident in change.after}
    return tuple(sorted((earlier | set(taken)) - {incident_id} - standing))
