"""The zone of a page's clock: notes of it, the house that carries it, the country its names lie in."""

from __future__ import annotations

import datetime as dt

import pytest

from datelines.zone_names import house_zone
from producers.formats.story.line.zone_notes import ZONE_NOTES, ZoneNote, noted_zone, read_zone_note
from tests.producers.pages import read

UPDATES = "9:40 p.m.\n\nThree people have died, the mayor said.\n\n8:10 p.m.\n\nThe road is closed."
DAY = dt.date(2026, 8, 5)


@pytest.mark.parametrize("note", ZONE_NOTES, ids=[note.name for note in ZONE_NOTES])
def test_each_note_reads_its_example(note: ZoneNote) -> None:
    assert note.pattern.fullmatch(note.example)
    assert read_zone_note(note.example) is not None


@pytest.mark.parametrize(("line", "zone"), [
    ("(all hours Damascus time)", "Asia/Damascus"), ("Town news agency. Moscow time is given throughout.", "Europe/Moscow"),
    ("All times are local to Quito.", "America/Guayaquil"), ("Times are Kinshasa's. Bunia is one hour ahead.", "Africa/Kinshasa"),
    ("Hours: Bogotá time", "America/Bogota"), ("In Manila time", "Asia/Manila"), ("(All times NZT)", "Pacific/Auckland"),
    ("Times given are those of Port Moresby", "Pacific/Port_Moresby"), ("All entries in Fiji Time (FJT)", "Pacific/Fiji"),
    ("All times shown are local time (EAT, UTC+3)", "Africa/Nairobi"), ("All times local (Lima).", "America/Lima"),
    ("Local times, UTC-5.", "Etc/GMT+5"), ("All times in this blog are GMT, five hours ahead of Lima", "UTC"),
    ("All times in BST/UK time. Newest first.", "Europe/London"), ("Our clock is GMT.", "UTC"), ("All times IST unless stated.", "Asia/Kolkata"), ("Clock: CAT", "Africa/Maputo"),
    ("Town Desk | June 21, 2018 (all timings in IST)", "Asia/Kolkata"), ("Town Desk | June 21, 2018 | All times Manila", "Asia/Manila"),
])  # fmt: skip
def test_a_page_names_its_zone_once(line: str, zone: str) -> None:
    noted = read_zone_note(line)
    assert noted is not None
    assert noted_zone(noted, None) == zone
    assert read(f"Wall falls in Peru\n\n{line}\n\n{UPDATES}", day=DAY).timezone == zone


@pytest.mark.parametrize("line", [
    "At all times the water was rising in Manila.", "Three times in Manila.", "All hours were spent.", "Time: 14:35",
    "Hours: 9 to 5", "Time for change", "The times were hard.", "Clocks stopped in Lima.",
])  # fmt: skip
def test_what_names_no_zone(line: str) -> None:
    assert read_zone_note(line) is None


@pytest.mark.parametrize(("page", "zone"), [
    # What the page's own line prints is its clock.
    (f"Hengyang blast: search ends\nLast refreshed Wed 08:02 HKT. Tap to load newer posts (2)\n\n{UPDATES}", "Asia/Hong_Kong"),
    (f"Train crash in Pakistan\n\n{UPDATES}\n\nThe line is shut, the minister tells the BBC.", "Europe/London"),
    (f"RNZ News | Live\n\nRoof falls in at church in Tonga\n\n{UPDATES}", "Pacific/Auckland"),
    (f"Train crash in Pakistan\n\n{UPDATES}\n\nThe line is shut, he told Reuters.", "Asia/Karachi"),
    # A dot in the clock is a British hand; Bangladesh's letters are the same.
    ("Launch sinks in Bangladesh\n\n10.22pm BST\n\nTwo people died.\n\n9.10pm BST\n\nA launch has sunk.", "Europe/London"),
    ("Launch sinks in Bangladesh\n\n10:22 pm BST\n\nTwo people died.\n\n9:10 pm BST\n\nA launch has sunk.", "Asia/Dhaka"),
    # A body in capitals before a colon is no dateline, though a town bears its name.
    (f"Blasts in Borno, Nigeria\n\n{UPDATES}\n\n6:22 p.m.\n\nNEMA: Victims moved\n\nNEMA's man says so.", "Africa/Lagos"),
    # Of several zones that of the places named.
    (f"Fire at a hospital in Feira de Santana\n\n{UPDATES}", "America/Bahia"),
    # No country is named, but its towns are.
    (f"LIVE: Ski party hit by avalanche\n\n{UPDATES} Three were flown to Tromsø and one to Bodø.", "Europe/Oslo"),
    # What stands around the updates: titles say more than a street's name, "in English" is no country.
    (f"Upland Herald, Staff Blog\nFlooding in Nashville\n\n{UPDATES} A car was found on Antioch Pike.", "America/Chicago"),
    (f"Norra Nyheter in English\nSchool fire in Umeå\n\n{UPDATES}", "Europe/Stockholm"),
    (f"Fire in a school\nBy Ana Example in Kampala\n\n{UPDATES}", "Africa/Kampala"),
    (f"KAMPALA (Lake Wire) — A school is on fire.\n\n{UPDATES}", "Africa/Kampala"),
    (f"Ferry sinks off the coast\n\n{UPDATES} Timorese police have a list.", "Asia/Dili"),
    (f"ROYAL PAPUA NEW GUINEA CONSTABULARY\n\nPupils taken from a school\n\n{UPDATES}", "Pacific/Port_Moresby"),
])  # fmt: skip
def test_the_zone_of_a_page_without_a_dateline(page: str, zone: str) -> None:
    assert read(page, day=DAY).timezone == zone


