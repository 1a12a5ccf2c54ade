"""Work grows with the size of a page and no faster, whatever the page is made of."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from producers.article import NotAStory
from tests.forms import forms
from tests.producers.pages import OPENING, read

START = OPENING + "9 p.m.\n\n"
# What a page is repeated of, and what it begins and ends with.
KINDS: dict[str, tuple[str, str, str]] = {
    "one word": ("", "a", ""),
    "words": ("", "a ", ""),
    "short lines": ("", "a\n", ""),
    "paragraphs": (START, "It rains on the old bridge.\n\n", ""),
    "wrapped lines": (START, "rain fell on the old bridge and men came by\n", "."),
    "tags": ("", "<p>It rains.</p>", ""),
    "open tags": ("", "<a ", ""),
    "scripts": ("", "<script>", ""),
    "entities": ("", "&amp", ""),
    "brackets": ("", "(", ""),
    "quotes": ("", "”", ""),
    "dashes": ("", "-", ""),
    "separators": (START, "___\n", ""),
    "digits": ("", "1", ""),
    "lines of digits": (START, "12 12 12\n", ""),
    "headings": ("", "9 p.m.\n", ""),
    "days": ("", "FRIDAY\n", ""),
    "stamps": ("", "Published: Oct. 23, 2017\n", ""),
    "introductions": ("", "Rain on the bridge\n\n", START + "It rains."),
    "capitals": ("", "BEIRUT ", ""),
    "openings": ("", "The Latest on the dam\n", ""),
    "datelines": ("", "PARIS (AP) — It rains.\n", ""),
    "bylines": ("", "By ANNA EXAMPLE ", ""),
    "tweets": ("", "— — — — (@\n", ""),
    "shares": ("", "share share share x\n", ""),
    "blank lines": ("", "\n", "It rains."),
}


def page_of(kind: str, size: int) -> str:
    before, part, after = KINDS[kind]
    return before + part * (size // len(part)) + after


@pytest.mark.parametrize("size", forms(50_000, 500_000))
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_one_thing_is_read_to_its_end(kind: str, size: int) -> None:
    """Work growing with the square of the size would not end within the time of a test run."""
    assert outcome(page_of(kind, size)) in {"read", "not_a_story", "empty", "too_large"}


@pytest.mark.parametrize("least", forms(5_000, 10_000))
@pytest.mark.parametrize("kind", ["paragraphs", "wrapped lines", "headings", "introductions", "datelines", "separators"])
def test_the_number_of_calls_grows_with_the_size(kind: str, least: int) -> None:
    small, double, fourfold = (calls_of(page_of(kind, size)) for size in (least, 2 * least, 4 * least))
    assert double < 2.2 * small + 2_000
    assert fourfold < 2.2 * double + 2_000


def outcome(page: str) -> str:
    try:
        read(page)
    except NotAStory as error:
        return error.reason
    return "read"


def calls_of(page: str) -> int:
    """The number of functions, of Python and built in, that are called to read a page."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    outcome(page)  # what is read once and kept is not counted
    sys.setprofile(count)
    try:
        outcome(page)
    finally:
        sys.setprofile(None)
    return calls
