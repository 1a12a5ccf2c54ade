"""Asking the store in SQL: a statement of one's own, or a question of the cookbook."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.settling import open_store_to_ask
from newsroom.show.answers.forms import FORMS, AnswerForm
from newsroom.show.answers.table import print_result
from newsroom.show.exports.output import write_whole
from newsroom.show.lines import say
from schemas.events import Category
from sinks.questions.asking import ask_typed
from sinks.recipes import RecipeError, cook, recipe, recipes
from sinks.store import Result, Store
from streams.figures.policies import POLICIES

_STORY = "SELECT story FROM updates WHERE story = {story:String} LIMIT 1"
_STORIES = 'newsroom sql "SELECT DISTINCT story FROM timeline"'
_COUNTRY = re.compile("[A-Za-z]{2}")


def sql(
    settings: Settings, statement: str | None, *, recipe: str | None, params: Sequence[str], queries: bool,
    form_name: str | None, output: Path | None,
) -> None:
    """Print the answer to the statement or to the recipe, or, with `queries`, what recipes there are.

    Without a form's name it is a table, or what the ending of `output` says. Raises UsageFailure, also unless exactly
    one of the three is asked for; StoreError, Failure.
    """
    if sum((statement is not None, recipe is not None, queries)) != 1:
        raise UsageFailure("ask one thing: a statement, --query NAME, or --queries for the names")
    if params and recipe is None:
        raise UsageFailure("--param goes with --query NAME: a statement has its values in it")
    form = _form(form_name, output)
    if queries:
        result = _all_recipes()
    elif recipe is not None:
        result = _cooked(settings, recipe, _arguments(params))
    else:
        with open_store_to_ask(settings) as store:
            result = ask_typed(store, statement or "")
    if form is None:
        print_result(result)
        return
    document = form.write(result)
    if output is None:
        sys.stdout.buffer.write(document)
    else:
        write_whole(output, document, "--output")
        say(f"{output}: {len(result.rows):,} rows, {len(document):,} bytes")


def _form(name: str | None, output: Path | None) -> AnswerForm | None:
    """The form that the answer is asked in; None: a table for a person. Raises UsageFailure."""
    if name is None and output is None:
        return None
    if name is None and output is not None:
        name = output.suffix.removeprefix(".")
        if name not in FORMS:
            raise UsageFailure(f"--output {str(output)!r} does not say in which form: end its name in "
                               f".{', .'.join(FORMS)}, or add --format NAME")
    form = FORMS.get(name or "")
    if form is None:
        raise UsageFailure(f"--format {name!r} is none of {', '.join(FORMS)}")
    if output is None and not form.is_text and sys.stdout.isatty():
        raise UsageFailure(f"{name} is nothing to read on a terminal: name a file with --output")
    return form


def _all_recipes() -> Result:
    return Result(("query", "question", "parameters"), ("String",) * 3,
                  [(each.name, each.title, ", ".join(each.parameters)) for each in recipes()])


def _cooked(settings: Settings, name: str, arguments: dict[str, str]) -> Result:
    try:
        recipe(name)  # a wrong name is told also where there is no store yet
        with open_store_to_ask(settings) as store:
            taken = set(arguments).intersection(recipe(name).parameters)
            return cook(store, name, {**arguments, **{each: _meant(store, each, arguments[each]) for each in taken}})
    except RecipeError as error:
        raise UsageFailure(str(error)) from error


def _meant(store: Store, parameter: str, value: str) -> str:
    """The value of a recipe's parameter as the store has it. Raises UsageFailure for one that there is none of."""
    match parameter:
        case "incident":
            return incident_named(store, value, or_ended=True).incident_id
        case "story":
            if not store.query(_STORY, {"story": value}).rows:
                raise UsageFailure(f"there is no story {value!r}: `{_STORIES}` lists them")
        case "country":
            if not _COUNTRY.fullmatch(value):
                raise UsageFailure(f"{value!r} is no country: write its two letters, as PE")
            return value.upper()
        case "policy" | "category":
            known = tuple(POLICIES) if parameter == "policy" else get_args(Category)
            if value not in known:
                raise UsageFailure(f"{parameter} {value!r} is none of {', '.join(known)}")
    return value


def _arguments(params: Sequence[str]) -> dict[str, str]:
    """Raises UsageFailure."""
    pairs = [param.partition("=") for param in params]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise UsageFailure(f"--param {name!r} is no parameter: write NAME=VALUE, as --param category=killed")
    return {name: value for name, _, value in pairs}
