"""The country in which a text's names lie together, where no single one of them is known well enough to tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from datelines.mentions import is_ordinary
from datelines.names import fold_name

if TYPE_CHECKING:
    from datelines.gazetteer import Gazetteer

_RUN = re.compile(
    r"[^\W\d_a-z][\w’'-]+(?: (?:of|de|del|da|do|du|el|al) (?=[^\W\d_a-z])| (?=[^\W\d_a-z])|[^\W\d_a-z][\w’'-]+)*"
)
_WORDS_OF_PLACE = ("in", "at", "near", "to", "from", "outside", "toward", "towards", "off")
_NEAR = re.compile(
    rf"\b(?:{'|'.join(_WORDS_OF_PLACE)})(?: the| nearby| northern| southern| eastern| western)? \Z",
    re.IGNORECASE,
)
_MOST_NAMES = 80
_SHORTEST_NAME = 4  # characters
_LONGEST_NAME = 3  # words
_OF_A_COUNTRY, _OF_A_PLACE = 3, 2  # votes of a country's own name, or "in" its capital; of any name behind "in"
_ENOUGH = 3  # votes
_CANDIDATES = 6  # countries


def likely_country(gazetteer: Gazetteer, texts: Sequence[str]) -> str | None:
    """The country (ISO alpha-2) that most names of these texts lie in, None where they do not agree.

    A weaker word than `focus`: two towns of middling size, none of them sure by itself, are enough; good for the zone
    of a clock, not for a desk.
    """
    weights: dict[str, int] = {}
    for text in texts:
        for name, is_located in _names(text):
            weights[name] = max(weights.get(name, 1), _OF_A_PLACE if is_located else 1)
            if len(weights) == _MOST_NAMES:
                break
    places = {name: place for name in weights if (place := gazetteer.lookup(name, None)) is not None}
    inner = {name for name in weights for longer in places if name != longer and f" {name} " in f" {longer} "}
    votes: dict[str, int] = defaultdict(int)
    first_guess = Counter(place.country for name, place in places.items() if name not in inner)
    for country, _ in sorted(first_guess.items(), key=lambda guess: (-guess[1], guess[0] or ""))[:_CANDIDATES]:
        for name, weight in ((name, weight) for name, weight in weights.items() if name not in inner):
            found = gazetteer.lookup(name, country) if country is not None else None
            if country is not None and found is not None and found.country == country:
                is_sure = found.kind == "country" or (weight > 1 and gazetteer.is_large(found))
                votes[country] += _OF_A_COUNTRY if is_sure else weight
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    if not ranked or ranked[0][1] < _ENOUGH or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def _names(text: str) -> Iterator[tuple[str, bool]]:
    """The capitalised names of a text and all their parts of up to three words; whether a word of place leads there."""
    for run in _RUN.finditer(text):
        words = run[0].split()
        is_located = _NEAR.search(text, max(0, run.start() - 30), run.start()) is not None
        for first in range(len(words)):
            for last in range(first, min(first + _LONGEST_NAME, len(words))):
                name = " ".join(words[first : last + 1])
                if len(name) >= _SHORTEST_NAME and not is_ordinary(fold_name(name)):
                    yield name, words[first - 1].lower() in _WORDS_OF_PLACE if first else is_located
