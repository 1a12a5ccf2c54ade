"""Avro's binary encoding of a struct, by a function that is made for its schema.

A general writer asks of every value what its schema is, and of every union which branch fits. The schemas of our
events are known beforehand, so both are answered once: for each record the text of a function is made that joins the
bytes of its fields, in their order, and Python compiles it. For `{"name": "Cause", "fields": [topic, partition]}`:

    def write_Cause(e): return join((
    LENGTHS[len(b := e.topic.encode())], b,
    LONGS[n] if -1 < (n := e.partition) < 8192 else long(n),
    ))

The text is made of our own schemas alone. Each field has a line of its own, so that a traceback tells at which field
an event cannot be written.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

WriteRecord: TypeAlias = Callable[[Any], bytes]
"""The bytes of a struct that has the fields of the schema."""

UNWRITABLE = (ValueError, TypeError, ArithmeticError, AttributeError, LookupError, struct.error)
"""What writing raises for a value that the schema has no room for; `unwritable_field` says which."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_REMEMBERED_TIMES = 4096
_FILE = "<writer>"  # what functions are compiled as, followed by the names of their fields
_FIRST_LINE = 2  # of a function's fields
_SOME = b"\2"  # the branch of a union that is not null


def record_writer(schema: Any) -> WriteRecord:
    """What writes a struct by this record's schema, as fastavro parsed it: the bytes that every Avro writer gives."""
    functions = _Functions()
    write: WriteRecord = functions.known[functions.record(schema)]
    return write


def unwritable_field(error: BaseException) -> str:
    """The field that a writer failed at, and why."""
    fields, trace = list[str](), error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_FILE):
            fields.append(file.split()[1:][trace.tb_lineno - _FIRST_LINE])
        trace = trace.tb_next
    return f"{'.'.join(fields)}: {error}"


def _long(number: int) -> bytes:
    """Avro's int and long: zigzag, then seven bits a byte, the lowest first."""
    if not -(2**63) <= number < 2**63:
        raise OverflowError(f"{number} is beyond 64 bits")
    rest = number << 1 ^ number >> 63
    out = bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


