"""What is decided before two texts are aligned, and how words are read in parts, never changes what comes out."""

from __future__ import annotations

import re
from array import array

from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from streams.dedupe.alignment import likeness, may_share, sharing
from streams.dedupe.wording import Wording, wording
from streams.dedupe.words import BLANK_LINE, parts_of, read_words, word

PIECE = re.compile(r"[^\W_]+(?:['&.,:/-][^\W_]+)*|©|[.!?](?=[\s\"')\]]|$)|\n[^\S\n]*\n", re.MULTILINE)
PARTS = ("flood", "Flood", "U.S.", "a.m.", "it's", "AT&T", "1,200", "2.5", "©", ".", "!", "?", ".)", '."', "…", "_", "é",
         "\n", "\n\n", "\n \n", "\n\n\n", "\u00a0", "\u2003", "-", "--", "x" * 50, "¾", "\x1c", "\x85", "\t", "( a", "12")
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=14).flatmap(
    lambda parts: st.sampled_from([" ", "", "\n", "  "]).map(lambda joint: joint.join(parts))
)
CODES = st.lists(st.sampled_from([1, 2, 3, 257, 258, 513, 1 << 16, 1 << 31, (1 << 31) + 1]), max_size=24)
SENTENCES = st.lists(st.sampled_from(["Two men died.", "Rain fell.", "It is over.", "The dam in Cusco broke at noon."]))
WORDS = st.lists(st.sampled_from("the dam broke in Cusco and 12 men died there at noon as rain fell again".split()))


def _worded(codes: list[int]) -> Wording:
    packed = array("I", codes)
    return Wording(0, 0, len(codes), packed, bytes(len(codes)), packed.tobytes()[::packed.itemsize])


@given(TEXTS)
@example("He died.\n\n\nShe lives.")
def test_words_are_those_of_one_pass_over_the_text(text: str) -> None:
    plain = [BLANK_LINE if piece[0] == "\n" else word(piece) for piece in PIECE.findall(text)]
    assert [said for part in parts_of(text) for said in read_words(part)] == [*plain, BLANK_LINE]


@given(CODES, CODES, st.integers(0, 24))
def test_no_two_texts_that_share_so_many_words_are_refused(one: list[int], other: list[int], words: int) -> None:
    shared = LCSseq.similarity(one, other)
    assert may_share(_worded(one), _worded(other), words) or shared < words


@given(SENTENCES, WORDS, WORDS, st.integers(0, 40))
def test_what_full_alignment_takes_for_kin_is_aligned(told: list[str], one: list[str], other: list[str], cut: int) -> None:
    earlier = wording(" ".join([*told, *one]), None)
    later = wording(" ".join([*told, *one[:cut], *other]), None)
    needed = later.length - int(0.2 * later.length)
    is_enough = LCSseq.similarity(earlier.codes, later.codes) >= needed
    assert not is_enough or may_share(earlier, later, needed)
    assert is_enough or likeness(earlier, later) is None


@given(SENTENCES, WORDS, st.lists(WORDS, max_size=4), st.integers(0, 40))
def test_whatever_may_be_a_copy_is_among_those_that_share_enough(
    told: list[str], one: list[str], others: list[list[str]], cut: int
) -> None:
    later = wording(" ".join([*told, *one]), None)
    earlier = {str(n): wording(" ".join([*told, *one[:cut], *other]), None) for n, other in enumerate(others)}
    names = [*earlier]
    found = [names[index] for index in sharing(later, [earlier[name].letters for name in names])]
    assert set(found) >= {name for name, each in earlier.items() if likeness(each, later) is not None}
