"""A page cut into its preamble and the blocks that become updates, by its time headings alone.

Blank lines and separators only speak where a heading is missing: a blank run longer than those before the headings,
or a separator with no heading behind it, begins an update without a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from producers.formats.story import style
from producers.formats.story.blocks import Block, Page
from producers.formats.story.dateline import DatelineText
from producers.formats.story.ending import is_cut_off
from producers.formats.story.items import PageItem, is_sentence, read_items, stands_above_dateline
from producers.formats.story.line.headings import HeadingLine
from producers.formats.story.line.stamps import is_labelled, read_date
from producers.formats.story.line.zone_notes import is_zone_note, read_zone_note
from producers.formats.story.opening import BULLETS, find_headline, first_prose, is_newest
from producers.formats.story.paragraph import junk

_POSTS = 3  # that share a headline
_LINES_AROUND = 40
_POINTS = 2  # of a list


def read_page(text: str, is_place: Callable[[str], bool], told_in: int | None = None) -> Page:
    """The parts of a page. `is_place` tells whether a name is a place's; `told_in` is the page's year, if known."""
    return _Reader(read_items(text, is_place, told_in)).read()


def read_body(
    text: str, headline: str | None, is_place: Callable[[str], bool], told_in: int | None = None
) -> Page:
    """The same of a text that holds nothing but the story, whose headline is known: no page furniture above it."""
    return _Reader(read_items(text, is_place, told_in, headline), is_body=True, headline=headline).read()


class _Reader:
    """Walks over the items of one page and gathers its parts."""

    def __init__(self, items: Sequence[PageItem], *, is_body: bool = False, headline: str | None = None) -> None:
        self.items = items
        self.is_body = is_body
        self.page = Page()
        self.first = _index(items, "heading")
        self.has_headings = self.first < len(items)
        self.dateline_at = _index(items, "dateline")
        above = items[: min(self.first, self.dateline_at)]
        self.page.headline = headline if is_body else find_headline(above)
        if self.has_headings:
            self.page.around = [item.text for item in above if item.kind in ("text", "stamp")]
            self.page.around += [item.text for item in items[len(above) :] if item.kind == "text" and item.is_junk]
            del self.page.around[_LINES_AROUND:]
        opening = items[self.dateline_at].dateline if self.dateline_at < len(items) else None
        self.repeats = not is_body or any(map(self._says_more, items))  # an alert may be nothing but its headline
        self.is_rolling = (opening is not None and opening.is_latest) or _names_rolling(self.page.headline)
        self.start = 0 if is_body else self._body_start()
        self.lost_gap = style.lost_gap(items)
        self.separators_part = style.separators_part(items, self.start, is_rolling=self.is_rolling)
        unmarked = self.is_rolling and not self.has_headings and not self.separators_part
        self.marks = style.find_marks(items, self.dateline_at) if unmarked else set()
        self.repeated = {item.text for item in items[self.first :] if item.kind == "text"}
        opened = self.dateline_at if self.dateline_at < self.first else -1
        self.has_days = sum(item.kind == "day" for item in items[opened + 1 :]) > 1
        self.block: Block | None = None
        self.day: HeadingLine | None = None
        self.parted = False  # by a separator, since the last text
        self.lede: list[str] = []
        self.titles_above = style.titles_above(items, self.page.headline)

    def read(self) -> Page:
        for index, item in enumerate(self.items):
            if item.kind == "heading" and item.heading is not None:
                self._heading(index, item.heading)
            elif item.kind == "day" and item.heading is not None:
                self._day(index, item.heading)
            elif item.kind == "stamp" and item.heading is not None:
                self._stamp(item.heading)
            elif item.kind == "separator":
                self.parted = True
            elif item.dateline is not None:
                self._dateline(item.dateline)
            else:
                self._text(index, item)
        last = self.items[-1] if self.items else None
        self.page.is_cut_off = last is not None and is_cut_off(last) and not self._is_headline(last.text)
        self._drop_authors()
        self._keep_lede()
        if not self.has_headings and len(self.page.blocks) > 1:
            for block in self.page.blocks:
                block.lost = True
        return self.page

    def _heading(self, index: int, heading: HeadingLine) -> None:
        if self.block is not None and _repeats(self.block, heading):
            return  # "9.56am BST" with "09:56" below it
        if self.block is not None and self._is_empty(self.block):
            if _is_label(heading) and self.block.heading is not None and not _is_label(self.block.heading):
                return  # "2:30 p.m." with "UPDATE (AP) --" below it
            if self.block.heading is not None and _is_label(self.block.heading):
                self.page.blocks.remove(self.block)
        title = self._title_above(index)
        stray = index == self.first and stands_above_dateline(self.items, index) and self._is_bare(index)
        self._begin(Block(heading, self.day, headline=heading.topic or title, is_stray=stray))
        if not self.has_days:
            self.day = None

    def _day(self, index: int, heading: HeadingLine) -> None:
        if index < self.dateline_at < self.first:
            self.page.stamps.append(heading)  # above the dateline it is the page's date
            return
        if self.block is not None and self._belongs_above(self.block, index):
            self.block.day = heading
            return
        self.day = heading
        if index < self.first:
            self.page.stamps.append(heading)
            if not self.has_days:
                self.page.own_day = heading

    def _stamp(self, stamp: HeadingLine) -> None:
        self.page.zone_note = self.page.zone_note or read_zone_note(stamp.text)
        told = self.block is not None and any(map(junk.ends_sentence, self.block.paragraphs))
        if is_labelled(stamp.text) or not told:  # further down a name with a date is another story's
            self.page.stamps.append(stamp)
        if stamp.text.lower().startswith("by "):
            self.page.credits.append(stamp.text)

    def _dateline(self, dateline: DatelineText) -> None:
        self.page.dateline = dateline
        if dateline.date is not None and (stamp := read_date(dateline.date)) is not None:
            self.page.stamps.append(stamp)
        if self.block is not None and self.block.is_stray:
            self.block = None
        if not dateline.rest.strip():
            return
        self.page.zone_note = self.page.zone_note or read_zone_note(dateline.rest)
        if dateline.is_latest and self.has_headings and not self.page.blocks and not junk.ends_sentence(dateline.rest):
            self.page.headline = self.page.headline or dateline.rest.strip()  # "The Latest on Yemen: Toll rises to 41"
            return
        if self.block is None and self.has_headings and not dateline.is_latest:
            self.page.skipped += 1
            self.lede.append(dateline.rest.strip())
            return
        if self.block is None:
            self._begin(Block(None, lost=self.has_headings))
        elif self._begins_original():
            told = next((stamp for stamp in self.page.stamps if stamp.heading.time is not None), None)
            self._begin(Block(told, lost=told is None))
        self._add(dateline.rest)

    def _begins_original(self) -> bool:
        """Whether a dateline begins the story that the updates above it were set on: none stands below."""
        is_last = not any(item.kind == "heading" for item in self.items[self.dateline_at :])
        return is_last and self.block is not None and self.block.heading is not None and bool(self.block.paragraphs)

    def _text(self, index: int, item: PageItem) -> None:
        """A paragraph goes to the block above it, or begins one whose heading is lost."""
        text = item.text
        if (noted := read_zone_note(text)) is not None:
            self.page.zone_note = self.page.zone_note or noted
            if is_zone_note(text):
                return
        if item.is_junk and junk.is_credit(text):
            self.page.credits.append(text)
        note = junk.is_correction_note(text)
        if index < self.start:
            self.page.is_corrected = self.page.is_corrected or note
            told = self.has_headings and self.dateline_at > self.first
            if told and is_sentence(item) and not self._is_headline(text):
                self.lede.append(text)
            return
        if item.is_junk or self._is_headline(text):
            return
        if self.block is None and index < self.first and self.has_headings and self._is_introduction(text):
            self.page.skipped += 1
            if not (self.page.dateline and self.page.dateline.is_latest):
                self.lede.append(text)
            return
        lost = (self.parted and self.separators_part) or item.gap >= self.lost_gap or index in self.marks
        full = self.block is not None and bool(self.block.paragraphs or self.block.headline)
        if self.block is None or (lost and full and not note):
            self._begin(Block(None, self.day, lost=self.has_headings))
        if index in self.marks and self.block is not None:
            self.block.headline = text
        else:
            self._add(text, is_junk=False)

    def _is_empty(self, block: Block) -> bool:
        return block is self.page.blocks[-1] and not block.paragraphs and not block.headline

    def _belongs_above(self, block: Block, index: int) -> bool:
        """Whether a day line gives the day of the bare clock above it: text follows, and the clock has none yet."""
        said = block.heading.heading if block.heading is not None else None
        if said is None or said.time is None or said.month is not None or said.weekday is not None:
            return False
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        return self._is_empty(block) and following is not None and following.kind == "text"

    def _title_above(self, index: int) -> str | None:
        """The headline above a time, where they stand so on this page; the update above gives it up."""
        above = self.items[index - 1] if index else None
        if above is None or not self.titles_above or not style.is_title(above):
            return None
        if self.block is not None and self.block.paragraphs[-1:] == [above.text]:
            self.block.paragraphs.pop()
        return None if self._is_headline(above.text) else above.text

    def _drop_authors(self) -> None:
        """A headline that most updates share is the name of who posts them."""
        shared = Counter(block.headline for block in self.page.blocks if block.headline)
        name, count = shared.most_common(1)[0] if shared else ("", 0)
        for block in self.page.blocks:
            if block.headline == name and count >= _POSTS and count > len(self.page.blocks) / 2:
                block.headline = None

    def _keep_lede(self) -> None:
        """What stands above the first heading is the newest update where it counts more than those below."""
        told = [*(text for block in self.page.blocks for text in block.paragraphs), *map(_topic_of, self.page.blocks)]
        is_summary = sum(text.startswith(BULLETS) for text in self.lede) >= _POINTS
        lede = [] if is_summary else self.lede
        if lede and is_newest("\n".join(lede), told):
            self.page.blocks.insert(0, Block(None, paragraphs=lede, is_lede=True))
            self.page.skipped = 0

    def _begin(self, block: Block) -> None:
        self.block = block
        self.parted = False
        self.page.blocks.append(block)

    def _add(self, text: str, *, is_junk: bool | None = None) -> None:
        text = text.strip()
        if self.block is not None and text and not (junk.is_junk(text) if is_junk is None else is_junk):
            self.block.paragraphs.append(text)
            self.block.is_corrected = self.block.is_corrected or junk.is_correction_note(text)
            self.parted = False

    def _is_headline(self, text: str) -> bool:
        """Whether it only repeats the headline."""
        return self.repeats and self._is_as_headline(text)

    def _is_as_headline(self, text: str) -> bool:
        same = self.page.headline is not None and text.casefold() == self.page.headline.casefold()
        return same and not (self.is_body and junk.ends_sentence(text))  # a feed's title may be its first sentence

    def _says_more(self, item: PageItem) -> bool:
        """Whether it is news beside the headline."""
        is_news = item.kind == "text" and not item.is_junk and not self._is_as_headline(item.text)
        return is_news or (item.dateline is not None and bool(item.dateline.rest)) or item.kind == "heading"

    def _is_introduction(self, text: str) -> bool:
        """Whether text above the first heading is none of the updates; behind "The Latest on …:" it is one."""
        return self.page.dateline is None or not self.page.dateline.is_latest or text in self.repeated

    def _is_bare(self, index: int) -> bool:
        """Whether nothing but the dateline stands between this heading and the next."""
        for item in self.items[index + 1 :]:
            if item.kind == "heading":
                return True
            if item.dateline is not None and item.dateline.rest:
                return False
            if item.kind == "text" and not item.is_junk and not self._is_headline(item.text):
                return False
        return False

    def _body_start(self) -> int:
        """Where text can be an update's: behind the dateline or at the first heading, else at the first sentence."""
        start = min(self.dateline_at, self.first)
        if start < len(self.items):
            return start
        told = [item for item in self.items if not (item.kind == "text" and self._is_headline(item.text))]
        first = first_prose(told)
        return self.items.index(told[first]) if first < len(told) else len(self.items)

def _index(items: Sequence[PageItem], kind: str) -> int:
    """The index of the first item of a kind; the number of items without one."""
    return next((index for index, item in enumerate(items) if item.kind == kind), len(items))


def _names_rolling(headline: str | None) -> bool:
    return headline is not None and headline.lower().startswith(("the latest", "live", "update"))


def _topic_of(block: Block) -> str:
    return block.headline or ""


def _is_label(heading: HeadingLine) -> bool:
    """Whether it says nothing but that an update follows."""
    said = heading.heading
    return heading.kind == "update" and said.time is None and said.month is None and said.weekday is None


def _repeats(block: Block, heading: HeadingLine) -> bool:
    """Whether a bare clock only says again what the heading above it says."""
    above = block.heading
    return (
        above is not None and not block.paragraphs and not heading.is_inline and not heading.has_half
        and heading.zone is None and above.heading.time is not None and above.heading.time == heading.heading.time
    )  # fmt: skip
