"""Sixteen pages in the shape of real ones: their updates, times, places and carriers, to the last word."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from producers.article import Article
from tests.producers.pages import read

GOLD = Path(__file__).parent.parent / "gold"
EXPECTED: dict[str, dict[str, Any]] = json.loads((GOLD / "expected.json").read_text("utf-8"))


def page_of(number: str) -> Article:
    day = dt.date.fromisoformat(EXPECTED[number]["story_date"])
    return read((GOLD / f"{number}.txt").read_bytes(), day=day)


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_a_page_reads_as_recorded(number: str) -> None:
    assert as_recorded(page_of(number)) == EXPECTED[number]


def test_every_page_is_recorded() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in GOLD.glob("*.txt"))


def as_recorded(article: Article) -> dict[str, Any]:
    """The facts of an article that the files under gold/ hold, as JSON has them."""
    return {
        "story_date": article.story_date.isoformat(), "headline": article.headline, "subject": article.subject,
        "story": article.story, "carrier": article.carrier, "focus_country": article.focus_country,
        "place": article.dateline.place, "timezone": article.timezone,
        "updates": [
            {
                "time_text": update.time_text,
                "local_time": update.local_time.strftime("%H:%M") if update.local_time else None,
                "published_at": update.published_at.strftime("%Y-%m-%dT%H:%MZ"), "headline": update.headline,
                "flags": list(update.flags), "notice": update.notice, "paragraphs": update.text.split("\n\n"),
            }
            for update in article.updates
        ],
    }  # fmt: skip
