"""All formats, and which of them a document is in."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from datelines.places import Gazetteer
from producers.article import NotAStory, Parsed
from producers.formats.common.clearing import cleared
from producers.formats.common.format import HEAD, Format, Reading
from producers.formats.common.safe_xml import local, read_xml, root_of
from producers.formats.story import the_latest
from producers.formats.web import feed, html_page, liveblog
from producers.formats.wires import ap_media, newsml, ninjs, nitf
from producers.formats.wires.json_reading import decode_json
from producers.formats.wires.rules import shown_name

FORMATS: tuple[Format, ...] = (
    ap_media.FORMAT, ninjs.FORMAT, newsml.FORMAT, nitf.FORMAT, feed.FORMAT, liveblog.FORMAT, html_page.FORMAT,
    the_latest.FORMAT,
)
"""In the order in which a document is tried; the last takes whatever is left."""


_DATA = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?P<json>[{\[]\s*[\"{\[])|<\?xml\b|<!DOCTYPE\b)", re.IGNORECASE)
_LONGEST_TAIL = 1000  # bytes, of a last tag and the blank lines behind it
# What a text with left-over HTML may begin with, so that it is one although it is sound XML.
_OF_PAGES = frozenset(
    "html head body main article section header footer aside nav div p span a b i u s em strong small big font center"
    " h1 h2 h3 h4 h5 h6 ul ol dl li table tbody tr td th blockquote q pre code tt br hr img figure time title script"
    " style form noscript iframe".split()
)


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


def stands_behind_links(raw: bytes) -> bool:
    """Whether a document names stories whose text stands elsewhere. Never raises."""
    return any(link.kind == "entry" for link in recognised(raw).links(raw))


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
    if kind is not None and kind["json"]:
        decode_json(raw, source)
        what = "JSON of a kind that is not read"
    elif kind is not None or _is_bare_xml(raw):
        what = _unread_xml(read_xml(raw, source))
    else:
        return
    raise NotAStory("not_a_story", f"{source}: {what}: see `newsroom formats`, or name its format with --format")


def _is_bare_xml(raw: bytes) -> bool:
    """Whether it is XML that does not say so: one element that is none of HTML's, from its first tag to its last."""
    root = root_of(raw[:HEAD])
    if root is None or root.name.lower() in _OF_PAGES:
        return False
    tail = raw[-2 * _LONGEST_TAIL :].replace(b"\0", b"").rstrip()
    return re.search(rb"</(?:[\w.-]{1,40}:)?%s\s*>\Z" % re.escape(root.name.encode()), tail) is not None


def _unread_xml(root: Element) -> str:
    if local(root) == "NewsML":  # of before 2006, and nothing like NewsML-G2
        return "XML of a kind that is not read, NewsML 1.x: of XML news NewsML-G2, NITF, RSS and Atom are"
    return f"XML of a kind that is not read, it begins with {shown_name(local(root))!r}"
