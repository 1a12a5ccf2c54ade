"""What a data folder answers, without what may differ between two ways to it: a process, for an engine is one's own.

Usage: python -m tests.chaos.contents DATA

Prints JSON: sorted rows by name. Left out are recorded times and offsets, ids of events (which name the run that
decided them again), and of an editor's words when they were said and their ids. A figure's history is a list of
states, each told once: the same ruling made twice is no step, and of a ruled figure it is left out what was said last.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from newsroom.settings import Settings
from newsroom.wiring import open_ledger_as_it_is, open_store
from producers.intake import embargo
from sinks.store import Store
from tests.e2e.newsroom_command import command

Contents: TypeAlias = dict[str, list[str]]

NOW_VIEWS = ("timeline", "current_claims", "current_figures", "disputes")
"""What counts now: a function of what was taken in, in whatever order."""

_EVER = "(as_of = '2299-12-31 00:00:00')"
_ROWS = {**{name: name for name in NOW_VIEWS}, "updates": f"updates_known{_EVER}", "claims": f"claims_known{_EVER}",
         "rulings": "rulings FINAL"}
# a ruling made again is a step of the history, with the explanation of that moment
_STEPS = {"figures": f"figures_known{_EVER}", "figure_history": "(SELECT * EXCEPT explanation FROM figure_history)"}
_FIGURE = ("incident_id", "category", "policy")
_LEFT_OUT = {"event_id", "edit_id", "ruling_id", "input_id", "recorded_at", "cause_offset", "step", "low_before",
             "best_before", "high_before", "disputed_before", "superseded_before", "ruling_before"}
_LEFT_OUT_OF_RULED = {"input", "input_by", "input_reason", "input_published_at"}  # the ruling's, where it was made again
_EDITORS_FROM = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)  # the corpus is of March; what is later was said in the test
_SAID = "when an editor said so"


def contents(data: Path) -> Contents:
    """Raises AssertionError when the command does not answer, or has something to say about log and store."""
    settings = Settings(data=data)
    told = command("figures", "--policy", "all", "--json", "--data", data)
    assert (told.returncode, told.stderr) == (0, b""), told.stderr.decode()
    found = {"figures --json": _sorted(json.loads(told.stdout))}
    with open_store(settings, must_exist=True) as store:
        for name, source in _ROWS.items():
            found[name] = _sorted(_asked(store, f"SELECT * FROM {source}"))
        found["rulings"] = sorted(set(found["rulings"]))
        for name, source in _STEPS.items():
            order = ", ".join((*_FIGURE, "cause_offset", "recorded_at"))
            found[name] = _steps(_asked(store, f"SELECT * FROM {source} ORDER BY {order}"))
    with open_ledger_as_it_is(settings) as ledger:
        found["waiting"] = sorted(f"{waiting.name} {waiting.due}" for waiting in embargo.all_waiting(ledger))
    return found


def _asked(store: Store, question: str) -> list[dict[str, Any]]:
    result = store.query(question)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def _sorted(rows: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(_plain(row), sort_keys=True, default=str) for row in rows)


def _steps(rows: Iterable[dict[str, Any]]) -> list[str]:
    found = []
    for _, steps in itertools.groupby(rows, key=lambda row: [row[name] for name in _FIGURE]):
        lines = (json.dumps(_plain(step), sort_keys=True, default=str) for step in steps)
        found += [line for line, _ in itertools.groupby(lines)]
    return found


def _plain(value: Any) -> Any:
    match value:
        case dict():
            left_out = _LEFT_OUT | _LEFT_OUT_OF_RULED if value.get("ruled_best") is not None else _LEFT_OUT
            return {name: _plain(each) for name, each in value.items() if name not in left_out}
        case list() | tuple():
            return [_plain(each) for each in value]
        case dt.datetime():
            return _SAID if value > _EDITORS_FROM else value.isoformat()
        case str():
            return _plain_text(value)
    return value


def _plain_text(value: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return _SAID if moment.tzinfo is not None and moment > _EDITORS_FROM else value


def main() -> None:
    json.dump(contents(Path(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
