"""The figures of one partition as they were told last, and what each event changes in them. No clock: who asks says
what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from newsroom.changes.change import ChangeKind, EditorsWord, TollChange
from newsroom.changes.compare import NOTHING, differences, differences_of_rulings, printed_toll
from newsroom.changes.reading import FigureEvent, figure_told, is_void, is_whole, numbers_in, published_time
from newsroom.changes.state import BoardState, KnownFigure, KnownIncident
from newsroom.changes.telling import toll_change
from schemas.events import Category, FigureReconciled, IncidentsRelinked, Ruling, RulingFiled
from schemas.ids import digest

FORGOTTEN_AFTER = dt.timedelta(days=32)
"""A desk closes an incident 30 days after its last claim, by published time: what comes later is another incident."""
MOST_INCIDENTS = 20_000  # of a partition: a backfill may bring in more in a day
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_AHEAD = dt.timedelta(minutes=15)  # a page dated wrongly must not let others be forgotten


class Board:
    """What was told of each incident, each event folded once and in order."""

    def __init__(self, state: BoardState) -> None:
        self.state = state
        self._next_end = _NEVER  # no ruling ends before
        self._look_for_ends()

    def edited(self, event: RulingFiled | IncidentsRelinked) -> None:
        """An editor's word, which the figures of its input follow from."""
        if isinstance(event, IncidentsRelinked):
            self.state.edit = EditorsWord(word=event.kind, by=event.by, reason=event.reason)
        else:
            word: Literal["ruling", "ruling_withdrawn"] = "ruling_withdrawn" if event.withdrawn else "ruling"
            self.state.edit = EditorsWord(word=word, by=event.by, reason=event.reason)
        self.state.edited_by = event.caused_by.offset

    def told(self, event: FigureEvent, recorded_at: dt.datetime) -> list[TollChange]:
        """What this event changes for whoever prints its figure, one change a policy."""
        known = self.state.incidents.get(event.incident_id)
        if is_void(event):
            return list(self._ended(event, known, recorded_at)) if known is not None else []
        incident = self._incident(event, known)
        before, claimants = incident.figures.get(event.category), dict[str, str]()
        if incident.joined == event.caused_by.offset:
            inherited = self._figures(event.aliases, event.category)
            claimants = {claim: who for figure in inherited for claim, who in figure.claimants.items()}
            before = before or max(inherited, key=_most, default=None)
        claimants |= before.claimants if before is not None else {}
        after = incident.figures[event.category] = figure_told(event, before, claimants, recorded_at)
        if event.ruling is not None and event.ruling.until is not None:
            self._next_end = min(self._next_end, event.ruling.until)
        self._saw(incident, min(after.published_at, recorded_at + _AHEAD))
        return list(self._changes(event, incident, before, after))

    def expired(self, now: dt.datetime) -> list[TollChange]:
        """The rulings that ended by then, each told once, in the order of their ends."""
        if now < self._next_end:
            return []
        ended = sorted((each for each in self._rulings() if each[0] <= now), key=lambda each: each[:4])
        changes = [self._expired(*each) for each in ended]
        self._look_for_ends()
        return changes

    def _look_for_ends(self) -> None:
        self._next_end = min((until for until, *_ in self._rulings()), default=_NEVER)

    def _rulings(self) -> Iterator[tuple[dt.datetime, str, Category, str, Ruling]]:
        """Those that hold and will end: when, and of which figure."""
        for incident_id, incident in self.state.incidents.items():
            for category, figure in incident.figures.items() if incident.heir is None else ():
                for policy, numbers in figure.policies.items():
                    if (ruling := numbers.holding) is not None and ruling.until is not None:
                        yield ruling.until, incident_id, category, policy, ruling

    def _expired(
        self, until: dt.datetime, incident_id: str, category: Category, policy: str, ruling: Ruling
    ) -> TollChange:
        incident = self.state.incidents[incident_id]
        figure = incident.figures[category]
        before = printed_toll(figure.policies[policy])
        figure.policies[policy] = msgspec.structs.replace(figure.policies[policy], expired=True)
        after = printed_toll(figure.policies[policy])
        return toll_change(
            digest("ruling expired", ruling.ruling_id), incident_id, incident, category,
            msgspec.structs.replace(figure, who=(), no_longer=()), policy,
            ("ruling_expired", *differences(before, after)), before, after, published_at=until, recorded_at=until,
            editor=EditorsWord(word="ruling", by=ruling.by, reason=ruling.reason),
        )

    def _incident(self, event: FigureEvent, known: KnownIncident | None) -> KnownIncident:
        """The incident that a figure is told of, as the event describes it."""
        offset = event.caused_by.offset
        taken = [name for name in event.aliases
                 if name in self.state.incidents and (known is None or name not in known.aliases)]
        if known is None:
            # one that is told in part or has had other names began before; this board does not know it (any more)
            began = offset if is_whole(event) and not event.aliases else -1
            known = KnownIncident(began=began, joining="merged" if len(taken) > 1 else "renamed")
            self.state.incidents[event.incident_id] = known
        elif taken:
            known.joining = "merged"
        if known.heir is not None:  # it stands again: what it was is its heir's now
            known.heir, known.figures = None, {}
        known.joined = offset if taken else known.joined
        known.aliases, known.desk, known.country, known.cause = event.aliases, event.desk, event.country, event.cause
        known.place, known.place_printed = event.place.name if event.place else None, event.place_printed
        return known

    def _figures(self, incident_ids: Sequence[str], category: Category) -> list[KnownFigure]:
        incidents = (self.state.incidents.get(incident_id) for incident_id in incident_ids)
        return [each.figures[category] for each in incidents if each is not None and category in each.figures]

    def _ended(self, event: FigureEvent, known: KnownIncident, recorded_at: dt.datetime) -> Iterator[TollChange]:
        """Nothing stands any more; where an incident went is told of the one that took it over."""
        if event.superseded_by is not None:
            known.heir = event.superseded_by
            return
        figure = known.figures.pop(event.category, None)
        if figure is None or known.heir is not None:
            return
        void = numbers_in(event, recorded_at)
        rest = {policy: numbers for policy, numbers in figure.policies.items() if policy not in void}
        if isinstance(event, FigureReconciled) and rest:  # the other policies are told apart
            known.figures[event.category] = msgspec.structs.replace(figure, policies=rest)
        gone = msgspec.structs.replace(
            figure, policies={}, updated_at=event.updated_at, who=(),
            no_longer=tuple(sorted({who for who in figure.claimants.values() if who})),
        )
        for policy, numbers in figure.policies.items():
            if policy in void:
                yield toll_change(
                    event.event_id, event.incident_id, known, event.category, gone, policy,
                    ("split", "withdrawn") if self._is_split(event) else ("withdrawn",), printed_toll(numbers), NOTHING,
                    published_at=published_time(event), recorded_at=recorded_at, editor=self._editor(event),
                )

    def _changes(
        self, event: FigureEvent, incident: KnownIncident, before: KnownFigure | None, after: KnownFigure
    ) -> Iterator[TollChange]:
        for policy in numbers_in(event, after.recorded_at):
            was, now = before.policies.get(policy) if before is not None else None, after.policies[policy]
            toll_before, toll_after = printed_toll(was) if was is not None else None, printed_toll(now)
            kinds = [*self._kinds_of_incident(event, incident, toll_before is None),
                     *differences_of_rulings(was, now), *differences(toll_before, toll_after)]
            if "new_incident" in kinds and "first" in kinds:
                kinds.remove("first")
            again = was is not None and was.event_id == event.event_id
            if toll_before != toll_after or (incident.joined == event.caused_by.offset and not again):
                yield toll_change(
                    event.event_id, event.incident_id, incident, event.category, after, policy, tuple(kinds),
                    toll_before, toll_after, published_at=after.published_at, recorded_at=after.recorded_at,
                    editor=self._editor(event),
                )

    def _kinds_of_incident(self, event: FigureEvent, incident: KnownIncident, first: bool) -> Iterator[ChangeKind]:
        offset = event.caused_by.offset
        if incident.joined == offset:
            yield incident.joining
        if self._is_split(event):
            yield "split"
        elif incident.began == offset and first:
            yield "new_incident"

    def _is_split(self, event: FigureEvent) -> bool:
        editor = self._editor(event)
        return editor is not None and editor.word == "split"

    def _editor(self, event: FigureEvent) -> EditorsWord | None:
        return self.state.edit if self.state.edited_by == event.caused_by.offset else None

    def _saw(self, incident: KnownIncident, at: dt.datetime) -> None:
        """Forget what is too old beside the newest, day by day, and the oldest when there are too many."""
        incident.seen = max(incident.seen, at)
        state, day_before = self.state, self.state.watermark.date()
        state.watermark = max(state.watermark, at)
        if state.watermark.date() > day_before and day_before.year > 1:
            oldest = state.watermark - FORGOTTEN_AFTER
            state.incidents = {name: each for name, each in state.incidents.items() if each.seen >= oldest}
        if len(state.incidents) > MOST_INCIDENTS:
            by_age = sorted(state.incidents, key=lambda name: (state.incidents[name].seen, name))
            state.incidents = {name: state.incidents[name] for name in by_age[MOST_INCIDENTS // 10 :]}


def _most(figure: KnownFigure) -> tuple[int, dt.datetime]:
    return max((numbers.best or 0 for numbers in figure.policies.values()), default=0), figure.updated_at
