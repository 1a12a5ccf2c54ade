"""The plain-text rolling story ("The Latest", live blogs, "Update 3:"): bytes -> Article. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence

import msgspec

from datelines.clocks.clock import PlacedTime
from datelines.places import Gazetteer, focus, parse_dateline_place
from producers.article import Article, ArticleUpdate, NotAStory, Parsed
from producers.formats.common.clearing import cleared
from producers.formats.common.format import Asked, Format, Reading
from producers.formats.common.text import decode_page
from producers.formats.story.blocks import Block, Page
from producers.formats.story.dateline import credited_carrier
from producers.formats.story.line.issuer import issuer_of
from producers.formats.story.line.notices import notice_in
from producers.formats.story.machine_times import Clocks, date_clocks
from producers.formats.story.mail import read_mail
from producers.formats.story.page import read_body, read_page
from producers.formats.story.page_zone import resolve_dateline, story_timezone
from producers.formats.story.paragraph import junk
from producers.formats.story.placing import place_blocks
from producers.formats.story.when import obey_day_asked, story_day
from schemas.characters import without_steering
from schemas.events import Place, Struct

_SLUG_LENGTH = 80  # characters
_LEAD_LENGTH = 4_000  # characters of a paragraph that tell whether it is prose
_TITLE_LENGTH = 120
MOST_UPDATES = 5_000  # live blogs have hundreds
_PREFIX = re.compile(r"(?:the latest|updated?|breaking)\s{0,2}(?:[:|–—-]|on\b)\s{0,2}", re.IGNORECASE)


class StoryFacts(Struct, frozen=True):
    """What a document says of a story beside its text; None where it says nothing."""

    headline: str | None = None
    subject: str | None = None  # the standing subject
    published_at: dt.datetime | None = None  # UTC: when this text was told
    carrier: str | None = None
    place: str | None = None  # as a dateline names it
    country: str | None = None  # that it is about, ISO 3166 alpha-2
    is_correction: bool = False  # an editor's note labels it one
    is_body: bool = False  # the text is the story's alone, without headline and page furniture
    is_whole: bool = False  # the document goes on behind it: a table or list at its end is no sentence that was cut off
    clocks: tuple[tuple[str, dt.datetime], ...] = ()  # headings as printed, and when that was, in page order
    offset: dt.timedelta | None = None  # in which the document prints its own times
    item: str | None = None
    version: str | None = None

    def overridden_by(self, reading: Reading) -> StoryFacts:
        """The same where the user said nothing else."""
        return msgspec.structs.replace(
            self, carrier=reading.carrier or self.carrier, subject=reading.subject or self.subject,
            country=reading.country or self.country,
        )


def parse_text_page(
    raw: bytes, *, source: str, day: dt.date | None, timezone: str | None, gazetteer: Gazetteer,
    carrier: str | None = None, default_timezone: str = "America/New_York",
) -> Article:  # fmt: skip
    """The story on a page of plain text.

    `source` names it in messages. `day` is the local day of the newest update, None to read it from the page;
    `timezone` the IANA zone of its clock, None to take it from the dateline; `carrier` wins over what the page says.
    `default_timezone` is for pages that name neither place nor zone. Raises NotAStory, and nothing else.
    """
    asked = Asked(source, day, timezone, default_timezone)
    return read_story(decode_page(raw, source), StoryFacts(carrier=carrier), asked, gazetteer)


def read_story(text: str, known: StoryFacts, asked: Asked, gazetteer: Gazetteer) -> Article:
    """The story that a text tells, by the grammar of time headings; a text without any is one update.

    `text` is clean (`decode`), paragraphs parted by blank lines. What is `known` wins over what the text says, but
    for times: headings say when each update was told, `published_at` gives them their day and dates a text without
    headings. Raises NotAStory, and nothing else.
    """
    source, known = asked.source, cleared(known)
    if (notice := notice_in(text)) is not None:
        raise NotAStory("not_a_story", f"{source}: {notice}")
    told_at = asked.day or known.published_at
    page = _page_of(
        without_steering(text), known, lambda name: parse_dateline_place(gazetteer, name) is not None,
        told_at.year if told_at else None,
    )  # fmt: skip
    if not _holds_news(page, known):
        raise NotAStory("not_a_story", f"{source}: no sentence of a story in it: name a file with a story's text")
    if len(page.blocks) > MOST_UPDATES:
        count = len(page.blocks)
        raise NotAStory("too_large", f"{source}: {count:,} updates, at most {MOST_UPDATES:,} on a page: cut it")
    warnings: list[str] = []
    page.is_corrected = page.is_corrected or known.is_correction
    subject, headline = titles(page)
    subject, headline = known.subject or subject, known.headline or headline
    country, place = where(page, subject, headline, known, gazetteer)
    dateline = resolve_dateline(page, place, gazetteer)
    obey_day_asked(page, asked, warnings)
    zone = story_timezone(page, dateline, country, asked, gazetteer, warnings, Clocks(known.clocks, known.offset))
    date_clocks(page, known.clocks, zone)
    story_date = story_day(page, asked, warnings, known.published_at, zone)
    placed = place_blocks(page, story_date, zone, country, asked, known.published_at)
    return Article(
        headline=headline, subject=subject, story=slug(subject),
        carrier=known.carrier or _carrier(page) or issuer_of(text),
        focus_country=country, dateline=dateline, timezone=zone, story_date=story_date,
        updates=_updates(page, placed, known), warnings=(*warnings, *_warnings(page, placed)),
    )  # fmt: skip


def _page_of(text: str, known: StoryFacts, is_place: Callable[[str], bool], told_in: int | None) -> Page:
    if known.is_body:
        page = read_body(text, known.headline, is_place, told_in)
    elif known.headline is not None and not text.lstrip().startswith(known.headline):
        page = read_page(f"{known.headline}\n\n{text}", is_place, told_in)
    else:
        page = read_page(text, is_place, told_in)
    page.is_cut_off = page.is_cut_off and not known.is_whole
    page.text = text
    return page


def slug(subject: str) -> str:
    """A short name of a subject for keys and addresses: lower case, words joined by "-", at most 80 characters."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", subject).casefold())
    name = "-".join(words)
    if len(name) > _SLUG_LENGTH:
        name = name[:_SLUG_LENGTH].rpartition("-")[0] or name[:_SLUG_LENGTH]
    return name or "story"


