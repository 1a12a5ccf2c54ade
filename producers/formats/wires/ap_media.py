"""The Associated Press's JSON: a feed or search of the AP Media API, one item's metadata, or a file of its agent. Pure.

By the AP's documentation of the Media API (Content Metadata Fields, Managing Revisions and Duplicates, Identifying
Publishable Content, The Latest):

- A feed is {"data": {"items": [{"item": {…}, "meta": {…}}], "next_page": …}}, oldest item first; the agent's files
  hold {"item": {…}}. Bare items and arrays are taken as well. An empty feed, the answer of a long poll to which nothing
  new came, is an empty document and no error.
- `altids.itemid` stays the same through all revisions; `version` counts them. `altids.etag` also changes when only
  a picture was linked, so it is the version only where there is no `version`.
- The Latest: signals `Derived` and `DerivedLatest`, editorialrole `FastStory`, a title that ends in "-The Latest":
  what stands before that is the standing subject, the same in all revisions, as headlines are not.
- **Status** is not told by `pubstatus` alone. Withheld and canceled, and the editorialtypes Kill, Withhold, Elimination
  and Disregard, recall every version delivered. HoldForRelease is embargoed. Corrective and Correction are labels of
  a correction, as is a note that says so. Advisories are for editors only and are left out.
- **Times** are in UTC, with "Z" or, as some fields have them, without: one without an offset is UTC.

**Text** is not in the metadata but behind a link (`renditions.nitf`). Such an item is no article here and is not
refused: `links` gives its text's address, of kind "entry". Text that stands in the item (`body_nitf`, `body_html`,
`body_text`) is read. An embargoed item whose text is only linked is refused as `empty` and its link not given: the
text alone would not say that it must wait.

Pictures, videos, audio and graphics are left out with a warning; a document of nothing else is `not_a_story`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Format, Link, Reading
from producers.formats.story.dateline import credited_carrier
from producers.formats.story.the_latest import StoryFacts
from producers.formats.wires import json_reading, rules

_LATEST = re.compile(r"\s*-\s*The Latest\s*\Z", re.IGNORECASE)
_RECALLS = frozenset(("kill", "withhold", "elimination", "disregard"))
_CORRECTS = frozenset(("corrective", "correction"))
_FOR_EDITORS = frozenset(("advisory", "daybook"))

_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_IDS = re.compile(rb'"altids"\s*:\s*\{(?P<ids>[^{}]{0,2000})')
_ITEM_ID, _ETAG = re.compile(rb'"itemid"\s*:'), re.compile(rb'"etag"\s*:')
_WRAPPED = re.compile(rb'"item"\s*:\s*\{')
_ITEMS, _ENVELOPE = re.compile(rb'"items"\s*:\s*\['), re.compile(rb'"(?:api_version|current_item_count)"\s*:')
_LINKED_DATA = re.compile(rb'"@(?:context|type|graph)"\s*:')


def matches(head: bytes) -> bool:
    """Whether a document that begins so is the AP's: by the ids of its first item, or as a feed without items."""
    if not _OPENS.match(head) or _LINKED_DATA.search(head):
        return False
    ids = _IDS.search(head)
    if ids is not None:
        is_item = _ITEM_ID.search(ids["ids"]) is not None
        return is_item and bool(_ETAG.search(ids["ids"]) or _WRAPPED.search(head))
    return bool(_ITEMS.search(head) and _ENVELOPE.search(head))


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The items of a feed or of one item's document. Raises NotAStory for bytes that are not JSON, or not the AP's."""
    items = _items(json_reading.decode_json(raw, source))
    if items is None:
        raise NotAStory("malformed", f"{source}: JSON, but no item of the AP's in it (`altids`) and no feed of them")

    def read(item: Any) -> Article | None:
        return _article(item, source, reading, gazetteer)

    here = [item for item in items if not _is_linked(item)]
    parsed = json_reading.articles_of(here, source, read)
    if len(here) < len(items) and not parsed.articles:  # it holds stories, if behind links
        rest = tuple(each for each in parsed.refused if each.reason != "not_a_story")
        return Parsed(articles=(), refused=rest)
    return parsed


def links(raw: bytes) -> tuple[Link, ...]:
    """The texts of items that only name them, and the next page of a feed. Never raises."""
    try:
        document = json_reading.decode_json(raw, "")
    except NotAStory:
        return ()
    linked = [item for item in _items(document) or () if _is_linked(item)]
    found = [Link(address, "entry") for item in linked if (address := _text_link(item)) is not None]
    outer = json_reading.fields(document)
    page = json_reading.short_string(json_reading.fields(outer.get("data")).get("next_page") or outer.get("next_page"))
    return (*found, Link(page, "next_page")) if page is not None else tuple(found)


def _items(document: object) -> list[Any] | None:
    """The items of a document, out of their wrappers; None where it is none of the AP's."""
    if isinstance(document, list):
        entries: list[Any] = document
    else:
        outer = json_reading.fields(document)
        data = json_reading.fields(outer.get("data")) or outer
        if "items" in data:
            entries = json_reading.members(data["items"])
        elif "item" in data or "altids" in data:
            entries = [data]
        else:
            return None
    return [json_reading.fields(entry).get("item", entry) for entry in entries]


