"""A story as a format read it: the page's facts and its updates, in page order."""

from __future__ import annotations

import datetime as dt

from schemas.events import Place, Struct


class ArticleUpdate(Struct, frozen=True):
    position: int
    time_text: str | None  # the heading as printed; None without one
    local_time: dt.time | None  # as printed (after a flip of a.m./p.m.: as corrected), in the article's zone
    published_at: dt.datetime  # UTC
    headline: str | None
    text: str  # paragraphs joined by a blank line, junk removed
    notice: str = "none"
    flags: tuple[str, ...] = ()


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


class NotAStory(Exception):
    """The bytes hold no story that can be placed; the message says what, where and what to do.

    `reason` is one of few words, for counting: empty, binary, no_date, unknown_place, too_large, not_a_story.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
