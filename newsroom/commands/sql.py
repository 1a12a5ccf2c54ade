"""Asking the store in SQL: a statement of one's own, or a question of the cookbook."""

from __future__ import annotations

from collections.abc import Sequence

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.settling import open_store_to_ask
from newsroom.show import tables
from newsroom.show.lines import print_json
from sinks.questions.asking import ask_typed
from sinks.recipes import RecipeError, cook, recipe, recipes
from sinks.store import Result

_INCIDENT = "incident"  # the parameter of recipes that is an incident's id


def sql(
    settings: Settings, statement: str | None, *, recipe: str | None, params: Sequence[str], queries: bool,
    as_json: bool,
) -> None:
    """Print the answer to the statement or to the recipe, or, with `queries`, what recipes there are.

    Raises UsageFailure unless exactly one of the three is asked for; StoreError, Failure.
    """
    if sum((statement is not None, recipe is not None, queries)) != 1:
        raise UsageFailure("ask one thing: a statement, --query NAME, or --queries for the names")
    if params and recipe is None:
        raise UsageFailure("--param goes with --query NAME: a statement has its values in it")
    if queries:
        result = _all_recipes()
    elif recipe is not None:
        result = _cooked(settings, recipe, _arguments(params))
    else:
        with open_store_to_ask(settings) as store:
            result = ask_typed(store, statement or "")
    if as_json:
        print_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    else:
        tables.print_result(result)


def _all_recipes() -> Result:
    return Result(("query", "question", "parameters"), ("String",) * 3,
                  [(each.name, each.title, ", ".join(each.parameters)) for each in recipes()])


def _cooked(settings: Settings, name: str, arguments: dict[str, str]) -> Result:
    try:
        recipe(name)  # a wrong name is told also where there is no store yet
        with open_store_to_ask(settings) as store:
            if _INCIDENT in set(arguments).intersection(recipe(name).parameters):
                found = incident_named(store, arguments[_INCIDENT], or_ended=True)
                arguments = {**arguments, _INCIDENT: found.incident_id}
            return cook(store, name, arguments)
    except RecipeError as error:
        raise UsageFailure(str(error)) from error


def _arguments(params: Sequence[str]) -> dict[str, str]:
    """Raises UsageFailure."""
    pairs = [param.partition("=") for param in params]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise UsageFailure(f"--param {name!r} is no parameter: write NAME=VALUE, as --param category=killed")
    return {name: value for name, _, value in pairs}
