"""Local clock times of a page's headings to UTC: order, days, a.m./p.m. slips, daylight saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from datelines.clocks.iana import ZoneInfo
from datelines.clocks.zones import zone_of
from schemas.events import Struct

__all__ = ["Heading", "PlacedTime", "place_times", "weekday_before", "zone_of"]

_DAY = 24 * 60  # minutes, as all clock times below
_NOON = 12 * 60
_NIGHT = 18 * 60  # the longest silence that a heading later than the one above it is taken for
_SLIP = 3 * 60  # how near both neighbours must be for an a.m./p.m. slip to be put right
_DISORDER = 3 * 60  # an update so little later than the one above it was filed late, not a day before


class Heading(Struct, frozen=True, gc=False):
    """What a format read from one heading; every part may be missing.

    `meridiem` is True when the half of the day is certain: a.m./p.m., noon, midnight, or a 24-hour clock
    (an hour of 0 or above 12, a leading zero, or other headings of the page that show a 24-hour clock).
    """

    time: dt.time | None = None  # as printed, the meridiem applied if printed
    meridiem: bool = False
    weekday: int | None = None  # Monday 0
    month: int | None = None
    day: int | None = None
    year: int | None = None
    zone: str | None = None  # IANA name, when the heading prints one


class PlacedTime(NamedTuple):
    """When an update was published, the clock time its heading shows (a slip put right), how it was found.

    Flags: clock_flipped, meridiem_inferred, out_of_order, time_inferred, day_only, dst_gap, dst_overlap.
    """

    published_at: dt.datetime  # UTC
    local_time: dt.time | None  # None when the heading has none
    flags: tuple[str, ...]


class _Clock:
    """One timed heading while it is being placed; minutes and days in the zone of the page."""

    __slots__ = (
        "carry",
        "day",
        "fixed",
        "flags",
        "index",
        "minutes",
        "named_day",
        "shift",
        "weekday",
        "zone",
    )

    def __init__(self, index: int, heading: Heading, time: dt.time, zone: ZoneInfo, shift: int) -> None:
        self.index = index
        self.zone = zone
        self.shift = shift  # minutes that the page's clock is ahead of the heading's own zone
        # `carry`: days that the shift moves the heading by
        self.carry, self.minutes = divmod(
            time.hour * 60 + time.minute + shift, _DAY
        )
        self.fixed = heading.meridiem or not 1 <= time.hour <= 12
        self.weekday = heading.weekday
        self.named_day: dt.date | None = None
        self.day = dt.date.min
        self.flags: list[str] = []

    @property
    def has_day(self) -> bool:
        return self.named_day is not None or self.weekday is not None


def place_times(headings: Sequence[Heading], *, story_date: dt.date, timezone: str) -> list[PlacedTime]:
    """The times of a page's headings, given and returned in page order.

    `story_date` is the local day of the page's newest update, `timezone` the IANA zone of its clock (a
    heading may print another). Raises ZoneInfoNotFoundError for an unknown zone. Rules:

    - Pages run newest first, unless most steps from heading to heading go up the clock.
    - Dates and weekdays in headings win; a weekday is the latest one on or before the update above.
    - On a newest-first page (an oldest-first page is one read from its end), a heading later than the one
      above it is the day before.
    - An a.m./p.m. slip is put right (`clock_flipped`) when the other half of the day lies within 3 h of both
      neighbours and between them. A heading without a.m./p.m. takes the half that fits its neighbours
      (`meridiem_inferred`).
    - A heading that is later than the one above it by less than 6 h is no night's silence but disorder: it
      keeps its printed time, is flagged `out_of_order`, and the headings below are placed as if it were not
      there. Up to 3 h later, or earlier than the one before that, it was filed late and stands on their day;
      else on the last day that leaves it older than the one above. When the headings that
      follow agree with each other and not with the one above, that one is flagged instead; at the top of the
      page it stands on the day of the next.
    - Without a time (`time_inferred`): the time of the newer neighbour, so that nobody is said to have known
      earlier; at the newest end the start of the day or the older neighbour, whichever is later. With no
      time on the whole page, or with a day of its own, the start of that day (`day_only`).
    - A local time that the clock skipped is moved on by the gap (`dst_gap`); one that came twice is the
      earliest reading that keeps the page's order (`dst_overlap`).
    """
    zone = ZoneInfo(timezone)
    clocks = _timed(headings, story_date, zone)
    oldest_first = _runs_oldest_first(clocks) if clocks else _days_run_oldest_first(headings, story_date)
    if oldest_first:
        clocks.reverse()
    _choose_halves(clocks)
    _put_slips_right(clocks)
    _assign_days(clocks, story_date)
    placed: list[PlacedTime | None] = [None] * len(headings)
    for clock, instant in _instants(clocks):
        shown = clock.minutes - clock.shift
        time = dt.time(shown // 60 % 24, shown % 60)
        placed[clock.index] = PlacedTime(instant, time, tuple(clock.flags))
    order = range(len(headings) - 1, -1, -1) if oldest_first else range(len(headings))
    return _with_untimed(placed, headings, order, story_date, zone)


def weekday_before(day: dt.date, weekday: int) -> dt.date:
    """The latest such weekday (Monday 0) on or before the day."""
    return day - dt.timedelta((day.weekday() - weekday) % 7)


def _timed(headings: Sequence[Heading], story_date: dt.date, zone: ZoneInfo) -> list[_Clock]:
    clocks = []
    for index, heading in enumerate(headings):
        if heading.time is None:
            continue
        own = zone if heading.zone in (None, zone.key) else ZoneInfo(heading.zone)
        clock = _Clock(index, heading, heading.time, own, _ahead(zone, own, story_date))
        if (day := _named_date(heading, story_date)) is not None:
            clock.named_day = day + dt.timedelta(clock.carry)
        clocks.append(clock)
    return clocks


def _ahead(zone: ZoneInfo, own: ZoneInfo, day: dt.date) -> int:
    """Minutes that clocks in `zone` are ahead of those in `own` at noon of the day."""
    if own is zone:
        return 0
    noon = dt.datetime.combine(day, dt.time(12))
    return int((_offset(noon, zone, 0) - _offset(noon, own, 0)).total_seconds()) // 60


def _named_date(heading: Heading, story_date: dt.date) -> dt.date | None:
    """The date a heading prints, without a year the one nearest to the story's day; None for no such date."""
    if heading.month is None or heading.day is None:
        return None
    years = (heading.year,) if heading.year else (story_date.year, story_date.year - 1, story_date.year + 1)
    dates = []
    for year in years:
        try:
            dates.append(dt.date(year, heading.month, heading.day))
        except ValueError:  # 29 February of another year, or a misprint
            continue
    return min(dates, key=lambda date: abs(date - story_date), default=None)


