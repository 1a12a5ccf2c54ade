"""The day of a page, the zone of its clock, and the errors where one cannot be told."""

from __future__ import annotations

import datetime as dt

import pytest

from datelines.clocks.iana import ZoneInfo
from producers.article import NotAStory
from tests.producers.pages import DAY, clocks, read

BODY = "9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\nThe road is open.\n"
OFFICE = "MINISTRY OF HEALTH\nPRESS RELEASE No. 4"
OPENING = "PARIS (AP) — The Latest on the dam (all times local):\n\n"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        (f"Dam bursts\n\nPublished: Oct. 23, 2017\n\n{OPENING}{BODY}", dt.date(2017, 10, 23)),
        (f"Dam bursts\n\nPosted 2:07 PM, November 13, 2017\n\n{OPENING}{BODY}", dt.date(2017, 11, 13)),
        (f"Dam bursts\n\n12 November 2017\n\n{OPENING}{BODY}", dt.date(2017, 11, 12)),
        (f"Dam bursts\n\nOctober 23, 2017 2:30 PM\n\n{OPENING}{BODY}", dt.date(2017, 10, 23)),
        (f"Dam bursts\n\nUpdated April 21, 2019 - 11:47 pm\n\n{OPENING}{BODY}", dt.date(2019, 4, 21)),
        (f"Updated April 22, 2019\n\nPublished April 21, 2019\n\n{OPENING}{BODY}", dt.date(2019, 4, 21)),
        (f"{OPENING}Apr 22, 2019\n\n{BODY}", dt.date(2019, 4, 22)),
        (f"{OPENING}Update, August 26, 2016, 2:45 p.m.: It rains.\n\nUpdate, August 25, 2016, 1 p.m.: It is dry.\n",
         dt.date(2016, 8, 26)),
        (f"{OPENING}Update, August 26, 2:45 p.m.: It rains.\n\nUpdate, August 25, 2016, 1 p.m.: It is dry.\n",
         dt.date(2016, 8, 25)),
    ],
)  # fmt: skip
def test_the_day_is_read_from_headings_and_page_lines(page: str, day: dt.date) -> None:
    assert read(page, day=None).story_date == day


@pytest.mark.parametrize(
    "page",
    [
        OPENING + BODY,
        "FILE - In this July 27, 2017 photo, boats lie by the dam.\n\n" + OPENING + BODY,
        OPENING + BODY + "\nLeave a Reply\n\nPosted on Oct. 23, 2017",
        OPENING + "9 p.m.\n\nThe dam broke on Oct. 23, 2017.\n",
        OPENING + "FRIDAY\n\n" + BODY,
        "Published: February 30, 2017\n\n" + OPENING + BODY,
        "Published: Oct. 23\n\n" + OPENING + BODY,
    ],
)
def test_without_a_date_the_reader_is_asked_for_it(page: str) -> None:
    with pytest.raises(NotAStory, match=r"page\.txt: .*--date") as raised:
        read(page, day=None)
    assert raised.value.reason == "no_date"


def test_a_day_asked_for_wins() -> None:
    assert read(f"Published: Oct. 23, 2017\n\n{OPENING}{BODY}", day=DAY).story_date == DAY


def test_a_site_s_stamp_is_neither_update_nor_zone() -> None:
    page = f"Updated January 27, 2019 - 11:47 pm PST\n\n{OPENING}{BODY}"
    article = read(page)
    assert clocks(article) == ["21:00", "20:00"]
    assert article.timezone == "Europe/Paris"


def test_a_body_without_headings_takes_the_page_s_own_time() -> None:
    page = "Dam bursts\n\nPublished: Jan. 28, 2019, 3:15 p.m. EST\n\nThe dam in the town is dry.\n"
    update = read(page, day=None).updates[0]
    assert update.published_at == dt.datetime(2019, 1, 28, 20, 15, tzinfo=dt.UTC)
    assert (update.local_time, update.flags) == (None, ("time_from_page",))


OF_AN_ARTICLE = [
    "Updated 3:15 pm, Monday 28 January 2019",
    "Published Monday 28 January 2019, 15:15",
    "Montluc, 28 January 2019, 15h15",
    "Montluc, Monday, January 28, 2019. 3:15 p.m.",
    "Montluc-sur-Mer (Loire), 28 January 2019 at 15:15",
    "Filed 1515, January 28",
    "Monday, January 28, 2019 | 3:15 p.m.",
    "Posted: January 28, 2019 3:15 PM EST   By Ana Example, Digital Producer",
    "By Example Press Service | January 28, 2019 | Filed 3:15 pm",
]


