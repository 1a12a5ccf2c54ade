"""The sink as a service: follows the log, writes to the store in batches, outlasts either being away."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from eventlog.port import EventLog, LogError, NewRecord, Record, TopicPartition
from schemas.codec import encode
from schemas.events import Cause, DeadLetter
from schemas.ids import digest
from schemas.topics import topic_of
from sinks.store import Row, Store, StoreUnavailable
from sinks.writer import Batch, Failure, batch_of, insert_block, read_records, sources

_READ_AT_A_TIME = 250  # records; between two readings the size of a batch and its age are looked at
Away = Literal["log", "store"]
_KEPT_BYTES = 10 * 1024 * 1024  # of a record without a row; the log takes little more in one record


class SinkSettings(NamedTuple):
    """A batch is written when it has `records` or `bytes`, or `seconds` after its first record was read.

    Waits between attempts double from `first_wait` to `longest_wait` seconds, each shortened by up to half
    at random, so that many services do not knock at once. `stop_seconds` after the stop an insert that hangs is cut.
    """

    records: int = 10_000
    bytes: int = 32 * 1024 * 1024
    seconds: float = 0.25
    poll_seconds: float = 0.25  # one question to each broker, a millisecond or two
    first_wait: float = 0.2
    longest_wait: float = 15.0
    stop_seconds: float = 5.0


class Wrote(NamedTuple):
    """A batch that the store has and whose offsets are committed."""

    rows: int
    failures: list[Failure]  # records without a row: they are in dead_letters
    seconds: float  # from its first record to the commit
    read_to: dict[TopicPartition, int]  # the offsets committed


class SinkWatcher:
    """What a sink tells while it runs; override what is of interest. Called in the sink's thread."""

    def wrote(self, batch: Wrote) -> None:
        """A batch is written and committed."""

    def waiting(self, reason: str, seconds: float, attempt: int) -> None:
        """The store or the log is away, for the `attempt`th time in a row; tried again in so many seconds."""

    def idle(self) -> None:
        """Nothing was left to read; asked again after `poll_seconds`."""

    def inserted(self, table: str, rows: Sequence[Row], seconds: float) -> None:
        """The store acknowledged rows of a table; they come again if their offsets cannot be committed."""

    def failed(self, of: Away, attempt: int) -> None:
        """The same as `waiting`, before it: which of the two is away."""

    def recovered(self) -> None:
        """What was away answers again."""


def run_sink(
    log: EventLog, store: Store, group: str, stop: threading.Event, settings: SinkSettings | None = None,
    watcher: SinkWatcher | None = None, *, check: Callable[[], None] = lambda: None,
    interrupt: Callable[[], None] | None = None,
) -> None:
    """Write what the log holds for the store, and what comes, until `stop` is set.

    Offsets are committed only behind rows that the store acknowledged and dead letters that the log took:
    a crash at any moment repeats at most a batch, which the tables collapse. While the store is away nothing
    more is read. One sink at a time for a group: a second one would do the same work again.

    StoreUnavailable and LogError are waited out; any other StoreError (a table that is missing, a row
    that the store refuses) is raised, and nothing of that batch is committed. `check` is run before
    anything else and may raise any of these. `interrupt` is called from another thread when a call still hangs
    some seconds after the stop: it makes that call fail.
    """
    asked = settings or SinkSettings()
    sink = _Sink(log, store, group, stop, asked, watcher or SinkWatcher(), check)
    finished = threading.Event()
    if interrupt is not None:
        arguments = (stop, finished, asked.stop_seconds, interrupt)
        threading.Thread(target=_cut_when_late, args=arguments, name="sink-stop", daemon=True).start()
    try:
        sink.run()
    finally:
        finished.set()


