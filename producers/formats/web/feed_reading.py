"""Bytes of a feed to its entries and tombstones, by feedparser. Pure: nothing is fetched, no file is opened.

feedparser opens what it is given as an address or as a file's name, bytes too: so it is given a stream of bytes. It
fetches nothing else; external entities are switched off in it, and documents that declare any are refused before.
Its own sanitising of HTML is switched off: no HTML is kept, `fragment.text_of_html` takes the text alone, without
scripts; and it takes time that grows with the square of what is left open in it.
"""

from __future__ import annotations

import contextlib
import html
import io
import re
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, tostring

import feedparser

from producers.article import NotAStory
from producers.formats.common import safe_xml
from producers.formats.common.format import HEAD

STORY_SCHEME = "urn:newsroom:story"
"""Of an Atom category whose label is the standing subject of the story; what we export says so."""
COUNTRY_SCHEME = "urn:iso:std:iso:3166"
"""Of an Atom category whose term is the country that the story is about, ISO 3166 alpha-2."""

MOST_ENTRIES = 5_000  # feeds have 10 to 200
_RSS_NAMESPACES = (
    "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
)
_ATOM_NAMESPACES = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_MOST_TAGS = 10_000  # categories: feedparser compares each with all before it
_TAGS = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?(?:category|subject)[\s/>]", re.IGNORECASE)
# Elements that it takes apart at commas into such categories; nobody here reads them.
_KEYWORDS = re.compile(rb"(</?(?:[^\s<>/:]{1,40}:)?)(?:keywords|tags)(?=[\s/>])", re.IGNORECASE)
# Descriptions in other vocabularies than the feed's own: of a picture, of a podcast. Behind the entry's own, feedparser
# takes them for its full text; under a name that it does not know they stay apart.
_BESIDE = re.compile(rb"(</?(?P<prefix>[^\s<>/:]{1,40}):)(?:description|summary)(?:\s[^<>]*?)?(/?>)", re.IGNORECASE)
_BESIDE_NAME = "_besidetheentry"
_OWN_PREFIX = re.compile(
    rb"""\sxmlns:([^\s=<>]{1,40})\s{0,3}=\s{0,3}["'](?:%s)["'/]"""
    % b"|".join(re.escape(name.rstrip("/").encode()) for name in (*_RSS_NAMESPACES, *_ATOM_NAMESPACES)),
    re.IGNORECASE,
)
_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_HTML = ("text/html", "application/xhtml+xml")
_ENTRIES = ("item", "entry")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,4000})|([0-9]{1,4000}));?")
_DELETED = re.compile(r"<(?:[\w.-]{1,40}:)?deleted-entry\s([^<>]{1,4000})>")
_ATTRIBUTE = re.compile(r"""\b(ref|when)\s{0,3}=\s{0,3}(?:"([^"]{1,2000})"|'([^']{1,2000})')""")
# What feedparser lets through where a document is not what it expects: it has no exception of its own for it.
_TROUBLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    feedparser.UndeclaredNamespace,
)  # fmt: skip


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class FeedText(NamedTuple):
    value: str
    is_html: bool


class FeedEntry(NamedTuple):
    """One entry as it stands in the feed; None where it says nothing."""

    item: str | None
    title: FeedText
    updated: str | None  # as printed
    published: str | None
    content: FeedText | None
    summary: FeedText | None
    link: str | None
    source: str | None  # who printed it, where the feed says that it is another
    subject: str | None
    country: str | None


class Tombstone(NamedTuple):
    """An entry that was taken back, RFC 6721."""

    item: str
    when: str  # as printed
    comment: str


class Feed(NamedTuple):
    title: str | None
    author: str | None
    entries: tuple[FeedEntry, ...]
    tombstones: tuple[Tombstone, ...]
    next_page: str | None
    is_broken: bool  # not well-formed: what could still be read of it
    unread: int  # entries of a well-formed feed that cannot be read


def is_feed(head: bytes) -> bool:
    """Whether a document that begins with these bytes has the root of RSS or Atom."""
    root = safe_xml.root_of(head)
    if root is None:
        return False
    if root.name == "rss":
        return True
    known = {"RDF": _RSS_NAMESPACES, "feed": _ATOM_NAMESPACES}.get(root.name, ())
    return any(namespace in root.attributes for namespace in known)


