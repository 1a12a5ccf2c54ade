"""The dateline and the sentence that opens a rolling story: place, agency, subject, zone of its clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

# Names in parentheses or in a credit, and the carrier they stand for.
AGENCIES = {
    "AP": "AP", "THE ASSOCIATED PRESS": "AP", "ASSOCIATED PRESS": "AP",
    "REUTERS": "Reuters", "THOMSON REUTERS": "Reuters", "AFP": "AFP", "AGENCE FRANCE-PRESSE": "AFP",
    "CNN": "CNN", "UPI": "UPI", "XINHUA": "Xinhua", "BNO NEWS": "BNO News", "KYODO": "Kyodo", "DPA": "dpa",
    "PTI": "PTI", "ANI": "ANI", "IANS": "IANS", "TASS": "TASS", "EFE": "EFE", "ANSA": "ANSA", "CP": "CP",
    "KYODO NEWS": "Kyodo", "YONHAP": "Yonhap", "JIJI": "Jiji", "JIJI PRESS": "Jiji", "ITAR-TASS": "TASS",
    "INTERFAX": "Interfax", "ANTARA": "Antara", "BERNAMA": "Bernama", "ANADOLU": "Anadolu", "EFE-EPA": "EFE",
    "THE CANADIAN PRESS": "CP", "CANADIAN PRESS": "CP", "BBC": "BBC", "BLOOMBERG": "Bloomberg", "PA": "PA",
}  # fmt: skip

# Agencies whose sites print one clock for news from anywhere.
AGENCY_ZONES = {
    "Xinhua": "Asia/Shanghai", "Kyodo": "Asia/Tokyo", "Jiji": "Asia/Tokyo", "Yonhap": "Asia/Seoul",
    "TASS": "Europe/Moscow", "Interfax": "Europe/Moscow", "PTI": "Asia/Kolkata", "ANI": "Asia/Kolkata",
    "IANS": "Asia/Kolkata", "ANSA": "Europe/Rome", "Antara": "Asia/Jakarta", "Bernama": "Asia/Kuala_Lumpur",
    "Anadolu": "Europe/Istanbul",
}  # fmt: skip
_LATEST = re.compile(r"\bThe [Ll]atest (?:(?:developments|updates|news) )?(?:on|in|from|about|as)\b ?")
_ALL_TIMES = re.compile(r"[(\[]\s?all times(?: are)?(?: in)? ([^)\]\n]{1,40})[)\]]\s{0,3}[:.]?", re.IGNORECASE)
_SUBJECT_END = re.compile(r"\s{0,3}[:.]?\s*$")
# "(AP) _" is a dash of old wires, "(EFE).-" one of Spanish ones; some have none.
_AGENCY = re.compile(
    r"(?P<place>[^()\n]{0,80})\((?P<agency>[A-Za-z][\w.&/ -]{1,30})\)\s{0,3}\.?(?P<dash>[—–:_-]{0,3})\s{0,3}"
)
_SLASHES = re.compile(
    r"(?P<place>[^()/\n]{2,70})/(?P<agency>[A-Za-z][\w.& -]{1,30})/\s{0,3}\.?(?P<dash>[—–:_-]{0,3})\s{0,3}"
)  # "MOSCOW, March 14. /TASS/."
_COMMA = re.compile(
    r"(?P<place>[^()\n—–:]{2,60}?),\s(?P<agency>[A-Za-z][\w.-]{1,20}?)\s{0,3}(?P<dash>—|–|--+|-(?=\s))\s{0,3}"
)  # "TOKYO, March 14, Kyodo -"
_DASH = re.compile(r"(?P<place>[^()\n—–:]{2,70}?)\s{0,3}(?P<dash>—|–|--+|\s-(?=\s))\s{0,3}")
_COLON = re.compile(r"(?P<place>[^():\n]{3,40}):\s{1,3}")
_LONGEST_HEAD = 100  # characters that a form looks at up to its mark
# One of which stands where the form is: cheap, for most paragraphs have no dateline.
_MARK = re.compile(r"[(/—–:-]")
_MARKS = {_AGENCY: "(", _SLASHES: "/", _COMMA: "—–-", _DASH: "—–-", _COLON: ":"}
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"[.,]?\s(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH})(?:,?\s\d{{4}})?"
    r"(?:,?\s(?:\d{4}|\d{1,2}[:.h]\d\d)\s?(?:GMT|UTC|hrs|local time))?[.,]?\s?$",
    re.IGNORECASE,
)  # "ATHENS, April 14, 1140 GMT - "
_DATED = re.compile(
    rf"(?P<place>[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){{0,2}}), "
    rf"(?P<date>\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}})\.\s{{1,3}}(?=[A-Z“\"])"
)  # "Stone Town, 9 December 2018. Nine people died."
_HOUSE = re.compile(r"[A-Z][\w.&-]*(?: (?:of |the |and |de |del )?[A-Z&\d][\w.&-]*){0,3}")  # "Gulf of Guinea Press"
_COUNTRY = re.compile(r"\s\[([A-Z][\w .-]{2,40})\]$")  # "New Delhi [India]"
_LABELS = frozenset({"UPDATE", "UPDATED", "BREAKING", "WATCH", "CORRECTION", "EXCLUSIVE", "VIDEO", "PHOTOS", "FILE"})


_CREDITED = re.compile(
    r"\b(?:Associated Press|Agence France-Presse|Reuters|AFP|Xinhua|Canadian Press|AP)\b", re.IGNORECASE
)


class DatelineText(NamedTuple):
    """A dateline as printed. `rest` is the text behind it; for a rolling story, behind its opening sentence."""

    place: str | None
    agency: str | None
    is_latest: bool
    subject: str | None  # "developments in Syria" of "The Latest on developments in Syria (all times local):"
    all_times: str | None  # "local", "Eastern"
    rest: str
    date: str | None = None  # as printed


def read_dateline(paragraph: str, is_place: Callable[[str], bool]) -> DatelineText | None:
    """The dateline a paragraph begins with, None without one.

    Forms: "CITY, Region (AP) — ", the dash one of — – - -- --- _ .- or none, "CITY — ", "CITY: ", "(AP) — ", each with
    or without "The Latest on SUBJECT (all times ZONE):" behind it, and that sentence alone; those of agencies, "City,
    Mar 14 (EFE).- ", "CITY, March 14. /TASS/. ", "CITY, March 14, Kyodo - ", "(ANSA) - CITY, MAR 14 - ". `is_place` is
    asked where only a known place tells a dateline from a label ("WATCH: ") or from other words.
    """
    head = paragraph[:140]
    latest = _LATEST.search(head) if "atest" in head else None
    if latest is not None and (sentence := _read_latest(paragraph, latest)) is not None:
        return sentence
    has_mark = _MARK.search(paragraph, 0, _LONGEST_HEAD) is not None
    if has_mark and (of_agency := _read_agency(paragraph, is_place)) is not None:
        return of_agency
    if (dated := _DATED.match(paragraph)) is not None:
        return DatelineText(dated["place"], None, False, None, None, paragraph[dated.end() :], dated["date"])
    if not has_mark:
        return None
    head = paragraph[:_LONGEST_HEAD]
    for form in (_DASH, _COLON):
        if not any(map(head.__contains__, _MARKS[form])):
            continue
        match = form.match(paragraph)
        if match is None or not _is_dateline_place(match["place"]):
            continue
        place = _place(match["place"])
        if place is not None and (is_place(place) or (form is _DASH and "," in place)):
            return DatelineText(place, None, False, None, None, paragraph[match.end() :], _date(match["place"]))
    return None


def _read_agency(paragraph: str, is_place: Callable[[str], bool]) -> DatelineText | None:
    """The dateline that names who carries the story."""
    head = paragraph[:_LONGEST_HEAD]
    for form in (_AGENCY, _SLASHES, _COMMA):
        match = form.match(paragraph) if any(map(head.__contains__, _MARKS[form])) else None
        agency = _carrier_of(match["agency"]) if match else None
        if match is not None and agency is None and form is _AGENCY:
            agency = _house_of(match, is_place)
        if match is None or agency is None:
            continue
        printed, rest = match["place"], paragraph[match.end() :]
        is_dated = _DATE.search(printed.rstrip()) is not None
        is_told = is_dated or match["agency"].upper() in AGENCIES
        if form is not _AGENCY and not is_told:  # "PARIS, TEXAS - ", "Ref: OFFICE/MR/2026"
            continue
        if not printed.strip() or _place(f" {printed}") is None:  # "March 5 (Reuters) - "
            inner = read_dateline(rest, is_place) if match["dash"] else None
            if inner is not None and inner.agency is None and not inner.is_latest:
                return inner._replace(agency=agency)
            return DatelineText(None, agency, False, None, None, rest, _date(f" {printed}")) if match["dash"] else None
        place = _place(printed)
        if not match["dash"] and not is_told and (place is None or not is_place(place)):
            continue  # "KENYA RELIEF SOCIETY (KRS)" is a masthead
        if _is_dateline_place(printed) or (
            is_told and place is not None and _is_dateline_place(printed, any_case=True) and is_place(place)
            and (match["dash"] or is_dated or rest[:1].isupper())
        ):
            return DatelineText(place, agency, False, None, None, rest, _date(printed))
    return None


def _house_of(match: re.Match[str], is_place: Callable[[str], bool]) -> str | None:
    """The house of a dateline that is told by its place and dash alone, "KAMPALA (Lake Wire) — "; None of others."""
    place = _place(match["place"])
    is_set = match["dash"] and place is not None and _HOUSE.fullmatch(match["agency"]) is not None
    if not is_set or place is None or not is_place(place):
        return None
    is_dated = _DATE.search(match["place"].rstrip()) is not None
    return match["agency"].strip() if _is_dateline_place(match["place"], any_case=is_dated) else None


def _read_latest(paragraph: str, latest: re.Match[str]) -> DatelineText | None:
    before = paragraph[: latest.start()].strip()
    agency = None
    if before:
        head = _AGENCY.match(before)
        name = head["place"] if head else before.rstrip(" —–-:")
        agency = _carrier_of(head["agency"]) if head else None
        if (head is None and before == name) or not _is_dateline_place(name, allow_none=True, any_case=True):
            return None
        before = name
    window = paragraph[latest.end() : latest.end() + 400]
    times = _ALL_TIMES.search(window)
    if times is not None:
        subject, rest, zone = window[: times.start()], paragraph[latest.end() + times.end() :], times[1].strip()
    else:
        colon = re.search(r":(?:\s|$)", window)
        subject = window[: colon.start()] if colon else window
        rest = paragraph[latest.end() + colon.end() :] if colon else ""
        zone = None
        if len(paragraph) - latest.end() > 300 or (colon is None and ". " in window):
            return None
    subject = _SUBJECT_END.sub("", subject).strip(" ,;—–-")
    return DatelineText(_place(before), agency, True, subject or None, zone, rest.strip())


def _carrier_of(name: str) -> str | None:
    """The carrier an agency's name stands for; other short names in capitals stand for themselves."""
    name = name.strip().removesuffix(".com")
    known = AGENCIES.get(name.upper())
    return known or (name if name.isupper() and 2 <= len(name) <= 6 else None)


def credited_carrier(credit: str) -> str | None:
    """The carrier that a credit line names: "Story by the Associated Press.", "By ANNA EXAMPLE, Reuters"."""
    named = _CREDITED.search(credit)
    return AGENCIES[named[0].upper()] if named else _carrier_of(credit.strip(" ."))


def _date(printed: str) -> str | None:
    found = _DATE.search(printed.rstrip(" ,—–-"))
    return found[0].strip(" .,") if found else None


def _place(printed: str) -> str | None:
    place = _DATE.sub("", printed.rstrip()).strip(" ,—–-")
    return _COUNTRY.sub(r", \1", place).split("/")[0].strip() or None


def _is_dateline_place(printed: str, *, allow_none: bool = False, any_case: bool = False) -> bool:
    """Whether the words are set as a dateline's place: a city in capitals, at most two more parts after it."""
    place = _place(printed)
    if place is None:
        return allow_none
    parts = place.split(",")
    letters = [letter for letter in parts[0] if letter.isalpha()]
    if len(parts) > 3 or len(letters) < 3 or len(place.split()) > 9 or place.upper() in _LABELS:
        return False
    if any(not part.strip()[:1].isupper() for part in parts):
        return False
    return any_case or sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)
