"""All formats, and which of them a document is in."""

from __future__ import annotations

import re

from datelines.places import Gazetteer
from producers.article import NotAStory, Parsed
from producers.formats.common.clearing import cleared
from producers.formats.common.format import HEAD, Format, Reading
from producers.formats.common.safe_xml import read_xml
from producers.formats.story import the_latest
from producers.formats.web import feed, html_page, liveblog
from producers.formats.wires import ap_media, newsml, ninjs, nitf
from producers.formats.wires.json_reading import decode_json

FORMATS: tuple[Format, ...] = (
    ap_media.FORMAT, ninjs.FORMAT, newsml.FORMAT, nitf.FORMAT, feed.FORMAT, liveblog.FORMAT, html_page.FORMAT,
    the_latest.FORMAT,
)
"""In the order in which a document is tried; the last takes whatever is left."""


_DATA = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?P<json>[{\[]\s*[\"{\[])|<\?xml\b|<!DOCTYPE\b)", re.IGNORECASE)


def format_named(name: str) -> Format | None:
    """The format of this name."""
    return next((known for known in FORMATS if known.name == name), None)


def endings() -> tuple[str, ...]:
    """Of files that hold a document of any format."""
    return tuple(dict.fromkeys(ending for known in FORMATS for ending in known.endings))


def recognised(raw: bytes) -> Format:
    """The format that the content speaks for."""
    head = raw[:HEAD]
    return next(known for known in FORMATS if known.matches(head))


def parse_document(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """What a document holds, in the format that was asked for, else the one recognised.

    No text of it has characters that steer whatever shows it, in whatever way the document wrote them. Raises
    NotAStory, and ValueError where the format that was asked for is none.
    """
    if reading.format is None:
        known = recognised(raw)
        if known is the_latest.FORMAT:
            _refuse_data(raw, source)
        return cleared(known.parse(raw, source, reading, gazetteer))
    asked = format_named(reading.format)
    if asked is None:
        raise ValueError(f"there is no format {reading.format!r}")
    return cleared(asked.parse(raw, source, reading, gazetteer))


def _refuse_data(raw: bytes, source: str) -> None:
    """XML or JSON that no format claims is no page of text, whatever its words look like. Raises NotAStory."""
    kind = _DATA.match(raw)
    if kind is None:
        return
    if kind["json"]:
        decode_json(raw, source)
    else:
        read_xml(raw, source)
    what = "JSON" if kind["json"] else "XML"
    raise NotAStory("not_a_story", f"{source}: {what} of a kind that is not read: see `newsroom formats`, or name its "
                                   "format with --format")
