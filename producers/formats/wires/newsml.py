"""NewsML-G2: a message of news items, or one news item, with its text as NITF, XHTML or plain. Pure.

By the IPTC's schema and guidelines of NewsML-G2 2.x:

- `guid` names the item in all its versions, `version` counts them; `versionCreated` is when this one was told.
- `pubStatus` is usable (also where there is none), withheld or canceled: these two recall all versions up to theirs.
- `embargoed` holds all versions until its time, and an empty one until further notice.
- A `signal` whose code ends in "correction", or an `edNote` that says so, labels a correction.
- Items of another class than text, packages and everything that is no news item are left out with a warning.

Codes are read by their last part, whatever alias (`stat:`, `pubstatus:`) or address stands before it; elements by
their name, whatever their namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from datelines.places import Gazetteer
from producers.article import HELD, Article, NotAStory, Parsed, Refused
from producers.formats.common.format import Format, Reading
from producers.formats.common.safe_xml import local, read_xml, root_of
from producers.formats.common.text import tidy, without_html
from producers.formats.common.xml_text import children, first, line_of, on_one_line, story_text
from producers.formats.story.the_latest import StoryFacts
from producers.formats.wires import nitf, rules, xml_reading
from producers.formats.wires.rules import shown_name

_ROOTS = frozenset(
    ("newsMessage", "newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem")
)
_MAIN_ROLES = frozenset(("", "main", "headline", "title", "hld"))
_ROLLING = "The Latest on "


def matches(head: bytes) -> bool:
    """Whether the document's first element is one of NewsML-G2's."""
    root = root_of(head)
    return root is not None and root.name in _ROOTS


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The stories of a message, or of the one item that is the document.

    An item that cannot be read is refused and never hides the others. Raises NotAStory, and nothing else, where there
    is no other.
    """
    root = read_xml(raw, source)
    if local(root) not in _ROOTS:
        raise NotAStory("malformed", f"{source}: XML, but not NewsML-G2: it begins with {shown_name(local(root))!r}")
    items = list(_items(root))
    articles: list[Article] = []
    refused: list[Refused] = []
    left_out: list[str] = []
    for item in items:
        what = _kind(item)
        if what is not None:
            left_out.append(what)
            continue
        try:
            articles.append(rules.article_of(_item(item, source, reading), reading, gazetteer))
        except NotAStory as error:
            refused.append(Refused(error.reason, str(error)))
    return _parsed(source, articles, refused, left_out)


def _parsed(source: str, articles: list[Article], refused: list[Refused], left_out: list[str]) -> Parsed:
    if articles and left_out:
        counts = ", ".join(f"{left_out.count(kind)} of {kind}" for kind in dict.fromkeys(left_out))
        warning = f"items of the message that are no text were left out: {counts}"
        articles[0] = msgspec.structs.replace(articles[0], warnings=(*articles[0].warnings, warning))
    if not articles and len(refused) == 1:
        raise NotAStory(refused[0].reason, refused[0].message)
    if not articles and not refused:
        found = f"only {', '.join(dict.fromkeys(left_out))}" if left_out else "no items at all"
        raise NotAStory("not_a_story" if left_out else "empty", f"{source}: no text item in it, {found}")
    return Parsed(tuple(articles), tuple(refused))


def _items(root: Element) -> Iterator[Element]:
    if local(root) != "newsMessage":
        yield root
        return
    for item_set in children(root, "itemSet"):
        yield from item_set


def _kind(item: Element) -> str | None:
    """What an item is that is no text; None for text."""
    if local(item) != "newsItem":
        return shown_name(local(item))
    found = _code(first(item, "itemMeta", "itemClass"))
    return None if found in (None, "text") else f"class {shown_name(found)}"


def _code(element: Element | None, role: bool = False) -> str | None:
    """The last part of a code: "usable" of "stat:usable" and of an address that ends in "/usable"."""
    if element is None:
        return None
    code = element.get("role" if role else "qcode") or element.get("roleuri" if role else "uri")
    code = on_one_line(code or (None if role else element.get("literal")))
    return code.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2].lower() if code else None


