"""Texts for editors and not for readers: kills, advisories, lists of what a video shows. Pure.

Each quotes tolls that are withdrawn, planned or pictured: read as a story they would be told as news.
"""

from __future__ import annotations

import re
from itertools import takewhile

from producers.formats.story.line.headings import read_heading

_LINES = 16  # of a text's beginning, before its first time, that say what it is
_LONGEST = 4_000  # characters of them
_DATELINE = r"^(?:[^\d\n]{0,60}\([A-Z]{2,10}\)\s{0,2}[—–-]{1,3}\s)?"  # "DAKAR, Senegal (AP) -- EDITORS:"
_KILL = re.compile(
    r"^\W{0,6}(?:(?:BC|AP|URGENT|BULLETIN|MANDATORY|STORY|NEWS)[^a-z\n]{0,10}?)?(?:[\w–-]{2,60},\s)?"
    r"(?:(?:MANDATORY|BULLETIN|STORY|TEXT)\s)?KILL(?:\sADVISORY|\sNOTICE)?(?:,\d{2,5})?\W{0,6}$"
    r"|\b[Aa] kill is mandatory\b|^\W{0,6}(?:STORY|NEWS STORY) (?:WITHDRAWN|KILLED)\b"
    rf"|{_DATELINE}(?i:editors|eds|clients)[:,]?\s{{1,3}}(?:please\s)?(?:kill|withdraw|withhold) ",
    re.MULTILINE,
)
_ADVISORY = re.compile(
    r"^\W{0,6}(?:(?:EDITORIAL|COVERAGE|PHOTO|PICTURES?|VIDEO)\sADVISORY|(?:NEWS|PHOTO|VIDEO)\s(?:BUDGET|SCHEDULE|DIGEST))"
    r"\b[^a-z\n]{0,60}$"
    r"|^\W{0,6}(?:ATTENTION|NOTE TO|ADVISORY TO)\s(?:EDITORS|CLIENTS|SUBSCRIBERS)\b"
    rf"|{_DATELINE}(?:EDITORS|CLIENTS)[:,](?!\s(?i:this|correct|update|add|recast))"
    r"|^(?:Editors|Clients|Dear (?:editors|clients)),\s{1,3}(?i:please|we|note)\b",
    re.MULTILINE,
)
_SHOTS = re.compile(r"^\W{0,6}(?:STORYLINE AND )?SHOT ?LIST\b\W{0,6}$", re.MULTILINE)

# Words one of which every text has that one of these fits: cheap, for most stories have none.
NOTICE_WORDS = (
    "KILL", "kill ", "WITHDRAWN", "withdraw ", "withhold ", "ADVISORY", "BUDGET", "SCHEDULE", "DIGEST", "EDITORS",
    "CLIENTS", "SUBSCRIBERS", "ditors,", "lients,", "SHOT",
)


def notice_in(text: str) -> str | None:
    """What a text is that is for editors alone: "a kill notice"; None for a story."""
    head = text[:_LONGEST]
    if not any(map(head.__contains__, NOTICE_WORDS)):
        return None
    lines = [line.strip() for line in head.split("\n") if line.strip()][:_LINES]
    opening = "\n".join(takewhile(lambda line: not _is_timed(line), lines))
    if _KILL.search(opening):
        return "a kill notice: take back what it names with `newsroom kill`"
    if _ADVISORY.search(opening):
        return "a note to editors, no story"
    return "a list of a video's shots, no story" if _SHOTS.search(opening) else None


def _is_timed(line: str) -> bool:
    """Whether an update begins with it: a word to editors further down is one of many."""
    heading = read_heading(line)
    return heading is not None and heading.kind == "time"
