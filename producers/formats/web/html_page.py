"""Web pages: bytes of HTML -> a live blog where its JSON-LD holds one, else the story in its main text. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Asked, Format, Reading
from producers.formats.common.printed_time import read_printed_time
from producers.formats.story.line.headings import read_heading
from producers.formats.story.line.stamps import read_stamp
from producers.formats.story.paragraph import junk
from producers.formats.story.the_latest import StoryFacts, read_story
from producers.formats.story.when import full_date
from producers.formats.web.json_ld import Graph, blocks_of
from producers.formats.web.live_posting import DocumentJsonLd, postings, read_blocks
from producers.formats.web.main_text import main_text
from producers.formats.web.markup import decoded, is_page, paragraphs, parse_page
from producers.formats.web.microdata import blog_in_microdata
from producers.formats.web.page_facts import PageFacts, page_facts

_SOON = dt.timedelta(days=1)  # a page changed later than this was not told then
_SLACK = dt.timedelta(hours=1)  # between the clocks of a newsroom and of its site
_LONGEST_CLOCK = 60  # characters
_MOST_STAMPS = 3
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_LISTED = frozenset(("td", "th", "tr", "li", "dd", "dt"))


def parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    """What a page holds: its live blogs, as JSON-LD tells them, else the one story of its text. Raises NotAStory."""
    text = decoded(raw, source)
    found = read_blocks(list(blocks_of(text)), source)
    try:
        tree = parse_page(text, source)
    except NotAStory:
        parsed = postings(found, source, reading, gazetteer)
        if parsed.articles:
            return parsed
        raise
    facts = page_facts(tree, found.graph)
    parsed = postings(found, source, reading, gazetteer, facts.address, facts.headline, facts.site)
    if not parsed.articles and (blog := blog_in_microdata(tree)) is not None:
        marked = DocumentJsonLd(Graph([blog]), found.broken)
        parsed = postings(marked, source, reading, gazetteer, facts.address, facts.headline, facts.site)
    if parsed.articles and not _is_cut_short(parsed):
        return parsed
    try:
        article = _article(text, tree, facts, source, reading, gazetteer)
    except NotAStory as error:
        if parsed.articles:
            return parsed
        if parsed.refused:  # that is where its story was meant to stand
            raise NotAStory(parsed.refused[0].reason, parsed.refused[0].message) from error
        raise
    if parsed.articles:
        if len(article.updates) <= len(parsed.articles[0].updates):
            return parsed
        article = _warned(article, "its JSON-LD gives only the beginning of its updates: the page's own text is read")
    return Parsed((article,), parsed.refused)


def _is_cut_short(parsed: Parsed) -> bool:
    """Whether every update of the one live blog breaks off: what JSON-LD tells of a page may be teasers."""
    updates = parsed.articles[0].updates
    return len(parsed.articles) == 1 and all(update.text.rstrip().endswith(("…", "...")) for update in updates)


def _article(
    page: str, tree: etree._Element, facts: PageFacts, source: str, reading: Reading, gazetteer: Gazetteer
) -> Article:  # fmt: skip
    asked = reading.asked(source)
    texts = main_text(tree)
    stamps = [each.text for each in paragraphs(tree) if read_stamp(each.text) is not None]
    times = [time for time in (facts.published, facts.modified) if time is not None]
    contradicted = _contradicted(facts, asked, stamps)
    times = [] if contradicted else times
    if not times:
        texts = [*(stamp for stamp in stamps[:_MOST_STAMPS] if stamp not in texts), *texts]
    text = "\n\n".join(texts)
    moments = [time.moment.astimezone(dt.UTC) for time in times if time.has_offset]
    offsets = [time.moment.utcoffset() for time in (facts.published, facts.modified) if time is not None]
    known = StoryFacts(
        headline=facts.headline, published_at=max(moments, default=None), item=facts.address,
        version=facts.modified.text if facts.modified and facts.address else None,
        is_whole=_ends_with_a_list(page, tree, texts), clocks=tuple(_clocks(tree)),
        offset=next((offset for offset in offsets if offset), None),
    ).overridden_by(reading)  # fmt: skip
    try:
        article = read_story(text, known, asked, gazetteer)
    except NotAStory as error:
        if error.reason != "no_date" or not times or asked.day is not None:
            raise
        day = times[-1].moment.date()
        article = read_story(text, known, asked._replace(day=day), gazetteer)
        article = _warned(article, f"the day {day} is taken from the page's head; give --date if it is another")
    if asked.day is None and len(moments) > 1 and moments[1] - moments[0] > _SOON:
        article = _told_when_published(article, text, known, moments, reading, source, gazetteer)
    if asked.day is None and facts.modified is not None and moments:
        article = _not_after(article, text, known, max(moments), asked, gazetteer)
    if contradicted:
        article = _warned(article, contradicted)
    return msgspec.structs.replace(article, carrier=article.carrier or facts.site)


def _clocks(tree: etree._Element) -> Iterator[tuple[str, dt.datetime]]:
    """The headings set in `time` elements, with the moments that these give."""
    for element in tree.iter("time"):
        printed = " ".join("".join(element.itertext()).split())
        time = read_printed_time(element.get("datetime")) if len(printed) <= _LONGEST_CLOCK else None
        if time is not None and time.has_offset and read_heading(printed) is not None:
            yield printed, time.moment


def _contradicted(facts: PageFacts, asked: Asked, stamps: list[str]) -> str | None:
    """Why the times of the page's head do not date its story, as a warning; None where they may.

    They are other days' than the one asked for; or a page only says when it was changed, as one that was moved to
    another system does, and prints an earlier day.
    """
    days = [time.moment.date() for time in (facts.published, facts.modified) if time is not None]
    if asked.day is not None:
        is_other = bool(days) and all(abs(day - asked.day) > _SOON for day in days)
        return f"the page's head is of {days[0]}: taken as {asked.day}, as --date says" if is_other else None
    if facts.published is not None or facts.modified is None:
        return None
    read = (read_stamp(stamp) for stamp in stamps)
    printed = [day for stamp in read if stamp is not None and (day := full_date(stamp.heading)) is not None]
    if not printed or days[0] - max(printed) <= _SOON:
        return None
    return f"the page was changed on {days[0]} and prints {max(printed)}: taken to be of that day; or give --date"


def _not_after(
    article: Article, text: str, known: StoryFacts, changed: dt.datetime, asked: Asked, gazetteer: Gazetteer
) -> Article:  # fmt: skip
    """No update is newer than the page: read as of the day before where one would be."""
    timed = [update.published_at for update in article.updates if update.time_text is not None]
    if not timed or not dt.timedelta() < max(timed) - changed - _SLACK < _SOON:
        return article
    again = read_story(text, known, asked._replace(day=article.story_date - _SOON), gazetteer)
    newest = max((update.published_at for update in again.updates), default=changed + _SOON)
    return again if newest <= changed + _SLACK else article


def _ends_with_a_list(page: str, tree: etree._Element, texts: list[str]) -> bool:
    """Whether the story's last words are a cell or an item, on a page that goes on to its own end."""
    if not texts or junk.ends_sentence(texts[-1]) or _END.search(page) is None:
        return False
    last = [each.element for each in paragraphs(tree) if each.text == texts[-1]]
    return any(outer.tag in _LISTED for element in last for outer in (element, *element.iterancestors()))


def _told_when_published(
    article: Article, text: str, known: StoryFacts, moments: list[dt.datetime], reading: Reading, source: str,
    gazetteer: Gazetteer,
) -> Article:  # fmt: skip
    """Headings without a day are of the day on which the page was published, not of one on which it was changed."""
    first = msgspec.structs.replace(known, published_at=moments[0])
    again = read_story(text, first, reading.asked(source), gazetteer)
    is_same = [update.published_at for update in again.updates] == [update.published_at for update in article.updates]
    if is_same or all(update.time_text is None for update in article.updates):
        return article
    updates = tuple(
        msgspec.structs.replace(update, versioned_at=known.published_at) if update.item else update
        for update in again.updates
    )
    again = msgspec.structs.replace(again, updates=updates)
    day = again.story_date
    return _warned(again, f"the page was changed after {day}: its times are taken to be of that day; or give --date")


def _warned(article: Article, warning: str) -> Article:
    return msgspec.structs.replace(article, warnings=(*article.warnings, warning))


FORMAT = Format(
    name="html", what="a web page: its live blog, or the story in its main text", endings=(".html", ".htm"),
    matches=is_page, parse=parse,
)
