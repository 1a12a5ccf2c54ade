"""A page cut into its preamble and the blocks that become updates, by its time headings alone.

Blank lines and separators only speak where a heading is missing: a blank run longer than those before the headings,
or a separator with no heading behind it, begins an update without a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from producers.formats import junk
from producers.formats.dateline import DatelineText, read_dateline
from producers.formats.headings import HeadingLine, read_heading, read_stamp
from producers.formats.lines import Line, is_separator, paragraphs_of, split_lines, wrap_width

Kind = Literal["text", "heading", "day", "stamp", "separator", "dateline"]
_SENTENCES_APART = 100  # a headline that alone marks an update is shorter


class Item(msgspec.Struct):
    """A paragraph or a line of the page that has a meaning of its own."""

    kind: Kind
    text: str
    gap: int = 0  # blank lines before it
    heading: HeadingLine | None = None
    dateline: DatelineText | None = None


class Block(msgspec.Struct):
    """What becomes one update. `lost` says why it has no heading, where others have one."""

    heading: HeadingLine | None
    day: HeadingLine | None  # the day line it stands under
    paragraphs: list[str] = msgspec.field(default_factory=list)
    headline: str | None = None
    lost: bool = False
    is_stray: bool = False  # its heading stands above the dateline
    is_corrected: bool = False


class Page(msgspec.Struct):
    headline: str | None
    dateline: DatelineText | None
    stamps: list[HeadingLine]
    credits: list[str]
    blocks: list[Block]
    is_cut_off: bool
    skipped: int  # paragraphs between the headline and the first heading that became no update
    is_corrected: bool  # a note above the first update labels a correction


def read_page(text: str, is_place: Callable[[str], bool]) -> Page:
    """The parts of a page. `is_place` tells whether a name is a place's."""
    lines = split_lines(text)
    items = _items(lines, is_place)
    items = _without_tail(items)
    first = next((index for index, item in enumerate(items) if item.kind == "heading"), len(items))
    reader = _Reader(items, first)
    return reader.read()


def _items(lines: Sequence[Line], is_place: Callable[[str], bool]) -> list[Item]:
    """The page's lines as paragraphs, headings, stamps, separators and the dateline, in page order."""
    width = wrap_width(lines)
    headings = _headings(lines, wrapped=width > 0)
    items: list[Item] = []
    run: list[Line] = []
    has_dateline = False

    def close_run() -> None:
        nonlocal has_dateline
        for paragraph, gap in paragraphs_of(run, width=width, opens=lambda line: _opens(line, is_place)):
            dateline = None if has_dateline else read_dateline(paragraph, is_place)
            has_dateline = has_dateline or dateline is not None
            kind: Kind = "dateline" if dateline else "text"
            items.append(Item(kind, paragraph, gap, dateline=dateline))
        run.clear()

    for index, line in enumerate(lines):
        heading = headings.get(index)
        stamp = None if heading else read_stamp(line.text)
        if heading is None and stamp is None and not is_separator(line.text):
            run.append(line)
            continue
        close_run()
        if heading is not None:
            kind: Kind = "day" if heading.kind == "day" else "stamp" if heading.kind == "stamp" else "heading"
            items.append(Item(kind, line.text, line.gap, heading=heading))
        elif stamp is not None:
            items.append(Item("stamp", line.text, line.gap, heading=stamp))
        else:
            items.append(Item("separator", line.text, line.gap))
    close_run()
    return items


def _opens(line: str, is_place: Callable[[str], bool]) -> bool:
    """Whether a line begins a paragraph though the one above it runs on: a dateline under a headline."""
    return line[:1].isupper() and read_dateline(line, is_place) is not None


def _headings(lines: Sequence[Line], *, wrapped: bool) -> dict[int, HeadingLine]:
    """The headings by line. Bare clocks and four digits count only where the page has several and nothing better."""
    found: dict[int, HeadingLine] = {}
    for index, line in enumerate(lines):
        heading = read_heading(line.text)
        if heading is None or _goes_on(lines, index, wrapped=wrapped):
            continue
        if index == 0 and heading.kind == "update" and heading.is_inline and not junk.ends_sentence(line.text):
            continue  # "UPDATE: Dam bursts" is the page's headline
        found[index] = heading
    weak = [index for index, heading in found.items() if heading.kind == "weak"]
    if len(weak) < 2 or any(heading.kind == "time" for heading in found.values()):
        for index in weak:
            del found[index]
    return found


_BEFORE_A_TIME = ("at", "by", "until", "till", "to", "from", "before", "after", "around", "about", "since", "near", "and",
                  "on", "of", "the", "between", "past", "or", "for", "in", "late", "early", "was", "is")  # fmt: skip


