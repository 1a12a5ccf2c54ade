"""Changes of a schema that its older records survive, and changes that they do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.schemas.examples import SCHEMAS


class Change(NamedTuple):
    name: str
    make: Callable[[dict[str, Any]], object]  # changes the fields, by name, of FigureReconciled
    breaks: tuple[str, ...] = ()  # what is said of it


def changed(change: Change | None) -> str:
    """FigureReconciled with the change."""
    schema: dict[str, Any] = json.loads((SCHEMAS / "avro" / "FigureReconciled.avsc").read_text("utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    if change is not None:
        change.make(fields)
    return json.dumps({**schema, "fields": list(fields.values())})


def _new(name: str, **field: Any) -> Callable[[dict[str, Any]], object]:
    return lambda fields: fields.update({name: {"name": name, **field}})


def _part(fields: dict[str, Any], *way: str) -> dict[str, Any]:
    """The definition of a field of a nested record or, for the field itself, of its type."""
    field: dict[str, Any] = fields[way[0]]
    for name in way[1:]:
        kind = field["type"]
        while "fields" not in kind:
            kind = kind[1] if isinstance(kind, list) else kind["items"]
        field = next(inner for inner in kind["fields"] if inner["name"] == name)
    return field


def _drop_default(fields: dict[str, Any]) -> None:
    del fields["best"]["default"]
    fields["best"]["type"] = "long"


def _lose_words(fields: dict[str, Any]) -> None:
    kind = fields["category"]["type"]
    fields["category"]["type"] = {
        "type": "enum", "name": kind["name"], "namespace": kind["namespace"],
        "symbols": [word for word in kind["symbols"] if word not in ("rescued", "missing")],
    }


CHANGES = [
    Change("nothing", dict),
    Change("a new field with a default", _new("severity", type="string", default="")),
    Change("a new field without a default", _new("severity", type="string"), ("severity: is new and has no default",)),
    Change("two new fields without defaults", lambda fields: (_new("a", type="int")(fields), _new("b", type="int")(fields)),
           ("a: is new and has no default", "b: is new and has no default")),
    Change("a field gone", lambda fields: fields.pop("flags")),
    Change("a field renamed", lambda fields: fields["desk"].update(name="office"), ("office: is new and has no default",)),
    Change("a field renamed with an alias", lambda fields: fields["desk"].update(name="office", aliases=["desk"])),
    Change("wider", lambda fields: fields["pipeline_version"].update(type="double")),
    Change("narrower", lambda fields: fields["pipeline_version"].update(type="int"),
           ("pipeline_version: reader type: int not compatible with writer type: long",)),
    Change("another type", lambda fields: fields["disputed"].update(type="string"),
           ("disputed: reader type: string not compatible with writer type: boolean",)),
    Change("two of another type", lambda fields: (fields["disputed"].update(type="long"), fields["policy"].update(type="long")),
           ("policy: reader type: long not compatible with writer type: string",
            "disputed: reader type: long not compatible with writer type: boolean")),
    Change("null no more allowed", _drop_default, ("best: reader type: long not compatible with writer type: null",)),
    Change("null allowed", lambda fields: fields["policy"].update(type=["null", "string"], default=None)),
    Change("items of another type", lambda fields: fields["explanation"]["type"].update(items="long"),
           ("explanation[]: reader type: long not compatible with writer type: string",)),
    Change("a word lost", _lose_words, ("category: has lost missing, rescued",)),
    Change("a word lost where another stands for it",
           lambda fields: fields["category"]["type"]["symbols"].remove("missing")),
    Change("a word more", lambda fields: fields["category"]["type"]["symbols"].append("stranded")),
    Change("deep in a record that may be null", lambda fields: _part(fields, "place", "name").update(type="long"),
           ("place.name: reader type: long not compatible with writer type: string",)),
    Change("deep in the records of an array", lambda fields: _part(fields, "voices", "claim_id").update(type="long"),
           ("voices[].claim_id: reader type: long not compatible with writer type: string",)),
    Change("a nested record of another name", lambda fields: fields["caused_by"]["type"].update(name="Origin"),
           ("caused_by: expected: newsroom.Cause",)),
]
