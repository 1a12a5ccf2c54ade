"""Pages that users met and that were misread once: their updates, when each was told, and the figures in its text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.producers.pages import read

CASES = Path(__file__).parent.parent / "cases" / "pages"


class Told(NamedTuple):
    """An update: UTC, and words that its text must and must not hold."""

    at: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class Met(NamedTuple):
    page: str  # KIND/FILE
    day: str
    told: list[Told]
    warning: str = ""  # words of a warning it must bring


MET = [
    Met("headings-not-understood/update-hash.txt", "2021-07-08", [
        Told("2021-07-08 04:00", ("rose to 31", "12 people unaccounted"), ("DAYTON", "UPDATE")),
        Told("2021-07-08 04:00", ("stood at 27", "16 people")),
        Told("2021-07-07 04:00", ("death toll to 22",)),
    ]),
    Met("headings-not-understood/published-at.txt", "2017-06-16", [
        Told("2017-06-16 10:25", ("at least seven people are dead",), ("Breaking", "published")),
        Told("2017-06-16 10:17", ("will be slow",)),
    ]),
    Met("page-stamp-beats-date/site-stamp.txt", "2018-11-16", [Told("2018-11-16 05:00", ("At least 23",))], "16 December 2018"),
    Met("page-stamp-beats-date/crossed-midnight.txt", "2023-02-09", [
        Told("2023-02-09 01:30", ("15,383",)), Told("2023-02-08 21:00", ("Aid could resume",)),
    ], "February 8, 2023"),
    Met("page-refused/read-more.txt", "2015-10-10", [
        Told("2015-10-09 21:00", ("at least 153", "85 killed", "tally…"), ("Read more",)),
    ]),
    Met("page-refused/continue-reading.txt", "2015-10-10", [
        Told("2015-10-09 21:00", ("at least 153",), ("Continue reading",)),
    ]),
    Met("body-paragraph-taken-for-headline-or-caption/last-paragraph-cut.txt", "2021-07-12", [
        Told("2021-07-12 04:00", ("54 people", "Five people", "Calder Health said that 20 people")),
    ], "middle of a sentence"),
    Met("body-paragraph-taken-for-headline-or-caption/caption-glued.txt", "2021-07-12", [
        Told("2021-07-11 18:30", ("as many as 43 deaths", "actual toll"), ("A heatwave sweeping", "HT File")),
    ]),
    Met("standing-lede-above-the-first-heading-lost/quake-live.txt", "2021-07-12", [
        Told("2021-07-12 02:00", ("rose to 872", "1,140 people injured")), Told("2021-07-12 02:00", ("football association",)),
    ], "above the first time heading"),
    Met("standing-lede-above-the-first-heading-lost/storm-live.txt", "2021-07-12", [
        Told("2021-07-12 14:20", ("risen to 44", "nine people are missing")), Told("2021-07-12 14:20", ("reopened",)),
        Told("2021-07-12 11:05", ("Schools",)),
    ], "above the first time heading"),
    Met("small-disorder-moves-an-update-a-day/eight-seven-seventhirty.txt", "2021-07-12", [
        Told("2021-07-13 01:00"), Told("2021-07-13 00:00"), Told("2021-07-13 00:30"), Told("2021-07-12 22:45"),
    ], "7:30 p.m."),
    Met("small-disorder-moves-an-update-a-day/quarter-hour.txt", "2021-07-12", [
        Told("2021-07-12 14:10"), Told("2021-07-12 13:40"), Told("2021-07-12 13:55"), Told("2021-07-12 12:00"),
    ], "2:55 p.m."),
    Met("zone-not-taken-from-the-story/alabama.txt", "2021-07-12", [Told("2021-07-12 23:20", ("two people",))], "America/Chicago"),
    Met("zone-not-taken-from-the-story/kentucky-mayfield.txt", "2021-07-12", [Told("2021-07-13 01:00", ("ten people",))],
        "America/Chicago"),
]  # fmt: skip


@pytest.mark.parametrize("met", MET, ids=[met.page for met in MET])
def test_a_page_once_misread(met: Met) -> None:
    article = read((CASES / met.page).read_bytes(), day=dt.date.fromisoformat(met.day))
    assert [f"{update.published_at:%Y-%m-%d %H:%M}" for update in article.updates] == [told.at for told in met.told]
    for update, told in zip(article.updates, met.told, strict=True):
        assert [words for words in told.holds if words not in update.text] == []
        assert [words for words in told.lacks if words in update.text] == []
    assert not met.warning or any(met.warning in warning for warning in article.warnings)


def test_every_page_met_is_read() -> None:
    assert sorted(met.page for met in MET) == sorted(str(path.relative_to(CASES)) for path in CASES.glob("*/*.txt"))
