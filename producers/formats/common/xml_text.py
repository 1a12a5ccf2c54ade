"""The text of a story that stands in XML: NITF or XHTML elements to paragraphs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from producers.formats.common.safe_xml import local
from producers.formats.common.text import tidy, visible

# What stands beside the story: captions with stale figures, credits, summaries that repeat it, what is for editors.
_BESIDE = frozenset(
    "head body.head body.end media figure figcaption aside nav form script style noscript template iframe svg"
    " nitf-table-metadata tobject key-list classifier byline dateline copyrite abstract datasource".split()
)
_BLOCKS = frozenset(
    "html body body.content block section article main header footer div p hl1 hl2 h1 h2 h3 h4 h5 h6 bq blockquote"
    " ul ol dl li dt dd fn note credit nitf-table table caption thead tbody tfoot tr pre address".split()
)
_CELLS = ("td", "th")
_BETWEEN_CELLS = " | "
_COUNT = re.compile(r"([^|]{0,80}[^\W\d_]) {1,4}\| {1,4}(\d[\d,. ]{0,11})")
_SPACE = re.compile(r"\s+")


def story_text(element: Element) -> str:
    """The paragraphs of a story, parted by blank lines.

    A row of a table is one, "Missing: 5" where it is a name and its number; a `hr` is "___".
    Captions, bylines, abstracts, notes that are not to be published and the like are left out.
    """
    writer = _Writer()
    _write(element, writer)
    writer.end()
    return tidy("\n\n".join(writer.paragraphs))


def line_of(element: Element | None) -> str | None:
    """All text in an element as one line; None without any."""
    return on_one_line("".join(element.itertext())) if element is not None else None


def on_one_line(text: str | None) -> str | None:
    """The text as one line without invisible marks; None without any."""
    return " ".join(visible(text).split()) or None if text else None


def first(element: Element | None, *path: str) -> Element | None:
    """The first element that is reached by these names, whatever their namespaces."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)


class _Writer:
    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.cells = 0  # open ones
        self._parts: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def end(self) -> None:
        """A paragraph ends here; in a cell of a table only a word."""
        if self.cells:
            self._parts.append(" ")
            return
        text = "".join(self._parts).strip().removesuffix(_BETWEEN_CELLS.rstrip()).rstrip()
        if text:
            count = _COUNT.fullmatch(text)
            self.paragraphs.append(f"{count[1]}: {count[2]}" if count else text)
        self._parts.clear()


def _write(element: Element, writer: _Writer, *, keep_lines: bool = False) -> None:
    """What an element says, without its tail. It calls itself as deep as `safe_xml` lets elements stand."""
    name = local(element).lower()
    if name in _BESIDE or (name == "note" and element.get("type") == "npa"):
        return
    if name in ("br", "hr"):
        _break(name, writer)
        return
    is_cell, is_block = name in _CELLS, name in _BLOCKS
    keep_lines = keep_lines or name == "pre"
    if is_block:
        writer.end()
    writer.cells += is_cell
    writer.add(_spaced(element.text, keep_lines))
    for child in element:
        _write(child, writer, keep_lines=keep_lines)
        writer.add(_spaced(child.tail, keep_lines))
    writer.cells -= is_cell
    if is_cell:
        writer.add(_BETWEEN_CELLS)
    if is_block:
        writer.end()


def _break(name: str, writer: _Writer) -> None:
    if name == "br":
        writer.add(" " if writer.cells else "\n")
        return
    writer.end()
    writer.add("___")
    writer.end()


def _spaced(text: str | None, keep_lines: bool) -> str | None:
    return text if keep_lines or text is None else _SPACE.sub(" ", text)
