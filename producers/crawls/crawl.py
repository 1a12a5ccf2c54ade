"""One WARC file as portions of what its pages hold, each with the position that is right once the log has it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from datelines.places import Gazetteer
from producers.article import NotAStory, Parsed
from producers.crawls.payload import PassedOver, Payload, UsablePayload, payload
from producers.crawls.records import Damage, WholeRecord, records
from producers.crawls.stream import BEGINNING, StreamPosition, stream_position_of
from producers.formats import index
from producers.formats.common.format import Reading
from producers.sources.opening import open_regular
from schemas.dead_letters import letter_of_document
from schemas.events import DeadLetter, Struct

ENDINGS = (".warc", ".warc.gz", ".warc.zst")
PAGES = 50  # of a portion
BYTES = 16 * 1024 * 1024  # of the file, or of documents: a portion ends there, too, so that it stays small, and the
# position moves on where no pages are
_MARK = 4096  # first bytes of a file by which it is known again


class CrawlPage(Struct, frozen=True):
    name: str  # the address it was found at
    parsed: Parsed
    raw: bytes = b""  # the document; only where a part of it was refused or has to wait


class Portion(Struct, frozen=True):
    """Some records of a file, in their order. Once the log has what follows from it, `position` is kept as `key`."""

    file: str  # as it was named
    key: str
    position: str
    pages: tuple[CrawlPage, ...] = ()
    dead_letters: tuple[DeadLetter, ...] = ()
    messages: tuple[str, ...] = ()  # one line each: of a dead letter, and at the end what was passed over
    passed_over: dict[str, int] = msgspec.field(default_factory=dict)  # records by kind
    read: int = 0  # bytes of the file
    is_last: bool = False


class _Position(NamedTuple):
    """Where a file was read to. Text: `<bytes>-<digest>:<place>`, and `:<size>` when that was all there is."""

    mark: str  # digest of so many of the file's first bytes
    place: StreamPosition = BEGINNING
    size: int | None = None  # of the file when it was read to its end

    def __str__(self) -> str:
        return f"{self.mark}:{self.place}" + (f":{self.size}" if self.size is not None else "")


def is_crawl(name: str) -> bool:
    """Whether a file's name says that it is a WARC."""
    return name.lower().endswith(ENDINGS)


def key_of(name: str) -> str:
    """What a file's position is kept as."""
    return f"crawl:{os.path.abspath(name)}"


def portions(
    name: str, position: str | None, reading: Reading, gazetteer: Gazetteer, size: int = PAGES
) -> Iterator[Portion]:
    """A file from a position on (None: from its beginning), in portions of at most `size` pages and refusals.

    There is at least one, the last says so. A file that cannot be read gives a dead letter; one that is not the one
    whose position it is, is read from its beginning.
    """
    key, told = key_of(name), position or ""
    try:
        with open_regular(name) as file:
            for portion in _portions(name, file, told, reading, gazetteer, size):
                told = portion.position
                yield portion
    except OSError as error:
        message = f"{name} cannot be read ({error.strerror or error}): check the file and run again"
        letter = letter_of_document(name, "unreadable", message, b"", 0)
        yield Portion(file=name, key=key, position=told, dead_letters=(letter,), messages=(message,), is_last=True)


def _portions(
    name: str, file: BinaryIO, told: str, reading: Reading, gazetteer: Gazetteer, size: int
) -> Iterator[Portion]:
    length = os.fstat(file.fileno()).st_size
    position = _position(file, told)
    gathered = _Gathered(name, file, position, reading, gazetteer)
    if position.size == length:
        gathered.messages.append(f"{name}: was read to its end before, and nothing was added since")
    else:
        if told and position.place == BEGINNING:
            gathered.messages.append(f"{name}: is not the file that was read before: read from its beginning")
        for read in records(file, position.place, payload):
            gathered.add(read)
            if gathered.is_full(size):
                yield gathered.portion()
    yield gathered.portion(length)


