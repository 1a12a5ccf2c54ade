"""Numbers and texts that cannot be trusted: no claim, and where a number stands beside casualties a warning."""

from __future__ import annotations

import pytest

from streams.extract import extract
from tests.streams.extract.test_phrasings import context
from tests.streams.extract.test_properties import check

BROKEN = (
    "1\u00002 people were killed.", "1\u20292 people were killed.", "1O people were killed.", "The blast killed 1e3 people.",
    "The blast killed 12\u202e34 people.", "The blast killed 12\u200b34 people.", "The blast killed 12\u00ad3 people.",
    "The blast killed 1\ufeff2 people.", "The blast killed 12\ufffd4 people.", "The blast killed 12\u0007 people.",
    "The blast killed 12½ people.", "The blast killed 1²3 people.", "The blast killed 1 234 people.",
    "The blast killed 12'345 people.", "The death toll rose to 1\u00a0200.", "The death toll rose to 1\u202f200.",
)  # fmt: skip
BEYOND = (
    "The blast killed 99999999999 people.", "The blast killed 2 billion people.", "The blast killed two trillion people.",
    "The blast killed 12 thousand million people.", "The blast killed 1,000,000,001 people.",
)  # fmt: skip
CONTRADICTORY = (
    "Between 80 and 60 people were killed.", "80-60 people were killed.", "From 80 to 60 people were killed.",
    "More than 60 but fewer than 50 people were killed.", "At least 80 and up to 60 people died.",
)  # fmt: skip
MIXED = (
    "１２ people were killed.", "٣٤ people were killed.", "1٣ people were killed.", "l2 people were killed.",
    "12 реople were killed.", "12 people were kіlled.", "Dозens were killed in the blast.", "The blast killed 12.5 people.",
    "The blast killed 1,2,34 people.", "The blast killed -5 people.", "The blast killed 12/13 people.",
    "The blast killed 1.234.567 people.", "The blast killed 0x12 people.", "The blast killed ½ people.",
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=ascii)
def test_a_broken_number_gives_a_warning_and_no_claim(text: str) -> None:
    read = extract(text, context())
    assert (read.claims, [warning.partition(",")[0] for warning in read.warnings][:1]) == ((), ["broken number"])


@pytest.mark.parametrize("text", [*BEYOND, *CONTRADICTORY], ids=ascii)
def test_a_number_too_large_or_contradictory_gives_a_warning_and_no_claim(text: str) -> None:
    read = extract(text, context())
    assert read.claims == ()
    assert read.warnings


@pytest.mark.parametrize("text", MIXED, ids=ascii)
def test_another_scripts_digits_or_letters_give_no_claim(text: str) -> None:
    assert extract(text, context()).claims == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"12 people were killed, the mayor said.\n\nThirty people were hurt.', [12, 30]),
        ("“Twelve are dead, he said.\n\n“Thirty people were hurt.", [12, 30]),
        ("The mayor (who said 12 people died.\n\nThirty people were hurt.", [12, 30]),
        ("On May 5 12 people were killed.", [12]),
        ("In 2016 300 people were killed.", [300]),
    ],
)
def test_unclosed_marks_and_dates_cost_no_figure(text: str, values: list[int]) -> None:
    assert [claim.value for claim in extract(text, context()).claims] == values


STORY = "The blast killed 12 people and wounded 30, the mayor said. He said the toll could rise."
NOISE = [bytes([number]).decode("utf-8", "surrogateescape") for number in (*range(32), 127, *range(128, 256))] + [
    "\ud800", "\udfff", "\ud800\udc00", "\ufffe", "\uffff", "\U0010ffff", "e\u0301" * 50, "\u0301" * 200, "\u202e\u202d\u2066",
    "\u200d" * 20, "\U0001f469\u200d\U0001f692", "ﷺ", "İ", "ß", "ﬁ", "Ǆ", "\u1e9e", "ﾊﾝｶｸ", "ไทย", "ａｂｃ", "\x1b[31m", "&nbsp;", "%00",
]  # fmt: skip


@pytest.mark.parametrize("noise", NOISE, ids=ascii)
def test_no_noise_anywhere_breaks_reading(noise: str) -> None:
    check(noise + STORY)
    for at in range(0, len(STORY), 3):
        check(STORY[:at] + noise + STORY[at:])


def test_a_text_cut_anywhere_gives_whole_claims_or_none() -> None:
    for end in range(len(STORY)):
        check(STORY[:end])
        assert {claim.value for claim in extract(STORY[:end], context()).claims} <= {12, 30}


@pytest.mark.parametrize("text", ["In, 12 people were killed.", "At , police said, 12 people died in the blast."])
def test_an_opening_that_names_nothing_is_read(text: str) -> None:
    assert [claim.value for claim in extract(text, context()).claims] == [12]
