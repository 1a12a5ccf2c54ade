"""The table of what only one country has: each sign is read, each example tells its country."""

from __future__ import annotations

from collections import Counter

import pytest

from datelines.places import focus, load_gazetteer
from datelines.signs import Sign, read_signs, signs_in

ROWS = read_signs()


@pytest.mark.parametrize("country", ROWS)
def test_an_example_tells_its_country(country: str) -> None:
    assert focus(load_gazetteer(), subject="", headline="", text=ROWS[country]["example"], dateline=None) == country


@pytest.mark.parametrize("country", ROWS)
def test_each_sign_is_read_where_it_stands(country: str) -> None:
    unread = [
        sign for is_sure, kind in ((True, "sure"), (False, "likely")) for sign in ROWS[country].get(kind, [])
        if Sign(country, is_sure) not in signs_in(f"Then «{sign}» was said.")
    ]  # fmt: skip
    assert unread == []


def test_what_several_countries_have_is_sure_for_none() -> None:
    known = load_gazetteer().country_name
    assert [country for country in ROWS if known(country) == country] == []
    sure = Counter(sign for row in ROWS.values() for sign in row.get("sure", []))
    listed = Counter(sign for row in ROWS.values() for sign in {*row.get("sure", []), *row.get("likely", [])})
    assert [sign for sign in sure if listed[sign] > 1] == []
    assert [sign for row in ROWS.values() for kind in ("sure", "likely") for sign in row.get(kind, []) if row[kind].count(sign) > 1] == []


@pytest.mark.parametrize(("text", "countries"), [
    ("BARANGAY hall", ["PH"]), ("barangay hall", ["PH"]), ("the sheriff’s office", ["US"]), ("5 wit of his", []),
    ("at 9 WIT", ["ID"]), ("NT$5 million", ["TW"]), ("U.S. aid", []), ("a sheriff, his office", []),
])  # fmt: skip
def test_a_sign_is_its_words_in_a_row(text: str, countries: list[str]) -> None:
    found = {sign.country for sign in signs_in(text) if sign.is_sure or text == "at 9 WIT"}
    assert sorted(found) == countries
