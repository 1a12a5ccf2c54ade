"""Crawls read by several processes, a file at a time each; what they read is taken in by the process that asks.

A worker writes portions into a pipe and waits there while nobody reads: so memory stays flat however large a crawl
is. A worker that was killed, or crashed in a library, is replaced, and its file goes on behind the last portion that
was taken in.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Protocol

from datelines.places import load_gazetteer
from producers.crawls.crawl import Portion, key_of, portions
from producers.formats.common.format import Reading
from producers.spawned import Spawned

POLL_SECONDS = 0.2
DEATHS = 3  # of workers at one position, before it is the file's fault


class CrawlPositions(Protocol):
    """Where files were read to, by name."""

    def get(self, name: str, /) -> str | None: ...

    def put(self, name: str, value: str, /) -> None: ...


class CrawlFailed(Exception):
    """A crawl cannot be read on; one line says where and what to do."""


def usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_crawls(
    files: Sequence[str], positions: CrawlPositions, reading: Reading, *,
    workers: int | None = None, stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Portion]:
    """All files from where they were read to, in portions; those of one file in its order.

    Ask for the next portion only once the log has what follows from the one before and `positions` has its position:
    a run that is killed then goes on where it was. `workers` is the number of processes (None: one for each usable
    core, 1: this one reads itself). It ends early once `stopped` is true, which is asked several times a second.
    Raises CrawlFailed.
    """
    named = list(dict.fromkeys(files))
    count = usable_cores() if workers is None else workers
    if count > 1:
        yield from _Workers(named, positions, reading, min(count, len(named)), stopped).portions()
        return
    for name in named:
        for portion in portions(name, positions.get(key_of(name)), reading, load_gazetteer()):
            if stopped():
                return
            yield portion


class _Worker(Spawned):
    def __init__(self, number: int, reading: Reading) -> None:
        super().__init__(f"crawl-{number}", _serve, reading)
        self.file: str | None = None


class _Workers:
    def __init__(
        self, files: list[str], positions: CrawlPositions, reading: Reading, count: int, stopped: Callable[[], bool]
    ) -> None:
        self._waiting = deque(files)
        self._positions = positions
        self._reading = reading
        self._count = count
        self._stopped = stopped
        self._workers: dict[Connection, _Worker] = {}
        self._started = 0
        self._deaths: dict[tuple[str, str | None], int] = {}

    def portions(self) -> Iterator[Portion]:
        try:
            self._employ()
            while self._workers:
                ready = wait(list(self._workers), POLL_SECONDS)
                for worker in [self._workers[each] for each in self._workers if each in ready]:
                    yield from self._heard(worker)
                if self._stopped():
                    return
        finally:
            for worker in self._workers.values():
                worker.end()

    def _employ(self) -> None:
        """Processes up to the number asked for, as long as files wait for one."""
        while self._waiting and len(self._workers) < self._count:
            self._started += 1
            worker = _Worker(self._started, self._reading)
            self._workers[worker.connection] = worker
            self._give(worker)

    def _give(self, worker: _Worker) -> None:
        """The next file, if one waits; a worker without work is dismissed."""
        if not self._waiting:
            del self._workers[worker.connection]
            worker.end()
            return
        worker.file = self._waiting.popleft()
        with contextlib.suppress(OSError):  # when it has died, which is heard next
            worker.connection.send((worker.file, self._positions.get(key_of(worker.file))))

    def _heard(self, worker: _Worker) -> Iterator[Portion]:
        try:
            portion: Portion = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._lost(worker)
            return
        yield portion
        if portion.is_last:
            self._give(worker)

    def _lost(self, worker: _Worker) -> Iterator[Portion]:
        """Replace a worker that is gone. Raises CrawlFailed when that does not help."""
        del self._workers[worker.connection]
        code, file = worker.end(wait=True), worker.file
        if self._stopped() or file is None:
            return
        position = self._positions.get(key_of(file))
        where = f"{file} behind position {position or 'none, at its beginning'}"
        if code is None or code >= 0:
            raise CrawlFailed(f"reading {where} failed with the error above: this is a fault of newsroom, report it")
        died = f"a process that read {where} was ended by {signal.Signals(-code).name}"
        self._deaths[file, position] = self._deaths.get((file, position), 0) + 1
        if self._deaths[file, position] >= DEATHS:
            raise CrawlFailed(f"{died}, {DEATHS} times: see whether memory is short, or leave the file out")
        self._waiting.appendleft(file)
        self._employ()
        yield Portion(file=file, key=key_of(file), position=position or "", messages=(f"{died}: it is read on",))


def _serve(connection: Connection, reading: Reading) -> None:
    """A worker: reads the files that it is told until nobody listens any more."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # who started it ends it
    gazetteer = load_gazetteer()
    try:
        while True:
            name, position = connection.recv()
            for portion in portions(name, position, reading, gazetteer):
                connection.send(portion)
    except (EOFError, ConnectionError):
        return
