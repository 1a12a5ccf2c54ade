"""What a page says of itself for machines: address, headline, carrier, times. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from producers.formats.common.printed_time import Printed, read_printed_time
from producers.formats.web.json_ld import Graph, Node
from producers.formats.web.markup import clean

# What a page may be, by the endings of types; a live blog's updates are BlogPostings too, so it comes before them.
_PUBLISHED_TYPES = ("Article", "Report", "LiveBlogPosting", "BlogPosting")
_PUBLISHED = ("article:published_time", "og:article:published_time", "og:published_time", "datepublished",
              "date", "dc.date", "dc.date.issued", "dcterms.created", "publish-date", "parsely-pub-date",
              "sailthru.date")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "last-modified",
             "dcterms.modified", "dc.date.modified")  # fmt: skip
_TITLE_TAIL = re.compile(r"\s(?P<mark>[|–—-])\s{1,3}(?P<name>(?:(?!\s[|–—-]\s).){2,40})\Z")
_LONGEST = 500  # characters of a headline


class PageFacts(NamedTuple):
    address: str | None  # canonical, absolute
    headline: str | None
    site: str | None  # who carries it
    published: Printed | None
    modified: Printed | None


def page_facts(tree: etree._Element, graph: Graph) -> PageFacts:
    """The facts in a page's head and JSON-LD."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := _line(element.get("content"))):
            meta.setdefault(name.strip().lower(), content)
    published = (node for type_ in _PUBLISHED_TYPES for node in graph.of_type(type_))
    article = next((node for node in published if graph.text(node, "headline", "datePublished")), {})
    site = meta.get("og:site_name") or _publisher(graph, article) or _site_of_title(tree)
    titles = (
        meta.get("og:title"), _line(graph.text(article, "headline")), _line(_first(tree, "h1")),
        _line(_first(tree, "title")),
    )  # fmt: skip
    headline = next((title for title in titles if title), None)
    links = (element.get("href") for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower())
    return PageFacts(
        address=next((link for link in (*links, meta.get("og:url")) if link and _is_address(link)), None),
        headline=_without_site(headline, site) if headline else None,
        site=site,
        published=_time(graph.text(article, "datePublished"), *_values(meta, _PUBLISHED), *_clocks(tree)),
        modified=_time(graph.text(article, "dateModified"), *_values(meta, _MODIFIED)),
    )


def _is_address(link: str) -> bool:
    """Whether it names one page: absolute, and not a site's front page."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:  # "http://["
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and bool(parts.path.strip("/") or parts.query)


def _publisher(graph: Graph, article: Node) -> str | None:
    return _line(graph.text(article, "publisher"))


def _first(tree: etree._Element, tag: str) -> str | None:
    return next((text for element in tree.iter(tag) if (text := "".join(element.itertext()).strip())), None)


def _clocks(tree: etree._Element) -> Iterator[str | None]:
    """The page's first `time` element, where it is the page's and not an update's: there is no other."""
    found = [element.get("datetime") for element in tree.iter("time") if element.get("datetime")]
    if len(found) == 1:
        yield found[0]


def _values(meta: dict[str, str], names: tuple[str, ...]) -> Iterator[str | None]:
    return (meta.get(name) for name in names)


def _time(*texts: str | None) -> Printed | None:
    """The first that has clock and offset, else the first that is a time at all."""
    times = [time for text in texts if (time := read_printed_time(text)) is not None]
    return next((time for time in times if time.has_offset), times[0] if times else None)


def _line(text: str | None) -> str | None:
    return " ".join(clean(text).split())[:_LONGEST] or None if text else None


def _site_of_title(tree: etree._Element) -> str | None:
    """The name behind the page's headline in its title: "Dam bursts - The Gazette" over "Dam bursts"."""
    title, headline = _line(_first(tree, "title")), _line(_first(tree, "h1"))
    tail = _TITLE_TAIL.search(title) if title else None
    if title is None or tail is None or any(letter.isdigit() for letter in tail["name"]):
        return None
    is_behind = headline is not None and headline in title[: tail.start()]
    return tail["name"] if is_behind or tail["mark"] == "|" else None


def _without_site(headline: str, site: str | None) -> str:
    """The headline without the name of the site that stands behind it."""
    if site is None:
        return headline
    tail = re.compile(rf"\s{{1,3}}[|–—:-]{{1,2}}\s{{1,3}}{re.escape(site)}\Z", re.IGNORECASE)
    return tail.sub("", headline) or headline

