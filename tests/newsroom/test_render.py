"""How figures are written for people."""

from __future__ import annotations

import pytest

from newsroom.show.tables import as_said, printable, short_interval

INTERVALS = [
    ((61, 65, None), "61–65+"),
    ((13, 13, None), "13+"),
    ((253, 253, 253), "253"),
    ((290, 290, 296), "290–296"),
    ((1200, 1200, 3400), "1,200–3,400"),
    ((None, None, None), "unknown"),
    ((None, None, 80), "up to 80"),
    ((0, 0, 0), "0"),
]


@pytest.mark.parametrize(("ends", "shown"), INTERVALS)
def test_low_best_and_high_in_short(ends: tuple[int | None, int | None, int | None], shown: str) -> None:
    assert short_interval(*ends) == shown


PRINTED = [
    (65, "at_least", "at least 65"),
    (61, "more_than", "more than 60"),
    (253, "exact", "253"),
    (2000, "thousands", "thousands (2,000)"),
    (60, "range", "some 60"),
    (None, None, "—"),
]


@pytest.mark.parametrize(("best", "qualifier", "shown"), PRINTED)
def test_best_is_printed_as_it_was_said(best: int | None, qualifier: str | None, shown: str) -> None:
    assert printable({"best": best, "best_qualifier": qualifier}) == shown


SAID = [
    ((60, "more_than", 61, None), "more than 60"),
    ((80, "up_to", 0, 80), "up to 80"),
    ((None, "up_to", 0, 80), "up to 80"),
    ((None, "range", 60, 80), "60 to 80"),
    ((None, "dozens", 24, 99), "dozens"),
    ((0, "exact", 0, 0), "0"),
]


@pytest.mark.parametrize(("claim", "shown"), SAID)
def test_claims_are_shown_in_their_words(claim: tuple[int | None, str, int | None, int | None], shown: str) -> None:
    assert as_said(*claim) == shown
