"""Changes that can be taken back, the last one first."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Undo:
    """Makes changes, and keeps how each is taken back."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def begin(self) -> list[Callable[[], object]]:
        """A new list, which `take_back` takes: of what is changed from here on until it is called again."""
        self._steps = []
        return self._steps

    def then(self, step: Callable[[], object]) -> None:
        """Keep what else there is to do."""
        self._steps.append(step)

    def put(self, into: dict[_Key, _Value], key: _Key, value: _Value) -> None:
        self.then(partial(into.__setitem__, key, into[key]) if key in into else partial(into.pop, key))
        into[key] = value

    def pop(self, out_of: dict[_Key, _Value], key: _Key) -> None:
        self.then(partial(out_of.__setitem__, key, out_of.pop(key)))

    def append(self, to: list[_Value], item: _Value) -> None:
        to.append(item)
        self.then(to.pop)

    def insert(self, into: list[_Value], item: _Value, key: Callable[[_Value], Any]) -> None:
        """Where it belongs in a list that is in the order of `key`."""
        insort(into, item, key=key)
        self.then(partial(into.remove, item))

    def add(self, to: set[_Value], item: _Value) -> None:
        if item not in to:
            to.add(item)
            self.then(partial(to.discard, item))

    def set(self, of: object, name: str, value: object) -> None:
        """An attribute."""
        self.then(partial(setattr, of, name, getattr(of, name)))
        setattr(of, name, value)


def take_back(steps: list[Callable[[], object]]) -> None:
    for step in reversed(steps):
        step()
