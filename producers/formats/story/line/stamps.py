"""The lines that say when a page was published or updated, and by whom."""

from __future__ import annotations

import re

from producers.formats.story.line.headings import WINDOW, HeadingLine, Parts

_STAMP = re.compile(
    r"(?:(?:first|last|originally)\s)?"
    r"(?:published|posted|updated|modified|created|date(?: of \w{4,12})?|filed|issued|released?)"
    r"(?:\s(?:on|at|date|by [^|,:]{2,40}[|,:]))?\s{0,2}[:|-]?\s{0,2}",
    re.IGNORECASE,
)
# A byline, a bulletin's number: what counts is the full date that ends the line.
_SIGNED = re.compile(
    r"(?:by [^|,:;.\d]{2,60}?\s{0,2}[|,•·–—-]"
    r"|(?:situation report|sitrep|flash update|bulletin|(?:press|news|media) (?:release|statement)|update|report)"
    r"\s?(?:no\.?\s?|#|number )?\d{0,4}\s{0,2}[(|,:•·–—-]"
    r"|[^|:;.\d]{2,60}\s[|•·—])"
    r"\s{0,2}(?:as of )?|\(?as of ",
    re.IGNORECASE,
)
_AFTER_STAMP = re.compile(r"$|[|–—/•·-]|\.$|,? (?:by|updated)\b", re.IGNORECASE)


def is_labelled(stamp: str) -> bool:
    """Whether a stamp says what it is: "Published: Oct. 23, 2017", not "Anna Example | Oct. 23, 2017"."""
    return _STAMP.match(stamp) is not None


def read_date(printed: str) -> HeadingLine | None:
    """A full date as a stamp: "June 28, 2016" of a dateline; None without a year."""
    parts = Parts.read(printed)
    return HeadingLine("stamp", parts.heading(), None, printed, "", False, False) if parts.year else None


def read_stamp(line: str) -> HeadingLine | None:
    """A site's line on when the page was published or updated: "Published: Oct. 23, 2017", "Posted 2:07 PM, …"."""
    if len(line) > WINDOW:
        return None
    stamp = _STAMP.match(line)
    prefix = stamp or _SIGNED.match(line)
    if prefix is None:
        return None
    parts = Parts.read(line[prefix.end() :])
    if parts.time is None and parts.month is None and (parts.ago is None or stamp is None):
        return None
    if stamp is None and (parts.year is None or parts.end + prefix.end() < len(line.rstrip(" .)]"))):
        return None
    after = line[prefix.end() + parts.end :].lstrip(" )]")
    if not _AFTER_STAMP.match(after):
        return None
    half = parts.half is not None
    return HeadingLine("stamp", parts.heading(), parts.zone, line, "", is_inline=False, has_half=half, ago=parts.ago)