def _runs_oldest_first(clocks: Sequence[_Clock]) -> bool:
    up = down = 0
    for above, below in pairwise(clocks):
        step = _step(above, below)
        up += step > 0
        down += step < 0
    return up > down


def _days_run_oldest_first(headings: Sequence[Heading], story_date: dt.date) -> bool:
    """The same of headings that give days alone."""
    days = [day for heading in headings if (day := _named_date(heading, story_date)) is not None]
    return sum(above < below for above, below in pairwise(days)) > sum(above > below for above, below in pairwise(days))


def _step(above: _Clock, below: _Clock) -> int:
    """Positive when the lower heading is the later one, negative when earlier, 0 when that cannot be told."""
    if above.named_day and below.named_day and above.named_day != below.named_day:
        return (below.named_day - above.named_day).days
    if above.weekday is not None and below.weekday is not None and above.weekday != below.weekday:
        return 1 if (below.weekday - above.weekday) % 7 <= 3 else -1
    if not (above.fixed and below.fixed):
        turn = (below.minutes - above.minutes) % _NOON
        return turn if turn < _NOON // 2 else -1
    rise = below.minutes - above.minutes
    return rise if rise < _NOON else -1  # a rise of half a day and more is a midnight crossed downwards


def _gap(newer: int, older: int) -> int:
    """Minutes from one clock time on to the next showing of another."""
    return (newer - older) % _DAY


