"""Headings in words of a page's own, told by their repetition, and lines that only look alike."""

from __future__ import annotations

import datetime as dt

import pytest

from producers.formats.story.line.frames import framed_headings
from producers.formats.story.line.headings import read_heading
from producers.formats.story.line.lines import split_lines
from tests.producers.pages import clocks, read, texts

FIRST = "Police say three people have died and nine are hurt after the wall came down."
SECOND = "The road to the coast is closed, the mayor told reporters on the spot."
DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(("later", "earlier", "times"), [
    ("Entry at 16:30\n\n{}", "Entry at 14:10\n\n{}", ["16:30", "14:10"]),
    ("As at 1600hrs\n{}", "As at 0900hrs\n{}", ["16:00", "09:00"]),
    ("AS OF 18:00 (CAT)\n\n{}", "AS OF 08:00 (CAT)\n\n{}", ["18:00", "08:00"]),
    ("Bulletin No. 4 of 9 p.m.\n\n{}", "Bulletin No. 3 of 4 p.m.\n\n{}", ["21:00", "16:00"]),
    ("SITUATION AT 1800 HRS\n\n{}", "SITUATION AT 0900 HRS\n\n{}", ["18:00", "09:00"]),
    ("Posted by Ana Example at 4:30 p.m.\n{}", "Posted by Rui Sample at 2:10 p.m.\n{}", ["16:30", "14:10"]),
    ("Ana Example at 16:30:\n{}", "Rui Sample at 14:10:\n{}", ["16:30", "14:10"]),
    ("Day 2, 06:00\n{}", "Day 1, 18:30\n{}", ["06:00", "18:30"]),
    ("Stand: 16.30 Uhr\n{}", "Stand: 14.10 Uhr\n{}", ["16:30", "14:10"]),
    ("Third statement, 18:30\n{}", "Second statement, 14:00\n{}", ["18:30", "14:00"]),
    ("DAY TWO, 07:00\n{}", "DAY ONE, 19:00\n{}", ["07:00", "19:00"]),
    ("MOCOA, 5:45 p.m. - {}", "PASTO, 3:10 p.m. - {}", ["17:45", "15:10"]),
    ("Kenya Rescue @KenyaR · 5:45 PM\n{}", "Kenya Rescue @KenyaR · 3:10 PM\n{}", ["17:45", "15:10"]),
    ("(ENTRY 4, 18:20) {}", "(ENTRY 3, 15:05) {}", ["18:20", "15:05"]),
    ("Met desk, 11:20: {}", "Roads desk, 08:45: {}", ["11:20", "08:45"]),
    ("STATEMENT OF 20:14 HRS\n{}", "STATEMENT OF 17:48 HRS\n{}", ["20:14", "17:48"]),
    ("kl. 16.30\n{}", "kl. 14.10\n{}", ["16:30", "14:10"]),
    ("Ore 17.00 - {}", "Ore 14.00 - {}", ["17:00", "14:00"]),
    ("LAGOS, 16:30 WAT - {}", "LAGOS, 14:10 WAT - {}", ["16:30", "14:10"]),
    ("@townfire, 18:00: {}", "@townfire, 14:00: {}", ["18:00", "14:00"]),
    ("6 PM NEWS\n{}", "1 PM NEWS\n{}", ["18:00", "13:00"]),
    ("As of 6:00 PM: {}", "As of 2:00 PM: {}", ["18:00", "14:00"]),
    ("Three bodies found (16:30)\n{}", "Road closed to traffic (14:10)\n{}", ["16:30", "14:10"]),
    ("Three bodies found - 16:30 GMT\n{}", "Road closed to traffic - 14:10 GMT\n{}", ["16:30", "14:10"]),
])  # fmt: skip
def test_the_words_around_a_clock_repeat(later: str, earlier: str, times: list[str]) -> None:
    article = read(f"Wall falls in a town\n\n{later.format(FIRST)}\n\n{earlier.format(SECOND)}", day=DAY, timezone="UTC")
    assert (clocks(article), texts(article)) == (times, [FIRST, SECOND])


def test_a_title_before_the_clock_is_the_update_s_headline() -> None:
    page = f"Wall falls\n\nThree bodies found (16:30)\n{FIRST}\n\nRoad closed to traffic (14:10)\n{SECOND}"
    assert [update.headline for update in read(page, day=DAY).updates] == ["Three bodies found", "Road closed to traffic"]


@pytest.mark.parametrize("page", [
    f"Entry at 16:30\n\n{FIRST}\n\n{SECOND}",  # once
    "Doors open at 18:30\n\nDoors open at 19:30\n\nDoors open at 20:30",  # no text below
    f"4 p.m.\n\nEntry at 16:30\n\n{FIRST}\n\nEntry at 21:00\n\n{SECOND}",  # beside headings that need no telling
    f"Police closed the road at 16:30 and went home to rest.\n{FIRST}\nPolice closed the road at 21:00 and went home to rest.\n{SECOND}",
    f"It rained until 9 p.m. on the coast.\n{FIRST}\nIt rained until 4 p.m. on the coast.\n{SECOND}",
])  # fmt: skip
def test_what_is_no_frame(page: str) -> None:
    lines = split_lines(page)
    headings = {index: heading for index, line in enumerate(lines) if (heading := read_heading(line.text)) is not None}
    assert framed_headings(lines, headings) == {}


def test_rows_are_text_below_a_heading() -> None:
    page = "Floods in Mali\n\nSituation as of 18:00\n• 12 people have died\n\nSituation as of 09:00\nRegion | Dead\nGao | 4"
    assert [(update.time_text, update.text) for update in read(page, day=DAY).updates] == [
        ("Situation as of 18:00", "• 12 people have died"), ("Situation as of 09:00", "Region | Dead\n\nGao | 4"),
    ]  # fmt: skip


TIMELINE = "06:10 – The fire breaks out in a store.\n07:00 – The first engine comes.\n08:20 – The roof comes down on the men."


def test_a_story_that_looks_back_by_the_clock_has_no_updates_of_then() -> None:
    live = f"Fire in a town\n\n5:30 p.m.\n\n{FIRST}\n\n{TIMELINE}\n\n2:00 p.m.\n\n{SECOND}"  # up the clock, on a page that runs down
    assert clocks(read(live, day=DAY)) == ["17:30", "14:00"]
    assert "The roof comes down" in read(live, day=DAY).updates[0].text
    story = f"LOME, Togo (AP) — {FIRST}\n\n{SECOND}\n\n{FIRST}\n\nTimeline\n{TIMELINE}"
    assert clocks(read(story, day=DAY)) == [None]
    assert clocks(read(f"Fire in a town: what we know\n\n{TIMELINE}", day=DAY)) == ["06:10", "07:00", "08:20"]
