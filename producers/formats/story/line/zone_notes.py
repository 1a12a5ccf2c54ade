"""The zone that a page names once for all its times: "All times GMT", "All times local (GMT+3)"."""

from __future__ import annotations

import re

from producers.formats.story.line.headings import zone_name

_NOTE = re.compile(
    r"\W{0,3}(?:(?:please )?note:?\s)?(?:that\s)?(?:all|the|our)?\s?times"
    r"(?: (?:given|listed|shown|quoted|stated|used|below|here|are|in|is|on this (?:page|blog))){0,4}"
    r":?\s(?P<zone>[^.;\n]{2,60})\W{0,3}",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"[(\[]\s?(?:all )?times(?: (?:are|in|given)){0,3}:? (?P<zone>[^)\]\n]{2,40}?)\s?[)\]]", re.IGNORECASE
)
_LONGEST_NOTE = 100  # characters
_LONGEST_LINE = 400  # characters of a line that a note is a sentence of
# What stands beside a note: "Saturday, June 14. All times JST. Newest last", "Dec. 30 - all times ChST".
_BESIDE = re.compile(r"(?<=[.!?])\s+|\s[|–—•·-]{1,2}\s")
_EXCEPT = re.compile(r",?\s(?:unless|except|if not)\b.*", re.IGNORECASE)


def read_zone_note(line: str) -> str | None:
    """What a line says of all times of the page: "GMT", "local (GMT+3)"; None where it says nothing of them."""
    if "imes" not in line and "IMES" not in line:
        return None
    parts = [part for part in _BESIDE.split(line) if len(part) <= _LONGEST_NOTE] if len(line) <= _LONGEST_LINE else []
    note = next((note for part in parts if (note := _NOTE.fullmatch(part))), None) or _INSIDE.search(line)
    printed = _EXCEPT.sub("", note["zone"]).strip() if note is not None else ""
    printed = printed if "(" in printed else printed.rstrip(" )]")
    return printed if printed.lower().startswith("local") or noted_zone(printed, None) else None


def is_zone_note(line: str) -> bool:
    """Whether a line says nothing else."""
    return len(line) <= _LONGEST_NOTE and _NOTE.fullmatch(line) is not None and read_zone_note(line) is not None


def noted_zone(printed: str, country: str | None) -> str | None:
    """The IANA zone of a note, for a story of this country; None for "local" and for what is no zone."""
    inside = re.search(r"[(\[]([^)\]]{1,40})[)\]]", printed)
    bare = re.sub(r"\s?[(\[][^)\]]{0,40}[)\]]", "", printed).strip(" .")
    for name in (inside[1] if inside else "", bare, bare.rpartition(" ")[2]):
        if name and not name.lower().startswith("local") and (zone := zone_name(name.strip(), country)) is not None:
            return zone
    return None
