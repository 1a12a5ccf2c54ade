"""Live blogs marked up as microdata: the vocabulary of JSON-LD, written on the elements of the page. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from producers.formats.web.json_ld import Node

_BLOG, _UPDATE = "LiveBlogPosting", "liveBlogUpdate"
_TEXTS = ("articleBody", "text", "description")
_MOST_UPDATES = 5_001  # one more than are read


def blog_in_microdata(tree: etree._Element) -> Node | None:
    """The live blog of a page as a node of JSON-LD; None where it marks up none."""
    found = [element for element in tree.iter() if _UPDATE in _names(element) and element.get("itemscope") is not None]
    if not found:
        return None
    updates = [_node(element) for element in found[:_MOST_UPDATES]]
    blog = next((outer for outer in found[0].iterancestors() if _BLOG in (outer.get("itemtype") or "")), None)
    return {"@type": _BLOG, **(_node(blog) if blog is not None else {}), _UPDATE: updates}


def _node(scope: etree._Element) -> Node:
    """The properties of an item, the first of each name; not those of items within it."""
    node: Node = {}
    for element in _own(scope):
        for name in _names(element):
            if name != _UPDATE:
                node.setdefault(name, _value(element, name))
    return node


def _own(scope: etree._Element) -> Iterator[etree._Element]:
    walk = etree.iterwalk(scope, events=("start",))
    for _, element in walk:
        if element is not scope:
            yield element
            if element.get("itemscope") is not None:
                walk.skip_subtree()


def _value(element: etree._Element, name: str) -> str:
    if name in _TEXTS:
        return "".join([element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)])
    said = element.get("content") or element.get("datetime") or element.get("href")
    return said or " ".join("".join(element.itertext()).split())


def _names(element: etree._Element) -> list[str]:
    return (element.get("itemprop") or "").split()
