"""The day of a page and the zone of its clock."""

from __future__ import annotations

import datetime as dt

from datelines.clock import Heading
from datelines.iana import ZoneInfo
from datelines.places import Gazetteer
from producers.article import Dateline, NotAStory
from producers.formats.common.format import Asked
from producers.formats.story.headings import HeadingLine, zone_name
from producers.formats.story.page import Block, Page
from schemas.events import Place


def story_day(
    page: Page, asked: Asked, warnings: list[str], published_at: dt.datetime | None, timezone: str
) -> dt.date:
    """The local day of the page's newest update.

    The day asked for; else the latest full date of its headings and day lines; else of `published_at`, where the
    document says it; else the page's own "Published" or "Posted" line; else its "Updated" line. Dates in captions
    and in the text are never taken. Raises NotAStory.
    """
    if asked.day is not None:
        return asked.day
    lines = [line for block in page.blocks for line in (block.heading, block.day) if line is not None]
    dates = [date for line in lines if (date := full_date(line.heading)) is not None]
    if dates:
        return max(dates)
    if published_at is not None:
        return published_at.astimezone(ZoneInfo(timezone)).date()
    for stamp in by_trust(page.stamps):
        if (date := full_date(stamp.heading)) is not None:
            if _of_the_site(stamp):
                warnings.append(f"the day {date} is taken from the line «{stamp.text}»; give --date if it is another")
            return date
    raise NotAStory(
        "no_date", f"{asked.source}: no date in its headings or page lines: say when it was published with --date DAY"
    )


def by_trust(stamps: list[HeadingLine]) -> list[HeadingLine]:
    return sorted(stamps, key=_of_the_site)


def _of_the_site(stamp: HeadingLine) -> bool:
    """Whether it tells when the site last touched the page, often in a zone and on a day of its own."""
    return "updated" in stamp.text.lower() or "modified" in stamp.text.lower()


def full_date(heading: Heading) -> dt.date | None:
    if heading.year is None or heading.month is None or heading.day is None:
        return None
    try:
        return dt.date(heading.year, heading.month, heading.day)
    except ValueError:  # "February 30": a misprint is no date
        return None


def resolve_dateline(page: Page, place: Place | None, gazetteer: Gazetteer) -> Dateline:
    """The dateline as printed, with its country and zone where the place is known."""
    printed = page.dateline.place if page.dateline else None
    zone = gazetteer.timezone(place) if place else None
    return Dateline(place=printed, country=place.country if place else None, timezone=zone, resolved=place)


def story_timezone(
    page: Page, dateline: Dateline, focus: str | None, asked: Asked, gazetteer: Gazetteer, warnings: list[str]
) -> str:
    """The IANA zone of the page's clock times.

    In this order: the zone asked for; "(all times Eastern)"; the dateline's place; the zone that all headings print;
    for "(all times local)" or a rolling story without a place the main zone of the country it is about; else the
    default, with a warning. Raises NotAStory (unknown_place) where local times stand under a place nobody knows.
    """
    if asked.timezone is not None:
        return asked.timezone
    stated = _stated_zone(page, focus, warnings)
    if stated is not None:
        return stated
    if dateline.timezone is not None:
        return dateline.timezone
    has_clocks = any(block.heading is not None and block.heading.heading.time is not None for block in page.blocks)
    if has_clocks and (printed := _zone_of_headings(page.blocks, focus)) is not None:
        return printed
    if dateline.place is not None and has_clocks:
        return _zone_near(dateline, focus, asked, gazetteer, warnings)
    is_local = page.dateline is not None and page.dateline.is_latest
    main = gazetteer.timezone(Place(name=focus, kind="country", country=focus), main=True) if focus else None
    if main is not None and (is_local or not has_clocks):
        if has_clocks:
            name = gazetteer.country_name(focus or "")
            warnings.append(f"its local times name no place: taken as {main}, main zone of {name}; or give --timezone")
        return main
    if has_clocks and is_local and page.dateline is not None and page.dateline.all_times:
        raise _unknown_place(asked.source, "no place is named for its local times")
    if has_clocks:
        default = asked.default_timezone
        warnings.append(f"no dateline and no zone: its clock times are taken as {default}; or give --timezone")
    return asked.default_timezone


def _unknown_place(source: str, what: str) -> NotAStory:
    return NotAStory("unknown_place", f"{source}: {what}: give the zone of its clock times with --timezone AREA/CITY")


def _stated_zone(page: Page, focus: str | None, warnings: list[str]) -> str | None:
    stated = page.dateline.all_times if page.dateline else None
    if stated is None or stated.lower().startswith("local"):
        return None
    zone = zone_name(stated, focus) or zone_name(stated.rpartition(" ")[2], focus)
    if zone is None:
        warnings.append(f"the zone of «all times {stated}» is not known: taken as local")
    return zone


def _zone_of_headings(blocks: list[Block], focus: str | None) -> str | None:
    """The zone of the first timed heading, when every timed heading prints one that is known."""
    timed = [block.heading for block in blocks if block.heading is not None and block.heading.heading.time is not None]
    zones = [zone_name(heading.zone, focus) if heading.zone else None for heading in timed]
    return zones[0] if zones and all(zones) else None


def _zone_near(
    dateline: Dateline, focus: str | None, asked: Asked, gazetteer: Gazetteer, warnings: list[str]
) -> str:
    """The zone of an unknown or wide place: of the region or country it names, where that has only one."""
    outer = gazetteer.find_outer((dateline.place or "").rpartition(",")[2].strip(), focus) if dateline.place else None
    zone = gazetteer.timezone(outer) if outer is not None else None
    if zone is None and dateline.resolved is not None:
        zone = gazetteer.timezone(dateline.resolved, main=True)
    if zone is None:
        raise _unknown_place(asked.source, f"the zone of its dateline «{dateline.place}» is not known")
    warnings.append(f"the zone of its dateline «{dateline.place}» is taken as {zone}; or give --timezone")
    return zone
