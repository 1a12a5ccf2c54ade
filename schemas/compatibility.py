"""Whether every record ever written can still be read: each schema against every released version of it.

The official avro package is the judge of each pair of schemas; where and what is said in our words, because
the judge loses the path inside a union and gives places and reasons as two sets that do not pair up.

A version is released by copying its schemas to `schemas/released/v<version>/`; that folder is then never
changed. One that stood for a while under the number of another has a folder of its own, with its day behind the number.
Whoever changes a schema in `schemas/avro/` afterwards raises its `version`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import avro.schema
from avro.compatibility import (
    ReaderWriterCompatibilityChecker,
    SchemaCompatibilityType,
    lookup_writer_field,
)
from avro.errors import AvroException

from schemas.registry import Registry

# the levels that let in only schemas which read older records
READS_OLDER = ("BACKWARD", "BACKWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE")


class _Schema(NamedTuple):
    name: str
    text: str
    fields: Any  # the JSON
    parsed: Any  # avro's


class NoSchema(ValueError):
    """A file that holds no Avro schema; one line says which and why."""


def check_schemas(registry: Registry | None = None, folder: Traversable | None = None) -> list[str]:
    """Everything that stands against these schemas, one line each; empty when nothing does.

    Every current schema must read what every released version of it wrote, must have a higher version than
    those it differs from, and no released one may have gone. With a registry its own compatibility check is
    asked for each subject, too. `folder` holds `avro/` and `released/`; without it, those of the house.
    Raises RegistryError when the registry cannot be asked.
    """
    folder = folder if folder is not None else files("schemas")
    try:
        current = {schema.name: schema for schema in _schemas(folder / "avro")}
        releases = [(entry.name, list(_schemas(entry))) for entry in _entries(folder / "released")]
    except NoSchema as error:
        return [str(error)]
    breaks = [] if releases else ["no released schema to compare with"]
    for version, schemas in releases:
        for then in schemas:
            breaks += _against(current.get(then.name), then, version)
    if releases:
        kept = {(version, each.name) for version, schemas in releases for each in schemas}
        breaks += _missing(current.values(), kept)
    if registry is not None:
        for schema in current.values():
            breaks += _registrys_word(registry, schema)
    return breaks


def incompatibilities(reader: str, writer: str) -> list[str]:
    """What the reader's schema cannot read of what the writer's wrote: `path.of.field: why`, one line each.

    Items of arrays and values of maps are `field[]`. Raises NoSchema.
    """
    return list(_breaks(_parsed("the reader", reader), _parsed("the writer", writer), ""))


def _against(now: _Schema | None, then: _Schema, version: str) -> Iterator[str]:
    released = f"{then.name}, as released in {version}"
    if version.partition("-")[0] != f"v{then.fields.get('version')}":
        yield f"{released}: calls itself version {then.fields.get('version')}"
    if now is None:
        yield f"{released}: there is no such schema any more, so its records cannot be read"
        return
    if now.fields != then.fields and not now.fields.get("version", 0) > then.fields.get("version", 0):
        yield f"{released}: was changed since, but is still version {now.fields.get('version')}: raise it"
    for line in _breaks(now.parsed, then.parsed, ""):
        yield f"{released}: {line}"


def _missing(current: Iterable[_Schema], released: Set[tuple[str, str]]) -> Iterator[str]:
    """Versions before the current ones that are not kept: logs hold their records."""
    for schema in current:
        for version in range(1, schema.fields.get("version", 1)):
            if (f"v{version}", schema.name) not in released:
                yield f"{schema.name}: version {version} is not among the released ones: records of it cannot be read"


def _breaks(reader: Any, writer: Any, path: str) -> Iterator[str]:
    """The innermost pairs of schemas that the judge calls incompatible."""
    verdict = ReaderWriterCompatibilityChecker().get_compatibility(reader, writer)  # type: ignore[no-untyped-call]
    if verdict.compatibility is SchemaCompatibilityType.compatible:
        return
    inner = []
    for part_reader, part_writer, part_path in _parts(reader, writer, path):
        if part_writer is None:
            inner.append(f"{part_path}: is new and has no default")
        else:
            inner += _breaks(part_reader, part_writer, part_path)
    yield from inner or [f"{path or 'the record'}: {_why(reader, writer, verdict)}"]


def _parts(reader: Any, writer: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """What of the reader meets what of the writer, and where; the writer's None where a default is missing."""
    if reader.type == writer.type == "record":
        for field in reader.fields:
            origin = lookup_writer_field(writer, field)
            if origin is not None or not field.has_default:
                where = f"{path}.{field.name}" if path else field.name
                yield field.type, origin and origin.type, where
    elif reader.type == writer.type == "array":
        yield reader.items, writer.items, f"{path}[]"
    elif reader.type == writer.type == "map":
        yield reader.values, writer.values, f"{path}[]"
    elif writer.type == "union":
        for branch in writer.schemas:
            yield reader, branch, path
    elif reader.type == "union":
        for branch in reader.schemas:
            if branch.type == writer.type:
                yield branch, writer, path


def _why(reader: Any, writer: Any, verdict: Any) -> str:
    if reader.type == writer.type == "enum" and reader.name == writer.name:
        return f"has lost {', '.join(sorted(set(writer.symbols) - set(reader.symbols)))}"
    return "; ".join(sorted(verdict.messages))


def _registrys_word(registry: Registry, schema: _Schema) -> Iterator[str]:
    subject = schema.parsed.fullname
    level = registry.level(subject)
    if level not in READS_OLDER:
        yield (
            f"{schema.name}: compatibility {level} of {subject} in the registry lets in what cannot read "
            "older records: set BACKWARD_TRANSITIVE"
        )
    for line in registry.incompatibilities(subject, schema.text):
        yield f"{schema.name}, by the registry: {line}"


def _schemas(folder: Traversable) -> Iterator[_Schema]:
    for entry in _entries(folder):
        if entry.name.endswith(".avsc"):
            text = entry.read_text("utf-8")
            name = entry.name.removesuffix(".avsc")
            parsed = _parsed(f"{folder.name}/{entry.name}", text)
            yield _Schema(name, text, json.loads(text), parsed)


def _entries(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []


def _parsed(what: str, text: str) -> Any:
    try:
        return avro.schema.parse(text)
    except (AvroException, ValueError) as error:
        raise NoSchema(f"{what}: no Avro schema: {' '.join(str(error).split())[:300]}") from error