def _goes_on(lines: Sequence[Line], index: int, *, wrapped: bool) -> bool:
    """Whether the line is the middle of a sentence that was wrapped before it."""
    if index == 0 or lines[index].gap or is_separator(lines[index - 1].text):
        return False
    above = lines[index - 1].text
    if junk.ends_sentence(above) or read_heading(above) is not None:
        return False
    return above.endswith(",") or above.rpartition(" ")[2] in _BEFORE_A_TIME or (wrapped and len(above) >= 40)


def _without_tail(items: Sequence[Item]) -> list[Item]:
    """The items before the comments and log-in forms, which run to the end of the page."""
    begun = False
    for index, item in enumerate(items):
        begun = begun or item.kind in ("heading", "dateline") or (item.kind == "text" and junk.ends_sentence(item.text))
        if begun and index > 0 and item.kind == "text" and junk.begins_tail(item.text):
            return [*items[:index], Item("separator", "", item.gap)]
    return list(items)


class _Reader:
    """Walks over the items of one page and gathers its parts."""

    def __init__(self, items: Sequence[Item], first: int) -> None:
        self.items = items
        self.first = first  # the first heading, or the end
        self.has_times = first < len(items)
        self.dateline_at = next((index for index, item in enumerate(items) if item.kind == "dateline"), None)
        self.page = Page(None, None, [], [], [], _is_cut_off(items), 0, is_corrected=False)
        self.lost_gap = _lost_gap(items)
        self.marks = self._find_marks()
        self.separators_part = _separators_part(items, has_times=self.has_times)

    def read(self) -> Page:
        self._read_preamble()
        self._read_blocks()
        self.page.blocks = [block for block in self.page.blocks if block.heading or block.paragraphs]
        if not self.has_times and len(self.page.blocks) > 1:
            for block in self.page.blocks:
                block.lost = True
        return self.page

    def _read_preamble(self) -> None:
        page = self.page
        preamble = self.items[: self.first]
        texts = [item for item in preamble if item.kind == "text"]
        before = self.dateline_at if self.dateline_at is not None and self.dateline_at < self.first else len(preamble)
        page.headline = self._headline([item.text for item in preamble[:before] if item.kind == "text"])
        page.credits = [item.text for item in texts if junk.is_credit(item.text)]
        page.is_corrected = any(junk.is_correction_note(item.text) for item in texts) and self.has_times

    def _headline(self, candidates: Sequence[str]) -> str | None:
        titles = [text for text in candidates if not (junk.is_credit(text) or junk.is_caption(text))]
        for title in titles:
            if title.lower().startswith("the latest"):
                return title
        for title in titles:
            if not _is_junk_title(title) and not title.endswith("."):
                return title
        return None

    def _read_blocks(self) -> None:
        day: HeadingLine | None = None
        block: Block | None = None
        start = self._body_start()
        parted = False  # by a separator, since the last text
        for index, item in enumerate(self.items):
            if item.kind == "stamp" and item.heading is not None:
                self.page.stamps.append(item.heading)
            elif item.kind == "day" and item.heading is not None:
                if index < start:
                    self.page.stamps.append(item.heading)
                else:
                    day = item.heading
            elif item.kind == "heading" and item.heading is not None:
                if self._is_stamp(index, item.heading):
                    self.page.stamps.append(item.heading)
                    continue
                if block is not None and _repeats(block, item.heading):
                    continue  # "9.56am BST" with "09:56" below it
                above_dateline = self.dateline_at is not None and index < self.dateline_at
                block = self._begin(item.heading, day, is_stray=above_dateline and self._is_bare(index))
                self._add(block, item.heading.rest)
                block.headline = item.heading.topic
                parted = False
            elif item.kind == "separator":
                parted = True
            elif item.dateline is not None:
                self.page.dateline = item.dateline
                if block is not None and block.is_stray:
                    block = None
                if item.dateline.rest.strip() and (block is not None or not self.has_times or item.dateline.is_latest):
                    block = block or self._begin(None, day, lost=self.has_times)
                    self._add(block, item.dateline.rest)
                elif item.dateline.rest.strip():
                    self.page.skipped += 1
            elif item.kind == "text":
                block = self._text(index, item, block, day, start, parted=parted)
                parted = parted and not (block and block.paragraphs)

    def _text(
        self, index: int, item: Item, block: Block | None, day: HeadingLine | None, start: int, *, parted: bool
    ) -> Block | None:
        """Adds a paragraph to its block, beginning one where its heading is lost."""
        note = junk.is_correction_note(item.text)
        if index < start or (junk.is_junk(item.text) and not note) or self._is_headline(item.text):
            if index >= start and junk.is_credit(item.text):
                self.page.credits.append(item.text)
            return block
        if block is None and index < self.first and self.has_times:
            if self.page.dateline is None or not self.page.dateline.is_latest or self._is_teaser(item.text):
                self.page.skipped += 1
                return None
        lost = (parted and self.separators_part) or item.gap >= self.lost_gap or index in self.marks
        if block is None or (lost and (block.paragraphs or block.headline) and not note):
            block = self._begin(None, day, lost=self.has_times)
        if index in self.marks:
            block.headline = item.text
        else:
            self._add(block, item.text)
        return block

    def _begin(
        self, heading: HeadingLine | None, day: HeadingLine | None, *, lost: bool = False, is_stray: bool = False
    ) -> Block:
        block = Block(heading, day, lost=lost, is_stray=is_stray)
        self.page.blocks.append(block)
        return block

    def _add(self, block: Block, text: str) -> None:
        if text.strip() and not junk.is_junk(text):
            block.paragraphs.append(text.strip())
            block.is_corrected = block.is_corrected or junk.is_correction_note(text)

    def _is_headline(self, text: str) -> bool:
        return self.page.headline is not None and text.casefold() == self.page.headline.casefold()

    def _is_bare(self, index: int) -> bool:
        """Whether nothing but the dateline stands between this heading and the next."""
        for item in self.items[index + 1 :]:
            if item.kind == "heading":
                return True
            if item.kind == "text" and not junk.is_junk(item.text) and not self._is_headline(item.text):
                return False
        return False

    def _is_stamp(self, index: int, heading: HeadingLine) -> bool:
        """Whether a full date and time above the dateline is the page's own, not an update's."""
        return self.dateline_at is not None and index < self.dateline_at and heading.heading.year is not None

    def _is_teaser(self, text: str) -> bool:
        """Whether a paragraph above the first heading repeats one below it."""
        return any(item.kind == "text" and item.text == text for item in self.items[self.first :])

    def _find_marks(self) -> set[int]:
        """Where a headline alone begins an update: on a rolling page with no other marks, from its first line on."""
        opening = self.items[self.dateline_at] if self.dateline_at is not None else None
        if opening is None or opening.dateline is None or not opening.dateline.is_latest or self.has_times:
            return set()
        texts = [index for index, item in enumerate(self.items) if item.kind == "text"]
        texts = [index for index in texts if index > (self.dateline_at or 0) and not junk.is_junk(self.items[index].text)]
        marks = {
            index for index, following in zip(texts, texts[1:], strict=False)
            if _looks_like_headline(self.items[index].text) and junk.ends_sentence(self.items[following].text)
        }  # fmt: skip
        return marks if len(marks) >= 2 and texts[0] in marks else set()

    def _body_start(self) -> int:
        """Where text can be an update's: behind the dateline or at the first heading, else at the first sentence."""
        if self.dateline_at is not None:
            return min(self.dateline_at, self.first)
        if self.has_times:
            return self.first
        for index, item in enumerate(self.items):
            if item.kind == "text" and _is_sentence(item.text) and not self._is_headline(item.text):
                return index
        return len(self.items)


