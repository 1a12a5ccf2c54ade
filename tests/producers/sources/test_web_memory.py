"""What swells or never ends is cut at the limit, in bounded memory and with the rest never sent."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from tests.producers.sources.web_reader import MANY, Reader, route
from tests.producers.sources.web_server import answers, endless, head, raw, run, web

GIGABYTE = 2**30
LIMIT = 1_000_000  # bytes
BOUND = 12 * LIMIT  # of memory, the server's and Python's own included
PIECE = b"<p>It rains.</p>" * 4096


def bomb() -> bytes:
    """A gigabyte of nothing in one megabyte of gzip, in one stream."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(2**23)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + block * (GIGABYTE // 2**23)


def members() -> bytes:
    """The same in many streams, one after the other."""
    return gzip.compress(bytes(2**20)) * (GIGABYTE // 2**20)


@pytest.mark.parametrize("kind", ["bomb", "members", "deflate", "endless", "announced", "chunked"])
def test_a_gigabyte_is_refused_in_bounded_memory(kind: str) -> None:
    async def go() -> tuple[int, int]:
        async with web() as there:
            chunk = f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n"
            handler = {
                "bomb": lambda: answers(bomb(), Content_Encoding="gzip"),
                "members": lambda: answers(members(), Content_Encoding="gzip"),
                "deflate": lambda: raw(head(200, {"Content-Encoding": "deflate"}) + bomb()[10:]),
                "endless": lambda: endless(there.server, head(200), GIGABYTE, PIECE),
                "announced": lambda: endless(there.server, head(200, {"Content-Length": str(GIGABYTE)}), GIGABYTE, PIECE),
                "chunked": lambda: endless(there.server, head(200, {"Transfer-Encoding": "chunked"}), GIGABYTE, chunk),
            }[kind]()  # fmt: skip
            route(there, feed=handler)
            reader = Reader(there, limits=MANY._replace(body=LIMIT))
            tracemalloc.start()
            try:
                look = await reader.look()
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            assert [unusable.reason for unusable in look.unusable] == ["too_large"]
            assert look.unusable[0].size > LIMIT
            assert len(look.unusable[0].head) == 64 * 1024
            assert not (await reader.look()).unusable
            return peak, there.server.sent

    peak, sent = run(go())
    assert peak < BOUND
    assert sent < GIGABYTE // 10
