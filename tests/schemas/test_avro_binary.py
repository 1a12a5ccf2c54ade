"""What our own writers and readers of Avro give is what two others give: fastavro and Avro's own package."""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import math
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import avro.io
import avro.schema
import fastavro
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import avro_reading, avro_writing, codec
from schemas.avro_reading import read_whole, record_reader
from schemas.avro_writing import record_writer
from schemas.codec import CodecError, Malformed, decode, encode
from schemas.events import (
    EVENT_TYPES,
    DeadLetter,
    Event,
    FigureClaimed,
    FigureReconciled,
    Place,
    Struct,
    UpdateFiled,
    UpdateWithdrawn,
)
from tests.schemas.blocks import in_blocks
from tests.schemas.examples import SCHEMAS, examples, fields_of
from tests.schemas.strategies import events, values_of

HEADER = codec.HEADER_BYTES
TEN_BYTES = b"\x80" * 9


@functools.cache
def text_of(name: str) -> str:
    return (SCHEMAS / "avro" / f"{name}.avsc").read_text("utf-8")


@functools.cache
def parsed(name: str) -> Any:
    return fastavro.parse_schema(json.loads(text_of(name)))


@functools.cache
def official(name: str) -> Any:
    return avro.schema.parse(text_of(name))


def written_by_fastavro(event: Event) -> bytes:
    body = io.BytesIO()
    fastavro.schemaless_writer(body, parsed(type(event).__name__), fields_of(event))
    return body.getvalue()


def written_by_avro(event: Event) -> bytes:
    body = io.BytesIO()
    avro.io.DatumWriter(official(type(event).__name__)).write(fields_of(event), avro.io.BinaryEncoder(body))
    return body.getvalue()


def read_by_fastavro(struct: type[Event], raw: bytes) -> Event:
    body = io.BytesIO(raw)
    body.seek(HEADER)
    fields = fastavro.schemaless_reader(body, parsed(struct.__name__), None)
    assert body.tell() == len(raw)
    return msgspec.convert(fields, struct)


def assert_refused_or_as_fastavro_reads(struct: type[Event], raw: bytes) -> None:
    try:
        event = decode(struct.__name__, raw)
    except CodecError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most are refused, but not all
    else:
        assert repr(event) == repr(read_by_fastavro(struct, raw))  # not ==, for there may be a NaN in it


def example(struct: type[Any], **fields: Any) -> Any:
    return msgspec.structs.replace(next(event for event in examples() if type(event) is struct), **fields)


def body_of(event: Event) -> bytes:
    return encode(event)[HEADER:]


@pytest.mark.parametrize("struct", EVENT_TYPES)
@given(data=st.data())
def test_our_bytes_are_those_of_fastavro_and_of_avro(struct: type[Event], data: st.DataObject) -> None:
    event = data.draw(values_of(msgspec.inspect.type_info(struct)))
    assert body_of(event) == written_by_fastavro(event) == written_by_avro(event)


@pytest.mark.parametrize("struct", EVENT_TYPES)
@given(data=st.data())
def test_we_read_what_others_wrote_and_they_what_we_did(struct: type[Event], data: st.DataObject) -> None:
    event = data.draw(values_of(msgspec.inspect.type_info(struct)))
    header = encode(event)[:HEADER]
    assert decode(struct.__name__, header + written_by_fastavro(event)) == event
    assert decode(struct.__name__, header + written_by_avro(event)) == event
    assert read_by_fastavro(struct, encode(event)) == event
    reader = avro.io.DatumReader(official(struct.__name__))
    assert msgspec.convert(reader.read(avro.io.BinaryDecoder(io.BytesIO(body_of(event)))), struct) == event


@given(events(), st.data())
def test_cut_bytes_are_malformed(event: Event, data: st.DataObject) -> None:
    raw = encode(event)
    with pytest.raises(Malformed):
        decode(type(event).__name__, raw[: data.draw(st.integers(0, len(raw) - 1))])


@given(events(), st.data())
def test_damaged_bytes_are_refused_or_read_as_others_read_them(event: Event, data: st.DataObject) -> None:
    raw = bytearray(encode(event))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(HEADER, len(raw)))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=10))
    assert_refused_or_as_fastavro_reads(type(event), bytes(raw))


@given(st.sampled_from(EVENT_TYPES), st.binary(max_size=300))
def test_noise_is_refused_or_read_as_others_read_it(struct: type[Event], noise: bytes) -> None:
    assert_refused_or_as_fastavro_reads(struct, encode(example(struct))[:HEADER] + noise)


@given(st.one_of([values_of(msgspec.inspect.type_info(each)) for each in (FigureReconciled, UpdateFiled, FigureClaimed)]),
       st.data())
