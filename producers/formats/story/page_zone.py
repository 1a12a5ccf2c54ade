"""The zone of a page's clock: what the page says of itself, its dateline, the place its story is about."""

from __future__ import annotations

import re
from collections import Counter

from datelines.places import Gazetteer, likely_country
from datelines.zone_names import house_zone, is_british, zone_beside_local, zone_of_clock
from producers.article import Dateline, NotAStory
from producers.formats.common.format import Asked
from producers.formats.story.blocks import Block, Page
from producers.formats.story.line.zone_notes import noted_zone
from producers.formats.story.machine_times import NO_CLOCKS, Clocks
from schemas.events import Place

# Countries whose people live by several clocks; Chile's and Spain's islands are no reason to doubt.
_SEVERAL_ZONES = frozenset({"US", "CA", "RU", "AU", "BR", "MX", "ID", "CD"})
_ATTRACTORS = frozenset({"US"})  # it has a town of every name
_LOCAL_TIME = re.compile(r"\d.{0,12}\blocal time\b")
_PLACES_TEXTS = 40  # updates that are read for the places they name, and
_PLACES_LENGTH = 4_000  # so many characters of each


def resolve_dateline(page: Page, place: Place | None, gazetteer: Gazetteer) -> Dateline:
    """The dateline as printed, with its country and zone where the place is known."""
    printed = page.dateline.place if page.dateline else None
    zone = gazetteer.timezone(place) if place else None
    return Dateline(place=printed, country=place.country if place else None, timezone=zone, resolved=place)


def story_timezone(
    page: Page, dateline: Dateline, focus: str | None, asked: Asked, gazetteer: Gazetteer, warnings: list[str],
    clocks: Clocks = NO_CLOCKS,
) -> str:  # fmt: skip
    """The IANA zone of the page's clock times.

    In this order: the zone asked for; that of times for machines beside them; "All times Eastern"; the dateline's
    place; the zone that all headings print; that of the house that carries the page, where it names itself, and of the
    page's own times; the zone of the country it is about, where its people live by one, else that of the places it
    names there; for "all times local" or a rolling story the country's main zone; the country its names lie in, where
    nothing says which it is about; else London's for a British hand that tells local time apart from its own, else the
    default, with a warning. Raises NotAStory (unknown_place) where local times
    stand under a place nobody knows.
    """
    if asked.timezone is not None:
        return asked.timezone
    stated = _stated_zone(page, focus, warnings)
    named = stated or dateline.timezone
    if (told := clocks.zone(named)) is not None:
        return told
    if named is not None:
        return named
    has_clocks = any(block.heading is not None and block.heading.heading.time is not None for block in page.blocks)
    if has_clocks and (printed := _zone_of_headings(page.blocks, focus)) is not None:
        return printed
    if dateline.place is not None and has_clocks:
        return _zone_near(page, dateline, focus, asked, gazetteer, warnings)
    is_local = _is_local(page)
    if has_clocks and not is_local and (own := _zone_of_house(page, focus, warnings)) is not None:
        return own
    about = focus or _likely_focus(page, gazetteer)
    # Where a people lives by several clocks, what a document gives for machines says more than the towns it names.
    own = clocks.own_zone() if has_clocks and about in _SEVERAL_ZONES and not is_local else None
    if about is not None and own is None:
        zone = _zone_of_story(page, about, asked.default_timezone, gazetteer, warnings, has_clocks=has_clocks)
        if zone is not None:
            return zone
    if has_clocks and page.dateline is not None and _notes_local(page):
        raise _unknown_place(asked.source, "no place is named for its local times")
    if has_clocks and (own := clocks.own_zone() or _zone_of_stamps(page, focus)) is not None:
        warnings.append(f"no dateline and no zone: its clock times are taken in that of the page's own time, {own}; "
                        "or give --timezone")
        return own
    if not has_clocks:
        return asked.default_timezone
    default = "Europe/London" if _is_told_abroad(page) and is_british(page.text) else asked.default_timezone
    warnings.append(f"no dateline and no zone: its clock times are taken as {default}; or give --timezone")
    return default


def _unknown_place(source: str, what: str) -> NotAStory:
    return NotAStory("unknown_place", f"{source}: {what}: give the zone of its clock times with --timezone AREA/CITY")


def _stated(page: Page) -> str | None:
    """The zone that the page names for all its times, as printed: "local", "Eastern", "local (GMT+3)"."""
    return (page.dateline.all_times if page.dateline else None) or page.zone_note


def _notes_local(page: Page) -> bool:
    return (_stated(page) or "").lower().startswith("local")


def _is_local(page: Page) -> bool:
    """Whether its times are said to be, or by custom are, those of the place it is about."""
    return _notes_local(page) or (page.dateline is not None and page.dateline.is_latest)


def _is_told_abroad(page: Page) -> bool:
    """Whether it tells local time apart from its own."""
    return any(_LOCAL_TIME.search(text) for block in page.blocks for text in block.paragraphs)