@pytest.mark.parametrize("line", OF_AN_ARTICLE)
def test_a_line_with_an_article_s_own_time_says_when_it_was_published_and_is_no_heading(line: str) -> None:
    page = f"Dam bursts above the town\n\n{line}\n\nThe dam is dry, and two of its gates are gone.\n"
    (update,) = read(page, day=dt.date(2019, 1, 28)).updates
    published = update.published_at.astimezone(ZoneInfo("America/New_York"))
    assert (f"{published:%H:%M}", update.local_time) == ("15:15", None)


def test_a_remark_behind_an_article_s_own_time_is_no_update() -> None:
    page = "Dam bursts\n\n28 January 2019, 15:15 CET (adds mayor, background)\n\nPARIS (AP) — The dam is dry, he said.\n"
    (update,) = read(page, day=dt.date(2019, 1, 28)).updates
    assert (update.text, update.local_time) == ("The dam is dry, he said.", None)
    assert update.published_at == dt.datetime(2019, 1, 28, 14, 15, tzinfo=dt.UTC)


def test_a_dated_clock_over_bare_ones_is_the_page_s() -> None:
    page = f"Dam bursts – live\n\nAna Example\nMonday 28 January 2019 21:31 CET\n\n{BODY}"
    assert clocks(read(page)) == ["21:00", "20:00"]
    told = f"Dam bursts – live\n\nMonday 28 January 2019 21:31 CET\n\nThe second gate is gone, too.\n\n{BODY}"
    assert clocks(read(told)) == ["21:31", "21:00", "20:00"]


def test_a_list_of_key_events_that_are_told_below_is_no_updates() -> None:
    page = f"Dam bursts\n\nKey events\n9 p.m. – Dam is dry\n8 p.m. – Road is open\n\n{BODY}"
    assert clocks(read(page)) == ["21:00", "20:00"]


def test_a_headline_that_begins_as_a_dateline_is_no_update() -> None:
    article = read(f"The Latest on Brell: Toll rises to 41\n\nOldest entries first\n\n{BODY}")
    assert (clocks(article), article.headline) == (["21:00", "20:00"], "Toll rises to 41")


@pytest.mark.parametrize(("heading", "utc"), [
    ("28 Jan 2019 - 20:20 (20:20 GMT)", 20),  # the clock is in that zone
    ("28 Jan 2019 - 21:20 (20:20 GMT)", 20),  # the house's clock, and that moment again
    ("9:20 p.m. [10:20 p.m. in Kyiv]", 20),
])
def test_a_clock_that_stands_twice(heading: str, utc: int) -> None:
    page = f"Dam bursts\n\n{OPENING}{heading}\n\nThe dam is dry.\n\n{heading.replace(':20', ':10')}\n\nThe road is open.\n"
    assert read(page, day=dt.date(2019, 1, 28)).updates[0].published_at.hour == utc


@pytest.mark.parametrize("line", [
    f"{OFFICE}\nMontluc, 28 January 2019, 15h15",
    f"{OFFICE}\nMonday, January 28, 2019 | 3:15 p.m.",
    "STATUS AT 1515 hrs, 28 January 2019",
    "Situation at 15:15, 28 January 2019",
    "Bulletin no. 4 – 28 January 2019, hours 15:15",
    "Date and time: 28/01/2019, 15h15",
    "Date of issue: 28/01/2019    Time of issue: 15h15    Period covered: 27/01 to 28/01",
    "Date: Monday 28 January 2019\nTime: 3:15pm",
    "(Position as on 28.01.2019 at 1515 Hrs)",
    "PRELIMINARY REPORT No. 14 – 28/01/2019 / 15:15 HOURS",
    "Issued 3:15 PM, Monday 28 January 2019 (supersedes Sitrep 01)",
    "28. 1. 2019, 15.15 – FIRST INFORMATION",
    "Situation Report No. 4 (as at 15:15, 28 January 2019)",
    "Flash Update No. 2 (as of 15:15, 28 January 2019)",
])  # fmt: skip
def test_a_line_with_the_hour_of_an_office_s_paper_is_its_clock(line: str) -> None:
    page = f"Dam bursts above the town\n\n{line}\n\nThe dam is dry, and two of its gates are gone.\n"
    assert clocks(read(page, day=dt.date(2019, 1, 28))) == ["15:15"]


def test_of_two_numbers_of_a_date_the_story_s_day_tells_which_is_the_month() -> None:
    page = "Dam bursts above the town\n\nREPORT No. 14 – 10/11/2025 / 16:30 HOURS\n\nThe dam is dry, and two gates are gone.\n"
    assert clocks(read(page, day=dt.date(2025, 11, 10))) == clocks(read(page, day=dt.date(2025, 10, 11))) == ["16:30"]


