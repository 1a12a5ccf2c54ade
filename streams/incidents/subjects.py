"""What a standing subject says of its event beyond place and cause: how it was done and where it struck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

CauseOf = Callable[[str], str | None]

MANNERS: Mapping[str, str] = {
    "blast": "bomb bombs bombing bombings bomber bombers blast blasts explosion explosions grenade airstrike airstrikes"
    " missile rocket drone shelling",
    "shooting": "shooting shootings gunman gunmen gunfire shooter sniper rifle",
    "stabbing": "stabbing stabbings knife",
    "ramming": "ramming rammed van",
    "air": "airstrike airstrikes missile rocket drone jet jets warplane warplanes",
    "train": "train trains rail railway derailment derailed tram",
    "bus": "bus buses coach minibus",
    "ship": "ferry ferries boat boats ship shipwreck capsized trawler vessel",
    "plane": "plane planes airliner jet helicopter aircraft airplane",
}
"""Words that name how it was done, or what crashed [ours]; one word may fit two (a drone bombs)."""

VENUES: Mapping[str, str] = {
    "school": "school schools college university campus kindergarten",
    "worship": "church churches cathedral mosque mosques synagogue temple shrine",
    "market": "market markets bazaar mall store supermarket",
    "hotel": "hotel hotels resort hostel",
    "airport": "airport airfield",
    "station": "station metro subway",
    "wedding": "wedding",
    "funeral": "funeral",
    "stadium": "stadium arena concert festival nightclub club",
    "barracks": "barracks checkpoint base academy",
    "factory": "factory plant mill warehouse refinery",
    "mine": "mine pit colliery",
    "bridge": "bridge overpass tunnel",
    "dam": "dam",
    "prison": "prison jail",
    "courthouse": "courthouse parliament",
    "tower": "tower apartment apartments block",
}
"""Words that name the kind of place that was struck [ours]; not hospitals or embassies, where any event goes on."""


class Subject(NamedTuple):
    """What a story is about, as far as its standing subject tells."""

    cause: str | None  # named: then the story is about one event
    manners: frozenset[str]
    venues: frozenset[str]


def subject_of(story: str, cause_of: CauseOf) -> Subject:
    """Read from the story's slug."""
    words = frozenset(story.split("-"))
    return Subject(cause_of(story.replace("-", " ")), _named(_MANNER_OF, words), _named(_VENUE_OF, words))


def _named(table: Mapping[str, frozenset[str]], words: frozenset[str]) -> frozenset[str]:
    return frozenset[str]().union(*(table[word] for word in words & table.keys()))


def _by_word(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    words = {word for row in table.values() for word in row.split()}
    return {word: frozenset(kind for kind, row in table.items() if word in row.split()) for word in words}


_MANNER_OF = _by_word(MANNERS)
_VENUE_OF = _by_word(VENUES)
