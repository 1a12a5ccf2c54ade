"""Finding table phrases in tokens: the longest row that starts at a token.

A row's words may hold "*": up to three words of any kind but numbers and marks ("taken to * hospital").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from streams.extract.tokens import Token

_GAP = 3


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

    def starts(self, word: str) -> bool:
        return word in self._rows

    def find(self, tokens: Sequence[Token], i: int) -> tuple[R, int] | None:
        """The row at tokens[i] that covers most tokens, and the index of its last one."""
        options = self._rows.get(tokens[i].word)
        if options is None:
            return None
        best: tuple[R, int] | None = None
        following = tokens[i + 1].word if i + 1 < len(tokens) else ""
        for words, row in options.get(following, ()) if following else ():
            last = _match(tokens, i, words)
            if last is not None:
                best = row, last
                break
        for words, row in options.get("*", ()):
            last = _match(tokens, i, words)
            if last is not None and (best is None or last > best[1]):
                best = row, last
        single = options.get("")
        return best or ((single[0][1], i) if single else None)


def _match(tokens: Sequence[Token], i: int, words: tuple[str, ...]) -> int | None:
    """Index of the last token if all words follow each other from tokens[i] on."""
    at, gap = i, 0
    for word in words:
        if word == "*":
            gap = _GAP
            continue
        while at < len(tokens) and tokens[at].word != word:
            if gap == 0 or not (tokens[at].word[0].isalpha() or tokens[at].word == "'s"):
                return None
            gap -= 1
            at += 1
        if at >= len(tokens):
            return None
        gap = 0
        at += 1
    return at - 1
