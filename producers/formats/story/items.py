"""The lines of a page as items: headings, day lines, stamps, separators, the dateline, paragraphs of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from producers.formats.story.dateline import DatelineText, read_dateline
from producers.formats.story.line.frames import framed_headings
from producers.formats.story.line.grammar import OF_A_MOMENT
from producers.formats.story.line.headings import HeadingLine, read_heading
from producers.formats.story.line.lines import PageLine, is_separator, paragraphs_of, split_lines, wrap_width
from producers.formats.story.line.parting import part_lines, unglued
from producers.formats.story.line.repetition import (
    days_as_headings,
    repeated_beside,
    signatures,
    stamps_as_headings,
    without_timelines,
)
from producers.formats.story.line.stamps import is_sign_off, read_stamp
from producers.formats.story.line.years import without_years
from producers.formats.story.paragraph import junk

Kind = Literal["text", "heading", "day", "stamp", "separator", "dateline"]
_BEFORE_A_TIME = frozenset(
    "at by until till to from before after around about since near and on of the between past or for in late early was"
    " is".split()
)
_LONGEST_ACRONYM = 8  # characters
_FEWEST_WORDS = 5  # of a sentence of a story
_LONG = 40  # characters: a line of a wrapped page that is not the last of its paragraph


class PageItem(msgspec.Struct):
    """A paragraph, or a line that has a meaning of its own."""

    kind: Kind
    text: str
    gap: int = 0  # blank lines before it
    heading: HeadingLine | None = None
    dateline: DatelineText | None = None
    is_junk: bool = False  # of text: no part of the story


def read_items(
    text: str, is_place: Callable[[str], bool], told_in: int | None = None, headline: str | None = None
) -> list[PageItem]:
    """The items of a page in page order, up to its comments and log-in forms.

    `told_in` is its year and `headline` what it is headed, where that is known and does not stand in it.
    At most one dateline; time headings directly above it that give a full date are the page's stamps.
    """
    lines = part_lines(split_lines(text))
    width = wrap_width(lines)
    items = list(_read(lines, _headings(lines, told_in, headline, wrapped=width > 0), width, is_place))
    items = _without_tail(items)
    _choose_dateline(items)
    _tell_stamps(items)
    _mark_furniture(items)
    return items


def _read(
    lines: Sequence[PageLine], headings: dict[int, HeadingLine], width: int, is_place: Callable[[str], bool]
) -> Iterator[PageItem]:
    run: list[PageLine] = []
    under_heading = is_titled = False
    for index, line in enumerate(lines):
        item = _line_item(line, headings.get(index))
        if item is not None:
            yield from _paragraphs(run, width, is_place, is_titled=is_titled)
            yield item
            line = PageLine(item.heading.rest if item.heading is not None else "", 0, line.length)
            run = []
            under_heading = is_titled = item.kind == "heading"
            if not line.text:
                continue
        if under_heading and (glued := unglued(line.text)) is not None:
            yield PageItem("text", glued[0], line.gap)
            line = PageLine(glued[1], 0, len(glued[1]))
        under_heading = False
        run.append(line)
    yield from _paragraphs(run, width, is_place, is_titled=is_titled)


def _line_item(line: PageLine, heading: HeadingLine | None) -> PageItem | None:
    """The item that a line is by itself, None for a line of text."""
    if heading is not None:
        kind: Kind = heading.kind if heading.kind in ("day", "stamp") else "heading"
        return PageItem(kind, line.text, line.gap, heading=heading)
    if is_separator(line.text):
        return PageItem("separator", line.text, line.gap)
    stamp = read_stamp(line.text)
    return PageItem("stamp", line.text, line.gap, heading=stamp) if stamp is not None else None


def _paragraphs(
    run: Sequence[PageLine], width: int, is_place: Callable[[str], bool], *, is_titled: bool
) -> Iterator[PageItem]:
    """The items of a run of lines; `is_titled` where it stands right below a time."""
    def opens(line: str) -> bool:
        return line[:1].isupper() and read_dateline(line, is_place) is not None

    for number, (paragraph, gap) in enumerate(paragraphs_of(run, width=width, opens=opens)):
        dateline = read_dateline(paragraph, is_place)
        if dateline is not None:
            yield PageItem("dateline", paragraph, gap, dateline=dateline)
            continue
        story = junk.without_caption(paragraph)
        is_junk = story is None and junk.is_junk(paragraph, is_titled=is_titled and not number)
        yield PageItem("text", story or paragraph, gap, is_junk=is_junk)


def _headings(
    lines: Sequence[PageLine], told_in: int | None, headline: str | None, *, wrapped: bool
) -> dict[int, HeadingLine]:
    """The headings by line. Bare clocks and four digits count only where the page has several and nothing better.

    Four digits that are years of past events are none.
    """
    found: dict[int, HeadingLine] = {}
    for index, line in enumerate(lines):
        heading = read_heading(line.text)
        if heading is None or (index - 1 not in found and _goes_on(lines, index, wrapped=wrapped)):
            continue
        if index == 0 and heading.kind == "update" and heading.is_inline and not junk.ends_sentence(line.text):
            continue  # "UPDATE: Dam bursts" is the page's headline
        found[index] = heading
    found = without_timelines(lines, without_years(lines, found, told_in, headline))
    found |= stamps_as_headings(lines, found)
    found |= framed_headings(lines, found)
    found |= days_as_headings(lines, found)
    weak = [index for index, heading in found.items() if heading.kind == "weak"]
    if len(weak) == 1 or len(weak) < len([h for h in found.values() if h.kind in ("weak", "time")]):
        for index in weak:
            del found[index]
    return found


def _goes_on(lines: Sequence[PageLine], index: int, *, wrapped: bool) -> bool:
    """Whether the line is the middle of a sentence that was wrapped before it."""
    if index == 0 or lines[index].gap or is_separator(lines[index - 1].text):
        return False
    above = lines[index - 1].text
    if junk.ends_sentence(above):
        return False
    return above.endswith(",") or above.rpartition(" ")[2] in _BEFORE_A_TIME or (wrapped and len(above) >= _LONG)


def _without_tail(items: list[PageItem]) -> list[PageItem]:
    """The items before the comments and log-in forms, which run to the end of the page but for a wire's sign-off."""
    begun = False
    for index, item in enumerate(items):
        if begun and item.kind == "text" and junk.begins_tail(item.text):
            signed = [each for each in items[index:] if each.kind == "stamp" and is_sign_off(each.text)]
            return [*items[:index], PageItem("separator", "", item.gap), *signed]
        begun = begun or item.kind in ("heading", "dateline") or junk.ends_sentence(item.text)
    return items


