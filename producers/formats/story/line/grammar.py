"""The words of time headings and the shapes they make: tables of patterns, each with an example."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,?\s{1,3}(?P<year>(?:19|20)\d\d)\b(?![:.]\d))?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d/]|[:.]\d)"
# The zones of military time by letter, as hours ahead of UTC; J is the clock of whoever writes.
LETTER_ZONES = {
    letter: f"GMT{hours:+d}"
    for letters, step in (("ABCDEFGHIKLM", 1), ("NOPQRSTUVWXY", -1))
    for hours, letter in zip(range(step, 13 * step, step), letters, strict=True)
} | {"Z": "GMT"}
NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"\d{{1,3}}|{'|'.join(NUMBER_WORDS)}"
# What tells one text of a day from the next: "First statement", "Evening bulletin".
ORDINAL = (
    "first|second|third|fourth|fifth|initial|opening|preliminary|latest|final|closing|early|morning|midday|noon|afternoon"
    "|evening|night|late|overnight"
)
TEXT_KIND = (
    "reports?|alert|bulletin|statement|post|story|update|entry|version|communiqu[ée]|note|dispatch|edition|briefing|summary"
    "|round-?up|notice|release|newscast"
)

OF_A_MOMENT = (
    r"(?:(?:(?:status|situation|data|figures|position|report|update|toll|casualties|information)\s)?as\s(?:of|at|on)"
    r"|(?:status|situation|figures|position|toll)\sat)\b"
)

Begins = Literal["digit", "letter", "any", "clock"]


class Part(NamedTuple):
    """One word or group of a heading; `letter` stands for it in a shape."""

    letter: str
    pattern: re.Pattern[str]
    example: str
    begins: Begins  # where it is tried: cheap


def _part(letter: str, pattern: str, example: str, *, case: bool = False, begins: Begins | None = None) -> Part:
    """A row; unless said, the part begins as its example does."""
    begins = begins or ("digit" if example[0].isdigit() else "letter")
    return Part(letter, re.compile(pattern, 0 if case else re.IGNORECASE), example, begins)


PARTS = (
    # An update's label; "Updated" may be a site's stamp.
    _part("N", r"update\s{0,3}(?:(?<=\s)|(?=[#(]))(?:no\.?\s?|#\s?|\()?\d{1,3}(?![\d/]|[:.h]\d|\s?[ap]\.?\s?m\b"
          rf"|\s{{1,3}}{_MONTH})", "Update#12"),
    _part("O", r"(?:original|earlier|previous)(?: (?:story|report|post|update)s?\b|(?=[,:(|\s]{1,3}\d))",
          "ORIGINAL STORY"),
    _part("U", r"(?:(?:latest|new|breaking)\s)?update(?:\s{0,3}\((?!ET\b)[A-Z][A-Za-z]{1,9}\))?"
          r"(?=[:,(\[\]|–—-]|\s(?![a-z])|$)", "Update (AP)"),
    _part("S", r"(?:(?:last|first)\s)?(?:updated|posted|published|filed)(?=[\s:,(\[|–—-]|$)", "Posted"),
    _part("A", r"(?:at|klo?\b\.?|um|à)(?=\s)", "At 5"),
    _part("B", r"(?:breaking(?:\snews)?|newsflash|flash|snap|urgent|alert|bulletin|latest|new|earlier)"
          r"(?=[\s:,(\[|–—-]|$)", "BREAKING"),
    # Which of an office's texts of the day it is: a heading only with its clock.
    _part("B", rf"(?:{ORDINAL})\s(?:{TEXT_KIND})\b|lead\s\d(?=\s)", "Evening bulletin"),
    # The moment of which a report tells: "Situation as of Friday 19 June, 17:00", "STATUS AS AT 18:00 HRS".
    _part("V", rf"{OF_A_MOMENT}:?", "As of"),
    # How far a wire has got with its story, behind the clock.
    _part("L", r"(?:\d(?:ST|ND|RD|TH)?\s?)?(?:(?:LD|LEAD|WRAP|ALERT|FLASH|URGENT)\b(?:\s(?=[LWAFU]))?){1,2}",
          "2NDLD", case=True, begins="any"),
    # How long ago: only with the page's own time it says when.
    _part("R", rf"(?:about )?(?P<ago_days>a|{_NUMBER})\s?(?:days?|d)\.?\sago\b", "2 days ago", begins="any"),
    _part("R", rf"(?:about )?(?P<ago_hours>an?|{_NUMBER})\s?(?:hours?|hrs?|h)\.?"
          r"(?:,?\s(?:and\s)?(?P<ago_minutes>\d{1,2})\s?(?:minutes?|mins?|m)\.?)?\sago\b", "1 hr 20 min ago",
          begins="any"),
    _part("R", rf"(?:about )?(?P<ago_minutes>a|a few|{_NUMBER})\s?(?:minutes?|mins?|m)\.?\sago\b", "45 minutes ago",
          begins="any"),
    _part("R", r"(?P<ago_minutes>just now|moments ago)\b", "Just now"),
    _part("Y", r"(?:today|yesterday|tonight)\b(?!['’])", "Yesterday"),
    # Dates: D with a year or a named month, d without both.
    _part("D", r"(?P<year>(?:19|20)\d\d)-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)(?!\d)T?", "2019-04-22"),
    _part("D", rf"{_MONTH}\s{{0,3}}{_DAY}{_YEAR}", "Apr 22, 2019"),
    _part("D", rf"(?<!\d){_DAY}\s{{1,3}}(?:of\s{{1,3}})?{_MONTH}{_YEAR}", "12 November 2017"),
    _part("D", r"(?P<day>[0-3]?\d)(?P<dot>[.-])\s?(?P<month_number>[01]?\d)(?P=dot)\s?(?P<year>20\d\d)(?!\d)",
          "16.06.2017"),
    _part("D", r"(?P<month_number>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:20)?\d\d)(?![\d/])", "03/23/16"),
    _part("D", r"(?P<day>1[3-9]|2\d|3[01])/(?P<month_number>0?[1-9]|1[0-2])/(?P<year>(?:20)?\d\d)(?![\d/])",
          "28/01/2019"),
    _part("d", r"(?P<month_number>[01]?\d)/(?P<day>[0-3]?\d)(?![\d/])", "3/18"),
    # Clock times: T with the half of the day, H without, M four digits.
    # Day, clock, zone's letter (H is eight hours ahead of UTC) and month of military and rescue services: it is a date
    # (D) and a clock (H).
    _part("G", r"(?P<day>[0-3]\d)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<letter>[A-Z])\s{0,2}"
          r"(?P<month>JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)\b(?:\s{0,2}(?P<year>20\d\d)\b)?",
          "171640H SEP", case=True),
    _part("T", r"(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))?(?:[:.][0-5]\d)?\s{0,2}(?P<half>[ap])\.?\s?m\b\.?",
          "8.15 p.m."),
    _part("T", r"(?:12\s{1,2})?(?P<word>noon|midday|midnight)\b", "noon", begins="any"),
    _part("H", r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]\d)(?!\d)"
          r"(?:\s?(?:hrs?|hours|uhr|h|hs)\b\.?)?", "23:48"),
    _part("H", r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?=\s?(?:hrs|uhr|h|hs|GMT|UTC|[A-Z]{1,3}T)\b)"
          r"(?:\s?(?:hrs|uhr|hs?))?", "21.05 BST"),
    _part("H", r"(?P<hour>[01]?\d|2[0-3])\s?(?P<french>h)\s?(?P<minute>[0-5]\d)(?:min)?(?!\w)", "20h15"),
    _part("H", r"(?P<hour>1?\d)\s?o['’]clock\b", "5 o'clock"),
    _part("K", r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?![\w.,/%]|:\d)", "20.15"),
    _part("M", r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?!\d|[.,:/%]\d)(?P<hrs>\s?(?:hrs|hours|h)\b)?", "1424"),
    _part("W", r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?!['’])", "Monday"),
    _part("W", r"(?P<weekday>mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b(?!['’])\.?", "Fri."),
    # Zones; "local" is the page's own.
    _part("Z", r"(?P<zone>(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?(?:00|30|45))?)(?!\d)", "GMT+5:30", case=True),
    _part("Z", r"(?P<zone>(?:(?:Eastern|Central) European|Eastern|Central|Mountain|Pacific|Atlantic|Alaska|Hawaii"
          r"|Moscow|India|Japan)(?:\s(?:Standard|Daylight|Summer))?(?:\s[Tt]ime)?)\b(?!['’])",
          "Eastern Daylight Time", case=True),
    _part("Z", r"(?P<zone>(?:[A-Z][a-z]+\s){1,3}(?:Standard\s|Daylight\s|Summer\s)?[Tt]ime)\b(?!['’])",
          "British Summer Time", case=True),
    _part("Z", r"(?P<zone>\+\s?\d{1,2}(?::?(?:00|30|45))?|(?<=\()[−-]\s?\d{1,2}(?::?(?:00|30|45))?)(?!\d)", "+0200",
          begins="any"),
    _part("Z", r"(?:local\stime|(?-i:local)|local(?=\s{0,2}(?:$|[)\]:/|])))\b", "local time"),
    _part("Z", r"(?P<zone>(?<!\D)Z)\b", "Z", case=True),
    _part("Z", r"(?P<zone>[A-Z]{2,5}|[A-Z](?:\.[A-Z]){1,3}\.)(?![\w'’])", "ET", case=True),
)  # fmt: skip
PARTS_BY_BEGINNING: dict[Begins, tuple[Part, ...]] = {
    begins: tuple(part for part in PARTS if part.begins in (begins, "any")) for begins in ("digit", "letter", "any")
}
# A number with a colon and a number behind it is a clock.
PARTS_BY_BEGINNING["clock"] = tuple(part for part in PARTS_BY_BEGINNING["digit"] if part.letter in "TH")


class Form(NamedTuple):
    """Shapes that are a heading: parts, then `$` line ends, `:` a colon or dash, `)` a bracket, `A` a capital."""

    name: str
    shape: re.Pattern[str]
    kind: Literal["time", "update", "day", "weak", "stamp"]
    example: str


def _form(name: str, shape: str, kind: Literal["time", "update", "day", "weak", "stamp"], example: str) -> Form:
    return Form(name, re.compile(shape), kind, example)


_CLOCK = "(?:[TH]|[MK](?=Z)|X)"
FORMS = (
    _form("a site's stamp", rf"S[DdW]*{_CLOCK}?[DdWZTHX]*\$|SR\$", "stamp", "Updated April 21, 2019 - 11:47 pm"),
    _form("time on its own line", rf"[NUSBODdWYV]*{_CLOCK}[ZDdWUTHXL]*\$", "time", "2:05 a.m. ET, March 15, 2019"),
    _form("time, then text", rf"[NUSBODdWY]*{_CLOCK}[ZDdWUTHXL]*:", "time", "08:30 GMT – Bridge closed"),
    _form("at a time, then text", rf"A(?:{_CLOCK}|K)Z?:", "time", "At 14:35: The bridge is closed."),
    _form("update, time, text", rf"[NUSBO][DdW]*{_CLOCK}[ZDdWTHX]*[)A]", "time", "UPDATE (11:30 a.m. MST) Roads open."),
    _form("time before its text", r"[DdWY]*(?:TZ?|[HMK]Z|X)[DW]*[)A]", "time", "10:40 p.m. Roads: It is closed."),
    _form("time of an update in brackets", r"(?:TZ?|[HMK]Z?)U\)", "time", "[6:50 p.m. update] The bridge is closed."),
    _form("dated clock, then text", r"W?D(?:H|M|K)\)", "time", "[05.12.2021 22:58] Town Now: The bridge is closed."),
    _form("day and clock in brackets", r"W[HMK]\)", "time", "[Wed 07:30] The bridge is closed."),
    _form("how long ago", r"R[:$]", "time", "45 minutes ago"),
    _form("how long ago, and its clock", rf"R[DdW]*{_CLOCK}[ZDdW]*[:$]", "time", "1h ago (12:50 GMT)"),
    _form("dated update", r"[NU][DdW]+[:$)]", "update", "UPDATE 03/23/16: The bridge is closed."),
    _form("numbered update", r"N[:$]", "update", "Update 12: The bridge is closed."),
    _form("update", r"U:", "update", "Update: The bridge is closed."),
    _form("story before the updates", r"O[:$]", "update", "ORIGINAL STORY: The bridge is closed."),
    _form("day line", r"(?:W?D|DW|W)\$", "day", "12 November 2017"),
    _form("four digits or a bare clock", r"[DdWY]*(?:[MK][:A$]|H[A)])", "weak", "1424 The bridge is closed."),
)  # fmt: skip


@lru_cache(maxsize=256)
def form_of(shape: str) -> Form | None:
    """The first form that a shape has; None where it is no heading's."""
    return next((form for form in FORMS if form.shape.fullmatch(shape)), None)
