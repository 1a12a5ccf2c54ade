"""What a document says, without characters that steer whatever shows it: made of entities, they come out late."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import msgspec

from schemas.characters import without_steering

T = TypeVar("T")


def cleared(value: T) -> T:
    """A struct, a tuple or a text with every text in it cleared; what is clean stays the same object."""
    return cast(T, _cleared(value))


def _cleared(value: Any) -> Any:
    if isinstance(value, str):
        return without_steering(value)
    if isinstance(value, tuple):
        members = [_cleared(member) for member in value]
        same = all(new is old for new, old in zip(members, value, strict=True))
        return value if same else tuple(members)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: new for name, old in fields.items() if (new := _cleared(old)) is not old}
        return msgspec.structs.replace(value, **changed) if changed else value
    return value
