"""Bytes of a web page to text, text to a tree, a tree to paragraphs. Pure, and bounded for any input.

Its `fragment_paragraphs` reads a text inside a live blog as a page is read: `<br>` ends a paragraph, what is hidden or
nested too deeply is no text. Bodies of wires and feeds are read by `fragment.text_of_html`, which differs in all three.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Container, Iterator
from itertools import islice
from typing import NamedTuple

import lxml.html
from lxml import etree

from producers.article import NotAStory
from producers.formats.story.line.lines import paragraphs_of, split_lines, wrap_width
from schemas.characters import without_steering

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,30})|encoding=[\"']([\w.:-]{2,30})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; browsers look at 1024
# What pages declare, and the codec that reads what they mean by it (as browsers do); others are not obeyed.
_CODECS = {
    "latin1": "cp1252", "iso88591": "cp1252", "usascii": "cp1252", "ascii": "cp1252", "windows1252": "cp1252",
    "cp1252": "cp1252", "iso88592": "iso8859-2", "iso88595": "iso8859-5", "iso88597": "iso8859-7",
    "iso88599": "cp1254", "iso885915": "iso8859-15", "windows1250": "cp1250", "windows1251": "cp1251",
    "windows1253": "cp1253", "windows1254": "cp1254", "windows1255": "cp1255", "windows1256": "cp1256",
    "windows1257": "cp1257", "windows1258": "cp1258", "koi8r": "koi8-r", "koi8u": "koi8-u",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "shiftjis": "cp932",
    "sjis": "cp932", "eucjp": "euc-jp", "iso2022jp": "iso2022-jp", "euckr": "cp949", "ksc56011987": "cp949",
    "tis620": "cp874", "windows874": "cp874",
}  # fmt: skip
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufdd0\ufffe\uffff]+"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 1 << 16
_PAGE = re.compile(
    rb"(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff|(?><!--.*?-->)|<\?xml[^<>]{0,200}>)*+<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)

_SKIPPED = frozenset(
    "script style noscript template head svg canvas iframe object embed form button select textarea nav aside dialog"
    " figcaption audio video math".split()
)
_BLOCKS = frozenset(
    "address article blockquote body br center dd details div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hr"
    " html li main menu ol p pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = ("td", "th")
_VOID = ("br", "hr")
_COUNT = re.compile(r"\d[\d,. ]{0,11}")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|a|strong|b|em|i|span|ul|ol|li|h[1-6]|blockquote)\b", re.IGNORECASE)


def is_page(head: bytes) -> bool:
    """Whether bytes begin an HTML page: its doctype or root, nothing but marks, white space and comments before."""
    return _PAGE.match(head.replace(b"\x00", b"") if head[:64].count(b"\x00") else head) is not None


def decoded(raw: bytes, source: str) -> str:
    """The text of a page, lines ended by "\\n", without control characters.

    A byte order mark counts first; then UTF-8 where the bytes are valid, whatever is declared: other encodings are
    hardly ever valid UTF-8 by chance. Then what the page declares, else Windows-1252. Raises NotAStory: empty, binary.
    """
    text = clean(_decoded(raw))
    if not text.strip():
        raise NotAStory("empty", f"{source} is empty: name a file that holds a page with a story")
    if text[:_SAMPLE].count("\ufffd") > 0.1 * len(text[:_SAMPLE]) or _share_of_controls(raw) > 0.1:
        raise NotAStory("binary", f"{source} is not text: name a file that holds a page with a story")
    return text


def clean(text: str) -> str:
    """Without control characters, invisible marks and halves of letters."""
    if _SURROGATE.search(text):  # pairs are one letter, halves are none
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


def _decoded(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="ignore")
    if b"\x00" in raw[:64] and (wide := _wide(raw[:64])) is not None:
        return raw.decode(wide, errors="ignore")
    found = _DECLARED.search(raw[:_DECLARED_WITHIN])
    name = re.sub(r"[^a-z0-9]", "", (found[1] or found[2]).decode("ascii", "ignore").lower()) if found else ""
    if name == "iso2022jp":  # seven bits: valid UTF-8 always
        return raw.decode("iso2022-jp", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut in the middle of a letter
            return raw[: error.start].decode("utf-8")
    if name in ("utf8", ""):
        lenient = raw.decode("utf-8", errors="replace")
        wrong = lenient.count("\ufffd")
        if wrong < sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", lenient)):  # a few bad bytes in UTF-8
            return lenient
    return raw.decode(_CODECS.get(name, "cp1252"), errors="replace" if name in _CODECS else "ignore")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: a page begins with ASCII, so that every second byte is 0."""
    if head[1::2].count(0) == len(head) // 2:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) == (len(head) + 1) // 2 else None


