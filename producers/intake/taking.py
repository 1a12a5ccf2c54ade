"""From paths and documents to batches of events for the intake: the reading side of a run."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.crawls.crawl import Portion, is_crawl
from producers.crawls.workers import read_crawls
from producers.events import dead_letter
from producers.formats import index
from producers.formats.common.format import Reading
from producers.intake import embargo
from producers.intake.ledger import Ledger
from producers.intake.versions import released, take
from producers.sources import files
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from telemetry.stages import Stages

__all__ = ["Batch", "Reading", "Taking", "read_articles", "read_stories"]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Batch(msgspec.Struct):
    """What some documents gave, to be appended at once."""

    files: int = 0
    updates: list[UpdateReceived] = msgspec.field(default_factory=list)
    recalls: list[UpdateWithdrawn] = msgspec.field(default_factory=list)  # to stand behind the updates on the log
    dead_letters: list[DeadLetter] = msgspec.field(default_factory=list)
    messages: list[str] = msgspec.field(default_factory=list)  # warnings and errors, each with its document

    @property
    def events(self) -> list[UpdateReceived | UpdateWithdrawn]:
        return [*self.updates, *self.recalls]

    @property
    def size(self) -> int:
        return len(self.updates) + len(self.recalls) + len(self.dead_letters)

    def in_published_order(self) -> Batch:
        """The batch with its updates in the order in which the world was told, as a live desk gets them."""
        self.updates.sort(key=lambda u: (u.published_at, -u.position, u.update_id))
        return self


class Taking:
    """Takes documents into batches; the ledger keeps what it learns once the log has them (`Ledger.keep`)."""

    def __init__(self, gazetteer: Gazetteer, ledger: Ledger, now: Callable[[], dt.datetime] = _now) -> None:
        self._gazetteer = gazetteer
        self._ledger = ledger
        self._now = now

    def document(self, batch: Batch, name: str, raw: bytes, reading: Reading) -> None:
        """Add what a document gives; one that cannot be read gives a dead letter. Raises LedgerError."""
        try:
            parsed = index.parse_document(raw, name, reading, self._gazetteer)
        except NotAStory as error:
            self.refused(batch, name, raw, error)
        else:
            self.parsed(batch, name, raw, reading, parsed)

    def parsed(self, batch: Batch, name: str, raw: bytes, reading: Reading, parsed: Parsed) -> None:
        """Add what a document gave when it was parsed. Raises LedgerError."""
        batch.files += 1
        now = self._now()
        times = [article.embargoed_until for article in parsed.articles if article.embargoed_until is not None]
        until = [time for time in times if time > now]
        if until:
            embargo.keep(self._ledger, embargo.Waiting(name, raw, reading, min(until)))
            batch.messages.append(embargo.embargo_notice(name, min(until)))
        for article in parsed.articles:
            if article.embargoed_until is None or article.embargoed_until <= now:
                taken = take(self._ledger, released(article), name)
                batch.updates += taken.updates
                batch.recalls += taken.recalls
                batch.messages += taken.messages
            batch.messages += [f"{name}: warning: {warning}" for warning in article.warnings]
        for refused in parsed.refused:
            batch.dead_letters.append(dead_letter(name, refused.reason, refused.message, raw, len(raw)))
            batch.messages.append(refused.message)

    def refused(self, batch: Batch, name: str, raw: bytes, error: NotAStory) -> None:
        """Add a document that could not be read."""
        batch.files += 1
        batch.dead_letters.append(dead_letter(name, error.reason, str(error), raw, len(raw)))
        batch.messages.append(str(error))

    def file(self, batch: Batch, found: files.FoundFile, reading: Reading) -> None:
        """Add what stands under a path. Raises LedgerError."""
        match found:
            case files.SourceFile():
                self.document(batch, found.name, found.raw, reading)
            case files.LeftOut():
                batch.messages.append(found.message)
            case files.Unreadable():
                self._unreadable(batch, found)

    def _unreadable(self, batch: Batch, found: files.Unreadable) -> None:
        batch.files += 1
        batch.dead_letters.append(dead_letter(found.name, found.reason, found.message, found.head, found.size))
        batch.messages.append(found.message)

    def portion(self, batch: Batch, portion: Portion, reading: Reading) -> None:
        """Add what some records of a crawl gave; the ledger keeps where it stands. Raises LedgerError."""
        for page in portion.pages:
            self.parsed(batch, page.name, page.raw, reading, page.parsed)
        batch.files += len(portion.dead_letters)
        batch.dead_letters += portion.dead_letters
        batch.messages += portion.messages
        if portion.position:
            self._ledger.put_position(portion.key, portion.position)

    def released(self, batch: Batch) -> None:
        """Add what had to wait until now. Raises LedgerError."""
        for waiting in embargo.embargoes_over(self._ledger, self._now()):
            embargo.drop(self._ledger, waiting)
            self.document(batch, waiting.name, waiting.raw, waiting.reading)


def read_stories(
    paths: Sequence[str], reading: Reading, gazetteer: Gazetteer, stages: Stages, size: int,
    ledger: Ledger | None = None,
) -> Iterator[Batch]:
    """All stories under the paths, and what had to wait until now, in batches of at least `size` events (but the last).

    Files first, then crawls. Ask for the next batch only once the log has the one before: the ledger then keeps what
    was learned of it. Raises LedgerError, CrawlFailed.
    """
    ledger = ledger or Ledger()
    taking, batch = Taking(gazetteer, ledger), Batch()
    try:
        taking.released(batch)
        found = _found(taking, paths, reading, ledger)
        while True:
            with stages("reading"):
                add = next(found, None)
                if add is not None:
                    add(batch)
            if add is None:
                break
            if batch.size >= size:
                yield batch.in_published_order()
                ledger.keep()
                batch = Batch()
        if batch.files or batch.messages:
            yield batch.in_published_order()
        ledger.keep()
    finally:
        ledger.undo()  # what the log was not seen to take


def _found(
    taking: Taking, paths: Sequence[str], reading: Reading, ledger: Ledger
) -> Iterator[Callable[[Batch], None]]:
    """What adds each file and each portion of a crawl to a batch, once it has been read."""
    crawls = [path for path in files.files_under(paths) if is_crawl(path)]
    found = files.find([path for path in paths if not is_crawl(path)], index.endings(), is_crawl)
    for file in found:
        yield partial(taking.file, found=file, reading=reading)
    for portion in read_crawls(crawls, _Positions(ledger), reading):
        yield partial(taking.portion, portion=portion, reading=reading)


class _Positions(NamedTuple):
    """Where crawls were read to, by the ledger."""

    ledger: Ledger

    def get(self, name: str, /) -> str | None:
        return self.ledger.position(name)

    def put(self, name: str, value: str, /) -> None:
        self.ledger.put_position(name, value)


def read_articles(name: str, reading: Reading, gazetteer: Gazetteer) -> tuple[Article, ...]:
    """The stories that a file holds, one or more. Raises NotAStory, also for what cannot be read."""
    if name != files.STDIN and os.path.isdir(name):
        raise NotAStory("not_a_story", f"{name} is a folder: name one file, or use `newsroom run`")
    (file,) = files.find([name])
    if not isinstance(file, files.SourceFile):
        raise NotAStory("unreadable", file.message)
    parsed = index.parse_document(file.raw, file.name, reading, gazetteer)
    if not parsed.articles:
        raise NotAStory("not_a_story", parsed.refused[0].message if parsed.refused else f"{name} holds no story")
    return parsed.articles