def _choose_halves(clocks: Sequence[_Clock]) -> None:
    """Give headings without a.m./p.m. the half of the day that keeps the page's steps short."""
    if all(clock.fixed for clock in clocks):
        return
    top = clocks[0]
    readings = [_walk(clocks, start) for start in ([top.minutes] if top.fixed else _halves(top))]
    for clock, minutes in zip(clocks, min(readings)[2], strict=True):
        if minutes != clock.minutes:
            clock.minutes = minutes
            clock.flags.append("meridiem_inferred")


def _halves(clock: _Clock) -> list[int]:
    return [clock.minutes, (clock.minutes + _NOON) % _DAY]


def _walk(clocks: Sequence[_Clock], start: int) -> tuple[int, int, list[int]]:
    """The minutes spanned, the headings changed and the clock times, when the newest is read as `start`."""
    minutes, span = [start], 0
    for index in range(1, len(clocks)):
        clock, newer = clocks[index], minutes[-1]
        best = clock.minutes
        if not clock.fixed:
            older = clocks[index + 1] if index + 1 < len(clocks) else None
            known = older.minutes if older is not None and older.fixed else None
            costs = [
                _gap(newer, half) + (_gap(half, known) if known is not None else 0) for half in _halves(clock)
            ]
            best = _halves(clock)[costs.index(min(costs))]
        span += _gap(newer, best)
        minutes.append(best)
    changed = sum(clock.minutes != chosen for clock, chosen in zip(clocks, minutes, strict=True))
    return span, changed, minutes


def _put_slips_right(clocks: Sequence[_Clock]) -> None:
    for newer, clock, older in zip(clocks, clocks[1:], clocks[2:], strict=False):
        flipped = (clock.minutes + _NOON) % _DAY
        if _gap(newer.minutes, flipped) > _SLIP or _gap(flipped, older.minutes) > _SLIP:
            continue
        if clock.fixed and clock.named_day in (None, newer.named_day, older.named_day):
            clock.minutes = flipped
            clock.flags.append("clock_flipped")


def _assign_days(clocks: Sequence[_Clock], story_date: dt.date) -> None:
    """Walk from the newest heading back in time; `chain` holds the headings that agree with each other."""
    chain: list[_Clock] = []
    for index, clock in enumerate(clocks):
        if not chain:
            clock.day = _own_day(clock, story_date) or story_date
        elif (day := _own_day(clock, chain[-1].day)) is not None:
            _move_up(chain, clock, day)
            clock.day = day
            if (day, clock.minutes) > (chain[-1].day, chain[-1].minutes) and not _in_second_hour(
                chain[-1], clock
            ):
                clock.flags.append("out_of_order")
                continue
        else:
            clock.day = _day_below(chain[-1], clock)
            if not _follows(chain[-1], clock):
                rest = clocks[index + 1] if index + 1 < len(clocks) else None
                if not _is_stray(chain, clock, rest):
                    clock.day = _day_of_disorder(chain, clock)
                    clock.flags.append("out_of_order")
                    continue
                stray = chain.pop()
                stray.flags.append("out_of_order")
                clock.day = _day_below(chain[-1], clock) if chain else stray.day
        chain.append(clock)


def _own_day(clock: _Clock, newest: dt.date) -> dt.date | None:
    """The day that the heading names, in the page's zone; a weekday is the latest on or before `newest`."""
    if clock.named_day is not None or clock.weekday is None:
        return clock.named_day
    return weekday_before(newest - dt.timedelta(clock.carry), clock.weekday) + dt.timedelta(clock.carry)


def _move_up(chain: Sequence[_Clock], clock: _Clock, day: dt.date) -> None:
    """A first date later than the headings above it allow moves those up: "1 a.m." above "11 p.m. May 4"."""
    late = (day - _day_below(chain[-1], clock)).days
    if 0 < late <= 1 and not any(above.has_day for above in chain):
        for above in chain:
            above.day += dt.timedelta(late)


def _day_below(above: _Clock, clock: _Clock) -> dt.date:
    same = clock.minutes <= above.minutes or _in_second_hour(above, clock)
    return above.day if same else above.day - dt.timedelta(1)


