"""Every example message is a test: it is a whole event, and Avro gives it back as it was."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.events import EVENT_TYPES, Event, FigureClaimed
from tests.schemas.examples import SCHEMAS, examples

EXAMPLES = examples()


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: f"{type(event).__name__}-{event.event_id[:6]}")
def test_avro_gives_an_example_back_as_it_was(event: Event) -> None:
    assert decode(type(event).__name__, encode(event)) == event


@pytest.mark.parametrize("struct", EVENT_TYPES)
def test_an_example_file_is_what_msgspec_writes_of_its_events(struct: type[Event]) -> None:
    raw = (SCHEMAS / "examples" / f"{struct.__name__}.json").read_bytes()
    of_type = [event for event in EXAMPLES if type(event) is struct]
    assert msgspec.json.decode(raw) == msgspec.json.decode(msgspec.json.encode(of_type))


def test_there_are_two_examples_of_each_event_and_no_strangers() -> None:
    counts = Counter(type(event) for event in EXAMPLES)
    assert all(counts[struct] >= 2 for struct in EVENT_TYPES)
    assert {file.stem for file in (SCHEMAS / "examples").iterdir()} == {s.__name__ for s in EVENT_TYPES}


def test_examples_are_told_apart_by_their_ids() -> None:
    assert len({event.event_id for event in EXAMPLES}) == len(EXAMPLES)


def test_the_evidence_of_an_example_has_the_length_of_its_span() -> None:
    claims = [event for event in EXAMPLES if isinstance(event, FigureClaimed)]
    assert [len(claim.evidence) for claim in claims] == [claim.end - claim.start for claim in claims]