def _position(file: BinaryIO, told: str) -> _Position:
    """The position told, if it is one of this file; else its beginning."""
    begin = file.read(_MARK)
    mark, _, rest = told.partition(":")
    count = mark.partition("-")[0]
    place, _, size = rest.partition(":")
    try:
        if mark == _mark(begin[: int(count)]):
            return _Position(mark, stream_position_of(place), int(size) if size else None)
    except ValueError:
        pass  # of another version, or of nothing
    return _Position(_mark(begin))


def _mark(begin: bytes) -> str:
    return f"{len(begin)}-{hashlib.blake2b(begin, digest_size=8).hexdigest()}"


class _Gathered:
    """What was read since the last portion."""

    def __init__(
        self, name: str, file: BinaryIO, position: _Position, reading: Reading, gazetteer: Gazetteer
    ) -> None:
        self._name, self._file, self._position = name, file, position
        self._reading, self._gazetteer = reading, gazetteer
        self._told_to = self._read_to = position.place.frame  # bytes of the file
        self._passed_over: Counter[str] = Counter()  # in all
        self._begin()

    def _begin(self) -> None:
        self.pages: list[CrawlPage] = []
        self.dead_letters: list[DeadLetter] = []
        self.messages: list[str] = []
        self.passed_over: Counter[str] = Counter()
        self._weight = 0  # bytes of documents and refusals

    def is_full(self, size: int) -> bool:
        count = len(self.pages) + len(self.dead_letters)
        return count >= size or max(self._weight, self._read_to - self._told_to) >= BYTES

    def portion(self, length: int | None = None) -> Portion:
        """What was gathered; the last portion with the file's length in bytes."""
        self._passed_over += self.passed_over
        if length is not None:
            self._position = self._position._replace(size=length)
            if self._passed_over:
                kinds = ", ".join(f"{count:,} {what}" for what, count in self._passed_over.most_common())
                self.messages.append(f"{self._name}: passed over {kinds}")
        portion = Portion(
            file=self._name, key=key_of(self._name), position=str(self._position), pages=tuple(self.pages),
            dead_letters=tuple(self.dead_letters), messages=tuple(self.messages),
            passed_over=dict(self.passed_over), read=self._read_to - self._told_to, is_last=length is not None,
        )  # fmt: skip
        self._told_to = self._read_to
        self._begin()
        return portion

    def add(self, read: WholeRecord[Payload] | Damage) -> None:
        if isinstance(read, Damage):
            self._damage(read)
        else:
            self._payload(read.what)
        self._read_to = max(self._read_to, self._file.tell())
        # Behind damage at a file's end there may be a whole record when the file has grown.
        self._position = self._position._replace(place=read.after or read.place, size=None)

    def _damage(self, damage: Damage) -> None:
        end = f"byte {damage.after}" if damage.after else "its end"
        message = (f"{self._name}: holds no whole WARC record from byte {damage.place} to {end} "
                   f"({damage.size:,} bytes): the bytes are kept as a dead letter, fetch the file again")
        source = f"{self._name}#{damage.place}"
        self._refuse(letter_of_document(source, "malformed", message, damage.head, damage.size))

    def _payload(self, found: Payload) -> None:
        if isinstance(found, UsablePayload):
            self._document(found)
        elif isinstance(found, PassedOver):
            self.passed_over[found.what] += 1
        else:
            self._weight += len(found.head)
            self._refuse(letter_of_document(found.name, found.reason, found.message, found.head, found.size))

    def _document(self, document: UsablePayload) -> None:
        name, raw = document
        self._weight += len(raw)
        try:
            parsed = index.parse_document(raw, name, self._reading, self._gazetteer)
        except NotAStory as error:
            self._refuse(letter_of_document(name, error.reason, str(error), raw, len(raw)))
            return
        keeps = bool(parsed.refused) or any(article.embargoed_until for article in parsed.articles)
        self.pages.append(CrawlPage(name=name, parsed=parsed, raw=raw if keeps else b""))

    def _refuse(self, letter: DeadLetter) -> None:
        self.dead_letters.append(letter)
        self.messages.append(letter.detail)
