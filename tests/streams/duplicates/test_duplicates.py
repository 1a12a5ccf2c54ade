"""The labelled pairs: what is asked of recognising copies, on the tuned and on the held-back half."""

from __future__ import annotations

from functools import cache

import pytest

from streams.dedupe.furniture import is_furniture
from streams.dedupe.wording import worded_paragraph
from streams.dedupe.words import parts_of
from tests.streams.duplicates.pairs import HALVES, KINDS, PAIRS_PER_KIND, Half, pairs, texts
from tests.streams.duplicates.report import Judged, copies_in_the_crowd, judge, score


@cache
def judged(half: Half) -> list[Judged]:
    return judge(half)


@pytest.mark.parametrize("half", HALVES)
def test_copies_are_found_and_others_are_not_taken_for_copies(half: Half) -> None:
    total = score(judged(half))
    assert total.pairs >= 400
    assert total.precision >= 0.98
    assert total.recall >= 0.95


@pytest.mark.parametrize("half", HALVES)
def test_a_changed_number_is_never_dropped_whatever_else_was_changed(half: Half) -> None:
    changed = [j for j in judged(half) if j.pair.kind.startswith("number changed")]
    assert len(changed) == 4 * PAIRS_PER_KIND
    assert [j.pair for j in changed if j.disposition == "duplicate"] == []


@pytest.mark.parametrize("half", HALVES)
def test_no_update_of_the_crowd_is_a_copy_of_another(half: Half) -> None:
    assert copies_in_the_crowd(half) == 0


def test_the_halves_share_no_text() -> None:
    tuned, held_back = (texts(half) for half in HALVES)
    assert {text for story in tuned.stories for text in story}.isdisjoint(t for story in held_back.stories for t in story)
    for one, other in ((tuned.furniture, held_back.furniture), (tuned.backgrounds, held_back.backgrounds),
                       (tuned.leads, held_back.leads)):
        assert set(one).isdisjoint(other)


def test_the_pairs_are_the_same_at_every_call() -> None:
    assert list(pairs("tuned")) == list(pairs("tuned"))


@pytest.mark.parametrize("half", HALVES)
def test_edits_do_what_their_kind_says(half: Half) -> None:
    made = [pair for pair in pairs(half) if pair.kind in {kind for kind, *_ in KINDS}]
    assert all(pair.earlier != pair.later for pair in made if pair.kind != "copy" and "numbers" not in pair.kind)
    cuts = [pair for pair in made if pair.kind == "cut"]
    assert all(pair.earlier.startswith(pair.later) for pair in cuts)


@pytest.mark.parametrize("half", HALVES)
def test_news_is_no_furniture(half: Half) -> None:
    told = [sentence for story in texts(half).stories for text in story for part in parts_of(text)
            if (paragraph := worded_paragraph(part)) is not None for sentence in paragraph.sentences]
    assert len(told) > 100
    assert [sentence for sentence in told if is_furniture(sentence.kinds)] == []
