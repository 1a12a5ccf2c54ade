"""Lines of a page to paragraphs: blank runs, separators, sentences that were wrapped over lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from producers.formats.story.paragraph.junk import ends_sentence
from producers.formats.story.paragraph.rows import columns_of, is_row

_SEPARATOR = re.compile(r"(?:[_=*•~#·.+\s-]{2,80}|[—–_\s]{1,80})\Z")
_SHORT = 40  # characters: no line that was broken
_LONGEST_WRAP = 130  # pages are wrapped at up to this width; longer lines are paragraphs


class PageLine(NamedTuple):
    text: str  # not blank, white space collapsed
    gap: int  # blank lines before it
    length: int  # of the line as printed, which may begin with a heading


def split_lines(text: str) -> list[PageLine]:
    """The lines of a page that are not blank."""
    lines, gap = [], 0
    for raw in text.split("\n"):
        if raw and raw.isprintable() and "  " not in raw and raw[0] != " " != raw[-1]:  # nothing to collapse
            lines.append(PageLine(raw, gap, len(raw)))
            gap = 0
            continue
        words = raw.split()
        if not words:
            gap += 1
            continue
        pieces = columns_of(raw)
        for piece in [words] if len(pieces) == 1 else map(str.split, pieces):
            line = " ".join(piece)
            lines.append(PageLine(line, gap, len(line)))
            gap = 0
    return lines


def is_separator(line: str) -> bool:
    """Whether the line is a rule: "___", "---", "—", "* * *"."""
    return not line[:1].isalnum() and _SEPARATOR.match(line) is not None


def wrap_width(lines: Sequence[PageLine]) -> int:
    """The width (characters) at which the page's paragraphs are broken over lines; 0 where they are not.

    They are when sentences run on from line to line: at least twice, and in a third of the lines that touch.
    """
    pairs = [
        (above.text, line.text) for above, line in pairwise(lines)
        if not line.gap and not _is_set_apart(above.text) and not _is_set_apart(line.text)
    ]
    running = [
        (above, line) for above, line in pairs
        if not ends_sentence(above) and (line[:1].islower() or len(above) >= _SHORT)
    ]
    in_mid_sentence = sum(line[:1].islower() for _, line in running)
    width = max((len(above) for above, _ in running), default=0)
    is_wrapped = len(running) >= 2 and 4 * in_mid_sentence >= len(running) and 3 * len(running) >= len(pairs)
    return width if is_wrapped and width <= _LONGEST_WRAP else 0


def _is_set_apart(line: str) -> bool:
    return is_separator(line) or is_row(line)


def paragraphs_of(run: Sequence[PageLine], *, width: int, opens: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    """The paragraphs of a run of lines, each with the blank lines before it.

    On a page wrapped at `width` a line goes on the one above unless its first word would have fitted there; on
    others (width 0) only when it begins in lower case and the one above ends no sentence. A row of a list or table, and
    a line of which `opens` is true, never goes on.
    """
    parts: list[PageLine] = []
    for line in run:
        if parts and not line.gap and _goes_on(parts[-1], line.text, width, opens):
            parts.append(line)
            continue
        if parts:
            yield _join(parts)
        parts = [line]
    if parts:
        yield _join(parts)


def _join(parts: Sequence[PageLine]) -> tuple[str, int]:
    return " ".join(part.text for part in parts), parts[0].gap


def _goes_on(above: PageLine, line: str, width: int, opens: Callable[[str], bool]) -> bool:
    if is_row(line) or (above.length < _SHORT and is_row(line.capitalize())):
        return False
    if not ends_sentence(above.text) and line[:1].islower():
        return True
    if not width or above.length > width or opens(line):
        return False
    return above.length + 1 + len(line.partition(" ")[0]) > width
