"""A story told day by day, without clocks: each day is an update of its day; lists of past days are none."""

from __future__ import annotations

import datetime as dt

import pytest

from producers.article import Article
from tests.producers.pages import read, texts

DAYS = ("The ferry leaves the pier with forty people on board.", "Fishermen find the ferry upside down.", "Divers find 26 bodies, police say.")
DAY = dt.date(2022, 7, 7)


def told(article: Article) -> list[tuple[int, bool]]:
    return [(update.published_at.day, "day_only" in update.flags) for update in article.updates]


@pytest.mark.parametrize("days", [
    ("July 5: {}", "July 6: {}", "July 7: {}"), ("5 July – {}", "6 July – {}", "7 July – {}"), ("JULY 5\n\n{}", "JULY 6\n\n{}", "JULY 7\n\n{}"),
    ("• Jul 5: {}", "• Jul 6: {}", "• Jul 7: {}"), ("Tuesday, July 5: {}", "Wednesday, July 6: {}", "Thursday, July 7: {}"),
    ("5 July 2022\n{}", "6 July 2022\n{}", "7 July 2022\n{}"),
])  # fmt: skip
def test_each_day_is_an_update(days: tuple[str, ...]) -> None:
    lines = [day.format(words) for day, words in zip(days, DAYS, strict=True)]
    oldest_first = read("Ferry sinks in Ghana\n\n" + "\n\n".join(lines), day=DAY)
    assert (told(oldest_first), texts(oldest_first)) == ([(5, True), (6, True), (7, True)], list(DAYS))
    newest_first = read("Ferry sinks in Ghana\n\n" + "\n\n".join(reversed(lines)), day=DAY)
    assert (told(newest_first), texts(newest_first)) == ([(7, True), (6, True), (5, True)], list(reversed(DAYS)))


def test_two_entries_of_a_day_are_two_updates() -> None:
    page = "Ferry sinks in Ghana\n\nJuly 5: {}\n\nJuly 6, morning: {}\n\nJuly 6, evening: {}\n\nJuly 7: It rains on the lake all day."
    assert told(read(page.format(*DAYS), day=DAY)) == [(5, True), (6, True), (6, True), (7, True)]


LIST = "July 5: {}\n\nJuly 6: {}\n\nJuly 7: {}".format(*DAYS)


@pytest.mark.parametrize("page", [
    f"ACCRA, Ghana (AP) — Divers found 26 bodies on Thursday, police said.\n\n{LIST}",  # the past of a story of today
    f"Ferry sinks in Ghana\n\nDivers found 26 bodies in the lake on Thursday, police said.\n\n{LIST}",
    "Ferries that sank in Ghana\n\nJune 3, 2015: {}\n\nMay 9, 2011: {}\n\nJuly 7, 2008: {}".format(*DAYS),  # years apart
    "Ferries that sank in Ghana\n\nJanuary 3: {}\n\nMay 9: {}\n\nJuly 7: {}".format(*DAYS),  # months apart
    "Ferry sinks in Ghana\n\nJuly 5: {}\n\nJuly 2: {}\n\nJuly 7: {}".format(*DAYS),  # in no order
    "Ferry sinks in Ghana\n\nJuly 5: {}\n\nJuly 6: {} {}".format(*DAYS),  # two
])  # fmt: skip
def test_other_dated_lines_are_text(page: str) -> None:
    assert len(read(page, day=DAY).updates) == 1


def test_a_day_that_no_calendar_has_makes_no_updates() -> None:
    page = "Ferry sinks in Ghana\n\n" + "\n\n".join(f"June {day}: {words}" for day, words in zip((29, 30, 31), DAYS, strict=True))
    assert len(read(page, day=DAY).updates) == 1
