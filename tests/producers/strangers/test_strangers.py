"""Documents by writers who had not seen the code, in the ways of feeds, wires, sites, crawls and mails, and their right values.

Of each: what may not be filed, or its updates in the order read, with when each was told (a day where no more is known)
and the words it begins with; who carries it; the items it takes back. `never` are captions, boxes and links of it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from producers.article import Article, NotAStory
from producers.formats.common.format import Reading
from producers.intake.taking import read_articles
from tests.producers.pages import gazetteer

HERE = Path(__file__).parent
DOCUMENTS: list[dict[str, Any]] = msgspec.json.decode((HERE / "expected.json").read_bytes())
_WORDS = 6


def read(document: dict[str, Any]) -> tuple[Article, ...]:
    day = dt.date.fromisoformat(document["day"]) if "day" in document else None
    return read_articles(str(HERE / document["file"]), Reading(day=day), gazetteer())


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document["file"] for document in DOCUMENTS])
def test_a_stranger_s_document_is_read_as_an_editor_would(document: dict[str, Any]) -> None:
    if "refused" in document:
        with pytest.raises(NotAStory, match=document["refused"]):
            read(document)
        return
    articles = read(document)
    updates = [(article, update) for article in articles for update in article.updates]
    told = [[str(article.story_date) if "day_only" in update.flags else f"{update.published_at:%Y-%m-%dT%H:%M:%SZ}",
             " ".join(update.text.split()[:_WORDS])] for article, update in updates]  # fmt: skip
    assert told == document["updates"]
    assert sorted({article.carrier or "" for article in articles}) == document["carrier"]
    assert [recall.item for article in articles for recall in article.recalls] == document.get("recalls", [])
    text = "\n".join(update.text for _, update in updates)
    assert [words for words in document.get("never", ()) if words in text] == []


def test_every_document_has_its_right_values() -> None:
    files = {str(path.relative_to(HERE)) for path in HERE.glob("*/*") if path.parent.name != "__pycache__"}
    assert files == {document["file"] for document in DOCUMENTS}