def _share_of_controls(raw: bytes) -> float:
    sample = raw[:_SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _wide(sample[:64]) is not None:
        return 0.0  # zeros are halves of letters
    return len(_CONTROL.findall(sample.decode("latin-1"))) / len(sample) if sample else 0.0


def parse_page(text: str, source: str) -> etree._Element:
    """The tree of a page. Raises NotAStory: malformed where it is nested too deeply, too_large, not_a_story."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotAStory("not_a_story", f"{source}: no element of a page in it: {_line(error.msg)}") from None
    if tree is None:
        raise NotAStory("not_a_story", f"{source}: no element of a page in it: name a file that holds a page")
    # libxml2 stops in the middle, without raising, where one of its limits is reached.
    for problem in parser.error_log:
        if "depth" in problem.message:
            raise NotAStory("malformed", f"{source}: elements nested more than 256 deep: no page of a story")
        if "limit exceeded" in problem.message:
            raise NotAStory("too_large", f"{source}: too large for a page: {_line(problem.message)}")
    return tree


def _line(message: str | None) -> str:
    return " ".join((message or "nothing in it").split())


class PageParagraph(NamedTuple):
    text: str
    element: etree._Element  # that it begins in
    linked: int  # characters of it that are text of links

    @property
    def is_link(self) -> bool:
        return self.linked >= 0.9 * len(self.text)


def paragraphs(root: etree._Element, dropped: Container[etree._Element] = ()) -> Iterator[PageParagraph]:
    """The paragraphs under an element, in page order, white space collapsed.

    Block elements and line breaks part them; cells of a row are one line unless one holds blocks of its own.
    Without scripts, forms, navigation, captions, what is hidden and what is `dropped`.
    """
    parts: list[str] = []
    start, linked, links = root, 0, 0
    blocky = [False]  # of the rows around: whether a cell holds blocks
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag, begins = element.tag, event == "start"
        hidden = begins and element is not root and (tag in _SKIPPED or _is_hidden(element) or element in dropped)
        if tag == "tr":
            blocky = [*blocky, _holds_block(element)] if begins else blocky[:-1] or [False]
        if tag in _BLOCKS or (tag in _CELLS and blocky[-1]):
            if text := _joined(parts):
                yield PageParagraph(text, start, linked)
            parts, linked = [], 0
            start = element if begins and tag not in _VOID else _around(element, root)
        elif tag in _CELLS:
            if begins and _is_count(element):
                parts = ["".join(parts).rstrip(), ":"]
            parts.append(" ")
        if tag == "a":
            links += 1 if begins else -1
        words = None if hidden else element.text if begins else element.tail if element is not root else None
        if words:
            parts.append(words)
            linked += len(words) if links > 0 else 0
        if hidden:
            walk.skip_subtree()
    if text := _joined(parts):
        yield PageParagraph(text, start, linked)


def _joined(parts: list[str]) -> str:
    """The text on one line; its entities are resolved by now, and may have meant what `clean` leaves out."""
    return " ".join(without_steering("".join(parts)).split())


def _is_count(cell: etree._Element) -> bool:
    """Whether it is the number of a row that is nothing but a name and its number: "Missing: 5"."""
    name = cell.getprevious()
    if name is None or name.tag not in _CELLS or name.getprevious() is not None or cell.getnext() is not None:
        return False
    named, counted = ("".join(islice(each.itertext(), 5)).strip() for each in (name, cell))
    return _COUNT.fullmatch(counted) is not None and named[-1:].isalpha()


def _around(element: etree._Element, root: etree._Element) -> etree._Element:
    outer = element.getparent()
    return outer if outer is not None and element is not root else root


def _holds_block(row: etree._Element) -> bool:
    return any(below.tag in _BLOCKS for below in row.iterdescendants())


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style[:500]) is not None)


def fragment_paragraphs(markup: str, source: str) -> list[str]:
    """The paragraphs of a text that may be HTML, also HTML escaped once too often. Raises NotAStory as `parse_page`."""
    if not _TAG.search(markup) and _ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    if not _TAG.search(markup):
        lines = split_lines(without_steering(html.unescape(markup)))
        return [text for text, _ in paragraphs_of(lines, width=wrap_width(lines), opens=lambda _: False)]
    return [paragraph.text for paragraph in paragraphs(parse_page(f"<div>{markup}</div>", source))]
