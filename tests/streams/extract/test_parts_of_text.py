"""A text is cut into tokens blank by blank; the plain pattern over the whole of it gives the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.extract.sentences import tokens as reading
from streams.extract.sentences.numbers import _BEHIND_A, STARTERS, number_starts
from streams.extract.sentences.tokens import Token, tokenise, with_plain_marks

PARTS = ("U.S.", "a.m.", "19-year-old", "AT&T", "it's", "’s", "mayor's", "1,234", "8:30", "11th", "60–80", "--", "...", "—",
         "$5", "é", "ſ", "١٢", "½", "_", "a_b", "(", ")", '"', "\n", "\n\n", "\n \n", "\u00a0", "\u2028", "\t", "x" * 60, "I.",
         "no", "a", "dozen", "half", "twenty-two", "one", "43+")
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=14).flatmap(
    lambda parts: st.sampled_from([" ", "", "\n", "  "]).map(lambda joint: joint.join(parts))
)


def _in_one_go(text: str) -> list[Token]:
    plain = with_plain_marks(text)
    found: list[Token] = []
    end = 0
    pattern = reading._TOKEN if reading._OTHER_LETTER.search(plain) else reading._PLAIN_TOKEN
    for raw in pattern.findall(plain):
        start = plain.index(raw, end)
        end = start + len(raw)
        word, capital, possessive = reading._read(raw)
        found.append(Token(word, start, end - 2 * possessive, capital))
        if possessive:
            found.append(Token("'s", end - 2, end, False))
    return found


@given(TEXTS)
def test_tokens_are_those_of_one_go(text: str) -> None:
    assert tokenise(text) == _in_one_go(text)


@given(TEXTS)
def test_numbers_start_where_the_plain_rule_says(text: str) -> None:
    words = [token.word for token in tokenise(text)]
    assert number_starts(words) == [
        i for i, word in enumerate(words)
        if word[0].isdigit()
        or (word in STARTERS and (word != "a" or (i + 1 < len(words) and words[i + 1] in _BEHIND_A)))
        or ("-" in word and word.partition("-")[0] in STARTERS)
    ]  # fmt: skip
