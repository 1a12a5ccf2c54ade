"""The parts of a page: what stands above its updates, and the blocks that become them."""

from __future__ import annotations

import msgspec

from producers.formats.story.dateline import DatelineText
from producers.formats.story.line.headings import HeadingLine


class Block(msgspec.Struct):
    """What becomes one update."""

    heading: HeadingLine | None
    day: HeadingLine | None = None  # the day line it stands under
    paragraphs: list[str] = msgspec.field(default_factory=list)
    headline: str | None = None
    lost: bool = False  # it has no heading where one was to be expected
    is_stray: bool = False  # its heading stands above the dateline
    is_corrected: bool = False  # a note in it labels a correction
    is_lede: bool = False  # it stands above the first heading, and is newer


class Page(msgspec.Struct):
    """The parts of a page, in page order."""

    headline: str | None = None
    dateline: DatelineText | None = None
    zone_note: str | None = None  # "local (GMT+3)" of "All times local (GMT+3)"
    stamps: list[HeadingLine] = msgspec.field(default_factory=list)
    credits: list[str] = msgspec.field(default_factory=list)
    blocks: list[Block] = msgspec.field(default_factory=list)
    is_cut_off: bool = False  # it ends in the middle of a sentence
    is_corrected: bool = False  # a note above the first update labels a correction
    own_day: HeadingLine | None = None  # the one day line above its first heading
    around: list[str] = msgspec.field(default_factory=list)  # what stands over and beside the updates, as printed
    text: str = ""  # all of it, as it came
    skipped: int = 0  # paragraphs above the first heading that became no update
