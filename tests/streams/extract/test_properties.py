"""What holds for every text: spans, intervals, indifference to dress and to what stands around."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.extract import extract
from streams.extract.claim import Claim
from streams.extract.sentences.tokens import with_plain_marks
from tests.streams.extract.test_phrasings import ROWS, context

SENTENCES = [row.text for row in ROWS if row.expected]
STANDALONE = [text for text in SENTENCES if text.split()[0] not in ("It", "They", "He", "She")]
UNRELATED = (
    "The company reported higher profits in the spring.",
    "Rain is forecast for the weekend.",
    "The stadium opens to the public on Friday.",
    "Prices have gone up since the summer.",
)
PIECES = st.sampled_from(
    [*SENTENCES, *UNRELATED, "killed", "12", "at least", "between 80 and 60", "dead", "\u0000", "\ud800", "“", "¼", "٣٤",
     "İ", "ß", "ﬁ", "\u202e", "1,2,3", "9" * 40, "a.m.", "'", "—", "-", "\n", "\n\n", "of the", "including", "said", "he", "Correction:",
     "An earlier version said", "not 41", "from 41", "instead of", "should read", "The correct number is", "we wrongly said",
     "was wrong", ";"]
)  # fmt: skip


def sense(claim: Claim) -> tuple[object, ...]:
    """All of a claim but where it stands and how its words are dressed."""
    return (claim.category, claim.value, claim.qualifier, claim.low, claim.high, claim.scope, with_plain_marks(claim.claimant or ""),
            claim.revision, claim.from_value, claim.cause, claim.other_event)  # fmt: skip


def check(text: str) -> None:
    for claim in extract(text, context()).claims:
        assert text[claim.start : claim.end] == claim.evidence != ""
        assert claim.low is not None
        assert claim.high is None or claim.low <= claim.high
        if claim.value is None:
            assert claim.qualifier in ("range", "several", "dozens", "scores", "hundreds", "thousands")
        elif claim.qualifier in ("more_than", "fewer_than"):
            perhaps_counted = claim.low == 0
            assert claim.value == claim.low - 1 or claim.value == (claim.high or 0) + 1 or perhaps_counted
        else:
            assert claim.low <= claim.value
            assert claim.high is None or claim.value <= claim.high


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_whole_claims_and_no_error(text: str) -> None:
    check(text)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_any_mix_of_news_and_noise_gives_whole_claims_and_no_error(text: str) -> None:
    check(text)


def test_unrelated_sentences_change_no_claim() -> None:
    """Every sentence between every two; a draw of some met those that are not mended yet only now and then."""
    changed = set()
    for text in STANDALONE:
        alone = [sense(claim) for claim in extract(text, context()).claims]
        for before, after in product(UNRELATED, repeat=2):
            among = extract(f"{before}\n\n{text}\n\n{after}", context()).claims
            if [sense(claim) for claim in among] != alone:
                changed.add(text)
    assert changed == WEIGHED_OTHERWISE


WEIGHED_OTHERWISE = {
    "The clinic in Sarn admitted 18 people overnight.",  # the clinic says so only where its sentence is the first
}
"""What the judges weigh otherwise beside some other sentences: to be mended, and then taken out here."""


DRESSES = (
    ("double blanks", lambda text: text.replace(" ", "  ")),
    ("hard blanks", lambda text: text.replace(" ", "\u00a0")),
    ("line breaks", lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "\n", text, count=2)),
    ("curly quotes", lambda text: text.replace("'", "’").replace('"', "”")),
    ("en dashes", lambda text: text.replace("—", "–")),
    ("double hyphens", lambda text: text.replace("—", "--")),
    ("hard hyphens", lambda text: re.sub(r"(?<=[a-z])-(?=[a-z])", "\u2011", text)),
)


@pytest.mark.parametrize(("name", "dress"), DRESSES, ids=[name for name, _ in DRESSES])
def test_dress_changes_no_claim(name: str, dress: object) -> None:
    assert callable(dress)
    for text in SENTENCES:
        dressed = [sense(claim) for claim in extract(dress(text), context()).claims]
        assert dressed == [sense(claim) for claim in extract(text, context()).claims], dress(text)


@pytest.mark.parametrize(
    "unit", ["12 people were killed, ", "12 ", "he said, ", "killed ", "of the ", "\n\n12 dead", "(", "A.B."]
)
def test_long_texts_are_read_to_the_end(unit: str) -> None:
    check(unit * 4_000)


def test_the_same_text_gives_the_same_claims() -> None:
    text = " ".join(SENTENCES)
    assert extract(text, context()) == extract(text, context())
