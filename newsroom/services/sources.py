"""`newsroom ingest --sources FILE` and `--every`: sources wired to the log."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from datelines.places import load_gazetteer
from newsroom.errors import UsageFailure
from newsroom.services.follow import Followed, Intake, Service
from newsroom.services.pages import pages_port, serving_pages
from newsroom.services.positions import watching_log
from newsroom.services.stopping import NOT_TAKEN_IN, stopped_by_signals
from newsroom.services.watching import vitals
from newsroom.settings import Settings, installed_version
from newsroom.wiring import folder_rules, open_ledger, open_log
from producers.crawls.crawl import is_crawl
from producers.formats import index
from producers.formats.common.format import Link
from producers.intake.quota import LetterQuota
from producers.intake.taking import Reading, Taking
from producers.sources import catalogue, files
from producers.sources.catalogue import CatalogueEntry
from producers.sources.folder import FolderSource
from producers.sources.http.client import Client, user_agent
from producers.sources.http.politeness import Hosts
from producers.sources.source import Source
from producers.sources.web.fetch import Fetcher
from producers.sources.web.source import WebSource

_SILENCE_SECONDS = 600.0  # the longest look: six hops of a minute each, robots.txt, and hosts that want a pause


def follow(file: Path, settings: Settings, *, once: bool = False, with_pages: bool = True) -> int:
    """Follow the sources of the file until stopped, or look at each once. Returns how many documents could not be read.

    Raises CatalogueError for a file that cannot be used, LogError, LedgerError, and Failure when it is stopped before
    the log took what was found.
    """
    entries = catalogue.read_catalogue(file)
    for entry in entries:
        entry.secrets()  # what is missing is told before anything is begun

    def made(fetcher: Fetcher) -> list[Followed]:
        return [Followed(_source(entry, settings, fetcher), entry.reading(settings.default_timezone), entry.interval)
                for entry in entries]

    return _run(made, settings, max(entry.interval for entry in entries), once=once, with_pages=with_pages)


def watch(
    paths: Sequence[str], settings: Settings, reading: Reading, every: float, *, links: bool = False
) -> int:
    """Look at files and folders every so many seconds until stopped, each a source. Otherwise as `follow`."""
    if files.STDIN in paths:
        raise UsageFailure("standard input cannot be looked at again: leave out --every, or name a folder")
    if found := next((path for path in paths if is_crawl(path)), None):
        raise UsageFailure(f"{found} is a crawl, which is read once, and on from where it was when it has grown: "
                           "leave out --every")

    def made(_: Fetcher) -> list[Followed]:
        rules = folder_rules(settings, links=links)
        return [Followed(FolderSource(path, Path(path), index.endings(), rules), reading, every) for path in paths]

    return _run(made, settings, every)


def _run(
    made: Callable[[Fetcher], list[Followed]], settings: Settings, interval: float, *, once: bool = False,
    with_pages: bool = True,
) -> int:
    told = vitals("ingest", _SILENCE_SECONDS + interval)
    gazetteer = load_gazetteer()
    pages = serving_pages(told, settings, pages_port("ingest", settings)) if with_pages else contextlib.nullcontext()
    with stopped_by_signals(NOT_TAKEN_IN, code=1) as stop, pages, watching_log(settings, told):
        @contextlib.contextmanager
        def intake() -> Iterator[Intake]:
            with open_log(settings) as log, open_ledger(settings, log) as ledger:
                yield Intake(log, ledger, Taking(gazetteer, ledger), told, stop,
                             LetterQuota(settings.dead_letters_per_source))

        async def run() -> int:
            async with Client(user_agent(installed_version(), settings.contact)) as client:
                service = Service(made(Fetcher(client, Hosts())), intake, gazetteer, told, stop, once=once)
                return await service.run()

        return asyncio.run(run())


def _source(entry: CatalogueEntry, settings: Settings, fetcher: Fetcher) -> Source:
    """Raises CatalogueError for an address or a header that cannot be."""
    if entry.kind == "folder" and entry.path is not None:
        return FolderSource(entry.name, entry.path, index.endings(), folder_rules(settings, links=entry.links))
    try:
        return WebSource(
            entry.name, entry.url or "", fetcher, links=_links(entry.format), follow=entry.follow, pages=entry.pages,
            headers=entry.secrets(), allow_private=entry.allow_private, ignore_robots=entry.ignore_robots,
        )
    except ValueError as error:
        raise catalogue.CatalogueError(str(error)) from error


def _links(name: str | None) -> Callable[[bytes], Sequence[Link]]:
    """What documents of a format point to; of any format, where none is named."""
    known = index.format_named(name) if name is not None else None
    return known.links if known is not None else lambda raw: index.recognised(raw).links(raw)
