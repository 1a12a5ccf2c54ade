"""Avro's binary encoding as a writer may give it that divides arrays: blocks, with or without their size in bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import fastavro

from tests.schemas.test_avro import parts


def in_blocks(schema: Any, value: Any, size: Callable[[int], int], told: Callable[[], bool]) -> bytes:
    """The value; of so many items left `size` says how many come next, and `told` whether their bytes are counted."""
    return _Divided(size, told, {part["name"]: part for part in parts(schema)}).written(schema, value)


class _Divided:
    def __init__(self, size: Callable[[int], int], told: Callable[[], bool], named: dict[str, Any]) -> None:
        self._size, self._told, self._named = size, told, named

    def written(self, schema: Any, value: Any) -> bytes:
        if isinstance(schema, list):
            return b"\x00" if value is None else b"\x02" + self.written(schema[1], value)
        schema = self._named.get(schema, schema) if isinstance(schema, str) else schema
        if isinstance(schema, dict) and schema["type"] == "array":
            return self._array(schema["items"], value)
        if isinstance(schema, dict) and schema["type"] == "record":
            return b"".join(self.written(field["type"], value[field["name"]]) for field in schema["fields"])
        return _plain(schema, value)

    def _array(self, items: Any, values: list[Any]) -> bytes:
        blocks = []
        while values:
            count = self._size(len(values))
            block = b"".join(self.written(items, value) for value in values[:count])
            told = self._told()
            blocks += [_plain("long", -count if told else count), _plain("long", len(block)) if told else b"", block]
            values = values[count:]
        return b"".join([*blocks, b"\x00"])


def _plain(schema: Any, value: Any) -> bytes:
    body = io.BytesIO()
    fastavro.schemaless_writer(body, schema, value)
    return body.getvalue()
