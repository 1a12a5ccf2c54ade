"""Pages that are made from the code are what the code makes now, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.events import EVENT_TYPES
from sinks.recipes import recipes
from sinks.rows import COLUMNS
from telemetry.metrics import Metrics
from tests.docs.generate import DOCS, PAGES

AGAIN = "the page is not what the code makes: run `make docs` and look at the difference"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    assert text_of(name) == PAGES[name](), AGAIN


def test_every_metric_is_on_its_page() -> None:
    page = text_of("metrics.md")
    metrics = Metrics("run", version="0", pipeline_version=0).catalogue
    assert [metric.name for metric in metrics] == re.findall(r"^\| `(newsroom_\w+)` \|", page, re.MULTILINE)


def test_every_event_and_every_table_is_in_the_dictionary_and_no_field_is_unexplained() -> None:
    page = text_of("data-dictionary.md")
    sections = set(re.findall(r"^## (\w+)$", page, re.MULTILINE))
    assert {kind.__name__ for kind in EVENT_TYPES} <= sections
    assert set(COLUMNS) <= sections
    assert re.findall(r"^\| `\w+` \|[^|]*\|\s*\|$", page, re.MULTILINE) == []


def test_every_recipe_is_in_the_cookbook_with_an_answer() -> None:
    page = text_of("sql-cookbook.md")
    for recipe in recipes():
        section = page.partition(f"\n## {recipe.name}\n")[2].partition("\n## ")[0]
        assert recipe.sql in section
        assert section.count("\n| ") >= 2, f"{recipe.name}: no row of an answer"


def test_links_between_pages_lead_somewhere() -> None:
    for path in sorted(Path(DOCS).glob("*.md")):
        for link in re.findall(r"\]\(([^)#]+\.md)(?:#[\w-]+)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name} names {link}"
