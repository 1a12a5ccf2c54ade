"""IPTC ninjs, News in JSON, 1.x to 3.1: an item, an array of items, {"items": [...]}, or items in lines. Pure.

By the standard's JSON Schemas (IPTC, CC BY 4.0):

- 1.x: `uri`, `version`, `versioncreated`, `pubstatus`, `ednote`, `embargoed`, `headline` and `headline_…`, `located`,
  `byline`, `body_html` and other `body_…`, `description_…`, `infosource`, `associations` and `renditions` as objects.
- 2.x: the same names in lower case, with arrays where names had been made: `bodies`, `headlines`, `infosources`,
  each of {role, contenttype, value}; `by` for `byline`.
- 3.x: camelCase (`versionCreated`, `pubStatus`, `edNote`, `infoSources`, `contentType`), and `embargoedUntil`.

Names are read without regard to case, so that one reader takes all three. `uri` names the item in all its versions
(`guid`, Superdesk's name for it, stands in); `versioncreated` is when the version was told.

**Times** have the format date-time of JSON Schema, which is RFC 3339: an offset is required, and RFC 3339 (4.4) warns
of guessing one. So a time without an offset is no time (`no_date`), unless the user gave a zone.

**Status**: the standard has no "embargoed", only a time; publishers that use it anyway are obeyed, as is Superdesk's
"unpublished".

**What is no text** (`type` picture, video, audio, graphic, component, event, planning) is left out with a warning;
a document of nothing else is refused as `not_a_story`. An empty array is an empty document, and no error.
"""

from __future__ import annotations

import re
from typing import Any

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.common.fragment import text_of_html
from producers.formats.story.dateline import credited_carrier
from producers.formats.story.the_latest import StoryFacts
from producers.formats.wires import ap_media, json_reading, rules

_WRAPPERS = ("items", "data", "_items")
_MAIN_ROLES = frozenset(("", "main", "body", "text", "html", "headline", "fulltext", "article"))
_FLASHES = frozenset(("flash", "newsflash", "alert", "newsalert", "news alert", "bulletin", "snap"))
_FOR_EDITORS = frozenset(("advisory", "daybook", "budget", "schedule"))
_MARKED_UP = ("html", "xml")

_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_NAMED = re.compile(rb'"(?:uri|guid)"\s*:')
_DATED = re.compile(rb'"version[cC]reated"\s*:')
_OURS = re.compile(
    rb'"(?:pub[sS]tatus|ed[nN]ote|body_\w{1,40}|bodies|headline(?:s|_\w{1,40})?|slugline|\$?standard|representation[tT]ype)"\s*:'
)
_DECLARED = re.compile(rb'"name"\s*:\s*"ninjs"|/std/ninjs/ninjs-schema_')
_LINKED_DATA = re.compile(rb'"@(?:context|type|graph)"\s*:')


def matches(head: bytes) -> bool:
    """Whether a document that begins so is ninjs: by its keys, in JSON that is neither JSON-LD nor the AP's."""
    if not _OPENS.match(head) or not _NAMED.search(head) or _LINKED_DATA.search(head) or ap_media.matches(head):
        return False
    return bool(_DECLARED.search(head) or (_DATED.search(head) and _OURS.search(head)))


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """The items of a ninjs document. Raises NotAStory for bytes that are not JSON, or JSON that holds no items."""

    def read(item: Any) -> Article | None:
        return _article(item, source, reading, gazetteer)

    return json_reading.articles_of(_items(json_reading.decode_json(raw, source), source), source, read)


