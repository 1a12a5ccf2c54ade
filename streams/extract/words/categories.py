"""What happened to people, in words: the rows of predicates.toml, ready to be found in tokens."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias

from schemas.events import Category
from streams.extract.words.phrases import Phrases

Form = Literal["state", "verb", "past", "active", "count", "toll"]


What: TypeAlias = Category | Literal["same"]  # same: what the figure before said


class Predicate(NamedTuple):
    words: str
    category: What
    form: Form
    example: str
    near: frozenset[str] = frozenset()  # words of which one must stand in the sentence; none: no matter


_TABLE = tomllib.loads(files("streams.extract.words").joinpath("predicates.toml").read_text("utf-8"))

PREDICATES: tuple[Predicate, ...] = tuple(
    Predicate(
        words,
        row["category"],
        row["form"],
        row["example"].replace("_", words.replace("* ", "the ")),
        frozenset(row.get("near", ())),
    )
    for row in _TABLE["predicate"]
    for words in row["phrases"]
)
PHRASES = Phrases(PREDICATES)
BARE_TOLLS: dict[str, Category] = _TABLE["bare_tolls"]
ALSO_TELLING: tuple[str, ...] = tuple(_TABLE["prefilter"]["telling"])
_EVERYDAY = frozenset(_TABLE["prefilter"]["everyday"])


def telling(words: str) -> str:
    """The longest word of a phrase that is no everyday word; "" when all are."""
    return max((word for word in words.split() if word not in _EVERYDAY and len(word) > 2), key=len, default="")


def _needed(row: Predicate) -> str:
    """A word without which the row cannot be in a sentence: the most telling one."""
    return telling(row.words) or max(row.words.split(), key=len)


NEEDED = frozenset(_needed(row) for row in PREDICATES)
