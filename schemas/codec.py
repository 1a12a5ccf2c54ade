"""Events to bytes and back, in one of two framings.

Without a registry, Avro single-object encoding:

    0xC3 0x01 | CRC-64-AVRO fingerprint of the writer's schema, 8 bytes, little-endian | Avro binary

and with one, Confluent's wire format:

    0x00 | the writer's schema's id in the registry, 4 bytes, big-endian | Avro binary

Either names the schema that the bytes were written with. A reader knows the current schemas (`avro/`) and
every released one (`released/`), and lets Avro resolve an older writer's record into the current struct;
the registry only says which schema an id stands for, so a record reads the same in both framings. Only a
`Codec` with a registry reads the second; both read the first.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any, NamedTuple, Protocol

import fastavro
import msgspec
from fastavro.schema import SchemaParseException, fingerprint, to_parsing_canonical_form

from schemas.events import EVENT_TYPES, Event

MAGIC = b"\xc3\x01"
HEADER_BYTES = 10  # magic and fingerprint
ID_MAGIC = b"\x00"
ID_BYTES = 5  # magic and schema id

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

# what fastavro and msgspec raise on bytes that are not what their schema says
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


class _Type(NamedTuple):
    """What writing and reading one event type needs."""

    struct: type[Event]
    header: bytes
    text: str  # the current schema, as JSON
    schema: Any  # the same, parsed
    as_avro: Callable[[Any], dict[str, Any]]


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
    out = BytesIO(header)
    out.seek(len(header))
    try:
        fastavro.schemaless_writer(out, kind.schema, kind.as_avro(event))
    except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
        raise CodecError(f"cannot write {type(event).__name__} {event.event_id}: {error}") from error
    return out.getvalue()


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
    body = BytesIO(raw)
    if ids is not None and raw.startswith(ID_MAGIC):
        header = ids.single_object_header(type_name, body.read(ID_BYTES))
    else:
        header = body.read(HEADER_BYTES)
    try:
        if header == kind.header:
            fields = fastavro.schemaless_reader(body, kind.schema, None)
        else:
            fields = fastavro.schemaless_reader(body, _older(vocabulary, type_name, header), kind.schema)
        if body.tell() != len(raw):
            raise Malformed(f"{type_name}: {len(raw) - body.tell()} bytes follow the end of the record")
        return msgspec.convert(fields, kind.struct)
    except CodecError:
        raise
    except _BROKEN as error:
        why = "the bytes end too early" if isinstance(error, EOFError) else f"the bytes are damaged ({error})"
        raise Malformed(f"{type_name}: {why}") from error


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
        raw_schema = current[struct.__name__]
        text, parsed = json.dumps(raw_schema, ensure_ascii=False), fastavro.parse_schema(raw_schema)
        kind = _Type(struct, _header(raw_schema), text, parsed, _avro_dict_of(struct))
        by_struct[struct] = kind
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


def _avro_dict_of(struct: type[msgspec.Struct]) -> Callable[[Any], dict[str, Any]]:
    """A function from such a struct to the dict that fastavro writes.

    Shallow where it can be: only times, nested structs and tuples of structs are converted.
    """
    info = msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101
    special = [(field.name, convert) for field in info.fields if (convert := _converter(field.type))]
    asdict = msgspec.structs.asdict

    def as_avro(event: Any) -> dict[str, Any]:
        fields = asdict(event)
        for name, convert in special:
            value = fields[name]
            if value is not None:
                fields[name] = convert(value)
        return fields

    return as_avro


def _converter(kind: msgspec.inspect.Type) -> Callable[[Any], Any] | None:
    """How a value of this type becomes what fastavro writes; None when it is that already."""
    if isinstance(kind, msgspec.inspect.UnionType):
        kind = next(member for member in kind.types if not isinstance(member, msgspec.inspect.NoneType))
        if isinstance(kind, msgspec.inspect.StructType):
            return _named(f"newsroom.{kind.cls.__name__}", _avro_dict_of(kind.cls))
    if isinstance(kind, msgspec.inspect.DateTimeType):
        return _micros
    if isinstance(kind, msgspec.inspect.StructType):
        return _avro_dict_of(kind.cls)
    if isinstance(kind, msgspec.inspect.VarTupleType):
        item = _converter(kind.item_type)
        return (lambda items: [item(value) for value in items]) if item else None
    return None


def _named(name: str, as_avro: Callable[[Any], dict[str, Any]]) -> Callable[[Any], Any]:
    # told which record of a union it is, fastavro need not try them: a quarter faster with a place
    return lambda value: (name, as_avro(value))


def _micros(moment: dt.datetime) -> int:
    """Microseconds since 1970; TypeError for a time without a zone, which fastavro would take as local."""
    return (moment - _EPOCH) // _MICROSECOND
