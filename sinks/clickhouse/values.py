"""Values as clickhouse-driver has them, and as the port promises them: times aware, in UTC; named tuples as dicts.

The driver reads and writes times by way of floats and local zones: those before 1970 lose their fractions'
sign, those after 2242 microseconds. So times go to it as whole numbers and come back rounded to their scale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from datelines.clocks.iana import ZoneInfo
from sinks.column_types import column_type, element

Convert: TypeAlias = Callable[[Any], Any]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND_SCALE = 6


@lru_cache(maxsize=1024)
def writer_of(kind: str) -> Convert | None:
    """What turns a value of ours into one that the driver writes as this ClickHouse type; None: nothing to do."""
    name, inner = column_type(kind)
    if name == "DateTime64":
        return _ticks(int(inner[0]))
    return _nested(name, inner, writer_of, as_dicts=False)


@lru_cache(maxsize=1024)
def reader_of(kind: str, timezone: str) -> Convert | None:
    """What turns a value that the driver read as this type into one of ours; None: nothing to do.

    `timezone` is the zone of times whose type names none.
    """
    name, inner = column_type(kind)
    if name == "DateTime64":
        return _in_utc(timezone, int(inner[0]))
    if name == "DateTime":
        return _in_utc(timezone, 0)
    return _nested(name, inner, lambda part: reader_of(part, timezone), as_dicts=True)


def for_server(parameters: Mapping[str, object]) -> dict[str, object]:
    """Parameters of a query as the driver sends them to be put in by the server, never into the statement."""
    return {name: _parameter(value) for name, value in parameters.items()}


class _Null:
    """How the server reads a parameter that is NULL; the driver would send the word NULL."""

    def __str__(self) -> str:
        return r"\\N"


def _parameter(value: object) -> object:
    if value is None:
        return _Null()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value


def _ticks(scale: int) -> Convert:
    per_second: int = 10**scale

    def ticks(moment: dt.datetime | None) -> int | None:
        if moment is None:
            return None
        since = moment - _EPOCH
        micros: int = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        return micros * per_second // 1_000_000

    return ticks


def _in_utc(timezone: str, scale: int) -> Convert:
    zone = ZoneInfo(timezone)
    tick = dt.timedelta(microseconds=10 ** max(0, _MICROSECOND_SCALE - scale))

    def in_utc(moment: dt.datetime | None) -> dt.datetime | None:
        if moment is None:
            return None
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
        utc = aware.astimezone(dt.UTC)
        past = dt.timedelta(microseconds=utc.microsecond) % tick
        return utc - past if past * 2 < tick else utc - past + tick

    return in_utc


def _nested(name: str, inner: Sequence[str], of: Callable[[str], Convert | None], *, as_dicts: bool) -> Convert | None:
    if name in ("Nullable", "LowCardinality"):
        return of(inner[0])
    if name == "Array":
        convert = of(inner[0])
        return None if convert is None else lambda items: [convert(item) for item in items]
    if name == "Map":
        return _mapping(*map(of, inner))
    if name == "Tuple":
        return _tuple(inner, of, as_dicts)
    return None


def _mapping(key: Convert | None, value: Convert | None) -> Convert | None:
    if key is None and value is None:
        return None
    of_key, of_value = key or _same, value or _same
    return lambda items: {of_key(k): of_value(v) for k, v in items.items()}


def _tuple(inner: Sequence[str], of: Callable[[str], Convert | None], as_dicts: bool) -> Convert | None:
    parts = [element(part) for part in inner]
    converts = [of(part.kind) or _same for part in parts]
    names = [part.name for part in parts if part.name is not None]
    if as_dicts and names:
        return lambda items: {n: f(item) for n, f, item in zip(names, converts, items, strict=True)}
    changed = [(index, convert) for index, convert in enumerate(converts) if convert is not _same]
    return _at(changed) if changed else None


def _at(changed: list[tuple[int, Convert]]) -> Convert:
    def convert_some(items: Any) -> tuple[Any, ...]:
        values = list(items)
        for index, convert in changed:
            values[index] = convert(values[index])
        return tuple(values)

    return convert_some


def _same(value: Any) -> Any:
    return value
