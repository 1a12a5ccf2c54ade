"""Events to bytes and back, in one of two framings.

Without a registry, Avro single-object encoding:

    0xC3 0x01 | CRC-64-AVRO fingerprint of the writer's schema, 8 bytes, little-endian | Avro binary

and with one, Confluent's wire format:

    0x00 | the writer's schema's id in the registry, 4 bytes, big-endian | Avro binary

Either names the schema that the bytes were written with. A reader knows the current schemas (`avro/`) and
every released one (`released/`), and lets Avro resolve an older writer's record into the current struct;
the registry only says which schema an id stands for, so a record reads the same in both framings. Only a
`Codec` with a registry reads the second; both read the first.

What has the current schema, which is all but what older versions wrote, is written and read by functions that are made
for it (`schemas.avro_writing`, `schemas.avro_reading`); fastavro resolves the rest.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any, NamedTuple, Protocol

import fastavro
import msgspec
from fastavro.schema import SchemaParseException, fingerprint, to_parsing_canonical_form

from schemas.avro_reading import ReadRecord, read_whole, record_reader
from schemas.avro_writing import UNWRITABLE, WriteRecord, record_writer, unwritable_field
from schemas.events import EVENT_TYPES, Event

MAGIC = b"\xc3\x01"
HEADER_BYTES = 10  # magic and fingerprint
ID_MAGIC = b"\x00"
ID_BYTES = 5  # magic and schema id

# what reading raises on bytes that are not what their schema says, ours as well as fastavro and msgspec
_BROKEN = (EOFError, LookupError, ValueError, TypeError, ArithmeticError, MemoryError)


class CodecError(ValueError):
    """Bytes that cannot be read, or an event that cannot be written; one line says what and why."""


class Malformed(CodecError):
    """The bytes are not one whole event of the named type: cut, trailing, foreign or damaged."""


class SchemaFromTheFuture(CodecError):
    """The record type or the writer's schema is none that this version knows."""


class RegistryFailure(Exception):
    """A registry could not be asked or refused: not the fault of what is read or written, so never a dead letter."""


class SchemaIds(Protocol):
    """What a codec asks of a registry (`schemas.registry.Registry` is one); raises RegistryFailure."""

    def id_of(self, subject: str, schema: str) -> int:
        """The id of the schema under the subject, registered if it is not there yet."""
        ...

    def schema(self, schema_id: int) -> str | None:
        """The Avro schema with this id; None when there is none."""
        ...


class _Type:
    """What writing and reading one event type needs."""

    def __init__(self, struct: type[Event], raw_schema: Any) -> None:
        self.struct = struct
        self.header = _header(raw_schema)
        self.text = json.dumps(raw_schema, ensure_ascii=False)  # the current schema
        self.schema: Any = fastavro.parse_schema(raw_schema)

    # made when they are needed: a process meets few of the types, and some only in one direction

    @functools.cached_property
    def write(self) -> WriteRecord:
        return record_writer(self.schema)

    @functools.cached_property
    def read(self) -> ReadRecord:
        return record_reader(self.schema, self.struct)


class _Vocabulary(NamedTuple):
    by_struct: dict[type[Event], _Type]
    by_name: dict[str, _Type]
    writers: dict[bytes, tuple[str, Any]]  # header -> name of the event type, parsed schema


def encode(event: Event) -> bytes:
    """The event in Avro single-object encoding: equal events give equal bytes.

    Raises CodecError for a value that the schema has no room for: a time without a zone, text that
    UTF-8 cannot hold, a number beyond 64 bits, a word that is not in the vocabulary.
    """
    kind = _vocabulary().by_struct[type(event)]
    return _written(kind, kind.header, event)


def _written(kind: _Type, header: bytes, event: Event) -> bytes:
    write = kind.write
    try:
        return header + write(event)
    except UNWRITABLE as error:
        why = unwritable_field(error)
        raise CodecError(f"cannot write {type(event).__name__} {event.event_id}: {why}") from error


