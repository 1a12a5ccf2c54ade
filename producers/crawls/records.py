"""The records of a WARC file, one after another; behind what is broken reading goes on at the next that begins.

fastwarc stops at the first bytes that are no record, and follows a record's Content-Length wherever it leads. So a
record is given out only when the next one was found to begin where it ends, or the file to end there. Where neither
is so the record is looked at again, and the bytes up to the next that begins are told as damage. Nothing but a place is
carried from one record to the next: reading from there, at any time, finds the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Generic, NamedTuple, TypeAlias, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecord

from producers.crawls.headers import RecordStream
from producers.crawls.stream import CHUNK, GzipStream, Stream, StreamPosition, next_frame, open_stream

HEAD = 64 * 1024  # bytes kept of what is broken
_LONGEST_LINE = 64 * 1024  # bytes of a line that may be blank
_BEGINS = re.compile(rb"WARC/(?:1\.[01]|0\.\d\d?)\r?\n(?=[A-Za-z][A-Za-z-]{1,40}:)")
_OVERLAP = 64  # bytes; _BEGINS looks at fewer

T = TypeVar("T")


class WholeRecord(NamedTuple, Generic[T]):
    """A whole record, as it was taken."""

    what: T
    place: StreamPosition
    after: StreamPosition  # where reading goes on


class Damage(NamedTuple):
    """Bytes that are no record."""

    place: StreamPosition
    after: StreamPosition | None  # where the next record begins; None: there is none
    head: bytes  # the first of them
    size: int  # of the file; where they lie within a compressed frame: of those that could be decompressed


Read: TypeAlias = WholeRecord[T] | Damage


class _Held(NamedTuple, Generic[T]):
    """A record that is not yet known to be whole."""

    what: T
    place: StreamPosition
    size: int  # bytes of its header, and of its block as it says


def records(file: BinaryIO, place: StreamPosition, take: Callable[[WarcRecord], T]) -> Iterator[Read[T]]:
    """What `take` made of each record from the place on, in order; it may read as much of a record as it likes.

    It is also given records that turn out to be broken, whose block may end early. Raises OSError for a file that
    cannot be read, and what `take` raises.
    """
    at: StreamPosition | None = place
    while at is not None:
        at = yield from _run(file, at, take)


def _run(
    file: BinaryIO, start: StreamPosition, take: Callable[[WarcRecord], T]
) -> Generator[Read[T], None, StreamPosition | None]:
    """Records up to the end or to what is none, and that; returns where to go on."""
    held: _Held[T] | None = None
    stream = open_stream(file, start)
    source = RecordStream(stream)
    try:
        for record in ArchiveIterator(source, parse_http=False, stream_detect=False):
            place, header = stream.place(record.stream_pos), source.header(record.stream_pos)
            if held is not None:
                yield WholeRecord(held.what, held.place, place)
            held, start = None, place
            # What follows would be other bytes for fastwarc than for the stream.
            if header is None or header.length != record.content_length:
                break
            held = _Held(take(record), place, header.size + header.length)
    except OSError:
        if stream.failed is not None:
            raise
    return (yield from _end(file, start, held))


def _end(
    file: BinaryIO, start: StreamPosition, held: _Held[T] | None
) -> Generator[Read[T], None, StreamPosition | None]:
    """What stands where no record could be read any more: the end, or damage."""
    stream = open_stream(file, start if held is None else held.place)
    is_whole = held is not None and _pass_record(stream, held.size)
    begins = _pass_blank(stream)
    if held is not None and is_whole:
        yield WholeRecord(held.what, held.place, begins or stream.place(stream.tell()))
        return begins
    if held is not None:
        begins = held.place
    if begins is None:
        return None
    after = _find(file, begins)
    yield _damage(file, begins, after)
    return after


def _pass_record(stream: Stream, size: int) -> bool:
    """Read over a record of so many bytes; whether it ends there, at an empty line or the file's end."""
    while size > 0 and (chunk := stream.read(min(CHUNK, size))):
        size -= len(chunk)
    return size == 0 and _line(stream).strip() == b"" and _line(stream).strip() == b""


def _line(stream: Stream) -> bytes:
    """Bytes up to the next line end."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _LONGEST_LINE and (byte := stream.read(1)):
        line += byte
    return line


def _pass_blank(stream: Stream) -> StreamPosition | None:
    """Read over empty lines; where the next byte stands, or those that cannot be decompressed; None at the end."""
    while chunk := stream.read(CHUNK):
        rest = chunk.lstrip(b"\r\n")
        if rest:
            return stream.place(stream.tell() - len(rest))
    return stream.broken


def _find(file: BinaryIO, place: StreamPosition) -> StreamPosition | None:
    """Where the first record begins behind the place."""
    skip = 1
    while True:
        stream = open_stream(file, place)
        offset = _search(stream, skip)
        if offset is not None:
            return stream.place(offset)
        if stream.broken is None or not isinstance(stream, GzipStream):
            return None
        frame = next_frame(file, stream.broken.frame)
        if frame is None:
            return None
        place, skip = frame, 0


def _search(stream: Stream, skip: int) -> int | None:
    """The offset of the first record at least `skip` bytes on."""
    window, offset = b"", stream.tell()
    while chunk := stream.read(CHUNK):
        window += chunk
        found = _BEGINS.search(window, skip)
        if found:
            return offset + found.start()
        past = max(0, len(window) - _OVERLAP)
        window, offset, skip = window[past:], offset + past, max(0, skip - past)
    return None


def _damage(file: BinaryIO, begins: StreamPosition, after: StreamPosition | None) -> Damage:
    if not begins.inner and (after is None or after.frame != begins.frame):
        end = file.seek(0, io.SEEK_END) if after is None else after.frame
        file.seek(begins.frame)
        size = end - begins.frame
        return Damage(begins, after, file.read(min(HEAD, size)), size)
    within = open_stream(file, begins)
    most = after.inner - begins.inner if after is not None and after.frame == begins.frame else None
    head, size = b"", 0
    while chunk := within.read(CHUNK if most is None else min(CHUNK, most - size)):
        head += chunk[: HEAD - len(head)]
        size += len(chunk)
    return Damage(begins, after, head, size)
