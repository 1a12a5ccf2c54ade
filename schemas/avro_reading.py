"""A struct read out of Avro's binary encoding, by a function that is made for its schema.

As in `schemas.avro_writing`, what a general reader asks at every value is answered once: for each record the text of a
function is made that reads the fields in their order and makes the struct of them, and Python compiles it. For
`{"name": "Cause", "fields": [topic, partition]}`:

    def read_Cause(raw, at):
        if n := AHEAD[raw[at]]: f_topic = raw[at + 1:(at := at + n)].decode()
        else: n, at = length(raw, at); f_topic = raw[at:(at := at + n)].decode()
        if (n := raw[at]) < 128: f_partition = LONGS[n]; at += 1
        else: f_partition, at = long(raw, at)
        return Cause(topic=f_topic, partition=f_partition), at

That bytes are cut is not asked at every value: a slice may be short, and the next look at a byte finds that it is
beyond the end, or `read_whole` does. The branch of a union, a word and a boolean are one byte each, as all writers
write them; a number or a length may have more bytes than it needs.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from msgspec import inspect as mi

ReadRecord: TypeAlias = Callable[[bytes, int], tuple[Any, int]]
"""The struct that begins at an offset of the bytes, and the offset behind it; the bytes may end before that."""

_T = TypeVar("_T", bound=mi.Type)

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_REMEMBERED_TIMES = 4096
_TIME_BYTES = 8  # of a time between 1978 and 3111
_MOST_WORDS = 64  # of an enum: so that each is one byte
_LONGS = [byte >> 1 ^ -(byte & 1) for byte in range(128)]  # the number that a byte is
_AHEAD = [0 if byte & 129 else 1 + byte // 2 for byte in range(256)]  # how far a text goes with its length of one byte


def record_reader(schema: Any, kind: type[Any]) -> ReadRecord:
    """What reads a record of this schema, as fastavro parsed it, into a struct with fields of the same names.

    A word of an enum that the struct does not know is refused.
    """
    functions = _Functions()
    read: ReadRecord = functions.known[functions.record(schema, kind)]
    return read


def read_whole(read: ReadRecord, raw: bytes, at: int) -> tuple[Any, int]:
    """The struct and the offset behind it.

    Raises EOFError for bytes that end before that, ValueError or ArithmeticError for those that hold no such record.
    """
    try:
        value, end = read(raw, at)
    except (IndexError, struct.error) as error:
        raise EOFError from error
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and raw.endswith(error.object):
            raise EOFError from error
        raise
    if end > len(raw):
        raise EOFError
    return value, end


def _long(raw: bytes, at: int) -> tuple[int, int]:
    """Avro's int and long: zigzag, seven bits a byte, the lowest first."""
    number, shift = raw[at], 7
    while number >> shift:  # the highest bit of a byte says that another one follows
        if shift > 63:
            raise OverflowError("a number of more than ten bytes")
        at += 1
        number += (raw[at] - 1) << shift
        shift += 7
    if number >> 64:
        raise OverflowError("a number beyond 64 bits")
    return number >> 1 ^ -(number & 1), at + 1


def _length(raw: bytes, at: int) -> tuple[int, int]:
    length, at = _long(raw, at)
    if length < 0:
        raise ValueError(f"a length of {length}")
    return length, at


def _text(raw: bytes, at: int) -> tuple[str, int]:
    if ahead := _AHEAD[raw[at]]:
        return raw[at + 1 : at + ahead].decode(), at + ahead
    length, at = _length(raw, at)
    return raw[at : at + length].decode(), at + length


def _array(raw: bytes, at: int, read: ReadRecord) -> tuple[tuple[Any, ...], int]:
    """The items of all blocks."""
    items: list[Any] = []
    while True:
        count, at = (_LONGS[byte], at + 1) if (byte := raw[at]) < 128 else _long(raw, at)
        if not count:
            return tuple(items), at
        end = None
        if count < 0:  # then the block says how many bytes it has, for those who pass it over
            count, (size, at) = -count, _length(raw, at)
            end = at + size
        if count > len(raw) - at:  # no item is shorter than a byte
            raise EOFError
        for _ in range(count):
            item, at = read(raw, at)
            items.append(item)
        if end is not None and at != end:
            raise ValueError(f"a block of an array that ends {at - end} bytes from where it says")


class _Times(dict[bytes, dt.datetime]):
    """Times by their bytes; the last ones are remembered, since one time is told again and again."""

    def read(self, raw: bytes, at: int) -> tuple[dt.datetime, int]:
        micros, end = _long(raw, at)
        moment = _EPOCH + dt.timedelta(microseconds=micros)
        if end - at == _TIME_BYTES:
            if len(self) >= _REMEMBERED_TIMES:
                self.clear()
            self[raw[at:end]] = moment
        return moment, end


class _Words(dict[int, Any]):
    """The values of a short list, by the byte that stands for them."""

    def __missing__(self, byte: int) -> Any:
        raise ValueError(f"the byte {byte} where one of {', '.join(map(str, self.values()))} must stand")


