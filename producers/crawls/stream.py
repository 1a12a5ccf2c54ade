"""The decompressed bytes of a WARC file, and where in the file each of them stands, so that reading can go on there.

gzip is inflated here and not by fastwarc, which tells wrong places where a frame holds several records. With a frame
for every record (the usual .warc.gz) a place is a byte of the file, and reading goes on there at once. With several
records in a frame (the whole file one gzip) it is also how many bytes of the frame come before: these are inflated
again and passed over. A zstd file counts as one frame.

A frame is always decompressed in the same pieces, wherever in it reading begins and however much is asked for: with
other pieces a decoder that fails takes other bytes before the broken ones with it.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import BinaryIO, NamedTuple

from fastwarc.stream_io import ZstdReader

CHUNK = 64 * 1024  # bytes read at once
_GZIP = b"\x1f\x8b\x08"
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, or one that is to be skipped before it
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_PROOF = 4096  # compressed bytes that have to inflate before they count as a frame


class StreamPosition(NamedTuple):
    """Where something begins: a byte of the file, and within a compressed frame also the bytes that come before."""

    frame: int  # bytes of the file
    inner: int = 0  # bytes of the frame, decompressed

    def __str__(self) -> str:
        return f"{self.frame}+{self.inner}" if self.inner else str(self.frame)


BEGINNING = StreamPosition(0)


def stream_position_of(text: str) -> StreamPosition:
    """The place that gave this text. Raises ValueError."""
    frame, _, inner = text.partition("+")
    place = StreamPosition(int(frame), int(inner or 0))
    if min(place) < 0:
        raise ValueError(text)
    return place


class Stream:
    """What fastwarc reads from: an uncompressed file, and the base of the others.

    An offset is what `tell` says: bytes since the place's frame. Bytes that cannot be decompressed end the stream;
    `broken` is then where they begin. An error of the disk is raised and kept as `failed`, for fastwarc's own errors
    are OSErrors, too.
    """

    def __init__(self, file: BinaryIO, place: StreamPosition = BEGINNING) -> None:
        """Raises OSError."""
        self._file = file
        self._start = place.frame
        self._given = 0
        self._piece = b""
        self._used = 0  # bytes of the piece that were given
        self.broken: StreamPosition | None = None
        self.failed: OSError | None = None
        file.seek(place.frame)
        while self._given < place.inner and self.read(min(CHUNK, place.inner - self._given)):
            pass

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises OSError."""
        if self._used == len(self._piece):
            try:
                self._piece, self._used = self._next(), 0
            except OSError as error:
                self.failed = error
                raise
        chunk = self._piece[self._used : len(self._piece) if size < 0 else self._used + size]
        self._used += len(chunk)
        self._given += len(chunk)
        return chunk

    def _next(self) -> bytes:
        """The next piece, b"" at the end. Raises OSError."""
        return self._file.read(CHUNK)

    def tell(self) -> int:
        return self._given

    def seek(self, offset: int, whence: int = 0) -> int:
        raise io.UnsupportedOperation(f"seek to {offset}, {whence}")

    def close(self) -> None:
        """Nothing: the file is its opener's."""

    def place(self, offset: int) -> StreamPosition:
        """Where the byte with this offset stands. Ask for places in their order: what lies before is forgotten."""
        return StreamPosition(self._start + offset)


class GzipStream(Stream):
    def __init__(self, file: BinaryIO, place: StreamPosition = BEGINNING) -> None:
        self._frames = [(0, place.frame)]  # (offset, byte of the file) of frames that may still be asked for
        self._decoder: zlib._Decompress | None = None  # of the frame that was begun
        self._rest = b""  # read, not yet inflated
        self._at = place.frame  # byte of the file at which that begins
        super().__init__(file, place)

    def _next(self) -> bytes:
        piece = b""
        while self.broken is None and not piece and self._begin():
            piece = self._inflated()
        return piece

    def _begin(self) -> bool:
        """Begin a frame unless one was begun; whether there is one."""
        if self._decoder is not None:
            return True
        if len(self._rest) < CHUNK:
            self._rest += self._file.read(CHUNK - len(self._rest))
        if self._rest:
            self._decoder = zlib.decompressobj(_GZIP_WINDOW)
            if self._frames[-1][0] == self._given:
                self._frames.pop()  # an empty one, or the first
            self._frames.append((self._given, self._at))
        return self._decoder is not None

    def _inflated(self) -> bytes:
        """CHUNK bytes of the frame, fewer at its end."""
        piece = b""
        while self._decoder is not None and self.broken is None and len(piece) < CHUNK:
            compressed = self._rest or self._file.read(CHUNK)
            try:
                inflated = self._decoder.decompress(compressed, CHUNK - len(piece))
            except zlib.error:
                inflated = compressed = b""
            piece += inflated
            if not compressed and not inflated:  # damaged, or the file ends within the frame
                offset, frame = self._frames[-1]
                self.broken = StreamPosition(frame, self._given + len(piece) - offset)
            self._rest = self._decoder.unused_data or self._decoder.unconsumed_tail
            self._at += len(compressed) - len(self._rest)
            if self._decoder.eof:
                self._decoder = None
        return piece

    def place(self, offset: int) -> StreamPosition:
        if offset == self._given and self._used == len(self._piece) and self._decoder is None:
            return StreamPosition(self._at)
        while len(self._frames) > 1 and self._frames[1][0] <= offset:
            self._frames.pop(0)
        begun, frame = self._frames[0]
        return StreamPosition(frame, offset - begun)


class ZstdStream(Stream):
    def __init__(self, file: BinaryIO, place: StreamPosition = BEGINNING) -> None:
        file.seek(0)
        self._reader = ZstdReader(file)
        super().__init__(file, StreamPosition(0, place.frame + place.inner))

    def _next(self) -> bytes:
        try:
            return self._reader.read(CHUNK)
        except OSError as error:
            if error.errno is not None:  # the disk's, not the decoder's
                raise
            self.broken = StreamPosition(0, self._given)
            return b""

    def place(self, offset: int) -> StreamPosition:
        return StreamPosition(0, offset)


def open_stream(file: BinaryIO, place: StreamPosition = BEGINNING) -> Stream:
    """The bytes of a WARC file from a place on; how it is compressed is told from its first bytes. Raises OSError."""
    file.seek(0)
    head = file.read(4)
    if head.startswith(_GZIP):
        return GzipStream(file, place)
    return (ZstdStream if _ZSTD.match(head) else Stream)(file, place)


def next_frame(file: BinaryIO, after: int) -> StreamPosition | None:
    """Where behind this byte of the file a gzip frame begins that can be inflated. Raises OSError."""
    at = after + 1
    kept = b""
    file.seek(at)
    while chunk := file.read(CHUNK):
        window = kept + chunk
        begin = -1
        while (begin := window.find(_GZIP, begin + 1)) >= 0:
            frame = at - len(kept) + begin
            if _inflates(file, frame):
                return StreamPosition(frame)
        at += len(chunk)
        kept = window[-(len(_GZIP) - 1) :]
        file.seek(at)
    return None


def _inflates(file: BinaryIO, frame: int) -> bool:
    file.seek(frame)
    try:
        return bool(zlib.decompressobj(_GZIP_WINDOW).decompress(file.read(_PROOF)))
    except zlib.error:
        return False
