"""The records of a WARC file, one after another; behind what is broken reading goes on at the next that begins.

fastwarc stops at the first bytes that are no record, and follows a record's Content-Length wherever it leads. So a
record is given out only when the next one was found to begin where it ends, or the file to end there. Where neither
is so the record is looked at again, and the bytes up to the next that begins are told as damage.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Generic, NamedTuple, TypeAlias, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecord

from producers.crawls.renaming import RenamingStream, is_named_otherwise
from producers.crawls.stream import CHUNK, GzipStream, Stream, StreamPosition, next_frame, open_stream

HEAD = 64 * 1024  # bytes kept of what is broken
_LONGEST_HEADER = 64 * 1024  # bytes of what stands above a record's block; fastwarc takes half of it
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
    length: int  # bytes of its block, as it says


def records(file: BinaryIO, place: StreamPosition, take: Callable[[WarcRecord], T]) -> Iterator[Read[T]]:
    """What `take` made of each record from the place on, in order; it may read as much of a record as it likes.

    It is also given records that turn out to be broken, whose block may end early. Raises OSError for a file that
    cannot be read, and what `take` raises.
    """
    at: StreamPosition | None = place
    renaming = False
    while at is not None:
        at, renaming = yield from _run(file, at, take, renaming)


def _run(
    file: BinaryIO, start: StreamPosition, take: Callable[[WarcRecord], T], renaming: bool
) -> Generator[Read[T], None, tuple[StreamPosition | None, bool]]:
    """Records up to the end or to what is none, and that; returns where to go on, and whether renaming fields."""
    held: _Held[T] | None = None
    stream = open_stream(file, start)
    source = RenamingStream(stream) if renaming else stream
    try:
        for record in ArchiveIterator(source, parse_http=False, stream_detect=False):
            place, length = stream.place(record.stream_pos), record.content_length
            if held is not None:
                yield WholeRecord(held.what, held.place, place)
            held, start = None, place
            if not renaming and is_named_otherwise(record):
                return place, True
            held = _Held(take(record), place, length)
    except OSError:
        if stream.failed is not None:
            raise
    return (yield from _end(file, start, held)), renaming


def _end(
    file: BinaryIO, start: StreamPosition, held: _Held[T] | None
) -> Generator[Read[T], None, StreamPosition | None]:
    """What stands where no record could be read any more: the end, or damage."""
    stream = open_stream(file, start if held is None else held.place)
    is_whole = held is not None and _pass_record(stream, held.length)
    begins = _pass_blank(stream)
    if held is not None and is_whole:
        yield WholeRecord(held.what, held.place, begins or stream.place(stream.tell()))
    elif held is not None:
        begins = held.place
    if begins is None:
        return None
    after = _find(file, begins, 0 if is_whole else 1)
    if after != begins:
        yield _damage(file, begins, after)
    return after


def _pass_record(stream: Stream, length: int) -> bool:
    """Read over a record whose block has this length; whether it ends there, at an empty line or the file's end."""
    line, header = b"", 0
    while line.rstrip(b"\r\n") or not header:
        line = _line(stream)
        header += len(line)
        if not line.endswith(b"\n") or header > _LONGEST_HEADER:
            return False
    while length > 0 and (chunk := stream.read(min(CHUNK, length))):
        length -= len(chunk)
    return length == 0 and _line(stream).strip() == b"" and _line(stream).strip() == b""


def _line(stream: Stream) -> bytes:
    """Bytes up to the next line end."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _LONGEST_HEADER and (byte := stream.read(1)):
        line += byte
    return line


def _pass_blank(stream: Stream) -> StreamPosition | None:
    """Read over empty lines; where the next byte stands, or those that cannot be decompressed; None at the end."""
    while chunk := stream.read(CHUNK):
        rest = chunk.lstrip(b"\r\n")
        if rest:
            return stream.place(stream.tell() - len(rest))
    return stream.broken


def _find(file: BinaryIO, place: StreamPosition, skip: int) -> StreamPosition | None:
    """Where the first record begins at least `skip` bytes behind the place."""
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
    """The offset of the first record."""
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
