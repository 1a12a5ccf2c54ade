"""Every whole record is read once, from wherever reading goes on, and what is no record is told with its place."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable
from itertools import accumulate, pairwise

import pytest
from backports import zstd
from fastwarc.warc import WarcRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generated_crawl import response
from producers.crawls.headers import RecordStream
from producers.crawls.records import HEAD, Damage, Read, WholeRecord, records
from producers.crawls.stream import BEGINNING, CHUNK, StreamPosition, open_stream, stream_position_of
from tests.forms import example_count

SIZES = (10, 300, 0, 70_000, 1200, 5)


def made(sizes: tuple[int, ...] = SIZES) -> list[bytes]:
    rng = random.Random(7)
    return [response(f"http://a.example/{number}", rng.randbytes(size).hex().encode(), rng)
            for number, size in enumerate(sizes)]


def renamed(record: bytes, rename: Callable[[bytes], bytes]) -> bytes:
    """The same record with the names of its fields in letters of another case."""
    head, end, block = record.partition(b"\r\n\r\n")
    version, *fields = head.split(b"\r\n")
    return b"\r\n".join((version, *(b":".join((rename(name), value)) for name, _, value in (
        field.partition(b":") for field in fields)))) + end + block


PLAIN = made()
ADDRESSES = [f"http://a.example/{number}" for number in range(len(PLAIN))]
IN_FILES = {
    "not compressed": b"".join(PLAIN),
    "a gzip frame for each": b"".join(gzip.compress(each) for each in PLAIN),
    "one gzip frame": gzip.compress(b"".join(PLAIN)),
    "two to a gzip frame": b"".join(gzip.compress(b"".join(PLAIN[i : i + 2])) for i in range(0, len(PLAIN), 2)),
    "gzip frames that end anywhere": b"".join(
        gzip.compress(b"".join(PLAIN)[begin : begin + 1000]) for begin in range(0, len(b"".join(PLAIN)), 1000)),
    "a zstd frame for each": b"".join(zstd.compress(each) for each in PLAIN),
    "names in small letters": b"".join(renamed(each, bytes.lower) for each in PLAIN),
    "names in capitals, in gzip frames": b"".join(gzip.compress(renamed(each, bytes.upper)) for each in PLAIN),
    "names in small letters, in one gzip frame": gzip.compress(b"".join(renamed(each, bytes.lower) for each in PLAIN)),
    "names in small letters from the third on": b"".join([*PLAIN[:2], *(renamed(each, bytes.lower) for each in PLAIN[2:])]),
    "one zstd frame": zstd.compress(b"".join(PLAIN)),
}


def address(record: WarcRecord) -> str:
    record.reader.read(100)
    return str(record.headers.get("WARC-Target-URI"))


def read(raw: bytes, place: StreamPosition = BEGINNING) -> list[Read[str]]:
    return list(records(io.BytesIO(raw), place, address))


def told(found: list[Read[str]]) -> list[str]:
    return [each.what if isinstance(each, WholeRecord) else "damage" for each in found]


@pytest.mark.parametrize("raw", IN_FILES.values(), ids=IN_FILES)
def test_reading_goes_on_at_every_record(raw: bytes) -> None:
    whole = read(raw)
    assert told(whole) == ADDRESSES
    assert all(before.after == after.place for before, after in pairwise(whole))
    for number, each in enumerate(whole):
        assert each.after is not None
        assert read(raw, stream_position_of(str(each.place))) == whole[number:]
        assert read(raw, stream_position_of(str(each.after))) == whole[number + 1 :]


def test_a_record_with_a_frame_of_its_own_is_a_byte_of_the_file() -> None:
    frames = [gzip.compress(each) for each in PLAIN]
    assert [each.after for each in read(b"".join(frames))] == [StreamPosition(end) for end in accumulate(map(len, frames))]


def lying(record: bytes, by: int) -> bytes:
    """The record with a Content-Length that is wrong by so many bytes."""
    head, _, rest = record.partition(b"Content-Length: ")
    length, _, rest = rest.partition(b"\r\n")
    return head + b"Content-Length: %d\r\n" % (int(length) + by) + rest


def broken_off(record: bytes) -> bytes:
    """The record, its header ending in half a line end before a type and a length are told."""
    head, end, rest = record.partition(b"content-type:")
    return head + end + b"\n" + rest[rest.index(b"\r\n\r\n") + 2 :]


GARBAGE = b"this is no record\r\n\r\nWARC/1.1 neither\r\n"
A, B, C, D, *_ = PLAIN
DAMAGED = {
    "bytes between records": ([A, GARBAGE, B, C], ["0", "damage", "1", "2"]),
    "bytes in front": ([GARBAGE, A, B], ["damage", "0", "1"]),
    "bytes behind": ([A, B, GARBAGE], ["0", "1", "damage"]),
    "no WARC at all": ([b"<html>hello</html>\n" * 9000], ["damage"]),
    "nothing": ([], []),
    "empty lines only": ([b"\r\n\r\n"], []),
    "more empty lines than there should be": ([A, b"\r\n\r\n\r\n", B, b"\r\n"], ["0", "1"]),
    "the last one cut off in its block": ([A, D[:-9000]], ["0", "damage"]),
    "the last one cut off in its header": ([A, B[:100]], ["0", "damage"]),
    "the last one without its empty lines": ([A, B[:-4]], ["0", "1"]),
    "too short a length": ([A, lying(B, -20), C, D], ["0", "damage", "2", "3"]),
    "too long a length": ([A, lying(B, 20), C, D], ["0", "damage", "2", "3"]),
    "a length that swallows the next": ([A, lying(B, len(C) + 30), C, D], ["0", "damage", "2", "3"]),
    "a length behind the file's end": ([A, lying(B, 1 << 40), C, D], ["0", "damage", "2", "3"]),
    "a length that no number holds": ([A, lying(B, 1 << 80), C, D], ["0", "damage", "2", "3"]),
    "two that lie": ([lying(A, 5), lying(B, 5), C], ["damage", "damage", "2"]),
    "no length": ([A, B.replace(b"Content-Length", b"Content-Width", 1), C], ["0", "damage", "2"]),
    "a header broken off at half a line end": (
        [renamed(A, bytes.lower), broken_off(renamed(B, bytes.lower)), C], ["0", "damage", "2"]),
    "a type told twice": (
        [A, B.replace(b"Content-Type", b"Content-Type: text/plain\r\nContent-Type", 1), C], ["0", "damage", "2"]),
    "half a line end before a header that begins oddly": (
        [A, b"\r", B.replace(b"WARC-Type", b"1: 2\r\nWARC-Type"), C], ["0", "1", "2"]),
    "a header without end": ([A, B.replace(b"http:", b"x" * 100_000, 1), C], ["0", "damage", "2"]),
}


@pytest.mark.parametrize(("parts", "expected"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("pack", [lambda part: part, gzip.compress], ids=["not compressed", "gzip"])
def test_what_can_be_read_is_read(parts: list[bytes], expected: list[str], pack: object) -> None:
    assert callable(pack)
    raw = b"".join(pack(part) for part in parts)
    found = read(raw)
    assert [each.removeprefix("http://a.example/") for each in told(found)] == expected
    for each in found:
        if isinstance(each, Damage):
            assert 0 < len(each.head) <= HEAD
            assert each.size >= len(each.head)
        if each.after is not None:
            assert read(raw, each.after) == found[found.index(each) + 1 :]


def test_bytes_that_cannot_be_inflated() -> None:
    frames = [gzip.compress(each) for each in PLAIN]
    spoiled = bytearray(frames[3])
    spoiled[200:220] = bytes(20)
    raw = b"".join([*frames[:3], bytes(spoiled), GARBAGE, *frames[4:]])
    found = read(raw)
    assert told(found) == [*ADDRESSES[:3], "damage", *ADDRESSES[4:]]
    damage = found[3]
    assert isinstance(damage, Damage)
    assert (damage.place, damage.size) == (StreamPosition(sum(map(len, frames[:3]))), len(frames[3]) + len(GARBAGE))


def test_a_file_cut_off_in_a_frame() -> None:
    raw = IN_FILES["a gzip frame for each"]
    assert told(read(raw[:-20])) == [*ADDRESSES[:-1], "damage"]
    assert told(read(raw[:-8])) == [*ADDRESSES, "damage"]  # nothing but the frame's checksum is missing
    assert told(read(IN_FILES["one gzip frame"][:-30_000]))[:4] == [*ADDRESSES[:3], "damage"]
    assert told(read(IN_FILES["one zstd frame"][:-3000]))[:4] == [*ADDRESSES[:3], "damage"]


BREAKING = {
    "gzip": gzip.compress(b"".join(made((10, 32_000, 1000, 10)))),
    "gzip behind another frame":
        gzip.compress(made((20_000,))[0]) + gzip.compress(b"".join(made((33_000, 3000, 16_000)))),
    "zstd": zstd.compress(b"".join(made((10, 33_000, 32_000, 10)))),
}


@pytest.mark.parametrize("raw", BREAKING.values(), ids=BREAKING)
def test_a_frame_breaks_at_the_same_byte_wherever_reading_begins(raw: bytes) -> None:
    spoiled = raw[:-2] + bytes([raw[-2] ^ 0xFF]) + raw[-1:]
    found = read(spoiled)
    assert told(found)[-1] == "damage"
    for number, each in enumerate(found):
        assert each.after is None or read(spoiled, each.after) == found[number + 1 :]


def test_all_that_a_frame_holds_is_read_where_the_file_ends_in_it() -> None:
    cut = gzip.compress(b"x" * 70_000)[:-14]  # the last byte stands for many
    stream = open_stream(io.BytesIO(cut))
    assert b"".join(iter(stream.read, b"")) == zlib.decompressobj(31).decompress(cut)


def test_a_place_is_the_same_however_much_was_read() -> None:
    stream = open_stream(io.BytesIO(gzip.compress(A) + gzip.compress(B)))
    stream.read(10)
    assert stream.place(10) == StreamPosition(0, 10)


def test_no_more_is_read_than_a_header_may_have() -> None:
    stream = open_stream(io.BytesIO(A + b"x" * 1_000_000))
    source = RecordStream(stream)
    assert b"".join(iter(source.read, b"")) == A
    assert stream.tell() <= 2 * CHUNK


def test_damage_within_a_frame() -> None:
    raw = gzip.compress(A + GARBAGE + B)
    found = read(raw)
    assert told(found) == [ADDRESSES[0], "damage", ADDRESSES[1]]
    assert found[1] == Damage(StreamPosition(0, len(A)), StreamPosition(0, len(A) + len(GARBAGE)), GARBAGE, len(GARBAGE))


SPOILS = [A[:90], gzip.compress(A)[:90], broken_off(renamed(A, bytes.lower)), b"\r\n\r\n", b"\n", b"\r",
          b"Content-Length: 5\r\n", b"content-type:\n", b"WARC/1.1\r\n"]


@given(st.sampled_from(list(IN_FILES.values())), st.data())
@settings(max_examples=example_count(150), deadline=None)
def test_reading_any_file_ends_and_can_go_on_anywhere(raw: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(spoiled)))
        end = begin + data.draw(st.integers(0, 200))
        spoiled[begin:end] = data.draw(st.binary(max_size=60) | st.sampled_from(SPOILS))
    found = read(bytes(spoiled))
    for number, each in enumerate(found):
        if each.after is not None:
            assert read(bytes(spoiled), each.after) == found[number + 1 :]


@given(st.binary(max_size=300), st.sampled_from([b"", b"WARC/1.1\r\n", A[:200], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]))
@settings(max_examples=example_count(150), deadline=None)
def test_reading_anything_ends(noise: bytes, begin: bytes) -> None:
    read(begin + noise)
    read(begin + noise, StreamPosition(7, 3))


def test_an_error_of_the_disk_is_no_damage() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 60_000:
                raise OSError(5, "Input/output error")
            return super().read(min(size or 0, 1000))

    reading = records(Failing(b"".join(PLAIN)), BEGINNING, address)
    assert told([next(reading) for _ in range(3)]) == ADDRESSES[:3]
    with pytest.raises(OSError, match="Input/output error"):
        next(reading)


def test_empty_frames_are_passed_over() -> None:
    raw = b"".join(gzip.compress(part) for part in (A, b"", b"", B))
    assert told(read(raw)) == ADDRESSES[:2]


@pytest.mark.parametrize("name", [b"WARC-Type", b"WARC-Target-URI", b"Content-Type", b"Content-Length"])
def test_a_name_in_small_letters_is_known_where_the_others_are_as_usual(name: bytes) -> None:
    def fields(record: WarcRecord) -> tuple[str, str | None, str | None]:
        return str(record.record_type), record.headers.get("WARC-Target-URI"), record.headers.get("Content-Type")

    raw = renamed(A, lambda each: each.lower() if each == name else each) + B
    whole = list(records(io.BytesIO(raw), BEGINNING, fields))
    assert [each.what for each in whole if isinstance(each, WholeRecord)] == [
        ("response", address, "application/http; msgtype=response") for address in ADDRESSES[:2]]


def test_a_block_is_read_as_it_stands_whatever_the_case_of_the_names_above_it() -> None:
    told_of = b"<p>content-length: 7\r\nwarc-type: x\r\n</p>\r\n\r\nWARC/1.1\r\nwarc-type: x\r\n\r\n"
    body = told_of * 3000  # longer than what is read at once
    record = response("http://a.example/1", body, random.Random(7))
    files = [record + record, renamed(record, bytes.lower) + renamed(record, bytes.lower)]
    plain, small = (list(records(io.BytesIO(raw), BEGINNING, lambda each: bytes(each.reader.read()))) for raw in files)
    assert plain == small
    assert [each.what.endswith(body) for each in plain if isinstance(each, WholeRecord)] == [True, True]
