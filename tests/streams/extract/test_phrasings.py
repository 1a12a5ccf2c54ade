"""Every line of phrasings.txt: the text and exactly the figures in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from datelines.places import load_gazetteer
from streams.extract import Context, extract
from streams.extract.claim import Claim
from tests.forms import check_each, grouped

_SIGNS = {"at_least": ">=", "more_than": ">", "up_to": "<=", "fewer_than": "<", "about": "~", "exact": ""}


class Row(NamedTuple):
    line: int
    text: str
    expected: str


def _rows() -> list[Row]:
    lines = (Path(__file__).parent / "phrasings.txt").read_text("utf-8").splitlines()
    rows = [(number, *line.partition(" |")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    return [Row(number, text, expected.strip()) for number, text, _, expected in rows]


ROWS = _rows()


def context(subject: str = "a disaster") -> Context:
    return Context(
        published_on=dt.date(2024, 5, 17),
        focus_country=None,
        subject=subject,
        carrier="AP",
        dateline_place=None,
        gazetteer=load_gazetteer(),
    )


def written(claim: Claim) -> str:
    if claim.qualifier == "range":
        number = f"{claim.low}..{claim.high}"
    elif claim.value is None:
        number = claim.qualifier
    else:
        number = f"{_SIGNS[claim.qualifier]}{claim.value}"
    return f"{claim.category} {number}" + ("" if claim.scope == "total" else f" {claim.scope}")


@pytest.mark.parametrize("rows", grouped(ROWS, lambda row: f"from line {row.line // 50 * 50}"))
def test_a_phrasing_gives_its_figures_and_no_others(rows: list[Row]) -> None:
    def gives(row: Row) -> None:
        assert "; ".join(written(claim) for claim in extract(row.text, context()).claims) == row.expected

    check_each(rows, gives)