def _items(document: object, source: str) -> list[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        if "uri" in document or "guid" in document:
            return [document]
        for wrapper in _WRAPPERS:
            if wrapper in document:
                return json_reading.members(document[wrapper])
    raise NotAStory("malformed", f"{source}: JSON, but neither a ninjs item (it has no `uri`) nor a list of them")


def _article(value: Any, source: str, reading: Reading, gazetteer: Gazetteer) -> Article | None:
    """The article of one item, None for what holds no story. Raises NotAStory."""
    if not isinstance(value, dict):
        raise NotAStory("malformed",
                        f"{source}: «{json_reading.shown_value(value)}» stands among the items and is none")
    item = {name.lower(): each for name, each in value.items()}
    if not json_reading.may_hold_text(item.get("type")) or _is_for_editors(item):
        return None
    return rules.article_of(_read(item, source, reading), reading, gazetteer)


def _read(item: json_reading.Fields, source: str, reading: Reading) -> rules.WireItem:
    name = json_reading.short_string(item.get("uri")) or json_reading.short_string(item.get("guid"))
    if name is None:
        raise NotAStory("malformed", f"{source}: an item without `uri`, which ninjs requires: ask its publisher")
    label = f"{source}: item {rules.shown_name(name)}"
    status = json_reading.status_of_value(item.get("pubstatus"), label)
    zone = ZoneInfo(reading.timezone) if reading.timezone else None
    told = json_reading.read_rfc3339(item.get("versioncreated"), zone)
    note = json_reading.plain_line(item.get("ednote"))
    embargo = json_reading.embargo_of_value(item.get("embargoeduntil") or item.get("embargoed"), status, zone)
    known = StoryFacts(
        headline=_headline(item), carrier=_carrier(item), place=json_reading.short_string(item.get("located")),
        is_correction=rules.labels_correction(note), item=name, version=json_reading.short_string(item.get("version")),
    )  # fmt: skip
    text = _text(item) or (known.headline or "" if _is_flash(item) else "")
    return rules.WireItem(label, known, told, status, text, note, embargo)


def _is_for_editors(item: json_reading.Fields) -> bool:
    """Whether its profile says that it holds no story, unless it recalls one."""
    profile = (json_reading.short_string(item.get("profile")) or "").lower()
    status = (json_reading.short_string(item.get("pubstatus")) or "usable").lower()
    return profile in _FOR_EDITORS and status == "usable"


def _is_flash(item: json_reading.Fields) -> bool:
    """Whether its headline is all that it tells, by its profile or genre."""
    genres = [*json_reading.members(item.get("genre")), *json_reading.members(item.get("genres"))]
    named = [item.get("profile"), *(json_reading.fields(each).get("name") or each for each in genres)]
    return any((json_reading.short_string(name) or "").lower() in _FLASHES for name in named)


def _headline(item: json_reading.Fields) -> str | None:
    """`headline` of 1.x, else of `headlines` the first whose role says main or nothing, else any; else the title.

    The names of `headline_…` in 1.3 to 1.6 are such roles.
    """
    listed = [(_role(each), _value(each)) for each in json_reading.members(item.get("headlines"))]
    named = sorted((name.removeprefix("headline_"), item[name]) for name in item if name.startswith("headline_"))
    ranked = sorted((*listed, *named), key=lambda each: each[0] not in _MAIN_ROLES)
    candidates = (item.get("headline"), *(text for _, text in ranked), item.get("title"))
    return next((text for candidate in candidates if (text := json_reading.plain_line(candidate))), None)


def _text(item: json_reading.Fields) -> str:
    """Of `bodies` the one whose role says main or nothing, marked up before plain; else `body_…` of 1.x.

    A flash has no body and is told in its description.
    """
    bodies = _ranked(item.get("bodies"))
    text = next((text for body in bodies if (text := _value(body))), "") or json_reading.texts_named("body", item)
    if text:
        return text
    told = [each for each in _ranked(item.get("descriptions")) if "caption" not in _role(each)]
    described = {name: item[name] for name in item if "caption" not in name}
    return next((text for each in told if (text := _value(each))), "") or json_reading.texts_named(
        "description", described
    )


def _ranked(members: Any) -> list[Any]:
    """Members of `bodies` or `descriptions`: the main one first, marked up before plain."""

    def rank(member: Any) -> tuple[bool, bool]:
        return _role(member) not in _MAIN_ROLES, not any(kind in _content_type(member) for kind in _MARKED_UP)

    return sorted(json_reading.members(members), key=rank)


def _value(member: Any) -> str:
    """The text of a member of `bodies`, `headlines` or `descriptions`."""
    value = member if isinstance(member, str) else json_reading.fields(member).get("value")
    return text_of_html(value) if isinstance(value, str) else ""


def _role(member: Any) -> str:
    return (json_reading.short_string(json_reading.fields(member).get("role")) or "").lower()


def _content_type(member: Any) -> str:
    member = json_reading.fields(member)
    return (json_reading.short_string(member.get("contenttype") or member.get("contentType")) or "").lower()


def _carrier(item: json_reading.Fields) -> str | None:
    """Whose item it is: by name its first source or provider, else the holder of its copyright; else by address."""
    sources = [*json_reading.members(item.get("infosource")), *json_reading.members(item.get("infosources"))]
    named = [each if isinstance(each, str) else json_reading.fields(each).get("name") for each in sources]
    names = [json_reading.short_string(name) for name in named]
    providers = [*json_reading.members(item.get("provider")), *json_reading.members(item.get("providers"))]
    provided, addresses = json_reading.provider_names(providers)
    addresses = [*json_reading.provider_names(sources)[1], *addresses]
    names += [*provided, json_reading.short_string(item.get("copyrightholder")),
              json_reading.short_string(item.get("source"))]
    names += [rules.name_of_code(address) for address in addresses]
    name = next((name for name in names if name), None)
    return (credited_carrier(name) or name) if name else None


FORMAT = Format(
    name="ninjs", what="IPTC ninjs 1.x to 3.x: one item, an array of items, {“items”: […]} or items in lines",
    endings=(".json", ".jsonl"), matches=matches, parse=parse,
)  # fmt: skip
