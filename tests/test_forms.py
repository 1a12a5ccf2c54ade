from __future__ import annotations

import pytest

from tests.forms import check_each, grouped


def test_every_row_that_fails_is_named_and_none_hides_another() -> None:
    def halves(number: int) -> None:
        assert 12 % number == 0, "a rest"

    with pytest.raises(AssertionError) as failed:
        check_each([5, 1, 0, 7, 12], halves)
    told = str(failed.value)
    assert told.startswith("3 failed:\n5\n    AssertionError: a rest")
    assert "\n0\n    ZeroDivisionError: " in told
    assert "\n7\n    AssertionError: a rest" in told
    check_each([1, 12], halves)


def test_no_row_is_lost_between_groups() -> None:
    [of_a, of_b] = grouped(["ant", "bee", "ape"], lambda word: word[0])
    assert (of_a.id, of_a.values, of_b.id, of_b.values) == ("a", (["ant", "ape"],), "b", (["bee"],))
