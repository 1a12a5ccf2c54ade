"""The page of the SQL cookbook: every recipe with its real answer on the demo."""

from __future__ import annotations

import datetime as dt

from sinks.recipes import Recipe, cook, recipes
from sinks.store import Result
from tests.docs.demo import demo_store

_HEAD = """# SQL cookbook
Questions to the store, ready to run, with their answers on the demo (`newsroom run examples --date 2026-03-14`). The statements are files in `sinks/cookbook/`; this page is made from them by `make docs`.

```console
$ newsroom sql --query disputed
$ newsroom sql --query toll-by-claimant --param category=killed --format csv --output tolls.csv
$ newsroom sql --query figure-over-time --param incident=65baf0e2
```

Without a parameter all is shown; `incident` is an id or its beginning, as `newsroom why` takes it, or one that the incident had before. An id, a policy or a category that there is none of is an error. Every recipe is right after merges, splits, recalls and changes of place, and says what it makes of pages that come late. Times are UTC. How to get answers into notebooks and other tools: [notebooks.md](notebooks.md). What each column means is in the [data dictionary](data-dictionary.md), and in the store: `newsroom sql "DESCRIBE TABLE current_claims"`. To ask something of your own: `newsroom sql "SELECT ..."`, read-only; use `FINAL` with the tables, or the views, which hold each thing once.

| recipe | question | parameters |
|---|---|---|
"""


def page() -> str:
    all_of_them = recipes()
    with demo_store() as store:
        sections = [_section(recipe, cook(store, recipe.name)) for recipe in all_of_them]
    rows = [f"| [`{each.name}`](#{each.name}) | {each.title} | {', '.join(each.parameters) or 'none'} |\n"
            for each in all_of_them]
    return _HEAD + "".join(rows) + "".join(sections)


def _section(recipe: Recipe, answer: Result) -> str:
    head = f"| {' | '.join(answer.columns)} |\n|{'---|' * len(answer.columns)}\n"
    rows = "".join(f"| {' | '.join(map(_shown, row, answer.columns))} |\n" for row in answer.rows)
    meaning = recipe.meaning.partition(" Parameters: ")
    title = recipe.title if recipe.title.endswith("?") else f"{recipe.title}."
    return (f"\n## {recipe.name}\n{title} {meaning[0]}{' Parameters: ' + meaning[2] if meaning[2] else ''}\n\n"
            f"{head}{rows}\n```sql\n{recipe.sql}\n```\n")


def _shown(value: object, column: str) -> str:
    if column == "recorded_at":
        return "when it ran"
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
