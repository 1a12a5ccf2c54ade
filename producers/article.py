"""A story as a format read it: the page's facts and its updates, in page order."""

from __future__ import annotations

import datetime as dt

from schemas.events import Place, Struct

HELD = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""`embargoed_until` of what is held until its publisher says otherwise."""


class ArticleUpdate(Struct, frozen=True):
    position: int
    time_text: str | None  # the heading as printed; None without one
    local_time: dt.time | None  # as printed (after a flip of a.m./p.m.: as corrected), in the article's zone
    published_at: dt.datetime  # UTC
    headline: str | None
    text: str  # paragraphs joined by a blank line, junk removed
    notice: str = "none"
    flags: tuple[str, ...] = ()
    item: str | None = None  # the publisher's id of it, the same for all its versions; None where there is none
    version: str | None = None  # which of them this is, as the publisher says it
    versioned_at: dt.datetime | None = None  # UTC: when this version was made known; with an item


class Recall(Struct, frozen=True):
    """The publisher killed or withheld an item: every version of it up to this one is recalled."""

    item: str
    version: str | None
    recalled_at: dt.datetime  # UTC: when it was made known
    reason: str  # the publisher's words


class Dateline(Struct, frozen=True):
    place: str | None
    country: str | None
    timezone: str | None
    resolved: Place | None = None


class Article(Struct, frozen=True):
    headline: str
    subject: str  # the standing subject, "developments in Syria"
    story: str  # slug of the subject
    carrier: str | None
    focus_country: str | None
    dateline: Dateline
    timezone: str  # the zone the page's clock times are in
    story_date: dt.date
    updates: tuple[ArticleUpdate, ...]
    warnings: tuple[str, ...] = ()
    recalls: tuple[Recall, ...] = ()
    embargoed_until: dt.datetime | None = None  # UTC: not to be told before


class Refused(Struct, frozen=True):
    """A part of a document that could not be read; the rest of it could. As `NotAStory`."""

    reason: str
    message: str


class Parsed(Struct, frozen=True):
    """What a document holds: a page one article, a feed or a wire's message several."""

    articles: tuple[Article, ...]
    refused: tuple[Refused, ...] = ()


class NotAStory(Exception):
    """The bytes hold no story that can be placed; the message says what, where and what to do.

    `reason` is one of few words, for counting: empty, binary, malformed, no_date, unknown_place,
    too_large, not_a_story.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
