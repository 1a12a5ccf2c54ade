"""The desk: decides what an input means and folds what was decided. One desk per key, pure.

`decide` reads the memory and changes nothing; `fold` is the only way the memory changes, and the memory is
nothing but folded events: folding the derived events of all inputs below an offset, in the order of those
inputs, gives the very desk that had decided them. So deciding an input again gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias

import msgspec

from schemas.events import (
    Category,
    Cause,
    ClaimWithdrawn,
    Event,
    FigureClaimed,
    FigureReconciled,
    IncidentsMerged,
    IncidentSplit,
    IncidentsRelinked,
    RulingFiled,
    RulingMade,
    RulingWithdrawn,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)
from streams import dedupe, editing, filing
from streams.extract.claim import Extraction
from streams.figures import Figures, Slot
from streams.incidents import WINDOW_DAYS, Book, CauseOf, Change, Incident
from streams.rulings import Rulings
from streams.stamp import Stamp

PIPELINE_VERSION = 1
"""Counts changes of what is decided; a higher one supersedes what a lower one said of the same input."""

NOW = Stamp(PIPELINE_VERSION)
DUPLICATE_WINDOW = dt.timedelta(hours=72)
_EDIT = "edit"

Read: TypeAlias = Callable[[UpdateReceived], Extraction]
Input: TypeAlias = UpdateReceived | UpdateWithdrawn | RulingMade | RulingWithdrawn | IncidentsMerged | IncidentSplit
INPUTS = (UpdateReceived, UpdateWithdrawn, RulingMade, RulingWithdrawn, IncidentsMerged, IncidentSplit)
Derived: TypeAlias = (
    UpdateFiled | FigureClaimed | ClaimWithdrawn | IncidentsRelinked | RulingFiled | FigureReconciled
)
DERIVED = (UpdateFiled, FigureClaimed, ClaimWithdrawn, IncidentsRelinked, RulingFiled, FigureReconciled)
"""What is folded, in the order in which an input's outputs are."""


class Windows(NamedTuple):
    """How much desks hold within their windows, and what has left them by age since they were made."""

    updates: int = 0
    incidents: int = 0
    updates_gone: int = 0
    incidents_gone: int = 0