class _Sink:
    def __init__(
        self, log: EventLog, store: Store, group: str, stop: threading.Event, settings: SinkSettings,
        watcher: SinkWatcher, check: Callable[[], None],
    ) -> None:
        self._log = log
        self._store = store
        self._group = group
        self._stop = stop
        self._settings = settings
        self._watcher = watcher
        self._check = check
        self._positions: dict[TopicPartition, int] = {}  # in the order in which they are read next

    def run(self) -> None:
        if not self._until_done(self._check) or not self._until_done(self._find_positions):
            return
        while not self._stop.is_set():
            began = time.monotonic()
            records = self._collect()
            if records:
                if not self._write(batch_of(records), began):
                    return
            elif not self._stop.is_set():
                self._watcher.idle()
                self._stop.wait(self._settings.poll_seconds)

    def _find_positions(self) -> None:
        self._positions = {source: self._log.committed(self._group, *source) for source in sources(self._log)}

    def _collect(self) -> list[Record]:
        """Records until they are enough or old enough; none when there are none."""
        records: list[Record] = []
        size, began = 0, 0.0
        while len(records) < self._settings.records and size < self._settings.bytes:
            found = self._read(min(_READ_AT_A_TIME, self._settings.records - len(records)))
            if not records:
                if not found:
                    break
                began = time.monotonic()
            records += found
            size += sum(len(record.value) for record in found)
            left = began + self._settings.seconds - time.monotonic()
            if left <= 0 or self._stop.is_set():
                break
            if not found:
                self._stop.wait(min(left, self._settings.poll_seconds))
        return records

    def _read(self, limit: int) -> list[Record]:
        found: list[Record] = []

        def read() -> None:
            found.extend(read_records(self._log, self._positions, limit))

        if not self._until_done(read):
            return []
        for record in found:
            # what was read goes to the end, so that a busy partition cannot starve the others
            source = TopicPartition(record.topic, record.partition)
            self._positions.pop(source)
            self._positions[source] = record.offset + 1
        return found

    def _write(self, batch: Batch, began: float) -> bool:
        """Insert, keep the failures, commit; False when told to stop before that was done."""
        steps: list[Callable[[], None]] = [self._insertion(batch, table) for table in batch.rows_of]
        letters = [dead_letter(failure) for failure in batch.failures]
        if letters:
            steps.append(lambda: self._log.append(letters))
        steps.append(lambda: self._log.commit(self._group, batch.offsets))
        if not all(map(self._until_done, steps)):
            return False
        self._watcher.wrote(Wrote(batch.rows, batch.failures, time.monotonic() - began, batch.offsets))
        return True

    def _insertion(self, batch: Batch, table: str) -> Callable[[], None]:
        return lambda: insert_block(self._store, table, batch.rows_of[table], self._watcher.inserted)

    def _until_done(self, step: Callable[[], None]) -> bool:
        """Try until it works or we are told to stop; False in the latter case."""
        for attempt, wait in enumerate(_waits(self._settings), start=1):
            try:
                step()
            except (StoreUnavailable, LogError) as error:
                if self._stop.is_set():
                    return False
                self._watcher.failed("log" if isinstance(error, LogError) else "store", attempt)
                self._watcher.waiting(str(error), wait, attempt)
                if self._stop.wait(wait):
                    return False
            else:
                if attempt > 1:
                    self._watcher.recovered()
                return True
        raise AssertionError("waits never end")


def dead_letter(failure: Failure) -> NewRecord:
    """The record that keeps a record without a row, with where it stood and why."""
    record = failure.record
    origin = Cause(topic=record.topic, partition=record.partition, offset=record.offset)
    where = f"{record.topic}/{record.partition}@{record.offset}"
    letter = DeadLetter(
        event_id=digest("dead letter", record.topic, record.partition, record.offset), source=where,
        stage="writing", reason="malformed", detail=failure.reason, origin=origin, payload=record.value[:_KEPT_BYTES],
        payload_bytes=len(record.value),
    )
    return NewRecord(topic_of(letter), where, letter.event_id, type(letter).__name__, encode(letter))


def _waits(settings: SinkSettings) -> Iterator[float]:
    wait = settings.first_wait
    while True:
        yield wait * random.uniform(0.5, 1.0)  # noqa: S311 - nobody is to be fooled by it
        wait = min(settings.longest_wait, wait * 2)


def _cut_when_late(
    stop: threading.Event, finished: threading.Event, seconds: float, interrupt: Callable[[], None]
) -> None:
    while not stop.wait(1.0):
        if finished.is_set():
            return
    if not finished.wait(seconds):
        interrupt()