def test_a_dateline_may_show_a_clock() -> None:
    page = "Dam bursts above the town\n\nPARIS, January 28, 1515 GMT - The dam in the town is dry.\n"
    update = read(page, day=dt.date(2019, 1, 28)).updates[0]
    assert update.published_at == dt.datetime(2019, 1, 28, 15, 15, tzinfo=dt.UTC)
    assert update.text == "The dam in the town is dry."


@pytest.mark.parametrize("line", ["Kobe, 17 January 1995", "Haiti, January 12, 2010: 220,000 dead", "Bus 12, 9:15"])
def test_a_place_with_a_day_alone_is_no_page_s_time(line: str) -> None:
    page = f"Dam bursts above the town\n\n{line}\n\nThe dam is dry, and two of its gates are gone.\n"
    assert clocks(read(page, day=dt.date(2019, 1, 28))) == [None]


def test_a_stamp_of_another_day_is_not_the_time_of_the_story() -> None:
    page = "Dam bursts\n\nPublished: Jan. 2, 2017, 3:15 p.m. EST\n\nThe dam in the town is dry.\n"
    assert "day_only" in read(page, day=DAY).updates[0].flags


@pytest.mark.parametrize(
    ("page", "zone", "warned"),
    [
        (f"{OPENING}{BODY}", "Europe/Paris", False),
        (f"PARIS (AP) — The Latest on the dam (all times Eastern):\n\n{BODY}", "America/New_York", False),
        (f"PARIS (AP) — The Latest on the dam (all times Martian):\n\n{BODY}", "Europe/Paris", True),
        (f"The Latest on the dam in Peru (all times local):\n\n{BODY}", "America/Lima", True),
        (f"The Latest on the dam in Peru:\n\n{BODY}", "America/Lima", True),
        (f"Dam bursts in Peru\n\n{BODY}", "America/Lima", True),
        (f"Dam bursts in Peru\n\n{BODY}\nIt broke at 4 p.m. local time.\n", "America/New_York", True),
        (f"Dam bursts in Brazil\n\n{BODY}", "America/Sao_Paulo", True),
        (f"Dam bursts in the United States\n\n{BODY}", "America/New_York", True),
        ("Dam bursts\n\n14:00 GMT – It rains.\n\n13:00 GMT – It is dry.", "UTC", False),
        ("Dam bursts in Peru\n\nThe dam in the town is dry.", "America/Lima", False),
        ("Dam bursts\n\nThe dam in the town is dry.", "America/New_York", False),
        (f"XANADUVILLE, Peru (AP) — The Latest on the dam (all times local):\n\n{BODY}", "America/Lima", True),
        (f"XANADUVILLE, Texas (AP) — The Latest on the dam (all times local):\n\n{BODY}", "America/Chicago", True),
        ("XANADUVILLE (AP) — The Latest on the dam:\n\n9 p.m. GMT\n\nThe dam is dry.", "UTC", False),
        ("XANADUVILLE (AP) — The dam in the town is dry.", "America/New_York", False),
    ],
)
def test_the_zone_of_the_clock(page: str, zone: str, warned: bool) -> None:
    article = read(page)
    assert article.timezone == zone
    assert any("--timezone" in warning for warning in article.warnings) == (warned and "Martian" not in page)
    assert any("Martian" in warning for warning in article.warnings) == ("Martian" in page)


@pytest.mark.parametrize(
    "page",
    [
        f"XANADUVILLE (AP) — The Latest on the dam (all times local):\n\n{BODY}",
        f"XANADUVILLE, Russia (AP) — The Latest on the dam (all times local):\n\n{BODY}",
        f"The Latest on the dam (all times local):\n\n{BODY}",
    ],
)
def test_an_unknown_place_asks_for_the_zone(page: str) -> None:
    with pytest.raises(NotAStory, match=r"page\.txt: .*--timezone") as raised:
        read(page)
    assert raised.value.reason == "unknown_place"
    assert read(page, timezone="Asia/Tokyo").timezone == "Asia/Tokyo"


@pytest.mark.parametrize(("day", "zone"), [(dt.date.min, "Asia/Tokyo"), (dt.date.max, "America/New_York")])
def test_days_that_no_clock_can_show(day: dt.date, zone: str) -> None:
    with pytest.raises(NotAStory, match="--date") as raised:
        read("Dam bursts\n\n11 p.m.\n\nIt rains.\n\n1 a.m.\n\nIt is dry.", day=day, timezone=zone)
    assert raised.value.reason == "no_date"
