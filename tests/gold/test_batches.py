"""The batches of stories are what their writers' guide says: spans, enumerations, texts with labels, known stories."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from schemas.events import Category, Qualifier, Revision, Scope
from tests.gold.report import BATCHES, HERE

SECTIONS = {"heading", "inline", "preamble", "heading_missing"}


def stories(batch: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((HERE / batch / "labels").glob("*.json"))]


@pytest.mark.parametrize("batch", BATCHES)
def test_each_story_has_its_text_and_each_figure_its_words(batch: str) -> None:
    found = stories(batch)
    assert len(found) >= 20
    assert {story["id"] for story in found} == {path.stem for path in (HERE / batch / "text").glob("*.txt")}
    for story in found:
        text = (HERE / batch / "text" / f"{story['id']}.txt").read_bytes().decode()
        for update in story["updates"]:
            assert update["section"] in SECTIONS, story["id"]
            for figure in update["figures"]:
                where = (story["id"], figure["evidence"])
                assert text[figure["start"] : figure["end"]] == figure["evidence"], where
                assert figure["category"] in get_args(Category), where
                assert figure["qualifier"] in get_args(Qualifier), where
                assert figure["scope"] in get_args(Scope), where
                assert figure.get("revision", "raised") in set(get_args(Revision)) - {"none"}, where


@pytest.mark.parametrize("batch", BATCHES)
def test_events_name_stories_of_the_batch_in_order_of_their_moments(batch: str) -> None:
    known = {story["id"] for story in stories(batch)}
    for event in json.loads((HERE / batch / "events.json").read_text("utf-8")):
        assert set(event["stories"]) <= known, event["event"]
        moments = [cut["at"] for cut in event["cuts"]]
        assert moments == sorted(moments), event["event"]
