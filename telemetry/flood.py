"""What is to be told line by line, when there may be ten thousand lines of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from schemas.events import DeadLetter

FIRST = 20  # lines of a kind that are told


class Flood:
    """Tells the first lines of each kind and counts the others, of which `end` tells.

    A line of a dead letter is of the kind of its reason; another one of those that say the same of other documents.
    """

    def __init__(self, say: Callable[[str], None], see: str = "newsroom dead-letters") -> None:
        self._say = say
        self._see = see
        self._told: Counter[str] = Counter()

    def tell(self, lines: Iterable[str], letters: Iterable[DeadLetter] = ()) -> None:
        reasons = {letter.detail: letter.reason for letter in letters}
        for line in lines:
            kind = reasons.get(line) or _words(line)
            self._told[kind] += 1
            if self._told[kind] <= FIRST:
                self._say(line)

    def end(self) -> None:
        """How many lines of each kind were not told; counting begins anew."""
        for kind, count in self._told.most_common():
            if count > FIRST:
                self._say(f"and {count - FIRST:,} more of the same kind ({kind}): see `{self._see}`")
        self._told.clear()


def _words(line: str) -> str:
    """What the line says of a document, without its name and its numbers."""
    _, colon, words = line.partition(": ")
    return re.sub(r"\d[\d,.:]*", "N", words if colon else line)
