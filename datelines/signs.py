"""What only one country has, or hardly another: its bodies, offices, money, zones, words of its news."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_WORD = re.compile(r"\+\d{1,3}|[A-Z]{1,3}\$|[₹₱₦₫₩₺₴৳£]|[^\W\d_]+|\d+")
_READ_AS_A_WORD = 5  # letters


class Sign(NamedTuple):
    """A sign of a country (ISO alpha-2); `is_sure` where no other country has it."""

    country: str
    is_sure: bool


class _Table(NamedTuple):
    """Signs by their words, and how many words those have that begin with a word and go on."""

    signs: dict[str, tuple[Sign, ...]]
    lengths: dict[str, frozenset[int]]


def signs_in(text: str) -> Iterator[Sign]:
    """The signs in a text, those of the same words once. In time linear in the text."""
    words = _WORD.findall(text)
    for row, table in zip((words, [word.lower() for word in words]), _tables(), strict=True):
        there = set(row)
        found = there & table.signs.keys()
        if starts := there & table.lengths.keys():
            found |= {
                name
                for at, word in enumerate(row) if word in starts
                for length in table.lengths[word] if (name := " ".join(row[at : at + length])) in table.signs
            }  # fmt: skip
        for name in sorted(found):
            yield from table.signs[name]


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
                signs, lengths = tables[sign == sign.lower()]
                for name in _spellings(sign):
                    signs[name] = (*signs.get(name, ()), Sign(country, kind == "sure"))
                    first, *rest = name.split()
                    if rest:
                        lengths[first] = lengths.get(first, frozenset()) | {1 + len(rest)}
    return tables


def read_signs() -> dict[str, dict[str, Any]]:
    """The rows of the table by country: `sure` or `likely` or both, and an `example`."""
    return tomllib.loads((files("datelines") / "data" / "signs.toml").read_text("utf-8"))
