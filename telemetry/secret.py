"""Words that are never printed or logged: passwords, tokens, keys."""

from __future__ import annotations


class Secret:
    """A secret as it was given; shown as asterisks wherever it is formatted, and equal to the same words."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The words themselves, for whom they are meant."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __str__(self) -> str:
        return "**********"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
