"""Values as ClickHouse's SQL prints them: true and false, ['a','b'], times in the zone of their type, to its digits."""

from __future__ import annotations

import datetime as dt
import math
import struct
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from datelines.clocks.iana import ZoneInfo
from sinks.column_types import ColumnType, column_type, element, zone_and_scale

Print: TypeAlias = Callable[[Any], str]

NULL = "NULL"
_ESCAPED = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"})
_OF_PARTS = frozenset({"Array", "Tuple", "Map"})
_FROM, _BELOW = 1e-6, 1e21  # numbers between are printed without an exponent


@lru_cache(maxsize=1024)
def printer_of(kind: str) -> Print:
    """What prints a value of this type that is not NULL; strings as they are."""
    found = _bare_type(kind)
    match found.name:
        case "Bool":
            return lambda value: "true" if value else "false"
        case "Float64" | "BFloat16":
            return _number
        case "Float32":
            return lambda value: _number(_shortest(value))
        case "Decimal":
            return _decimal
        case "DateTime" | "DateTime64":
            return _time(found)
        case "FixedString":
            return lambda value: value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return _nested(found) if found.name in _OF_PARTS else str


def is_number(kind: str) -> bool:
    """Whether values of this type stand under each other by their ends."""
    name = _bare_type(kind).name
    return name.startswith(("Int", "UInt", "Float", "Decimal", "BFloat"))  # an interval is printed as one, too


def has_parts(kind: str) -> bool:
    """Whether values of this type are printed with their parts between brackets, texts among them in quotes."""
    return _bare_type(kind).name in _OF_PARTS


def _bare_type(kind: str) -> ColumnType:
    found = column_type(kind)
    return _bare_type(found.inner[0]) if found.name in ("Nullable", "LowCardinality") else found


def _nested(found: ColumnType) -> Print:
    parts = [element(part) for part in found.inner] if found.name == "Tuple" else []
    kinds = [part.kind for part in parts] or list(found.inner)
    inside = [_inside(kind) for kind in kinds]
    if found.name == "Array":
        return lambda items: f"[{','.join(inside[0](item) for item in items)}]"
    if found.name == "Map":
        return lambda items: f"{{{','.join(f'{inside[0](key)}:{inside[1](item)}' for key, item in items.items())}}}"

    def tuple_text(items: Any) -> str:
        values = items.values() if isinstance(items, dict) else items
        return f"({','.join(text(item) for text, item in zip(inside, values, strict=True))})"

    return tuple_text


def _inside(kind: str) -> Print:
    """As part of an array, a tuple or a map, where it may be NULL and text has quotes."""
    found = _bare_type(kind)
    text = printer_of(kind)
    bare = found.name in ("Bool", "Nothing") or found.name in _OF_PARTS or is_number(kind)

    def inside(value: Any) -> str:
        if value is None:
            return NULL
        return text(value) if bare else f"'{text(value).translate(_ESCAPED)}'"

    return inside


def _time(found: ColumnType) -> Print:
    name, scale = zone_and_scale(found)
    zone = ZoneInfo(name or "UTC")

    def time_text(value: dt.datetime) -> str:
        local = value.astimezone(zone)
        text = f"{local:%Y-%m-%d %H:%M:%S}"
        return f"{text}.{f'{local.microsecond:06}000'[:scale]}" if scale else text

    return time_text


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return str(float(value))
    text = repr(float(value)).removesuffix(".0")
    if "e" not in text:
        return text
    if _FROM <= abs(value) < _BELOW:
        return format(Decimal(text), "f")
    return text.replace("e+", "e").replace("e-0", "e-")


def _shortest(value: float) -> float:
    """The shortest number that is this one in 32 bits."""
    for digits in range(1, 10):
        short = float(f"{value:.{digits}g}")
        if struct.pack("f", short) == struct.pack("f", value):
            return short
    return value
