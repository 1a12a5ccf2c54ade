"""The grammar of time headings: every part, every form, every kind met on real pages, and what is none."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest

from datelines.zone_names import zone_name
from producers.formats.story.line.grammar import FORMS, PARTS, Form, Part
from producers.formats.story.line.headings import HeadingLine, read_heading
from producers.formats.story.line.stamps import read_stamp


class Seen(NamedTuple):
    line: str
    kind: str
    clock: str | None  # 24 hours
    date: tuple[int | None, int | None, int | None] = (None, None, None)  # month, day, year
    weekday: int | None = None
    zone: str | None = None
    rest: str = ""
    topic: str | None = None


SEEN = [
    # On a line of its own.
    Seen("2:30 p.m.", "time", "14:30"),
    Seen("6 p.m.", "time", "18:00"),
    Seen("9:00 p.m.", "time", "21:00"),
    Seen("8.15 p.m.", "time", "20:15"),
    Seen("12:05 a.m.", "time", "00:05"),
    Seen("12:05 P.M.", "time", "12:05"),
    Seen("noon", "time", "12:00"),
    Seen("12 noon", "time", "12:00"),
    Seen("Midnight", "time", "00:00"),
    Seen("12:15 a.m. Monday", "time", "00:15", weekday=0),
    Seen("3/18 8:30 a.m.", "time", "08:30", (3, 18, None)),
    Seen("18/3 8:30 a.m.", "time", "08:30", (3, 18, None)),
    Seen("August 27 at 3:46 p.m.", "time", "15:46", (8, 27, None)),
    Seen("2016-08-27 15:46", "time", "15:46", (8, 27, 2016)),
    Seen("[11:20 a.m.]", "time", "11:20"),
    Seen("**11:20 a.m.**", "time", "11:20"),
    Seen("2:30 p.m.:", "time", "14:30"),
    Seen("2:30 p.m. UPDATE", "time", "14:30"),
    Seen("23:48", "time", "23:48"),
    # The moment of which a report tells.
    Seen("As of 18:00 hrs, 4 May 2026", "time", "18:00", (5, 4, 2026)),
    Seen("Data as of 17.00 WIB", "time", "17:00", zone="WIB"),
    Seen("3. SITUATION AS AT 0600 HRS, FRIDAY 8 MAY", "time", "06:00", (5, 8, None), weekday=4),
    Seen("Status as at 09:00 (for comparison)", "time", "09:00"),
    # Days above bare times.
    Seen("FRIDAY", "day", None, weekday=4),
    Seen("Friday, Oct. 12", "day", None, (10, 12, None), weekday=4),
    Seen("12 November 2017", "day", None, (11, 12, 2017)),
    Seen("Apr 22, 2019", "day", None, (4, 22, 2019)),
    # With a zone.
    Seen("1:00 pm ET –", "time", "13:00", zone="ET"),
    Seen("2:05 a.m. ET, March 15, 2019", "time", "02:05", (3, 15, 2019), zone="ET"),
    Seen("• 23:48 GMT", "time", "23:48", zone="GMT"),
    Seen("08:30 GMT – Roads closed", "time", "08:30", zone="GMT", rest="Roads closed"),
    Seen("07:54 (IST)", "time", "07:54", zone="IST"),
    Seen("9.56am BST", "time", "09:56", zone="BST"),
    Seen("21.05 BST", "time", "21:05", zone="BST"),
    Seen("1430 GMT - Roads closed", "time", "14:30", zone="GMT", rest="Roads closed"),
    Seen("9:15 a.m. (1315 GMT)", "time", "09:15"),
    Seen("9:15 a.m. ET / 1415 GMT", "time", "09:15", zone="ET"),
    Seen("6 p.m. Eastern Daylight Time", "time", "18:00", zone="Eastern Daylight Time"),
    Seen("6 p.m. local time", "time", "18:00"),
    Seen("18:00 GMT+2", "time", "18:00", zone="GMT+2"),
    # Before text on the same line.
    Seen("Update, August 26, 2:45 p.m.: It rains.", "time", "14:45", (8, 26, None), rest="It rains."),
    Seen("Update, August 24, 2016, 1:50 p.m. It rains.", "time", "13:50", (8, 24, 2016), rest="It rains."),
    Seen("Update 3:19 a.m. EDT Oct. 2: It rains.", "time", "03:19", (10, 2, None), zone="EDT", rest="It rains."),
    Seen("UPDATE (11:30 a.m. MST)", "time", "11:30", zone="MST"),
    Seen("UPDATE (11:30 a.m. MST) It rains.", "time", "11:30", zone="MST", rest="It rains."),
    Seen("UPDATE 12:35PM: It rains.", "time", "12:35", rest="It rains."),
    Seen("UPDATE 10:55: It rains.", "time", "10:55", rest="It rains."),
    Seen("UPDATE 03/23/16: It rains.", "update", None, (3, 23, 2016), rest="It rains."),
    Seen("Updated 3:45 p.m.: It rains.", "time", "15:45", rest="It rains."),
    Seen("4:19 a.m.: It rains.", "time", "04:19", rest="It rains."),
    Seen("4:19 a.m. - It rains.", "time", "04:19", rest="It rains."),
    Seen("4:19 a.m. It rains.", "time", "04:19", rest="It rains."),
    Seen("10pm: Roads closed", "time", "22:00", rest="Roads closed"),
    Seen("10:40 p.m. Roads: They are closed.", "time", "22:40", rest="Roads: They are closed.", topic="Roads"),
    Seen("10:40 p.m. It rains.", "time", "22:40", rest="It rains."),
    Seen("10:40 p.m. Roads:", "time", "22:40", topic="Roads"),
    Seen("Fri., Oct. 12 -- 12:30 p.m. | Roads closed", "time", "12:30", (10, 12, None), 4, rest="Roads closed"),
    # Without a time.
    Seen("Update 1: It rains.", "update", None, rest="It rains."),
    Seen("Update 12:", "update", None),
    Seen("Update (AP): It rains.", "update", None, rest="It rains."),
    Seen("Update: It rains.", "update", None, rest="It rains."),
    Seen("ORIGINAL STORY: It rains.", "update", None, rest="It rains."),
    # In other houses' hands.
    Seen("UPDATE#2, July 8: It rains.", "update", None, (7, 8, None), rest="It rains."),
    Seen("Update (3): It rains.", "update", None, rest="It rains."),
    Seen("LATEST UPDATE 3:15 p.m.: It rains.", "time", "15:15", rest="It rains."),
    Seen("BREAKING 3:15 p.m.: It rains.", "time", "15:15", rest="It rains."),
    Seen("20h15", "time", "20:15"),
    Seen("20 h 15 – Routes coupées", "time", "20:15", rest="Routes coupées"),
    Seen("8h05: It rains.", "time", "08:05", rest="It rains."),
    Seen("14:35 Uhr", "time", "14:35"),
    Seen("14.35 hrs IST", "time", "14:35", zone="IST"),
    Seen("14:35 hs.", "time", "14:35"),
    Seen("[14:35] It rains.", "weak", "14:35", rest="It rains."),
    Seen("[14:35]", "time", "14:35"),
    Seen("1140 GMT", "time", "11:40", zone="GMT"),
    Seen("1140GMT", "time", "11:40", zone="GMT"),
    Seen("10.22pm", "time", "22:22"),
    Seen("- 14:35 GMT", "time", "14:35", zone="GMT"),
    Seen("— 14:35: It rains.", "time", "14:35", rest="It rains."),
    Seen("3. 14:35: It rains.", "time", "14:35", rest="It rains."),
    Seen("16.06.2017 14:35", "time", "14:35", (6, 16, 2017)),
    Seen("11:25 | 16 June 2017", "time", "11:25", (6, 16, 2017)),
    Seen("11:25 AM - Friday, June 16", "time", "11:25", (6, 16, None), 4),
    Seen("11:25 British Summer Time 16 June 2017", "time", "11:25", (6, 16, 2017), zone="British Summer Time"),
    Seen("11:25 GMT+5:30", "time", "11:25", zone="GMT+5:30"),
    Seen("14:35 • It rains.", "time", "14:35", rest="It rains."),
    Seen("Dam bursts in Townsvillepublished at 11:25 16 June 2017", "time", "11:25", (6, 16, 2017), topic="Dam bursts in Townsville"),
    Seen("2. Dam bursts published at 11:25 GMT", "time", "11:25", zone="GMT", topic="Dam bursts"),
    Seen("45 minutes ago", "time", None),
    Seen("2021-06-16T14:35Z", "time", "14:35", (6, 16, 2021), zone="Z"),
    Seen("14.35 WIB", "time", "14:35", zone="WIB"),
    Seen("At 14:35: It rains.", "time", "14:35", rest="It rains."),
    Seen("1 hr 20 min ago – It rains.", "time", None, rest="It rains."),
    Seen("7:20 a.m. Fri. // It rains.", "time", "07:20", weekday=4, rest="It rains."),
    Seen("1405 GMT / 2ND LEAD / ACCRA - It rains.", "time", "14:05", zone="GMT", rest="ACCRA - It rains."),
    Seen("1405 GMT 2NDLD", "time", "14:05", zone="GMT"),
    Seen("URGENT 1330 GMT", "time", "13:30", zone="GMT"),
    Seen("= 1445 GMT =", "time", "14:45", zone="GMT"),
    Seen("*** 17:00 ***", "time", "17:00"),
    Seen("🔴 14:35 — It rains.", "time", "14:35", rest="It rains."),
    Seen("14:35 > It rains.", "time", "14:35", rest="It rains."),
    Seen("[Wed 07:30] It rains.", "time", "07:30", weekday=2, rest="It rains."),
    Seen("1h ago (12:50 GMT)", "time", "12:50", zone="GMT"),
    Seen("just now", "time", None),
    Seen("Yesterday, 22:05", "time", "22:05"),
    Seen("Midday", "time", "12:00"),
    Seen("5 o'clock", "time", "05:00"),
    Seen("1835H", "time", "18:35"),
    Seen("0600H, 5 Dec", "time", "06:00", (12, 5, None)),
    Seen("11:05 (+8)", "time", "11:05", zone="+8"),
    Seen("2026-03-05 17:45 +0300", "time", "17:45", (3, 5, 2026), zone="+0300"),
    Seen("14:35 Damascus time", "time", "14:35", zone="Damascus time"),
    Seen("14:35 Turkish time: It rains.", "time", "14:35", zone="Turkish time", rest="It rains."),
    Seen("2.35pm, Ana Example", "time", "14:35", rest="Ana Example"),
    Seen("14:35 by Ana Example", "time", "14:35", rest="by Ana Example"),
    Seen("Um 14:35 Uhr: Es regnet.", "time", "14:35", rest="Es regnet."),
    Seen("ORIGINAL, 11 a.m.: It rains.", "time", "11:00", rest="It rains."),
    Seen("Evening bulletin, 18:00", "time", "18:00"),
    Seen("First statement (14:00)", "time", "14:00"),
    Seen("LEAD 1 1405 GMT", "time", "14:05", zone="GMT"),
    Seen("two hours ago", "time", None),
    Seen("about an hour ago", "time", None),
    Seen("2 days ago", "time", None),
    Seen("Weds 9.14pm", "time", "21:14", weekday=2),
    Seen("21h14min", "time", "21:14"),
    Seen(">> 17:45 << It rains.", "time", "17:45", rest="It rains."),
    Seen("__17:45__", "time", "17:45"),
    Seen("15:05 Local men count the dead.", "weak", "15:05", rest="Local men count the dead."),
    Seen("19:42 ▸ It rains.", "time", "19:42", rest="It rains."),
    Seen("2/ 07:30 It rains.", "weak", "07:30", rest="It rains."),
    # Headings only among their like.
    Seen("Fri 14:35 It rains.", "weak", "14:35", weekday=4, rest="It rains."),
    Seen("14:35. It rains.", "weak", "14:35", rest="It rains."),
    Seen("16.30: It rains.", "weak", "16:30", rest="It rains."),
    Seen("14:35 Prime time", "weak", "14:35", rest="Prime time"),
    Seen("1424 It rains.", "weak", "14:24", rest="It rains."),
    Seen("14:24 It rains.", "weak", "14:24", rest="It rains."),
    Seen("14.24 It rains.", "weak", "14:24", rest="It rains."),
    # The site's own, unless the page has many.
    Seen("Posted 9:40 p.m.", "stamp", "21:40"),
    Seen("Posted at 11:2511:25", "stamp", "11:25"),
    Seen("Updated 3 hours ago", "stamp", None),
    Seen("Updated at 11.10am BST", "stamp", "11:10", zone="BST"),
    Seen("Updated April 21, 2019 - 11:47 pm", "stamp", "23:47", (4, 21, 2019)),
]


@pytest.mark.parametrize("seen", SEEN, ids=[seen.line for seen in SEEN])
def test_a_heading_met_on_real_pages(seen: Seen) -> None:
    found = read_heading(seen.line)
    assert found is not None
    assert _as_seen(seen.line, found) == seen


def _as_seen(line: str, found: HeadingLine) -> Seen:
    heading = found.heading
    clock = heading.time.strftime("%H:%M") if heading.time else None
    date = (heading.month, heading.day, heading.year)
    return Seen(line, found.kind, clock, date, heading.weekday, found.zone, found.rest, found.topic)


@pytest.mark.parametrize(
    "line",
    [
        "At 4 p.m. the search went on.",
        "10 p.m. curfew was set.",
        "4 a.m. on Sunday.",
        "4 p.m. - 6 p.m. roads are closed.",
        "11:45 a.m. Monday, police said.",
        "12 people died.",
        "290 dead in Sri Lanka",
        "9/11 was named.",
        "10-12 people are missing.",
        "May 5 people be saved?",
        "Sunday's blasts killed 12.",
        "Monday was quiet.",
        "Updates on the storm: where to look",
        "Updated maps show the flood.",
        "25:61",
        "13/45 p.m.",
        "3.5 million people fled.",
        "noon prayers were held.",
        "3 hours ago, police said.",
        "A report on the dam was published at 11:25",
        "An hour ago the dam broke.",
        "BREAKING: Dam bursts",
        "At 4 p.m. – as it grew dark – the search went on.",
        "Posted signs warn of floods.",
        "5. 30 people died.",
        "- 12 people died.",
        "8 h after the quake",
        "4 p.m. – 6 p.m. Monday",
        "1500 people fled.",
        "2016 was dry.",
        "2:35 p.m., police said.",
        "4 p.m. Friday, police said",
        "at 11.10am BST",
        "FLASH: It rains.",
        "Alert 12 people.",
        "Today 12 people died.",
        "Yesterday it rained.",
        "Final report",
        "Morning: 12 people are missing.",
        "Second floor: It burns.",
        "Three hours ago police said so.",
        "",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert read_heading(line) is None


@pytest.mark.parametrize("part", PARTS, ids=[f"{part.letter} {part.example}" for part in PARTS])
def test_each_part_reads_its_example(part: Part) -> None:
    assert part.pattern.match(part.example)


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_each_form_reads_its_example(form: Form) -> None:
    found = read_heading(form.example)
    assert found is not None
    assert found.kind == form.kind


@pytest.mark.parametrize("line", ["ſeptember 4, 2019 10:30 a.m.", "ſunday 4 May 2019, 10:30", "Frıday 10:30", "10:30 a.m. Tueſday"])
def test_letters_that_are_like_others_break_nothing(line: str) -> None:
    """Patterns that ignore case take ſ for s and ı for i (Python 3.11 to 3.13, re.IGNORECASE)."""
    found = read_heading(line)
    assert found is None or found.heading.time == dt.time(10, 30)


def test_the_heading_is_kept_as_printed() -> None:
    lines = ("Update, August 26, 2:45 p.m.: It rains.", "• 23:48 GMT", "1:00 pm ET – It rains.", "[11:20 a.m.]")
    printed = [found.text for line in lines if (found := read_heading(line))]
    assert printed == ["Update, August 26, 2:45 p.m.:", "• 23:48 GMT", "1:00 pm ET", "[11:20 a.m.]"]


def test_the_half_of_the_day_is_certain_only_where_it_shows() -> None:
    certain = {
        line: found.heading.meridiem
        for line in ("2:30 p.m.", "noon", "14:30", "02:30", "2:30", "10:55")
        if (found := read_heading(line))
    }
    assert certain == {"2:30 p.m.": True, "noon": True, "14:30": True, "02:30": True, "2:30": False, "10:55": False}


@pytest.mark.parametrize(
    ("line", "time", "date"),
    [
        ("Published: Oct. 23, 2017", None, (10, 23, 2017)),
        ("Posted 2:07 PM, November 13, 2017, by Staff", dt.time(14, 7), (11, 13, 2017)),
        ("Last updated: 3:15 p.m. EDT April 25, 2019", dt.time(15, 15), (4, 25, 2019)),
        ("Published on 2019-04-25 | Updated today", None, (4, 25, 2019)),
    ],
)
def test_a_stamp_gives_the_page_s_own_time(line: str, time: dt.time | None, date: tuple[int, int, int]) -> None:
    found = read_stamp(line)
    assert found is not None
    assert (found.heading.time, (found.heading.month, found.heading.day, found.heading.year)) == (time, date)


@pytest.mark.parametrize(
    "line",
    ["Posted signs warn of floods.", "Published reports say 12 died.", "Updated Monday, the count is 12.",
     "Posted Oct. 23, 2017 pictures show the dam."],
)  # fmt: skip
def test_what_is_no_stamp(line: str) -> None:
    assert read_stamp(line) is None


def test_zones_as_printed() -> None:
    assert zone_name("GMT+2") == "Etc/GMT-2"
    assert zone_name("UTC-05:00") == "Etc/GMT+5"
    assert zone_name("GMT+5:30") == zone_name("UTC +0530") == "Asia/Kolkata"
    assert zone_name("British Summer Time") == "Europe/London"
    assert zone_name("West Africa Time") == "Africa/Lagos"
    assert zone_name("IST", "LK") == "Asia/Kolkata"
    assert zone_name("IST", "IE") == "Europe/Dublin"
    assert zone_name("+0200") == zone_name("+2") == "Etc/GMT-2"
    assert zone_name("Damascus time") == "Asia/Damascus"
    assert zone_name("Turkish time") == "Europe/Istanbul"
    assert zone_name("Fiji Time") == "Pacific/Fiji"
    assert zone_name("PGT") == "Pacific/Port_Moresby"
    assert [zone_name(name) for name in ("XYZ", "Prime time", "local time", "real time", "+99")] == [None] * 5
