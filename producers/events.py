"""An article as events for the intake: ids and desk. Pure."""

from __future__ import annotations

import datetime as dt

from producers.article import Article, ArticleUpdate
from schemas.characters import harmless_line
from schemas.events import UpdateReceived, UpdateWithdrawn
from schemas.ids import digest


def event_of(article: Article, update: ArticleUpdate, source: str, *, again: str | None = None) -> UpdateReceived:
    """One update of an article, as it goes on the intake.

    It is named by what was told, when and by whom, not by the file or the page it was read from: a page printed
    again with new updates on top gives its old ones the same ids. `again` tells it from one of the same words that
    was recalled before.
    """
    said = (article.carrier, update.published_at, update.text)
    update_id = digest("update", *said) if again is None else digest("update", *said, again)
    return UpdateReceived(
        event_id=digest("received", update_id),
        update_id=update_id,
        desk=desk_of(article),
        story=article.story,
        subject=article.subject,
        story_headline=article.headline,
        headline=update.headline,
        carrier=article.carrier,
        source=harmless_line(source),
        position=update.position,
        time_text=update.time_text,
        local_time=update.local_time.strftime("%H:%M") if update.local_time else None,
        timezone=article.timezone,
        published_at=update.published_at,
        focus_country=article.focus_country,
        dateline_place=article.dateline.resolved,
        text=update.text,
        notice="correction" if update.notice == "correction" else "none",
        flags=update.flags,
        item=update.item,
        version=update.version,
    )


def update_withdrawn(
    update_id: str, desk: str, *, item: str, version: str, at: dt.datetime, by: str, reason: str
) -> UpdateWithdrawn:
    """The recall of an update by the publisher, who killed or withheld its item. `at` is when that was made known."""
    return UpdateWithdrawn(
        event_id=digest("withdrawn", update_id, item, version, at), update_id=update_id, desk=desk, published_at=at,
        by=by, reason=reason,
    )


def desk_of(article: Article) -> str:
    """The key that all events of the article share: its country, or "ZZ/<story>" where none is known."""
    return article.focus_country or f"ZZ/{article.story}"
