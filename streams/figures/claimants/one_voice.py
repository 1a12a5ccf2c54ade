"""Names of claimants -> voices: one body under several names speaks once.

Two names are one voice
- when they name the same body, whoever speaks for it ("the army", "a spokesman for the army"; "Gov. Ada Morvelli", "the
  governor's office"), or call it by one name of its own ("civil defence institute Indeci", "Indeci");
- when one is contained in the other, with the same noun ("the ministry", "transport ministry", "Indonesia's transport
  ministry"), and no other name of the incident could be meant as well;
- when they name the same person, in full or by one name, and no other person could be meant.

Where two could be meant all stay apart: of "police", "police in Mutare" and "police in Harare" none is another. So do
two holders of one office, and what differs by rank (police and highway police, a disaster agency and the provincial
one). "Officials", "authorities", "the office" alone name nobody whom another name could spell out.

Which names are one depends on the set of names alone, not on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Generic, NamedTuple, TypeVar

from streams.figures.claimants.names import ALONE, ClaimantName, take_apart
from streams.grades import claimant_key

_RANKS: Final = frozenset("state provincial province regional federal local autonomous union".split())
_BRANCHES: Final = frozenset(
    "highway traffic riot military mobile border railway rail transport transit tourist secret religious salvation"
    " liberation arab free".split()
)  # of police and army; what has such a word more, or one of rank, is another body
_RANKS_OF_A_NAME: Final = frozenset("county city district municipal".split())  # none where named: "Sedgwick County EMS"


_Item = TypeVar("_Item")


class OneVoice(NamedTuple):
    """A voice: by what it is told from others, and its names as printed, the fullest first."""

    key: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


def voices_of_names(names: Iterable[str]) -> Mapping[str, OneVoice]:
    """The voice of each name, by `claimant_key`. The names are those of one incident, in any order."""
    return _voices(frozenset(names))


@lru_cache(maxsize=2048)
def _voices(names: frozenset[str]) -> Mapping[str, OneVoice]:
    ordered = sorted(names)  # the first of several names that are one stands for them
    voices = _Links(claimant_key(name) for name in ordered)
    by_key: dict[str, list[str]] = {}
    for name in ordered:
        by_key.setdefault(claimant_key(name), []).append(name)
    parted = {name: take_apart(name) for name in ordered}
    for one, other in (*_same_body(parted), *_same_person(parted), *_own_names(parted)):
        voices.join(claimant_key(one), claimant_key(other))
    found: dict[str, OneVoice] = {}
    for keys in voices.groups():
        names_of_one = [name for key in keys for name in by_key[key]]
        called = sorted(names_of_one, key=lambda name: (_shortness(parted[name]), name))
        found.update(dict.fromkeys(keys, OneVoice(claimant_key(called[0]), tuple(called))))
    return MappingProxyType(found)


def _shortness(parts: ClaimantName) -> tuple[int, ...]:
    return tuple(-more for more in parts.fullness)


class _Links(Generic[_Item]):
    """Which items belong together."""

    def __init__(self, items: Iterable[_Item]) -> None:
        self._root = {item: item for item in items}

    def join(self, one: _Item, other: _Item) -> None:
        self._root[self._find(other)] = self._find(one)

    def groups(self) -> list[list[_Item]]:
        found: dict[_Item, list[_Item]] = {}
        for item in self._root:
            found.setdefault(self._find(item), []).append(item)
        return list(found.values())

    def _find(self, item: _Item) -> _Item:
        while self._root[item] != item:
            item = self._root[item]
        return item


Pair = tuple[str, str]
_Body = tuple[str, frozenset[str]]  # its noun, and its words


def _same_body(parted: Mapping[str, ClaimantName]) -> list[Pair]:
    bodies: dict[_Body, list[str]] = {}
    for name, parts in parted.items():
        if parts.body:
            bodies.setdefault((parts.head, parts.body), []).append(name)
    proper = {word for parts in parted.values() for word in parts.proper}
    links = _Links(bodies)
    for body in bodies:
        longer = _the_longer(body, bodies, proper)
        if longer is not None:
            links.join(body, longer)
    return [pair for group in links.groups() for pair in _spoken_for([bodies[body] for body in group], parted)]


def _spoken_for(group: list[list[str]], parted: Mapping[str, ClaimantName]) -> list[Pair]:
    """Who speaks for one body, whose names are given by their words. Of two holders none is told to speak for it:
    then only names of the same words, without a person, are one."""
    if _two_holders(parted[name] for names in group for name in names):
        group = [[name for name in names if not parted[name].person] for names in group]
    else:
        group = [[name for names in group for name in names]]
    return [(names[0], name) for names in group for name in names[1:]]


def _the_longer(body: _Body, bodies: Iterable[_Body], proper: set[str]) -> _Body | None:
    """The next longer name of the body, if all longer ones are of one body and it differs by no rank."""
    head, words = body
    if len(words) == 1 and head not in ALONE and not words & proper and head not in _HELD:
        return None
    longer = sorted(
        (other for other in bodies if other[0] == head and words < other[1]), key=lambda other: len(other[1])
    )
    if not longer or any(not one[1] < next_one[1] for one, next_one in pairwise(longer)):
        return None
    more = longer[0][1] - words
    by_branch = head in ("police", "army") and not more.isdisjoint(_BRANCHES)
    by_unnamed_area = not more.isdisjoint(_RANKS_OF_A_NAME) and more.isdisjoint(proper)
    return None if by_branch or by_unnamed_area or not more.isdisjoint(_RANKS) else longer[0]


_HELD: Final = frozenset(("governor", "mayor", "sheriff", "president", "prime minister", "chief minister", "prefect"))


def _two_holders(members: Iterable[ClaimantName]) -> bool:
    holders = {parts.person for parts in members if parts.holds and parts.person}
    return any(not _is_short_for(a, b) and not _is_short_for(b, a) for a in holders for b in holders if a < b)


def _same_person(parted: Mapping[str, ClaimantName]) -> list[Pair]:
    persons: dict[tuple[str, ...], list[str]] = {}
    for name, parts in parted.items():
        if parts.person:
            persons.setdefault(parts.person, []).append(name)
    pairs = [(names[0], name) for names in persons.values() for name in names[1:]]
    for person, names in persons.items():
        longer = sorted((other for other in persons if _is_short_for(person, other)), key=len)
        if longer and all(_is_short_for(a, b) for a, b in pairwise(longer)):
            pairs.append((names[0], persons[longer[0]][0]))
    return pairs


def _is_short_for(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the full name has these words in this order, and ends or begins with them."""
    if len(short) >= len(full) or not short:
        return False
    rest = iter(full)
    return (short[-1] == full[-1] and all(word in rest for word in short)) or short == full[: len(short)]


def _own_names(parted: Mapping[str, ClaimantName]) -> list[Pair]:
    """ "Indeci" and "civil defence institute Indeci"; "NEMA" and "National Emergency Management Agency"."""
    called: dict[str, list[str]] = {}
    alone: dict[str, str] = {}
    for name, parts in parted.items():
        if len(parts.person) == 1 and not parts.body:
            alone[parts.person[0]] = name
            called.setdefault(parts.person[0], []).append(name)
        elif parts.own:
            called.setdefault(parts.own, []).append(name)
    pairs = [(names[0], name) for names in called.values() for name in names[1:]]
    for short, name in alone.items():
        spelt = [other for other, parts in parted.items() if len(short) > 2 and parts.initials == short]
        if len({parted[other].body for other in spelt}) == 1:
            pairs.append((name, spelt[0]))
    return pairs
