"""Documents as users met them, one of each kind, under cases/: read as `newsroom run` reads them."""

from __future__ import annotations

from pathlib import Path

from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Reading
from producers.formats.index import parse_document
from tests.producers.pages import gazetteer

CASES = Path(__file__).parent.parent / "cases"


def document(name: str) -> Path:
    """A document by "kind/file"."""
    return CASES / name


def parsed(name: str) -> Parsed:
    return parse_document(document(name).read_bytes(), name, Reading(), gazetteer())


def only_article(name: str) -> Article:
    """The one article of a document of which nothing is refused."""
    found = parsed(name)
    assert found.refused == ()
    (article,) = found.articles
    return article


def refusal(name: str) -> NotAStory:
    try:
        found = parsed(name)
    except NotAStory as error:
        return error
    raise AssertionError(f"{name} is read: {found}")
