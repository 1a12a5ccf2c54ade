"""Packed bodies in any pieces: whole, refused, or known to be cut; never more than the limit."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.http.inflating import Corrupt, CutShort, TooLarge, gather

bodies = st.binary(max_size=2000)
sizes = st.lists(st.integers(1, 700), min_size=1, max_size=5)


def deflate(body: bytes, wrapping: int) -> bytes:
    packer = zlib.compressobj(wbits=wrapping)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP ": gzip.compress, "": bytes, "identity": bytes,
    "deflate": lambda body: deflate(body, 15),
}  # fmt: skip


def unpack(packed: bytes, encoding: str, limit: int = 10_000, sizes: list[int] | None = None) -> bytes:
    async def chunks() -> AsyncIterator[bytes]:
        at, number = 0, 0
        while at < len(packed):
            size = (sizes or [65_536])[number % len(sizes or [1])]
            yield packed[at : at + size]
            at, number = at + size, number + 1

    return asyncio.run(gather(chunks(), encoding, limit))


@given(bodies, sizes, st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_out(body: bytes, sizes: list[int], encoding: str) -> None:
    assert unpack(PACKERS[encoding](body), encoding, sizes=sizes) == body


@given(bodies, sizes)
def test_deflate_without_its_wrapping_too(body: bytes, sizes: list[int]) -> None:
    assert unpack(deflate(body, -15), "deflate", sizes=sizes) == body


@given(st.lists(bodies, min_size=1, max_size=4), sizes, st.binary(max_size=3).map(lambda b: b"\0" * len(b)))
def test_members_of_gzip_are_joined_and_padding_left(parts: list[bytes], sizes: list[int], padding: bytes) -> None:
    packed = b"".join(map(gzip.compress, parts)) + padding
    assert unpack(packed, "gzip", sizes=sizes) == b"".join(parts)


@given(st.binary(min_size=2, max_size=300).filter(lambda body: not body.startswith(b"\x1f\x8b")), sizes)
def test_what_is_not_packed_although_it_says_so_goes_through(body: bytes, sizes: list[int]) -> None:
    assert unpack(body, "gzip", sizes=sizes) == body


@given(bodies, st.data(), st.sampled_from(["gzip", "deflate"]))
def test_half_of_it_is_never_a_body(body: bytes, data: st.DataObject, encoding: str) -> None:
    packed = PACKERS[encoding](body)
    cut = data.draw(st.integers(2, len(packed) - 1))
    with pytest.raises(CutShort):
        unpack(packed[:cut], encoding)


@given(st.binary(max_size=500), sizes, st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_a_body_or_refused(raw: bytes, sizes: list[int], encoding: str) -> None:
    with contextlib.suppress(Corrupt, CutShort, TooLarge):
        assert isinstance(unpack(raw, encoding, sizes=sizes), bytes)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "compress", "x" * 500])
def test_other_packings_are_refused(encoding: str) -> None:
    with pytest.raises(Corrupt, match="not asked for") as refused:
        unpack(b"x", encoding)
    assert len(str(refused.value)) < 200


@given(st.integers(0, 3000), st.sampled_from(sorted(PACKERS)))
def test_the_limit_is_exact(limit: int, encoding: str) -> None:
    body = bytes(range(256)) * 8
    packed = PACKERS[encoding](body)
    if max(len(body), len(packed)) <= limit:
        assert unpack(packed, encoding, limit) == body
    else:
        with pytest.raises(TooLarge) as large:
            unpack(packed, encoding, limit)
        assert len(large.value.read) <= limit < large.value.size
        assert body.startswith(large.value.read)


def test_what_is_packed_large_and_unpacks_to_nothing_is_too_large() -> None:
    with pytest.raises(TooLarge):
        unpack(gzip.compress(b"") * 1000, "gzip", 10_000)
