"""Every line of phrasings.txt: the text and exactly the figures in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from datelines.places import load_gazetteer
from streams.extract import Context, extract
from streams.extract.claim import Claim

_SIGNS = {"at_least": ">=", "more_than": ">", "up_to": "<=", "fewer_than": "<", "about": "~", "exact": ""}


def _rows() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "phrasings.txt").read_text("utf-8").splitlines()
    rows = [line.split(" |", 1) for line in lines if line and not line.startswith("#")]
    return [(text, expected.strip()) for text, expected in rows]


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


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_phrasing_gives_its_figures_and_no_others(text: str, expected: str) -> None:
    assert "; ".join(written(claim) for claim in extract(text, context()).claims) == expected