def decode(type_name: str, raw: bytes) -> Event:
    """The event of this record type that the bytes hold, in single-object encoding.

    Raises Malformed for bytes that are not exactly one such event, and SchemaFromTheFuture for a record
    type or a writer's schema that this version does not know.
    """
    return _read(_vocabulary(), type_name, raw)


class Codec:
    """Writes in Confluent's wire format with a registry, in single-object encoding without.

    It reads both; the first only with a registry. It is safe to share between threads, as the registry is.
    """

    def __init__(self, registry: SchemaIds | None = None) -> None:
        """Nothing is asked of the registry yet; see `register`."""
        self._ids = None if registry is None else _Ids(registry)

    def register(self) -> dict[str, int]:
        """Register every event's schema that is not registered yet: the ids by subject; none without a registry.

        A service does this at its start, so that a registry that is away or refuses a schema is known then,
        and not at the first event. Raises RegistryFailure.
        """
        if self._ids is None:
            return {}
        return {_subject(kind): self._ids.of(kind) for kind in _vocabulary().by_struct.values()}

    def encode(self, event: Event) -> bytes:
        """The event as bytes: equal events give equal bytes for one registry, or for none.

        Raises CodecError as the function `encode` does, and RegistryFailure.
        """
        if self._ids is None:
            return encode(event)
        kind = _vocabulary().by_struct[type(event)]
        return _written(kind, self._ids.header(kind), event)

    def decode(self, type_name: str, raw: bytes) -> Event:
        """The event of this record type that the bytes hold, in either framing.

        Raises Malformed and SchemaFromTheFuture as the function `decode` does, the latter for an id that the
        registry does not know, too. Raises RegistryFailure when the registry cannot be asked: that is not the
        record's fault, and it must be read again rather than made a dead letter.
        """
        return _read(_vocabulary(), type_name, raw, self._ids)

    def with_schema_id(self, type_name: str, value: bytes) -> bytes:
        """An event in single-object encoding of the current schema, in Confluent's format; others as they are.

        Raises RegistryFailure. Without a registry nothing changes.
        """
        kind = _vocabulary().by_name.get(type_name)
        if self._ids is None or kind is None or not value.startswith(kind.header):
            return value
        return self._ids.header(kind) + value[HEADER_BYTES:]

    def without_schema_id(self, type_name: str, value: bytes) -> bytes:
        """An event in Confluent's format, in single-object encoding; what is not in that format as it is.

        Raises Malformed, SchemaFromTheFuture and RegistryFailure as `decode` does.
        """
        if self._ids is None or not value.startswith(ID_MAGIC):
            return value
        return self._ids.single_object_header(type_name, value[:ID_BYTES]) + value[ID_BYTES:]


class _Ids:
    """Which id stands for which schema in one registry.

    What it said is kept, since an id means one schema for ever; that it has no such schema is not, since it
    may have one later.
    """

    def __init__(self, registry: SchemaIds) -> None:
        self._registry = registry
        self._headers: dict[type[Event], bytes] = {}
        self._single_object: dict[int, bytes] = {}

    def of(self, kind: _Type) -> int:
        """The id of the current schema of this kind."""
        return int.from_bytes(self.header(kind)[1:], "big")

    def header(self, kind: _Type) -> bytes:
        """What Confluent's wire format has before the body of such an event."""
        try:
            return self._headers[kind.struct]
        except KeyError:
            schema_id = self._registry.id_of(_subject(kind), kind.text)
            return self._headers.setdefault(kind.struct, ID_MAGIC + schema_id.to_bytes(ID_BYTES - 1, "big"))

    def single_object_header(self, type_name: str, header: bytes) -> bytes:
        """What single-object encoding has for the schema that this header of Confluent's names."""
        if len(header) < ID_BYTES:
            raise Malformed(f"{type_name}: the bytes end within the schema id")
        schema_id = int.from_bytes(header[1:], "big")
        if schema_id not in self._single_object:
            self._single_object[schema_id] = self._look_up(type_name, schema_id)
        return self._single_object[schema_id]

    def _look_up(self, type_name: str, schema_id: int) -> bytes:
        text = self._registry.schema(schema_id)
        if text is None:
            raise SchemaFromTheFuture(f"{type_name}: the registry has no Avro schema with the id {schema_id}")
        try:
            return _header(json.loads(text))
        except (SchemaParseException, RecursionError, *_BROKEN) as error:
            why = " ".join(str(error).split())[:200]
            raise SchemaFromTheFuture(
                f"{type_name}: the registry's schema {schema_id} cannot be understood here: {why}"
            ) from error


