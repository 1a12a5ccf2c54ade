"""Of what the figure speaks: all (total), a kind of victim or manner (subset), a part of the area, an increment.

RULES are tried in order; each row carries an example (an update whose last figure has the scope) that is a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from schemas.events import Scope
from streams.extract.binding.figure import PUT_RIGHT, SUM_ROW, TABLE_ROW, TAKEN_BACK, Figure, left_of
from streams.extract.scope.areas import (
    continues_place,
    has_place,
    is_in_a_clause_of_its_place,
    is_in_part,
    is_listed_place,
    is_of_a_separate_event,
    is_split_by_place,
    is_there,
    is_where_somebody_rules,
    local_toll,
)
from streams.extract.scope.judged import judged_scope
from streams.extract.scope.one_house import is_at_site
from streams.extract.scope.subsets import (
    continues_part,
    is_beside_a_kind,
    is_beside_wider,
    is_condition,
    is_kind,
    is_of_members,
    is_of_those_there,
    is_part_of_group,
)
from streams.extract.scope.view import BODY_WORDS, View
from streams.extract.words.vocabulary import WEEKDAYS

_SEARCHING = frozenset("overnight after over tonight since later today yesterday".split()) | WEEKDAYS
_RAISING = frozenset("bringing brings raising raises taking takes pushing pushes lifting brought".split())
_MEMORY = 40  # earlier figures looked at


def _is_whole(view: View) -> bool:
    return "prior" in view.figure.flags or (view.figure.relation in ("whole", "tolled") and not local_toll(view))


def _is_increment(view: View) -> bool:
    """More of the same: "three more bodies", "after two teenagers died", bodies found beside a larger toll."""
    figure, line = view.figure, view.figure.line
    if figure.category not in ("killed", "injured", "rescued", "detained", "unidentified") or PUT_RIGHT in figure.flags:
        return False
    if figure.relation == "listed" and has_place(figure):
        return False
    same = view.same_before()
    if (
        figure.group.more
        and (same is not None or (not view.earlier and figure.category == "killed"))
        and figure.group.head != "others"
    ):
        return True
    if _raises_the_total(view):
        return True
    before = line.word(left_of(line, figure.quantity))
    if before in ("after", "when", "as") and same is not None and same.line is line:
        return True
    if BODY_WORDS & set(line.words[figure.first : figure.group.end]) and figure.relation in ("bodies", "subject"):
        behind = set(line.words[figure.last + 1 : figure.last + 9])
        larger = same is not None and (same.quantity.value or 0) > (figure.quantity.value or 0)
        return larger and bool(behind & _SEARCHING)
    return False


def _raises_the_total(view: View) -> bool:
    """ "Two died in hospital, bringing the toll to 14"."""
    figure, following = view.figure, view.following
    if figure.relation == "tolled" or following is None or following.line is not figure.line:
        return False
    between = figure.line.words[figure.last + 1 : following.quantity.first]
    smaller = (figure.quantity.value or 0) < (following.quantity.value or 0)
    return smaller and following.relation == "tolled" and following.category == figure.category and (
        not _RAISING.isdisjoint(between)
    )


class ScopeRule(NamedTuple):
    name: str
    scope: Scope
    holds: Callable[[View], bool]
    example: str


RULES = (
    ScopeRule("separate event", "total", is_of_a_separate_event,
              "Five people were killed in a separate shooting in Brell."),
    ScopeRule("of those there", "total", is_of_those_there, "Three of the 23 passengers died."),
    ScopeRule("ruled area", "partial_area", is_where_somebody_rules, "Some 12 people died in the rebel-held north."),
    ScopeRule("clause of a place", "partial_area", is_in_a_clause_of_its_place,
              "Police report nine dead in Sarn; seven dead in Brell."),
    ScopeRule("increment", "increment", _is_increment, "The storm killed 30. Three more bodies were found."),
    ScopeRule("toll of a place", "partial_area", local_toll, "Officials put the dead in Brell at 12."),
    ScopeRule("list of places", "partial_area", is_listed_place, "The storm killed 93 in Brell, 69 in Sarn."),
    ScopeRule("split by place", "partial_area", is_split_by_place, "Of the dead, 63 were found in Brell, 41 in Sarn."),
    ScopeRule("in part", "partial_area", is_in_part, "Some 12 people died in Brell alone."),
    ScopeRule(
        "place goes on", "partial_area", continues_place, "Eight people came to Brell hospital. Two patients died."
    ),
    ScopeRule("whole", "total", _is_whole, "The death toll rose to 12."),
    ScopeRule(
        "site", "partial_area", lambda view: is_at_site(view.figure),
        "Some 12 people were taken to Brell general hospital."
    ),
    ScopeRule("condition", "subset", is_condition, "Five bodies have not been identified."),
    ScopeRule("part", "subset", is_part_of_group, "The storm killed 30, including 12 farmers."),
    ScopeRule("continued", "subset", continues_part, "Some 12 foreign tourists died and 28 more were hurt."),
    ScopeRule("kind", "subset", is_kind, "The storm killed 12 children."),
    ScopeRule("beside a kind", "subset", is_beside_a_kind, "The blast killed 12 officers and eight civilians."),
    ScopeRule("members", "subset", is_of_members, "Six members of a wedding party drowned."),
    ScopeRule("beside wider", "subset", is_beside_wider,
              "The fire killed 30 people. Twelve traders died in a stairwell."),
    ScopeRule("there", "partial_area", is_there, "Some 12 residents of Brell were evacuated."),
)


_SURE = frozenset({"separate event", "of those there", "ruled area", "clause of a place"})
"""Rows that no other evidence outweighs."""


def scopes_of(update: Sequence[Figure], subject: str) -> list[Scope]:
    """The scope of each figure of an update; `subject` is its story's standing subject."""
    scopes: list[Scope] = []
    for view in views_of(update, frozenset(subject.lower().split()), scopes):
        name, scope = ruled(view)
        if not view.figure.flags.isdisjoint((TABLE_ROW, SUM_ROW)):
            scopes.append("total" if SUM_ROW in view.figure.flags else "partial_area")
        else:
            weight = view.figure.weight
            sure = weight is None or name in _SURE
            judged = scope if sure or weight is None else judged_scope(view, weight, name, scope)
            is_running = view.figure.quantity.ordinal and judged == "increment"  # "a sixth body": so many by now
            scopes.append("total" if is_running else judged)
    return scopes


def views_of(update: Sequence[Figure], subject: frozenset[str], scopes: Sequence[Scope]) -> Iterator[View]:
    """Each figure of an update as the rules look at it; `scopes` are known of those before it when it is taken."""
    for i, figure in enumerate(update):
        following = update[i + 1] if i + 1 < len(update) else None
        around = update[max(i - _MEMORY, 0) : i + _MEMORY]
        earlier = [item for item in update[max(i - _MEMORY, 0) : i] if TAKEN_BACK not in item.flags]
        yield View(figure, earlier, subject, following, scopes[:i], around)


def ruled(view: View) -> tuple[str, Scope]:
    """The first row of RULES that holds, by name, and its scope; without one "" and the total."""
    for rule in RULES:
        if rule.holds(view):
            return rule.name, rule.scope
    return "", "total"
