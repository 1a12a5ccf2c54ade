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


class _Signs(NamedTuple):
    """Signs by their words, and the words that begin those of several: of each as it stands, and in lower case."""

    exact: dict[str, tuple[Sign, ...]]
    folded: dict[str, tuple[Sign, ...]]
    starts_exact: frozenset[str]
    starts_folded: frozenset[str]
    longest: int  # words


def signs_in(text: str) -> Iterator[Sign]:
    """The signs in a text, those of the same words once. In time linear in the text."""
    signs = _signs()
    words = _WORD.findall(text)
    lower = [word.lower() for word in words]
    for row, table, starts in ((words, signs.exact, signs.starts_exact), (lower, signs.folded, signs.starts_folded)):
        there = set(row)
        found = there & table.keys()
        if not starts.isdisjoint(there):
            found |= {
                name
                for at, word in enumerate(row) if word in starts
                for end in range(at + 2, at + signs.longest + 1) if (name := " ".join(row[at:end])) in table
            }  # fmt: skip
        for name in sorted(found):
            yield from table[name]


def _spellings(sign: str) -> list[str]:
    """A sign as it is looked up: its words alone; letters that are read as a word also so: "BASARNAS", "Basarnas"."""
    words = " ".join(_WORD.findall(sign))
    return [words, words.title()] if words.isupper() and len(words) >= _READ_AS_A_WORD else [words]


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    exact: dict[str, tuple[Sign, ...]] = {}
    folded: dict[str, tuple[Sign, ...]] = {}
    for country, row in read_signs().items():
        for is_sure in (True, False):
            for sign in row.get("sure" if is_sure else "likely", []):
                table = exact if sign != sign.lower() else folded
                for name in _spellings(sign):
                    table[name] = (*table.get(name, ()), Sign(country, is_sure))
    starts = [frozenset(name.split()[0] for name in table if " " in name) for table in (exact, folded)]
    longest = max(len(name.split()) for table in (exact, folded) for name in table)
    return _Signs(exact, folded, starts[0], starts[1], longest)


def read_signs() -> dict[str, dict[str, Any]]:
    """The rows of the table by country: `sure` or `likely` or both, and an `example`."""
    return tomllib.loads((files("datelines") / "data" / "signs.toml").read_text("utf-8"))
