"""Of what a figure speaks, weighed: the rule of scope that holds, its words, and the update's other figures."""

from __future__ import annotations

from typing import Any, cast

from schemas.events import Scope
from streams.extract.binding.evidence import kind_of_head
from streams.extract.scope.view import View
from streams.extract.weighing.weights import Evidence, judges

_PLACES = frozenset("in at near outside around across from inside".split())


def judged_scope(view: View, weight: int, rule: str, scope: Scope) -> Scope:
    """The scope that weighs most; `weight` is that of the figure's own evidence.

    `rule` is the name of the row that holds, "" for none, `scope` what it says.
    """
    judge = judges()["scope"]
    return cast(Scope, judge.best(judge.scales.weigh(evidence_of_scope(view, rule, scope), weight)))


def evidence_of_scope(view: View, rule: str, scope: Scope) -> Evidence:
    """What the update says of the figure's scope besides the figure's own words."""
    figure = view.figure
    category, value = figure.category, figure.quantity.value
    groups: list[tuple[Any, ...]] = [(_of_rule, rule, scope, category)]
    found: list[str] = []
    last = view.earlier[-1] if view.earlier else None
    same = view.same_before()
    kind = kind_of_head(figure.group)
    for name, other in (("last", last), ("same", same)):
        if other is None:
            found.append(f"{name}=none")
            continue
        near = "line" if other.line is figure.line else (
            "paragraph" if other.line.paragraph == figure.line.paragraph else "far")
        groups.append((_of_other, name, near, _against(value, other.quantity.value), kind))
    if view.scopes:
        found.append(f"last scope={view.scopes[-1]}")
        if last is not None:
            found.append(f"last scope={view.scopes[-1]}/{last.category == category}/{last.line is figure.line}")
    found.append(f"wider={view.has_wider()}")
    others = [item.quantity.value for item in view.update if item.category == category and item is not figure]
    found.append(f"alone={not others}")
    if value is not None and others:
        found.append(f"repeated={value in others}")
    words, end = figure.line.words, max(figure.group.end, figure.last + 1)
    for i in range(figure.quantity.last + 1, min(end + 4, len(words))):
        if words[i] in _PLACES and figure.line.capital(i + 1):
            found.append(f"place behind={words[i]}/{_in_subject(view, i + 1)}")
            break
    for i in range(max(figure.quantity.first - 6, 0), figure.quantity.first):
        if words[i] in _PLACES and figure.line.capital(i + 1):
            found.append(f"place before={words[i]}/{_in_subject(view, i + 1)}")
    return Evidence(groups, found)


def _of_rule(rule: str, scope: Scope, category: str) -> list[str]:
    return [f"rule={rule}", f"scope={scope}", f"category={category}", f"rule/category={rule}/{category}"]


def _of_other(name: str, near: str, against: str, kind: str) -> list[str]:
    """What the figure before says, or the last one of the same kind."""
    return [f"{name}={near}", f"{name} size={against}", f"{name}={near}/{against}/{kind}"]


def _in_subject(view: View, i: int) -> bool:
    return view.figure.line.word(i) in view.subject


def _against(value: int | None, other: int | None) -> str:
    if value is None or other is None:
        return "word"
    return "less" if value < other else "equal" if value == other else "more"