def _subject(kind: _Type) -> str:
    return str(kind.schema["name"])  # parsed, so with its namespace


def _read(vocabulary: _Vocabulary, type_name: str, raw: bytes, ids: _Ids | None = None) -> Event:
    if not type_name:
        raise Malformed("the record names no type: it came without the header ce_type")
    kind = vocabulary.by_name.get(type_name)
    if kind is None:
        raise SchemaFromTheFuture(
            f"record type {type_name!r} is not known here: a newer version wrote it; upgrade to read it"
        )
    if ids is not None and raw.startswith(ID_MAGIC):
        begin, header = ID_BYTES, ids.single_object_header(type_name, raw[:ID_BYTES])
    else:
        begin, header = HEADER_BYTES, raw[:HEADER_BYTES]
    event: Event
    read = kind.read
    try:
        if header == kind.header:
            event, end = read_whole(read, raw, begin)
        else:
            event, end = _resolved(_older(vocabulary, type_name, header), kind, raw, begin)
        if end != len(raw):
            raise Malformed(f"{type_name}: {len(raw) - end} bytes follow the end of the record")
        return event
    except CodecError:
        raise
    except _BROKEN as error:
        why = "the bytes end too early" if isinstance(error, EOFError) else f"the bytes are damaged ({error})"
        raise Malformed(f"{type_name}: {why}") from error


def _resolved(writers: Any, kind: _Type, raw: bytes, begin: int) -> tuple[Event, int]:
    """The event that was written with an older schema, and the offset behind it."""
    body = BytesIO(raw)
    body.seek(begin)
    fields = fastavro.schemaless_reader(body, writers, kind.schema)
    return msgspec.convert(fields, kind.struct), body.tell()


def _older(vocabulary: _Vocabulary, type_name: str, header: bytes) -> Any:
    """The released schema that the header names."""
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        registry = "; with a schema id of a registry? then set its address" if header.startswith(ID_MAGIC) else ""
        raise Malformed(f"{type_name}: not Avro single-object encoding: it starts with {header.hex()!r}{registry}")
    try:
        name, schema = vocabulary.writers[header]
    except KeyError:
        raise SchemaFromTheFuture(
            f"{type_name}: schema {header[2:].hex()} is not known here: a newer version wrote it; "
            "upgrade to read it"
        ) from None
    if name != type_name:
        raise Malformed(f"{type_name}: the bytes hold a {name}")
    return schema


@functools.cache
def _vocabulary() -> _Vocabulary:
    by_struct = {}
    writers: dict[bytes, tuple[str, Any]] = {}
    for name, raw_schema in _schemas(files("schemas") / "released"):
        writers[_header(raw_schema)] = (name, fastavro.parse_schema(raw_schema))
    current = dict(_schemas(files("schemas") / "avro"))
    for struct in EVENT_TYPES:
        kind = by_struct[struct] = _Type(struct, current[struct.__name__])
        writers[kind.header] = (struct.__name__, kind.schema)
    return _Vocabulary(by_struct, {kind.struct.__name__: kind for kind in by_struct.values()}, writers)


def _schemas(folder: Traversable) -> Iterator[tuple[str, Any]]:
    """Name and JSON of every schema file in the folder and below, in a fixed order."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _schemas(entry)
        elif entry.name.endswith(".avsc"):
            yield entry.name.removesuffix(".avsc"), json.loads(entry.read_text("utf-8"))


def _header(raw_schema: Any) -> bytes:
    # fastavro prints the fingerprint's bytes in the order of the wire
    return MAGIC + bytes.fromhex(fingerprint(to_parsing_canonical_form(raw_schema), "CRC-64-AVRO"))
