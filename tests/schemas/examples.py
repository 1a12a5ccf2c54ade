"""The example messages of `schemas/examples/`, as events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

import schemas
from schemas.events import EVENT_TYPES, Event

SCHEMAS = Path(schemas.__path__[0])


def examples() -> list[Event]:
    """Every example of every event type."""
    found: list[Event] = []
    for struct in EVENT_TYPES:
        raw = (SCHEMAS / "examples" / f"{struct.__name__}.json").read_bytes()
        found += msgspec.json.decode(raw, type=list[struct])  # type: ignore[valid-type]
    return found


def fields_of(value: Any) -> Any:
    """An event as fastavro and Avro's own package take it: structs as dicts, tuples as lists."""
    if isinstance(value, msgspec.Struct):
        return {name: fields_of(field) for name, field in msgspec.structs.asdict(value).items()}
    return [fields_of(item) for item in value] if isinstance(value, tuple) else value
