"""The structure of ninjs 1.5, 2.1 and 3.1 as JSON Schemas, written from the standard's lists of properties.

Source of the facts (names, types, allowed values, what is required, that nothing else may stand in an item): the
schemas ninjs-schema_1.5.json, _2.1.json and _3.1.json of the International Press Telecommunications Council, published
under CC BY 4.0. Theirs are not stored here: no package that installs from a registry holds them. Left out: contact
data, rights, trust indicators, GeoJSON and planned coverage, which no fixture has; what is left out is refused.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}  # RFC 3339
URI = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"}
KINDS = ("text", "audio", "video", "picture", "graphic", "composite", "component")
STATES = ("usable", "withheld", "canceled")


def of(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


STANDARD = of(name=TEXT, version=TEXT, schema=URI)


def version_1() -> dict[str, Any]:
    named = of(name=TEXT, rel=TEXT, scheme=URI, code=TEXT)
    subject = of(name=TEXT, rel=TEXT, scheme=URI, code=TEXT, creator=TEXT, relevance=NUMBER, confidence=NUMBER)
    rendition = of(
        href=URI, mimetype=TEXT, title=TEXT, height=NUMBER, width=NUMBER, sizeinbytes=NUMBER, duration=NUMBER, format=TEXT
    )
    times = ("firstcreated", "versioncreated", "contentcreated", "embargoed", "expires")
    texts = (
        "mimetype", "profile", "version", "copyrightholder", "copyrightnotice", "usageterms", "ednote", "language",
        "title", "byline", "headline", "slugline", "located",
    )  # fmt: skip
    lists = ("person", "organisation", "place", "event", "object", "infosource", "genre")
    item = of(
        ("uri",), uri=URI, type=one_of(*KINDS), representationtype=one_of("complete", "incomplete"),
        pubstatus=one_of(*STATES), urgency=NUMBER, charcount=NUMBER, wordcount=NUMBER, subject=many(subject),
        altids={"type": "object"}, **{"$standard": STANDARD}, **dict.fromkeys(times, TIME), **dict.fromkeys(texts, TEXT),
        **dict.fromkeys(lists, many(named)),
        renditions={"type": "object", "additionalProperties": rendition},
        associations={"type": "object", "additionalProperties": {"$ref": "#"}},
    )  # fmt: skip
    made = ("description", "body", "headline")
    return {**item, "patternProperties": {f"^{name}_[a-zA-Z0-9_]+": TEXT for name in made}}


def _later(camel: bool, **more: Any) -> dict[str, Any]:
    """2.x and 3.x, which differ in how names are written and in a few properties."""

    def name(words: str) -> str:
        first, *rest = words.split()
        return first + "".join(word.title() if camel else word for word in rest)

    media = {name("content type"): TEXT}
    named = of(name=TEXT, rel=TEXT, uri=URI, literal=TEXT)
    texts = (
        "profile", "version", "copyright holder", "copyright notice", "usage terms", "ed note", "language", "title",
        "by", "slugline", "located",
    )  # fmt: skip
    counts = {name("char count"): NUMBER, name("word count"): NUMBER}
    rendition = of(
        ("name",), name=TEXT, href=URI, title=TEXT, width=NUMBER, height=NUMBER, duration=NUMBER, format=TEXT, **media,
        **{name("size in bytes"): NUMBER},
    )  # fmt: skip
    lists = ("people", "organisations", "places", "subjects", "events", "objects", "genres")
    item = of(
        ("uri",), uri=URI, standard=STANDARD, **dict.fromkeys(lists, many(named)), renditions=many(rendition),
        **{name(each): TEXT for each in texts}, **{name("pub status"): one_of(*STATES)},
        **{name("representation type"): one_of("full", "partial")},
        **{name(each): TIME for each in ("first created", "version created", "content created", "expires")},
        **{name("info sources"): many(of(name=TEXT, role=TEXT, uri=URI, literal=TEXT))},
        **{name("alt ids"): many(of(role=TEXT, value=TEXT))},
        urgency={"type": "integer", "minimum": 1, "maximum": 9},
        descriptions=many(of(("value",), role=TEXT, value=TEXT, **media)),
        headlines=many(of(("value",), role=TEXT, value=TEXT, **media)),
        bodies=many(of(("value",), role=TEXT, value=TEXT, **media, **counts)), **more,
    )  # fmt: skip
    linked = {**item, "required": ["uri", "name"], "properties": {**item["properties"], "name": TEXT, "rel": TEXT}}
    return {**item, "properties": {**item["properties"], "associations": many(linked)}}


SCHEMAS: dict[str, dict[str, Any]] = {
    "1": version_1(),
    "2": _later(camel=False, embargoed=TIME, type=one_of(*KINDS)),
    "3": _later(camel=True, embargoedUntil=TIME, type=one_of(*KINDS, "event", "planning")),
}
