"""Finding table phrases in words: the longest row that starts at a word.

A row's words may hold "*": up to three words (five before a hospital) of any kind but numbers and marks:
"taken to * hospital".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Generic, Protocol, TypeVar

_GAP = 3
_WIDE_GAP = 5  # before the name of a house of care: "the Brell medical college hospital"
_WIDE = frozenset("hospital hospitals clinic clinics center ward wards".split())
_NOT_WIDE = frozenset("have has had was were are is be been died and or who that which said says".split())


class Row(Protocol):
    @property
    def words(self) -> str: ...


R = TypeVar("R", bound=Row)


class Phrases(Generic[R]):
    """Rows of a table by their first word, and there by their second ("" for a single word, "*" for a gap)."""

    def __init__(self, rows: Iterable[R]) -> None:
        self._rows: dict[str, dict[str, list[tuple[tuple[str, ...], R]]]] = {}
        for row in rows:
            words = tuple(row.words.split())
            second = words[1] if len(words) > 1 else ""
            self._rows.setdefault(words[0], {}).setdefault(second, []).append((words, row))
        for options in self._rows.values():
            for rows_of in options.values():
                rows_of.sort(key=lambda option: -len(option[0]))
        # The last words of the gapped rows of each opening, for a quick no.
        self._gapped = {word: frozenset(phrase[-1] for phrase, _ in options.get("*", ()))
                        for word, options in self._rows.items()}  # fmt: skip

    def starts(self, words: Sequence[str], present: Set[str]) -> list[int]:
        """Where a row can start, by its opening, the next word and the words of the sentence."""
        rows, gapped, found = self._rows, self._gapped, []
        for i in [i for i, word in enumerate(words) if word in rows]:
            options = rows[words[i]]
            if (
                "" in options or (i + 1 < len(words) and words[i + 1] in options)
                or not gapped[words[i]].isdisjoint(present)
            ):  # fmt: skip
                found.append(i)
        return found

    def find(self, words: Sequence[str], i: int, present: Set[str]) -> tuple[R, int] | None:
        """The row at words[i] that covers most words, and the index of its last one; `present` is the set of words."""
        options = self._rows.get(words[i])
        if options is None:
            return None
        best: tuple[R, int] | None = None
        following = options.get(words[i + 1]) if i + 1 < len(words) else None
        for phrase, row in following or ():
            last = _match(words, i, phrase)
            if last is not None:
                best = row, last
                break
        for phrase, row in options.get("*", ()):
            if phrase[-1] not in present:
                continue
            last = _match(words, i, phrase)
            if last is not None and (best is None or last > best[1]):
                best = row, last
        single = options.get("")
        return best or ((single[0][1], i) if single else None)


def _match(words: Sequence[str], i: int, phrase: tuple[str, ...]) -> int | None:
    """Index of the last word if all of the phrase follow each other from words[i] on."""
    at, gap, wide = i, 0, False
    for word in phrase:
        if word == "*":
            wide = phrase[-1] in _WIDE
            gap = _WIDE_GAP if wide else _GAP
            continue
        while at < len(words) and words[at] != word:
            if gap == 0 or not (words[at][0].isalpha() or words[at] == "'s") or (wide and words[at] in _NOT_WIDE):
                return None
            gap -= 1
            at += 1
        if at >= len(words):
            return None
        gap = 0
        at += 1
    return at - 1
