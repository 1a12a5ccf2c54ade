"""A story as an Atom feed (RFC 4287), with tombstones for what was taken back (RFC 6721). Pure.

Each version of an update is an entry; versions of one item share the id and differ in `updated`. Who printed it stands
in `source`. The figures stand in the feed's subtitle for people and in `figures` of our own namespace for programs;
they are no entry, so that whoever takes the feed in does not take our figures for somebody's word.
"""

from __future__ import annotations

import datetime as dt
import re
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from newsroom.show.exports.story import (
    ExportedFigure,
    ExportedStatement,
    ExportedStory,
    ExportedVersion,
    figures_in_words,
    rfc3339,
    uri,
)
from producers.formats.web.feed import beginning
from producers.formats.web.feed_reading import COUNTRY_SCHEME, STORY_SCHEME
from schemas.characters import escaped_in_xml
from schemas.ids import digest

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
FIGURES = "urn:newsroom:figures"
PUBLISHER = "Newsroom"
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_CORRECTION = "Correction: "

register_namespace("", ATOM)
register_namespace("at", TOMBSTONES)
register_namespace("n", FIGURES)


def write(told: ExportedStory) -> bytes:
    """The feed, in UTF-8; characters that XML does not allow are left out."""
    feed = Element(_atom("feed"))
    _say(feed, _atom("title"), told.headline)
    _say(feed, _atom("id"), told.uri)
    _say(feed, _atom("updated"), rfc3339(told.told_at))
    _say(SubElement(feed, _atom("author")), _atom("name"), PUBLISHER)
    words = figures_in_words(told)
    if words:
        _say(feed, _atom("subtitle"), words, type="text")
        feed.append(_figures(told))
    for recall in told.recalls:
        tombstone = SubElement(
            feed, f"{{{TOMBSTONES}}}deleted-entry", {"ref": recall.item, "when": rfc3339(recall.recalled_at)}
        )
        _say(tombstone, f"{{{TOMBSTONES}}}comment", recall.reason)
    for update in told.updates:
        feed.append(_entry(told, update))
    indent(feed)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return escaped_in_xml(document.decode()).encode() + b"\n"


def _entry(told: ExportedStory, update: ExportedVersion) -> Element:
    entry = Element(_atom("entry"))
    title = update.headline or beginning(update.text)
    _say(entry, _atom("id"), update.item)
    _say(entry, _atom("title"), f"{_CORRECTION}{title}" if update.is_correction else title)
    _say(entry, _atom("published"), rfc3339(update.published_at))
    _say(entry, _atom("updated"), rfc3339(update.told_at))
    if update.carrier:
        _say(SubElement(entry, _atom("author")), _atom("name"), update.carrier)
        source = SubElement(entry, _atom("source"))
        _say(source, _atom("id"), uri(digest("carrier", update.carrier)))
        _say(source, _atom("title"), update.carrier)
        _say(source, _atom("updated"), rfc3339(update.told_at))
    SubElement(
        entry, _atom("category"), {"scheme": STORY_SCHEME, "term": told.story, "label": _allowed(told.subject)}
    )
    if told.country:
        SubElement(entry, _atom("category"), {"scheme": COUNTRY_SCHEME, "term": told.country})
    paragraphs = update.text.split("\n\n")
    _say(entry, _atom("content"), "".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs), type="html")
    return entry


def _figures(told: ExportedStory) -> Element:
    figures = Element(_own("figures"), {"policy": told.policy})
    for figure in told.figures:
        element = SubElement(figures, _own("figure"), _attributes(figure))
        for said in figure.said:
            voice = SubElement(element, _own("said"), _attributes(said))
            for carrier in said.carriers:
                _say(voice, _own("carrier"), carrier)
    return figures


def _attributes(struct: ExportedFigure | ExportedStatement) -> dict[str, str]:
    """Its fields that are single values, by name; what is None is left out."""
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return {name: _written(value) for name, value in values if value is not None and not isinstance(value, tuple)}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return rfc3339(value) if isinstance(value, dt.datetime) else _allowed(str(value))


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _allowed(text)


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _own(name: str) -> str:
    return f"{{{FIGURES}}}{name}"