def _holds_news(page: Page, known: StoryFacts) -> bool:
    """Whether any update has words; of a whole page without a single time heading, whether any has a sentence."""
    least = 2 if known.is_body or any(block.heading is not None for block in page.blocks) else 3
    return any(_is_prose(paragraph, least) for block in page.blocks for paragraph in block.paragraphs)


def _is_prose(paragraph: str, least: int) -> bool:
    lead = paragraph[:_LEAD_LENGTH]
    letters = sum(map(str.isalpha, lead)) + sum(map(str.isspace, lead))
    return len(paragraph.split(None, least)) >= least and letters >= 0.6 * len(lead)


def titles(page: Page) -> tuple[str, str]:
    """The standing subject and the headline; each stands in for the other, the first sentence for both."""
    subject = page.dateline.subject if page.dateline else None
    headline = page.headline
    if headline is None and subject is not None:
        headline = f"The Latest on {subject}"
    if headline is None:
        first = next(text for block in page.blocks for text in block.paragraphs if text)
        sentence = re.match(r".{20,120}?[.!?](?=\s|$)", first)
        headline = sentence[0] if sentence else first if len(first) <= _TITLE_LENGTH else _shortened(first)
    return subject or _PREFIX.sub("", headline, count=1).strip() or headline, headline


def _shortened(text: str) -> str:
    return text[:_TITLE_LENGTH].rpartition(" ")[0] or text[:_TITLE_LENGTH]


def where(
    page: Page, subject: str, headline: str, known: StoryFacts, gazetteer: Gazetteer
) -> tuple[str | None, Place | None]:
    """The country the story is about and the place of its dateline, a bare city read within that country."""
    printed = (page.dateline.place if page.dateline else None) or known.place
    place = parse_dateline_place(gazetteer, printed) if printed else None
    country = known.country or focus(gazetteer, subject=subject, headline=headline, text=page.text, dateline=place)
    if printed and place is None and country is not None:
        place = gazetteer.find(printed, country)
    return country, place


def _carrier(page: Page) -> str | None:
    if page.dateline is not None and page.dateline.agency is not None:
        return page.dateline.agency
    return next((name for credit in page.credits if (name := credited_carrier(credit)) is not None), None)


