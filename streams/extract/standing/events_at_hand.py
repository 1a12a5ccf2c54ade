"""Whether an update speaks of a casualty event at all: weak words ("missing", "hurt") count only beside one.

A weak figure ("four players are missing", "two have died") is kept where the update or its standing subject names a
disaster, an attack, the dead, or those who deal with them. A zero ("no one was hurt") is kept beside another figure
only: where nothing else happened it counts nobody; zero missing is kept, it ends a search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.extract.binding.figure import WEIGHED, Figure
from streams.extract.words.cause import causes_named

_AT_HAND = frozenset(
    (
        "disaster disasters emergency rescuers rescue searchers firefighters ambulance ambulances paramedics"
        " coroner morgue hospital hospitals sheriff survivors victims casualties rubble wreckage debris bodies"
        " corpses toll evacuated evacuees militants tragedy avalanche trapped hostage hostages gunman attackers"
        " ferry boat lifeboats patients insurgents rebels airstrikes shelling protests protest protesters riot"
        " riots unrest clashes crackdown coup soldiers troops troopers gunmen shooter suspects accident wreck sank"
        " sinking capsized overturned plunged derailed collapsed exploded"
    ).split()
)
_SUBJECTS = frozenset(
    (
        "dead deadly death deaths killed kills die dies died wounded injured missing victims tragedy search rescued"
        " ferry boat ship bridge dam coach hostage hostages kidnapped abducted gunman poisoning cholera"
    ).split()
)
_WEAK = frozenset(
    (
        "missing saved survived lost captured held seized died dead treated stable critical struck hit"
        " freed fled named identified unaccounted"
    ).split()
)
_HURT = frozenset({"hurt", "injured"})
_PLAYERS = frozenset("players athletes cyclists riders members starters ministers fans banks companies teams".split())
_WAYS_OUT = frozenset({"got out", "climbed out", "crawled out", "made it out", "pulled", "cut", "hauled"})


def standing(
    figures: Sequence[Figure], update: Sequence[str], subject: Iterable[str], *, sure: bool = False
) -> list[Figure]:
    """The figures that stand in an update of these words; `sure`: all its words together weigh for casualties."""
    counted = any(figure.quantity.value != 0 for figure in figures)
    kept = [figure for figure in figures if figure.quantity.value != 0 or figure.category == "missing" or counted]
    weak = [_is_weak(figure) for figure in kept]
    if sure or not all(weak) or _is_event(frozenset(subject), update):
        return kept
    return [figure for figure in kept if not _is_weak(figure)]


def _is_event(subject: frozenset[str], update: Sequence[str]) -> bool:
    words = [*subject, *update]
    cause = causes_named(words)
    if cause.clear is not None or cause.doubtful not in (None, "attack", "fighting"):
        return True
    return not _AT_HAND.isdisjoint(words) or not _SUBJECTS.isdisjoint(subject)


def _is_weak(figure: Figure) -> bool:
    """Whether the figure's predicate is said of many things besides casualties, or is only weighed."""
    if figure.relation == WEIGHED:
        return figure.mark is None or figure.mark.form != "count" or figure.category != "killed"  # "of 40 deaths"
    if figure.mark is None or figure.group.head in ("people", "civilians", "passengers"):
        return False
    words = figure.line.words[figure.mark.first : figure.mark.last + 1]
    if figure.group.head in _PLAYERS and not _HURT.isdisjoint(words):
        return True
    if figure.category == "killed" and (figure.group.head is not None or figure.mark.last > figure.mark.first):
        return False  # "12 miners", "the number of dead"
    return not _WEAK.isdisjoint(words) or " ".join(words) in _WAYS_OUT or words[0] in _WAYS_OUT
