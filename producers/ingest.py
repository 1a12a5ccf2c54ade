"""An article as events for the intake: ids, desk, dead letters. Pure."""

from __future__ import annotations

import hashlib

from producers.article import Article, ArticleUpdate
from schemas.events import Cause, DeadLetter, UpdateReceived
from schemas.ids import digest


def received(article: Article, source: str) -> list[UpdateReceived]:
    """The updates of an article in page order, as they go on the intake.

    An update is named by what was told, when and by whom, not by the file or the page it was read from: a page
    printed again with new updates on top gives its old ones the same ids. One that stands twice on the page is
    given once; one without text says nothing and is left out.
    """
    events: dict[str, UpdateReceived] = {}
    for update in article.updates:
        if update.text:
            event = _received(article, update, source)
            events.setdefault(event.update_id, event)
    return list(events.values())


def _received(article: Article, update: ArticleUpdate, source: str) -> UpdateReceived:
    update_id = digest("update", article.carrier, update.published_at, update.text)
    return UpdateReceived(
        event_id=digest("received", update_id),
        update_id=update_id,
        desk=desk_of(article),
        story=article.story,
        subject=article.subject,
        story_headline=article.headline,
        headline=update.headline,
        carrier=article.carrier,
        source=source,
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
    )


def desk_of(article: Article) -> str:
    """The key that all events of the article share: its country, or "ZZ/<story>" where none is known."""
    return article.focus_country or f"ZZ/{article.story}"


def dead_letter(
    source: str, reason: str, detail: str, payload: bytes, size: int,
    *, stage: str = "reading", origin: Cause | None = None,
) -> DeadLetter:  # fmt: skip
    """What could not be processed, with its original bytes (`size` of them before any cut).

    The same bytes from the same source failing for the same reason are the same letter.
    """
    content = hashlib.blake2b(payload, digest_size=16).hexdigest()
    return DeadLetter(
        event_id=digest("dead_letter", source, stage, reason, content, size),
        source=source, stage=stage, reason=reason, detail=detail, origin=origin, payload=payload, payload_bytes=size,
    )  # fmt: skip
