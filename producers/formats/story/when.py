"""The day of a page."""

from __future__ import annotations

import datetime as dt

from datelines.clocks.clock import Heading
from datelines.clocks.iana import ZoneInfo
from producers.article import NotAStory
from producers.formats.common.format import Asked
from producers.formats.story.blocks import Page
from producers.formats.story.line.headings import HeadingLine


def obey_day_asked(page: Page, asked: Asked, warnings: list[str]) -> None:
    """Lets the day asked for win over the one day line above the first heading, and says so.

    Sites print the day there on which they were read, or the day on which the page began.
    """
    line, day = page.own_day, asked.day
    if line is None or day is None:
        return
    said = line.heading
    same_date = said.month is None or (said.month, said.day) == (day.month, day.day)
    same_weekday = said.month is not None or said.weekday in (None, day.weekday())
    if same_date and same_weekday and said.year in (None, day.year):
        return
    for block in page.blocks:
        if block.day is line:
            block.day = None
    warnings.append(f"the page prints the day «{line.text}»: taken as {day}, as --date says")


def story_day(
    page: Page, asked: Asked, warnings: list[str], published_at: dt.datetime | None, timezone: str
) -> dt.date:
    """The local day of the page's newest update.

    The day asked for; else the latest full date of its headings and day lines; else of `published_at`, where the
    document says it; else the page's own "Published" or "Posted" line; else its "Updated" line. Dates in captions
    and in the text are never taken. Raises NotAStory.
    """
    lines = [line for block in page.blocks for line in (block.heading, block.day) if line is not None]
    dates = [date for line in lines if (date := full_date(line.heading)) is not None]
    if asked.day is not None:
        said = {(line.heading.month, line.heading.day) for line in lines}
        is_told = len(lines) >= len(page.blocks) and not said & {(None, None), (asked.day.month, asked.day.day)}
        if said and is_told:
            warnings.append(f"no heading is of {asked.day}, the --date given: the days they print are believed")
        return asked.day
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