def test_letters_of_a_zone_are_those_of_the_story_s_country() -> None:
    assert (noted_zone("AST", "DO"), noted_zone("AST", "CA")) == ("America/Santo_Domingo", "America/Halifax")


def test_a_zone_in_the_sentence_behind_the_dateline_is_the_page_s() -> None:
    page = "BRELL, B.C. — Here is the newest on the wildfire (all times Pacific):\n\n" + UPDATES
    assert read(page, day=DAY).timezone == "America/Vancouver"


def test_a_house_is_told_by_how_it_speaks_of_itself() -> None:
    assert house_zone(["BBC News"], []) == house_zone([], ["He tells BBC Verify so."]) == "Europe/London"
    assert house_zone(["BBC pays for a film"], ["The minister told the BBC in 2019."]) is None


@pytest.mark.parametrize(("page", "zone"), [
    # Who tells local time apart keeps another clock: the one that it repeats, else London's where it is spelt so.
    (f"Dam bursts in Peru\n\n{UPDATES} It broke at 4 p.m. local time (2100 GMT).", "UTC"),
    (f"Dam bursts in Peru\n\n{UPDATES} It broke at 4 p.m. local time (5 p.m. EDT).", "America/New_York"),
    (f"Dam bursts in Peru\n\n{UPDATES} It broke at 4 p.m. local time near the centre.", "Europe/London"),
    (f"Dam bursts in Peru\n\n{UPDATES} It broke at 4 p.m. local time near the center.", "America/New_York"),
    # Of several zones the main one, where the usual one is none of them.
    (f"Bushfire near Example Creek\n\n{UPDATES} The Rural Fire Service and a CFA crew came.", "Australia/Sydney"),
    (f"Fire in Canada, RCMP say\n\n{UPDATES}", "America/Toronto"),
    # Letters of several countries.
    ("Bus crash in Mexico\n\n9:40 p.m. CDT\n\nTwo died.\n\n8:10 p.m. CDT\n\nA bus fell.", "America/Mexico_City"),
    ("Bus crash in Saskatchewan, Canada\n\n9:40 p.m. CT\n\nTwo died.\n\n8:10 p.m. CT\n\nA bus fell.", "America/Winnipeg"),
    # A place nobody knows in a region of two zones: that of the places it names there.
    (f"EXAMPLEVILLE, Ky. (AP) — The Latest on a tornado (all times local):\n\n{UPDATES} The hurt are in Paducah.", "America/Chicago"),
    (f"EXAMPLEVILLE, Leyte (EX) — A roof fell in.\n\n{UPDATES} Tacloban sent crews.", "Asia/Manila"),
    # The letterhead alone names the country.
    (f"ROYAL SOLOMON ISLANDS POLICE FORCE\n\nPress release\n\nFerry sinks\n\n{UPDATES}", "Pacific/Guadalcanal"),
])  # fmt: skip
def test_the_zone_of_a_house_and_of_a_country_of_several(page: str, zone: str) -> None:
    assert read(page, day=DAY).timezone == zone
