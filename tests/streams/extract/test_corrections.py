"""Correction notes: what they take back is nobody's word now, and the update's own number replaces it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.extract import extract
from streams.extract.claim import Claim
from streams.extract.sentences.notes import OWN, TURNS, Own, Turn
from tests.streams.extract.test_phrasings import context, written
from tests.streams.extract.test_properties import DRESSES, sense

OPENING = "Gov. Elena Vertiz says 39 people are dead. Police say 12 people are missing."
HEAD = "Gov. Elena Vertiz says 39 people are dead."
_SIGNS = {"v": "lowered", "^": "raised", "=": "none"}


def _rows() -> list[tuple[str, str]]:
    """Texts and what stands in them, Vertiz's own figure first where the line is read behind it."""
    found = []
    for line in (Path(__file__).parent / "corrections.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, *fields = (field.strip() for field in line.removeprefix("~").split(" |"))
        if line.startswith("~"):
            sign, _, old = fields.pop(0).partition(" ")
            text = f"{HEAD}\\{text}"
            fields.insert(0, f"killed 39, Elena Vertiz, {_SIGNS[sign]} {old}".strip())
        found.append((text.replace("\\", "\n\n"), "; ".join(filter(None, fields))))
    return found


def _told(claim: Claim, expected: str) -> str:
    words = " ".join(written(claim).split()[:2])
    claimant = claim.claimant or "-"
    wanted = expected.split(", ")[1].split("/") if expected else []
    claimant = "/".join(wanted) if claimant in wanted else claimant
    old = f" {claim.from_value}" if claim.from_value is not None else ""
    return f"{words}, {claimant}, {claim.revision}{old}"


@pytest.mark.parametrize(("text", "expected"), _rows())
def test_a_note_gives_what_it_takes_back_and_what_is_right(text: str, expected: str) -> None:
    claims = extract(text, context()).claims
    wanted = expected.split("; ")
    padded = [*wanted, *[""] * len(claims)]
    assert [_told(claim, row) for claim, row in zip(claims, padded, strict=False)] == wanted
    assert all(text[claim.start : claim.end] == claim.evidence for claim in claims)


@pytest.mark.parametrize("row", [*OWN, *TURNS], ids=lambda row: f"{row.words[:30]}: {row.example}")
def test_each_row_of_the_tables_reads_its_example(row: Own | Turn) -> None:
    """41 is taken back, 39 put right, and 12 is what the police say: in its own paragraph and behind the opening."""
    for text in (f"{OPENING}\n\n{row.example}", f"{row.example}\n\n{OPENING}", f"{OPENING} {row.example}"):
        claims = extract(text, context()).claims
        assert {claim.revision for claim in claims if claim.value == 41} <= {"prior"}, text
        assert {claim.claimant for claim in claims if claim.value == 41} <= {None}, text
        assert {claim.revision for claim in claims if claim.value == 12} == {"none"}, text
        right = {(claim.claimant, claim.revision, claim.from_value) for claim in claims if claim.value == 39}
        told = "41" in row.example
        assert right == {("Elena Vertiz", "lowered", 41) if told else ("Elena Vertiz", "none", None)}, text
        assert [claim.value for claim in claims].count(41) == told, text
        assert [claim.value for claim in claims].count(39) == 1 + ("39" in row.example), text
        assert {claim.value for claim in claims} <= {12, 39, 41}, text


def test_a_note_without_the_number_that_is_right_only_takes_back() -> None:
    [claim] = extract("An earlier version of this story said 41 people were dead.", context()).claims
    assert (claim.value, claim.claimant, claim.revision, claim.from_value) == (41, None, "prior", None)


def test_a_note_of_a_part_replaces_the_same_part() -> None:
    text = "The storm killed 39 people, including nine children. An earlier version said 11 children were killed."
    claims = [claim for claim in extract(text, context()).claims if claim.scope == "subset"]
    assert [(claim.value, claim.revision, claim.from_value) for claim in claims] == [
        (9, "lowered", 11),
        (11, "prior", None),
    ]


@pytest.mark.parametrize(("name", "dress"), DRESSES, ids=[name for name, _ in DRESSES])
def test_dress_changes_no_note(name: str, dress: Callable[[str], str]) -> None:
    for text, _ in _rows():
        dressed = [sense(claim) for claim in extract(dress(text), context()).claims]
        assert dressed == [sense(claim) for claim in extract(text, context()).claims], dress(text)


def test_what_is_corrected_of_a_past_event_leaves_this_one_as_it_is() -> None:
    note = "The Associated Press incorrectly reported that a flood in 1976 killed 590 people. The actual number is 490."
    claims = extract(f"{HEAD}\n\n{note}", context()).claims
    assert [(claim.value, claim.revision, claim.other_event) for claim in claims] == [
        (39, "none", False),
        (590, "prior", True),
        (490, "lowered", True),
    ]


def test_a_bare_number_is_of_what_its_paragraph_counts() -> None:
    text = "Seven people died, police say. An earlier version said 17.\n\nPolice say 12 people are missing."
    claims = extract(text, context()).claims
    assert [(claim.category, claim.value, claim.revision) for claim in claims] == [
        ("killed", 7, "lowered"),
        ("killed", 17, "prior"),
        ("missing", 12, "none"),
    ]


def test_a_bare_number_is_of_the_category_whose_number_is_closest() -> None:
    text = "Police say 12 people were hurt and 390 are missing. An earlier version said 410."
    claims = extract(text, context()).claims
    assert [(claim.category, claim.value) for claim in claims if claim.revision == "prior"] == [("missing", 410)]


@pytest.mark.parametrize("carrier", ["AP", "Reuters", None])
def test_what_the_desk_reported_earlier_is_nobodys_and_what_others_did_is_theirs(carrier: str | None) -> None:
    text = f"{HEAD} Reuters earlier reported that 41 people had died."
    asked = context()
    asked = type(asked)(asked.published_on, asked.focus_country, asked.subject, carrier, None, asked.gazetteer)
    claims = extract(text, asked).claims
    assert [(claim.value, claim.claimant) for claim in claims] == [
        (39, "Elena Vertiz"), (41, "Reuters" if carrier == "AP" else None),
    ]  # fmt: skip
    assert claims[1].revision == "prior"
