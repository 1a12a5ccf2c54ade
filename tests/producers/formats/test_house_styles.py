"""Rolling pages in the styles of other houses and countries: their updates, in UTC, by what each says first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.producers.pages import read

PAGES = Path(__file__).parent.parent / "cases" / "house-styles"


class Page(NamedTuple):
    name: str
    updates: list[str]  # "day hour:minute" of June 2021 in UTC, and words that stand in the update
    day: int | None = 16  # of June 2021, given with --date


HOUSES = [
    Page("nepal-author-under-the-time", ["16 09:25 dead to 14", "16 08:50 small vehicles", "16 07:20 12 people were killed"]),
    Page("senegal-h-clocks", ["16 20:15 stays closed", "16 19:40 five bodies", "16 18:05 under control"]),
    Page("kenya-glued-headlines", ["16 19:22 Rescuers pulled", "16 18:47 has risen to 6", "16 17:30 Soldiers have"]),
    Page("philippines-sitrep", ["16 10:00 31 deaths"], None),
    Page("mexico-release", ["16 05:00 four people died"], None),
    Page("india-dated-stamps", ["16 12:35 19 bodies", "16 12:10 grounded by rain"], None),
    Page("bangladesh-posted-twice", ["16 05:25 rescue ship has", "16 04:40 Divers have", "16 03:55 more people than"]),
    Page("honduras-how-long-ago", ["16 19:50 give blood", "16 18:55 four people died"], None),
    Page("australia-headline-over-the-clock", ["16 00:22 two bodies in", "15 23:50 is cut at", "15 23:05 All schools"]),
    Page("italy-oldest-first-with-lede", ["16 11:20 risen to 9", "16 06:10 as far as", "16 07:45 found 4", "16 11:20 an inquiry"]),
    Page("oregon-updates-inside-a-line", ["16 22:15 three people", "16 21:40 is closed", "16 20:55 A bus has hit"]),
    Page("turkey-bracketed-clocks", ["16 11:35 11 miners", "16 10:50 Ambulances", "16 10:10 broken out"]),
    Page("peru-day-under-the-clock", ["16 19:35 8 people", "16 16:20 cut off", "16 03:05 buried houses"], None),
    Page("indonesia-day-lines", ["16 07:35 reached 17", "16 01:10 Rain slows", "15 14:55 13 people"], None),
    Page("chile-bullets", ["16 18:35 22 people", "16 17:50 wind has", "16 16:15 hospitals"]),
    Page("nigeria-posted-lines", ["16 20:40 16 people", "16 19:25 fire is out", "16 18:50 fuel tanker"]),
    Page("greece-clock-then-label", ["16 11:40 two people", "16 10:15 run aground"]),
    Page("germany-uhr", ["16 12:35 3 people", "16 11:50 shelter", "16 10:58 left the tracks"]),
    Page("pakistan-small-disorder", ["16 14:15 12 bodies", "16 13:30 boats", "16 13:50 Hotels", "16 12:05 over the bridges"]),
    Page("tennessee-local-times", ["17 01:40 risen to 4", "17 00:15 shelter"]),
    Page("japan-over-midnight", ["16 16:10 7 people", "16 14:40 lamps"], 17),
    Page("new-zealand-teaser", ["15 12:00 At least 5"]),
    Page("south-africa-menu", ["16 14:05 10 people", "16 13:20 cleared", "16 12:45 under a bridge"], None),
    Page("samoa-day-time-groups", ["16 04:30 Two rafts", "16 06:10 5 people", "16 07:55 poor light"]),
    Page("haiti-clock-and-text", ["16 22:45 304 people", "16 21:10 emergency", "16 16:00 strong quake"]),
]  # fmt: skip


@pytest.mark.parametrize("page", HOUSES, ids=[page.name for page in HOUSES])
def test_a_house_s_style(page: Page) -> None:
    day = dt.date(2021, 6, page.day) if page.day is not None else None
    article = read((PAGES / f"{page.name}.txt").read_bytes(), day=day)
    found = [f"{update.published_at:%d %H:%M}" for update in article.updates]
    assert found == [expected[:8] for expected in page.updates]
    told = [(expected[9:], update.text) for expected, update in zip(page.updates, article.updates, strict=True)]
    assert [words for words, text in told if words not in text] == []


def test_every_page_is_read() -> None:
    assert sorted(page.name for page in HOUSES) == sorted(path.stem for path in PAGES.glob("*.txt"))


SHORT = [
    ("Flooding in Lyon, France\n\n8 h 05\n{}\n\n7 h 50\n{}\n", ["16 06:05", "16 05:50"]),
    ("Floods in Valencia, Spain\n\n[14h35] {}\n[13h50] {}\n", ["16 12:35", "16 11:50"]),
    ("Crash in Dublin, Ireland\n\n2.35pm: {}\n1.50pm: {}\n", ["16 13:35", "16 12:50"]),
    ("Quake in Lombok, Indonesia\n\n2021-06-16 14:35 WITA\n{}\n\n2021-06-16 13:20 WITA\n{}\n", ["16 06:35", "16 05:20"]),
    ("Quake in Iran\n\n2021-06-16T14:35Z\n{}\n\n2021-06-16T13:20Z\n{}\n", ["16 14:35", "16 13:20"]),
    ("Fire in Cairo, Egypt\n\n(Update 3, 14:35 GMT) {}\n\n(Update 2, 13:10 GMT) {}\n", ["16 14:35", "16 13:10"]),
    ("Fire in Maputo\n\n2:35 p.m. | Ana Example\n{}\n\n1:10 p.m. | Ana Example\n{}\n", ["16 12:35", "16 11:10"]),
    ("Fire in Maputo\n\nAna Example, 2:35 p.m.\n{}\n\nRui Sample, 1:10 p.m.\n{}\n", ["16 12:35", "16 11:10"]),
    ("Fire in Accra, Ghana\n\nAt 14:35: {}\n\nAt 13:10: {}\n", ["16 14:35", "16 13:10"]),
    ("Crash in Hanoi\n\nLast updated 16 June 2021, 18:00 ICT\n\n5m ago\n{}\n\n2h ago\n{}\n", ["16 10:55", "16 09:00"]),
    ("CYCLONE HITS ODISHA, INDIA\n\nJUNE 16, 6:30 PM\n{}\n\nJUNE 16, 4:10 PM\n{}\n", ["16 13:00", "16 10:40"]),
    ("Explosion in Beirut, Lebanon\n\n#14:35\n{}\n\n#14:05\n{}\n", ["16 11:35", "16 11:05"]),
    ("Fire in Cologne, Germany\n\n14.35\n{}\n\n13.50\n{}\n", ["16 12:35", "16 11:50"]),
    ("Crash in Austria\n\n16.06.2021, 14:35 Uhr\n{}\n\n16.06.2021, 13:50 Uhr\n{}\n", ["16 12:35", "16 11:50"]),
]  # fmt: skip


@pytest.mark.parametrize(("page", "times"), SHORT)
def test_a_clock_in_another_hand(page: str, times: list[str]) -> None:
    said = ("Police say three people have died.", "The road is closed, police say.")
    article = read(page.format(*said), day=dt.date(2021, 6, 16))
    found = [(f"{update.published_at:%d %H:%M}", update.text) for update in article.updates]
    assert found == list(zip(times, said, strict=True))


def test_headlines_and_texts_are_parted_as_the_houses_set_them() -> None:
    def first(name: str, day: int | None = 16) -> tuple[str, str | None, str]:
        article = read((PAGES / f"{name}.txt").read_bytes(), day=dt.date(2021, 6, day) if day else None)
        return article.headline, article.updates[0].headline, article.updates[0].text

    assert first("australia-headline-over-the-clock") == (
        "Floods in Queensland: as it happened", "Two bodies found near Gympie",
        "Police have found two bodies in a car near Gympie, taking the toll to 5.",
    )  # fmt: skip
    assert first("bangladesh-posted-twice")[1:] == (
        "Rescue ship arrives", "A rescue ship has reached the launch, the river authority said.",
    )  # fmt: skip
    assert first("kenya-glued-headlines")[2].split("\n\n") == [
        "Two more pulled out alive", "Rescuers pulled two more people alive from the ruins, the Red Cross said.",
    ]  # fmt: skip
    assert first("mexico-release", None)[0] == "Gas explosion in Puebla leaves four dead"
    assert first("south-africa-menu", None)[0] == "Gas tanker explodes in Boksburg, South Africa"
    assert first("india-dated-stamps", None)[0] == "Kerala landslide live: rescuers reach cut-off village"
    assert first("nigeria-posted-lines")[0] == "Tanker explodes on Lagos road in Nigeria"
    assert "Suresh Lama" not in first("nepal-author-under-the-time")[2]
    assert first("new-zealand-teaser")[2] == (
        "At least 5 people died when a boat sank off Kaikoura, police said on Wednesday.\n\n"
        "Six people were saved, the coastguard told reporters. They are in hospital…"
    )


@pytest.mark.parametrize(("later", "earlier"), [
    ("4.30pm | Ana Example\n{}", "2.10pm | The newsdesk\n{}"), ("16h30 | by Ana Example\n{}", "14h10 | Newsroom\n{}"),
    ("16:30 | Ana Example, in Kasserine\n{}", "14:10 | Newsroom, with agencies\n{}"), ("Ana Example\n4:30 p.m.\n{}", "By Rui Sample\n2:10 p.m.\n{}"),
])  # fmt: skip
def test_who_posts_is_no_headline(later: str, earlier: str) -> None:
    said = ("Police say three people have died.", "The road is closed, police say.")
    article = read(f"Wall falls in Tunis\n\n{later.format(said[0])}\n\n{earlier.format(said[1])}", day=dt.date(2021, 6, 16))
    assert [(update.headline, update.text) for update in article.updates] == [(None, said[0]), (None, said[1])]


def test_short_headlines_are_no_signatures() -> None:
    page = "Wall falls in Tunis\n\n16h30 | Dawn with dogs\nPolice say three people have died.\n\n14h10 | Roads closed\nThe road is closed, police say."
    assert [update.headline for update in read(page, day=dt.date(2021, 6, 16)).updates] == ["Dawn with dogs", "Roads closed"]


@pytest.mark.parametrize("masthead", ["RADIO UPLAND 1130 AM – English service", "HARBOUR CABLE NEWS – LIVE", "KENYA RELIEF SOCIETY (KRS)", "Upland Police Command"])
def test_the_name_of_a_house_is_no_headline(masthead: str) -> None:
    page = f"{masthead}\n\nWall falls on a market in Peru\n\n16:30\nPolice say three people have died.\n\n14:10\nThe road is closed."
    assert read(page, day=dt.date(2021, 6, 16)).headline == "Wall falls on a market in Peru"


def test_points_above_the_updates_are_a_summary_of_them() -> None:
    points = "HIGHLIGHTS\n\n- 124 people have died.\n- 14,300 people are displaced."
    page = f"Quake in Nepal\n\n{points}\n\n4 p.m.\n\nPolice say three people have died.\n\n2 p.m.\n\nThe road is closed."
    assert len(read(page, day=dt.date(2021, 6, 16)).updates) == 2


def test_how_long_ago_is_no_clock() -> None:
    page = "Crash in Hanoi\n\nLast updated 16 June 2021, 18:00 ICT\n\n5m ago\nIt rains.\n\n2h ago (16:05)\nIt is dry."
    assert [(f"{update.published_at:%H:%M}", update.local_time) for update in read(page, day=None).updates] == [
        ("10:55", None), ("09:05", dt.time(16, 5)),
    ]  # fmt: skip


@pytest.mark.parametrize(("lede", "is_newest"), [
    ("Nineteen people have died, police said.", False), ("19 people have died, police said.", False),
    ("At least 44 people have died, police said.", True), ("Twenty-one people have died, police said.", True),
])  # fmt: skip
def test_a_lede_is_the_newest_update_where_it_counts_what_none_prints(lede: str, is_newest: bool) -> None:
    below = "4 p.m.\n\nNineteen of them lost their lives, perhaps more, a nurse says.\n\n2 p.m.\n\nDead: 11. The road is closed."
    assert len(read(f"Quake in Nepal\n\n{lede}\n\n{below}", day=dt.date(2021, 6, 16)).updates) == 2 + is_newest