def _day_of_disorder(chain: Sequence[_Clock], clock: _Clock) -> dt.date:
    above = chain[-1]
    day = above.day + dt.timedelta(clock.minutes < above.minutes)
    is_swapped = len(chain) > 1 and (day, clock.minutes) <= (chain[-2].day, chain[-2].minutes)
    is_near = day == above.day and clock.minutes - above.minutes <= _DISORDER
    return day if is_swapped or is_near else _day_below(above, clock)


def _follows(above: _Clock, clock: _Clock) -> bool:
    return _gap(above.minutes, clock.minutes) <= _NIGHT or _in_second_hour(above, clock)


def _in_second_hour(above: _Clock, clock: _Clock) -> bool:
    """Whether a rise of the clock is that of an hour shown twice, as clocks go back."""
    if not 0 < clock.minutes - above.minutes < 2 * 60:
        return False
    return all(_is_shown_twice(above.day, each) for each in (above, clock))


def _is_shown_twice(day: dt.date, clock: _Clock) -> bool:
    shown = _shown(day, clock)
    return _offset(shown, clock.zone, 0) > _offset(shown, clock.zone, 1)


def _is_stray(chain: Sequence[_Clock], clock: _Clock, rest: _Clock | None) -> bool:
    """Whether the chain's last heading, not the one below it, is the one out of order."""
    if rest is None or chain[-1].has_day or _follows(chain[-1], rest):
        return False
    return len(chain) == 1 or _follows(chain[-2], clock)


def _shown(day: dt.date, clock: _Clock) -> dt.datetime:
    """What a clock in the heading's own zone shows."""
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=clock.minutes - clock.shift)


def _offset(shown: dt.datetime, zone: ZoneInfo, fold: int) -> dt.timedelta:
    return shown.replace(tzinfo=zone, fold=fold).utcoffset() or dt.timedelta(0)


def _instants(clocks: Sequence[_Clock]) -> list[tuple[_Clock, dt.datetime]]:
    """Every heading's time in UTC, oldest first: an hour shown twice is read no later than order demands."""
    placed = []
    older: dt.datetime | None = None
    for clock in reversed(clocks):
        shown = _shown(clock.day, clock)
        first, second = _offset(shown, clock.zone, 0), _offset(shown, clock.zone, 1)
        utc = shown.replace(tzinfo=dt.UTC)
        instant = utc - first
        if first > second:
            clock.flags.append("dst_overlap")
            if older is not None and instant < older <= utc - second:
                instant = utc - second
        elif first < second:
            clock.flags.append("dst_gap")
        if "out_of_order" not in clock.flags:
            older = instant
        placed.append((clock, instant))
    return placed


def _with_untimed(
    placed: list[PlacedTime | None],
    headings: Sequence[Heading],
    order: Sequence[int],
    story_date: dt.date,
    zone: ZoneInfo,
) -> list[PlacedTime]:
    """Fill in the headings without a time, from the newest to the oldest."""
    nothing_known = not any(placed)
    newer: PlacedTime | None = None
    for place, index in enumerate(order):
        known = placed[index]
        if known is None:
            below = (placed[lower] for lower in order[place:])
            older = next((found for found in below if found and "out_of_order" not in found.flags), None)
            known = _untimed(headings[index], newer, older, story_date, zone, nothing_known=nothing_known)
            placed[index] = known
        if "out_of_order" not in known.flags:
            newer = known
    return [known for known in placed if known is not None]


def _untimed(
    heading: Heading, newer: PlacedTime | None, older: PlacedTime | None, story_date: dt.date, zone: ZoneInfo,
    *, nothing_known: bool,
) -> PlacedTime:  # fmt: skip
    limit = newer.published_at.astimezone(zone).date() if newer else story_date
    day = _named_date(heading, story_date)
    if day is None and heading.weekday is not None:
        day = weekday_before(limit, heading.weekday)
    flag = "day_only" if day is not None or nothing_known else "time_inferred"
    if day is None and newer is not None:
        return PlacedTime(newer.published_at, None, (flag,))
    start = dt.datetime.combine(day or story_date, dt.time(), tzinfo=zone).astimezone(dt.UTC)
    if older is not None:
        start = max(start, older.published_at)
    return PlacedTime(min(start, newer.published_at) if newer else start, None, (flag,))
