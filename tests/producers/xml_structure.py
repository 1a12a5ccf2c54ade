"""The published structure of NewsML-G2 and NITF, as far as fixtures use it: which elements, in which order, and what
they must carry.

Written down here, since the IPTC's schema files come with no package that could be installed:

- NewsML-G2: order and required attributes as in the IPTC's own Python implementation (package newsmlg2 1.1, MIT
  licence), which follows the XML Schema of NewsML-G2 2.35, "power" conformance.
- NITF: the XML Schema nitf-3-6.xsd (IPTC, 2010); its elements are those of the DTDs 3.0 to 3.5.

Elements that are not in a table are not looked into: their text is what it may be (`p`, `location`), or they are of
another standard (XHTML).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from producers.formats.common.safe_xml import local


class Rule(NamedTuple):
    children: str  # names, space between; in this order where it is one
    required: str = ""  # children, and attributes with "@"
    ordered: bool = True


_BLOCK_CONTENT = "p hl2 table nitf-table media ol ul dl bq fn note pre hr"

NEWSML: Mapping[str, Rule] = {
    "newsMessage": Rule("header itemSet", "header itemSet"),
    "header": Rule("sent catalogRef catalog sender transmitId priority origin timestamp destination channel signal", "sent"),
    "itemSet": Rule("newsItem packageItem conceptItem knowledgeItem planningItem catalogItem", ordered=False),
    "newsItem": Rule(
        "catalogRef catalog hopHistory pubHistory rightsInfo itemMeta contentMeta partMeta assert inlineRef derivedFrom"
        " derivedFromValue contentSet",
        "@guid @standard @standardversion itemMeta",
    ),
    "packageItem": Rule(
        "catalogRef catalog hopHistory pubHistory rightsInfo itemMeta contentMeta partMeta assert inlineRef derivedFrom"
        " derivedFromValue groupSet",
        "@guid @standard @standardversion itemMeta",
    ),
    "itemMeta": Rule(
        "itemClass provider versionCreated firstCreated embargoed pubStatus role fileName generator profile service title"
        " edNote memberOf instanceOf signal altRep deliverableOf hash expires origRep incomingFeedId metadataCreator link",
        "itemClass provider versionCreated",
    ),
    "contentMeta": Rule(
        "icon urgency contentCreated contentModified digitalSourceType located infoSource creator contributor audience"
        " exclAudience altId rating userInteraction language genre keyword subject slugline headline dateline by creditline"
        " description"
    ),
    "contentSet": Rule("inlineXML inlineData remoteContent", ordered=False),
    "groupSet": Rule("group", "@root group"),
    "group": Rule("groupRef itemRef conceptRef title signal edNote", "@id @role", ordered=False),
}  # fmt: skip

NITF: Mapping[str, Rule] = {
    "nitf": Rule("head body", "body"),
    "head": Rule("title meta tobject iim docdata pubdata revision-history"),
    "docdata": Rule(
        "correction evloc doc-id del-list urgency fixture date.issue date.release date.expire doc-scope series ed-msg du-key"
        " doc.copyright doc.rights key-list identified-content",
        ordered=False,
    ),
    "body": Rule("body.head body.content body.end"),
    "body.head": Rule("hedline note rights byline distributor dateline abstract series"),
    "hedline": Rule("hl1 hl2", "hl1"),
    "byline": Rule("person byttl location virtloc", ordered=False),
    "dateline": Rule("location story.date", ordered=False),
    "body.content": Rule(f"block {_BLOCK_CONTENT}", ordered=False),
    "block": Rule(f"tobject key-list classifier byline dateline copyrite abstract {_BLOCK_CONTENT} datasource", ordered=False),
    "abstract": Rule(_BLOCK_CONTENT, ordered=False),
    "note": Rule("body.content", "body.content"),
    "media": Rule(
        "media-metadata media-reference media-object media-caption media-producer", "@media-type media-reference"
    ),
    "table": Rule("caption col colgroup thead tfoot tbody tr"),
    "tr": Rule("th td", ordered=False),
    "ul": Rule("li", "li"),
    "ol": Rule("li", "li"),
}  # fmt: skip


def _own(element: Element) -> Iterator[Element]:
    """The elements, but for what stands in XHTML, which shares names with NITF."""
    if local(element) != "html":
        yield element
        for child in element:
            yield from _own(child)


def faults(root: Element, table: Mapping[str, Rule]) -> Iterator[str]:
    """What a document has that its standard does not allow, or lacks that it requires."""
    for element in _own(root):
        name = local(element)
        if name not in table:
            continue
        rule = table[name]
        found = [local(child) for child in element]
        allowed = rule.children.split()
        yield from (f"{child} in {name}" for child in found if child not in allowed)
        places = [allowed.index(child) for child in found if child in allowed]
        if rule.ordered and places != sorted(places):
            yield f"order in {name}: {' '.join(found)}"
        for need in rule.required.split():
            if need not in found and not (need.startswith("@") and element.get(need[1:])):
                yield f"{name} without {need}"
