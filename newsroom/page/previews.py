"""What an editor's word would make of the figures, reconciled as the desk would, before it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple, get_args

from newsroom.commands.incident_named import incident_named
from newsroom.commands.published.figures_at import incidents_now, reconciled_at, rulings_on, rulings_until
from newsroom.errors import UsageFailure
from newsroom.page.board import BOARD_POLICY
from newsroom.show.tables import printable, short_interval
from schemas.events import Category, FigureClaimed, FigureReconciled, RulingFiled
from sinks.incident_ids import IncidentRow
from sinks.store import Store
from streams.figures.figures import Figures
from streams.incidents.book import Incident


class Outlook(NamedTuple):
    """What is printed of a category of an incident now, and what would be."""

    incident: str  # in words
    category: str
    now: str
    then: str


NewFigures = Callable[[str | None], Figures]


def outlook_of_ruling(
    store: Store, incident: str, category: str, best: int, new_figures: NewFigures
) -> list[Outlook]:
    """Raises UsageFailure, StoreError; so do the others."""
    found, desk = _found(store, incident)
    before = _figures(store, desk.of([found]), found.desk, new_figures).get((found.incident_id, category))
    if before is None:
        raise UsageFailure(f"nobody said anything of {category[:30]} in this incident: there is nothing to rule on")
    low = min(best, before.low) if before.low is not None else None
    high = max(best, before.high) if before.high is not None else None
    return [Outlook(found.title, category, _shown(before), f"{best:,} ({short_interval(low, best, high)})")]


def outlook_of_unruling(store: Store, incident: str, ruling_id: str, new_figures: NewFigures) -> list[Outlook]:
    found, desk = _found(store, incident)
    filed = rulings_until(store, None)
    if any(each.ruling_id == ruling_id and each.withdrawn for each in filed):
        raise UsageFailure(f"ruling {ruling_id[:8]!r} was withdrawn before")
    return _compared(store, found.title, found.desk, desk.of([found]), desk.of([found]), new_figures,
                     [each for each in filed if each.ruling_id != ruling_id])


def outlook_of_recall(
    store: Store, incident: str, update_ids: Collection[str], new_figures: NewFigures
) -> list[Outlook]:
    found, desk = _found(store, incident)
    before = desk.of([found])
    after = [each._replace(claims=tuple(c for c in each.claims if c.update_id not in update_ids)) for each in before]
    return _compared(store, found.title, found.desk, before, after, new_figures)


def outlook_of_merge(store: Store, incidents: Sequence[str], new_figures: NewFigures) -> list[Outlook]:
    found = [incident_named(store, name) for name in incidents]
    if len({each.incident_id for each in found}) < 2:
        raise UsageFailure("these are one incident already")
    desk = _Desk(incidents_now(store, found[0].desk))
    before = desk.of(found)
    claims = sorted((claim for each in before for claim in each.claims), key=_order)
    one = Incident(before[0].incident_id, tuple(claims), before[0].place, before[0].cause) if before else None
    return _compared(store, " + ".join(each.title for each in found), found[0].desk, before, [one] if one else [],
                     new_figures)


def outlook_of_split(
    store: Store, incident: str, update_ids: Collection[str], new_figures: NewFigures
) -> list[Outlook]:
    found, desk = _found(store, incident)
    before, shown = desk.of([found]), []
    known = {claim.update_id for each in before for claim in each.claims}
    if not known & set(update_ids):
        raise UsageFailure("none of these updates says anything of this incident")
    if known <= set(update_ids):
        raise UsageFailure("these are all updates of the incident: choose those that are not of it")
    for title, stays in ((found.title, True), (f"split off {found.title}", False)):
        after = [each._replace(claims=tuple(c for c in each.claims if (c.update_id in update_ids) != stays))
                 for each in before]
        shown += _compared(store, title, found.desk, before if stays else [], after, new_figures)
    return shown


class _Desk(NamedTuple):
    """The incidents of a desk as they stand now."""

    incidents: Sequence[Incident]

    def of(self, named: Iterable[IncidentRow]) -> list[Incident]:
        wanted = {each.incident_id for each in named}
        return [each for each in self.incidents if each.incident_id in wanted]


def _found(store: Store, incident: str) -> tuple[IncidentRow, _Desk]:
    found = incident_named(store, incident)
    return found, _Desk(incidents_now(store, found.desk))


def _compared(
    store: Store, title: str, desk: str, before: Sequence[Incident], after: Sequence[Incident],
    new_figures: NewFigures, rulings: Sequence[RulingFiled] | None = None,
) -> list[Outlook]:
    now = _by_category(_figures(store, before, desk, new_figures))
    then = _by_category(_figures(store, after, desk, new_figures, rulings))
    return [Outlook(title, category, now.get(category, "–"), then.get(category, "–"))
            for category in get_args(Category) if category in now or category in then]


def _figures(
    store: Store, incidents: Sequence[Incident], desk: str, new_figures: NewFigures,
    rulings: Sequence[RulingFiled] | None = None,
) -> dict[tuple[str, str], FigureReconciled]:
    told = [each for each in incidents if each.claims]
    now = dt.datetime.now(dt.UTC)
    held = rulings_on(told, rulings_until(store, None) if rulings is None else rulings)
    found = reconciled_at(told, desk, new_figures(BOARD_POLICY), held, now) if told else []
    return {(figure.incident_id, figure.category): figure for figure in found}


def _by_category(figures: dict[tuple[str, str], FigureReconciled]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for (_, category), figure in figures.items():
        found.setdefault(category, []).append(_shown(figure))
    return {category: "; ".join(shown) for category, shown in found.items()}


def _shown(figure: FigureReconciled | None) -> str:
    if figure is None:
        return "–"
    ruling = figure.ruling
    if ruling is not None and (ruling.until is None or ruling.until > dt.datetime.now(dt.UTC)):
        return f"{ruling.best:,}, ruled by {ruling.by}"
    printed = printable({"best": figure.best, "best_qualifier": figure.best_qualifier})
    return f"{printed} ({short_interval(figure.low, figure.best, figure.high)})"


def _order(claim: FigureClaimed) -> tuple[dt.datetime, str]:
    return claim.published_at, claim.claim_id
