"""What is read of a text in a cheap way is what the plain patterns read."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from datelines import evidence, signs

WORDS = ("in", "In", "the", "Paris", "(at", "near", "northern", "U.S.", "U.S", "O’Hara", "fire", "Fire", "chief", "de",
         "and", "4th", "12²", "½", "snake_case", "US$5", "+44", "£", "İzmir", "ın", "ſ", "“In", "of", "ΟΔΟΣ", "civil",
         "Civil", "Defense", "defense", "paris", "paris_", "1", "\n", ",", ".", "é", "Él")
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).flatmap(
    lambda words: st.sampled_from([" ", "", "\n", "-"]).map(lambda joint: joint.join(words))
)
_RUN = re.compile(rf"(?:[A-Z]\.){{2,}}|[^\W\d_a-z][\w’'-]*(?:{evidence._AND}(?=[^\W\d_a-z])[\w’'-]+)*")
_WORD = re.compile(r"\+\d{1,3}|[A-Z]{1,3}\$|[₹₱₦₫₩₺₴৳£]|[^\W\d_]+|\d+")


@given(TEXTS)
def test_runs_of_capitals_are_those_of_the_plain_pattern(text: str) -> None:
    assert [run[0] for run in evidence._RUN.finditer(text)] == [run[0] for run in _RUN.finditer(text)]


@given(TEXTS)
def test_a_word_of_place_is_seen(text: str) -> None:
    for start in range(len(text) + 1):
        found = evidence._LOCATIVE.search(text, max(0, start - evidence._BEFORE), start) is not None
        assert evidence._is_behind_a_word_of_place(text, start) is found


@given(TEXTS, st.sampled_from(["paris", "fire", "chief", "civil", "de", "é", "defense"]))
def test_a_name_in_lower_case_is_found_as_a_word(text: str, name: str) -> None:
    assert evidence._is_word_of(text, name) is (name in set(re.findall(r"\b[a-z]{4,}\b", text)))


@given(TEXTS)
@example("12²")
def test_words_are_those_of_the_plain_pattern(text: str) -> None:
    assert signs._words_of(text) == _WORD.findall(text)


@given(TEXTS)
def test_signs_of_several_words_stand_one_behind_the_other(text: str) -> None:
    row = _WORD.findall(text)
    expected = []
    for words, table in zip((row, [word.lower() for word in row]), signs._tables(), strict=True):
        parts = {" ".join(words[i:k]) for i in range(len(words)) for k in range(i + 1, len(words) + 1)}
        expected += [sign for name in sorted(parts & table.signs.keys()) for sign in table.signs[name]]
    assert list(signs.signs_in(text)) == expected
