"""The zone that a page names once for all its times: "All times GMT", "Moscow time is given throughout"."""

from __future__ import annotations

import re
from typing import NamedTuple

from datelines.zone_names import zone_name


class ZoneNote(NamedTuple):
    """A way to name the zone of a page; the pattern is of a whole sentence or part of a line, its case is ignored."""

    name: str
    pattern: re.Pattern[str]
    example: str


def _note(name: str, pattern: str, example: str) -> ZoneNote:
    return ZoneNote(name, re.compile(rf"\W{{0,3}}(?:{pattern})\W{{0,3}}", re.IGNORECASE), example)


_SAID = "given|listed|shown|quoted|stated|used|printed|below|here|above"
_ARE = rf"(?: (?:{_SAID}|are|is|in|by|as|(?:on|in) this (?:page|blog|feed|story))){{0,5}}"
_EVER = rf"(?: (?:is|are|being))?(?: (?:{_SAID}|kept|observed|applies))?(?: throughout| here| below| on this page)"
_ZONE = r"(?P<zone>[^.;\n]{2,60})"
_OFFSET = r"(?:GMT|UTC)\s?[+−-]\s?[\d:]{1,5}"
ZONE_NOTES = (
    _note("all times",
          rf"(?:(?:please )?note:?\s)?(?:that\s)?(?:all|the|our)?\s?times(?: and dates)?{_ARE}:?\s"
          rf"{_ZONE}",
          "All times are local (GMT+3)."),
    _note("all hours",
          rf"all (?:hours|clocks?|clock times|time ?stamps|timings|entries|posts|updates){_ARE}:?\s{_ZONE}",
          "(all hours Damascus time)"),
    _note("the local time", r"(?:all )?local times?(?: in [\w ]{3,30}| here)?,?(?: is| are)? "
          rf"(?P<zone>{_OFFSET}|[A-Z]{{3,4}})",
          "Local time in Vanuatu is GMT+11."),
    _note("a label", rf"(?:times?|hours|clocks?|time ?zones?|time ?stamps)(?: used)?\s?[:=]\s?{_ZONE}",
          "Time zone: GMT-5"),
    _note("throughout", rf"(?P<zone>[^.;\n]{{2,40}}? times?){_EVER}", "Moscow time is given throughout."),
    _note("our clock", rf"(?:our|the|this page['’]s) clocks? (?:is|are|shows?|runs? on|is set to) {_ZONE}",
          "Our clock is GMT."),
    _note("we use", r"(?:we (?:use|give|print|keep|keep to|work in|follow)|on|in|by) (?P<zone>[^.;\n]{2,40}? times?)"
          rf"(?:{_EVER})?", "We use Kyiv time."),
    _note("zone throughout", rf"(?P<zone>[A-Z]{{2,5}}|{_OFFSET})(?: is| are)?(?: used| given)? throughout",
          "CAT throughout"),
)  # fmt: skip
_INSIDE = re.compile(
    r"[(\[]\s?(?:all )?(?:times|timings|hours)(?: (?:are|in|given)){0,3}:? (?P<zone>[^)\]\n]{2,40}?)\s?[)\]]",
    re.IGNORECASE,
)
_WORDS = (  # one of which a note has: cheap
    "times", "time is", "time are", "time zone", "timezone", "all hours", "all clock", "all entries", "all posts",
    "all updates", "all time", "throughout", "local time", "hours:", "clock:",
    "zone:", "timings", "clock is", "clocks ", "clock runs",
)  # fmt: skip
_SHORT = 60  # characters: "We use Kyiv time."
_LONGEST_NOTE = 100  # characters
_LONGEST_LINE = 400  # characters of a line that a note is a sentence of
# What stands beside a note: "Saturday, June 14. All times JST. Newest last", "Dec. 30 - all times ChST".
_BESIDE = re.compile(r"(?<=[.!?])\s+|\s[|–—•·-]{1,2}\s")
_EXCEPT = re.compile(r",?\s(?:unless|except|if not)\b.*", re.IGNORECASE)
_OF_A_PLACE = re.compile(
    r"(?:(?:in|the) )?(?:local(?: times?)? (?:in|of|to|at|for) |those of )(?:the )?(?P<place>.{2,40})", re.IGNORECASE
)
_LOCAL = re.compile(r"(?:in |the )?local\b", re.IGNORECASE)


def read_zone_note(line: str) -> str | None:
    """What a line says of all times of the page: "GMT", "local (GMT+3)"; None where it says nothing of them."""
    lower = line.lower()
    if not ("time" in lower or "hours" in lower or "clock" in lower or "throughout" in lower or "all " in lower):
        return None
    if not (any(map(lower.__contains__, _WORDS)) or (len(line) <= _SHORT and " time" in lower)):
        return None
    if len(line) > _LONGEST_LINE:
        return _noted(_INSIDE.search(line))
    for part in _BESIDE.split(line):
        if len(part) > _LONGEST_NOTE:
            continue
        for note in ZONE_NOTES:
            if (printed := _noted(note.pattern.fullmatch(part))) is not None:
                return printed
    return _noted(_INSIDE.search(line))


def _noted(note: re.Match[str] | None) -> str | None:
    """The zone of a note as printed, None where it names none."""
    printed = _EXCEPT.sub("", note["zone"]).strip() if note is not None else ""
    printed = printed if "(" in printed else printed.rstrip(" )]")
    return printed if printed and (_LOCAL.match(printed) or noted_zone(printed, None)) else None


def is_zone_note(line: str) -> bool:
    """Whether a line says nothing else."""
    return len(line) <= _LONGEST_NOTE and any(_noted(note.pattern.fullmatch(line)) is not None for note in ZONE_NOTES)


def noted_zone(printed: str, country: str | None) -> str | None:
    """The IANA zone of a note, for a story of this country; None for "local" and for what is no zone."""
    inside = re.search(r"[(\[]([^)\]]{1,40})[)\]]", printed)
    bare = re.sub(r"\s?[(\[][^)\]]{0,40}[)\]]", "", printed).strip(" .")
    if (there := _OF_A_PLACE.fullmatch(bare)) is not None:
        bare = f"{there['place']} time"
    bare = re.sub(r"['’]s\Z", " time", bare)
    within = re.split(r",\s", inside[1]) if inside else []
    bare, *after_comma = re.split(r",\s|\s?/\s?", bare)
    last = bare.rpartition(" ")[2]
    for name in (*within, *(f"{name} time" for name in within), bare, *after_comma, last, f"{bare} time"):
        if name and not _LOCAL.match(name) and (zone := zone_name(name.strip(), country)) is not None:
            return zone
    return None
