"""What a zone is called on a page: "ET", "GMT+5:30", "+0200", "Damascus time", "Turkish time" -> IANA names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from datelines.clocks.clock import zone_of
from datelines.places import Place, load_gazetteer, nation_of

_HALF_HOURS = {
    "+330": "Asia/Tehran", "+430": "Asia/Kabul", "+530": "Asia/Kolkata", "+545": "Asia/Kathmandu",
    "+630": "Asia/Yangon", "+930": "Australia/Darwin", "-330": "America/St_Johns",
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+−-])\s?(\d{1,2})(?::?00)?")
_WORD = r"[A-Z][\w.’'-]{1,30}"
_TIME_OF = re.compile(
    rf"(?:the )?({_WORD}(?: {_WORD}){{0,3}}?)(?:['’]s)?(?: (?:local|standard|summer))? times?", re.IGNORECASE
)
_BESIDE_LOCAL = re.compile(r"\blocal time\b[\s,;(\[/–—-]{1,4}\d[\d:.]{0,4}(?:\s?[ap]\.?m\.?)?\s(?P<zone>[A-Z]{2,4})\b")
_BRITISH_SPELLING = re.compile(
    r"\b(?:centres?|theatres?|(?:kilo)?metres?|litres?|tonnes|storeys?|(?:neighbour|colour|labour|rumour|honour)\w*"
    r"|(?:organis|recognis|apologis|criticis)(?:e[ds]?|ing|ations?)|defence|travell(?:ed|ers?|ing)|worshipp(?:ed|ers?))\b",
    re.IGNORECASE,
)
_BRITISH_HAND = re.compile(r"\d\.\d\d\s?[ap]m\s?BST")  # Bangladesh, whose letters are the same, writes "10:22 pm"
# Houses whose clock is that of their own town wherever the story is, by what they call themselves.
_HOUSES = {
    "BBC": "Europe/London", "Sky News": "Europe/London", "ITV News": "Europe/London", "Channel 4 News": "Europe/London",
    "Guardian": "Europe/London", "Independent": "Europe/London", "RTÉ": "Europe/Dublin", "RTE": "Europe/Dublin",
    "RNZ": "Pacific/Auckland", "1News": "Pacific/Auckland", "Stuff": "Pacific/Auckland",
    "France 24": "Europe/Paris", "Deutsche Welle": "Europe/Berlin", "DW": "Europe/Berlin", "swissinfo": "Europe/Zurich",
    "NHK": "Asia/Tokyo", "CNA": "Asia/Singapore", "CGTN": "Asia/Shanghai", "TRT World": "Europe/Istanbul",
    "CBC": "America/Toronto", "NDTV": "Asia/Kolkata", "Al Arabiya": "Asia/Dubai", "TASS": "Europe/Moscow",
}  # fmt: skip
_HOUSE = "|".join(re.escape(name) for name in _HOUSES)
_OF_ITSELF = re.compile(
    rf"\b(?:tells|tell|speaking to|speaks to|contacted by|understood by) (?:the )?(?P<told>{_HOUSE})\b"
    rf"|\b(?:the )?(?P<our>{_HOUSE})(?: (?:Verify|understands)\b"
    r"|['’]s .{2,40}? (?:correspondent|reporter|producer|editor)\b)"
)
_MASTHEAD = re.compile(
    rf"(?:the )?(?P<house>{_HOUSE})(?: (?:news|world|live|international|online))*(?:\s?[|:·•–—-].*)?", re.IGNORECASE
)
_FURTHEST = 14  # hours from Greenwich


@lru_cache(maxsize=1024)
def zone_name(printed: str, country: str | None = None) -> str | None:
    """The IANA zone of a printed one, for a story of this country; "GMT+2" is two hours ahead of UTC."""
    if half := _HALF_HOURS.get(re.sub(r"\s|GMT|UTC|:|(?<=[+-])0", "", printed.replace("−", "-"))):
        return half
    offset = _OFFSET.fullmatch(printed)
    if offset:
        hours = int(offset[2])
        sign = "-" if offset[1] == "+" else "+"  # Etc zones count west of Greenwich
        furthest = _FURTHEST if sign == "-" else 12
        return "UTC" if hours == 0 else f"Etc/GMT{sign}{hours}" if hours <= furthest else None
    return zone_of(printed, country) or _zone_of_place(printed, country)


def is_british(text: str) -> bool:
    """Whether a text is spelt as in Britain, not as in America."""
    return _BRITISH_SPELLING.search(text) is not None


def zone_beside_local(text: str) -> str | None:
    """The IANA zone in which a text repeats a local time for its readers: "8 a.m. local time (0500 GMT)"."""
    repeated = _BESIDE_LOCAL.search(text)
    return zone_of(repeated["zone"]) if repeated is not None else None


def zone_of_clock(zone: str, printed: str, country: str | None) -> str | None:
    """The IANA zone of the letters behind a clock; how the clock is written may tell whose they are."""
    return zone_name(zone, None if _BRITISH_HAND.search(printed) else country)


def house_zone(mastheads: Iterable[str], texts: Iterable[str]) -> str | None:
    """The zone of the house that names itself: over its page, or as the one that people tell."""
    for line in mastheads:
        if (over := _MASTHEAD.fullmatch(line)) is not None:
            return _zone_of_house(over["house"])
    for text in texts:
        if (said := _OF_ITSELF.search(text)) is not None:
            return _zone_of_house(said["told"] or said["our"])
    return None


def _zone_of_house(name: str) -> str:
    return next(zone for house, zone in _HOUSES.items() if house.casefold() == name.casefold())


def _zone_of_place(printed: str, country: str | None) -> str | None:
    """The zone of "Damascus time", "Turkish time", "Colombia time"."""
    named = _TIME_OF.fullmatch(printed)
    if named is None or named[1].lower() == "local":
        return None
    gazetteer = load_gazetteer()
    if (nation := nation_of(named[1])) is not None:
        return gazetteer.timezone(Place(name=named[1], kind="country", country=nation), main=True)
    place = gazetteer.find(named[1], country)
    if place is None or not (place.country == country or place.kind == "country" or gazetteer.is_large(place)):
        return None  # "Prime time": some hamlet has any name
    return gazetteer.timezone(place, main=True)
