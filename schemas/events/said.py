"""What is said to us: the events of the topic `intake`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from schemas.events.parts import Category, Place, Struct


class UpdateReceived(Struct, frozen=True):
    """One timestamped update of a story, as a carrier printed it."""

    event_id: str
    update_id: str
    desk: str  # the key: focus country, or "ZZ/<story>" without one
    story: str  # slug of the standing subject
    subject: str
    story_headline: str
    headline: str | None
    carrier: str | None
    source: str  # file name or address it was read from
    position: int  # place on the page, 0 = topmost
    time_text: str | None  # the heading as printed
    local_time: str | None  # "HH:MM" as printed, in `timezone`
    timezone: str  # IANA name
    published_at: dt.datetime
    focus_country: str | None
    dateline_place: Place | None
    text: str
    notice: Literal["none", "correction"] = "none"  # what the editor's note says of this update
    flags: tuple[str, ...] = ()  # how its time was found: "clock_flipped", "time_inferred", ...
    item: str | None = None  # the publisher's id of it, the same for all its versions
    version: str | None = None  # which of them this is, as the publisher says it


class UpdateWithdrawn(Struct, frozen=True):
    """Every version of the update counts no more: its publisher recalled it, or it should never have come in."""

    event_id: str
    update_id: str
    desk: str
    published_at: dt.datetime  # when the recall was made known
    by: str  # carrier or editor
    reason: str
    undone: bool = False  # it should never have come in: it is as if it never had; else it was out until recalled


class RulingMade(Struct, frozen=True):
    """An editor says which number is to be printed of one category, whatever the policies say."""

    event_id: str
    ruling_id: str
    desk: str
    incident_id: str  # or one that it had before
    category: Category
    best: int
    by: str
    reason: str
    published_at: dt.datetime  # when it was said
    until: dt.datetime | None = None  # None: until it is withdrawn


class RulingWithdrawn(Struct, frozen=True):
    """An editor takes a ruling back."""

    event_id: str
    ruling_id: str
    desk: str
    by: str
    reason: str
    published_at: dt.datetime


class IncidentsMerged(Struct, frozen=True):
    """An editor says that several incidents are one."""

    event_id: str
    desk: str
    incident_ids: tuple[str, ...]  # two or more
    by: str
    reason: str
    published_at: dt.datetime


class IncidentSplit(Struct, frozen=True):
    """An editor says that some updates of an incident speak of another one."""

    event_id: str
    desk: str
    incident_id: str
    update_ids: tuple[str, ...]  # whose claims are moved to an incident of their own
    since: dt.datetime | None  # later claims of the same stories, places and causes from then on go with them
    by: str
    reason: str
    published_at: dt.datetime
