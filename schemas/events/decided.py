"""What follows from what is said: events of `timeline`, `claims` and `figures`, and what could not be processed."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from schemas.events.parts import (
    Category,
    Cause,
    Disposition,
    Place,
    PolicyFigure,
    Qualifier,
    Revision,
    Ruling,
    Scope,
    Struct,
    UnreadFigure,
    Voice,
)


class UpdateFiled(Struct, frozen=True):
    """What the desk made of an update: first seen, revised, a copy, a correction, or withdrawn."""

    event_id: str
    update_id: str
    desk: str
    disposition: Disposition
    same_as: str | None  # the update it copies, revises or corrects
    similarity: float | None  # 0..1 against `same_as`
    story: str
    subject: str
    story_headline: str
    headline: str | None
    carrier: str | None
    source: str
    position: int
    time_text: str | None
    local_time: str | None
    timezone: str
    published_at: dt.datetime
    focus_country: str | None
    language: str  # ISO 639-1, "und" when it cannot be told
    text: str
    flags: tuple[str, ...]
    reason: str | None  # of a withdrawal
    caused_by: Cause
    pipeline_version: int
    withdrawn_by: str | None = None  # carrier or editor
    withdrawn_at: dt.datetime | None = None  # when the recall was made known
    item: str | None = None  # the publisher's id of it, the same for all its versions
    version: str | None = None  # which of them this is, as the publisher says it
    undone: bool = False  # withdrawn as one that should never have come in
    unread: tuple[UnreadFigure, ...] = ()  # in the order of the text


class FigureClaimed(Struct, frozen=True):
    """A figure that somebody said, with the exact words it was read from."""

    event_id: str
    claim_id: str
    update_id: str
    desk: str
    story: str
    carrier: str | None
    position: int
    published_at: dt.datetime
    category: Category
    value: int | None  # as stated; null if only a word was said
    qualifier: Qualifier
    low: int | None
    high: int | None  # null when open
    scope: Scope
    claimant: str | None
    anonymous: bool
    victims: str | None  # as printed; with ATTACKERS_INCLUDED at its end where these are counted too
    place: Place | None
    cause: str | None  # quake, attack, flood, ...
    other_event: bool  # the toll of another, past event: recorded, kept out of every incident
    revision: Revision
    from_value: int | None
    evidence: str
    start: int  # evidence == text[start:end] of the update
    end: int
    copy_of: str | None  # the claim of the update that this one's update copies
    caused_by: Cause
    pipeline_version: int
    place_printed: str | None = None  # the name of the place as the page spells it
    names: tuple[str, ...] = ()  # that the update prints, folded; provinces and big cities keep their capital
    happened_on: str | None = None  # the day that the update gives the event, "YYYY-MM-DD"
    without_office: bool = False  # the claimant: relatives, rebels, a party, a paper's own count


class ClaimWithdrawn(Struct, frozen=True):
    """A claim whose update was recalled: it stays on record and counts no more."""

    event_id: str
    claim_id: str
    update_id: str
    desk: str
    published_at: dt.datetime
    reason: str
    caused_by: Cause
    pipeline_version: int
    by: str | None = None  # carrier or editor


class FigureReconciled(Struct, frozen=True):
    """What can be printed of one category of one incident under one policy, and why.

    Logs written before pipeline version 7 hold it; since then they hold what changed, `FigureChanged`.
    """

    event_id: str
    incident_id: str
    aliases: tuple[str, ...]  # ids the incident had before
    superseded_by: str | None  # the incident it became part of; its figures are then void
    desk: str
    country: str | None
    place: Place | None
    cause: str | None
    category: Category
    policy: str
    low: int | None
    best: int | None
    best_qualifier: Qualifier | None
    high: int | None
    disputed: bool
    flags: tuple[str, ...]  # from_parts, revised_down, inconsistent
    voices: tuple[Voice, ...]
    explanation: tuple[str, ...]
    updated_at: dt.datetime  # published time of the word that last changed the figure
    caused_by: Cause
    pipeline_version: int
    ruling: Ruling | None = None  # printed instead of `best` until it expires; low, best, high are the policy's
    input_published_at: dt.datetime | None = None  # of the input that it follows from
    place_printed: str | None = None  # the name of the place as the earliest page spells it, where it differs


class FigureChanged(Struct, frozen=True):
    """What changed in what can be printed of one category of one incident: numbers under every policy, and voices.

    The voices of a figure are those of its last change that is `whole` and of the later ones: of each claim the latest,
    without those that are `gone`.
    """

    event_id: str
    incident_id: str
    aliases: tuple[str, ...]  # ids the incident had before
    superseded_by: str | None  # the incident it became part of; its figures are then void
    desk: str
    country: str | None
    place: Place | None
    place_printed: str | None  # the name of the place as the earliest page spells it, where it differs
    cause: str | None
    category: Category
    figures: tuple[PolicyFigure, ...]  # under every policy
    disputed: bool
    whole: bool  # `voices` are all there are
    voices: tuple[Voice, ...]  # that are new or speak otherwise than before, in published order
    gone: tuple[str, ...]  # claims that are nobody's latest word any more, by id
    explanation: tuple[str, ...]  # the sentences that are the same under every policy
    updated_at: dt.datetime  # published time of the word that last changed the figure
    ruling: Ruling | None  # printed instead of `best` until it expires; low, best, high are the policies'
    input_published_at: dt.datetime  # of the input that it follows from
    caused_by: Cause
    pipeline_version: int


class RulingFiled(Struct, frozen=True):
    """A ruling as the desk took it, and again when it was withdrawn."""

    event_id: str
    edit_id: str  # the event in which the editor said so
    ruling_id: str
    desk: str
    incident_id: str  # as it was called then
    category: Category
    best: int
    by: str  # who made it or, when it is withdrawn, who withdrew it
    reason: str
    published_at: dt.datetime
    until: dt.datetime | None
    withdrawn: bool
    caused_by: Cause
    pipeline_version: int


class IncidentsRelinked(Struct, frozen=True):
    """A merge or a split as the desk took it: which claims belong together or apart."""

    event_id: str
    edit_id: str  # the event in which the editor said so
    desk: str
    kind: Literal["merge", "split"]
    incident_ids: tuple[str, ...]  # as they were called then
    claim_ids: tuple[str, ...]  # all claims of the merged incidents, or those that were moved out
    since: dt.datetime | None
    by: str
    reason: str
    published_at: dt.datetime
    caused_by: Cause
    pipeline_version: int


class Reprocessed(Struct, frozen=True):
    """All inputs of a partition below an offset were decided again: what was said of them before is superseded."""

    event_id: str
    desk: str  # any key of the partition
    partition: int
    below: int
    timeline_from: int  # offsets of the derived topics' partitions from which on these rules decided everything
    claims_from: int
    figures_from: int
    started_at: dt.datetime  # when the log took the first of it: what it took before of these inputs is superseded
    caused_by: Cause
    pipeline_version: int


class DeadLetter(Struct, frozen=True):
    """Something that could not be processed: where from, why, and the original bytes."""

    event_id: str
    source: str
    stage: str  # reading, sending, deciding, writing
    reason: str  # short and of few kinds, for counting
    detail: str  # one line for a person: what, where, what to do
    origin: Cause | None  # the log record, when it came from the log
    payload: bytes
    payload_bytes: int  # size of the original; larger than len(payload) when it was cut
