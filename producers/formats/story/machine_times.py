"""Times that a document gives for machines beside the clocks it prints: the zone of its clock, the day of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from datelines.clocks.clock import Heading
from datelines.clocks.iana import ZoneInfo
from datelines.zone_names import zone_name
from producers.formats.story.blocks import Page
from producers.formats.story.line.headings import read_heading

_QUARTER = 15  # minutes: all offsets are multiples
_DAY = 24 * 60
_EASTERNMOST = 14 * 60


class Clocks(NamedTuple):
    """What machines are told: printed headings with their moments, and the offset of the document's own times."""

    printed: tuple[tuple[str, dt.datetime], ...] = ()
    offset: dt.timedelta | None = None

    def zone(self, named: str | None) -> str | None:
        """The IANA zone in which most printed clocks show their moments: `named` where it is one of them."""
        offsets = Counter(offset for text, at in self.printed if (offset := _offset(text, at)) is not None)
        if not offsets:
            return None
        offset, count = offsets.most_common(1)[0]
        if count < 0.8 * offsets.total():
            return None
        at = next(at for text, at in self.printed if _offset(text, at) == offset)
        if named is not None and at.astimezone(ZoneInfo(named)).utcoffset() == offset:
            return named
        return zone_of_offset(offset)

    def own_zone(self) -> str | None:
        """That of the document's own times; programs write UTC wherever they are, so it tells nothing."""
        return zone_of_offset(self.offset) if self.offset else None


NO_CLOCKS = Clocks()


def zone_of_offset(offset: dt.timedelta) -> str | None:
    """An IANA zone that is always so far from UTC; None where there is none."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return zone_name(f"UTC{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}")


def _offset(printed: str, at: dt.datetime) -> dt.timedelta | None:
    """How far the clock that is printed is ahead of UTC."""
    heading = read_heading(printed)
    if heading is None or heading.heading.time is None or not heading.heading.meridiem:
        return None
    clock, utc = heading.heading.time, at.astimezone(dt.UTC)
    ahead = (clock.hour - utc.hour) * 60 + clock.minute - utc.minute
    ahead = ahead % _DAY
    ahead = ahead - _DAY if ahead > _EASTERNMOST else ahead
    return dt.timedelta(minutes=ahead) if ahead % _QUARTER == 0 else None


def date_clocks(page: Page, printed: tuple[tuple[str, dt.datetime], ...], timezone: str) -> None:
    """Gives each heading that stands among `printed` its day, in page order."""
    rest = list(printed)
    for block in page.blocks:
        if block.heading is None:
            continue
        index = next((index for index, (text, _) in enumerate(rest) if text == block.heading.text), None)
        if index is None:
            continue
        at = rest[index][1].astimezone(ZoneInfo(timezone))
        clock = at.time().replace(second=0, microsecond=0)
        told = Heading(time=clock, meridiem=True, year=at.year, month=at.month, day=at.day)
        block.heading = block.heading._replace(heading=told, zone=None)
        del rest[: index + 1]
