"""What lines of a kind begin with: a cheap no for the many that begin with other letters.

Most lines of a page are sentences, and the tables of patterns that tell all other lines are long.
"""

from __future__ import annotations

_LETTERS = 3


class Beginnings:
    """The words with which a line of some kind can begin where its first characters are plain letters.

    Words count by their first three characters, two-letter ones by both; "_" stands for a space.
    """

    def __init__(self, words: str) -> None:
        self._heads = frozenset(word[:_LETTERS].replace("_", " ") for word in words.split())

    def fit(self, line: str) -> bool:
        """Whether the line may be of the kind; of one that begins with a mark or a strange letter nothing is told."""
        head = line[:_LETTERS].lower()
        return head in self._heads or head[:2] in self._heads or not (head.isascii() and head[:1].isalpha())
