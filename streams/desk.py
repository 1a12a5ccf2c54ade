"""The desk: decides what an input means and folds what was decided. One desk per key, pure.

`decide` reads the memory and changes nothing; `fold` is the only way the memory changes, and the memory is
nothing but folded events: folding the derived events of all inputs below an offset, in the order of those
inputs, gives the very desk that had decided them. So deciding an input again gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec

from schemas.events import (
    Cause,
    ClaimWithdrawn,
    DeadLetter,
    Event,
    FigureClaimed,
    FigureReconciled,
    UpdateFiled,
    UpdateReceived,
    UpdateWithdrawn,
)
from schemas.ids import digest
from streams import dedupe
from streams.extract.claim import Claim, Extraction
from streams.figures import Figures, Slot
from streams.incidents import WINDOW_DAYS, Book, CauseOf

PIPELINE_VERSION = 1
"""Counts changes of what is decided; a higher one supersedes what a lower one said of the same input."""

DUPLICATE_WINDOW = dt.timedelta(hours=72)
WATERMARK_LEAD = dt.timedelta(minutes=15)
"""How far ahead of its arrival an update may be dated before it no longer moves the watermark: a wrongly dated
page cannot age live state."""

AHEAD_OF_CLOCK = "ahead_of_clock"
CORRECTION = "correction"

Read: TypeAlias = Callable[[UpdateReceived], Extraction]
Input: TypeAlias = UpdateReceived | UpdateWithdrawn
Derived: TypeAlias = UpdateFiled | FigureClaimed | ClaimWithdrawn | FigureReconciled
_ORDER: dict[type, int] = {UpdateFiled: 0, FigureClaimed: 1, ClaimWithdrawn: 2, FigureReconciled: 3}


class Desk:
    """All that is known of one country's updates, claims and figures within the windows."""

    def __init__(self, read: Read, figures: Figures, cause_of: CauseOf) -> None:
        self._read = read
        self._figures = figures
        self._window = dedupe.Window()
        self._book = Book(cause_of)
        self._filed: dict[str, UpdateFiled] = {}
        self._claims_of: dict[str, list[FigureClaimed]] = {}
        self._current: dict[str, dict[Slot, FigureReconciled]] = {}
        self._caused_by: dict[tuple[str, str], Cause] = {}  # (input kind, update) -> where it was first decided
        self._outputs: dict[Cause, dict[str, Derived]] = {}
        self._oldest: list[tuple[dt.datetime, str]] = []
        self._watermark = dt.datetime.min.replace(tzinfo=dt.UTC)

    def decide(self, event: Event, cause: Cause, recorded_at: dt.datetime) -> list[Event]:
        """What follows from an input that stands at `cause` and was taken by the log at `recorded_at`.

        An input that is known gives its earlier outputs, with their earlier cause.
        Raises TypeError for an event that is no input.
        """
        if not isinstance(event, UpdateReceived | UpdateWithdrawn):
            raise TypeError(f"{type(event).__name__} is not an input of a desk")
        known = self._caused_by.get((type(event).__name__, event.update_id))
        if known is not None:
            return sorted(self._outputs[known].values(), key=lambda output: _ORDER[type(output)])
        if isinstance(event, UpdateReceived):
            return self._receive(event, cause, recorded_at)
        return self._withdraw(event, cause)

    def fold(self, event: Event) -> None:
        """Remember a derived event; folding it again changes nothing."""
        if not isinstance(event, UpdateFiled | FigureClaimed | ClaimWithdrawn | FigureReconciled):
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
            case FigureReconciled():
                self._current.setdefault(event.incident_id, {})[event.category, event.policy] = event

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
        if AHEAD_OF_CLOCK not in filed.flags and filed.published_at > self._watermark:
            new_day = filed.published_at.date() > self._watermark.date()
            self._watermark = filed.published_at
            self._forget(new_day)

    def _forget(self, new_day: bool) -> None:
        while self._oldest and self._is_late(self._oldest[0][0]):
            _, update_id = heapq.heappop(self._oldest)
            self._window.discard(update_id)
            self._filed.pop(update_id, None)
            for kind in ("UpdateReceived", "UpdateWithdrawn"):
                cause = self._caused_by.pop((kind, update_id), None)
                if cause is not None:
                    self._outputs.pop(cause, None)
        if new_day and self._watermark.year > 1:
            for incident in self._book.forget_before(self._watermark.date() - dt.timedelta(days=WINDOW_DAYS)):
                self._current.pop(incident.incident_id, None)
                for claim in incident.claims:
                    self._claims_of.pop(claim.update_id, None)

    def _is_late(self, published_at: dt.datetime) -> bool:
        """Whether it was published before the window of duplicates."""
        return self._watermark.year > 1 and published_at < self._watermark - DUPLICATE_WINDOW

    def _receive(self, update: UpdateReceived, cause: Cause, recorded_at: dt.datetime) -> list[Event]:
        extraction = self._read(update)
        draft = _draft(update, extraction.language, cause, recorded_at)
        if self._is_late(update.published_at):
            # nothing to compare it with is left, and it may be one that was forgotten: it must not touch others
            decisions = {update.update_id: dedupe.alone(dedupe.seen(draft))}
        else:
            decisions = self._window.decide(dedupe.seen(draft))
        filed = self._refiled({update.update_id: draft}, decisions, update.event_id, cause)
        own = next(f for f in filed if f.update_id == update.update_id)
        claims = _claims(update, extraction.claims, self._copied(own), cause)
        return [*filed, *claims, *self._reconciled(claims, [], update, cause)]

    def _withdraw(self, recall: UpdateWithdrawn, cause: Cause) -> list[Event]:
        filed = self._filed.get(recall.update_id)
        if filed is None:
            return [_unknown(recall, cause)]
        withdrawn = msgspec.structs.replace(
            filed, event_id=digest("filed", recall.update_id, recall.event_id), disposition="withdrawn",
            same_as=None, similarity=None, reason=recall.reason, caused_by=cause,
        )
        kin = self._refiled({}, self._window.decide_without(recall.update_id), recall.event_id, cause)
        gone = [
            ClaimWithdrawn(
                event_id=digest("claim withdrawn", claim.claim_id, recall.event_id), claim_id=claim.claim_id,
                update_id=recall.update_id, desk=recall.desk, published_at=recall.published_at,
                reason=recall.reason, caused_by=cause, pipeline_version=PIPELINE_VERSION,
            )
            for claim in self._claims_of.get(recall.update_id, ())
        ]
        return [withdrawn, *kin, *gone, *self._reconciled([], [g.claim_id for g in gone], recall, cause)]

    def _refiled(
        self, drafts: dict[str, UpdateFiled], decisions: dict[str, dedupe.Decision], input_id: str, cause: Cause
    ) -> list[UpdateFiled]:
        """The updates whose disposition is new or no longer what it was."""
        filed = []
        for update_id, decision in decisions.items():
            before = drafts.get(update_id) or self._filed[update_id]
            after = msgspec.structs.replace(
                before, event_id=digest("filed", update_id, input_id), caused_by=cause, **decision._asdict()
            )
            known = (before.disposition, before.same_as) == (after.disposition, after.same_as)
            if update_id in drafts or not known:
                filed.append(after)
        return filed

    def _copied(self, filed: UpdateFiled) -> list[FigureClaimed]:
        if filed.disposition != "duplicate" or filed.same_as is None:
            return []
        return list(self._claims_of.get(filed.same_as, ()))

    def _reconciled(
        self, come: Iterable[FigureClaimed], gone: list[str], event: Input, cause: Cause
    ) -> list[FigureReconciled]:
        come = list(come)
        if not come and not gone:
            return []
        return self._figures.of(
            self._book.change(come, gone), self._current, desk=event.desk, input_id=event.event_id,
            cause=cause, pipeline_version=PIPELINE_VERSION,
        )


