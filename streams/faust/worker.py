"""What binds the partitions a worker holds to Faust: assignment, inputs, commits, the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import faust
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from faust.types import TP

from eventlog.kafka.framing import Framing
from eventlog.port import EventLog, LogError
from eventlog.reading import LostRecords
from schemas.records import Record
from schemas.records import TopicPartition as LogPartition
from schemas.topics import DEAD_LETTERS, INTAKE, TOPICS
from streams.desk.bad_inputs import TooManyBadInputs
from streams.desk.memory import Memory
from streams.faust.health import Health, WorkerStatus
from streams.faust.log import LogThread
from streams.faust.outbox import Outbox
from streams.faust.partition import DecidedBatch, Partition, Ports
from telemetry.outages import Outage

if TYPE_CHECKING:
    from streams.faust.settings import WorkerSettings

_FETCH_WAIT_MS = 100
_LOOKS_PER_LIMIT = 6  # how often the ends of the partitions are looked at before a standstill counts
_SHORTEST_LOOK_SECONDS, _LONGEST_LOOK_SECONDS = 0.2, 5.0

_WATCHING = "watching"

logger = logging.getLogger(__name__)


class WorkerWatcher:
    """What a worker tells while it works; override what is of interest. Called on the app's event loop."""

    def decided(self, batch: DecidedBatch) -> None:
        """The outputs of some inputs are acknowledged."""

    def failed(self, attempt: int) -> None:
        """The log did not answer, to the part that failed most often for the `attempt`th time; it is tried again."""

    def rebuilt(self, seconds: float) -> None:
        """The memory of a partition stands again."""

    def missing(self, lost: LostRecords) -> None:
        """The log no longer has inputs that were still to be decided, or what a memory is rebuilt from."""

    def metrics_page(
        self, status: WorkerStatus, accept: str | None,  # noqa: ARG002 - for those who override it
    ) -> tuple[bytes, str] | None:
        """What `/metrics` answers to that header, and its content type; None: there is no such page."""
        return None


