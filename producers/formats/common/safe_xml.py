"""Bytes of an XML document to its tree, within limits and without fetching or expanding anything. Pure."""

from __future__ import annotations

import codecs
import html.entities
import re
from typing import NamedTuple, NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from producers.article import NotAStory

LARGEST = 16_000_000  # bytes; a full feed of long stories has about 2,000,000
DEEPEST = 200  # elements in each other
MOST_ELEMENTS = 250_000
MOST_ATTRIBUTES = 250_000
MOST_NAMES = 40_000_000  # characters of all names, their namespaces written out
_LONGEST_TAG = 1 << 18  # characters fed at once: what is in one piece is never longer than two of these

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_BLANK = "\ufeff \t\r\n"
_DECLARED = re.compile(rb"""\s{0,20}<\?xml\s[^>]{0,200}?encoding\s{0,5}=\s{0,5}["']([A-Za-z][\w.:-]{0,39})["']""")
_BESIDE_THE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE\s(?:[^<>\[\]"']++|"[^"]*+"|'[^']*+')*+""")
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<name>[A-Za-z_][\w.-]*)(?P<rest>[^<>]*)")
# Each prefixed name is written out with its whole address: a long one would make much out of little.
_LONG_NAMESPACE = re.compile(r"""\sxmlns(?::[^\s=]*)?\s*=\s*(?:"[^"]{300}|'[^']{300})""")
# Encodings that can be written in ASCII's place; others (utf-7, EBCDIC) hide what a document says.
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?\d|windows-?125\d|cp125\d|koi8-[ru]|big5|gb2312|gbk|gb18030"
    r"|euc-(?:jp|kr)|shift_jis",
    re.IGNORECASE,
)
_ASCII_WRITTEN_WIDE = re.compile(r"(?:utf|ucs|iso-10646-ucs)-?(?:16|32|2|4)(?:le|be)?", re.IGNORECASE)
_WESTERN = frozenset({"iso8859-1", "ascii"})  # by name; what is meant is nearly always Windows-1252


class Root(NamedTuple):
    """The first tag of a document."""

    name: str  # without its prefix
    attributes: str  # as written, up to the tag's end or the end of what was given


def read_xml(raw: bytes, source: str) -> Element:
    """The root of a document; names in a namespace are written "{address}name".

    A byte order mark wins over the declaration. What is declared or taken as UTF-8 and is not is read as
    Windows-1252. A document type declaration may name an external definition (NITF, RSS 0.91), which is never
    fetched; one that defines anything itself is refused. With it HTML's entities ("&nbsp;") are known.
    Raises NotAStory (malformed, too_large), and nothing else.
    """
    if len(raw) > LARGEST:
        _refuse_size(source, f"it has {len(raw):,} bytes, at most {LARGEST:,} are read")
    text = _decoded(raw, source).lstrip(_BLANK)
    if not text:
        _refuse(source, "it is empty")
    start = _after_doctype(text, source)
    if _LONG_NAMESPACE.search(text, start):
        _refuse_size(source, "the address of a namespace in it has over 300 characters")
    return _built(text, source)


def root_of(head: bytes) -> Root | None:
    """The first tag of a document that begins with these bytes; None where there is none in them. Never raises."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            text = head.decode(encoding, errors="ignore").lstrip(_BLANK)
            break
    else:
        text = head.decode("utf-8", errors="ignore").lstrip(_BLANK)
    position = _skipped(text, 0)
    if doctype := _DOCTYPE.match(text, position):
        position = _skipped(text, doctype.end() + 1)
    found = _ROOT.match(text, position)
    return Root(found["name"], found["rest"]) if found else None


def local(element: Element) -> str:
    """An element's name without its namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _decoded(raw: bytes, source: str) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, encoding, source)
    declared = _DECLARED.match(raw)
    name = declared[1].decode() if declared else "utf-8"
    if _ASCII_WRITTEN_WIDE.fullmatch(name):  # it could not have been read so far: the declaration is wrong
        name = "utf-8"
    if not _ENCODINGS.fullmatch(name):
        _refuse(source, f"its encoding {name!r} is not read here")
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        _refuse(source, f"its encoding {name!r} is not known")
    if codec == "utf-8" or codec in _WESTERN:
        return _utf8_or_western(raw, codec, source)
    return _strictly(raw, codec, source)


