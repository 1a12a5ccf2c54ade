from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any

import avro.io
import avro.schema
import fastavro
import msgspec
import pytest
from fastavro.schema import fingerprint, to_parsing_canonical_form
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.codec import Codec, CodecError, Malformed, SchemaFromTheFuture, decode, encode
from schemas.events import EVENT_TYPES, Event, UpdateFiled, UpdateWithdrawn
from tests.schemas.examples import SCHEMAS, examples, fields_of
from tests.schemas.ids import IdsInMemory
from tests.schemas.strategies import events

WITH_IDS = Codec(IdsInMemory())
WITH_IDS.register()
RECALL = next(event for event in examples() if isinstance(event, UpdateWithdrawn))


@given(events())
def test_what_is_written_is_read_back_as_it_was(event: Event) -> None:
    raw = encode(event)
    assert decode(type(event).__name__, raw) == event
    assert encode(decode(type(event).__name__, raw)) == raw


@given(events())
def test_both_framings_hold_the_same_body(event: Event) -> None:
    raw = WITH_IDS.encode(event)
    assert raw[:4] == b"\x00\x00\x00\x00"
    assert raw[5:] == encode(event)[10:]
    assert WITH_IDS.decode(type(event).__name__, raw) == event
    assert WITH_IDS.decode(type(event).__name__, encode(event)) == event


def test_bytes_begin_with_the_magic_and_the_fingerprint_in_little_endian() -> None:
    # Avro's own published value: the CRC-64-AVRO of the schema "int" is 0x7275D51A3F395C8F
    assert codec._header("int") == b"\xc3\x01" + (0x7275D51A3F395C8F).to_bytes(8, "little")
    schema = json.loads((SCHEMAS / "avro" / "UpdateWithdrawn.avsc").read_text("utf-8"))
    crc = fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")
    assert encode(RECALL)[:10] == b"\xc3\x01" + bytes.fromhex(crc)


@pytest.mark.parametrize("event", examples(), ids=lambda event: type(event).__name__)
def test_the_official_package_reads_our_bytes(event: Event) -> None:
    schema = avro.schema.parse((SCHEMAS / "avro" / f"{type(event).__name__}.avsc").read_text("utf-8"))
    body = io.BytesIO(encode(event)[10:])
    fields = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(body))
    assert msgspec.convert(fields, type(event)) == event
    assert body.read() == b""


@pytest.mark.parametrize("event", examples(), ids=lambda event: type(event).__name__)
def test_bytes_cut_anywhere_are_malformed(event: Event) -> None:
    raw = encode(event)
    for length in range(len(raw)):
        with pytest.raises(Malformed):
            decode(type(event).__name__, raw[:length])


def test_bytes_after_the_record_are_malformed() -> None:
    with pytest.raises(Malformed, match="1 bytes follow"):
        decode("UpdateWithdrawn", encode(RECALL) + b"\x00")


@pytest.mark.parametrize("raw", [b"", b"\xc3", b"{}", b"\x00\x00\x00\x00\x07rest of it", b"plain text"])
def test_other_encodings_are_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed, match="single-object"):
        decode("UpdateWithdrawn", raw)


def test_an_event_of_another_type_is_malformed() -> None:
    with pytest.raises(Malformed, match="hold a UpdateWithdrawn"):
        decode("UpdateFiled", encode(RECALL))


def test_a_record_without_a_type_is_none_of_ours() -> None:
    with pytest.raises(Malformed, match="without the header ce_type"):
        decode("", encode(RECALL))


def test_a_schema_or_a_record_type_of_a_newer_version_is_from_the_future() -> None:
    with pytest.raises(SchemaFromTheFuture, match=r"ForecastMade.*upgrade"):
        decode("ForecastMade", encode(RECALL))
    with pytest.raises(SchemaFromTheFuture, match=r"0102030405060708.*upgrade"):
        decode("UpdateWithdrawn", b"\xc3\x01\x01\x02\x03\x04\x05\x06\x07\x08" + encode(RECALL)[10:])


def assert_event_or_one_line(
    struct: type[Event], raw: bytes, decode: Callable[[str, bytes], Event] = decode
) -> None:
    try:
        event = decode(struct.__name__, raw)
    except CodecError as error:
        event, message = None, str(error)
    assert isinstance(event, struct) or "\n" not in message


