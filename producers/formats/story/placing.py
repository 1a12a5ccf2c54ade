"""The blocks of a page to UTC: what each heading says, the page's own time, headings outside its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from datelines.clocks.clock import Heading, PlacedTime, place_times
from datelines.clocks.iana import ZoneInfo
from datelines.zone_names import zone_name, zone_of_clock
from producers.article import NotAStory
from producers.formats.common.format import Asked
from producers.formats.story.blocks import Block, Page
from producers.formats.story.dateline import AGENCY_ZONES
from producers.formats.story.line.issuer import is_issued
from producers.formats.story.line.stamps import is_sign_off
from producers.formats.story.when import by_trust, full_date


def place_blocks(
    page: Page, day: dt.date, timezone: str, country: str | None, asked: Asked, published_at: dt.datetime | None = None
) -> list[PlacedTime]:
    """When each block was published, in page order.

    A body without time headings takes `published_at`, which the document says of it, else the page's own time (flag
    `time_from_page`) where it gives one. A heading above the dateline has no place in the page's order and is placed
    alone; a lede above the first heading is as new as the newest update. Raises NotAStory for days no clock can show.
    """
    try:
        if not any(block.heading is not None for block in page.blocks):
            if published_at is not None:
                return [PlacedTime(published_at, None, ("time_from_page",)) for _ in page.blocks]
            moment = _page_moment(page, day, country, asked.default_timezone)
            if moment is not None:
                told = place_times([moment], story_date=day, timezone=timezone)[0]
                # an office's "as of" heads its paper; when an article was put out is said of the page alone
                first = told.local_time if is_issued(page.text) else None
                clocks = [first, *(None for _ in page.blocks[1:])]
                return [PlacedTime(told.published_at, clock, ("time_from_page",)) for clock in clocks]
        if any(block.heading is not None and block.heading.ago is not None for block in page.blocks):
            _date_ago(page, day, timezone, country)
        return list(_place(page.blocks, day, timezone, country))
    except (OverflowError, ValueError):
        raise NotAStory(
            "no_date", f"{asked.source}: {day} is no day its times can be placed on: give another with --date DAY"
        ) from None


def _date_ago(page: Page, day: dt.date, timezone: str, country: str | None) -> None:
    """Gives headings like "3 hours ago" their time, where the page gives its own."""
    moment = _page_moment(page, day, country, timezone)
    if moment is None:
        return
    read_at = place_times([moment], story_date=day, timezone=timezone)[0].published_at
    for block in page.blocks:
        if block.heading is not None and block.heading.ago is not None:
            at = (read_at - dt.timedelta(minutes=block.heading.ago)).astimezone(ZoneInfo(timezone))
            told = Heading(time=at.time(), meridiem=True, year=at.year, month=at.month, day=at.day)
            block.heading = block.heading._replace(heading=told, zone=None)


def _place(blocks: Sequence[Block], day: dt.date, timezone: str, country: str | None) -> Iterator[PlacedTime]:
    headings = [_heading(block, country) for block in blocks]
    if any(heading.meridiem for block, heading in zip(blocks, headings, strict=True) if _is_bare(block)):
        headings = [  # one clock shows 24 hours: so do the others
            msgspec.structs.replace(heading, meridiem=True) if _is_bare(block) else heading
            for block, heading in zip(blocks, headings, strict=True)
        ]
    pairs = list(zip(blocks, headings, strict=True))
    ordered = place_times(
        [heading for block, heading in pairs if not (block.is_stray or block.is_lede)],
        story_date=day, timezone=timezone,
    )  # fmt: skip
    rest = iter(ordered)
    for block, heading in pairs:
        if block.heading is not None and block.heading.ago is not None:
            yield next(rest)._replace(local_time=None)  # it shows no clock
        elif block.is_lede:
            yield PlacedTime(max(when.published_at for when in ordered), None, ("time_inferred",))
        elif block.is_stray:
            yield place_times([heading], story_date=day, timezone=timezone)[0]
        else:
            yield next(rest)


def _heading(block: Block, country: str | None) -> Heading:
    """What is known of a block's time; its day line gives the day where the heading names none."""
    line = block.heading
    heading = line.heading if line else Heading()
    if line is not None and line.zone is not None:
        heading = msgspec.structs.replace(heading, zone=zone_of_clock(line.zone, line.text, country))
    if block.day is None or heading.month is not None or heading.weekday is not None:
        return heading
    day = block.day.heading
    return msgspec.structs.replace(heading, weekday=day.weekday, month=day.month, day=day.day, year=day.year)


def _is_bare(block: Block) -> bool:
    """Whether its heading shows a clock time without a.m. or p.m."""
    return block.heading is not None and block.heading.heading.time is not None and not block.heading.has_half


def _page_moment(
    page: Page, day: dt.date, country: str | None, default_timezone: str
) -> Heading | None:
    """The page's own time: its "Published" line, else its "Updated" line; without a zone by its agency's clock.

    It counts when it gives a clock time on the story's day or a neighbouring one: the site may be in another zone.
    """
    home = AGENCY_ZONES.get((page.dateline.agency if page.dateline else None) or "")
    for stamp in by_trust(page.stamps):
        heading = _with_day_first(stamp.heading, day)
        date = full_date(heading) or full_date(msgspec.structs.replace(heading, year=day.year))
        is_of_the_day = date is None and stamp.heading.month is None and stamp.heading.weekday is None
        if stamp.heading.time is None or not (is_of_the_day or (date is not None and abs((date - day).days) <= 1)):
            continue
        zone = zone_name(stamp.zone, country) if stamp.zone else None
        said = heading
        if is_of_the_day:
            said = msgspec.structs.replace(said, year=day.year, month=day.month, day=day.day)
        if is_sign_off(stamp.text):
            return msgspec.structs.replace(said, zone=zone)
        return msgspec.structs.replace(said, zone=zone or home or default_timezone)
    return None


def _with_day_first(heading: Heading, day: dt.date) -> Heading:
    """The heading, its day and month the other way round where only so "10/11/2025" is the story's day."""
    if full_date(heading) == day or (heading.year, heading.day, heading.month) != (day.year, day.month, day.day):
        return heading
    return msgspec.structs.replace(heading, month=day.month, day=day.day)
