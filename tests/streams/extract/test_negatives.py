"""Stories without casualties give no claims; a past disaster in them is another event's."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.extract import extract
from tests.streams.extract.test_phrasings import context

STORIES = (Path(__file__).parent / "negatives.txt").read_text("utf-8").partition("\n")[2].split("\n====\n")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.partition("\n")[0][:40])
def test_a_story_without_casualties_has_no_claims(story: str) -> None:
    claims = extract(story, context(story.partition("\n")[0])).claims
    assert [claim.evidence for claim in claims if not claim.other_event] == []


def test_there_are_enough_of_them() -> None:
    assert len(STORIES) >= 30