def _item(item: Element, source: str, reading: Reading) -> rules.WireItem:
    name = on_one_line(item.get("guid"))
    if name is None:
        raise NotAStory("malformed", f"{source}: an item without the guid that names it: ask its sender")
    label = f"{source}: item {shown_name(name)}"
    meta, about = first(item, "itemMeta"), first(item, "contentMeta")
    published = first(meta, "pubStatus")
    status = rules.status_of(None if published is None else _code(published) or line_of(published) or "", label)
    told = xml_reading.read_iso8601(line_of(first(meta, "versionCreated")), reading.timezone)
    note = _joined(meta, "edNote")
    document = _document(item)
    body = nitf._read_body(document) if document is not None and local(document) == "nitf" else None
    text = (body.text if body else _text(item, document, label)) or _told_in_description(about)
    signals = [_code(signal) or "" for signal in (children(meta, "signal") if meta is not None else ())]
    slugline = _joined(about, "slugline")
    known = StoryFacts(
        headline=_headline(about) or (body.headline if body else None),
        subject=None if _ROLLING.lower() in text[:500].lower() else xml_reading.standing_subject(slugline),
        carrier=_carrier(meta, about) or (body.credit if body else None),
        place=xml_reading.dateline_place(_joined(about, "dateline")) or (body.place if body else None)
        or _located(about),
        is_correction=any(signal.endswith("correction") for signal in signals) or rules.labels_correction(note)
        or (body is not None and document is not None and nitf.is_correction(document)),
        item=name, version=on_one_line(item.get("version")),
    )  # fmt: skip
    return rules.WireItem(label, known, told, status, text, note, _embargo(meta, status, reading))


def _told_in_description(about: Element | None) -> str:
    """The text of a flash, which has no other; captions are none."""
    found = children(about, "description") if about is not None else ()
    told = (line_of(each) for each in found if "caption" not in (_code(each, role=True) or ""))
    return "\n\n".join(line for line in told if line)


def _embargo(meta: Element | None, status: rules.Status, reading: Reading) -> rules.Embargo:
    embargoed = first(meta, "embargoed")
    printed = line_of(embargoed)
    if embargoed is not None and printed is None and not rules.is_recalled(status):
        return rules.Embargo(HELD)  # so the standard has it, and there is nothing to warn of
    return rules.embargo_of(printed, xml_reading.read_iso8601(printed, reading.timezone), status)


def _joined(element: Element | None, name: str) -> str | None:
    """The text of all children of a name, one line."""
    found = [line_of(child) for child in (children(element, name) if element is not None else ())]
    return " ".join(line for line in found if line) or None


def _headline(about: Element | None) -> str | None:
    """The main headline, else the first."""
    if about is None:
        return None
    found = list(children(about, "headline"))
    main = [each for each in found if (_code(each, role=True) or "") in _MAIN_ROLES]
    return next((line for each in (*main, *found) if (line := line_of(each))), None)


def _carrier(meta: Element | None, about: Element | None) -> str | None:
    provider = first(meta, "provider")
    literal = on_one_line(provider.get("literal")) if provider is not None else None
    code = on_one_line(provider.get("qcode") or provider.get("uri")) if provider is not None else None
    named = line_of(first(provider, "name"))
    return xml_reading.carrier_named(_joined(about, "creditline"), named, literal, rules.name_of_code(code))


def _located(about: Element | None) -> str | None:
    """The place it is about or from, with the widest place it lies in: "Lima, Peru"."""
    located = first(about, "located")
    if located is None:
        return None
    wider = [line_of(first(each, "name")) for each in children(located, "broader")]
    names = [line_of(first(located, "name")) or on_one_line(located.get("literal")), *wider[-1:]]
    return ", ".join(name for name in names if name) or None


def _document(item: Element) -> Element | None:
    """The root of the XML that stands in the item; of several the first that holds any text."""
    content = first(item, "contentSet")
    found = [each for inline in (children(content, "inlineXML") if content is not None else ()) for each in inline]
    return next((each for each in found if line_of(each)), None)


def _text(item: Element, document: Element | None, label: str) -> str:
    """The text of XHTML or of plain data. Raises NotAStory where it is packed in a way that is not read."""
    if document is not None:
        return story_text(document)
    content = first(item, "contentSet")
    for inline in children(content, "inlineData") if content is not None else ():
        packed = inline.get("encoding") or inline.get("encodinguri")
        if packed:
            raise NotAStory("malformed",
                            f"{label}: its text is packed as {shown_name(packed)!r}: ask for it as plain text")
        if text := tidy(without_html("".join(inline.itertext()))):
            return text
    return ""


FORMAT = Format(
    name="newsml", what="NewsML-G2: items of a news agency, one or a message of several", endings=(".xml",),
    matches=matches, parse=parse,
)  # fmt: skip