def read_feed(raw: bytes, source: str) -> Feed:
    """What the feed says. Raises NotAStory for bytes that are none, that are hostile or too large."""
    tree = _tree(raw, source)
    if tree is None:
        plain = _sound_references(raw)
    else:
        plain = tostring(tree, "utf-8") if _drop_pictures(tree) or b"\0" in raw else raw
    if sum(1 for _ in _TAGS.finditer(plain)) > _MOST_TAGS:
        raise NotAStory("too_large", f"{source}: over {_MOST_TAGS:,} categories in the feed: cut it into several")
    try:
        read = _by_feedparser(plain)
        entries, unread = list(read.entries), 0
    except _TROUBLE as error:
        if tree is None:
            raise _unreadable(source, error) from error
        read, entries, unread = _one_by_one(tree, source)
    tombstones = _tombstones(tree) if tree is not None else _tombstones_of_text(raw)
    if not read.version and not tombstones:
        raise NotAStory("not_a_story", f"{source}: no feed: name a file or an address of RSS or Atom")
    feed = read.feed
    return Feed(
        _line(feed.get("title")), _line(feed.get("author")), tuple(_entry(entry, read) for entry in entries),
        tuple(tombstone._replace(item=_told_apart(tombstone.item, feed)) for tombstone in tombstones),
        _linked(feed, "next"), tree is None, unread,
    )


def _by_feedparser(document: bytes) -> Any:
    """Raises one of `_TROUBLE`."""
    document = _KEYWORDS.sub(rb"\1unread", document)
    own = {prefix.lower() for prefix in _OWN_PREFIX.findall(document)}
    renamed = rb"\1" + _BESIDE_NAME[1:].encode() + rb"\3"  # without attributes: feedparser would keep only those
    document = _BESIDE.sub(lambda tag: tag[0] if tag["prefix"].lower() in own else tag.expand(renamed), document)
    return feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)


def _drop_pictures(tree: Element) -> bool:
    """Take the pictures out of the entries, whose titles and captions feedparser takes for the entry's; if any were."""
    found = [(entry, child) for entry in tree.iter() if safe_xml.local(entry) in _ENTRIES
             for child in entry if safe_xml.local(child) == "image" and len(child)]
    for entry, picture in found:
        entry.remove(picture)
    return bool(found)


def _one_by_one(tree: Element, source: str) -> tuple[Any, list[Any], int]:
    """The feed, those of its entries that can be read alone, and how many cannot. Raises NotAStory."""
    found = [(parent, child) for parent in tree.iter() for child in parent if safe_xml.local(child) in _ENTRIES]
    if len(found) > MOST_ENTRIES:
        raise NotAStory("too_large", f"{source}: {len(found):,} entries, some of them unreadable: cut it into pages")
    for parent, child in found:
        parent.remove(child)
    try:
        read = _by_feedparser(tostring(tree, "utf-8"))
    except _TROUBLE as error:
        raise _unreadable(source, error) from error
    entries, unread = [], 0
    for parent, child in found:
        alone = Element(tree.tag, tree.attrib)
        (alone if parent is tree else SubElement(alone, parent.tag, parent.attrib)).append(child)
        try:
            entries += _by_feedparser(tostring(alone, "utf-8")).entries
        except _TROUBLE:
            unread += 1  # counted, and said by who asked
    return read, entries, unread


def _unreadable(source: str, error: Exception) -> NotAStory:
    what = type(error).__name__
    return NotAStory("malformed", f"{source}: the feed cannot be read ({what}): ask its sender for a sound one")


def _sound_references(raw: bytes) -> bytes:
    """Without references to characters that there are none of."""
    return _REFERENCE.sub(lambda found: found[0] if _is_character(found[1], found[2]) else b"", raw)


def _is_character(hexadecimal: bytes | None, decimal: bytes | None) -> bool:
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal or b"0")
    return code < 0xD800 or 0xDFFF < code < 0x110000


def _tree(raw: bytes, source: str) -> Element | None:
    """The tree of a well-formed document; None for one that is not and may still be read. Raises NotAStory."""
    try:
        return safe_xml.read_xml(raw, source)
    except NotAStory as error:
        plain = raw.lower()
        is_hostile = b"\0" in raw or b"<!entity" in plain or b"<!element" in plain
        if error.reason != "malformed" or is_hostile or not is_feed(raw[:HEAD]):
            raise
        return None


