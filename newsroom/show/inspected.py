"""One story read and shown, without a log or a store: what `newsroom inspect` prints."""

from __future__ import annotations

from typing import Any

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer
from producers.article import Article, ArticleUpdate
from schemas.events import Struct
from streams.extract import extract
from streams.extract.claim import Claim, Context, Extraction
from streams.extract.speakers.known_claimants import KnownClaimants


class InspectedUpdate(Struct, frozen=True):
    update: ArticleUpdate
    extraction: Extraction


class Inspected(Struct, frozen=True):
    article: Article
    updates: tuple[InspectedUpdate, ...]


def inspected(article: Article, gazetteer: Gazetteer, registry: KnownClaimants | None = None) -> Inspected:
    """The article with the claims of each of its updates; without a registry the built-in claimants are known."""
    zone = ZoneInfo(article.timezone)
    updates = tuple(
        InspectedUpdate(update=update, extraction=extract(update.text, Context(
            published_on=update.published_at.astimezone(zone).date(),
            focus_country=article.focus_country,
            subject=article.subject,
            headline=article.headline,
            carrier=article.carrier,
            dateline_place=article.dateline.resolved,
            gazetteer=gazetteer,
            registry=registry,
            may_be_cut_off="cut_off" in update.flags,
        )))
        for update in article.updates
    )
    return Inspected(article=article, updates=updates)


def inspected_as_json(story: Inspected) -> dict[str, Any]:
    """The shape that scripts read; spans point into the text of their update."""
    article = story.article
    return {
        "headline": article.headline,
        "subject": article.subject,
        "story": article.story,
        "carrier": article.carrier,
        "focus_country": article.focus_country,
        "dateline": {
            "place": article.dateline.place,
            "country": article.dateline.country,
            "timezone": article.dateline.timezone,
        },
        "timezone": article.timezone,
        "story_date": article.story_date,
        "recalls": [
            {"item": recall.item, "version": recall.version, "recalled_at": recall.recalled_at, "reason": recall.reason}
            for recall in article.recalls
        ],
        "embargoed_until": article.embargoed_until,
        "warnings": [*article.warnings, *(w for u in story.updates for w in u.extraction.warnings)],
        "updates": [
            {
                "position": u.update.position,
                "time_text": u.update.time_text,
                "local_time": u.update.local_time.strftime("%H:%M") if u.update.local_time else None,
                "published_at": u.update.published_at,
                "headline": u.update.headline,
                "text": u.update.text,
                "language": u.extraction.language,
                "flags": u.update.flags,
                "claims": [_claim(claim, article.focus_country) for claim in u.extraction.claims],
                "unread": [{"evidence": f.evidence, "start": f.start, "end": f.end} for f in u.extraction.unread],
            }
            for u in story.updates
        ],
    }


def _claim(claim: Claim, focus_country: str | None) -> dict[str, Any]:
    place = claim.place
    return {
        "category": claim.category, "value": claim.value, "qualifier": claim.qualifier,
        "low": claim.low, "high": claim.high, "scope": claim.scope, "claimant": claim.claimant,
        "anonymous": claim.anonymous, "victims": claim.victims,
        "place": place.name if place else None,
        "country": (place.country if place else None) or focus_country,
        "geoname_id": place.geoname_id if place else None,
        "cause": claim.cause, "other_event": claim.other_event,
        "revision": claim.revision, "from_value": claim.from_value,
        "evidence": claim.evidence, "start": claim.start, "end": claim.end,
    }