def _draft(update: UpdateReceived, language: str, cause: Cause, recorded_at: dt.datetime) -> UpdateFiled:
    """The update as filed, before it is compared with others."""
    flags = set(update.flags)
    if update.published_at > recorded_at + WATERMARK_LEAD:
        flags.add(AHEAD_OF_CLOCK)
    if update.notice == "correction":
        flags.add(CORRECTION)
    return UpdateFiled(
        event_id="", update_id=update.update_id, desk=update.desk, disposition="new", same_as=None,
        similarity=None, story=update.story, subject=update.subject, story_headline=update.story_headline,
        headline=update.headline, carrier=update.carrier, source=update.source, position=update.position,
        time_text=update.time_text, local_time=update.local_time, timezone=update.timezone,
        published_at=update.published_at, focus_country=update.focus_country, language=language,
        text=update.text, flags=tuple(sorted(flags)), reason=None, caused_by=cause,
        pipeline_version=PIPELINE_VERSION,
    )


def _claims(
    update: UpdateReceived, claims: Iterable[Claim], copied: list[FigureClaimed], cause: Cause
) -> list[FigureClaimed]:
    originals = list(copied)
    made = []
    for claim in claims:
        original = next((o for o in originals if _says(o) == _says(claim)), None)
        if original is not None:
            originals.remove(original)
        claim_id = digest("claim", update.update_id, claim.category, claim.scope, claim.start, claim.end,
                          claim.qualifier, claim.value, claim.low, claim.high)
        made.append(FigureClaimed(
            event_id=digest("claimed", claim_id, update.event_id), claim_id=claim_id, update_id=update.update_id,
            desk=update.desk, story=update.story, carrier=update.carrier, position=update.position,
            published_at=_moment_of(claim, update.published_at),
            category=claim.category, value=claim.value, qualifier=claim.qualifier, low=claim.low,
            high=claim.high, scope=claim.scope, claimant=claim.claimant, anonymous=claim.anonymous,
            victims=claim.victims, place=claim.place, cause=claim.cause, other_event=claim.other_event,
            revision=claim.revision, from_value=claim.from_value, evidence=claim.evidence, start=claim.start,
            end=claim.end, copy_of=original.claim_id if original else None, caused_by=cause,
            pipeline_version=PIPELINE_VERSION,
        ))
    return made


def _moment_of(claim: Claim, published_at: dt.datetime) -> dt.datetime:
    """A quoted old figure is dated a minute before the update that quotes it."""
    return published_at - dt.timedelta(minutes=1) if claim.revision == "prior" else published_at


def _says(claim: Claim | FigureClaimed) -> tuple[object, ...]:
    return claim.category, claim.qualifier, claim.value, claim.low, claim.high, claim.scope, claim.claimant


def _unknown(recall: UpdateWithdrawn, cause: Cause) -> DeadLetter:
    payload = msgspec.json.encode(recall)
    return DeadLetter(
        event_id=digest("dead letter", recall.event_id), source=recall.by, stage="deciding",
        reason="unknown_update", origin=cause, payload=payload, payload_bytes=len(payload),
        detail=f"update {recall.update_id} was recalled but is not among those filed within the last "
               f"{DUPLICATE_WINDOW.days} days; recall it again once it is filed",
    )
