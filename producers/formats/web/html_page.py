"""Web pages: bytes of HTML -> a live blog where its JSON-LD holds one, else the story in its main text. Pure."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
from lxml import etree

from datelines.places import Gazetteer
from producers.article import Article, NotAStory, Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.story.line import junk
from producers.formats.story.line.stamps import read_stamp
from producers.formats.story.the_latest import StoryFacts, read_story
from producers.formats.web.json_ld import blocks_of
from producers.formats.web.live_posting import postings, read_blocks
from producers.formats.web.main_text import main_text
from producers.formats.web.markup import decoded, is_page, paragraphs, parse_page
from producers.formats.web.page_facts import PageFacts, page_facts

_SOON = dt.timedelta(days=1)  # a page changed later than this was not told then
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
    if parsed.articles:
        return parsed
    try:
        article = _article(text, tree, facts, source, reading, gazetteer)
    except NotAStory as error:
        if parsed.refused:  # that is where its story was meant to stand
            raise NotAStory(parsed.refused[0].reason, parsed.refused[0].message) from error
        raise
    return Parsed((article,), parsed.refused)


def _article(
    page: str, tree: etree._Element, facts: PageFacts, source: str, reading: Reading, gazetteer: Gazetteer
) -> Article:  # fmt: skip
    asked = reading.asked(source)
    texts = main_text(tree)
    times = [time for time in (facts.published, facts.modified) if time is not None]
    if not times:
        stamps = [each.text for each in paragraphs(tree) if read_stamp(each.text) is not None]
        texts = [*(stamp for stamp in stamps[:_MOST_STAMPS] if stamp not in texts), *texts]
    text = "\n\n".join(texts)
    moments = [time.moment.astimezone(dt.UTC) for time in times if time.has_offset]
    known = StoryFacts(
        headline=facts.headline, published_at=max(moments, default=None), item=facts.address,
        version=facts.modified.text if facts.modified and facts.address else None,
        is_whole=_ends_with_a_list(page, tree, texts),
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
    return msgspec.structs.replace(article, carrier=article.carrier or facts.site)


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