def _article(item: Any, source: str, reading: Reading, gazetteer: Gazetteer) -> Article | None:
    """The article of one item, None for what holds no story. Raises NotAStory."""
    if not isinstance(item, dict):
        raise NotAStory("malformed", f"{source}: «{json_reading.shown_value(item)}» stands among the items and is none")
    marks = _marks(item)
    if _is_left_out(item, marks):
        return None
    read = _read(item, marks, source)
    if _waits(read) and not read.text and _text_link(item) is not None:
        raise NotAStory(
            "empty", f"{read.label} is embargoed and its text only linked: not followed, as it would not wait"
        )
    return rules.article_of(read, reading, gazetteer)


def _read(item: json_reading.Fields, marks: frozenset[str], source: str) -> rules.WireItem:
    ids = json_reading.fields(item.get("altids"))
    name = json_reading.short_string(ids.get("itemid"))
    if name is None:
        raise NotAStory("malformed", f"{source}: an item without `altids.itemid`: it is none of the AP's")
    label = f"{source}: item {rules.shown_name(name)}"
    status = _status(item, marks, label)
    told = json_reading.read_rfc3339(item.get("versioncreated"), dt.UTC)
    note = json_reading.plain_line(item.get("ednote"))
    embargo = json_reading.embargo_of_value(item.get("embargoed"), status, dt.UTC)
    headlines = (item.get(field) for field in ("headline", "headline_extended", "title"))
    known = StoryFacts(
        headline=next((text for headline in headlines if (text := json_reading.plain_line(headline))), None),
        subject=_subject(item, marks), carrier=_carrier(item), place=_place(item),
        is_correction=bool(marks & _CORRECTS) or rules.labels_correction(note),
        item=name, version=json_reading.short_string(item.get("version")) or json_reading.short_string(ids.get("etag")),
    )  # fmt: skip
    return rules.WireItem(label, known, told, status, json_reading.texts_named("body", item), note, embargo)


def _subject(item: json_reading.Fields, marks: frozenset[str]) -> str | None:
    """The standing subject of The Latest."""
    title = json_reading.plain_line(item.get("title"))
    if title is None or not ("derivedlatest" in marks or _LATEST.search(title)):
        return None
    return _LATEST.sub("", title) or None


def _marks(item: json_reading.Fields) -> frozenset[str]:
    """What editors said of the item: its signals, roles and types, in lower case."""
    names = ("signals", "editorialrole", "editorialtypes", "profile")
    return frozenset(mark.lower() for name in names for mark in json_reading.short_strings(item.get(name)))


def _status(item: json_reading.Fields, marks: frozenset[str], label: str) -> rules.Status:
    status = json_reading.status_of_value(item.get("pubstatus"), label)
    if not rules.is_recalled(status) and marks & _RECALLS:
        return "withheld" if "withhold" in marks else "canceled"
    return "embargoed" if status == "usable" and "holdforrelease" in marks else status


def _is_left_out(item: json_reading.Fields, marks: frozenset[str]) -> bool:
    """Whether it holds no story: pictures and the like, and what is for editors only, unless that recalls a story."""
    return not json_reading.may_hold_text(item.get("type")) or bool(marks & _FOR_EDITORS and not marks & _RECALLS)


def _is_linked(item: Any) -> bool:
    """Whether it is a story to be told now whose text is only behind a link."""
    if not isinstance(item, dict) or _text_link(item) is None:
        return False
    marks = _marks(item)
    try:
        read = _read(item, marks, "")
    except NotAStory:  # `parse` says so
        return False
    left_out = _is_left_out(item, marks) or read.text or _waits(read)
    return not left_out and read.status == "usable" and read.told is not None


def _waits(read: rules.WireItem) -> bool:
    """Whether it was under embargo when this version of it was made."""
    until = read.embargo.until
    return until is not None and (read.status == "embargoed" or read.told is None or until > read.told.at)


def _text_link(item: json_reading.Fields) -> str | None:
    nitf = json_reading.fields(json_reading.fields(item.get("renditions")).get("nitf"))
    return json_reading.short_string(nitf.get("href"))


def _carrier(item: json_reading.Fields) -> str:
    """Whose item it is: the AP also carries others' stories."""
    listed = json_reading.members(item.get("infosource"))
    sources = [json_reading.short_string(json_reading.fields(each).get("name")) for each in listed]
    provided, addresses = json_reading.provider_names(item.get("provider"))
    sites = [rules.name_of_code(address) for address in addresses]
    name = next((name for name in (*sources, *provided, *sites) if name), "AP")
    return credited_carrier(name) or name


def _place(item: json_reading.Fields) -> str | None:
    """The dateline's place as a dateline names it: with the state in the United States, else with the country."""
    place = json_reading.fields(item.get("datelinelocation"))
    city = json_reading.short_string(place.get("city"))
    is_american = (json_reading.short_string(place.get("countrycode")) or "").upper() in ("US", "USA")
    outer = json_reading.short_string(place.get("countryareaname" if is_american else "countryname"))
    return f"{city}, {outer}" if city and outer else city or outer


FORMAT = Format(
    name="ap", what="the AP Media API's JSON: feeds, searches and items, The Latest among them", endings=(".json",),
    matches=matches, parse=parse, links=links,
)  # fmt: skip
