"""Bytes to text: encodings, line ends, what is no text at all."""

from __future__ import annotations

import codecs

import pytest

from producers.article import NotAStory
from producers.formats.common.text import decode_page

STORY = "The Latest: São João — “dam” bursts\n\n9 p.m.\n\nIt rains…\n"


@pytest.mark.parametrize(
    "raw",
    [
        STORY.encode(),
        codecs.BOM_UTF8 + STORY.encode(),
        codecs.BOM_UTF16_LE + STORY.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + STORY.encode("utf-32-le"),
        STORY.encode("cp1252"),
        STORY.replace("\n", "\r\n").encode(),
        STORY.replace("\n", "\r").encode(),
        STORY.replace("\n", "\u2028").encode(),
        STORY.replace("rains", "ra\u200bi\x07n\u00ads").encode(),
    ],
    ids=["utf-8", "mark", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "crlf", "cr", "line separators", "invisible"],
)
def test_a_story_in_many_encodings_is_the_same_text(raw: bytes) -> None:
    assert decode_page(raw, "page.txt") == STORY


def test_bytes_cut_inside_a_letter_lose_only_it() -> None:
    assert decode_page("It rains…".encode()[:-1], "page.txt") == "It rains"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("\u200b\u00ad".encode(), "empty"),
        (b"<p></p><br/>", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"It rains.\x00", "binary"),
        (bytes(range(1, 32)) * 9, "binary"),
        (bytes(range(128, 256)) * 9, "binary"),
    ],
)
def test_what_is_no_text(raw: bytes, reason: str) -> None:
    with pytest.raises(NotAStory, match=r"^page\.txt .*: (name|save) ") as raised:
        decode_page(raw, "page.txt")
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>It rains.</p><p>It is dry.</p>", "\nIt rains.\n\nIt is dry.\n"),
        ("It <b>rains</b><br>now.", "It rains\nnow."),
        ("It rains.<script>var x = '<p>12 dead</p>';</script> Now.", "It rains. Now."),
        ("It rains.<!-- 12 dead --> Now.", "It rains. Now."),
        ("It rains.<style> never closed", "It rains. never closed"),
        ("It rains &amp; pours&hellip;", "It rains & pours…"),
        ("5 < 6 and 7 > 3 & more", "5 < 6 and 7 > 3 & more"),
    ],
)
def test_html_left_in_the_text(page: str, text: str) -> None:
    assert decode_page(page.encode(), "page.txt") == text