def test_arrays_may_come_in_blocks_and_say_their_bytes(event: Event, data: st.DataObject) -> None:
    split = in_blocks(parsed(type(event).__name__), fields_of(event), lambda most: data.draw(st.integers(1, most)),
                      lambda: data.draw(st.booleans()))
    raw = encode(event)[:HEADER] + split
    assert decode(type(event).__name__, raw) == event == read_by_fastavro(type(event), raw)


def test_a_block_that_lies_about_its_bytes_is_malformed() -> None:
    raw = encode(example(UpdateFiled, flags=("clock_flipped",)))
    told = b"\x02\x1aclock_flipped\x00"
    assert raw.count(told) == 1
    assert decode("UpdateFiled", raw.replace(told, b"\x01\x1c\x1aclock_flipped\x00")).flags == ("clock_flipped",)  # type: ignore[union-attr]
    for size in (b"\x1a", b"\x1e", b"\x1b", TEN_BYTES + b"\x01", b"\xff" * 9 + b"\x01"):
        with pytest.raises(Malformed, match="damaged"):
            decode("UpdateFiled", raw.replace(told, b"\x01" + size + b"\x1aclock_flipped\x00"))


def test_numbers_of_more_bytes_than_they_need_are_read() -> None:
    raw = encode(example(UpdateFiled, flags=("clock_flipped",)))
    told = b"\x02\x1aclock_flipped\x00"
    for padded in (b"\x82\x00\x9a\x80\x00clock_flipped\x80\x80\x00", b"\x82\x80\x80\x00\x1aclock_flipped\x80\x00"):
        assert decode("UpdateFiled", raw.replace(told, padded)) == decode("UpdateFiled", raw)


COUNTS = [b"\xfe" + b"\xff" * 8 + b"\x01", b"\xff" * 9 + b"\x01", b"\xff\xff\xff\xff\x0f", TEN_BYTES + b"\x01", b"\x80\x80\x80\x02"]


@pytest.mark.parametrize("count", COUNTS, ids=bytes.hex)
@pytest.mark.parametrize("rest", [b"", b"\x00", b"\x02" * 9, b"\x00" * 1000])
def test_a_huge_count_of_items_or_bytes_takes_neither_memory_nor_time(count: bytes, rest: bytes) -> None:
    raw = encode(example(UpdateFiled, flags=("clock_flipped",)))
    cut = raw.index(b"\x02\x1aclock_flipped\x00")
    with pytest.raises(Malformed):
        decode("UpdateFiled", raw[:cut] + count + rest)
    with pytest.raises(Malformed):
        decode("UpdateFiled", raw[:HEADER] + count + rest)


def damaged() -> Iterator[tuple[str, Event, bytes, bytes]]:
    """What is damaged, an event, bytes of it, and what comes instead."""
    recall = example(UpdateWithdrawn, undone=True)
    yield "a boolean", recall, b"\x01", b"\x02"
    yield "a boolean", recall, b"\x01", b"\xff"
    yield "text", example(UpdateWithdrawn, reason="Grüße", undone=True), b"\xc3\xbc", b"\xfc\xfc"
    yield "a length", example(UpdateWithdrawn, reason="so be it", undone=True), b"\x10so be it", b"\x0fso be it"
    claim = example(FigureClaimed, category="killed", happened_on="2026-03-14", without_office=True)
    yield "a union's branch", claim, b"\x02\x142026-03-14", b"\x04\x142026-03-14"
    yield "a union's branch", claim, b"\x02\x142026-03-14", b"\x01\x142026-03-14"
    yield "a number's length", claim, b"\x142026-03-14", TEN_BYTES + b"\x80\x142026-03-14"
    yield "a number's size", claim, b"\x142026-03-14", TEN_BYTES + b"\x022026-03-14"


@pytest.mark.parametrize(("what", "event", "good", "bad"), [*damaged()])
def test_what_no_writer_writes_is_malformed(what: str, event: Event, good: bytes, bad: bytes) -> None:
    head, found, tail = encode(event).rpartition(good)
    assert found, what
    with pytest.raises(Malformed, match="damaged"):
        decode(type(event).__name__, head + bad + tail)


@pytest.mark.parametrize("place", [-1, 9, 64, 2**40])
def test_a_word_beyond_the_vocabulary_is_malformed(place: int) -> None:
    claim = example(FigureClaimed, position=4711, published_at=dt.datetime(2026, 3, 14, tzinfo=dt.UTC), category="other")
    raw = encode(claim)
    before = avro_writing._long(4711) + avro_writing._time(claim.published_at)
    assert raw.count(before + b"\x10") == 1
    with pytest.raises(Malformed, match="damaged"):
        decode("FigureClaimed", raw.replace(before + b"\x10", before + avro_writing._long(place)))


