"""The data dictionary: every event and field from schemas/avro, every table and column from a migrated store."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from schemas.events import EVENT_TYPES
from schemas.topics import TOPICS
from sinks.embedded import EmbeddedStore
from sinks.migrate import migrate
from sinks.store import Store

_AVRO = Path(__file__).parents[2] / "schemas" / "avro"
_HEAD = """# Data dictionary
Every event on the log and every table of the store. This page is made from `schemas/avro/`, `schemas/topics.py` and `sinks/migrations/` by `make docs`.

Ids are 32 hex digits, digests of what identifies the thing. Times are UTC. `null` means not said or not known, never zero.

# Topics
| topic | records | key | partitions | kept | written by | read by |
|---|---|---|---|---|---|---|
"""
_TABLES = "SELECT name, engine, comment, create_table_query FROM system.tables WHERE database = 'newsroom' ORDER BY name"
_COLUMNS = ("SELECT table, name, type, comment FROM system.columns WHERE database = 'newsroom' "
            "ORDER BY table, position")


def page() -> str:
    events = "".join(_event(json.loads((_AVRO / f"{kind.__name__}.avsc").read_text("utf-8"))) for kind in EVENT_TYPES)
    with tempfile.TemporaryDirectory() as folder:
        store = EmbeddedStore(Path(folder) / "store")
        try:
            migrate(store)
            tables = _tables(store)
        finally:
            store.close()
    return _HEAD + "".join(map(_topic, TOPICS)) + "\n# Events\n" + events + tables


def _topic(topic: Any) -> str:
    records = ", ".join(f"`{record.__name__}`" for record in topic.records)
    kept = "for ever" if topic.retention_days is None else f"{topic.retention_days} days"
    return (f"| `{topic.name}` | {records} | {topic.key} | {topic.partitions} | {kept} | "
            f"{', '.join(topic.written_by)} | {', '.join(topic.read_by)} |\n")


def _event(schema: dict[str, Any]) -> str:
    parts: list[dict[str, Any]] = []
    text = f"\n## {schema['name']}\n{schema['doc']}\n\n{_fields(schema, parts)}"
    for part in parts:
        text += f"\n`{part['name']}`: {part.get('doc', '')}\n\n{_fields(part, parts)}"
    return text


def _fields(record: dict[str, Any], parts: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"| `{field['name']}` | {_type(field['type'], parts)} | {_cell(field.get('doc', ''))} |\n"
        for field in record["fields"]
    )
    return f"| field | type | meaning |\n|---|---|---|\n{rows}"


def _type(kind: Any, parts: list[dict[str, Any]]) -> str:
    """The type in words; records met on the way are added to `parts`, to be told of once."""
    if isinstance(kind, str):
        return kind.removeprefix("newsroom.")
    if isinstance(kind, list):
        return " or ".join(_type(each, parts) for each in kind)
    if "logicalType" in kind:
        return str(kind["logicalType"])
    match kind["type"]:
        case "array":
            return f"array of {_type(kind['items'], parts)}"
        case "enum":
            return f"one of {', '.join(kind['symbols'])}"
        case "record":
            if kind not in parts:
                parts.append(kind)
            return f"`{kind['name']}`"
        case other:
            return _type(other, parts)


def _tables(store: Store) -> str:
    columns: dict[object, list[tuple[object, ...]]] = {}
    for table, *column in store.query(_COLUMNS).rows:
        columns.setdefault(table, []).append(tuple(column))
    text, views = "\n# Tables\nAsk them with `FINAL`: a row may stand twice until it is merged.\n", "\n# Views\n"
    for name, engine, comment, created in store.query(_TABLES).rows:
        if engine == "View":
            asked = sorted(set(re.findall(r"\{(\w+):", str(created))))
            called = f" Parameters: {', '.join(f'`{each}`' for each in asked)}." if asked else ""
            views += f"\n## {name}\n{comment}.{called}\n{_columns(columns.get(name, []))}"
        else:
            text += f"\n## {name}\n{comment}.\n{_columns(columns[name])}"
    return text + views


def _columns(columns: list[tuple[object, ...]]) -> str:
    """Nothing for a view that takes parameters: the store knows its columns only when it is asked."""
    rows = "".join(f"| `{column}` | {_cell(kind)} | {_cell(told)} |\n" for column, kind, told in columns)
    return f"\n| column | type | meaning |\n|---|---|---|\n{rows}" if rows else ""


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
