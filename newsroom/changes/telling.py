"""Figures that were told, put as changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from newsroom.changes.change import ChangeKind, EditorsWord, PrintedToll, TollChange
from newsroom.changes.compare import NOTHING, differences, printed_toll
from newsroom.changes.state import BoardState, KnownFigure, KnownIncident
from schemas.events import Category
from schemas.ids import digest

_EMPTY: Mapping[Category, KnownFigure] = {}


def toll_change(
    event_id: str, incident_id: str, incident: KnownIncident, category: Category, figure: KnownFigure, policy: str,
    kinds: tuple[ChangeKind, ...], before: PrintedToll | None, after: PrintedToll, *,
    published_at: dt.datetime, recorded_at: dt.datetime, editor: EditorsWord | None = None,
) -> TollChange:
    """A change of the incident's figure, which is as it is after the change."""
    numbers = figure.policies.get(policy)
    ruling, holding = (numbers.ruling, numbers.holding) if numbers is not None else (None, None)
    changed = [figure.updated_at]
    if ruling is not None:
        changed.append(ruling.made_at if holding is not None or ruling.until is None else ruling.until)
    return TollChange(
        id=f"{event_id}-{policy}", event_id=event_id, incident_id=incident_id, aliases=incident.aliases,
        desk=incident.desk, country=incident.country, place=incident.place, place_printed=incident.place_printed,
        cause=incident.cause, category=category, policy=policy, kinds=kinds, before=before, after=after,
        who=figure.who, no_longer=figure.no_longer, editor=editor,
        ruled_until=holding.until if holding is not None else None, since=max(changed),
        published_at=published_at, recorded_at=recorded_at,
    )


def standing_tolls(state: BoardState) -> Iterator[TollChange]:
    """What stands now under every policy, as changes of no kind: for a board, not to be told again."""
    for incident_id, incident in state.incidents.items():
        for category, figure in _standing(state, incident_id).items():
            for policy, numbers in figure.policies.items():
                yield toll_change(
                    numbers.event_id, incident_id, incident, category, figure, policy, (), None,
                    printed_toll(numbers), published_at=figure.published_at, recorded_at=figure.recorded_at,
                )


def differing(before: BoardState, after: BoardState, mark_id: str, recorded_at: dt.datetime) -> Iterator[TollChange]:
    """What a reprocessing, known by the id of its mark, prints otherwise, by incident and category."""
    for incident_id in sorted(before.incidents.keys() | after.incidents.keys()):
        old, new = _standing(before, incident_id), _standing(after, incident_id)
        incident = (after if new else before).incidents.get(incident_id)
        for category in sorted(old.keys() | new.keys()):
            figure = new.get(category) or old.get(category)
            if incident is None or figure is None:
                continue
            was, now = _printed(old.get(category)), _printed(new.get(category))
            event_id = digest("reprocessed figure", mark_id, incident_id, category)
            for policy in figure.policies:
                toll_before, toll_after = was.get(policy), now.get(policy, NOTHING)
                if toll_before != toll_after:
                    kinds = tuple(differences(toll_before, toll_after)) if policy in now else ("withdrawn",)
                    yield toll_change(
                        event_id, incident_id, incident, category,
                        msgspec.structs.replace(figure, who=(), no_longer=()), policy, ("reprocessed", *kinds),
                        toll_before, toll_after, published_at=figure.updated_at, recorded_at=recorded_at,
                    )


def _standing(state: BoardState, incident_id: str) -> Mapping[Category, KnownFigure]:
    incident = state.incidents.get(incident_id)
    return incident.figures if incident is not None and incident.heir is None else _EMPTY


def _printed(figure: KnownFigure | None) -> Mapping[str, PrintedToll]:
    if figure is None:
        return {}
    return {policy: printed_toll(numbers) for policy, numbers in figure.policies.items()}
