"""A mapping whose latest changes can be kept, or taken off again as if they had never been made."""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, ValuesView
from typing import Generic, TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Changes: TypeAlias = dict[K, V | None]


class Layered(Generic[K, V]):
    """Values are immutable and never None: None in `changes` means that the key is gone."""

    def __init__(self) -> None:
        self._kept: dict[K, V] = {}
        self._changes: Changes[K, V] = {}

    def get(self, key: K) -> V | None:
        return self._changes[key] if key in self._changes else self._kept.get(key)

    def __getitem__(self, key: K) -> V:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def put(self, key: K, value: V | None) -> None:
        self._changes[key] = value

    def take(self) -> Changes[K, V]:
        """The changes made since the last `keep`; they are off the mapping then."""
        taken, self._changes = self._changes, {}
        return taken

    def keep(self, changes: Changes[K, V]) -> None:
        """Make changes that were taken part of the mapping."""
        for key, value in changes.items():
            if value is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = value

    def items(self) -> ItemsView[K, V]:
        """What is kept."""
        return self._kept.items()

    def values(self) -> ValuesView[V]:
        """What is kept."""
        return self._kept.values()
