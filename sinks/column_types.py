"""ClickHouse's types as they are written: `Tuple(a Int8, b Array(String))` taken apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TYPE = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)
_NAMED = re.compile(r"(`(?:[^`\\]|\\.)*`|\w+) (.+)", re.DOTALL)
_PIECE = re.compile(r"'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|.", re.DOTALL)


class ColumnType(NamedTuple):
    """`name` without brackets, and the parts between them as they are written."""

    name: str
    inner: tuple[str, ...]


class Element(NamedTuple):
    """A part of a tuple; `name` is None where parts have none."""

    name: str | None
    kind: str


@lru_cache(maxsize=4096)
def column_type(kind: str) -> ColumnType:
    match = _TYPE.fullmatch(kind.strip())
    if match is None or match[2] is None:
        return ColumnType(kind, ())
    parts, depth = [""], 0
    for piece in _PIECE.findall(match[2]):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return ColumnType(match[1], tuple(part.strip() for part in parts))


def element(part: str) -> Element:
    """A part of a Tuple, which may have a name."""
    match = _NAMED.fullmatch(part)
    return Element(match[1].strip("`"), match[2]) if match else Element(None, part)


def zone_and_scale(found: ColumnType) -> tuple[str | None, int]:
    """Of a DateTime or DateTime64: the zone that it names, and how many digits its fraction of a second has."""
    zones = [part.strip("'") for part in found.inner if part.startswith("'")]
    scale = int(found.inner[0]) if found.name == "DateTime64" else 0
    return (zones[0] if zones else None), scale
