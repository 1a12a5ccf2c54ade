"""Whether a number of the dead counts those who did it too: "nine people, the gunman among them".

Where a text keeps the attackers apart they are no victims (DOMAIN, the attackers' toll): of whoever counts them it is
told that he does.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line
from streams.extract.words.vocabulary import COUNTS

ATTACKERS = frozenset(
    "gunman gunmen attacker attackers assailant assailants shooter shooters bomber bombers raider raiders killer"
    " hijacker hijackers criminals hostage-taker hostage-takers perpetrator perpetrators knifeman assassins".split()
)
_COUNTING = frozenset("counting including includes include included counts count".split())
_NOT = frozenset("not without excluding wrongly mistakenly erroneously incorrectly".split())
_POINTING = frozenset("this that the which".split())
_NEAR = 8  # words between "counting" and those counted, or between these and "among them"
_ENDS = (
    ("included",), ("is", "included"), ("are", "included"), ("among", "them"), ("among", "the", "dead"),
    ("among", "those", "killed"),
)


def counting_attackers(update: Sequence[Figure], lines: Sequence[Line]) -> list[bool]:
    """Of each figure of an update in order, whether its sentence, or the one behind it, says that it counts them."""
    telling = {i for i, line in enumerate(lines) if not ATTACKERS.isdisjoint(line.present)}
    counting = {id(lines[i]) for i in telling if _says_so(lines[i].words)}
    counting |= {id(lines[i - 1]) for i in telling if i and _of_the_number_before(lines[i].words)}
    return [
        figure.category == "killed" and id(figure.line) in counting and figure.group.head not in ATTACKERS
        for figure in update
    ]


def _says_so(words: Sequence[str]) -> bool:
    for i, word in enumerate(words):
        if word not in ATTACKERS or words[i - 1 : i] == ["water"]:  # "water bombers"
            continue
        before = words[max(i - _NEAR, 0) : i]
        if not _COUNTING.isdisjoint(before):
            return _NOT.isdisjoint(words[max(i - _NEAR - 3, 0) : i])
        behind = tuple(words[i + 1 : i + 4])
        if any(behind[: len(end)] == end for end in _ENDS):
            return True
    return False


def _of_the_number_before(words: Sequence[str]) -> bool:
    """ "This number includes the three bombers"."""
    return (
        len(words) > 2 and words[0] in _POINTING and words[1] in COUNTS and words[2] in _COUNTING and _says_so(words)
    )
