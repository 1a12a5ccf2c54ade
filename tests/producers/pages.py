"""Pages for the tests of formats: one gazetteer for all, and parsing with everything said that a test leaves out."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from datelines.places import Gazetteer, load_gazetteer
from producers.article import Article
from producers.formats.story.the_latest import parse_text_page
from producers.intake.ledger import Ledger
from producers.intake.versions import take
from schemas.events import UpdateReceived

DAY = dt.date(2019, 1, 28)  # a Monday
OPENING = "The Latest: Dam bursts\n\nBRUMADINHO, Brazil (AP) — The Latest on the dam in Brazil (all times local):\n\n"


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def read(
    page: str | bytes, day: dt.date | None = DAY, timezone: str | None = None, carrier: str | None = None
) -> Article:
    raw = page if isinstance(page, bytes) else page.encode()
    return parse_text_page(raw, source="page.txt", day=day, timezone=timezone, gazetteer=gazetteer(), carrier=carrier)


def events_of(article: Article, source: str) -> list[UpdateReceived]:
    """What the intake makes of an article if it knows nothing yet."""
    return take(Ledger(), article, source).updates


def clocks(article: Article) -> list[str | None]:
    return [update.local_time.strftime("%H:%M") if update.local_time else None for update in article.updates]


def texts(article: Article) -> list[str]:
    return [update.text for update in article.updates]


def flags(article: Article) -> list[tuple[str, ...]]:
    return [update.flags for update in article.updates]
