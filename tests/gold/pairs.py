"""Pairs of short pages, two carriers each: of two events that are alike, and of one event told at different levels.

Usage: python -m tests.gold.pairs

`pages_in_pairs/apart*.txt` hold different events of one kind in one country within a week, `same*.txt` one event whose
place, cause and people two pages name otherwise; the second and third of each were scored before anybody read them.
Pages are parted by `----`, pairs by `====`; `@ TIME COUNTRY` stands above each. Printed: in how many pairs both pages
have a claim, and in how many of these they are in one incident.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from datelines.places import load_gazetteer
from producers.article import NotAStory
from producers.formats.story.the_latest import parse_text_page
from schemas.events import UpdateReceived
from tests.gold.events import Reading, seen
from tests.producers.pages import events_of

HERE = Path(__file__).resolve().parent / "pages_in_pairs"
_PAGE = re.compile(r"\s*@ (\S+) (\S+)\s*\n(.*)", re.DOTALL)


class Page(NamedTuple):
    at: dt.datetime
    country: str
    text: str


def pairs(name: str) -> Iterator[tuple[Page, ...]]:
    """The pairs of a file. Raises ValueError where a page has no line above it."""
    for pair in re.split(r"(?m)^====\s*$", (HERE / f"{name}.txt").read_text("utf-8")):
        if pair.strip():
            yield tuple(_page(text) for text in re.split(r"(?m)^----\s*$", pair))


def _page(text: str) -> Page:
    found = _PAGE.match(text)
    if found is None:
        raise ValueError(f"no line '@ TIME COUNTRY' above the page {text.strip()[:40]!r}")
    return Page(dt.datetime.fromisoformat(found[1]), found[2], found[3].strip())


def updates_of(page: Page, source: str) -> list[UpdateReceived]:
    """The page's updates, at its time and on its country's desk; none where it is refused."""
    try:
        article = parse_text_page(page.text.encode(), source=source, day=page.at.date(), timezone=None,
                                  gazetteer=load_gazetteer(), carrier=source)  # fmt: skip
    except NotAStory:
        return []
    return [msgspec.structs.replace(update, published_at=page.at, desk=page.country)
            for update in events_of(article, source)]  # fmt: skip


def joined(name: str) -> tuple[int, int]:
    """How many pairs have claims of both pages, and how many of these are in one incident."""
    read = Reading(load_gazetteer())
    both = one = 0
    for pair in pairs(name):
        of = {update.update_id: source for source, page in zip("ab", pair, strict=True)
              for update in updates_of(page, source)}  # fmt: skip
        updates = [update for source, page in zip("ab", pair, strict=True) for update in updates_of(page, source)]
        told = [{of[claim.update_id] for claim in claims} for claims in seen(updates, read).claims.values()]
        both += set().union(*told) == {"a", "b"}
        one += {"a", "b"} in told
    return both, one


def main() -> None:
    """Print the report."""
    for name in sorted(path.stem for path in HERE.glob("*.txt")):
        both, one = joined(name)
        print(f"{name}: {both} pairs with claims of both pages, {one} in one incident ({one / both:.2f})")


if __name__ == "__main__":
    main()
