"""The lines that say when a page was published or updated, and by whom."""

from __future__ import annotations

import re

from producers.formats.story.headings import WINDOW, HeadingLine, Parts

_STAMP = re.compile(
    r"(?:(?:first|last|originally)\s)?(?:published|posted|updated|modified|created|date|filed|issued)"
    r"(?:\s(?:on|at|date|by [^|,:]{2,40}[|,:]))?\s{0,2}[:|-]?\s{0,2}",
    re.IGNORECASE,
)
_AFTER_STAMP = re.compile(r"$|[|–—/•·-]|\.$|,? (?:by|updated)\b", re.IGNORECASE)


def read_stamp(line: str) -> HeadingLine | None:
    """A site's line on when the page was published or updated: "Published: Oct. 23, 2017", "Posted 2:07 PM, …"."""
    prefix = _STAMP.match(line[:WINDOW])
    if prefix is None or len(line) > WINDOW:
        return None
    parts = Parts.read(line[prefix.end() :])
    if parts.time is None and parts.month is None:
        return None
    after = line[prefix.end() + parts.end :].lstrip(" )]")
    if not _AFTER_STAMP.match(after):
        return None
    half = parts.half is not None
    return HeadingLine("stamp", parts.heading(), parts.zone, line, "", is_inline=False, has_half=half)
