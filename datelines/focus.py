"""Which country a story is about."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from schemas.events import Place

if TYPE_CHECKING:
    from datelines.gazetteer import Gazetteer

_WHERE = 3  # votes of "in Syria"; a country that acts or a demonym ("U.S. airstrikes", "Israeli aid") has one
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|off|across|outside|inside|throughout|around)"
    r"(?: (?:the|northern|southern|eastern|western|central|nearby|town|city|village|of|parts))* $",
    re.IGNORECASE,
)


_LANGUAGE = re.compile(
    r"\b(?:in|into) English\b"
    r"|\bEnglish(?:\W{0,3}$|[- ](?:edition|version|service|translat|language|speak|digest|summary"
    r"|bulletin|desk|page|site))"
)


class _Demonyms(NamedTuple):
    pattern: re.Pattern[str]
    countries: dict[str, str]


def focus(
    gazetteer: Gazetteer, *, subject: str, headline: str, texts: Sequence[str], dateline: Place | None
) -> str | None:
    """The country (ISO alpha-2) that a story is about, None when nothing tells.

    The standing subject decides, else the headline, else the text, else the dateline: a story from Beirut on
    "developments in Syria" is about Syria. Within one of them: the country named most often, where "in Syria"
    weighs three times a country that only acts or a demonym; of equals the dateline's, else the first named.
    """
    near = dateline.country if dateline is not None else None
    for part in ([subject], [headline], texts):
        votes: Counter[str] = Counter()
        for text in part:
            _count(gazetteer, text, near, votes)
        if votes:
            most = max(votes.values())
            leading = [country for country, count in votes.items() if count == most]
            return near if near in leading else leading[0]
    return near


def nation_of(demonym: str) -> str | None:
    """The country (ISO alpha-2) whose people or things are called so: "Turkish" -> TR; None for other words."""
    return _demonyms().countries.get(demonym)


def _count(gazetteer: Gazetteer, text: str, near: str | None, votes: Counter[str]) -> None:
    for start, _, place in gazetteer.mentions(text, near):
        if place.country is not None:
            votes[place.country] += _WHERE if _LOCATIVE.search(text, max(0, start - 40), start) else 1
    demonyms = _demonyms()
    for match in demonyms.pattern.finditer(text):
        if match.group(1) == "English" and _LANGUAGE.search(text, max(0, match.start() - 4), match.end() + 12):
            continue
        votes[demonyms.countries[match.group(1)]] += 1


@lru_cache(maxsize=1)
def _demonyms() -> _Demonyms:
    table = tomllib.loads((files("datelines") / "data" / "demonyms.toml").read_text("utf-8"))
    countries = {word: country for country, words in table.items() for word in words}
    longest_first = sorted(countries, key=len, reverse=True)
    return _Demonyms(re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})s?\b"), countries)
