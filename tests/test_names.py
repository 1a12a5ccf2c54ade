"""A public name is defined once: whoever reads it knows what it means without looking where it came from."""

from __future__ import annotations

from pathlib import Path

from tests.rooms import House

ROOT = Path(__file__).parents[1]
MOST_EXCEPTIONS = 15  # of 1,000 names

EXCEPTIONS = {
    "parse": "what a format does, by one name in every format",
    "matches": "how a format recognises its documents, by one name in every format",
    "links": "where a format's documents lead, by one name in every format",
    "write": "what an export does, by one name in every export",
    "main": "where a program begins",
}


def test_a_public_name_is_defined_once() -> None:
    several = {name: files for name, files in House(ROOT).names().items() if len(files) > 1}
    unknown = [f"{name} is defined in {' and '.join(sorted(several[name]))}" for name in sorted(several.keys() - EXCEPTIONS)]
    assert not unknown, "\n".join([*unknown, "name each by what it is, or begin it with _ if only its module uses it"])
    assert not EXCEPTIONS.keys() - several.keys(), "defined once by now: take it out of EXCEPTIONS"


def test_exceptions_stay_few() -> None:
    assert 1000 * len(EXCEPTIONS) <= MOST_EXCEPTIONS * len(House(ROOT).names())
