"""NITF 3.x, the News Industry Text Format: a document of its own, or inside NewsML-G2. Pure.

By the IPTC's schema of NITF 3.6, whose names and attributes are those of 3.0 to 3.5 too (their DTD has no namespace):

- `doc-id` names the item in all versions, with `regsrc` before it where that is given; `nitf/@uno` stands in. `du-key`
  has the version, else its generation.
- `date.issue` is when this version was told. "Use YYYYMMDDT000000-HHMM when no time is available", so midnight in that
  form is a day without a time.
- `management-status` is usable, embargoed, withheld or canceled. `management-doc-idref` with its status may recall
  another document. `date.release` after `date.issue` is an embargo.
- `correction`, or an `ed-msg` that says so, labels a correction.
- Captions, bylines, abstracts and what follows the story (`body.end`) are no part of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from datelines.places import Gazetteer
from producers.article import NotAStory, Parsed, Recall
from producers.formats.common.format import Format, Reading
from producers.formats.common.safe_xml import local, read_xml, root_of
from producers.formats.common.xml_text import children, first, line_of, on_one_line, story_text
from producers.formats.story.the_latest import StoryFacts
from producers.formats.wires import rules, xml_reading
from producers.formats.wires.rules import WireTime, shown_name

_NO_CLOCK = re.compile(r"\d{8}T?000000(?:Z|[+-]\d{4})?", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Za-z]{2}")


class _Body(NamedTuple):
    """What a document prints."""

    headline: str | None
    text: str
    place: str | None  # of its dateline
    credit: str | None  # who distributes it


def matches(head: bytes) -> bool:
    """Whether the document's first element is NITF's."""
    root = root_of(head)
    return root is not None and root.name == "nitf"


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The story of an NITF document. Raises NotAStory, and nothing else."""
    root = read_xml(raw, source)
    if local(root) != "nitf":
        raise NotAStory("malformed", f"{source}: XML, but not NITF: it begins with {shown_name(local(root))!r}")
    return Parsed(articles=(rules.article_of(_item(root, source, reading), reading, gazetteer),))


def _read_body(root: Element) -> _Body:
    """The headline, text, place and credit of a document."""
    body = first(root, "body")
    head = first(body, "body.head")
    text = story_text(body) if body is not None else ""
    abstract = first(head, "abstract")
    if not text and abstract is not None:  # a flash is often told there and nowhere else
        text = "\n\n".join(line for each in abstract if (line := line_of(each)))
    headline = line_of(first(head, "hedline", "hl1")) or line_of(first(root, "head", "title"))
    return _Body(headline, text, _place(head), line_of(first(head, "distributor")))


def _notes_of(root: Element) -> str | None:
    """What the document tells editors: the correction's words, messages, notes that are not for print."""
    docdata = first(root, "head", "docdata")
    found: list[str | None] = []
    if docdata is not None:
        found = [on_one_line(each.get("info")) for name in ("correction", "ed-msg") for each in children(docdata, name)]
    head = first(root, "body", "body.head")
    found += [line_of(note) for note in (children(head, "note") if head is not None else ())]
    return " ".join(note for note in found if note) or None


def is_correction(root: Element) -> bool:
    """Whether the document says that it corrects an earlier one."""
    return first(root, "head", "docdata", "correction") is not None or rules.labels_correction(_notes_of(root))


def _item(root: Element, source: str, reading: Reading) -> rules.WireItem:
    docdata = first(root, "head", "docdata")
    name = _identity(root, docdata)
    label = f"{source}: item {shown_name(name)}" if name else source
    status = rules.status_of(on_one_line(_attribute(docdata, "management-status")), label)
    told = _issued(docdata, reading)
    body = _read_body(root)
    known = StoryFacts(
        headline=body.headline,
        carrier=xml_reading.carrier_named(body.credit, _attribute(docdata, "holder", "doc.copyright"),
                                         _attribute(first(root, "head"), "name", "pubdata")),
        place=body.place, country=_country(docdata), is_correction=is_correction(root), item=name,
        version=_attribute(docdata, "version", "du-key") or _attribute(docdata, "generation", "du-key"),
    )  # fmt: skip
    return rules.WireItem(
        label, known, told, status, body.text, _notes_of(root),
        _embargo(docdata, told, status, reading), _recall_of_another(docdata, told, name, label),
    )  # fmt: skip


def _attribute(docdata: Element | None, attribute: str, child: str | None = None) -> str | None:
    """An attribute of the document's data, or of an element in it; None without it."""
    element = first(docdata, child) if child else docdata
    return on_one_line(element.get(attribute)) if element is not None else None


def _identity(root: Element, docdata: Element | None) -> str | None:
    name = _attribute(docdata, "id-string", "doc-id")
    return _registered(docdata, name) if name else on_one_line(root.get("uno"))


def _registered(docdata: Element | None, name: str) -> str:
    """The id with who gave it: ids are unique only for each provider."""
    source = _attribute(docdata, "regsrc", "doc-id")
    return f"{source}:{name}" if source else name


def _issued(docdata: Element | None, reading: Reading) -> WireTime | None:
    printed = _attribute(docdata, "norm", "date.issue")
    when = xml_reading.read_iso8601(printed, reading.timezone)
    if when is None and printed and _NO_CLOCK.fullmatch(printed):  # midnight without an offset: no time at all
        return xml_reading.read_iso8601(printed[:8], reading.timezone)
    return when._replace(day_only=True) if when and printed and _NO_CLOCK.fullmatch(printed) else when


def _embargo(docdata: Element | None, told: WireTime | None, status: rules.Status, reading: Reading) -> rules.Embargo:
    printed = _attribute(docdata, "norm", "date.release")
    release = xml_reading.read_iso8601(printed, reading.timezone)
    if release is not None and status != "embargoed" and told is not None and release.at <= told.at:
        return rules.Embargo()
    return rules.embargo_of(printed, release, status)


def _recall_of_another(
    docdata: Element | None, told: WireTime | None, name: str | None, label: str
) -> tuple[Recall, ...]:
    """The recall of the document that this one withdraws or takes the place of."""
    other = _attribute(docdata, "management-doc-idref")
    status = _attribute(docdata, "management-idref-status")
    if other is None or told is None or not rules.is_recalled(rules.status_of(status, label)):
        return ()
    other = _registered(docdata, other)
    by = f" by {name}" if name else ""
    return (Recall(other, None, told.at, f"Its publisher marked it {status}{by}."),) if other != name else ()


def _place(head: Element | None) -> str | None:
    """The place of the dateline: "LIMA, Peru" of its parts or of its words."""
    dateline = first(head, "dateline")
    location = first(dateline, "location")
    named = [line_of(first(location, part)) for part in ("city", "state", "region", "country")]
    parts = [part.strip(" ,") for part in named if part]
    return ", ".join(parts) or line_of(location) or xml_reading.dateline_place(line_of(dateline))


def _country(docdata: Element | None) -> str | None:
    """Where the event was, by the code of its country."""
    code = _attribute(docdata, "iso-cc", "evloc")
    return code.upper() if code and _COUNTRY.fullmatch(code) else None


FORMAT = Format(
    name="nitf", what="NITF 3.x, the text format of news agencies, with or without its DTD", endings=(".xml",),
    matches=matches, parse=parse,
)  # fmt: skip
