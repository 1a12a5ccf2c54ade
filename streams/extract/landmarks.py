"""By what an event is known again on another page: the names and rare words that an update prints.

All words of four letters or more count that are not common (`words/common_words.txt`, made by
`python -m tests.gold.common_words`: words that stand in several stories, countries, nationalities, months), and that
name no province or big city: those have more than one event, and are told apart by their capital. A name is written
with a capital, and never small by the same text; it comes before the rare words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from datelines.names import fold_name
from datelines.places import Gazetteer

MOST = 32
"""So many of an update's names and rare words are kept: those of its headlines, then those that come first."""
MOST_WIDE = 8
"""So many provinces and big cities of an update are kept."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def names_in(texts: Iterable[str], gazetteer: Gazetteer, country: str | None) -> tuple[str, ...]:
    """The names in these texts, then the rare words, folded to plain lower case, each in the order of the texts, at
    most `MOST`; then provinces and big cities, folded but for their capital, at most `MOST_WIDE`."""
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text))
    small = {word for word in words if not word[0].isupper()}
    common = common_words()
    found: dict[str, None] = {}
    rare: dict[str, None] = {}
    wide: dict[str, None] = {}
    for word in words:
        if word in small:
            if word not in common and (folded := fold_name(word)) not in common:  # those that are common stand folded
                rare[_singular(folded)] = None
        elif word.lower() not in small and (name := _as_kept(word, gazetteer, country)):
            (wide if name[0].isupper() else found)[name] = None
    return (*tuple(dict.fromkeys((*found, *rare)))[:MOST], *tuple(wide)[:MOST_WIDE])


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=16_384)
def _as_kept(word: str, gazetteer: Gazetteer, country: str | None) -> str:
    """The name as it is kept; "" where it is common."""
    name = fold_name(word)
    if name in common_words():
        return ""
    place = gazetteer.lookup(word, country)
    return name.capitalize() if place is not None and (place.kind == "region" or gazetteer.is_large(place)) else name


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words that tell no event from another, folded."""
    return frozenset((files("streams.extract.words") / "common_words.txt").read_text("utf-8").split())
