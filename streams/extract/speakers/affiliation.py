"""To whom a speaker belongs, where the words beside his name tell: "Ana Corvo, secretary of the doctors' union".

A leader, a spokesman or an organiser without a body of his own speaks for the one named just before [ours]: "The
Highland Army, a militia, gave another account. Its commander, Ana Corvo, …".
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import AUXILIARIES
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, ROLES, VERB_KIND

_BEHIND = 12  # tokens of an apposition
_IN_FRONT = 9
_OPENING = 16  # tokens of the sentence before, in which a body is named
_ENDS = frozenset('. , ; : ( ) " — – ! ?'.split())
_OF = frozenset("of for from with at".split())
_BODIES = BODIES_WORDS | GROUPS
_SIDES = _BODIES | frozenset("opposition rebel militia militias sangh labour labor ngo charity".split())
_SPEAKS_FOR_OTHERS = frozenset(
    "spokesman spokeswoman spokesperson leader leaders commander coordinator organiser organizer organisers"
    " organizers secretary president chairman chairwoman chair director head chief member representative founder"
    " manager lawyer deputy governor convener convenor".split()
)


def affiliation(line: Line, first: int, end: int, before: Line | None) -> set[str]:
    """The words, in small letters, by which the text says to whom the speaker at [first, end) belongs; `before` is the
    sentence before."""
    found = {*_behind(line, end), *_in_front(line, first)}
    called = found.union(line.words[first:end])
    if before is not None and not _SPEAKS_FOR_OTHERS.isdisjoint(called) and _BODIES.isdisjoint(called):
        found |= _SIDES.intersection(line.words[:first]) | _SIDES.intersection(before.words[:_OPENING])
    return found


def _behind(line: Line, end: int) -> Iterator[str]:
    if line.word(end) == ",":
        end += 1
    elif line.word(end) not in _OF:
        return
    for i in range(end, min(end + _BEHIND, len(line.words))):
        if _ends(line, i):
            return
        yield line.words[i]


def _in_front(line: Line, first: int) -> Iterator[str]:
    if line.word(first - 1) == ",":
        if line.word(first - 2) not in ROLES:
            return  # "all were matched to a family, the institute said"
        first -= 1
    for i in range(first - 1, max(first - 1 - _IN_FRONT, -1), -1):
        if _ends(line, i):
            return
        yield line.words[i]


def _ends(line: Line, i: int) -> bool:
    word = line.words[i]
    return word in _ENDS or word in VERB_KIND or word in AUXILIARIES or i in line.quantity_at or i in line.mark_at