def _choose_dateline(items: list[PageItem]) -> None:
    """Keeps one dateline: the first, but a headline "The Latest on …" gives way to a sentence that names more."""
    _drop_acronyms(items)
    found = [item for item in items if item.dateline is not None]
    chosen = found[0] if found else None
    if chosen is not None and _says_little(chosen.dateline):
        rolling = [item for item in found if item.dateline is not None and item.dateline.is_latest]
        chosen = next((item for item in rolling if not _says_little(item.dateline)), chosen)
    below = False
    for item in found:
        if item is chosen:
            below = True
            continue
        if below and item.dateline is not None and item.dateline.is_latest and not item.dateline.rest:
            item.kind, item.text = "separator", ""  # the opening sentence printed again
        else:
            item.kind = "text"
        item.dateline = None


def _drop_acronyms(items: list[PageItem]) -> None:
    """A body in capitals before a colon speaks, though a town be called so: "NEMA: …" where "NEMA's" stands below."""
    for item in items:
        is_bare = item.dateline is not None and item.dateline.agency is None
        place = item.dateline.place if is_bare and item.dateline is not None else None
        if place is None or len(place) > _LONGEST_ACRONYM or not item.text.startswith(f"{place.upper()}:"):
            continue
        if any(re.search(rf"\b{re.escape(place)}\b", other.text) for other in items if other is not item):
            item.kind, item.dateline = "text", None


def _says_little(dateline: DatelineText | None) -> bool:
    return dateline is not None and dateline.is_latest and not (dateline.place or dateline.agency or dateline.all_times)


