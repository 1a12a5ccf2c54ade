"""Headings that a page sets in words of its own: "Entry at 16:30", "Bulletin 3 of 9 p.m.", "Toll at five (14:35)".

No list holds what houses write before and behind their clocks; what tells these lines is that the page repeats the
words around another clock, with text below each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from producers.formats.story.line.grammar import NUMBER_WORDS, ORDINAL
from producers.formats.story.line.headings import CAN_BEGIN, STOP, WINDOW, HeadingLine, Parts
from producers.formats.story.line.lines import PageLine
from producers.formats.story.paragraph import junk
from producers.formats.story.paragraph.rows import is_row

_CLOCK = re.compile(
    r"\b(?:\d{1,2}(?:[:.]\d\d|\s?h\s?\d\d)\b|\d{4}\s?(?:h(?:rs|ours)?|GMT|UTC|Z|[A-Z]{2,4}T)\b|\d{1,2}\s?[ap]\.?\s?m\b"
    r"|\d{1,2}\s?o['’]clock\b|noon\b|midday\b|midnight\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![^\W_])(?=[^\W_])")
_LONGEST_LEAD = 48  # characters before the time
_MOST_WORDS = 6
_MOST_WORDS_BEHIND = 3
_LONGEST_LINK = 8  # characters
_LONGEST_TITLE = 100
_FEWEST_WORDS = 3  # of a sentence below
_CLOSE = re.compile(r"\s?[)\]*=>~.]{0,4}\s?")
_BEFORE_A_TIME = re.compile(r"[|(\[@–—·•-]\s?\Z|,\s\Z|\s(?:at|as of)\s\Z", re.IGNORECASE)
_NUMBERS = re.compile(rf"\d+|\b(?:[ivx]{{1,4}}|{'|'.join(NUMBER_WORDS)}|{ORDINAL})\b")
_PLACE = re.compile(r"[A-Z][\w’'-]+,\s?")  # "MOCOA, 5:45 p.m. - The road is closed."
_NAME = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}")
_LAST_WORD = re.compile(r"\s[^\W\d_]{3,}[,:]?\s?\Z")
_LINKS = frozenset("at of on as by from to until since kl klo um à".split())


class _Framed(NamedTuple):
    """A line with its clock taken out. `words` are what stands around it, digits as "#"."""

    words: str
    heading: HeadingLine


def framed_headings(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> dict[int, HeadingLine]:
    """The lines, by index, that repeat the same words around their clocks, a sentence behind or below each."""
    if any(heading.kind in ("time", "update") for heading in found.values()):
        return {}
    frames: dict[str, dict[int, HeadingLine]] = defaultdict(dict)
    for index, line in enumerate(lines):
        for framed in _framed(line.text) if _CLOCK.search(line.text, 0, WINDOW) else ():
            frames[framed.words][index] = framed.heading
    best = max(frames.values(), key=len, default={})
    return best if len(best) > 1 and _head_text(list(best), best, lines) else {}


def _head_text(indexes: Sequence[int], headings: Mapping[int, HeadingLine], lines: Sequence[PageLine]) -> bool:
    """Whether text stands behind or below each of them."""
    ends = [*indexes[1:], len(lines)]
    return all(
        any(_is_told(text) for text in (headings[index].rest, *(line.text for line in lines[index + 1 : end])))
        for index, end in zip(indexes, ends, strict=True)
    )


def _is_told(text: str) -> bool:
    return is_row(text) or (junk.ends_sentence(text) and len(text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS)


def _framed(line: str) -> Iterator[_Framed]:
    """The readings of a line as a heading in a frame: words and a time, a title and a time."""
    clock = _CLOCK.search(line, 0, WINDOW)
    if clock is None:
        return
    starts = [0, *(word.start() for word in _WORD.finditer(line, 1, clock.start() + 1))][-2 * _MOST_WORDS :]
    for start in starts:
        if line[start : start + _LONGEST_LINK].split(None, 1)[0].lower().rstrip(".") in _LINKS:
            continue
        if CAN_BEGIN.match(line, start) is None:
            continue
        parts = Parts.read(line[start : start + WINDOW])
        if parts.time is None:
            continue
        closed = _CLOSE.match(line, start + parts.end)
        end = closed.end() if closed else start + parts.end
        stop = STOP.match(line, end)
        rest = line[stop.end() if stop else end :].strip()
        text = line[: len(line) - len(rest)].strip(" -–—|/") if rest else line
        heading = HeadingLine(
            "time", parts.heading(), parts.zone, text, rest, is_inline=bool(rest), has_half=parts.half is not None
        )
        lead = line[:start]
        is_closed = stop is not None or (closed is not None and closed[0].strip()[:1] in (")", "]"))
        if start and (not rest or is_closed) and len(lead) <= _LONGEST_LEAD and len(lead.split()) <= _MOST_WORDS:
            yield _Framed(_words_of(lead), heading)
            if (last := _LAST_WORD.search(lead)) is not None and last[0].strip(" ,:").lower() not in _LINKS:
                yield _Framed(f"…{last[0].casefold()}", heading)  # "Met desk, 06:10:", "Roads desk, 08:45:"
        if rest and not stop and len(rest.split()) <= _MOST_WORDS_BEHIND and not junk.ends_sentence(rest):
            whole = heading._replace(text=line, rest="", is_inline=False)
            yield _Framed(f"{_words_of(lead)} … {rest.casefold()}", whole)
        if not rest and _is_title(lead):
            title = _BEFORE_A_TIME.sub("", lead).strip()
            sign = lead[len(title) :].strip().lower()
            yield _Framed(f"title {sign}", heading._replace(topic=title))
        return


def _words_of(lead: str) -> str:
    """What is the same in the lead of each heading: its words, but for numbers and for who posts it."""
    if _PLACE.fullmatch(lead):
        return "@,"
    return " ".join(_NUMBERS.sub("#", _NAME.sub("@", lead).casefold()).split())


def _is_title(lead: str) -> bool:
    found = _BEFORE_A_TIME.search(lead)
    title = lead[: found.start()] if found else ""
    is_short = len(title.split()) > 1 and len(title) <= _LONGEST_TITLE
    return is_short and not junk.ends_sentence(title) and title[:1].isupper()
