"""A number that is read at a glance is the one that the whole reading gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.extract.sentences import qualifiers
from streams.extract.sentences.tokens import tokenise

WORDS = (
    "12 7 1,200 2.5 43+ 60-80 1234567890123 ² ¾ ۴۳ one two twelve twenty forty-one zero no none dozen hundred thousand"
    " million and to or ( ) , . more so fewer between from at least than about over a an the another of only total"
    " people rose several few half dozens 3rd second 10,00 0 007"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@given(TEXTS, st.data())
def test_at_a_glance_and_in_full(text: str, data: st.DataObject) -> None:
    tokens = tokenise(text)
    i = data.draw(st.integers(0, len(tokens) - 1))
    floor = data.draw(st.integers(0, i))
    bare = qualifiers._bare(tokens, i, floor)
    assert bare is None or bare == qualifiers._read(tokens, i, floor)
