import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from datelines.clocks.clock import Heading, PlacedTime, place_times, weekday_before, zone_of

DAY = dt.date(2021, 6, 16)  # a Wednesday
HALF_DAYS = {"a": 0, "p": 12}


def heading(text: str | None, **parts: int | str) -> Heading:
    """ "2:30p" has a meridiem, "2:30" none, "14:30!" is from a 24-hour clock."""
    if text is None:
        return Heading(**parts)  # type: ignore[arg-type]
    certain = text[-1] in "ap!"
    hour, minute = map(int, text.rstrip("ap!").split(":"))
    if text[-1] in HALF_DAYS:
        hour = hour % 12 + HALF_DAYS[text[-1]]
    return Heading(time=dt.time(hour, minute), meridiem=certain, **parts)  # type: ignore[arg-type]


def shown(placed: list[PlacedTime], zone: str) -> list[str]:
    """Each published time in the zone, as day of the month and clock, with its flags."""
    return [
        " ".join([item.published_at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M"), *item.flags]) for item in placed
    ]


def page(*times: str | None, day: dt.date = DAY, zone: str = "Europe/Rome") -> list[str]:
    return shown(place_times([heading(time) for time in times], story_date=day, timezone=zone), zone)


PAGES = [
    pytest.param(["2:30p", "12:55p", "11:15a"], ["16 14:30", "16 12:55", "16 11:15"], id="newest first"),
    pytest.param(["2:30a", "11:45p", "9:00p"], ["16 02:30", "15 23:45", "15 21:00"], id="midnight crossed"),
    pytest.param(["2:30a", "11:45p"], ["16 02:30", "15 23:45"], id="midnight between the only two"),
    pytest.param(
        ["1:00a", "11:00p", "1:00p", "2:00a", "10:00p"],
        ["16 01:00", "15 23:00", "15 13:00", "15 02:00", "14 22:00"],
        id="two midnights",
    ),
    pytest.param(["9:00a", "11:00a", "2:00p"], ["16 09:00", "16 11:00", "16 14:00"], id="oldest first"),
    pytest.param(
        ["9:00p", "11:00p", "1:00a", "3:00a"],
        ["15 21:00", "15 23:00", "16 01:00", "16 03:00"],
        id="oldest first over midnight: the story's day is that of its newest",
    ),
    pytest.param(["4:40p", "4:30p", "4:30p"], ["16 16:40", "16 16:30", "16 16:30"], id="repeated heading"),
    pytest.param(
        ["2:30p", "1:10a", "12:40p"], ["16 14:30", "16 13:10 clock_flipped", "16 12:40"], id="a.m. for p.m."
    ),
    pytest.param(
        ["2:30a", "1:10p", "12:40a", "11:45p"],
        ["16 02:30", "16 01:10 clock_flipped", "16 00:40", "15 23:45"],
        id="p.m. for a.m.",
    ),
    pytest.param(
        ["3:30a", "2:30a", "1:10p"], ["16 03:30", "16 02:30", "15 13:10"], id="no flip without a neighbour below"
    ),
    pytest.param(
        ["2:00p", "7:15p", "2:00a"],
        ["16 14:00", "15 19:15 out_of_order", "16 02:00"],
        id="disorder keeps the printed time and moves nobody else",
    ),
    pytest.param(
        ["4:15p", "7:15p", "5:40p", "5:20p"],
        ["16 16:15 out_of_order", "16 19:15", "16 17:40", "16 17:20"],
        id="a stray heading on top",
    ),
    pytest.param(
        ["3:00p", "2:00p", "2:30p", "1:00p"],
        ["16 15:00", "16 14:00", "16 14:30 out_of_order", "16 13:00"],
        id="a stray heading in the middle",
    ),
    pytest.param(
        ["8:00p", "7:00p", "7:30p"], ["16 20:00", "16 19:00", "16 19:30 out_of_order"], id="a stray heading at the end"
    ),
    pytest.param(
        ["1:00a", "11:50p", "12:05a", "11:30p"],
        ["16 01:00", "15 23:50", "16 00:05 out_of_order", "15 23:30"],
        id="a stray heading at midnight",
    ),
    pytest.param(
        ["8:00p", "3:00p", "7:30p", "1:00p"],
        ["16 20:00", "16 15:00", "16 19:30 out_of_order", "16 13:00"],
        id="a stray heading that belongs one place higher",
    ),
    pytest.param(
        ["2:30p", "1:10", "12:40", "11:50"],
        ["16 14:30", "16 13:10 meridiem_inferred", "16 12:40", "16 11:50"],
        id="no meridiem: the half that fits the newer neighbour",
    ),
    pytest.param(
        ["1:15", "12:40", "11:55a"],
        ["16 13:15 meridiem_inferred", "16 12:40", "16 11:55"],
        id="no meridiem on top",
    ),
    pytest.param(["10:55", "9:30", "8:15"], ["16 10:55", "16 09:30", "16 08:15"], id="no meridiem at all"),
    pytest.param(["14:20!", "09:30!", "00:10!"], ["16 14:20", "16 09:30", "16 00:10"], id="24-hour clock"),
    pytest.param(
        ["2:30p", None, "11:15a"], ["16 14:30", "16 14:30 time_inferred", "16 11:15"], id="lost heading"
    ),
    pytest.param([None, "2:30p"], ["16 14:30 time_inferred", "16 14:30"], id="no time on top: not before the next"),
    pytest.param([None, None], ["16 00:00 day_only", "16 00:00 day_only"], id="no time at all"),
    pytest.param(
        ["9:00a", None, "11:00a"], ["16 09:00", "16 11:00 time_inferred", "16 11:00"], id="lost, oldest first"
    ),
]


@pytest.mark.parametrize(("times", "expected"), PAGES)
def test_a_page_of_bare_times(times: list[str | None], expected: list[str]) -> None:
    assert page(*times) == expected


DATED = [
    pytest.param(
        [heading("12:15a", weekday=0), heading("11:30p"), heading("6:00p", weekday=6)],
        ["14 00:15", "13 23:30", "13 18:00"],
        id="weekdays resolve backwards",
    ),
    pytest.param(
        [heading("2:00p", month=6, day=16), heading("2:45p", month=6, day=15), heading("7:00a", month=6, day=14)],
        ["16 14:00", "15 14:45", "14 07:00"],
        id="dates win over the clock",
    ),
    pytest.param(
        [heading("7:00a", month=6, day=14), heading("2:45p", month=6, day=15), heading("2:00p", month=6, day=16)],
        ["14 07:00", "15 14:45", "16 14:00"],
        id="dates, oldest first",
    ),
    pytest.param(
        [heading("1:00a"), heading("11:00p", month=6, day=16)],
        ["17 01:00", "16 23:00"],
        id="a date below moves the undated heading above",
    ),
    pytest.param(
        [heading(None), heading("2:45p", month=6, day=15)],
        ["16 00:00 time_inferred", "15 14:45"],
        id="no time on top of an older page: its day begins",
    ),
    pytest.param([heading(None, month=6, day=12)], ["12 00:00 day_only"], id="only a date"),
    pytest.param([heading(None, weekday=0)], ["14 00:00 day_only"], id="only a weekday"),
    pytest.param([heading("2:00p", month=13, day=40)], ["16 14:00"], id="no such date"),
]


@pytest.mark.parametrize(("headings", "expected"), DATED)
def test_a_page_with_days(headings: list[Heading], expected: list[str]) -> None:
    assert shown(place_times(headings, story_date=DAY, timezone="Europe/Rome"), "Europe/Rome") == expected


def test_a_year_is_the_nearest_to_the_story() -> None:
    placed = place_times(
        [heading("1:00a", month=1, day=1), heading("11:00p", month=12, day=31)],
        story_date=dt.date(2021, 1, 1),
        timezone="UTC",
    )
    assert [item.published_at.date() for item in placed] == [dt.date(2021, 1, 1), dt.date(2020, 12, 31)]


def test_local_times_become_utc() -> None:
    placed = place_times(
        [heading(time) for time in ("2:30p", "12:55p", "12:30p", "11:15a")],
        story_date=dt.date(2017, 10, 23),
        timezone="Asia/Beirut",
    )
    assert [item.published_at.strftime("%d %H:%M") for item in placed] == [
        "23 11:30",
        "23 09:55",
        "23 09:30",
        "23 08:15",
    ]


def test_a_heading_in_another_zone_is_ordered_and_published_by_it() -> None:
    placed = place_times(
        [heading("1:00p", zone="America/New_York"), heading("6:30p"), heading("12:00p", zone="America/New_York")],
        story_date=DAY,
        timezone="Europe/Rome",
    )
    assert shown(placed, "Europe/Rome") == ["16 19:00", "16 18:30", "16 18:00"]
    assert [item.local_time for item in placed] == [dt.time(13), dt.time(18, 30), dt.time(12)]


def test_a_heading_whose_own_zone_has_another_day() -> None:
    placed = place_times(
        [heading("2:00a"), heading("7:30p", weekday=1, zone="America/New_York")],
        story_date=DAY,
        timezone="Europe/Rome",
    )
    assert shown(placed, "Europe/Rome") == ["16 02:00", "16 01:30"]


def test_a_time_the_clock_skipped_moves_on_by_the_gap() -> None:
    assert page("4:00a", "2:40a", "1:50a", day=dt.date(2021, 3, 28)) == ["28 04:00", "28 03:40 dst_gap", "28 01:50"]


def test_an_hour_shown_twice_keeps_the_order_of_the_page() -> None:
    placed = place_times(
        [heading(time) for time in ("2:10a", "1:50a", "1:10a", "1:40a", "1:20a", "12:50a")],
        story_date=dt.date(2018, 11, 4),
        timezone="America/New_York",
    )
    assert [item.published_at.strftime("%H:%M") for item in placed] == [
        "07:10",
        "06:50",
        "06:10",
        "05:40",
        "05:20",
        "04:50",
    ]
    assert [bool(item.flags) for item in placed] == [False, True, True, True, True, False]
    assert {flag for item in placed for flag in item.flags} == {"dst_overlap"}


# The headings of our labelled stories: the published time must show the clock that the page prints.
LABELLED = [
    ("Europe/Rome", "2016-08-25", ["02:30", None, "23:45"]),
    ("Europe/Rome", "2016-08-26", [None, "22:15", "18:40", "17:45"]),
    ("Asia/Colombo", "2019-04-23", ["04:53", "02:16", "01:42"]),
    ("Asia/Colombo", "2019-04-22", [None, "11:45", "11:00", "10:45"]),
    ("Asia/Colombo", "2019-04-22", [None, "16:40", "16:30", "16:30"]),
    ("America/Sao_Paulo", "2019-01-26", ["21:15", "18:35", "16:25", "16:00"]),
    ("America/Sao_Paulo", "2019-01-28", ["14:00", "19:15", "02:00"]),
    ("America/Sao_Paulo", "2019-01-28", [None, "19:55", "19:45", "18:20", "17:10"]),
    ("America/Sao_Paulo", "2019-01-30", [None, "18:30", "17:00", "16:30"]),
    ("America/New_York", "2018-02-14", [None, "18:30", "18:05", "17:40"]),
    ("America/New_York", "2018-02-14", [None, "16:15", "19:15", "17:40", "17:20"]),
    ("America/Chicago", "2018-04-26", ["23:25", "23:00"]),
    ("America/New_York", "2016-04-26", ["21:00", "20:35", "20:15"]),
]


@pytest.mark.parametrize(("zone", "day", "clocks"), LABELLED)
def test_labelled_pages_show_the_printed_clock(zone: str, day: str, clocks: list[str | None]) -> None:
    headings = [heading(clock and clock + "!") for clock in clocks]
    placed = place_times(headings, story_date=dt.date.fromisoformat(day), timezone=zone)
    for clock, item in zip(clocks, placed, strict=True):
        if clock is not None:
            assert item.published_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == clock
            assert item.local_time == dt.time.fromisoformat(clock)


def test_a_labelled_page_with_dates_in_its_headings() -> None:
    headings = [
        heading(None),
        heading("2:45p", month=8, day=26),
        heading("7:00a", month=8, day=25, year=2016),
        heading("6:00p", month=8, day=24, year=2016),
        heading("1:50p", month=8, day=24, year=2016),
    ]
    placed = place_times(headings, story_date=dt.date(2016, 8, 27), timezone="America/New_York")
    assert shown(placed, "America/New_York") == [
        "27 00:00 time_inferred",
        "26 14:45",
        "25 07:00",
        "24 18:00",
        "24 13:50",
    ]


zones = st.sampled_from(["UTC", "America/New_York", "Europe/Rome", "Asia/Kathmandu", "Australia/Lord_Howe"])
starts = st.dates(dt.date(1990, 1, 2), dt.date(2037, 12, 1)).flatmap(
    lambda day: st.times().map(lambda time: dt.datetime.combine(day, time, dt.UTC))
)
gaps = st.lists(st.integers(0, 12 * 60 - 1), min_size=1, max_size=12)


def walked_down(start: dt.datetime, gaps: list[int], zone: str) -> list[dt.datetime]:
    """Instants on whole minutes, newest first, in the zone."""
    newest = start.replace(second=0, microsecond=0)
    passed = [sum(gaps[:count]) for count in range(len(gaps) + 1)]
    return [(newest - dt.timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)) for minutes in passed]


@given(starts, gaps, zones, st.booleans())
def test_a_page_without_half_days_of_silence_is_read_back(
    start: dt.datetime, gaps: list[int], zone: str, dated: bool
) -> None:
    told = walked_down(start, gaps, zone)
    assume(len({item.utcoffset() for item in told}) == 1)  # the nights of a change have tests of their own
    headings = [
        Heading(time=item.time(), meridiem=True, month=item.month if dated else None, day=item.day) for item in told
    ]
    placed = place_times(headings, story_date=told[0].date(), timezone=zone)
    # in UTC, for Python takes a time of the hour that comes twice for equal to none of another zone
    assert [item.published_at for item in placed] == [item.astimezone(dt.UTC) for item in told]
    assert [item.local_time for item in placed] == [item.time() for item in told]
    assert not any(item.flags for item in placed)


@given(starts, st.lists(st.integers(1, 12 * 60 - 1), min_size=1, max_size=12), zones)
def test_an_oldest_first_page_with_days_is_read_back(start: dt.datetime, gaps: list[int], zone: str) -> None:
    told = walked_down(start, gaps, zone)[::-1]
    assume(len({item.utcoffset() for item in told}) == 1)
    assume(told[0].date() == told[-1].date() or len({item.date() for item in told}) == len(told))
    headings = [Heading(time=item.time(), meridiem=True, month=item.month, day=item.day) for item in told]
    placed = place_times(headings, story_date=told[-1].date(), timezone=zone)
    assert [item.published_at for item in placed] == [item.astimezone(dt.UTC) for item in told]


@given(
    st.lists(
        st.builds(
            Heading,
            time=st.none() | st.times().map(lambda time: time.replace(second=0, microsecond=0)),
            meridiem=st.booleans(),
            weekday=st.none() | st.integers(0, 6),
            month=st.none() | st.integers(0, 13),
            day=st.none() | st.integers(0, 32),
            year=st.none() | st.integers(1990, 2040),
            zone=st.none() | zones,
        ),
        max_size=12,
    ),
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)),
    zones,
)
def test_any_headings_are_placed(headings: list[Heading], day: dt.date, zone: str) -> None:
    placed = place_times(headings, story_date=day, timezone=zone)
    assert len(placed) == len(headings)
    for asked, item in zip(headings, placed, strict=True):
        assert item.published_at.utcoffset() == dt.timedelta(0)
        assert (item.local_time is None) == (asked.time is None)
        if asked.time is None or item.local_time is None:
            continue
        moved = {"clock_flipped", "meridiem_inferred"} & set(item.flags)
        assert item.local_time.minute == asked.time.minute
        assert (item.local_time.hour - asked.time.hour) % 24 == (12 if moved else 0)
        if "dst_gap" not in item.flags:
            local = item.published_at.astimezone(ZoneInfo(asked.zone or zone))
            assert local.time() == item.local_time


