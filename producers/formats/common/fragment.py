"""Marked-up text inside a document (a body in HTML, XHTML or NITF) to clean paragraphs.

For bodies of wires and feeds, which are never refused for their markup and whose `<br>` ends a line, as the grammar of
time headings wants it; `markup.fragment_paragraphs` is for texts of live blogs, where `<br>` ends a paragraph.
"""

from __future__ import annotations

import re

from producers.formats.common.text import tidy, without_html

# What stands beside the story: figures bring captions with stale numbers, heads bring titles, `media` is NITF's figure.
_BESIDE = (
    "figure", "figcaption", "aside", "nav", "form", "template", "noscript", "iframe", "svg", "select", "button", "head",
    "body.head", "body.end", "media",
)  # fmt: skip
_OPENS = re.compile(rf"<({'|'.join(re.escape(name) for name in _BESIDE)})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_CLOSES = {name: re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE) for name in _BESIDE}
_IS_MARKUP = re.compile(r"</?(?:p|br|div|li|h[1-6]|blockquote|section|article|block|hl[12]|tr)\b", re.IGNORECASE)
# Blocks that `without_html` takes for parts of a line.
_BLOCK = re.compile(
    r"</?(?:block|hl[12]|header|footer|main|pre|d[ltd]|td|th|body(?:\.content)?)\b[^<>]*>", re.IGNORECASE
)
# A row that is a name and its number: "Missing: 5".
_COUNT = re.compile(
    r"(<tr\b[^<>]{0,500}> ?<t[dh]\b[^<>]{0,500}>[^<>]{1,80}(?<=[^\W\d_])) ?</t[dh]> ?<t[dh]\b[^<>]{0,500}>"
    r" ?(?=\d[\d,. ]{0,11}</t[dh]> ?</tr>)",
    re.IGNORECASE,
)
_PARAGRAPH_ENDS = re.compile(r"</(?:p|h[1-6]|hl[12]|li|div|blockquote|tr)\s*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")


def text_of_html(html: str) -> str:
    """The text of an HTML fragment: paragraphs, headings and list items parted by blank lines, `<br>` as a line's end.

    Scripts, comments and what stands beside the story (figures with their captions, asides, forms) are left out.
    Text without any of these tags keeps its lines; its entities are resolved. Never raises; takes time linear in the
    length, whatever is left open.
    """
    if _IS_MARKUP.search(html):
        html = _SPACE.sub(" ", _without_beside(html))
        html = _COUNT.sub(r"\1: ", html)
        html = _PARAGRAPH_ENDS.sub(lambda tag: f"{tag[0]}<br><br>", _BLOCK.sub("<br><br>", html))
    return tidy(without_html(html))


def _without_beside(html: str) -> str:
    """The fragment without the elements of `_BESIDE` and all they hold; one that is never closed is only a tag."""
    kept: list[str] = []
    position = 0
    unclosed: set[str] = set()
    for opening in _OPENS.finditer(html):
        name = opening[1].lower()
        if opening.start() < position or name in unclosed or opening[0].endswith("/>"):
            continue
        close = _CLOSES[name].search(html, opening.end())
        if close is None:
            unclosed.add(name)  # nor is a later one: each name is looked for in vain only once
            continue
        kept.append(html[position : opening.start()])
        position = close.end()
    return "".join([*kept, html[position:]])
