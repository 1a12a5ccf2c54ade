"""All formats, and which of them a document is in."""

from __future__ import annotations

from datelines.places import Gazetteer
from producers.article import Parsed
from producers.formats import ap_media, feed, html_page, liveblog, newsml, ninjs, nitf, the_latest
from producers.formats.format import HEAD, Format, Reading

FORMATS: tuple[Format, ...] = (
    ap_media.FORMAT, ninjs.FORMAT, newsml.FORMAT, nitf.FORMAT, feed.FORMAT, liveblog.FORMAT, html_page.FORMAT,
    the_latest.FORMAT,
)
"""In the order in which a document is tried; the last takes whatever is left."""


def named(name: str) -> Format | None:
    """The format of this name."""
    return next((known for known in FORMATS if known.name == name), None)


def endings() -> tuple[str, ...]:
    """Of files that hold a document of any format."""
    return tuple(dict.fromkeys(ending for known in FORMATS for ending in known.endings))


def recognised(raw: bytes) -> Format:
    """The format that the content speaks for."""
    head = raw[:HEAD]
    return next(known for known in FORMATS if known.matches(head))


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """What a document holds, in the format that was asked for, else the one recognised.

    Raises NotAStory, and ValueError where the format that was asked for is none.
    """
    if reading.format is None:
        return recognised(raw).parse(raw, source, reading, gazetteer)
    known = named(reading.format)
    if known is None:
        raise ValueError(f"there is no format {reading.format!r}")
    return known.parse(raw, source, reading, gazetteer)
