"""Whether a number of the dead counts those who did it too: "nine people, the gunman among them".

Where a text keeps the attackers apart they are no victims (DOMAIN, the attackers' toll): of whoever counts them it is
told that he does.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line

ATTACKERS = frozenset(
    "gunman gunmen attacker attackers assailant assailants shooter shooters bomber bombers raider raiders killer"
    " hijacker hijackers criminals hostage-taker hostage-takers perpetrator perpetrators knifeman assassins".split()
)
_COUNTING = frozenset("counting including includes include included counts count".split())
_NOT = frozenset("not without excluding".split())
_SUMS = frozenset("number figure toll count total tally".split())
_POINTING = frozenset("this that the which".split())
_NEAR = 8  # words between "counting" and those counted, or between these and "among them"
_ENDS = (
    ("included",), ("is", "included"), ("are", "included"), ("among", "them"), ("among", "the", "dead"),
    ("among", "those", "killed"),
)


def includes_attackers(figure: Figure, after: Line | None) -> bool:
    """Whether its sentence, or the one `after` it, says that the figure counts the attackers."""
    if figure.category != "killed" or figure.group.head in ATTACKERS:
        return False
    line = figure.line
    if not ATTACKERS.isdisjoint(line.present) and _says_so(line.words):
        return True
    return after is not None and not ATTACKERS.isdisjoint(after.present) and _of_the_number_before(after.words)


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
        len(words) > 2 and words[0] in _POINTING and words[1] in _SUMS and words[2] in _COUNTING and _says_so(words)
    )
