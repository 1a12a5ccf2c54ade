"""Claims of the labelled scenes are linked as an editor links them, in every order of their coming."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from streams.extract.words.cause import cause_of
from streams.incidents.book import Book
from tests.forms import forms
from tests.streams.linking.labelled import Labelled, Scene, scenes
from tests.streams.linking.report import desks, score, total

SCENES = scenes()
OPEN = {"hard-crashes-alike", "hard-two-attacks-one-day"}
"""Scenes that the fields of claims do not tell apart; they count in the score."""


def test_pairwise_f1_of_scenes_alone_and_of_desks_with_all_their_scenes() -> None:
    assert total(score(scene.claims) for scene in SCENES).f1 >= 0.95
    assert total(score(claims) for claims in desks(SCENES).values()).f1 >= 0.95


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_each_scene_alone(scene: Scene) -> None:
    assert (score(scene.claims).f1 == 1.0) is (scene.name not in OPEN)


def groups(labelled: list[Labelled]) -> set[frozenset[str]]:
    book = Book(cause_of)
    for _, claim in labelled:
        book.add(claim)
        book.incidents()
    return {frozenset(c.claim_id for c in incident.claims) for incident in book.incidents()}


@pytest.mark.parametrize("shuffles", forms(5, 40))
@pytest.mark.parametrize("desk", sorted(desks(SCENES)))
def test_the_order_of_coming_changes_nothing(desk: str, shuffles: int) -> None:
    claims = desks(SCENES)[desk]
    first = groups(claims)
    pages: dict[tuple[str, str | None], list[Labelled]] = {}
    for labelled in claims:
        pages.setdefault((labelled.claim.story, labelled.claim.carrier), []).append(labelled)
    if len(pages) <= 5:
        for order in permutations(pages.values()):
            assert groups([labelled for page in order for labelled in page]) == first
    shuffler = random.Random(desk)
    for _ in range(shuffles):
        assert groups(shuffler.sample(claims, len(claims))) == first
