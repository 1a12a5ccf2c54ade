"""What a reader's address asks for, told as what it is or refused in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import get_args
from urllib.parse import urlencode

from newsroom.errors import UsageFailure
from newsroom.moments import moment_of
from newsroom.page.board import BoardAsked
from newsroom.page.reading import TwoTimes
from schemas.characters import harmless_line
from schemas.events import Category

CATEGORIES: tuple[str, ...] = get_args(Category)
SINCES = (("", "at any time"), ("1h", "in the last hour"), ("6h", "in 6 hours"), ("24h", "in 24 hours"),
          ("7d", "in 7 days"))
LONGEST_WORDS = 100
_HOURS = {"1h": 1, "6h": 6, "24h": 24, "7d": 168}


def board_asked(query: Mapping[str, str], now: dt.datetime) -> BoardAsked:
    """Raises UsageFailure for what cannot be meant."""
    country, category = query.get("country", "").upper(), query.get("category", "")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise UsageFailure(f"country {country!r} is none: write the two letters of ISO 3166, as PE")
    if category and category not in CATEGORIES:
        raise UsageFailure(f"category {category!r} is none of {', '.join(CATEGORIES)}")
    page = query.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) <= 6):
        raise UsageFailure(f"page {page!r} is no number of a page")
    return BoardAsked(
        country=country, category=category, disputed=query.get("disputed") == "1",
        since=_since(query.get("since", ""), now), words=harmless_line(query.get("q", ""))[:LONGEST_WORDS].strip(),
        closed=query.get("closed") == "1", page=int(page),
    )


def _since(text: str, now: dt.datetime) -> dt.datetime | None:
    """In whole minutes, so that readers who ask for the same look at the same."""
    if text in _HOURS:
        return now.replace(second=0, microsecond=0) - dt.timedelta(hours=_HOURS[text])
    return moment_of("since", text or None)


def two_times(query: Mapping[str, str], now: dt.datetime) -> TwoTimes:
    """Raises UsageFailure, also for a time of ours that is still to come."""
    when = TwoTimes(moment_of("as_of", query.get("as_of") or None), moment_of("at", query.get("at") or None))
    if when.as_of is not None and when.at is not None:
        raise UsageFailure("as_of is a time of ours, at one of the world: ask for one of them")
    if when.as_of is not None and when.as_of > now:
        raise UsageFailure("as_of is still to come: what will have been said by then is not known")
    return when


def query_of(query: Mapping[str, str], **others: object) -> str:
    """The same question in an address, with others in the place of some; what is empty is left out."""
    known = {name: query[name] for name in ("q", "country", "category", "since", "disputed", "closed", "page")
             if query.get(name)}
    return urlencode({name: value for name, value in {**known, **others}.items() if value not in ("", None)})
