"""A body as it comes, unpacked piece by piece within a limit: what swells is stopped before it fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Iterator

_PIECE = 64 * 1024  # bytes that unpacking may give at once
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's names of the wrappings
_MAGIC = b"\x1f\x8b"
PACKED = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class TooLarge(Exception):
    """More bytes than the limit. `read` are those up to it, `size` how many came or were announced."""

    def __init__(self, read: bytes, size: int) -> None:
        super().__init__(f"more than {len(read):,} bytes")
        self.read, self.size = read, size


class Corrupt(Exception):
    """Bytes that their encoding does not allow, or an encoding that nobody asked for."""


class CutShort(Exception):
    """A packed body that ends before it is complete."""


async def gather(chunks: AsyncIterable[bytes], encoding: str, limit: int) -> bytes:
    """The unpacked body, at most `limit` bytes of it and of what it was packed in.

    Needs memory for twice the limit and a few pieces. Raises TooLarge, Corrupt, CutShort, and what `chunks` raises.
    """
    unpack = _Unpack(encoding.strip().lower())
    body = bytearray()
    came = 0
    async for chunk in chunks:
        came += len(chunk)
        for piece in unpack.feed(chunk):
            body += piece
            if len(body) > limit:
                raise TooLarge(bytes(body[:limit]), max(len(body), came))
        if came > limit:
            raise TooLarge(bytes(body), came)
    for piece in unpack.end():
        body += piece
    return bytes(body)


class _Unpack:
    """Undoes one Content-Encoding. A body that says gzip and plainly is not goes through as it is: servers lie."""

    def __init__(self, encoding: str) -> None:
        if encoding not in ("", "identity", *PACKED):
            raise Corrupt(f"it is packed as {encoding[:40]!r}, which was not asked for")
        self._wrapping = PACKED.get(encoding)
        self._begun = b""  # the first bytes, until they tell what they are
        self._zlib = zlib.decompressobj(self._wrapping) if self._wrapping else None
        self._known = self._wrapping is None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if not self._known:
            self._begun += chunk
            if len(self._begun) < len(_MAGIC):
                return
            chunk, self._begun = self._begun, b""
            self._tell(chunk)
        if self._wrapping is None:
            yield chunk
        else:
            yield from self._inflate(chunk)

    def end(self) -> Iterator[bytes]:
        """What is left. Raises CutShort where more had to come."""
        if self._begun:  # one byte, of no packed body
            yield self._begun
        elif self._known and self._zlib is not None and not self._zlib.eof:
            raise CutShort

    def _tell(self, head: bytes) -> None:
        self._known = True
        if self._wrapping == _GZIP and not head.startswith(_MAGIC):
            self._wrapping = self._zlib = None
        elif self._wrapping == _ZLIB and (head[0] & 0x0F != 8 or int.from_bytes(head[:2], "big") % 31):
            self._wrapping = _RAW  # "deflate" without the wrapping that the standard wants is common
            self._zlib = zlib.decompressobj(_RAW)

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        try:
            while self._zlib is not None:
                piece = self._zlib.decompress(data, _PIECE)
                if piece:
                    yield piece
                if self._zlib.eof:
                    data = self._zlib.unused_data
                    if not (self._wrapping == _GZIP and data.startswith(_MAGIC)):
                        return  # padding after the end is no part of the body
                    self._zlib = zlib.decompressobj(_GZIP)
                    continue
                data = self._zlib.unconsumed_tail
                if not data and len(piece) < _PIECE:
                    return
        except zlib.error as error:
            raise Corrupt(f"it cannot be unpacked ({error})") from error
