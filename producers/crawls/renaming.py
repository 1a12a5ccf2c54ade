"""WARC fields named in letters of another case, which the standard allows and fastwarc does not know.

Only the case of names changes, so that every byte keeps its place.
"""

from __future__ import annotations

import re

from fastwarc.warc import WarcRecord, WarcRecordType

from producers.crawls.stream import CHUNK, Stream

_NAMES = {name.lower(): name for name in (
    b"WARC-Type", b"WARC-Target-URI", b"WARC-Date", b"WARC-Record-ID", b"Content-Type", b"Content-Length",
)}  # fmt: skip
_HEADER = re.compile(rb"^WARC/(?:1\.[01]|0\.\d\d?)\r?\n(?:[^\s:]{1,100}:[^\r\n]{0,8000}\r?\n){1,100}", re.MULTILINE)
_FIELD = re.compile(rb"^[^\s:]{1,100}(?=:)", re.MULTILINE)
_BEGINS = re.compile(rb"^WARC/", re.MULTILINE)
_ENDS = re.compile(rb"\n\r?\n")
_LONGEST = 64 * 1024  # bytes of a header that are waited for


def is_named_otherwise(record: WarcRecord) -> bool:
    """Whether fastwarc does not know the fields that it reads a record by."""
    if record.content_length and record.record_type != WarcRecordType.unknown:
        return False
    names = [name.encode("latin-1", "replace") for name, _ in record.headers]
    return any(_NAMES.get(name.lower(), name) != name for name in names)


class RenamingStream:
    """A stream whose records name their fields as fastwarc knows them."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._ready = b""
        self._held = b""  # the beginning of a header

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises OSError."""
        while not self._ready:
            chunk = self._stream.read(CHUNK)
            window = self._held + chunk
            if not window:
                return b""
            end = _open_header(window) if chunk else len(window)
            self._ready, self._held = _HEADER.sub(_renamed, window[:end]), window[end:]
        given = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(given) :]
        return given

    def tell(self) -> int:
        return self._stream.tell() - len(self._held) - len(self._ready)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def close(self) -> None:
        self._stream.close()


def _renamed(header: re.Match[bytes]) -> bytes:
    return _FIELD.sub(lambda field: _NAMES.get(field[0].lower(), field[0]), header[0])


def _open_header(window: bytes) -> int:
    """Where a header begins that does not end in these bytes; their number where there is none."""
    last = max((found.start() for found in _BEGINS.finditer(window)), default=-1)
    if last >= 0 and len(window) - last < _LONGEST and _ENDS.search(window, last) is None:
        return last
    line = window.rfind(b"\n") + 1
    return line if b"WARC/".startswith(window[line:]) else len(window)
