"""Documents parsed by several processes, ahead of being taken in: the same is taken in, in the same order."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait

import msgspec

from datelines.places import Gazetteer, load_gazetteer
from producers.article import NotAStory, Parsed
from producers.formats import index
from producers.formats.common.format import Reading
from producers.sources.files import FoundFile, SourceFile
from producers.spawned import Spawned

FEW_BYTES = 2_000_000
"""Of documents that this process parses alone: another one takes a second of a core to start."""

DEATHS = 3  # of processes at one document, before it is the document's fault
_AHEAD = 2  # documents for each process, those that wait to be taken in among them


class ParsingFailed(Exception):
    """A document cannot be parsed; one line says which and what to do."""


def parsed_or_not(raw: bytes, name: str, reading: Reading, gazetteer: Gazetteer) -> Parsed | NotAStory:
    """What a document holds, or why it holds nothing."""
    try:
        return index.parse_document(raw, name, reading, gazetteer)
    except NotAStory as error:
        return error


class Found(msgspec.Struct):
    """A file, and what it holds as far as it was parsed elsewhere."""

    file: FoundFile
    parsed: Parsed | NotAStory | None = None
    deaths: int = 0  # of processes that parsed it


def parsed_ahead(
    files: Iterator[FoundFile], reading: Reading, workers: int, few_bytes: int = FEW_BYTES
) -> Iterator[Found]:
    """The files in their order, those behind the first `few_bytes` with what so many processes parsed of them.

    With 1 nothing is parsed. A process that dies is replaced, and its document parsed again. Raises ParsingFailed.
    """
    seen = 0
    while workers == 1 or seen < few_bytes:
        file = next(files, None)
        if file is None:
            return
        seen += len(file.raw) if isinstance(file, SourceFile) else 0
        yield Found(file)
    yield from _Ahead(files, reading, workers).found()


class _Process(Spawned):
    def __init__(self, number: int, reading: Reading) -> None:
        super().__init__(f"parse-{number}", _serve, reading)
        self.in_hand: Found | None = None

    def give(self, found: Found, file: SourceFile) -> None:
        self.in_hand = found
        with contextlib.suppress(OSError):  # it has died, which is heard next
            self.connection.send((file.raw, file.name))


class _Ahead:
    def __init__(self, files: Iterator[FoundFile], reading: Reading, workers: int) -> None:
        self._files = files
        self._reading = reading
        self._processes = [_Process(number + 1, reading) for number in range(workers)]
        self._found: deque[Found] = deque()  # in the order of the files
        self._all_read = False

    def found(self) -> Iterator[Found]:
        try:
            while True:
                self._employ()
                if not self._found:
                    return
                while (first := self._found[0]).parsed is None and isinstance(first.file, SourceFile):
                    self._hear()
                    self._employ()
                yield self._found.popleft()
        finally:
            for process in self._processes:
                process.end()

    def _employ(self) -> None:
        """Give each idle process the next document, while not too many wait to be taken in."""
        idle = [process for process in self._processes if process.in_hand is None]
        while idle and not self._all_read and len(self._found) < _AHEAD * len(self._processes):
            file = next(self._files, None)
            if file is None:
                self._all_read = True
                return
            self._found.append(Found(file))
            if isinstance(file, SourceFile):
                idle.pop().give(self._found[-1], file)

    def _hear(self) -> None:
        busy = [process for process in self._processes if process.in_hand is not None]
        ready = wait([process.connection for process in busy])
        for process in busy:
            if process.connection in ready and process.in_hand is not None:
                try:
                    told = process.connection.recv()
                except (EOFError, OSError):
                    self._lost(process, process.in_hand)
                else:
                    process.in_hand.parsed = told if isinstance(told, Parsed) else NotAStory(*told)
                    process.in_hand = None

    def _lost(self, process: _Process, found: Found) -> None:
        code, place = process.end(wait=True), self._processes.index(process)
        if code is None or code >= 0:
            raise ParsingFailed(f"parsing {found.file.name} failed with the error above: this is a fault of newsroom, "
                                "report it")
        found.deaths += 1
        if found.deaths >= DEATHS:
            raise ParsingFailed(f"a process that parsed {found.file.name} was ended by {signal.Signals(-code).name}, "
                                f"{DEATHS} times: see whether memory is short, or leave the file out")
        self._processes[place] = _Process(place + 1, self._reading)
        if isinstance(found.file, SourceFile):
            self._processes[place].give(found, found.file)


def _serve(connection: Connection, reading: Reading) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # who started it ends it
    gazetteer = load_gazetteer()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            raw, name = connection.recv()
            found = parsed_or_not(raw, name, reading, gazetteer)
            connection.send(found if isinstance(found, Parsed) else (found.reason, str(found)))
