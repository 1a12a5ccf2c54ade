"""A public name is defined once: whoever reads it knows what it means without looking where it came from."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("newsroom", "producers", "streams", "sinks", "eventlog", "datelines", "telemetry", "schemas")
MOST_EXCEPTIONS = 15  # of 1,000 names

EXCEPTIONS = {
    "parse": "what a format does, by one name in every format",
    "matches": "how a format recognises its documents, by one name in every format",
    "links": "where a format's documents lead, by one name in every format",
    "write": "what an export does, by one name in every export",
    "main": "where a program begins",
    "Batch": "what is taken in, decided or written at once: names of their own are due",
    "Failure": "a command's end and a record without a row: names of their own are due",
    "dead_letter": "made by every part that keeps what it cannot process: one place for it is due",
    "record_of": "from an event and from what a Kafka client reads: one place for it is due",
}


def public_names() -> dict[str, list[str]]:
    """The modules that define each public function or class at their top."""
    modules: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
                    modules[node.name].append(str(path.relative_to(ROOT)))
    return modules


def test_a_public_name_is_defined_once() -> None:
    several = {name: paths for name, paths in public_names().items() if len(paths) > 1}
    unknown = [f"{name} is defined in {' and '.join(several[name])}" for name in sorted(several.keys() - EXCEPTIONS)]
    assert not unknown, "\n".join([*unknown, "name each by what it is, or begin it with _ if only its module uses it"])
    assert not EXCEPTIONS.keys() - several.keys(), "defined once by now: take it out of EXCEPTIONS"


def test_exceptions_stay_few() -> None:
    assert 1000 * len(EXCEPTIONS) <= MOST_EXCEPTIONS * len(public_names())
