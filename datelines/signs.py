"""What only one country has, or hardly another: its bodies, offices, money, zones, words of its news."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_MARKS = tuple("+$₹₱₦₫₩₺₴৳£")
_WORD = re.compile(rf"\+\d{{1,3}}|[A-Z]{{1,3}}\$|[{''.join(_MARKS[2:])}]|[^\W\d_]+|\d+")
_RUN = re.compile(r"\w+")
_READ_AS_A_WORD = 5  # letters


class Sign(NamedTuple):
    """A sign of a country (ISO alpha-2); `is_sure` where no other country has it."""

    country: str
    is_sure: bool


class _Table(NamedTuple):
    """Signs by their words, and those of several words by the first of them."""

    signs: dict[str, tuple[Sign, ...]]
    longer: dict[str, tuple[str, ...]]


def signs_in(text: str) -> Iterator[Sign]:
    """The signs in a text, those of the same words once. In time linear in the text."""
    words = _words_of(text)
    printed = set(words)
    for there, table in zip((printed, set(map(str.lower, printed))), _tables(), strict=True):
        found = there & table.signs.keys()
        longer = [
            name for first in there & table.longer.keys() for name in table.longer[first]
            if there.issuperset(name.split(" "))
        ]  # fmt: skip
        if longer:  # their words stand there: one behind the other?
            row = f" {' '.join(words)} "
            row = row if there is printed else row.lower()
            found.update(name for name in longer if f" {name} " in row)
        for name in sorted(found):
            yield from table.signs[name]


def _words_of(text: str) -> list[str]:
    """The words, numbers and signs of money in a text."""
    if any(map(text.__contains__, _MARKS)):
        return _WORD.findall(text)
    words = _RUN.findall(text)
    mixed = {word for word in set(words) if not (word.isalpha() or word.isdecimal())}  # "4th", "snake_case"
    return words if not mixed else [
        part for word in words for part in (_WORD.findall(word) if word in mixed else (word,))
    ]


def _spellings(sign: str) -> list[str]:
    """A sign as it is looked up: its words alone; letters that are read as a word also so: "BASARNAS", "Basarnas"."""
    words = " ".join(_WORD.findall(sign))
    return [words, words.title()] if words.isupper() and len(words) >= _READ_AS_A_WORD else [words]


@lru_cache(maxsize=1)
def _tables() -> tuple[_Table, _Table]:
    """Signs as they stand, and signs in lower case."""
    tables = _Table({}, {}), _Table({}, {})
    for country, row in read_signs().items():
        for kind in ("sure", "likely"):
            for sign in row.get(kind, []):
                signs, longer = tables[sign == sign.lower()]
                for name in _spellings(sign):
                    first, *rest = name.split()
                    if rest and name not in signs:
                        longer[first] = (*longer.get(first, ()), name)
                    signs[name] = (*signs.get(name, ()), Sign(country, kind == "sure"))
    return tables


def read_signs() -> dict[str, dict[str, Any]]:
    """The rows of the table by country: `sure` or `likely` or both, and an `example`."""
    return tomllib.loads((files("datelines") / "data" / "signs.toml").read_text("utf-8"))