class Desk:
    """All that is known of one country's updates, claims, figures and rulings within the windows."""

    def __init__(self, read: Read, figures: Figures, cause_of: CauseOf, stamp: Stamp = NOW) -> None:
        self._read = read
        self._figures = figures
        self._stamp = stamp
        self._window = dedupe.Window()
        self._book = Book(cause_of)
        self._rulings = Rulings()
        self._filed: dict[str, UpdateFiled] = {}
        self._claims_of: dict[str, list[FigureClaimed]] = {}
        self._current: dict[str, dict[Slot, FigureReconciled]] = {}
        self._heirs: dict[str, str] = {}  # an incident's earlier id -> the incident it became
        self._caused_by: dict[tuple[str, str], Cause] = {}  # (input kind, its id) -> where it was first decided
        self._outputs: dict[Cause, dict[str, Derived]] = {}
        self._oldest: list[tuple[dt.datetime, str]] = []
        self._watermark = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._updates_gone = self._incidents_gone = 0

    @property
    def windows(self) -> Windows:
        """How much is remembered: updates that may still have copies, incidents with figures."""
        return Windows(len(self._window), len(self._current), self._updates_gone, self._incidents_gone)

    def decide(self, event: Event, cause: Cause, recorded_at: dt.datetime) -> list[Event]:
        """What follows from an input that stands at `cause` and was taken by the log at `recorded_at`.

        An input that is known gives its earlier outputs, with their earlier cause.
        Raises TypeError for an event that is no input.
        """
        if not isinstance(event, INPUTS):
            raise TypeError(f"{type(event).__name__} is not an input of a desk")
        known = self._caused_by.get(self._key_of(event))
        if known is not None:
            return sorted(self._outputs[known].values(), key=lambda output: DERIVED.index(type(output)))
        match event:
            case UpdateReceived():
                return self._receive(event, cause, recorded_at)
            case UpdateWithdrawn():
                return self._withdraw(event, cause)
            case _:
                try:
                    return self._edit(event, cause)
                except editing.Refused as refused:
                    return [editing.refusal(event, str(refused), cause)]

    def fold(self, event: Event) -> None:
        """Remember a derived event; folding it again changes nothing."""
        if not isinstance(event, DERIVED):
            return
        outputs = self._outputs.setdefault(event.caused_by, {})
        if event.event_id in outputs:
            return
        outputs[event.event_id] = event
        match event:
            case UpdateFiled():
                self._fold_filed(event)
            case FigureClaimed():
                self._claims_of.setdefault(event.update_id, []).append(event)
                self._book.add(event)
            case ClaimWithdrawn():
                self._book.remove([event.claim_id])
            case IncidentsRelinked():
                self._caused_by.setdefault((_EDIT, event.edit_id), event.caused_by)
                self._book.relink(event)
            case RulingFiled():
                self._caused_by.setdefault((_EDIT, event.edit_id), event.caused_by)
                self._rulings.fold(event)
            case FigureReconciled():
                self._fold_figure(event)

    def _key_of(self, event: Input) -> tuple[str, str]:
        if isinstance(event, UpdateReceived | UpdateWithdrawn):
            return type(event).__name__, event.update_id
        return _EDIT, event.event_id

    def _fold_filed(self, filed: UpdateFiled) -> None:
        withdrawn = filed.disposition == "withdrawn"
        kind = "UpdateWithdrawn" if withdrawn else "UpdateReceived"
        self._caused_by.setdefault((kind, filed.update_id), filed.caused_by)
        self._filed[filed.update_id] = filed
        heapq.heappush(self._oldest, (filed.published_at, filed.update_id))
        if withdrawn:
            self._window.discard(filed.update_id)
        elif not self._is_late(filed.published_at):
            self._window.add(dedupe.seen(filed))
        if filing.AHEAD_OF_CLOCK not in filed.flags and filed.published_at > self._watermark:
            new_day = filed.published_at.date() > self._watermark.date()
            self._watermark = filed.published_at
            self._forget(new_day)

    def _fold_figure(self, figure: FigureReconciled) -> None:
        """Keep what is said now; of a figure that is void only where its incident went."""
        for alias in figure.aliases:
            self._heirs[alias] = figure.incident_id
        if figure.superseded_by is not None:
            self._heirs[figure.incident_id] = figure.superseded_by
        slots = self._current.setdefault(figure.incident_id, {})
        if figure.voices:
            slots[figure.category, figure.policy] = figure
        else:
            slots.pop((figure.category, figure.policy), None)
            if not slots:
                del self._current[figure.incident_id]

    def _forget(self, new_day: bool) -> None:
        while self._oldest and self._is_late(self._oldest[0][0]):
            _, update_id = heapq.heappop(self._oldest)
            self._updates_gone += update_id in self._window
            self._window.discard(update_id)
            if update_id not in self._claims_of:
                self._filed.pop(update_id, None)
            for kind in ("UpdateReceived", "UpdateWithdrawn"):
                cause = self._caused_by.pop((kind, update_id), None)
                if cause is not None:
                    self._outputs.pop(cause, None)
        if new_day and self._watermark.year > 1:
            self._close_before(self._watermark.date() - dt.timedelta(days=WINDOW_DAYS))

    def _close_before(self, day: dt.date) -> None:
        """Forget the incidents whose last claim is older than the window, and all that hangs on them."""
        for incident in self._book.forget_before(day):
            self._incidents_gone += 1
            figures = self._current.pop(incident.incident_id, {}).values()
            names = {incident.incident_id, *(alias for figure in figures for alias in figure.aliases)}
            self._rulings.forget(names)
            for name in names:
                self._heirs.pop(name, None)
        for update_id, claims in list(self._claims_of.items()):
            if not any(claim.claim_id in self._book or claim.published_at.date() >= day for claim in claims):
                del self._claims_of[update_id]
                filed = self._filed.get(update_id)
                if filed is not None and self._is_late(filed.published_at):
                    del self._filed[update_id]

    def _is_late(self, published_at: dt.datetime) -> bool:
        """Whether it was published before the window of duplicates."""
        return self._watermark.year > 1 and published_at < self._watermark - DUPLICATE_WINDOW

    def _receive(self, update: UpdateReceived, cause: Cause, recorded_at: dt.datetime) -> list[Event]:
        recalled = self._filed.get(update.update_id)
        if recalled is not None and recalled.disposition == "withdrawn":
            return [recalled]  # sent again after its window: what was recalled stays recalled
        extraction = self._read(update)
        draft = filing.draft(update, extraction.language, cause, recorded_at, self._stamp)
        if self._is_late(update.published_at):
            # nothing to compare it with is left, and it may be one that was forgotten: it must not touch others
            decisions = {update.update_id: dedupe.alone(dedupe.seen(draft))}
        else:
            decisions = self._window.decide(dedupe.seen(draft))
        filed = self._refiled({update.update_id: draft}, decisions, update.event_id, cause)
        own = next(f for f in filed if f.update_id == update.update_id)
        claims = filing.claims(update, extraction.claims, self._copied(own), cause, self._stamp)
        touched = {claim.category for claim in claims}
        return [*filed, *claims, *self._reconciled(self._change(claims, ()), touched, update, cause)]

    def _withdraw(self, recall: UpdateWithdrawn, cause: Cause) -> list[Event]:
        filed = self._filed.get(recall.update_id)
        if filed is None:
            why = (f"update {recall.update_id} was recalled but is not known: it is not filed yet, or has left the "
                   f"window ({DUPLICATE_WINDOW.days} days, {WINDOW_DAYS} with claims); recall it again once it is "
                   "filed")
            return [editing.refusal(recall, why, cause, "unknown_update")]
        kin = self._refiled({}, self._window.decide_without(recall.update_id), recall.event_id, cause)
        claims = self._claims_of.get(recall.update_id, [])
        gone = [filing.claim_withdrawn(claim, recall, cause, self._stamp) for claim in claims]
        touched = {claim.category for claim in claims}
        change = self._change((), [claim.claim_id for claim in claims])
        withdrawn = filing.withdrawn(filed, recall, cause, self._stamp)
        return [withdrawn, *kin, *gone, *self._reconciled(change, touched, recall, cause)]

    def _edit(self, edit: editing.Edit, cause: Cause) -> list[Event]:
        """Raises editing.Refused."""
        match edit:
            case RulingMade():
                incident = self._incident(edit.incident_id, edit.desk)
                if not _speaks_of(incident, edit.category):
                    raise editing.Refused(f"nobody said anything of {edit.category} in incident "
                                          f"{incident.incident_id}: a ruling needs a figure to rule on")
                filed = editing.ruling_filed(edit, incident.incident_id, cause, self._stamp)
                return self._ruled(filed, incident, edit, cause)
            case RulingWithdrawn():
                known = self._rulings.find(edit.ruling_id)
                filed = editing.ruling_withdrawn(edit, known, cause, self._stamp)
                return self._ruled(filed, self._open(filed.incident_id), edit, cause)
            case IncidentsMerged():
                incidents = {i.incident_id: i for i in (self._incident(n, edit.desk) for n in edit.incident_ids)}
                if len(incidents) < 2:
                    raise editing.Refused(f"{', '.join(edit.incident_ids)} are one incident already: name two or more")
                claims = [claim for incident in incidents.values() for claim in incident.claims]
                return self._relinked(editing.relinked(edit, incidents, claims, cause, self._stamp), edit, cause)
            case IncidentSplit():
                incident = self._incident(edit.incident_id, edit.desk)
                moved = editing.moved_out(edit, incident.claims)
                relinked = editing.relinked(edit, [incident.incident_id], moved, cause, self._stamp)
                return self._relinked(relinked, edit, cause)

    def _ruled(self, filed: RulingFiled, incident: Incident | None, edit: Input, cause: Cause) -> list[Event]:
        if incident is None or not _speaks_of(incident, filed.category):  # what was ruled on was recalled since
            return [filed]
        change = Change((incident,), {}, ())
        rulings = self._rulings.with_filed(filed)
        return [filed, *self._reconciled(change, (), edit, cause, rulings)]

    def _relinked(self, relinked: IncidentsRelinked, edit: Input, cause: Cause) -> list[Event]:
        change = self._book.change((), (), relinked)
        touched = {claim.category for incident in change.after for claim in incident.claims}
        return [relinked, *self._reconciled(change, touched, edit, cause)]

    def _incident(self, incident_id: str, desk: str) -> Incident:
        """The open incident that has this id or took over the one that had. Raises editing.Refused."""
        incident = self._open(incident_id)
        if incident is None:
            raise editing.Refused(f"desk {desk} has no open incident {incident_id}: see `newsroom figures`; "
                                  f"an incident is closed {WINDOW_DAYS} days after its last claim")
        return incident

    def _open(self, incident_id: str) -> Incident | None:
        name, met = incident_id, {incident_id}
        while (incident := self._book.incident(name)) is None:
            name = self._heirs.get(name, name)
            if name in met:
                return None
            met.add(name)
        return incident

    def _refiled(
        self, drafts: dict[str, UpdateFiled], decisions: dict[str, dedupe.Decision], input_id: str, cause: Cause
    ) -> list[UpdateFiled]:
        """The updates whose disposition is new or no longer what it was."""
        filed = []
        for update_id, decision in decisions.items():
            before = drafts.get(update_id) or self._filed[update_id]
            after = msgspec.structs.replace(
                before, event_id=self._stamp.id("filed", before.desk, update_id, input_id), caused_by=cause,
                pipeline_version=self._stamp.version, **decision._asdict(),
            )
            known = (before.disposition, before.same_as) == (after.disposition, after.same_as)
            if update_id in drafts or not known:
                filed.append(after)
        return filed

    def _copied(self, filed: UpdateFiled) -> list[FigureClaimed]:
        if filed.disposition != "duplicate" or filed.same_as is None:
            return []
        return list(self._claims_of.get(filed.same_as, ()))

    def _change(self, come: Collection[FigureClaimed], gone: Collection[str]) -> Change:
        return self._book.change(come, gone) if come or gone else Change((), {}, ())

    def _reconciled(
        self, change: Change, touched: Collection[Category], event: Input, cause: Cause,
        rulings: Rulings | None = None,
    ) -> list[FigureReconciled]:
        return self._figures.of(
            change, touched, self._current, rulings if rulings is not None else self._rulings,
            event=event, cause=cause, stamp=self._stamp,
        )


def _speaks_of(incident: Incident, category: Category) -> bool:
    return any(claim.category == category for claim in incident.claims)