def _utf8_or_western(raw: bytes, codec: str, source: str) -> str:
    for each in ("utf-8", "cp1252") if codec == "utf-8" else ("cp1252",):
        try:
            return raw.decode(each)
        except UnicodeDecodeError:
            continue
    return _strictly(raw, "latin-1", source)


def _strictly(raw: bytes, encoding: str, source: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(source, f"it says it is {encoding}, but byte {error.start:,} is not")


def _skipped(text: str, position: int) -> int:
    """The position behind white space, processing instructions and comments."""
    while match := _BESIDE_THE_ROOT.match(text, position):
        position = match.end()
    return position


def _after_doctype(text: str, source: str) -> int:
    """Where the document goes on behind its document type declaration, 0 without one."""
    doctype = _DOCTYPE.match(text, _skipped(text, 0))
    if doctype is None:
        return 0
    if text.startswith("[", doctype.end()):
        _refuse(source, "its DOCTYPE defines entities or elements of its own, which are never expanded")
    if not text.startswith(">", doctype.end()):
        _refuse(source, "its DOCTYPE is not closed")
    return doctype.end()


class _Limited:
    """Builds the tree and stops at the limits, before a document that is too deep or too large is in memory."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.calls = 0
        self._builder = TreeBuilder()
        self._depth = self._elements = self._attributes = self._names = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.calls += 1
        self._depth += 1
        self._elements += 1
        self._attributes += len(attributes)
        self._names += len(tag) + sum(map(len, attributes))
        if self._depth > DEEPEST:
            _refuse_size(self.source, f"its elements stand over {DEEPEST} deep in each other")
        if self._elements > MOST_ELEMENTS:
            _refuse_size(self.source, f"it has over {MOST_ELEMENTS:,} elements")
        if self._attributes > MOST_ATTRIBUTES:
            _refuse_size(self.source, f"it has over {MOST_ATTRIBUTES:,} attributes")
        if self._names > MOST_NAMES:
            _refuse_size(self.source, f"its names have over {MOST_NAMES:,} characters")
        self._builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.calls += 1
        self._depth -= 1
        self._builder.end(tag)

    def data(self, text: str) -> None:
        self.calls += 1
        self._builder.data(text)

    def comment(self, _text: str) -> None:
        self.calls += 1

    def pi(self, _target: str, _text: str) -> None:
        self.calls += 1

    def close(self) -> Element:
        return self._builder.close()


def _built(text: str, source: str) -> Element:
    """The tree, fed piece by piece: the parser looks at a refusal only between the pieces."""
    target = _Limited(source)
    parser = DefusedXMLParser(target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.entity.update(html.entities.entitydefs)
    try:
        for start in range(0, len(text), _LONGEST_TAG):
            before = target.calls
            parser.feed(text[start : start + _LONGEST_TAG])
            if target.calls == before and start + _LONGEST_TAG < len(text):
                # a longer piece would be looked through again from its start with each further one
                _refuse_size(source, f"a tag or comment in it has over {_LONGEST_TAG:,} characters")
        root: Element = parser.close()
    except ParseError as error:
        _refuse(source, f"{error}")
    except (DefusedXmlException, UnicodeError) as error:
        _refuse(source, f"{' '.join(str(error).split())[:200]}")
    return root


def _refuse(source: str, what: str) -> NoReturn:
    raise NotAStory("malformed", f"{source}: no sound XML: {what}: ask its sender for a sound document") from None


def _refuse_size(source: str, what: str) -> NoReturn:
    raise NotAStory("too_large", f"{source}: too large for XML of news: {what}: cut it into several") from None
