"""The toll box for others: what an incident's row says, as JSON, Atom and oEmbed. Pure."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from markupsafe import Markup

from newsroom.page.board import BoardEntry, BoardFigure
from newsroom.show.exports.story import rfc3339, uri
from schemas.characters import escaped_in_xml, harmless
from schemas.ids import digest

_ATOM = "{http://www.w3.org/2005/Atom}"
WIDTH, HEIGHT = 420, 240
_FRAME = Markup('<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>')


def box_json(entry: BoardEntry) -> dict[str, Any]:
    """Times are RFC 3339; `high` null is open."""
    return {
        "incident": uri(entry.incident_id), "place": entry.place, "country": entry.country, "cause": entry.cause,
        "since": rfc3339(entry.since), "as_of": rfc3339(entry.updated_at),
        "figures": [_figure(figure) for figure in entry.figures.values() if figure.toll.best is not None],
    }


def _figure(figure: BoardFigure) -> dict[str, Any]:
    toll = figure.toll
    return {
        "category": figure.category, "low": toll.low, "best": toll.best, "high": toll.high,
        "printed": toll.printed,
        "disputed": toll.disputed, "corrected_at": rfc3339(figure.since) if figure.corrected else None,
        "ruled": toll.ruled, "was": figure.was, "changed_by": figure.by,
        "updated_at": rfc3339(figure.since),
    }


def box_atom(entry: BoardEntry, site: str) -> bytes:
    """A feed (RFC 4287) of what can be printed: one entry a category, renewed with its figure."""
    feed = Element(f"{_ATOM}feed", {"xmlns": _ATOM[1:-1]})
    _say(feed, "title", f"Toll: {entry.title}")
    _say(feed, "id", uri(entry.incident_id))
    _say(feed, "updated", rfc3339(entry.changed_at))
    _say(SubElement(feed, "author"), "name", "Newsroom")
    link = f"{site}/incident/{entry.incident_id}"
    SubElement(feed, "link", {"rel": "self", "href": f"{site}/box/{entry.incident_id}.atom"})
    for figure in entry.figures.values():
        if figure.toll.best is None:
            continue
        of = SubElement(feed, "entry")
        _say(of, "id", uri(digest("toll", entry.incident_id, figure.category)))
        _say(of, "title", f"{figure.category.capitalize()}: {figure.toll.printed}")
        _say(of, "updated", rfc3339(figure.changed_at))
        SubElement(of, "link", {"rel": "alternate", "href": link})
        marks = [mark for mark, on in (("disputed", figure.toll.disputed), ("corrected", figure.corrected)) if on]
        was = f", was {figure.was}" if figure.was else ""
        _say(of, "summary", f"{figure.toll.printed} {figure.category}{was} ({figure.toll.interval}"
                            f"{''.join(f', {mark}' for mark in marks)}); {figure.by}")
    indent(feed)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return escaped_in_xml(document.decode()).encode() + b"\n"


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = harmless(text)


def box_oembed(entry: BoardEntry, site: str, *, width: int, height: int) -> dict[str, Any]:
    """oEmbed 1.0, of type rich, at most so many pixels."""
    wide, high = min(width, WIDTH), min(height, HEIGHT)
    return {
        "version": "1.0", "type": "rich", "provider_name": "Newsroom", "title": harmless(f"Toll: {entry.title}"),
        "width": wide, "height": high, "cache_age": 60,
        "html": str(_FRAME.format(f"{site}/box/{entry.incident_id}", wide, high, f"Toll: {harmless(entry.title)}")),
    }