def _no_branch(byte: int) -> None:
    raise ValueError(f"the byte {byte} where a value or none must stand")


# what the functions' text may name
_TIMES = _Times()
_TOOLS = {
    "long": _long, "length": _length, "text": _text, "array": _array, "LONGS": _LONGS, "AHEAD": _AHEAD,
    "remembered": _TIMES.get, "time": _TIMES.read, "BOOLEANS": _Words({0: False, 1: True}), "no_branch": _no_branch,
    "double": struct.Struct("<d").unpack_from,
}
# the statements that read the value at `at` into {0}, and go on to the byte behind it
_BYTES = """\
if n := AHEAD[raw[at]]: {{0}} = raw[at + 1:(at := at + n)]{0}
else: n, at = length(raw, at); {{0}} = raw[at:(at := at + n)]{0}"""
_STATEMENTS = {
    "string": _BYTES.format(".decode()"),
    "bytes": _BYTES.format(""),
    "long": "if (n := raw[at]) < 128: {0} = LONGS[n]; at += 1\nelse: {0}, at = long(raw, at)",
    "double": "({0},) = double(raw, at); at += 8",
    "boolean": "{0} = BOOLEANS[raw[at]]; at += 1",
    "timestamp-micros": f"if {{0}} := remembered(raw[at:at + {_TIME_BYTES}]): at += {_TIME_BYTES}\n"
                        "else: {0}, at = time(raw, at)",
}


class _Functions:
    """The functions of a schema's records, each made where it is first met."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = dict(_TOOLS)
        self._named: dict[str, Any] = {}  # enums and records, which are told once and named thereafter

    def record(self, schema: Any, kind: type[Any]) -> str:
        """The name of the function that reads such a record."""
        name = f"read_{kind.__name__}"
        if name not in self.known:
            self._named[schema["name"]] = schema
            self.known[kind.__name__] = kind
            types = {field.name: field.type for field in _as(mi.StructType, mi.type_info(kind)).fields}
            names = [field["name"] for field in schema["fields"]]
            lines = [line for field in schema["fields"]
                     for line in self._statements(field["type"], types[field["name"]], f"f_{field['name']}")]
            made = f"{kind.__name__}({', '.join(f'{name}=f_{name}' for name in names)})"
            text = "\n    ".join([f"def {name}(raw, at):", *lines, f"return {made}, at"])
            exec(compile(text, f"<reader of {kind.__name__}>", "exec"), self.known)  # noqa: S102 - of our own schemas
        return name

    def _statements(self, schema: Any, kind: mi.Type, target: str) -> list[str]:
        if isinstance(schema, list):
            return self._union(schema, _as(mi.UnionType, kind), target)
        schema = self._told(schema)
        avro = schema.get("logicalType", schema["type"])
        if avro in _STATEMENTS:
            return _STATEMENTS[avro].format(target).splitlines()
        if avro == "array":
            item = self._item(schema["items"], _as(mi.VarTupleType, kind).item_type)
            return [f"if raw[at]: {target}, at = array(raw, at, {item})", f"else: {target} = (); at += 1"]
        if avro == "record":
            return [f"{target}, at = {self.record(schema, _as(mi.StructType, kind).cls)}(raw, at)"]
        if avro != "enum" or len(schema["symbols"]) > _MOST_WORDS:
            raise TypeError(f"this reads no {avro}: teach it here, or do without one in the schema")
        self._named[schema["name"]] = schema
        words = f"WORDS_{schema['name'].replace('.', '_')}"
        values = _as(mi.LiteralType, kind).values
        self.known[words] = _Words({2 * place: word for place, word in enumerate(schema["symbols"]) if word in values})
        return [f"{target} = {words}[raw[at]]; at += 1"]

    def _union(self, branches: list[Any], kind: mi.UnionType, target: str) -> list[str]:
        null, some = branches
        if null != "null":
            raise TypeError(f"this reads no union that begins with {null}: say null first")
        (member,) = (member for member in kind.types if not isinstance(member, mi.NoneType))
        read = [f"    {line}" for line in self._statements(some, member, target)]
        return ["n = raw[at]; at += 1", "if n == 2:", *read, "elif n: no_branch(n)", f"else: {target} = None"]

    def _item(self, items: Any, kind: mi.Type) -> str:
        """The name of the function that reads an item of an array."""
        if items == "string":
            return "text"
        told = self._told(items)
        if not isinstance(told, dict) or told["type"] != "record":
            raise TypeError(f"this reads no array of {items}: teach it here, or do without one in the schema")
        return self.record(told, _as(mi.StructType, kind).cls)

    def _told(self, schema: Any) -> Any:
        """The schema itself, where it is the name of one."""
        return self._named.get(schema, {"type": schema}) if isinstance(schema, str) else schema


def _as(wanted: type[_T], kind: mi.Type) -> _T:
    """The type of a field, which the schema says is of this kind."""
    if not isinstance(kind, wanted):
        raise TypeError(f"{kind} is no {wanted.__name__}, as the schema has it")
    return kind