def test_a_time_beyond_the_calendar_is_malformed() -> None:
    at = dt.datetime(2026, 3, 14, tzinfo=dt.UTC)
    raw = encode(example(UpdateWithdrawn, published_at=at))
    for micros in (2**62, -(2**62)):
        with pytest.raises(Malformed, match="damaged"):
            decode("UpdateWithdrawn", raw.replace(avro_writing._time(at), avro_writing._long(micros)))


def test_a_word_that_the_struct_does_not_know_is_malformed() -> None:
    grown = json.loads(text_of("FigureClaimed"))
    (category,) = (field for field in grown["fields"] if field["name"] == "category")
    category["type"]["symbols"].append("stranded")
    schema = fastavro.parse_schema(grown)
    claim = example(FigureClaimed)
    write, read = record_writer(schema), record_reader(schema, FigureClaimed)
    assert read_whole(read, write(claim), 0) == (claim, len(write(claim)))
    raw = write(msgspec.structs.replace(claim, category="stranded"))
    with pytest.raises(ValueError, match=r"the byte 18 where one of killed, .* must stand"):
        read_whole(read, raw, 0)


class Pair(Struct, frozen=True):
    """What has a place in every position that a schema can name it in."""

    places: tuple[Place, ...]
    first: Place | None
    last: Place
    others: tuple[Place, ...]


@given(values_of(msgspec.inspect.type_info(Pair)))
def test_a_record_told_once_is_meant_by_its_name_thereafter(pair: Pair) -> None:
    place = next(field["type"][1] for field in json.loads(text_of("FigureClaimed"))["fields"] if field["name"] == "place")
    name = "newsroom.Place"
    kinds = {"places": {"type": "array", "items": place}, "first": ["null", name], "last": name,
             "others": {"type": "array", "items": name}}
    schema = fastavro.parse_schema({"type": "record", "name": "Pair", "namespace": "newsroom",
                                    "fields": [{"name": field, "type": kind} for field, kind in kinds.items()]})
    raw, body = record_writer(schema)(pair), io.BytesIO()
    fastavro.schemaless_writer(body, schema, fields_of(pair))
    assert raw == body.getvalue()
    assert read_whole(record_reader(schema, Pair), raw, 0) == (pair, len(raw))


def test_numbers_that_are_none_and_infinite_ones_are_kept() -> None:
    for similarity in (math.nan, math.inf, -math.inf, -0.0):
        event = example(UpdateFiled, similarity=similarity)
        assert body_of(event) == written_by_fastavro(event)
        assert repr(decode("UpdateFiled", encode(event))) == repr(event)


def test_each_of_two_times_that_a_clock_shows_twice_is_written_as_it_is() -> None:
    first = dt.datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    again = first.replace(fold=1)
    assert first == again
    moments = [decode("UpdateWithdrawn", encode(example(UpdateWithdrawn, published_at=at))) for at in (first, again)]
    assert moments == [example(UpdateWithdrawn, published_at=at.astimezone(dt.UTC)) for at in (first, again)]


def test_no_more_times_are_remembered_than_a_few_thousand() -> None:
    for minute in range(5_000):
        event = example(UpdateWithdrawn, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minute))
        assert decode("UpdateWithdrawn", encode(event)) == event
    assert 0 < len(avro_reading._TIMES) <= avro_reading._REMEMBERED_TIMES
    assert 0 < len(avro_writing._TIMES) <= avro_writing._REMEMBERED_TIMES


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (example(UpdateWithdrawn, published_at=dt.datetime(2026, 9, 14, 12, 30)), "published_at: .*naive"),  # noqa: DTZ001
        (example(DeadLetter, payload="text"), "payload: "),
        (example(FigureClaimed, position=2**63), "position: 9223372036854775808 is beyond 64 bits"),
        (example(FigureClaimed, names=None), "names: "),
        (example(FigureClaimed, anonymous=None), "anonymous: None is none of False, True"),
        (example(UpdateFiled, caused_by=msgspec.structs.replace(example(UpdateFiled).caused_by, offset="7")), r"caused_by\.offset: "),
        (example(FigureReconciled, voices=(msgspec.structs.replace(example(FigureReconciled).voices[0], scope="all"),)),
         r"voices\.scope: 'all' is none of total, subset, partial_area, increment"),
    ],
    ids=repr,
)
def test_what_cannot_be_written_is_told_with_its_field(event: Event, told: str) -> None:
    with pytest.raises(CodecError, match=f"^cannot write {type(event).__name__} {event.event_id}: {told}") as raised:
        encode(event)
    assert "\n" not in str(raised.value)