def _updates(page: Page, placed: Sequence[PlacedTime], known: StoryFacts) -> tuple[ArticleUpdate, ...]:
    updates = []
    for position, (block, when) in enumerate(zip(page.blocks, placed, strict=True)):
        headline, paragraphs = _headline(block)
        text = "\n\n".join(paragraphs)
        flags = [*when.flags]
        if block.lost:
            flags.append("heading_missing")
        if block.is_stray:
            flags.append("above_dateline")
        if page.is_cut_off and position == len(page.blocks) - 1:
            flags.append("cut_off")
        corrected = block.is_corrected or (page.is_corrected and position == 0)
        updates.append(
            ArticleUpdate(
                position=position, time_text=block.heading.text if block.heading else None, local_time=when.local_time,
                published_at=when.published_at, headline=headline, text=text,
                notice="correction" if corrected else "none", flags=tuple(flags), item=known.item,
                version=known.version, versioned_at=known.published_at if known.item else None,
            )
        )
    return tuple(updates)


def _headline(block: Block) -> tuple[str | None, list[str]]:
    """The update's own headline and its text: what stands behind an inline heading, when it is no sentence."""
    paragraphs = block.paragraphs
    if block.headline is not None or block.heading is None or not block.heading.is_inline or len(paragraphs) < 2:
        return block.headline, paragraphs
    if junk.ends_sentence(paragraphs[0]) or len(paragraphs[0]) > _TITLE_LENGTH:
        return None, paragraphs
    return paragraphs[0], paragraphs[1:]


_FLAGS = {
    "clock_flipped": "the clock of {times} does not fit its neighbours: a.m. and p.m. were swapped",
    "meridiem_inferred": "{times} without a.m. or p.m.: taken as the half of the day that fits its neighbours",
    "out_of_order": "{times} out of the page's order: kept as printed",
    "dst_gap": "{times} on a clock that skipped this hour: moved on",
    "dst_overlap": "{times} in an hour that the clock showed twice: the reading that keeps the page's order",
}


def _warnings(page: Page, placed: Sequence[PlacedTime]) -> list[str]:
    """What a reader should know of how the page was read, a sentence each."""
    warnings = []
    pairs = list(zip(page.blocks, placed, strict=True))
    for flag, sentence in _FLAGS.items():
        flagged = [block.heading for block, when in pairs if block.heading is not None and flag in when.flags]
        if flagged:
            shown = ", ".join(f"«{heading.text}»" for heading in flagged[:3])
            more = f" and {len(flagged) - 3} more" if len(flagged) > 3 else ""
            warnings.append(sentence.format(times=shown + more))
    if any(block.is_lede for block in page.blocks):
        warnings.append("what stands above the first time heading counts more than the updates: taken as the newest")
    without = sum("time_inferred" in when.flags and not block.is_lede for block, when in pairs)
    if without:
        warnings.append(f"{_count(without, 'update')} without a time: placed between its neighbours")
    if any("day_only" in when.flags for when in placed):
        warnings.append("only the day is known, not the time: placed at its beginning; the time of day is open")
    lost = sum(block.lost for block in page.blocks)
    if lost:
        warnings.append(f"{_count(lost, 'update')} without a heading: told by the blank lines or the separator above")
    if page.skipped:
        skipped = _count(page.skipped, "paragraph")
        warnings.append(f"{skipped} above the first time heading: taken as the page's introduction")
    empty = sum(not block.paragraphs for block in page.blocks)
    if empty:
        warnings.append(f"{_count(empty, 'update')} without text: shown, not filed")
    if page.is_cut_off:
        warnings.append("the page ends in the middle of a sentence: its last words are not to be trusted")
    return warnings


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _parse(raw: bytes, source: str, reading: Reading, gazetteer: Gazetteer) -> Parsed:
    mail = read_mail(raw)
    known = StoryFacts() if mail is None else StoryFacts(
        headline=mail.subject, carrier=mail.sender, is_body=True,
        published_at=mail.sent.astimezone(dt.UTC) if mail.sent is not None and reading.day is None else None,
        offset=mail.sent.utcoffset() if mail.sent is not None else None,
    )  # fmt: skip
    text = decode_page(raw if mail is None else mail.text, source)
    return Parsed(articles=(read_story(text, known.overridden_by(reading), reading.asked(source), gazetteer),))


FORMAT = Format(
    name="text", what="a rolling story as plain text: “The Latest”, live blogs, “Update 3:”", endings=(".txt",),
    matches=lambda _: True, parse=_parse,
)
