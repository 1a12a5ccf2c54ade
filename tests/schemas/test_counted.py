from __future__ import annotations

import pytest

from schemas.counted import counted


@pytest.mark.parametrize(("number", "told"), [(0, "0 updates"), (1, "1 update"), (2, "2 updates"), (3000, "3,000 updates")])
def test_a_number_and_the_word_that_fits_it(number: int, told: str) -> None:
    assert counted(number, "update") == told


def test_a_word_that_takes_more_than_an_s() -> None:
    assert [counted(number, "story", "stories") for number in (1, 2)] == ["1 story", "2 stories"]