def _zone_of_house(page: Page, focus: str | None, warnings: list[str]) -> str | None:
    """The zone of the house that carries the page: where it names itself, and where its own line prints one."""
    texts = [text for block in page.blocks for text in block.paragraphs]
    own = house_zone([*page.around, *page.credits], texts) or _zone_of_stamps(page, focus)
    if own is not None:
        warnings.append(f"its times name no place: taken as {own}, by the house that carries it; or give --timezone")
    return own


def _zone_of_story(
    page: Page, country: str, default: str, gazetteer: Gazetteer, warnings: list[str], *, has_clocks: bool
) -> str | None:
    """The zone of the country a page is about: of several that of the places it names there, else the default where it
    is one of them, else the main one. None where the page tells local time apart from its own."""
    nation = Place(name=country, kind="country", country=country)
    main = gazetteer.timezone(nation, main=True)
    if not has_clocks:
        return main
    is_local = _is_local(page)
    if not is_local and _is_told_abroad(page):
        return zone_beside_local(page.text)  # "after 10 p.m. local time" is said by who keeps another clock
    zone, of = (None if country in _SEVERAL_ZONES else main), f"zone of {gazetteer.country_name(country)}"
    if zone is None:
        zone, of = _zone_of_places(page, nation, gazetteer), "zone of the places of its story"
    if zone is None and (is_local or default not in gazetteer.zones(country)):
        zone, of = main, f"main zone of {gazetteer.country_name(country)}"
    if zone is not None:
        warnings.append(f"its times name no place: taken as {zone}, {of}; or give --timezone")
    return zone


def _likely_focus(page: Page, gazetteer: Gazetteer) -> str | None:
    """The country that a page is likely about which says too little of it for a desk."""
    likely = likely_country(gazetteer, subject="", headline=page.headline or "", text=page.text)
    return likely if likely not in _ATTRACTORS else None


def _titles(page: Page) -> list[str]:
    return [page.headline or "", (page.dateline.subject if page.dateline else None) or "", *page.around]


def _texts(page: Page) -> list[str]:
    return ["\n\n".join(block.paragraphs)[:_PLACES_LENGTH] for block in page.blocks[:_PLACES_TEXTS]]


def _zone_of_places(page: Page, outer: Place, gazetteer: Gazetteer) -> str | None:
    """The zone of the places in this country or region that the page names most: its titles count twice, its towns
    alone where it names any."""
    towns: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    texts = [(text, 2) for text in _titles(page)] + [(text, 1) for text in _texts(page)]
    for text, weight in texts:
        for place in (mention.place for mention in gazetteer.mentions(text, outer.country)):
            zone = gazetteer.timezone(place) if place != outer and gazetteer.contains(outer, place) else None
            if zone is not None:
                (regions if place.kind == "region" else towns)[zone] += weight
    most = (towns or regions).most_common(1)
    return most[0][0] if most else None


def _stated_zone(page: Page, focus: str | None, warnings: list[str]) -> str | None:
    stated = _stated(page)
    if stated is None:
        return None
    zone = noted_zone(stated, focus)
    if zone is None and not stated.lower().startswith("local"):
        warnings.append(f"the zone of «all times {stated}» is not known: taken as local")
    return zone


def _zone_of_stamps(page: Page, focus: str | None) -> str | None:
    """The zone of "Last updated at 10.41pm GMT"."""
    zones = (zone_of_clock(stamp.zone, stamp.text, focus) for stamp in page.stamps if stamp.zone)
    return next((zone for zone in zones if zone is not None), None)


def _zone_of_headings(blocks: list[Block], focus: str | None) -> str | None:
    """The zone of the first timed heading, when every timed heading prints one that is known."""
    timed = [block.heading for block in blocks if block.heading is not None and block.heading.heading.time is not None]
    zones = [zone_of_clock(heading.zone, heading.text, focus) if heading.zone else None for heading in timed]
    return zones[0] if zones and all(zones) else None


def _zone_near(
    page: Page, dateline: Dateline, focus: str | None, asked: Asked, gazetteer: Gazetteer, warnings: list[str]
) -> str:
    """The zone of an unknown or wide place: of the region or country it names, where that has only one."""
    outer = gazetteer.find_outer((dateline.place or "").rpartition(",")[2].strip(), focus) if dateline.place else None
    zone = gazetteer.timezone(outer) if outer is not None else None
    if outer is not None and outer.country is not None and len(gazetteer.zones(outer.country, outer.admin1)) > 1:
        zone = _zone_of_places(page, outer, gazetteer) or zone
    if zone is None and outer is not None and outer.kind == "country" and outer.country not in _SEVERAL_ZONES:
        zone = gazetteer.timezone(outer, main=True)
    if zone is None and dateline.resolved is not None:
        zone = gazetteer.timezone(dateline.resolved, main=True)
    if zone is None and focus is not None and (outer is None or outer.country != focus):
        zone = gazetteer.timezone(Place(name=focus, kind="country", country=focus), main=True)
    if zone is None:
        raise _unknown_place(asked.source, f"the zone of its dateline «{dateline.place}» is not known")
    warnings.append(f"the zone of its dateline «{dateline.place}» is taken as {zone}; or give --timezone")
    return zone
