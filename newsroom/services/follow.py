"""Following sources: all of them side by side in one service, each at its own pace.

Looking and parsing go on at the same time; what was found is taken in one document after the other by one thread,
which alone has the log and the ledger. A source's position is kept once the log has what it gave.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from datelines.places import Gazetteer
from eventlog.port import EventLog, LogError
from newsroom.errors import Failure
from newsroom.services.ingest import take_batch
from newsroom.services.watching import Vitals
from producers.article import NotAStory, Parsed
from producers.formats import index
from producers.intake.ledger import Ledger, LedgerError
from producers.intake.quota import LetterQuota
from producers.intake.taking import IntakeBatch, Reading, Taking
from producers.sources.http.politeness import backoff
from producers.sources.source import Document, Look, Source, SourceAway
from schemas.dead_letters import letter_of_document

_STOP_LOOK_SECONDS = 0.2
_EMBARGO_SECONDS = 5.0

_T = TypeVar("_T")

logger = logging.getLogger(__name__)


class Followed(NamedTuple):
    """A source, what is known of its stories, and the seconds between looks."""

    source: Source
    reading: Reading
    interval: float


class Intake(NamedTuple):
    """What takes documents in; used by one thread."""

    log: EventLog
    ledger: Ledger
    taking: Taking
    told: Vitals
    stop: threading.Event
    quota: LetterQuota


class Service:
    """Follows sources until stopped, or `once`. What fails of one source never stops the others."""

    def __init__(
        self, sources: Sequence[Followed], open_intake: Callable[[], contextlib.AbstractContextManager[Intake]],
        gazetteer: Gazetteer, told: Vitals, stop: threading.Event, *, once: bool = False,
    ) -> None:
        self._sources = sources
        self._open_intake = open_intake
        self._gazetteer = gazetteer
        self._told = told
        self._stop = stop
        self._once = once
        self._one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")
        self._random = random.Random()  # noqa: S311 - spreads sources over time, no secret
        self._unusable = 0

    async def run(self) -> int:
        """Follow all sources; returns how many documents could not be read. Raises LogError, LedgerError, Failure."""
        loop = asyncio.get_running_loop()
        with contextlib.ExitStack() as stack:
            stack.callback(self._one_thread.shutdown)
            opened = self._open_intake()
            self._intake = await loop.run_in_executor(self._one_thread, opened.__enter__)
            try:
                await self._follow_all()
            finally:
                await loop.run_in_executor(self._one_thread, opened.__exit__, None, None, None)
        return self._unusable

    async def _follow_all(self) -> None:
        tasks = [asyncio.create_task(self._follow(followed)) for followed in self._sources]
        tasks.append(asyncio.create_task(self._release_embargoes()))
        stopped = asyncio.create_task(self._stopped())
        try:
            running = {stopped, *tasks}
            while running - {stopped} and not stopped.done():
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # raises what ended it: log and ledger are everybody's
        finally:
            for task in (*tasks, stopped):
                task.cancel()
            await asyncio.gather(*tasks, stopped, return_exceptions=True)

    async def _stopped(self) -> None:
        while not self._stop.is_set():
            await asyncio.sleep(_STOP_LOOK_SECONDS)

    async def _follow(self, followed: Followed) -> None:
        failures = 0
        while True:
            wait = followed.interval
            try:
                more = await self._look(followed)
            except (Failure, LedgerError, LogError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this source's and not the others'
                failures += 1
                asked = error.retry_after if isinstance(error, SourceAway) else None
                wait = max(followed.interval, asked or backoff(failures, self._random))
                self._failed(followed, failures, str(error) if isinstance(error, SourceAway) else repr(error))
            else:
                if failures:
                    self._told.metrics.recovered("source")
                failures = 0
                wait = 0.0 if more else wait
            self._told.pulse.beat()
            if self._once and (failures or wait):
                return
            await asyncio.sleep(wait)

    def _failed(self, followed: Followed, failures: int, why: str) -> None:
        self._told.metrics.polled(followed.source.name, ok=False)
        self._told.metrics.failed("source", failures)
        logger.warning("a source is away", extra={"source": followed.source.name, "error": why})

    async def _look(self, followed: Followed) -> bool:
        """One look, and all that it gave taken in. Raises SourceAway; LedgerError, Failure end the service."""
        position = await self._in_thread(lambda: self._intake.ledger.position(followed.source.name))
        look = await followed.source.look(position)
        parsed = [(document, await asyncio.to_thread(self._parse, document, followed.reading))
                  for document in look.documents]
        newest = await self._in_thread(lambda: self._take(followed, look, position, parsed))
        self._told.metrics.polled(followed.source.name, ok=True, newest=newest)
        return look.more

    def _parse(self, document: Document, reading: Reading) -> Parsed | NotAStory:
        try:
            return index.parse_document(document.raw, document.name, reading, self._gazetteer)
        except NotAStory as error:
            return error

    def _take(
        self, followed: Followed, look: Look, position: str | None,
        parsed: Sequence[tuple[Document, Parsed | NotAStory]],
    ) -> float | None:
        """Have the log take what a look gave, then keep where the source stands; when its newest was published."""
        intake, batch = self._intake, IntakeBatch()
        with intake.ledger.keeping():
            for document, found in parsed:
                if isinstance(found, NotAStory):
                    intake.taking.refused(batch, document.name, document.raw, found)
                else:
                    intake.taking.parsed(batch, document.name, document.raw, followed.reading, found)
            for unusable in look.unusable:
                batch.dead_letters.append(letter_of_document(unusable.name, unusable.reason, unusable.message,
                                                             unusable.head, unusable.size))
                batch.messages.append(unusable.message)
            batch.messages += look.messages
            intake.quota.keep_to(batch, lambda _: followed.source.name)
            if batch.size or batch.messages:
                take_batch(intake.log, batch.in_published_order(), self._stop, intake.told)
            newest = max((update.published_at.timestamp() for update in batch.updates), default=None)
            if look.position is not None and (look.position != position or newest is not None):
                intake.ledger.put_position(followed.source.name, look.position, newest)
        self._unusable += len(batch.dead_letters)
        return intake.ledger.newest(followed.source.name)

    async def _release_embargoes(self) -> None:
        while True:
            await self._in_thread(self._take_released)
            if self._once:
                return
            await asyncio.sleep(_EMBARGO_SECONDS)

    def _take_released(self) -> None:
        intake, batch = self._intake, IntakeBatch()
        with intake.ledger.keeping():
            intake.taking.released(batch)
            if batch.size or batch.messages:
                take_batch(intake.log, batch.in_published_order(), self._stop, intake.told)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._one_thread, work)
