"""How a page is set: what parts its updates where headings are lost, where its headlines stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from producers.formats.story.items import PageItem, is_sentence
from producers.formats.story.line.repetition import looks_like_title
from producers.formats.story.paragraph import junk

_NEVER = 1 << 30


def separators_part(items: Sequence[PageItem], start: int, *, is_rolling: bool) -> bool:
    """Whether separators stand between updates: before half the headings; without any, on a rolling page.

    `start` is where the text of updates begins.
    """
    headings = sum(item.kind == "heading" for item in items)
    if not headings:
        count = sum(item.kind == "separator" and item.text != "" for item in items[start:])
        return count > (0 if is_rolling else 1)
    parted = sum(above.kind == "separator" and item.kind == "heading" for above, item in pairwise(items))
    return parted > 0 and 2 * parted >= headings - 1


def find_marks(items: Sequence[PageItem], dateline_at: int) -> set[int]:
    """Where a headline alone begins an update, on a rolling page with no other marks, from its first line on."""
    texts = [
        index for index, item in enumerate(items) if index > dateline_at and item.kind == "text" and not item.is_junk
    ]
    marks = {
        index for index, following in pairwise(texts)
        if looks_like_title(items[index].text) and junk.ends_sentence(items[following].text)
    }  # fmt: skip
    return marks if len(marks) >= 2 and texts[0] in marks else set()


def titles_above(items: Sequence[PageItem], headline: str | None) -> bool:
    """Whether the headlines of updates stand above their times: above most of them, and behind a sentence."""
    items = [item for item in items if not item.is_junk and item.kind != "separator"]
    headings = [index for index, item in enumerate(items) if item.kind == "heading"]
    titled = [index for index in headings[1:] if is_title(items[index - 1]) and is_sentence(items[index - 2])]
    below = sum(index + 1 < len(items) and is_title(items[index + 1]) for index in titled)
    first = items[headings[0] - 1] if headings and headings[0] else None
    heads = len(titled) + (first is not None and is_title(first) and first.text != headline)
    return heads > 1 and 3 * len(titled) >= 2 * (len(headings) - 1) and below < len(titled)


def is_title(item: PageItem) -> bool:
    """Whether it may be the headline of an update."""
    return item.kind == "text" and not item.is_junk and looks_like_title(item.text)


def lost_gap(items: Sequence[PageItem]) -> int:
    """The blank run (lines) from which a paragraph begins an update whose heading is lost.

    Longer than any before a heading, where those have two or more; else no run says anything.
    """
    gaps = [
        item.gap for above, item in pairwise(items)
        if above.kind == "text" and item.heading is not None and item.kind == "heading" and not item.heading.is_inline
    ]  # fmt: skip
    widest = max(gaps, default=0)
    return widest + 1 if widest >= 2 else _NEVER