class Worker:
    """Everything here runs on the app's event loop, but for the two log threads."""

    def __init__(
        self, app: faust.App, settings: WorkerSettings, *, new_memory: Callable[[], Memory],
        open_log: Callable[[], EventLog], open_watched: Callable[[], EventLog], watcher: WorkerWatcher,
        servers: Sequence[str], framing: Framing,
    ) -> None:
        self._app = app
        self._settings = settings
        self._outage = Outage("the log", logger)
        self._health = Health(settings.stalled_seconds, self._outage)
        self._log = LogThread(open_log, "rebuilding")
        self._watched_log = LogThread(open_watched, "watching")
        auth = credentials_to_aiokafka_auth(app.conf.broker_credentials, app.conf.ssl_context)
        dead_letter_partitions = next(topic.partitions for topic in TOPICS if topic.name == DEAD_LETTERS)
        self._outbox = Outbox(
            {"bootstrap_servers": list(servers), "client_id": "newsroom", **auth},
            dead_letter_partitions=dead_letter_partitions, source=settings.source,
            timeout_seconds=settings.send_seconds,
        )
        self._ports = Ports(
            new_memory, self._log, self._outbox, self._done, watcher.decided, self._failed, self._answered,
            self._stopped, watcher.rebuilt, watcher.missing, framing, settings.group, settings.batch,
            settings.linger_seconds,
        )
        self._watcher = watcher
        self._partitions: dict[int, Partition] = {}
        self._safe: dict[int, int] = {}  # offsets to commit, by partition
        self._some_safe = asyncio.Event()
        self._committing = asyncio.Lock()
        self._uncommitted = False  # whether the last commit failed, which was said
        # Any: mode's types of what a signal may call forbid the named arguments that it calls with
        on_revoked, on_assigned, on_shutdown = cast(tuple[Any, Any, Any], (
            self._on_revoked, self._on_assigned, self._on_shutdown,
        ))
        app.on_partitions_revoked.connect(on_revoked)
        app.on_partitions_assigned.connect(on_assigned)
        app.on_before_shutdown.connect(on_shutdown)
        app.task(self._commit_as_it_comes)
        app.task(self._watch)

    def status(self) -> WorkerStatus:
        """How the worker is."""
        return self._health.status()

    async def take(self, inputs: Sequence[Record]) -> None:
        """The next inputs, at least one, all of one partition; waits while it has too many."""
        partition = self._partitions.get(inputs[0].partition)
        if partition is not None:
            await partition.put(inputs)

    async def _on_revoked(self, _app: faust.App, _revoked: Iterable[TP], **_: Any) -> None:
        self._health.unassigned()
        await self._close_partitions(self._settings.session_seconds / 2)

    async def _on_assigned(self, _app: faust.App, assigned: Iterable[TP], **_: Any) -> None:
        if self._health.stopped_by is not None:
            return
        numbers = sorted(each.partition for each in assigned if each.topic == INTAKE)
        # one that comes back keeps its memory, which is thrown away if the group has moved on meanwhile
        self._partitions = {
            number: self._partitions.get(number) or Partition(number, self._ports) for number in numbers
        }
        # Faust has the broker hold a fetch for 1.5 s, in which a partition that was not part of it is not asked for
        self._consumer_thread()._ensure_consumer()._fetcher._fetch_max_wait_ms = _FETCH_WAIT_MS
        for partition in self._partitions.values():
            partition.start(self._crash)
        self._health.assigned(tuple(self._partitions.values()))
        logger.info("%s partitions of %s assigned: %s", len(numbers), INTAKE, numbers)

    async def _on_shutdown(self, _app: faust.App, **_: Any) -> None:
        await self._close_partitions(self._settings.drain_seconds)
        await self._outbox.close()
        await self._log.close()
        await self._watched_log.close()

    async def _close_partitions(self, seconds: float) -> None:
        await asyncio.gather(*(partition.close(seconds) for partition in self._partitions.values()))
        await self._commit()
        self._safe.clear()  # what could not be committed is decided again by whoever gets the partition
        for number in self._partitions:
            self._answered(number)  # it asks nothing more of the log

    def _done(self, partition: int, offset: int) -> None:
        self._safe[partition] = offset
        self._some_safe.set()

    async def _commit_as_it_comes(self) -> None:
        while True:
            await self._some_safe.wait()
            await self._commit()
            await asyncio.sleep(self._settings.commit_seconds)

    async def _commit(self) -> None:
        """Commit what is safe; what cannot be committed, as while the broker is away, is tried again."""
        async with self._committing:
            self._some_safe.clear()
            safe, self._safe = self._safe, {}
            if not safe:
                return
            offsets = {
                TopicPartition(INTAKE, number): OffsetAndMetadata(offset, "") for number, offset in safe.items()
            }
            # not by Faust's commit, which takes an ordinary rebalance at the wrong moment for a reason to crash
            thread = self._consumer_thread()
            try:
                await thread.call_thread(thread._ensure_consumer().commit, offsets)
            except KafkaError as error:
                self._safe = safe | self._safe
                self._some_safe.set()
                if not self._uncommitted:
                    logger.warning("offsets not committed: their inputs may be decided again: %r", error)
                self._uncommitted = True
            else:
                self._uncommitted = False

    def _consumer_thread(self) -> Any:
        return self._app.consumer._thread  # type: ignore[attr-defined]

    async def _watch(self) -> None:
        """Look where the partitions end, by a way that does not depend on Faust's."""
        every = self._settings.stalled_seconds / _LOOKS_PER_LIMIT
        every = min(max(every, _SHORTEST_LOOK_SECONDS), _LONGEST_LOOK_SECONDS)
        while True:
            held = [LogPartition(INTAKE, number) for number in self._partitions]
            try:
                ends = await self._watched_log.call(lambda log: log.ends(held))  # noqa: B023
                self._health.ends({place.partition: end for place, end in ends.items()})
                self._outage.over(_WATCHING)
            except LogError as error:
                self._failed(str(error), _WATCHING)
            await asyncio.sleep(every)

    def _failed(self, why: str, part: int | str) -> None:
        self._outage.failed(why, str(part))
        self._watcher.failed(self._outage.attempts)

    def _answered(self, partition: int) -> None:
        self._outage.over(str(partition))

    def _stopped(self, too_many: TooManyBadInputs) -> None:
        """End all partitions, and keep the group's offsets where they are: started again, it would go on with what is
        bad, and so would whoever got the partitions."""
        if self._health.stopped_by is None:
            self._health.stopped_by = str(too_many)
            logger.error("%s", too_many)
            self._ending = asyncio.ensure_future(self._close_partitions(self._settings.drain_seconds))

    def _crash(self, error: BaseException) -> None:
        logger.error("the worker cannot go on", exc_info=error)
        self._crashing = asyncio.ensure_future(self._app.crash(error))