_SHORT = 8192  # numbers below it have one or two bytes, and are looked up
_LONGS = [bytes((2 * n,)) if n < 64 else bytes((2 * n & 127 | 128, n // 64)) for n in range(_SHORT)]
_SOME_LONGS = [_SOME + encoded for encoded in _LONGS]


class _Lengths(dict[int, bytes]):
    """What stands before so many bytes or items, behind the branch of a union, if any."""

    def __init__(self, branch: bytes, short: Sequence[bytes]) -> None:
        super().__init__(enumerate(short))
        self._branch = branch

    def __missing__(self, length: int) -> bytes:
        return self._branch + _long(length)


_LENGTHS = _Lengths(b"", _LONGS)


class _Times(dict[dt.datetime, bytes]):
    """Times in UTC; the last ones are remembered, since one time is told again and again.

    Of other zones none is: two times an hour apart are equal there while clocks are put back.
    """

    def __missing__(self, moment: dt.datetime) -> bytes:
        if len(self) >= _REMEMBERED_TIMES:
            self.clear()
        self[moment] = encoded = _time(moment)
        return encoded


def _time(moment: dt.datetime) -> bytes:
    """Microseconds since 1970. TypeError for a time without a zone."""
    return _long((moment - _EPOCH) // _MICROSECOND)


class _Words(dict[Any, bytes]):
    """The bytes of each value of a short list."""

    def __missing__(self, word: object) -> bytes:
        raise ValueError(f"{word!r} is none of {', '.join(map(str, self))}")


def _array(items: Sequence[Any], write: WriteRecord) -> bytes:
    """One block with all items, where there are any."""
    return b"".join((_LENGTHS[len(items)], *map(write, items), b"\0")) if len(items) else b"\0"


def _texts(items: Sequence[str]) -> bytes:
    parts = [_LENGTHS[len(items)]]
    for item in items:
        encoded = item.encode()
        parts += _LENGTHS[len(encoded)], encoded
    return b"".join((*parts, b"\0"))


# what the functions' text may name
_TIMES = _Times()
_TOOLS = {
    "join": b"".join, "array": _array, "texts": _texts, "long": _long, "time": _time, "UTC": dt.UTC, "TIMES": _TIMES,
    "LENGTHS": _LENGTHS, "LONGS": _LONGS, "SOME_LENGTHS": _Lengths(_SOME, _SOME_LONGS), "SOME_LONGS": _SOME_LONGS,
    "SOME": _SOME, "NONE": b"\0", "NOTHING": b"", "double": struct.Struct("<d").pack,
    "BOOLEANS": _Words({False: b"\0", True: b"\1"}),
}
# how the value of the expression {0} is written: each part is an expression of bytes
_PARTS = {
    "string": ("LENGTHS[len(b := {0}.encode())]", "b"),
    "bytes": ("LENGTHS[len(b := {0})]", "b + NOTHING"),  # so that what is none is found here and not when all is joined
    "long": (f"LONGS[n] if -1 < (n := {{0}}) < {_SHORT} else long(n)",),
    "double": ("double({0})",),
    "boolean": ("BOOLEANS[{0}]",),
    "timestamp-micros": ("TIMES[t] if (t := {0}).tzinfo is UTC else time(t)",),
}
# the same of `v` behind the branch of a union, where both can be looked up as one
_SOME_PARTS = {
    "string": "SOME_LENGTHS[len(b := v.encode())] + b",
    "long": f"SOME_LONGS[v] if -1 < v < {_SHORT} else SOME + long(v)",
}


class _Functions:
    """The functions of a schema's records, each made where it is first met."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = dict(_TOOLS)
        self._named: dict[str, Any] = {}  # enums and records, which are told once and named thereafter

    def record(self, schema: Any) -> str:
        """The name of the function that writes such a record."""
        name = f"write_{schema['name'].replace('.', '_')}"
        if name not in self.known:
            self._named[schema["name"]] = schema
            fields = schema["fields"]
            lines = [", ".join(self._parts(field["type"], f"e.{field['name']}")) for field in fields]
            text = "\n".join([f"def {name}(e): return join((", *(f"{line}," for line in lines), "))"])
            file = " ".join([_FILE, *(field["name"] for field in fields)])
            exec(compile(text, file, "exec"), self.known)  # noqa: S102 - of our own schemas
        return name

    def _parts(self, schema: Any, value: str) -> tuple[str, ...]:
        """The expressions whose bytes, one behind the other, are those of the value."""
        if isinstance(schema, list):
            return (self._union(schema, value),)
        schema = self._told(schema)
        kind = schema.get("logicalType", schema["type"])
        if kind in _PARTS:
            return tuple(part.format(value) for part in _PARTS[kind])
        if kind == "array":
            return (self._array(schema["items"], value),)
        if kind == "record":
            return (f"{self.record(schema)}({value})",)
        if kind != "enum":
            raise TypeError(f"this writes no {kind}: teach it here, or do without one in the schema")
        self._named[schema["name"]] = schema
        words = f"WORDS_{schema['name'].replace('.', '_')}"
        self.known[words] = _Words({word: _long(place) for place, word in enumerate(schema["symbols"])})
        return (f"{words}[{value}]",)

    def _union(self, branches: list[Any], value: str) -> str:
        null, some = branches
        if null != "null":
            raise TypeError(f"this writes no union that begins with {null}: say null first")
        if isinstance(some, str) and some in _SOME_PARTS:
            written = _SOME_PARTS[some]
        else:
            written = " + ".join(["SOME", *(f"({part})" for part in self._parts(some, "v"))])
        return f"NONE if (v := {value}) is None else {written}"

    def _array(self, items: Any, value: str) -> str:
        if items == "string":
            return f"texts(a) if len(a := {value}) else NONE"
        told = self._told(items)
        if not isinstance(told, dict) or told["type"] != "record":
            raise TypeError(f"this writes no array of {items}: teach it here, or do without one in the schema")
        return f"array({value}, {self.record(told)})"

    def _told(self, schema: Any) -> Any:
        """The schema itself, where it is the name of one."""
        return self._named.get(schema, {"type": schema}) if isinstance(schema, str) else schema
