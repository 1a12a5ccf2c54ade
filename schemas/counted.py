"""How many there are, in words that fit the number."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 update", "2 updates", "3,000 updates"; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
