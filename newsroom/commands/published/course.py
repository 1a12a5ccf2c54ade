"""How an incident's figures went by published time: what could have been said at each moment, pages that came late in
their places.

The store's `figure_history` tells what we said, and when; a page that comes late is a step of it where it came. Here
the claims of the incident as it stands now are reconciled for each moment at which one was published or recalled, as
`figures --at` does, with what had been ruled by then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_args

from msgspec.structs import replace

from newsroom.commands.published.figures_at import Before, claim_of_row, reconciled_on, rulings_until
from schemas.events import Category, FigureClaimed, FigureReconciled, RulingFiled
from sinks.editorial import published
from sinks.incident_ids import IncidentRow
from sinks.store import Store
from streams.figures.figures import Figures, Ongoing, Slot
from streams.figures.rulings import Rulings
from streams.incidents.book import Incident, writing_order


class CourseMoment(NamedTuple):
    """The figures of an incident, of every category and policy asked for, from what had been published by a time."""

    at: dt.datetime
    figures: list[FigureReconciled]


def course_of(
    store: Store, incident: IncidentRow, earlier: Iterable[str], incidents: Iterable[Incident], figures: Figures,
    category: str | None = None,
) -> list[CourseMoment]:
    """Every moment at which a claim of the incident was published or recalled, or its figures ruled on, in their order.

    `earlier` are the ids that it had before, `incidents` all of its desk as they stand now. Narrower is cheaper: with
    a category by its claims alone, which are all that its figures follow from; under the policies of `figures`.

    Raises StoreError.
    """
    names = {incident.incident_id, *earlier}
    out = published.when_out(store, incident.desk)
    claims = [claim for claim in _claims_of(store, incidents, names) if claim.update_id in out
              and category in (None, claim.category)]
    rulings = [replace(ruling, incident_id=incident.incident_id) for ruling in rulings_until(store, None)
               if ruling.incident_id in names]
    moments = {time for claim in claims for time in out[claim.update_id] if time is not None}
    moments |= {ruling.published_at for ruling in rulings}
    going, found = _Going(incident, figures), []
    for at in sorted(moments):
        known = _folded(ruling for ruling in rulings if ruling.published_at <= at)
        going.to(at, tuple(claim for claim in claims if _is_out(out[claim.update_id], at)), known)
        found.append(CourseMoment(at, going.figures()))
    return found


class _Going:
    """The figures of one incident from moment to moment: what was reconciled for one is gone on with for the next."""

    def __init__(self, incident: IncidentRow, figures: Figures) -> None:
        self._incident = incident
        self._reconciles = figures
        self._ongoing = Ongoing()
        self._stood: Incident | None = None
        self._figures: dict[Slot, FigureReconciled] = {}

    def to(self, at: dt.datetime, told: tuple[FigureClaimed, ...], rulings: Rulings) -> None:
        """Go to the moment when these claims were out, in writing order, and this was ruled."""
        before = self._stood.claims if self._stood is not None else ()
        new = told[len(before):] if told[:len(before)] == before else None
        then = Incident(self._incident.incident_id, told, None, self._incident.cause)
        changed = reconciled_on(then, self._incident.desk, self._reconciles, rulings, at, self._figures,
                                Before(self._ongoing, self._stood, new))
        self._figures |= {(figure.category, figure.policy): figure for figure in changed}
        self._stood = then

    def figures(self) -> list[FigureReconciled]:
        """Those that somebody's word stands behind, by category."""
        heard = [figure for figure in self._figures.values() if figure.voices]
        return sorted(heard, key=lambda figure: get_args(Category).index(figure.category))


def steps_of(course: Sequence[CourseMoment], *, policy: str | None, category: str | None) -> list[dict[str, Any]]:
    """The moments at which a figure changed, by category, policy and time; None for both: all."""
    before: dict[tuple[str, str], dict[str, Any]] = {}  # by category and policy
    found = []
    for moment in course:
        now: dict[tuple[str, str], dict[str, Any]] = {
            (figure.category, figure.policy): _step(figure, moment.at) for figure in moment.figures
            if policy in (None, figure.policy) and category in (None, figure.category)
        }
        for slot in (*now, *(slot for slot in before if slot not in now)):
            step = now.get(slot) or _nothing(before[slot], moment.at)
            if slot not in before or _said(step) != _said(before[slot]):
                found.append(step)
            before[slot] = step
    return sorted(found, key=lambda step: (step["category"], step["policy"], step["published_at"]))


def _claims_of(store: Store, incidents: Iterable[Incident], names: set[str]) -> list[FigureClaimed]:
    """The claims of the incident that stands, and those that were recalled; in published order."""
    recalled = [claim_of_row(row) for row in published.claims_recalled(store, sorted(names))]
    meant = next((found for found in incidents if found.incident_id in names), None)
    found = [*(meant.claims if meant is not None else ()), *recalled]
    return sorted(found, key=writing_order)


def _is_out(times: tuple[dt.datetime, dt.datetime | None], at: dt.datetime) -> bool:
    shown, recalled = times
    return shown <= at and (recalled is None or recalled > at)


def _folded(filed: Iterable[RulingFiled]) -> Rulings:
    rulings = Rulings()
    for ruling in filed:
        rulings.fold(ruling)
    return rulings


def _step(figure: FigureReconciled, at: dt.datetime) -> dict[str, Any]:
    return {"category": figure.category, "policy": figure.policy, "published_at": at, "low": figure.low,
            "best": figure.best, "high": figure.high, "disputed": figure.disputed,
            "ruled_best": figure.ruling.best if figure.ruling is not None else None}


def _nothing(before: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    """All that was said of it is recalled."""
    return {**before, "published_at": at, "low": None, "best": None, "high": None, "disputed": False,
            "ruled_best": None}


def _said(step: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(step[name] for name in ("low", "best", "high", "disputed", "ruled_best"))