@given(st.sampled_from(EVENT_TYPES), st.binary(max_size=200))
def test_noise_after_a_good_header_is_an_event_or_malformed(struct: type[Event], noise: bytes) -> None:
    header = next(encode(event)[:10] for event in examples() if type(event) is struct)
    assert_event_or_one_line(struct, header + noise)


@given(st.sampled_from(EVENT_TYPES), st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(b"\0\0\0\0\1".__add__)))
def test_noise_is_an_event_or_a_codec_error_with_ids_too(struct: type[Event], noise: bytes) -> None:
    assert_event_or_one_line(struct, noise, WITH_IDS.decode)
    assert_event_or_one_line(struct, b"\x00" + noise, WITH_IDS.decode)


@given(st.sampled_from(examples()), st.data())
def test_a_flipped_byte_gives_an_event_or_a_codec_error(event: Event, data: st.DataObject) -> None:
    raw = bytearray(encode(event))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    assert_event_or_one_line(type(event), bytes(raw))


@pytest.mark.parametrize(
    "wrong",
    [
        {"published_at": dt.datetime(2026, 9, 14, 12, 30)},  # noqa: DTZ001 - the very fault
        {"published_at": "2026-09-14"},
        {"published_at": None},
        {"reason": "\ud800"},
        {"reason": None},
        {"by": 7},
    ],
    ids=repr,
)
def test_what_the_schema_has_no_room_for_is_not_written(wrong: dict[str, Any]) -> None:
    with pytest.raises(CodecError, match=RECALL.event_id):
        encode(msgspec.structs.replace(RECALL, **wrong))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("FigureClaimed", {"category": "frightened"}),
        ("FigureClaimed", {"position": 2**63}),
        ("FigureClaimed", {"value": 2**63}),
        ("UpdateFiled", {"similarity": "high"}),
        ("UpdateFiled", {"caused_by": None}),
    ],
    ids=repr,
)
def test_a_value_outside_the_vocabulary_is_not_written(name: str, wrong: dict[str, Any]) -> None:
    event = next(event for event in examples() if type(event).__name__ == name)
    with pytest.raises(CodecError, match=event.event_id):
        encode(msgspec.structs.replace(event, **wrong))


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    elsewhere = dt.timezone(dt.timedelta(hours=5, minutes=30))
    moved = msgspec.structs.replace(RECALL, published_at=RECALL.published_at.astimezone(elsewhere))
    assert encode(moved) == encode(RECALL)


def test_every_released_schema_is_known_to_the_reader() -> None:
    known = codec._vocabulary().writers
    for path in (SCHEMAS / "released").glob("v*/*.avsc"):
        schema = json.loads(path.read_text("utf-8"))
        assert known[codec._header(schema)][0] == path.stem


def test_a_record_of_before_unread_figures_is_read_with_none() -> None:
    older = json.loads((SCHEMAS / "released" / "v3" / "UpdateFiled.avsc").read_text("utf-8"))
    event = next(event for event in examples() if isinstance(event, UpdateFiled) and event.unread)
    body = io.BytesIO()
    fastavro.schemaless_writer(body, fastavro.parse_schema(older), fields_of(event))
    read = decode("UpdateFiled", codec._header(older) + body.getvalue())
    assert read == msgspec.structs.replace(event, unread=())


def test_an_older_writers_record_is_resolved_into_the_current_struct() -> None:
    vocabulary = codec._vocabulary()
    older = json.loads((SCHEMAS / "avro" / "UpdateReceived.avsc").read_text("utf-8"))
    added = ("notice", "flags", "carrier")
    older["fields"] = [field for field in older["fields"] if field["name"] not in added]
    event = next(event for event in examples() if type(event).__name__ == "UpdateReceived")
    parsed = fastavro.parse_schema(older)
    body = io.BytesIO()
    fastavro.schemaless_writer(body, parsed, fields_of(event))
    grown = codec._Vocabulary(
        vocabulary.by_struct, vocabulary.by_name,
        {**vocabulary.writers, codec._header(older): ("UpdateReceived", parsed)},
    )
    expected = msgspec.structs.replace(event, carrier=None, notice="none", flags=())
    assert codec._read(grown, "UpdateReceived", codec._header(older) + body.getvalue()) == expected
    ids = IdsInMemory()
    header = b"\x00" + ids.id_of("newsroom.UpdateReceived", json.dumps(older)).to_bytes(4, "big")
    assert codec._read(grown, "UpdateReceived", header + body.getvalue(), codec._Ids(ids)) == expected