def _tell_stamps(items: Sequence[PageItem]) -> None:
    """A heading with a full date, nothing but page furniture between it and the dateline, is the page's own time.

    So is a page's one heading with any date there, or with a full date and a clock and no dateline above it, one with
    a full date and a clock that another follows at once, and the first of several of which the others are bare clocks,
    where nothing is told between it and the next.
    """
    if (of_page := _above_bare_clocks(items)) is not None:
        of_page.kind = "stamp"
        return
    for index, item in enumerate(items):
        if item.kind != "heading" or item.heading is None:
            continue
        said = item.heading.heading
        is_alone = said.month is not None and sum(other.kind == "heading" for other in items) == 1
        following = items[index + 1] if index + 1 < len(items) else None
        is_bare = said.time is not None and following is not None and following.kind == "heading" and (
            following.heading is not None and following.heading.heading.time not in (None, said.time)
        )  # fmt: skip
        is_first = not any(above.kind == "dateline" for above in items[:index]) and any(map(_is_told, items[index:]))
        if is_alone and is_first and said.year is not None and said.time is not None and _is_of_page(item.heading):
            item.kind = "stamp"
            return
        if item.heading.is_inline or not (said.year is not None or is_alone):
            return
        if not (stands_above_dateline(items, index) or (is_bare and said.year is not None)):
            return
        item.kind = "stamp"


def _above_bare_clocks(items: Sequence[PageItem]) -> PageItem | None:
    """The first heading where it alone has a date beside its clock, and two others below, no sentence before them."""
    headings = [(index, item.heading) for index, item in enumerate(items) if item.kind == "heading" and item.heading]
    if len(headings) < 3 or any(item.kind == "day" for item in items):
        return None
    (first, dated), (second, _), *_ = headings
    if dated.is_inline or dated.heading.time is None or dated.heading.month is None:
        return None
    if any(each.heading.time is None or each.heading.month is not None for _, each in headings[1:]):
        return None
    return None if any(map(_is_told, items[first:second])) else items[first]


def is_sentence(item: PageItem) -> bool:
    """Whether it may be a sentence of the story."""
    is_long = len(item.text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS
    return is_long and not item.is_junk and junk.ends_sentence(item.text)


def _is_told(item: PageItem) -> bool:
    return item.kind in ("text", "dateline") and is_sentence(item)


def _is_of_page(heading: HeadingLine) -> bool:
    """Whether it may say when the page was put out: it is no "As of …", and nothing but an author follows."""
    is_signed = not heading.rest or re.match(r"[Bb]y [A-Z]", heading.rest) is not None
    return is_signed and re.match(OF_A_MOMENT, heading.text.strip("( "), re.IGNORECASE) is None


def stands_above_dateline(items: Sequence[PageItem], index: int) -> bool:
    """Whether the dateline is the next thing said below the item."""
    for item in items[index + 1 : index + 20]:
        if item.kind == "dateline":
            return True
        is_copy = item.kind == "text" and not item.is_junk and junk.ends_sentence(item.text)
        if item.kind == "heading" or is_copy:
            return False
    return False


def _mark_furniture(items: Sequence[PageItem]) -> None:
    """What repetition tells to be no part of the story."""
    texts = [item for item in items if item.kind == "text" and not item.is_junk]
    beside = {
        id(neighbour): neighbour.text for above, below in pairwise(items) if "heading" in (above.kind, below.kind)
        for neighbour in (above, below) if neighbour.kind == "text" and not neighbour.is_junk
    }  # fmt: skip
    repeated = repeated_beside([item.text for item in texts], list(beside.values()))
    headings = sum(item.kind == "heading" for item in items)
    for place in (_below_headings(items), _above_headings(items)):
        repeated |= signatures(place, headings, repeated)
    for item in texts:
        item.is_junk = item.text in repeated


def _below_headings(items: Sequence[PageItem]) -> list[str]:
    return [below.text for above, below in pairwise(items) if above.kind == "heading" and below.kind == "text"]


def _above_headings(items: Sequence[PageItem]) -> list[str]:
    return [above.text for above, below in pairwise(items) if below.kind == "heading" and above.kind == "text"]
