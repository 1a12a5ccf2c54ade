"""What a document of any format says has no character that steers, in whatever way it is written there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from producers.article import NotAStory, Parsed
from producers.events import event_of
from producers.formats.common.format import Reading
from producers.formats.index import FORMATS, parse_document, recognised
from tests.forms import forms
from tests.fuzz.hostile import HOSTILE, WRITERS
from tests.newsroom.printed import steering
from tests.producers.pages import gazetteer


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))


def read(name: str, text: str) -> Parsed:
    raw = WRITERS[name](text)
    return parse_document(raw, "a", Reading(format=name), gazetteer())


def test_every_format_is_written() -> None:
    assert set(WRITERS) == {known.name for known in FORMATS}


@pytest.mark.parametrize("name", WRITERS)
def test_a_clean_one_is_read_and_recognised(name: str) -> None:
    assert recognised(WRITERS[name]("Coast")).name == name
    (article,) = read(name, "Coast").articles
    (update,) = article.updates
    assert "7 people were killed" in update.text


@pytest.mark.parametrize("examples", forms(15, 2_000))
@pytest.mark.parametrize("name", WRITERS)
def test_no_field_of_any_format_steers(name: str, examples: int) -> None:
    settings(max_examples=examples, deadline=None)(given(HOSTILE)(lambda text: steers_nothing(name, text)))()


def steers_nothing(name: str, text: str) -> None:
    try:
        parsed = read(name, text)
    except NotAStory:
        return
    events = [event_of(article, update, f"a{text}") for article in parsed.articles for update in article.updates]
    assert [each for each in texts([parsed, events]) if steering(each)] == []
    for event in events:
        msgspec.json.encode(event)  # raises for halves of letters


@pytest.mark.parametrize("name", WRITERS)
def test_what_steers_is_left_out_of_the_words_around_it(name: str) -> None:
    written = WRITERS[name]("\x1b[31m\u202e")
    if name in ("newsml", "nitf"):
        assert b"\x1b" not in written  # XML has no such character, and no reference to it
    (article,) = read(name, "\x1b[31m\u202e").articles
    assert "were killed [31m in a fire" in article.updates[0].text