def _is_sentence(text: str) -> bool:
    return junk.ends_sentence(text) and len(text.split()) >= 5 and not junk.is_junk(text)


def _is_junk_title(text: str) -> bool:
    return junk.is_junk(text) and not junk.is_promo_title(text)


def _looks_like_headline(text: str) -> bool:
    return len(text) <= _SENTENCES_APART and not junk.ends_sentence(text) and text[:1].isupper()


def _repeats(block: Block, heading: HeadingLine) -> bool:
    """Whether a bare clock only says again what the heading above it says."""
    above = block.heading
    return (
        above is not None and not block.paragraphs and not heading.is_inline and not heading.has_half
        and heading.zone is None and above.heading.time is not None and above.heading.time == heading.heading.time
    )  # fmt: skip


def _is_cut_off(items: Sequence[Item]) -> bool:
    """Whether the page ends in the middle of a sentence."""
    if not items or items[-1].kind not in ("text", "heading", "dateline"):
        return False
    last = items[-1]
    text = last.heading.rest if last.heading is not None else last.text
    return bool(text) and not junk.ends_sentence(text) and not junk.is_junk(text) and last.kind != "dateline"


def _lost_gap(items: Sequence[Item]) -> int:
    """The blank run (lines) from which a paragraph begins an update whose heading is lost.

    Longer than any before a heading, where those have two or more; else no run says anything.
    """
    gaps = [
        item.gap
        for above, item in zip(items, items[1:], strict=False)
        if item.kind == "heading" and not (item.heading and item.heading.is_inline) and above.kind == "text"
    ]
    widest = max(gaps, default=0)
    return widest + 1 if widest >= 2 else len(items) + 1_000_000


def _separators_part(items: Sequence[Item], *, has_times: bool) -> bool:
    """Whether separators stand between updates: before at least half the headings, or, without any, at all."""
    if not has_times:
        return any(item.kind == "separator" and item.text for item in items)
    pairs = list(zip(items, items[1:], strict=False))
    parted = sum(above.kind == "separator" and item.kind == "heading" for above, item in pairs)
    headings = sum(item.kind == "heading" for item in items)
    return parted > 0 and 2 * parted >= headings - 1
