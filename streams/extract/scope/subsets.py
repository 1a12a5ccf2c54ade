"""Kinds of victims, manners and conditions that make a figure one of a subset."""

from __future__ import annotations

from streams.extract.binding.figure import Figure, left_of
from streams.extract.binding.lists_and_parts import INCLUDES, MANNERS
from streams.extract.scope.view import BODY_WORDS, PARTS, View
from streams.extract.words.vocabulary import ALL_THERE, ALWAYS_KINDS, KINDS, TRADES

_ANYBODY = frozenset(
    (
        "people persons person others other victims victim bodies body corpses remains lives souls civilians"
        " individuals residents inhabitants casualties fatalities patients survivors evacuees them whom those which"
        " more dead wounded injured missing passengers"
    ).split()
)


def is_part_of_group(view: View) -> bool:
    figure = view.figure
    if figure.relation == "listed" and figure.line.words[figure.last] in MANNERS:
        return True
    of_whom = (
        figure.line.word(figure.quantity.first - 1) == "whom" or figure.line.word(figure.quantity.first - 2) == "whom"
    )
    first, mark = figure.quantity.first, figure.mark
    if figure.line.words[max(first - 2, 0) : first] == ["the", "other"]:
        return True
    if mark is not None and mark.form == "active" and figure.line.words[mark.first] == "lost":
        return True
    if _died_where(figure) and view.has_wider():
        return True
    if figure.line.word(0) == "of" and _opens_with_whole(figure):
        return True
    if _stands_in_dashes_behind_its_whole(figure):
        return True
    among = figure.mark is not None and figure.line.words[figure.mark.first] == "among"
    included = figure.line.word(left_of(figure.line, figure.quantity)) in INCLUDES and figure.relation != "tolled"
    return (
        of_whom
        or among
        or included
        or (figure.group.partitive and not _of_all_there(view))
        or figure.relation in PARTS
    )


def _stands_in_dashes_behind_its_whole(figure: Figure) -> bool:
    """ "Nearly two-thirds of those killed — 37 — were women"."""
    line, first = figure.line, figure.quantity.first
    if line.word(first - 1) not in _DASHES or line.word(figure.quantity.last + 1) not in _DASHES:
        return False
    mark = line.mark_at.get(first - 2)
    return mark is not None and "of" in line.words[max(mark.first - 2, 0) : mark.first]


_DASHES = frozenset({"—", "(", ")", ","})


def _of_all_there(view: View) -> bool:
    """ "Three of the 23 passengers died": all the dead, of whom the whole number was there."""
    figure = view.figure
    whole = figure.group.whole
    if whole is None or figure.relation != "subject" or figure.group.head not in ALL_THERE:
        return False
    return not any(item.quantity is whole for item in view.update)


_WHERE = (["at", "the", "scene"], ["at", "the", "site"], ["on", "the", "spot"], ["on", "the", "way"])


def _died_where(figure: Figure) -> bool:
    """ "Sixty died at the scene and 24 in hospitals": by where they died."""
    if figure.category != "killed":
        return False
    words, last = figure.line.words, figure.last
    return words[last + 1 : last + 4] in _WHERE or words[last] in ("hospital", "hospitals")


def _opens_with_whole(figure: Figure) -> bool:
    """ "Of those who died, 68 …": the sentence opens with the whole."""
    line = figure.line
    comma = line.words.index(",") if "," in line.words else 0
    return 0 < comma < min(9, figure.quantity.first) and any(i in line.mark_at for i in range(comma))


def _is_of_the_country(view: View, nouns: set[str]) -> bool:
    """Syrians in a story on Syria: no kind of victim."""
    stems = {word[:4] for word in view.subject if len(word) > 3}
    return any(noun[:4] in stems for noun in nouns)


_SUFFERED = frozenset({"killed", "injured", "hospitalized", "missing", "other"})


def is_kind(view: View) -> bool:
    """Nationals, children, police: a kind of victim, unless the story is about that kind."""
    figure = view.figure
    nouns = set(figure.line.words[figure.quantity.last + 1 : max(figure.group.end, figure.quantity.last + 2)])
    if nouns & _ANYBODY and nouns & {"and", "or"}:
        return False  # "residents and tourists"
    if figure.category == "detained":
        return bool(nouns & ALWAYS_KINDS)
    if figure.group.own or nouns & ALWAYS_KINDS:
        return True
    if figure.group.nationals and not _is_of_the_country(view, nouns):
        return True
    if figure.category not in _SUFFERED or not nouns.isdisjoint(view.subject):
        return False
    return bool(nouns & KINDS) or (bool(nouns & TRADES) and figure.category != "missing")


