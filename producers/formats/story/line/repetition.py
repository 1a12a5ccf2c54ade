"""What a page's own repetition tells: which stamps head updates, which lines beside them are furniture or headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from producers.formats.story.line import junk
from producers.formats.story.line.headings import HeadingLine, read_heading
from producers.formats.story.line.lines import PageLine
from producers.formats.story.line.stamps import read_stamp

_LONGEST_TITLE = 100  # characters
_LONGEST_FURNITURE = 60
_FEWEST_WORDS = 5  # of a sentence that stands between two stamps
_SIGNED_CLOCK = re.compile(r"[A-Z][^\d,|:;.]{2,40}\s?[,|–—•·-]\s?(?=\d)")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|thousands)\b",
    re.IGNORECASE,
)


def stamps_as_headings(lines: Sequence[PageLine], found: Mapping[int, HeadingLine]) -> dict[int, HeadingLine]:
    """The lines like "Posted 9:40 p.m." that head updates: two or more, a sentence below each, no other headings."""
    if any(heading.kind in ("time", "update") for heading in found.values()):
        return {}
    stamps: dict[int, HeadingLine] = {}
    for index, line in enumerate(lines):
        stamp = found.get(index) or read_stamp(line.text) or _signed_clock(line.text)
        if stamp is not None and stamp.kind == "stamp" and (stamp.heading.time is not None or stamp.ago is not None):
            stamps[index] = stamp
    if len(stamps) < 2:
        return {}
    ends = [*list(stamps)[1:], len(lines)]
    heading = {
        index: stamp._replace(kind="time") for (index, stamp), end in zip(stamps.items(), ends, strict=True)
        if any(_is_sentence(line.text) for line in lines[index + 1 : end])
    }  # fmt: skip
    return heading if 1 < len(heading) >= len(stamps) - 1 else {}


def _signed_clock(text: str) -> HeadingLine | None:
    """The time behind a name: "Ama Example, 2:35 p.m."."""
    signed = _SIGNED_CLOCK.match(text) if len(text) <= _LONGEST_FURNITURE else None
    heading = read_heading(text[signed.end() :]) if signed is not None else None
    if heading is None or heading.heading.time is None or heading.is_inline:
        return None
    return heading._replace(kind="stamp", text=text)


def repeated_beside(texts: Sequence[str], beside: Sequence[str]) -> set[str]:
    """The short lines without a number that stand again and again beside headings, or thrice on the page: an author's
    name, "Share", "Breaking"."""
    often = {text for text, count in Counter(texts).items() if count > 2}
    often |= {text for text, count in Counter(beside).items() if count > 1}
    return {text for text in often if _may_be_furniture(text)}


def _may_be_furniture(text: str) -> bool:
    return len(text) <= _LONGEST_FURNITURE and not junk.ends_sentence(text) and _NUMBER.search(text) is None


def looks_like_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not junk.ends_sentence(text) and text[:1].isupper()


def _is_sentence(text: str) -> bool:
    return junk.ends_sentence(text) and len(text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS
