"""From paths and documents to batches of events for the intake: the reading side of a run."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.crawls.crawl import Portion, is_crawl, portions
from producers.crawls.workers import read_crawls
from producers.formats import index
from producers.formats.common.format import Reading
from producers.intake import embargo
from producers.intake.ledger import Ledger
from producers.intake.parsing import Found, parsed_ahead, parsed_or_not
from producers.intake.replayed import replayed_reading
from producers.intake.taken import is_taken, remember_taken
from producers.intake.versions import released, take
from producers.sources import files
from producers.sources.walk import FolderRules
from schemas.characters import harmless_line
from schemas.dead_letters import letter_of_document, record_of_letter
from schemas.events import DeadLetter, UpdateReceived, UpdateWithdrawn
from schemas.records import NewRecord, record_of
from telemetry.stages import Stages

__all__ = ["IntakeBatch", "Reading", "Taking", "intake_records", "read_articles", "read_stories"]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class IntakeBatch(msgspec.Struct):
    """What some documents gave, to be appended at once."""

    files: int = 0
    updates: list[UpdateReceived] = msgspec.field(default_factory=list)
    recalls: list[UpdateWithdrawn] = msgspec.field(default_factory=list)  # to stand behind the updates on the log
    dead_letters: list[DeadLetter] = msgspec.field(default_factory=list)
    messages: list[str] = msgspec.field(default_factory=list)  # warnings and errors, each with its document
    found: int = 0  # updates in the documents, those that are no news among them
    read: int = 0  # the same with recalls and refusals

    @property
    def events(self) -> list[UpdateReceived | UpdateWithdrawn]:
        return [*self.updates, *self.recalls]

    @property
    def size(self) -> int:
        return len(self.updates) + len(self.recalls) + len(self.dead_letters)

    def in_published_order(self) -> IntakeBatch:
        """The batch with its updates in the order in which the world was told, as a live desk gets them."""
        self.updates.sort(key=lambda u: (u.published_at, -u.position, u.update_id))
        return self


def intake_records(
    events: Iterable[UpdateReceived | UpdateWithdrawn], dead_letters: Iterable[DeadLetter] = ()
) -> list[NewRecord]:
    """What goes on the log of a batch, in its order: events keyed by their desks, dead letters by their sources."""
    return [*(record_of(event, event.desk) for event in events), *map(record_of_letter, dead_letters)]


class Taking:
    """Takes documents into batches; the ledger keeps what it learns once the log has them (`Ledger.keeping`)."""

    def __init__(self, gazetteer: Gazetteer, ledger: Ledger, now: Callable[[], dt.datetime] = _now) -> None:
        self._gazetteer = gazetteer
        self._ledger = ledger
        self._now = now

    def document(
        self, batch: IntakeBatch, name: str, raw: bytes, reading: Reading, parsed: Parsed | NotAStory | None = None
    ) -> Reading:
        """Add what a document gives, which somebody may have parsed already; one that cannot be read gives a dead
        letter, unless a replay could read it: then it is read as there. Returns what it was read with. Raises
        LedgerError."""
        found = parsed_or_not(raw, name, reading, self._gazetteer) if parsed is None else parsed
        if isinstance(found, NotAStory) or found.refused:
            known = replayed_reading(self._ledger, raw)
            again = parsed_or_not(raw, name, known, self._gazetteer) if known is not None else found
            if known is not None and not isinstance(again, NotAStory):
                found, reading = again, known
        if isinstance(found, NotAStory):
            self.refused(batch, name, raw, found)
        else:
            self.parsed(batch, name, raw, reading, found)
        return reading

    def parsed(self, batch: IntakeBatch, name: str, raw: bytes, reading: Reading, parsed: Parsed) -> None:
        """Add what a document gave when it was parsed. Raises LedgerError."""
        batch.files += 1
        now = self._now()
        times = [article.embargoed_until for article in parsed.articles if article.embargoed_until is not None]
        until = [time for time in times if time > now]
        if until:
            embargo.keep(self._ledger, embargo.Waiting(harmless_line(name), raw, reading, min(until)))
            batch.messages.append(embargo.embargo_notice(name, min(until)))
        for article in parsed.articles:
            updates = sum(bool(update.text) for update in article.updates)
            batch.found += updates
            batch.read += len(article.recalls) + updates
            if article.embargoed_until is None or article.embargoed_until <= now:
                self._article(batch, name, released(article))
            batch.messages += [f"{name}: warning: {warning}" for warning in article.warnings]
        batch.read += len(parsed.refused)
        for refused in parsed.refused:
            batch.dead_letters.append(letter_of_document(name, refused.reason, refused.message, raw, len(raw)))
            batch.messages.append(refused.message)
        if not parsed.refused and not any(map(_says_something, parsed.articles)):
            batch.messages.append(f"{name}: holds no update: {_nothing_told(parsed, raw)}")

    def _article(self, batch: IntakeBatch, name: str, article: Article) -> None:
        if is_taken(self._ledger, article):
            return
        taken = take(self._ledger, article, name)
        remember_taken(self._ledger, article)
        batch.updates += taken.updates
        batch.recalls += taken.recalls
        batch.messages += taken.messages

    def refused(self, batch: IntakeBatch, name: str, raw: bytes, error: NotAStory) -> None:
        """Add a document that could not be read."""
        batch.files += 1
        batch.read += 1
        batch.dead_letters.append(letter_of_document(name, error.reason, str(error), raw, len(raw)))
        batch.messages.append(str(error))

    def file(self, batch: IntakeBatch, found: Found, reading: Reading) -> None:
        """Add what stands under a path. Raises LedgerError."""
        match found.file:
            case files.SourceFile(name, raw):
                self.document(batch, name, raw, reading, found.parsed)
            case files.LeftOut() as left_out:
                batch.messages.append(left_out.message)
            case files.Unreadable() as unreadable:
                self._unreadable(batch, unreadable)
            case files.ReadElsewhere(name):
                raise ValueError(f"{name} is not read here")

    def _unreadable(self, batch: IntakeBatch, found: files.Unreadable) -> None:
        batch.files += 1
        batch.read += 1
        batch.dead_letters.append(letter_of_document(found.name, found.reason, found.message, found.head, found.size))
        batch.messages.append(found.message)

    def portion(self, batch: IntakeBatch, portion: Portion, reading: Reading) -> None:
        """Add what some records of a crawl gave; the ledger keeps where it stands. Raises LedgerError."""
        for page in portion.pages:
            self.parsed(batch, page.name, page.raw, reading, page.parsed)
        batch.files += len(portion.dead_letters)
        batch.read += len(portion.dead_letters)
        batch.dead_letters += portion.dead_letters
        batch.messages += portion.messages
        if portion.position:
            self._ledger.put_position(portion.key, portion.position)

    def released(self, batch: IntakeBatch) -> None:
        """Add what had to wait until now. Raises LedgerError."""
        for waiting in embargo.embargoes_over(self._ledger, self._now()):
            embargo.drop(self._ledger, waiting)
            self.document(batch, waiting.name, waiting.raw, waiting.reading)


def _nothing_told(parsed: Parsed, raw: bytes) -> str:
    """What a document is of which nothing is refused and nothing follows."""
    if parsed.articles:
        return "its stories have no words of their own"
    if index.stands_behind_links(raw):
        return 'its text stands behind a link: follow it with a source of kind http and follow = "entries"'
    return "there is no story in it"


def _says_something(article: Article) -> bool:
    """Whether anything follows from it: an update with words, a recall, or a wait for either."""
    return bool(article.recalls or article.embargoed_until or any(update.text for update in article.updates))


def read_stories(
    paths: Sequence[str], reading: Reading, gazetteer: Gazetteer, stages: Stages, size: int,
    ledger: Ledger | None = None, rules: FolderRules | None = None, now: Callable[[], dt.datetime] = _now,
    workers: int | None = None, parsing: int = 1,
) -> Iterator[IntakeBatch]:
    """What had to wait until now, all stories in files under the paths, then those in crawls, each in batches.

    A batch (but the last) ends with the document that brings what was read to `size` updates, recalls and refusals,
    whether they are news or not: so those of a run that was killed and is run again are those of a calm one. Ask for
    the next only once the log has the one before: the ledger then keeps what was learned of it. Crawls are read by so
    many `workers` (None: one for each core), other files parsed by `parsing` processes (1: by this one).
    Raises LedgerError, CrawlFailed, ParsingFailed.
    """
    ledger = ledger or Ledger()
    taking = Taking(gazetteer, ledger, now)
    crawls: list[str] = []
    for steps in (
        iter([taking.released]), _of_files(taking, paths, reading, rules, crawls, parsing),
        _of_crawls(taking, crawls, reading, ledger, workers),
    ):
        more = True
        while more:
            with ledger.keeping():
                batch = IntakeBatch()
                more = _filled(batch, steps, stages, size)
                if batch.files or batch.messages:
                    yield batch.in_published_order()


def _filled(
    batch: IntakeBatch, steps: Iterator[Callable[[IntakeBatch], None]], stages: Stages, size: int
) -> bool:
    """Go on until the batch has its size; False when nothing is left to read."""
    while batch.read < size:
        with stages("reading"):
            step = next(steps, None)
            if step is None:
                return False
            step(batch)
    return True


def _of_files(
    taking: Taking, paths: Sequence[str], reading: Reading, rules: FolderRules | None, crawls: list[str],
    parsing: int,
) -> Iterator[Callable[[IntakeBatch], None]]:
    """What adds each file to a batch, once it has been read; the names of crawls are put into `crawls`."""
    for found in parsed_ahead(files.find(paths, index.endings(), is_crawl, rules), reading, parsing):
        if isinstance(found.file, files.ReadElsewhere):
            crawls.append(found.file.name)
        else:
            yield partial(taking.file, found=found, reading=reading)


def _of_crawls(
    taking: Taking, crawls: list[str], reading: Reading, ledger: Ledger, workers: int | None
) -> Iterator[Callable[[IntakeBatch], None]]:
    """The same of each portion of the crawls that were found by then."""
    for portion in read_crawls(crawls, _Positions(ledger), reading, workers=workers):
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
    if is_crawl(name):
        return _articles_of_crawl(name, reading, gazetteer)
    file = files.read_named(name)
    if not isinstance(file, files.SourceFile):
        raise NotAStory("unreadable", file.message)
    parsed = index.parse_document(file.raw, file.name, reading, gazetteer)
    if not parsed.articles:
        message = parsed.refused[0].message if parsed.refused else f"{name}: {_nothing_told(parsed, file.raw)}"
        raise NotAStory("not_a_story", message)
    return _with_refused(parsed)


def _with_refused(parsed: Parsed) -> tuple[Article, ...]:
    """The articles, the first with a warning for each part of the document that could not be read."""
    told = tuple(f"left out: {refused.message}" for refused in parsed.refused)
    first = msgspec.structs.replace(parsed.articles[0], warnings=(*parsed.articles[0].warnings, *told))
    return (first, *parsed.articles[1:])


def _articles_of_crawl(name: str, reading: Reading, gazetteer: Gazetteer) -> tuple[Article, ...]:
    """The stories on the pages of a WARC. Raises NotAStory where there are none."""
    articles: list[Article] = []
    messages: list[str] = []
    for portion in portions(name, None, reading, gazetteer):
        articles += [article for page in portion.pages for article in page.parsed.articles]
        messages += portion.messages
    if not articles:
        raise NotAStory("not_a_story", messages[0] if messages else f"{name}: no page of a story in it")
    return tuple(articles)