_KINDS_BESIDE_OTHERS = frozenset("civilians adults passengers residents villagers patients prisoners inmates".split())


def is_beside_a_kind(view: View) -> bool:
    """ "Six officers and eight civilians died": beside a kind of victim, words that could mean all mean a kind, too."""
    figure = view.figure
    if figure.group.head not in _KINDS_BESIDE_OTHERS:
        return False
    for other in (view.previous, view.following):
        if other is None or other.line is not figure.line or other.category != figure.category:
            continue
        later = max(figure, other, key=lambda item: item.quantity.first)
        if figure.line.word(left_of(figure.line, later.quantity)) == "and" and is_kind(view.of(other)):
            return True
    return False


def is_beside_wider(view: View) -> bool:
    """ "It killed 30. Twelve traders died": a group of its own, or a manner, beside a larger figure of the update."""
    figure, line = view.figure, view.figure.line
    if figure.group.more or figure.relation in ("tolled", "counted", "listed", "whole"):
        return False
    words, wider = line.words, view.same_before()
    larger = wider is not None and (wider.quantity.value or 0) > (figure.quantity.value or 0)
    if figure.mark is not None and words[figure.mark.first : figure.mark.last + 1] == ["shot"]:
        return larger
    behind = words[figure.quantity.last + 1 : figure.quantity.last + 8]
    if larger and ("family" in behind or ("recovered" in behind and figure.group.head in BODY_WORDS)):
        return True
    own = figure.group.head is not None and figure.group.head not in _ANYBODY
    if figure.category == "detained":
        return own and "also" in words
    return own and larger and figure.category in ("killed", "injured", "missing", "displaced")


def is_of_members(view: View) -> bool:
    """ "six members of a wedding party"."""
    words = view.figure.line.words[view.figure.quantity.last + 1 : view.figure.quantity.last + 4]
    if "members" not in words or "family" in view.figure.line.words[view.figure.first : view.figure.last + 1]:
        return False
    return words[words.index("members") + 1 :][:1] == ["of"]


def is_condition(view: View) -> bool:
    """Unidentified bodies, names found, patients by their condition, those still there."""
    figure = view.figure
    if figure.category == "unidentified":
        return True
    mark = figure.mark
    if mark is None:
        return False
    words = set(figure.line.words[mark.first : mark.last + 1])
    if figure.category == "other":
        return bool(words & {"identified", "names", "named"})
    if figure.category != "hospitalized":
        return "found" in words and "shot" in words and figure.group.partitive
    return bool(words & _CONDITIONS) or (
        mark.category == "same" and "still" in words
    )


_CONDITIONS = frozenset(
    "critical stable support coma ventilator surgery ventilators intensive serious grave fair".split()
)


def continues_part(view: View) -> bool:
    """ "39 tourists died and 28 more were hurt": a bare number keeps the group of the one before."""
    figure, previous = view.figure, view.previous
    if previous is None or not view.scopes or view.scopes[-1] != "subset":
        return False
    if figure.group.head not in (None, "others", "them") or figure.relation in ("tolled", "counted", "whole"):
        return False
    if previous.group.nationals or previous.group.own or previous.relation in ("partitive", "coordinate", "parted"):
        return True
    before = left_of(figure.line, figure.quantity)
    return figure.line.word(before) == "and" and figure.line.word(left_of(figure.line, previous.quantity)) in INCLUDES


def is_of_those_there(view: View) -> bool:
    """ "Three of the 23 bus passengers died": of all who were there, none of whom anything else is said."""
    group = view.figure.group
    if group.whole is None or view.figure.category != "killed":
        return False
    end = group.whole.last + 1
    there = group.head in ALL_THERE or view.figure.line.word(end) == "aboard" or (
        view.figure.line.words[end : end + 2] == ["on", "board"]
    )
    return there and all(other.quantity.value != group.whole.value for other in view.earlier)
