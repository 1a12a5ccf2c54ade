"""Four digits at the start of a line: years of past events, or clock times of the day."""

from __future__ import annotations

import datetime as dt

import pytest

from producers.article import Article
from producers.formats.common.format import Reading
from producers.formats.index import parse_document
from tests.producers.formats.reported import only_article
from tests.producers.pages import clocks, gazetteer

STAMP = "Published: March 14, 2026 10:00 GMT\n\n"
STORY = "ACCRA, Ghana (AP) — Floods killed 12 people in Kumasi on Friday, the disaster agency NADMO said.\n\n"
NITF = (
    '<nitf><head><docdata><doc-id id-string="x"/><date.issue norm="20260314T093000Z"/></docdata></head><body><body.head><hedline>'
    "<hl1>{}</hl1></hedline></body.head><body.content><p>2004: A ferry sank off Zamboanga.</p><p>2012: A bus fell into a"
    " river.</p></body.content></body></nitf>"
)


def article_of(page: str, day: dt.date | None = None) -> Article:
    (article,) = parse_document(page.encode(), "page", Reading(day=day, timezone="UTC"), gazetteer()).articles
    return article


@pytest.mark.parametrize("name", ["a-colon.txt", "b-dash.txt", "c-own-line.txt"])
def test_past_events_are_no_updates_of_today(name: str) -> None:
    article = only_article(f"years-as-clocks/{name}")
    assert [update.published_at.isoformat() for update in article.updates] == ["2026-03-14T10:00:00+00:00"]
    assert article.updates[0].text.startswith("Floods killed 12 people in Kumasi on Friday")
    assert "2001" in article.updates[0].text  # what it speaks of is still said
    assert article.warnings == ()


def test_a_page_of_this_day_in_other_years_has_no_update_of_its_own_time_of_day() -> None:
    article = only_article("years-as-clocks/d-on-this-day.xml")
    assert [update.published_at.isoformat() for update in article.updates] == ["2026-03-14T04:30:01+00:00"]
    assert article.updates[0].text.split("\n\n")[1:3] == ["1878: A bridge at Marlowe Ferry opened.", "1996: A mine at Carrow closed."]


@pytest.mark.parametrize("name", ["a-one-year", "b-day-month-year"])
def test_dated_lines_leave_today_s_paragraph_where_it_stands(name: str) -> None:
    article = only_article(f"past-dated-lines/{name}.txt")
    assert [update.published_at.isoformat() for update in article.updates] == ["2026-03-14T10:00:00+00:00"]
    assert (article.updates[0].text.startswith("Floods killed 12 people"), article.warnings) == (True, ())


@pytest.mark.parametrize(("page", "clock"), [
    (STAMP + STORY + "1755: A quake hit.\n\n1906: A quake hit.\n\n1960: A quake hit.\n\n2010: A quake hit.", "10:00"),
    (STAMP + STORY + "• 2001: A flood came.\n\n• 2015: A fire came.", "10:00"),
    # hours after the page was published
    (STAMP + STORY + "1999 Quake in Izmit kills many.\n\n2003 Quake in Bam kills many.", "10:00"),
    (STAMP.replace("10:00", "21:00") + STORY + "1948 - A flood came.\n\n2001 - A flood came.", "21:00"),
    (STAMP.replace("10:00", "21:00") + "Floods: a timeline\n\n1948 A flood came to the town.\n\n2001 A flood came again.",
     "21:00"),
    (NITF.format("On this day (March 14)"), "09:30"), (NITF.format("Deadliest accidents of the region"), "09:30"),
])  # fmt: skip
def test_years_are_told_from_clock_times(page: str, clock: str) -> None:
    article = article_of(page)
    assert (clocks(article), [f"{update.published_at:%H:%M}" for update in article.updates]) == ([None], [clock])


@pytest.mark.parametrize(("page", "times"), [
    ("1424 The bridge is closed.\n\n1530 It rains.", ["14:24", "15:30"]),
    ("0915 The bridge is closed.\n\n1130 It rains.\n\n2045 It snows.", ["09:15", "11:30", "20:45"]),
    ("0915: The bridge is closed.\n\n1130: It rains.\n\n2010: It snows.", ["09:15", "11:30", "20:10"]),
    ("1905 The bridge is closed.\n\n1930 It rains.\n\n2010 It snows.", ["19:05", "19:30", "20:10"]),
    ("1905\n\nThe bridge is closed.\n\n2015\n\nIt rains on the town.", ["19:05", "20:15"]),
    (STORY + "1915: The bridge is closed.\n\n1930: It rains.\n\n2045: It snows.", ["19:15", "19:30", "20:45"]),  # no year yet
    ("Published: March 14, 2026 21:00\n\n1905: The bridge is closed.\n\n2010: It rains.", ["19:05", "20:10"]),
    ("1424 The bridge is closed.\n\n1465 It rains.\n\n1510 It snows.", ["14:24", "15:10"]),  # a slip of the keyboard
    (NITF.format("Storm hits the islands"), ["20:04", "20:12"]),
    ("10:15 a.m.\n\nThe bridge is closed.\n\n2001: A flood came.\n\n2009: A flood came.\n\n9:15 a.m.\n\nIt rains.", ["10:15", "09:15"]),
    ("9:15 The bridge is closed.\n\n9:45 It rains.\n\n1878: A flood.\n\n2009: A flood came.", ["09:15", "09:45"]),
])  # fmt: skip
def test_clock_times_stay_clock_times(page: str, times: list[str]) -> None:
    page = page if page.startswith("<") else f"Storm hits the town\n\n{page}"
    assert clocks(article_of(page, dt.date(2026, 3, 14))) == times
