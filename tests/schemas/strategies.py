"""Random events: any value that an event's type allows, the awkward ones included."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import strategies as st

from schemas.events import EVENT_TYPES, Event

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_INT64 = st.integers(-(2**63), 2**63 - 1)
_UTC = st.datetimes(timezones=st.just(dt.UTC))


def values_of(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Values of a msgspec type."""
    match kind:
        case msgspec.inspect.UnionType(types=types):
            return st.one_of([values_of(member) for member in types])
        case msgspec.inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case msgspec.inspect.VarTupleType(item_type=item_type):
            return st.lists(values_of(item_type), max_size=3).map(tuple)
        case msgspec.inspect.StructType(cls=cls, fields=fields):
            return st.builds(cls, **{field.name: values_of(field.type) for field in fields})
    plain: dict[type[msgspec.inspect.Type], st.SearchStrategy[Any]] = {
        msgspec.inspect.NoneType: st.none(),
        msgspec.inspect.StrType: _TEXT,
        msgspec.inspect.IntType: _INT64,
        msgspec.inspect.FloatType: st.floats(allow_nan=False),
        msgspec.inspect.BoolType: st.booleans(),
        msgspec.inspect.BytesType: st.binary(max_size=40),
        msgspec.inspect.DateTimeType: _UTC,
    }
    return plain[type(kind)]


def events() -> st.SearchStrategy[Event]:
    """Any event of any type."""
    return st.one_of([values_of(msgspec.inspect.type_info(struct)) for struct in EVENT_TYPES])
