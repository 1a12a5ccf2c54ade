"""Lines that hold two things: a link behind a paragraph, an update behind another, a headline glued to its text.

All is told by where it stands: a link at a paragraph's end, a heading behind the end of a sentence, a capital inside
a word of the line under a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from producers.formats.story.line.headings import read_heading
from producers.formats.story.line.lines import PageLine
from producers.formats.story.paragraph import junk

_FEWEST_WORDS = 5  # of a paragraph before a link
# Behind the end of a sentence: "Read more", "Continue reading →", "(more)", "READ MORE: Storm nears".
_LINK = re.compile(
    r"(?<=[.!?…\"”’)])\s{0,4}(?:"
    r"(?:R(?:ead|EAD) (?:[Mm]ore|MORE|[Nn]ext|(?:[Tt]he )?(?:[Ff]ull )?[Ss]tory)"
    r"|(?:Keep|KEEP|Continue|CONTINUE) (?:reading|READING|Reading)|F(?:ull|ULL) (?:story|STORY|Story)"
    r"|(?:See|Show|View|Learn|SEE|SHOW|VIEW) (?:more|MORE|More))(?:\s?[:|→»>›…].{0,160}|\W{0,6}|\s[“\"‘'].{0,160})"
    r"|[\[(]\s?(?:[Mm]ore|MORE|[Rr]ead more|[Cc]ontinued?(?: reading)?)\s?[\])]?\W{0,6}"
    r"|(?:More|MORE)\s?[→»>›]{1,2})\Z"
)
_MAY_BE_LINK = re.compile(
    r"[RKCFSVLM\[(](?:ead|EAD|eep|EEP|ontinue|ONTINUE|ull|ULL|ee|EE|how|HOW|iew|IEW|earn|EARN|ore|ORE"
    r"|\s?(?:[Mm]ore|MORE|[Rr]ead|[Cc]ontinue))"
)  # cheap
_UPDATE_AHEAD = re.compile(r"(?<=[.!?…\"”’)—–-])\s(?=(?:UPDATE|Update|UPDATED|Updated)\b)")
_CLOCK_AHEAD = re.compile(
    r"(?<=[.!?…\"”’)])\s(?=[\[(]?\d{1,2}(?:[:.h]?\d\d)?\s?(?:[ap]\.?\s?m\b|GMT|UTC|[A-Z]{2,4}T\b|h\b|[:\])–—-]))"
)
_GLUE = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_A-Z][^\W\d_A-Z]+|\d+|[^\W\d_]{2,}(?=(?:The|An?|In|At|On|It|There|More|Officials|Police"
    r"|Authorities|Rescuers|Hundreds|Dozens|Thousands) ))(?=[A-Z][a-z]*['’ ]|[A-Z][a-z]+[ ,])"
)
_LONGEST_TITLE = 140
_FEWEST_TITLE_WORDS = 3


def part_lines(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a page, each with one thing in it but for headlines that are glued to their text."""
    parted: list[PageLine] = []
    for line in lines:
        text = without_link(line.text)
        cuts = _cuts(text)
        if not cuts and text == line.text:
            parted.append(line)
            continue
        pieces = list(_pieces(text, cuts))
        for number, piece in enumerate(pieces):
            whole = len(pieces) == 1 and piece == line.text
            parted.append(line if whole else PageLine(piece, 0 if number else line.gap, len(piece)))
    return parted


def without_link(text: str) -> str:
    """A paragraph without the "Read more" behind its end."""
    tail = max(0, len(text) - 200)
    found = _LINK.search(text, tail) if _MAY_BE_LINK.search(text, tail) else None
    if found is None or len(text[: found.start()].split(None, _FEWEST_WORDS)) < _FEWEST_WORDS:
        return text
    return text[: found.start()].rstrip()


def _cuts(text: str) -> list[int]:
    """Where updates may begin inside a text: at their label, at a bare clock where the line begins with one."""
    has_label = "UPDATE" in text or "Update" in text
    cuts = [found.end() for found in _UPDATE_AHEAD.finditer(text)] if has_label else []
    if text[:3].strip("[(• ")[:1].isdigit() and (clocks := [found.end() for found in _CLOCK_AHEAD.finditer(text)]):
        first = read_heading(text)
        if first is not None and first.kind == "time" and first.is_inline:
            cuts += clocks
    return sorted(cuts)


def _pieces(text: str, cuts: Sequence[int]) -> Iterator[str]:
    """The text cut before each update that begins inside it."""
    start = 0
    for cut in cuts:
        heading = read_heading(text[cut:])
        if heading is not None and heading.is_inline and heading.kind in ("time", "update"):
            yield text[start:cut].rstrip()
            start = cut
    yield text[start:]


def unglued(paragraph: str) -> tuple[str, str] | None:
    """The headline and the text of a paragraph under a time that runs them together: "Toll rises to 44The toll …"."""
    for found in _GLUE.finditer(paragraph, 0, _LONGEST_TITLE):
        title, text = paragraph[: found.end()], paragraph[found.end() :]
        if junk.ends_sentence(title) or ". " in title:
            return None
        is_title = title[:1].isupper() and len(title.split()) >= _FEWEST_TITLE_WORDS
        if is_title and junk.ends_sentence(text) and len(text.split()) >= _FEWEST_WORDS:
            return title, text
    return None
