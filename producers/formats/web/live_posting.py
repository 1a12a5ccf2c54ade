"""schema.org LiveBlogPosting to an article: each of its `liveBlogUpdate` is one update. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin

from datelines.clocks.iana import ZoneInfo
from datelines.places import Gazetteer, parse_dateline_place
from producers.article import Article, ArticleUpdate, NotAStory, Parsed, Refused
from producers.formats.common.format import Reading
from producers.formats.common.printed_time import Printed, UtcTime, read_printed_time, utc_time
from producers.formats.story.blocks import Block, Page
from producers.formats.story.dateline import credited_carrier, read_dateline
from producers.formats.story.page_zone import resolve_dateline, story_timezone
from producers.formats.story.paragraph import junk
from producers.formats.story.the_latest import MOST_UPDATES, StoryFacts, slug, titles, where
from producers.formats.web.json_ld import CUT, Graph, Node, identity, read_block, types
from producers.formats.web.markup import fragment_paragraphs

_TYPE = "LiveBlogPosting"
_SHOWN = 60  # characters of an update by which a message names it
_PAGE_STAMP = 3  # updates that share a dateModified: the page was touched, not they


class DocumentJsonLd(NamedTuple):
    """The JSON-LD of a document, and its blocks that could not be read to their end."""

    graph: Graph
    broken: tuple[Refused, ...]


def read_blocks(blocks: Sequence[str], source: str) -> DocumentJsonLd:
    """The JSON-LD of a document; one block that is broken hides no other."""
    values: list[Any] = []
    broken = []
    for number, text in enumerate(blocks, 1):
        block = read_block(text)
        values += block.values
        if block.broken_at is not None and (_TYPE in text or "liveBlogUpdate" in text):
            name = f"JSON-LD block {number}" if len(blocks) > 1 else "its JSON-LD"
            message = f"{source}: {name} is broken at character {block.broken_at:,}: what stands before it is read"
            broken.append(Refused("malformed", message))
    return DocumentJsonLd(Graph(values), tuple(broken))


def postings(
    found: DocumentJsonLd, source: str, reading: Reading, gazetteer: Gazetteer, address: str | None = None,
    headline: str | None = None, carrier: str | None = None,
) -> Parsed:  # fmt: skip
    """The live blogs of a document, those without updates left out; nothing where there are none.

    `address`, `headline` and `carrier` are what the page around it says. Raises NotAStory: too_large.
    """
    articles, refused, seen = [], list(found.broken), set[str]()
    for node in found.graph.of_type(_TYPE):
        if not found.graph.all(node, "liveBlogUpdate"):
            continue
        posting = _Posting(found.graph, node, source, reading, gazetteer, address, headline, carrier)
        name = posting.name()
        if name in seen or not posting.updates:
            continue  # a page prints its live blog twice, or teases another
        seen.add(name)
        article = posting.read()
        if article is not None:
            articles.append(article)
        refused += posting.refused
    return Parsed(tuple(articles), tuple(refused))


class _Update(NamedTuple):
    """What an update says, before it has its place in time."""

    node: Node
    headline: str | None
    paragraphs: list[str]
    published: Printed
    modified: Printed | None
    is_correction: bool


class _Posting:
    """One live blog while it is read."""

    def __init__(
        self, graph: Graph, node: Node, source: str, reading: Reading, gazetteer: Gazetteer,
        address: str | None, headline: str | None, carrier: str | None,
    ) -> None:  # fmt: skip
        self.graph, self.node, self.source, self.reading, self.gazetteer = graph, node, source, reading, gazetteer
        self.updates = [_as_node(value) for value in graph.all(node, "liveBlogUpdate") if value]
        self.own_names = {name for name in (identity(node), graph.text(node, "url")) if name}
        self.address = address or next((name for name in self._addresses() if "://" in name), None)
        self.headline = self._line(graph.text(node, "headline", "name")) or headline
        self.carrier = self._carrier() or carrier
        self.refused: list[Refused] = []
        self.warnings: list[str] = []

    def name(self) -> str:
        """What tells it from other live blogs of the page."""
        first = self.graph.text(self.updates[0], "articleBody", "headline", "url") if self.updates else ""
        return identity(self.node) or self.graph.text(self.node, "url") or f"{self.headline} {first}"

    def read(self) -> Article | None:
        """The article; None where no update could be read. Raises NotAStory: too_large."""
        if len(self.updates) > MOST_UPDATES:
            count = f"{len(self.updates):,} updates, at most {MOST_UPDATES:,} on a page"
            raise NotAStory("too_large", f"{self.source}: {count}: cut it")
        updates = [update for node in (*self.updates, *self._own_corrections()) if (update := self._update(node))]
        if not updates:
            return None
        known = StoryFacts(headline=self.headline, carrier=self.carrier, place=self._place())
        known = known.overridden_by(self.reading)
        page = self._page(updates)
        subject, headline = titles(page)
        subject = known.subject or subject
        country, place = where(page, subject, headline, known, self.gazetteer)
        dateline = resolve_dateline(page, place, self.gazetteer)
        asked = self.reading.asked(self.source)
        timezone = story_timezone(page, dateline, country, asked, self.gazetteer, self.warnings)
        placed = self._placed(updates, timezone)
        newest = max(update.published_at for update in placed)
        agency = page.dateline.agency if page.dateline else None
        return Article(
            headline=headline, subject=subject, story=slug(subject), carrier=known.carrier or agency,
            focus_country=country, dateline=dateline, timezone=timezone,
            story_date=newest.astimezone(ZoneInfo(timezone)).date(), updates=tuple(placed),
            warnings=(*self.warnings, *_warnings(placed)),
        )  # fmt: skip

    def _update(self, node: Node) -> _Update | None:
        """What an update says; None, and why it is refused or left out, where that cannot be read."""
        name = self.graph.text(node, "headline", "name", "url", "@id") or "an update without a headline"
        shown = " ".join(name.split())[:_SHOWN]
        if CUT in node:
            self._refuse("malformed", f"an update is cut off («{shown}»): it is left out")
            return None
        try:
            paragraphs = self._paragraphs(self.graph.text(node, "articleBody", "text", "description"))
            corrections = [text for value in self.graph.all(node, "correction") for text in self._correction(value)]
        except NotAStory as error:
            self._refuse(error.reason, str(error).removeprefix(f"{self.source}: "))
            return None
        headline = self._line(self.graph.text(node, "headline", "name"))
        said = " ".join(paragraphs)
        paragraphs += [text for text in dict.fromkeys(corrections) if text not in said]
        if not paragraphs and headline is not None:
            paragraphs, headline = [headline], None  # "Toll rises to 41" above a picture is all that is said
        if not paragraphs:
            self.warnings.append(f"«{shown}» has no text: left out")
            return None
        published = read_printed_time(self.graph.text(node, "datePublished", "dateCreated")) or self._own_change(node)
        if published is None:
            self._refuse("no_date", f"no time in datePublished of «{paragraphs[0][:_SHOWN]}»: update left out")
            return None
        noted = any(junk.is_correction_note(text) for text in paragraphs)
        return _Update(
            node, headline, paragraphs, published, self._modified(node),
            bool(self.graph.all(node, "correction")) or noted,
        )  # fmt: skip

    def _own_change(self, node: Node) -> Printed | None:
        """When an update without any other time was changed, unless another was changed then too: the page was."""
        changed = self.graph.text(node, "dateModified")
        shared = sum(self.graph.text(update, "dateModified") == changed for update in self.updates) > 1
        return None if shared else read_printed_time(changed)

    def _refuse(self, reason: str, what: str) -> None:
        self.refused.append(Refused(reason, f"{self.source}: {what}"))

    def _paragraphs(self, body: str | None) -> list[str]:
        found = fragment_paragraphs(body, self.source) if body else []
        return [text for text in found if not junk.is_junk(text)]

    def _correction(self, value: Any) -> list[str]:
        """The words of a correction; an address of one has none."""
        text = self.graph.words(value)
        return fragment_paragraphs(text, self.source) if text and "://" not in text.partition(" ")[0] else []

    def _modified(self, node: Node) -> Printed | None:
        """When its version was made: `dateModified`, else when it was corrected."""
        modified = read_printed_time(self.graph.text(node, "dateModified"))
        if modified is not None:
            return modified
        corrected = [read_printed_time(self.graph.text(note, "datePublished", "dateCreated"))
                     for note in self.graph.nodes_of(node, "correction")]  # fmt: skip
        return next((time for time in reversed(corrected) if time is not None), None)

    def _own_corrections(self) -> list[Node]:
        """Corrections of the live blog itself, as updates: undated they are refused, its `dateModified` moves on."""
        notes = []
        for value in self.graph.all(self.node, "correction"):
            if text := self.graph.words(value):
                dated = self.graph.text(value, "datePublished", "dateCreated") if isinstance(value, dict) else None
                notes.append({"articleBody": text, "datePublished": dated, "correction": text})
        return notes

    def _line(self, text: str | None) -> str | None:
        """A text set on one line, as headlines and names are."""
        try:
            return " ".join(fragment_paragraphs(text, self.source)) or None if text else None
        except NotAStory:  # not even a headline's markup can be read: there is none
            return None

    def _carrier(self) -> str | None:
        names = [self.graph.text(self.node, name) for name in ("publisher", "sourceOrganization", "provider")]
        authors = [self.graph.words(author) for author in self.graph.nodes_of(self.node, "author")
                   if "Person" not in types(author)]  # fmt: skip
        name = next((line for name in (*names, *authors) if (line := self._line(name))), None)
        return credited_carrier(name) or name if name else None

    def _place(self) -> str | None:
        return self._line(self.graph.text(self.node, "dateline", "locationCreated", "contentLocation"))

    def _addresses(self) -> list[str]:
        page = self.graph.all(self.node, "mainEntityOfPage")
        names = [identity(value) if isinstance(value, dict) else value for value in page]
        names = [self.graph.text(self.node, "url"), identity(self.node), *names]
        return [name for name in names if isinstance(name, str)]

    def _page(self, updates: Sequence[_Update]) -> Page:
        """The live blog as the text format knows pages, for what is derived alike."""
        try:
            opening = self._paragraphs(self.graph.text(self.node, "articleBody", "description"))[:3]
        except NotAStory:  # the opening's markup cannot be read: only its dateline is missed
            opening = []
        datelines = (
            read_dateline(text, lambda name: parse_dateline_place(self.gazetteer, name) is not None) for text in opening
        )
        blocks = [Block(None, paragraphs=update.paragraphs, headline=update.headline) for update in updates]
        text = "\n\n".join(text for block in blocks for text in (block.headline or "", *block.paragraphs) if text)
        dateline = next((each for each in datelines if each is not None), None)
        return Page(self.headline, dateline, blocks=blocks, text="\n\n".join((*opening, text)))

    def _placed(self, updates: Sequence[_Update], timezone: str) -> list[ArticleUpdate]:
        zone = self._zone(updates, timezone)
        items = self._items(updates)
        stamps = self._page_stamps(updates, zone, ZoneInfo(timezone))
        placed = []
        for position, (update, item) in enumerate(zip(updates, items, strict=True)):
            published = utc_time(update.published, zone, ZoneInfo(timezone))
            modified = utc_time(update.modified, zone, ZoneInfo(timezone)) if update.modified else published
            version = max(published, modified, key=lambda time: time.at)
            when = published if modified.at in stamps else version
            placed.append(
                ArticleUpdate(
                    position=position, time_text=None, local_time=_clock(when, timezone), published_at=when.at,
                    headline=update.headline, text="\n\n".join(update.paragraphs),
                    notice="correction" if update.is_correction else "none", flags=when.flags, item=item,
                    version=update.modified.text if update.modified else None,
                    versioned_at=version.at if item else None,
                )
            )
        return placed

    def _zone(self, updates: Sequence[_Update], timezone: str) -> dt.tzinfo:
        """The zone of times without an offset: the one asked for, else the offset of the blog's other times."""
        naive = sum(not time.has_offset and not time.is_day for update in updates for time in _times(update))
        if self.reading.timezone is not None or not naive:
            return ZoneInfo(timezone)
        own = [read_printed_time(self.graph.text(self.node, name))
               for name in ("datePublished", "dateModified", "coverageStartTime", "coverageEndTime")]  # fmt: skip
        others = (*own, *(time for update in updates for time in _times(update)))
        offset = next((time.moment.tzinfo for time in others if time is not None and time.has_offset), None)
        name = f"the offset {offset} of its other times" if offset is not None else timezone
        self.warnings.append(f"times without an offset ({naive}) are taken in {name}; or give --timezone")
        return offset or ZoneInfo(timezone)

    def _page_stamps(self, updates: Sequence[_Update], zone: dt.tzinfo, day_zone: ZoneInfo) -> set[dt.datetime]:
        """Times of `dateModified` that tell when the page was touched, not an update.

        What several updates share; and the live blog's own, unless its updates carry times that differ from it.
        """
        shared = Counter(utc_time(update.modified, zone, day_zone).at for update in updates if update.modified)
        stamps = {time for time, count in shared.items() if count >= _PAGE_STAMP}
        own = read_printed_time(self.graph.text(self.node, "dateModified"))
        if own is not None and shared.get(utc_time(own, zone, day_zone).at) == len(updates):
            stamps.add(utc_time(own, zone, day_zone).at)
        return stamps

    def _items(self, updates: Sequence[_Update]) -> list[str | None]:
        """The publisher's id of each update: what names several of them, or the whole blog, names none."""
        names = [self._names(update.node) for update in updates]
        counts = Counter(name for each in names for name in set(each))
        own = {_urljoin_safely(self.address, name) for name in self.own_names} | {self.address}
        return [next((name for name in each if counts[name] == 1 and name not in own), None) for each in names]

    def _names(self, node: Node) -> list[str]:
        """What may be its id: an address; an `identifier`, behind the page's address: every site counts its own."""
        links = [name for name in (identity(node), self.graph.text(node, "url")) if name and not name.startswith("_:")]
        names = [name for link in links if ":" in (name := _urljoin_safely(self.address, link))]
        identifier = self.graph.text(node, "identifier")
        if identifier and ":" not in identifier and self.address:
            identifier = f"{self.address.partition('#')[0]}#{identifier}"
        return [*names, identifier] if identifier else names


def _as_node(value: Any) -> Node:
    return value if isinstance(value, dict) else {"articleBody": value} if isinstance(value, str) else {}


def _times(update: _Update) -> list[Printed]:
    return [time for time in (update.published, update.modified) if time is not None]


def _clock(when: UtcTime, timezone: str) -> dt.time | None:
    """What the article's clock showed, to the minute; nothing where only the day is known."""
    if "day_only" in when.flags:
        return None
    return when.at.astimezone(ZoneInfo(timezone)).time().replace(second=0, microsecond=0)


def _urljoin_safely(base: str | None, name: str) -> str:
    """The name as an absolute address where it is relative to one; as it is where it is no address."""
    try:
        return urljoin(base, name) if base else name
    except ValueError:  # "http://["
        return name


def _warnings(placed: Sequence[ArticleUpdate]) -> list[str]:
    days = sum("day_only" in update.flags for update in placed)
    if not days:
        return []
    return [f"of {days} of its updates only the day is known: placed at its beginning; the time of day is open"]

