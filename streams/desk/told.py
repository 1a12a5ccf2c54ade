"""What has been told of each incident's figures: the desk's memory of them, and what a new telling must say.

A figure is told as a change: the numbers under every policy and only the voices that speak otherwise than before, so
that a claim costs what it changes and not what everybody ever said. Now and then the voices are told whole, and
always of an incident that begins, takes another's place, is divided or ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from schemas.events import Category, FigureChanged, FigureReconciled, PolicyFigure, Voice
from streams.figures.figures import Current, Slot

WHOLE_AFTER: Final = 4
"""Voices are told whole once changes have told so many times as many as there are: a fifth more to write, and the
changes that a reader puts together stay a few."""
_AT_LEAST: Final = 16  # voices told by changes before they are told whole


class Told:
    """The figures as they were told last, each telling folded once and in order."""

    def __init__(self) -> None:
        self._current: dict[str, dict[Slot, FigureReconciled]] = {}
        self._told: dict[tuple[str, Category], int] = {}  # voices told by changes since they were told whole

    def __len__(self) -> int:
        return len(self._current)

    @property
    def current(self) -> Current:
        """The figures that stand, by incident: none of an incident that is gone."""
        return self._current

    def changes(self, figures: Iterable[FigureReconciled], *, whole: bool) -> list[FigureChanged]:
        """The figures as changes of what was told before, one for each incident and category, in their order.

        All policies of a category come together, as they share its voices. `whole`: with all voices.
        """
        together: dict[tuple[str, Category], list[FigureReconciled]] = {}
        for figure in figures:
            together.setdefault((figure.incident_id, figure.category), []).append(figure)
        return [self._change(of_one, whole) for of_one in together.values()]

    def fold(self, told: FigureChanged | FigureReconciled) -> None:
        """Take what was told; of a figure without voices only what stands of others is kept."""
        where = told.incident_id, told.category
        before = self._current.get(told.incident_id, {})
        if isinstance(told, FigureReconciled):
            figures = [told]
            self._told.pop(where, None)
        else:
            figures = figures_of(told, _voices(before, told.category))
            self._told[where] = 0 if told.whole else self._told.get(where, 0) + len(told.voices) + len(told.gone)
        slots = self._current.setdefault(told.incident_id, {})
        for figure in figures:
            if figure.voices:
                slots[figure.category, figure.policy] = figure
            else:
                slots.pop((figure.category, figure.policy), None)
        if not any(category == told.category for category, _ in slots):
            self._told.pop(where, None)
        if not slots:
            del self._current[told.incident_id]

    def forget(self, incident_id: str) -> list[FigureReconciled]:
        """Drop what was told of an incident; returns it."""
        figures = self._current.pop(incident_id, {})
        for category, _ in figures:
            self._told.pop((incident_id, category), None)
        return list(figures.values())

    def _change(self, figures: Sequence[FigureReconciled], whole: bool) -> FigureChanged:
        first = figures[0]
        before = _voices(self._current.get(first.incident_id, {}), first.category)
        known = {voice.claim_id: voice for voice in before}
        new = [voice for voice in first.voices if known.get(voice.claim_id) != voice]
        heard = {voice.claim_id for voice in first.voices}
        gone = [claim_id for claim_id in known if claim_id not in heard]
        since = self._told.get((first.incident_id, first.category), 0)
        many = since > max(WHOLE_AFTER * len(first.voices), _AT_LEAST)
        return _told_as(figures, whole or not before or many or not first.voices, new, gone)


def figures_of(change: FigureChanged, before: Sequence[Voice] = ()) -> list[FigureReconciled]:
    """The figures under each policy, with all their voices; `before` are those that were heard before the change."""
    gone = set(change.gone)
    kept = {} if change.whole else {voice.claim_id: voice for voice in before if voice.claim_id not in gone}
    kept |= {voice.claim_id: voice for voice in change.voices}
    voices = tuple(sorted(kept.values(), key=_spoken))
    return [
        FigureReconciled(
            event_id=change.event_id, incident_id=change.incident_id, aliases=change.aliases,
            superseded_by=change.superseded_by, desk=change.desk, country=change.country, place=change.place,
            cause=change.cause, category=change.category, policy=figure.policy, low=figure.low, best=figure.best,
            best_qualifier=figure.best_qualifier, high=figure.high, disputed=change.disputed, flags=figure.flags,
            voices=voices, explanation=(*figure.explanation, *change.explanation), updated_at=change.updated_at,
            caused_by=change.caused_by, pipeline_version=change.pipeline_version, ruling=change.ruling,
            input_published_at=change.input_published_at, place_printed=change.place_printed,
        )
        for figure in change.figures
    ]


def _told_as(
    figures: Sequence[FigureReconciled], whole: bool, new: Sequence[Voice], gone: Sequence[str]
) -> FigureChanged:
    first = figures[0]
    shared = _shared([figure.explanation for figure in figures])
    return FigureChanged(
        event_id=first.event_id, incident_id=first.incident_id, aliases=first.aliases,
        superseded_by=first.superseded_by, desk=first.desk, country=first.country, place=first.place,
        place_printed=first.place_printed, cause=first.cause, category=first.category,
        figures=tuple(
            PolicyFigure(policy=each.policy, low=each.low, best=each.best, best_qualifier=each.best_qualifier,
                         high=each.high, flags=each.flags,
                         explanation=each.explanation[: len(each.explanation) - len(shared)])
            for each in figures
        ),
        disputed=first.disputed, whole=whole, voices=first.voices if whole else tuple(new),
        gone=() if whole else tuple(gone), explanation=shared, updated_at=first.updated_at, ruling=first.ruling,
        input_published_at=first.input_published_at or first.updated_at, caused_by=first.caused_by,
        pipeline_version=first.pipeline_version,
    )


def _shared(explanations: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The last sentences of all of them, as far as they are the same."""
    shared = 0
    while all(len(each) > shared for each in explanations) and len({each[-shared - 1] for each in explanations}) == 1:
        shared += 1
    return explanations[0][len(explanations[0]) - shared :]


def _voices(slots: Mapping[Slot, FigureReconciled], category: Category) -> tuple[Voice, ...]:
    return next((figure.voices for (of, _), figure in slots.items() if of == category), ())


def _spoken(voice: Voice) -> tuple[dt.datetime, str]:
    return voice.published_at, voice.claim_id