def _entry(entry: Any, read: Any) -> FeedEntry:
    # feedparser's own get() gives `published` for a missing `updated`
    updated, published = dict.get(entry, "updated"), dict.get(entry, "published")
    title = entry.get("title_detail") or {"value": entry.get("title") or ""}
    link = _linked(entry, "alternate")
    is_atom = str(read.version).startswith("atom")
    if link is None and not is_atom:
        link = _line(entry.get("link"))
    return FeedEntry(
        item=_item(entry, read.feed, link), title=_words(title), updated=_line(updated), published=_line(published),
        content=_content(entry), summary=_summary(entry), link=link,
        source=_line((entry.get("source") or {}).get("title")), subject=_category(entry, STORY_SCHEME, "label"),
        country=_category(entry, COUNTRY_SCHEME, "term"),
    )  # fmt: skip


def _item(entry: Any, feed: Any, link: str | None) -> str | None:
    """Its id; a permalink made absolute; where it has none, its link."""
    item = _line(entry.get("id"))
    if item is None:
        return link
    base = _line(feed.get("link"))
    if base is not None and item.startswith(("/", "?", "../", "./")):
        with contextlib.suppress(ValueError):  # the feed's own link is no address
            item = urljoin(base, item)
    return _told_apart(item, feed)


def _told_apart(item: str, feed: Any) -> str:
    """An id that is no address or other URI, such as "123", may be another feed's too: behind this feed's own."""
    name = _line(feed.get("id")) or _line(feed.get("link")) or _line(feed.get("title"))
    return item if name is None or _URI.match(item) else f"{name} {item}"


def _content(entry: Any) -> FeedText | None:
    """The longest of its contents that is text: some give the same in several types."""
    texts = [_words(content) for content in entry.get("content") or () if _is_text(content)]
    return max((text for text in texts if text.value), key=lambda text: len(text.value), default=None)


def _is_text(content: Any) -> bool:
    return str(content.get("type") or "text/html").startswith("text/") or content.get("type") in _HTML


def _summary(entry: Any) -> FeedText | None:
    """Its own description, else what is described beside it; never the caption where all its media are pictures."""
    detail = entry.get("summary_detail") or {"value": entry.get("summary") or "", "type": "text/html"}
    named = sorted((name.startswith("media"), name) for name in entry if name.endswith(_BESIDE_NAME))
    media = entry.get("media_content") or ()
    pictured = bool(media) and all("image" in (each.get("medium"), str(each.get("type")).partition("/")[0])
                                   for each in media)
    beside = (FeedText(str(entry[name]).strip(), True) for is_media, name in named if not (is_media and pictured))
    return next((words for words in (_words(detail), *beside) if words.value), None)


def _words(detail: Any) -> FeedText:
    return FeedText(str(detail.get("value") or "").strip(), detail.get("type") in _HTML)


def _linked(context: Any, relation: str) -> str | None:
    links = context.get("links") or ()
    return next((_line(link.get("href")) for link in links if link.get("rel") == relation and link.get("href")), None)


def _category(entry: Any, scheme: str, name: str) -> str | None:
    tags = entry.get("tags") or ()
    return next((_line(tag.get(name)) for tag in tags if tag.get("scheme") == scheme and tag.get(name)), None)


def _line(value: Any) -> str | None:
    """A short value on one line; None for one that is empty."""
    return " ".join(str(value).split()) or None if value else None


def _tombstones(tree: Element) -> list[Tombstone]:
    return [
        Tombstone(item, " ".join(element.get("when", "").split()),
                  " ".join(element.findtext(f"{_TOMBSTONES}comment", "").split()))
        for element in tree.iter(f"{_TOMBSTONES}deleted-entry") if (item := element.get("ref", "").strip())
    ]  # fmt: skip


def _tombstones_of_text(raw: bytes) -> list[Tombstone]:
    """Those of a feed that is not well-formed: a kill must not be lost by a stray ampersand elsewhere."""
    found = []
    for tag in _DELETED.finditer(raw.decode("utf-8", "replace")):
        said = {name: html.unescape(first or second) for name, first, second in _ATTRIBUTE.findall(tag[1])}
        if said.get("ref", "").strip():
            found.append(Tombstone(said["ref"].strip(), said.get("when", "").strip(), ""))
    return found
