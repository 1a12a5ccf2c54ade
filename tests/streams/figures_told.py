"""What a reader of the log makes of the figures in a list of events."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.events import Event, FigureChanged, FigureReconciled
from streams.desk.told import Told, figures_of


def told(events: Iterable[Event]) -> list[Event]:
    """The events in their order, each change of a figure as the figures that stand after it; once each."""
    memory, seen, found = Told(), set[str](), list[Event]()
    for event in events:
        if not isinstance(event, FigureChanged):
            found.append(event)
        elif event.event_id not in seen:
            seen.add(event.event_id)
            before = memory.current.get(event.incident_id, {}).values()
            voices = next((figure.voices for figure in before if figure.category == event.category), ())
            found += figures_of(event, voices)
            memory.fold(event)
    return found


def figures_told(events: Iterable[Event]) -> list[FigureReconciled]:
    """The figures alone."""
    return [event for event in told(events) if isinstance(event, FigureReconciled)]
