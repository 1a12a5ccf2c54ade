"""The headers of WARC records, found by walking from record to record, and their fields named as fastwarc knows them.

The standard allows a field's name in letters of any case, fastwarc knows one. Only that case changes, so that every
byte keeps its place. What a header is depends on its own bytes alone and not on what was read before: so reading that
goes on at a record finds the same there as reading that came by.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from producers.crawls.stream import CHUNK, Stream

_LONGEST = 32_000  # bytes of a header; fastwarc refuses 32 KiB
_HEADER = re.compile(rb"WARC/(?:1\.[01]|0\.\d\d?)\r?\n(?:[^\r\n]+\r\n)+\r\n")
_INK = re.compile(rb"\S")
_NAMES = {name.lower(): name for name in (
    b"WARC-Type", b"WARC-Target-URI", b"WARC-Date", b"WARC-Record-ID", b"Content-Type", b"Content-Length",
)}  # fmt: skip
_FIELD = re.compile(rb"\n(%s)(?=[ \t]*:)" % b"|".join(_NAMES), re.IGNORECASE)
_LENGTH = re.compile(rb"\nContent-Length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r\n")


class Header(NamedTuple):
    size: int  # bytes of its own
    length: int  # bytes of the block below, as it says


class RecordStream:
    """A stream that ends where it holds no header that can be read; between records it may hold blank lines."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._given = stream.tell()
        self._ready = b""
        self._held = b""  # the beginning of a header
        self._block = 0  # bytes of the block that are still to come
        self._is_over = False
        self._headers: dict[int, Header] = {}  # by offset

    def header(self, offset: int) -> Header | None:
        """The header that begins at this offset, if it was read. Ask once: it is forgotten then."""
        return self._headers.pop(offset, None)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises OSError."""
        while not self._ready and not self._is_over:
            self._ready = self._walk()
        given = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(given) :]
        self._given += len(given)
        return given

    def tell(self) -> int:
        return self._given

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def close(self) -> None:
        self._stream.close()

    def _walk(self) -> bytes:
        """The next bytes, up to a header that is not whole yet; maybe none."""
        chunk = self._stream.read(CHUNK)
        window, at = self._held + chunk, 0
        parts = []
        while True:
            begins = self._pass_block(window, at)
            parts.append(window[at:begins])
            found = _HEADER.match(window, begins, begins + _LONGEST)
            if found is None:
                break
            parts.append(self._taken(found[0], self._given + begins))
            at = found.end()
        self._held = window[begins:]
        self._is_over = not chunk or len(self._held) >= _LONGEST
        return b"".join(parts)

    def _pass_block(self, window: bytes, at: int) -> int:
        """Where behind the block and blank lines the next header begins; the window's end if it is not in there."""
        passed = min(self._block, len(window) - at)
        self._block -= passed
        ink = _INK.search(window, at + passed)
        return ink.start() if ink else len(window)

    def _taken(self, header: bytes, offset: int) -> bytes:
        """The header as fastwarc knows it; its block comes next."""
        header = _FIELD.sub(lambda field: b"\n" + _NAMES[field[1].lower()], header)
        length = _LENGTH.search(header)
        self._block = int(length[1]) if length else 0
        self._headers[offset] = Header(len(header), self._block)
        return header
