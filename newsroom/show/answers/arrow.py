"""An answer of the store as Arrow's columns, each of the type nearest to its own: for Parquet and Arrow files.

pyarrow is there because the embedded engine needs it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from newsroom.show.answers.values import printer_of
from sinks.column_types import ColumnType, column_type, element, zone_and_scale
from sinks.store import Result

Convert: TypeAlias = Callable[[Any], Any]

_PLAIN: dict[str, pa.DataType] = {
    "Int8": pa.int8(), "Int16": pa.int16(), "Int32": pa.int32(), "Int64": pa.int64(),
    "UInt8": pa.uint8(), "UInt16": pa.uint16(), "UInt32": pa.uint32(), "UInt64": pa.uint64(),
    "Float32": pa.float32(), "Float64": pa.float64(), "Bool": pa.bool_(), "String": pa.string(),
    "Date": pa.date32(), "Date32": pa.date32(), "Nothing": pa.null(),
}
_UNITS = {0: "s", 1: "ms", 2: "ms", 3: "ms"}  # of a time by its digits; those of more are in microseconds
_MOST_DIGITS = 38  # of a decimal


def parquet_bytes(answer: Result) -> bytes:
    out = io.BytesIO()
    pq.write_table(_table(answer), out, compression="zstd")
    return out.getvalue()


def arrow_bytes(answer: Result) -> bytes:
    """As a file of the IPC format, which may be read from anywhere: what Feather is, too."""
    out, table = io.BytesIO(), _table(answer)
    with pa.ipc.new_file(out, table.schema) as file:
        file.write_table(table)
    return out.getvalue()


def _table(answer: Result) -> pa.Table:
    shapes = [_shape(kind) for kind in answer.types]
    columns = list(zip(*answer.rows, strict=True)) or [()] * len(shapes)
    arrays = [
        pa.array([convert(value) for value in column], kind)
        for column, (kind, convert) in zip(columns, shapes, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=list(answer.columns))


def _shape(kind: str) -> tuple[pa.DataType, Convert]:
    """The type in Arrow, and what makes a value of ours one of it."""
    found = column_type(kind)
    if found.name in ("Nullable", "LowCardinality"):
        return _shape(found.inner[0])
    if found.name in _PLAIN:
        return _PLAIN[found.name], _same
    if found.name in ("DateTime", "DateTime64"):
        zone, scale = zone_and_scale(found)
        return pa.timestamp(_UNITS.get(scale, "us"), zone or "UTC"), _same
    if found.name == "Decimal" and int(found.inner[0]) <= _MOST_DIGITS:
        return pa.decimal128(*map(int, found.inner)), _same
    if found.name == "Array":
        item, convert = _shape(found.inner[0])
        return pa.list_(item), _unless_null(lambda items: [convert(each) for each in items])
    if found.name == "Map":
        (key, of_key), (item, of_item) = map(_shape, found.inner)
        return pa.map_(key, item), _unless_null(lambda items: [(of_key(k), of_item(v)) for k, v in items.items()])
    if found.name == "Tuple":
        return _struct(found)
    return pa.string(), _unless_null(printer_of(kind))  # what Arrow has no type for, as SQL prints it


def _struct(found: ColumnType) -> tuple[pa.DataType, Convert]:
    """Parts without names are called by their places, from 1."""
    parts = [element(part) for part in found.inner]
    shapes = [_shape(part.kind) for part in parts]
    names = [part.name or str(place) for place, part in enumerate(parts, 1)]

    def as_dict(items: Any) -> dict[str, Any]:
        values = items.values() if isinstance(items, dict) else items
        return {name: convert(each) for name, (_, convert), each in zip(names, shapes, values, strict=True)}

    return pa.struct([(name, kind) for name, (kind, _) in zip(names, shapes, strict=True)]), _unless_null(as_dict)


def _unless_null(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _same(value: Any) -> Any:
    return value
