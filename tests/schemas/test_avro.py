"""The Avro schemas say what the structs say, and every word of them is documented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect as mi

from schemas.events import EVENT_TYPES, Event
from tests.schemas.examples import SCHEMAS

_PLAIN: dict[type[mi.Type], Any] = {
    mi.StrType: "string", mi.IntType: "long", mi.FloatType: "double", mi.BoolType: "boolean",
    mi.BytesType: "bytes", mi.DateTimeType: {"type": "long", "logicalType": "timestamp-micros"},
}


def schema_of(struct: type[Event]) -> dict[str, Any]:
    text = (SCHEMAS / "avro" / f"{struct.__name__}.avsc").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every record and enum defined in the schema, outermost first."""
    if isinstance(schema, list):
        for member in schema:
            yield from parts(member)
    elif isinstance(schema, dict) and schema["type"] == "array":
        yield from parts(schema["items"])
    elif isinstance(schema, dict) and "name" in schema:
        yield schema
        for field in schema.get("fields", ()):
            yield from parts(field["type"])


def shape_of_type(kind: mi.Type) -> Any:
    """What the Avro type of a struct's field has to be, without names of enums."""
    match kind:
        case mi.UnionType(types=types):
            (member,) = [shape_of_type(member) for member in types if not isinstance(member, mi.NoneType)]
            return ["null", member]
        case mi.LiteralType(values=values):
            return {"symbols": sorted(values)}
        case mi.VarTupleType(item_type=item_type):
            return {"items": shape_of_type(item_type)}
        case mi.StructType(cls=cls, fields=fields):
            return {"record": cls.__name__, "fields": [(f.name, shape_of_type(f.type)) for f in fields]}
    return _PLAIN[type(kind)]


def shape_of_avro(schema: Any, named: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [shape_of_avro(member, named) for member in schema]
    if isinstance(schema, str):
        return shape_of_avro(named[schema], named) if schema in named else schema
    if "logicalType" in schema:
        return schema
    if schema["type"] == "array":
        return {"items": shape_of_avro(schema["items"], named)}
    if schema["type"] == "enum":
        return {"symbols": sorted(schema["symbols"])}
    fields = [(field["name"], shape_of_avro(field["type"], named)) for field in schema["fields"]]
    return {"record": schema["name"], "fields": fields}


@pytest.mark.parametrize("struct", EVENT_TYPES)
def test_schema_and_struct_have_the_same_fields_types_and_words(struct: type[Event]) -> None:
    schema = schema_of(struct)
    named = {f"newsroom.{part['name']}": part for part in parts(schema)}
    assert shape_of_avro(schema, named) == shape_of_type(mi.type_info(struct))


@pytest.mark.parametrize("struct", EVENT_TYPES)
def test_schema_names_itself_and_its_version(struct: type[Event]) -> None:
    schema = schema_of(struct)
    assert schema["name"] == struct.__name__
    assert schema["version"] >= 1
    assert {part["namespace"] for part in parts(schema)} == {"newsroom"}


@pytest.mark.parametrize("struct", EVENT_TYPES)
def test_everything_in_a_schema_is_documented(struct: type[Event]) -> None:
    for part in parts(schema_of(struct)):
        assert len(part["doc"]) > 10, part["name"]
        for field in part.get("fields", ()):
            assert len(field["doc"]) > 10, f"{part['name']}.{field['name']}"


@pytest.mark.parametrize("struct", EVENT_TYPES)
def test_defaults_are_null_where_null_is_allowed_and_else_those_of_the_struct(struct: type[Event]) -> None:
    info = mi.type_info(struct)
    assert isinstance(info, mi.StructType)
    defaults = {field.name: field.default for field in info.fields}
    for field in schema_of(struct)["fields"]:
        if isinstance(field["type"], list):
            assert (field["type"][0], field["default"]) == ("null", None)
        elif defaults[field["name"]] is msgspec.NODEFAULT:
            assert "default" not in field
        else:
            assert field["default"] == json.loads(msgspec.json.encode(defaults[field["name"]]))


def test_a_name_means_the_same_in_every_schema() -> None:
    meanings: dict[str, dict[str, Any]] = {}
    for struct in EVENT_TYPES:
        for part in parts(schema_of(struct)):
            known = meanings.setdefault(part["name"], part)
            if part["type"] == "enum":
                assert part == known
            else:
                assert [f["name"] for f in part["fields"]] == [f["name"] for f in known["fields"]]


def test_there_is_one_schema_for_each_event() -> None:
    assert {file.stem for file in (SCHEMAS / "avro").iterdir()} == {s.__name__ for s in EVENT_TYPES}
