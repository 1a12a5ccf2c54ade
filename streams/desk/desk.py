"""The desk: decides what an input means and folds what was decided. One desk per key, pure.

`decide` reads the memory and changes nothing; `fold` is the only way the memory changes, and the memory is
nothing but folded events: folding the derived events of all inputs below an offset, in the order of those
inputs, gives the very desk that had decided them. So deciding an input again gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

import msgspec

from schemas.events import (
    Category,
    Cause,
    ClaimWithdrawn,
    Event,
    FigureChanged,
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
from streams import dedupe
from streams.desk import editing, filing
from streams.desk.remembered import RECENT, Remembered
from streams.desk.told import Told
from streams.desk.traffic import DERIVED, INPUTS, NOW, Derived, Input, Windows
from streams.extract.claim import Extraction
from streams.figures.figures import Figures, Ongoing
from streams.figures.rulings import Rulings
from streams.incidents.book import WINDOW_DAYS, Book, CauseOf, Change, Incident
from streams.stamp import Stamp

_EDIT, _RECEIVED, _RECALLED, _UNDONE = "edit", "received", "recalled", "undone"

Read: TypeAlias = Callable[[UpdateReceived], Extraction]


class Desk:
    """All that is known of one country's updates, claims, figures and rulings within the windows.

    An update is remembered while it is within 72 hours behind the newest, or among the last `recent` that were filed.
    An incident is kept while its last claim is of the last 30 days, or an update of it is among those.
    """

    def __init__(
        self, read: Read, figures: Figures, cause_of: CauseOf, stamp: Stamp = NOW, recent: int = RECENT
    ) -> None:
        self._read = read
        self._figures = figures
        self._stamp = stamp
        self._window = dedupe.Window()
        self._book = Book(cause_of)
        self._rulings = Rulings()
        self._filed: dict[str, UpdateFiled] = {}
        self._claims_of: dict[str, dict[str, FigureClaimed]] = {}  # update -> its claims by id, as they were read
        self._figures_told = Told()
        self._ongoing = Ongoing()
        self._heirs: dict[str, str] = {}  # an incident's earlier id -> the incident it became
        self._caused_by: dict[tuple[str, str], Cause] = {}  # (input kind, its id) -> where it was first decided
        self._outputs: dict[Cause, dict[str, Derived]] = {}
        self._remembered = Remembered(recent)
        self._updates_gone = self._incidents_gone = 0

    @property
    def windows(self) -> Windows:
        """How much is remembered: updates that may still have copies, incidents with figures."""
        return Windows(len(self._window), len(self._figures_told), self._updates_gone, self._incidents_gone)

    def incidents(self) -> list[Incident]:
        """The open incidents with their claims, by their first claim."""
        return self._book.incidents()

    def figures(self) -> list[FigureReconciled]:
        """The figures that stand, under every policy and with all their voices."""
        return [figure for of_incident in self._figures_told.current.values() for figure in of_incident.values()]

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
                except editing.RefusedEdit as refused:
                    return [editing.refusal(event, str(refused), cause)]

    def fold(self, event: Event) -> None:
        """Remember a derived event; folding it again changes nothing."""
        if not isinstance(event, DERIVED) or self._stands(event):
            return
        outputs = self._outputs.setdefault(event.caused_by, {})
        if event.event_id in outputs:
            return
        outputs[event.event_id] = event
        match event:
            case UpdateFiled():
                self._fold_filed(event)
            case FigureClaimed():
                self._claims_of.setdefault(event.update_id, {})[event.claim_id] = event
                self._book.add(event)
            case ClaimWithdrawn():
                self._book.remove([event.claim_id])
            case IncidentsRelinked():
                self._caused_by.setdefault((_EDIT, event.edit_id), event.caused_by)
                self._book.relink(event)
            case RulingFiled():
                self._caused_by.setdefault((_EDIT, event.edit_id), event.caused_by)
                self._rulings.fold(event)
            case FigureReconciled() | FigureChanged():
                self._fold_figure(event)

    def _key_of(self, event: Input) -> tuple[str, str]:
        if isinstance(event, UpdateReceived):
            return _RECEIVED, event.update_id
        if isinstance(event, UpdateWithdrawn):
            return _UNDONE if event.undone else _RECALLED, event.update_id
        return _EDIT, event.event_id

    def _stands(self, event: Derived) -> bool:
        """Whether it is said again of an update whose input is forgotten, but not what was said."""
        match event:
            case UpdateFiled():
                known: Derived | None = self._filed.get(event.update_id)
            case FigureClaimed():
                known = self._claims_of.get(event.update_id, {}).get(event.claim_id)
            case _:
                known = None
        return known is not None and known.event_id == event.event_id

    def _fold_filed(self, filed: UpdateFiled) -> None:
        withdrawn = filed.disposition == "withdrawn"
        first = filed.update_id not in self._filed
        if first or withdrawn:  # else it is filed anew because of another, though its own input may be forgotten
            kind = _UNDONE if filed.undone else _RECALLED if withdrawn else _RECEIVED
            self._caused_by.setdefault((kind, filed.update_id), filed.caused_by)
        moving = not self._remembered.may_be_forgotten(filed.published_at)
        self._filed[filed.update_id] = filed
        if withdrawn:
            self._window.discard(filed.update_id)
        elif first:
            self._window.add(dedupe.remembered_update(filed), moving=moving)
        if first or not self._remembered.holds(filed.update_id, filed.published_at):
            for update_id in self._remembered.add(filed.update_id, filed.published_at):
                self._forget(update_id)
        if filing.AHEAD_OF_CLOCK not in filed.flags and filed.published_at > self._remembered.watermark:
            self._advance(filed.published_at)

    def _fold_figure(self, figure: FigureReconciled | FigureChanged) -> None:
        """Keep what is said now; of a figure that is void only where its incident went."""
        for alias in figure.aliases:
            self._heirs[alias] = figure.incident_id
        if figure.superseded_by is not None:
            self._heirs[figure.incident_id] = figure.superseded_by
        self._figures_told.fold(figure)

    def _advance(self, published_at: dt.datetime) -> None:
        day_before = self._remembered.watermark.date()
        for update_id in self._remembered.advance(published_at):
            if update_id in self._remembered:
                self._forget_inputs(update_id)
            else:
                self._forget(update_id)
        if published_at.date() > day_before and published_at.year > 1:
            self._close_before(published_at.date() - dt.timedelta(days=WINDOW_DAYS))

    def _forget(self, update_id: str) -> None:
        """Forget an update but for what was filed of it, as long as that has claims."""
        self._forget_inputs(update_id)
        self._updates_gone += update_id in self._window
        self._window.discard(update_id)
        if update_id not in self._claims_of:
            self._forget_filed(update_id)

    def _forget_inputs(self, update_id: str) -> None:
        """Forget what followed from an update and its recall: they hold more figures than anything else does."""
        for kind in (_RECEIVED, _RECALLED, _UNDONE):
            cause = self._caused_by.pop((kind, update_id), None)
            if cause is not None:
                self._outputs.pop(cause, None)

    def _forget_filed(self, update_id: str) -> None:
        filed = self._filed.pop(update_id, None)
        if filed is not None:
            self._remembered.forgot(filed.published_at)

    def _close_before(self, day: dt.date) -> None:
        """Forget the incidents whose last claim is older than the window, and all that hangs on them."""
        for incident in self._book.forget_before(day, self._remembered):
            self._incidents_gone += 1
            figures = self._figures_told.forget(incident.incident_id)
            names = {incident.incident_id, *(alias for figure in figures for alias in figure.aliases)}
            self._rulings.forget(names)
            for name in names:
                self._heirs.pop(name, None)
        self._rulings.forget_withdrawn_early(day)
        for update_id, claims in list(self._claims_of.items()):
            if update_id in self._remembered or any(
                claim.claim_id in self._book or claim.published_at.date() >= day for claim in claims.values()
            ):
                continue
            del self._claims_of[update_id]
            self._forget_filed(update_id)

    def _receive(self, update: UpdateReceived, cause: Cause, recorded_at: dt.datetime) -> list[Event]:
        """File the update, and others that it makes something else, with their claims.

        Sent again after its input was forgotten it is told as it stands. If nothing at all is known of it, it may
        have been forgotten whole, when something of its day was; then others stay what they are. They were told with
        it in mind, and with more that is forgotten since: to decide them anew on what is left would change what was
        said, because an update was sent twice. What is lost: a late original of such a day takes no copies over.
        """
        known = self._filed.get(update.update_id)
        if known is not None:
            return self._told(known)
        extraction = self._read(update)
        draft = filing.draft(update, extraction, cause, recorded_at, self._stamp)
        moving = not self._remembered.may_be_forgotten(update.published_at)
        decisions = self._window.decide(dedupe.remembered_update(draft), moving=moving)
        filed = self._refiled({update.update_id: draft}, decisions, update.event_id, cause)
        # the others first: to file one for the first time may let one of them be forgotten
        *others, own = sorted(filed, key=lambda f: f.update_id == update.update_id)
        claims = filing.claims(update, extraction, self._copied(own), cause, self._stamp)
        come = [*claims, *self._retold(others, claims, update.event_id, cause)]
        touched = {claim.category for claim in come}
        told_again = any(claim.claim_id in self._book for claim in come)
        new = None if told_again else [claim for claim in come if not claim.other_event]
        return [*others, own, *come, *self._reconciled(self._change(come, ()), touched, update, cause, new=new)]

    def _told(self, filed: UpdateFiled) -> list[Event]:
        """What is known of an update whose input is forgotten; what was recalled stays recalled."""
        if filed.disposition == "withdrawn":
            return [filed]
        return [filed, *self._claims_of.get(filed.update_id, {}).values()]

    def _withdraw(self, recall: UpdateWithdrawn, cause: Cause) -> list[Event]:
        filed = self._filed.get(recall.update_id)
        if filed is None:
            why = (f"update {recall.update_id} was recalled but is not known: it is not filed yet, or was forgotten "
                   f"(after {dedupe.DUPLICATE_WINDOW.days} days, {WINDOW_DAYS} with claims, and many others filed "
                   "since); recall it again once it is filed")
            return [editing.refusal(recall, why, cause, "unknown_update")]
        if filed.disposition == "withdrawn":
            if not recall.undone or filed.undone:
                return self._told(filed)
            return [filing.filed_withdrawn(filed, recall, cause, self._stamp)]  # its claims are gone already
        kin = self._refiled({}, self._window.decide_without(recall.update_id), recall.event_id, cause)
        retold = self._retold(kin, (), recall.event_id, cause)
        claims = self._claims_of.get(recall.update_id, {}).values()
        gone = [filing.claim_withdrawn(claim, recall, cause, self._stamp) for claim in claims]
        touched = {claim.category for claim in (*retold, *claims)}
        change = self._change(retold, [claim.claim_id for claim in claims])
        withdrawn = filing.filed_withdrawn(filed, recall, cause, self._stamp)
        return [withdrawn, *kin, *retold, *gone, *self._reconciled(change, touched, recall, cause)]

    def _edit(self, edit: editing.Edit, cause: Cause) -> list[Event]:
        """Raises editing.RefusedEdit."""
        match edit:
            case RulingMade():
                incident = self._incident(edit.incident_id, edit.desk)
                if not _speaks_of(incident, edit.category):
                    raise editing.RefusedEdit(f"nobody said anything of {edit.category} in incident "
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
                    raise editing.RefusedEdit(f"{', '.join(edit.incident_ids)} are one incident already: "
                                              "name two or more")
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
        """The open incident that has this id or took over the one that had. Raises editing.RefusedEdit."""
        incident = self._open(incident_id)
        if incident is None:
            raise editing.RefusedEdit(f"desk {desk} has no open incident {incident_id}: see `newsroom figures`; "
                                      f"an incident is closed {WINDOW_DAYS} days after its last claim")
        return incident

    def _open(self, incident_id: str) -> Incident | None:
        name, met = incident_id, {incident_id}
        while (incident := self._book.incident(name)) is None:
            name = self._heirs.get(name, name)
            if name in met:
                return self._book.holding(incident_id)
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

    def _retold(
        self, others: Iterable[UpdateFiled], come: Collection[FigureClaimed], input_id: str, cause: Cause
    ) -> list[FigureClaimed]:
        """The claims of updates that are filed anew, where what they copy is no longer what it was."""
        retold = []
        for filed in others:
            claims = self._claims_of.get(filed.update_id, {}).values()
            retold += filing.claims_of_new_originals(claims, self._copied(filed, come), input_id, cause, self._stamp)
        return retold

    def _copied(self, filed: UpdateFiled, come: Collection[FigureClaimed] = ()) -> list[FigureClaimed]:
        """The claims of the update that this one copies, which may be the one that comes."""
        if filed.disposition != "duplicate" or filed.same_as is None:
            return []
        known = self._claims_of.get(filed.same_as)
        return list(known.values()) if known is not None else [c for c in come if c.update_id == filed.same_as]

    def _change(self, come: Collection[FigureClaimed], gone: Collection[str]) -> Change:
        return self._book.change(come, gone) if come or gone else Change((), {}, ())

    def _reconciled(
        self, change: Change, touched: Collection[Category], event: Input, cause: Cause,
        rulings: Rulings | None = None, new: Collection[FigureClaimed] | None = None,
    ) -> list[FigureChanged]:
        stood = self._book.incident(change.after[0].incident_id) if change.alone else None
        figures = self._figures.of(
            change, touched, self._figures_told.current, rulings if rulings is not None else self._rulings,
            event=event, cause=cause, stamp=self._stamp, ongoing=self._ongoing,
            stood=stood, new=new,
        )
        return self._figures_told.changes(figures, whole=not change.alone)


def _speaks_of(incident: Incident, category: Category) -> bool:
    return any(claim.category == category for claim in incident.claims)