@given(st.dates(dt.date(1990, 1, 8)), st.integers(0, 6))
def test_weekday_before_is_the_latest_such_day(day: dt.date, weekday: int) -> None:
    found = weekday_before(day, weekday)
    assert found.weekday() == weekday
    assert 0 <= (day - found).days < 7


@pytest.mark.parametrize(
    ("printed", "country", "zone"),
    [
        ("ET", None, "America/New_York"),
        ("Eastern", None, "America/New_York"),
        ("EST", "US", "America/New_York"),
        ("Eastern Daylight Time", None, "America/New_York"),
        ("E.D.T.", None, "America/New_York"),
        ("EST", "AU", "Australia/Sydney"),
        ("GMT", None, "UTC"),
        ("IST", "IN", "Asia/Kolkata"),
        ("IST", "IE", "Europe/Dublin"),
        ("IST", "IL", "Asia/Jerusalem"),
        ("BST", "GB", "Europe/London"),
        ("BST", "BD", "Asia/Dhaka"),
        ("CST", "CN", "Asia/Shanghai"),
        ("local", None, None),
        ("", None, None),
    ],
)
def test_printed_zones(printed: str, country: str | None, zone: str | None) -> None:
    assert zone_of(printed, country) == zone
    assert zone is None or ZoneInfo(zone).key == zone
